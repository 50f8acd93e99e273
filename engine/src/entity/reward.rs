//! `rewards`: Doctors' points, append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rewards")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub doctor_id: String,
    pub doctor_ortomat_id: Option<String>,
    pub sale_id: String,
    pub kind: String,
    pub points: i64,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
