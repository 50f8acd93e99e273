//! `devices`: The ESP32 of a cabinet and its credentials, hashed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "devices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub ortomat_id: String,
    pub token_salt: String,
    pub token_hash: String,
    pub token_used_at: Option<i64>,
    pub previous_salt: Option<String>,
    pub previous_hash: Option<String>,
    pub previous_until: Option<i64>,
    pub connection_id: Option<String>,
    pub online_until: i64,
    pub last_seen_at: Option<i64>,
    pub uptime_ms: Option<i64>,
    pub wifi_rssi: Option<i32>,
    pub created_at: i64,
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
