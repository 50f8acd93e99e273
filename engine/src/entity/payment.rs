//! `payments`: Our record of an invoice; `amount` is what was asked, `paid_amount` what was taken, in kopiykas (or in
//! hundredths of `currency`, where somebody paid in another one).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub order_id: String,
    pub provider: String,
    pub payment_type: String,
    pub invoice_id: Option<String>,
    pub page_url: Option<String>,
    pub amount: i64,
    pub paid_amount: Option<i64>,
    pub currency: i32,
    pub status: String,
    pub modified_at: Option<i64>,
    pub failure_reason: Option<String>,
    pub next_check_at: Option<i64>,
    pub checks: i32,
    pub capture_due_at: Option<i64>,
    pub captures: i32,
    pub created_at: i64,
    pub updated_at: i64,
    pub restored: bool,
}

impl ActiveModelBehavior for ActiveModel {}
