//! `activity_logs`: What happened.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity_logs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    #[sea_orm(column_name = "type")]
    pub kind: String,
    pub category: String,
    pub severity: String,
    pub message: String,
    pub metadata: Option<String>,
    pub user_id: Option<String>,
    pub ortomat_id: Option<String>,
    pub order_id: Option<String>,
    pub cell_number: Option<i32>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
