//! `doctor_ortomats`: A doctor's place at an ortomat and the printed code.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "doctor_ortomats")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub doctor_id: String,
    pub ortomat_id: String,
    pub referral_code: String,
    pub total_points: i64,
    pub total_sales: i64,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
