//! `payment_events`: What the bank said, byte for byte.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub source: String,
    pub invoice_id: String,
    pub body: Vec<u8>,
    pub body_sha256: String,
    pub received_at: i64,
    pub applied_at: Option<i64>,
    pub outcome: Option<String>,
    pub attempts: i32,
    pub restored: bool,
}

impl ActiveModelBehavior for ActiveModel {}
