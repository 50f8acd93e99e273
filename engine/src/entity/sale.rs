//! `sales`: An order; `amount` in kopiykas.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub order_number: String,
    pub idempotency_key: Option<String>,
    pub product_id: Option<String>,
    pub ortomat_id: Option<String>,
    pub cell_number: Option<i32>,
    pub product_name: String,
    pub amount: i64,
    pub doctor_id: Option<String>,
    pub doctor_ortomat_id: Option<String>,
    pub points: i64,
    pub referral_code: Option<String>,
    pub customer_phone: Option<String>,
    pub terms_version: Option<String>,
    pub phase: String,
    pub reason: Option<String>,
    pub deadline_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub completed_at: Option<i64>,
    pub restored: bool,
}

impl ActiveModelBehavior for ActiveModel {}
