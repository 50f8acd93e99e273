//! `order_decisions`: What an administrator decided about an order; `amount` in kopiykas, for refunds only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    pub order_id: String,
    pub user_id: Option<String>,
    pub resolution: String,
    pub amount: Option<i64>,
    pub reason: String,
    pub refund_id: Option<String>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
