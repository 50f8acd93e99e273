//! `commands`: A durable request to a device.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commands")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub kind: String,
    pub order_id: Option<String>,
    pub ortomat_id: String,
    pub device_id: Option<String>,
    pub connection_id: Option<String>,
    pub cell_number: i32,
    pub status: String,
    pub sends: i32,
    pub requested_by: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub sent_at: Option<i64>,
    pub acked_at: Option<i64>,
    pub settled_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
