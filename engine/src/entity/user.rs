//! `users`: A person who signs in.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub email: Option<String>,
    pub password_hash: Option<String>,
    pub role: String,
    pub first_name: String,
    pub last_name: String,
    pub middle_name: Option<String>,
    pub phone: Option<String>,
    pub is_verified: bool,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub credentials_version: i64,
    pub totp_secret: Option<String>,
    pub totp_last_step: Option<i64>,
    pub totp_since: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
