//! `login_throttles`: How full the bucket of failed attempts is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_throttles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_hash: String,
    pub empty_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
