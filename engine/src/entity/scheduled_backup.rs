//! `scheduled_backups`: A backup that the program made by itself, named by its day in Kyiv; without `failure` it was
//! verified. Not a part of backups.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheduled_backups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub file: String,
    pub row_count: i64,
    pub sha256: String,
    pub failure: Option<String>,
    pub started_at: i64,
    pub ended_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
