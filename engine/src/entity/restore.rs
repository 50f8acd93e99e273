//! `restores`: A restore; `unsettled` is JSON. Not a part of backups.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "restores")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub made_at: String,
    pub format: String,
    pub row_count: i64,
    pub open_orders: i64,
    pub safety_backup: Option<String>,
    pub unsettled: String,
    pub restored_by: Option<String>,
    pub restored_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
