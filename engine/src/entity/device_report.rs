//! `device_reports`: What a device told of itself, once in a few minutes, for some days.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    pub uptime_ms: Option<i64>,
    pub wifi_rssi: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
