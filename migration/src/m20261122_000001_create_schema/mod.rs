//! Every table of the first release, the same on SQLite and PostgreSQL.
//!
//! Plain SQL on purpose: CHECKs and partial indexes are the heart of this schema, and they read best in the
//! language of the database. The one difference between the two dialects is the name of the byte type.

#![expect(
    elided_lifetimes_in_paths,
    reason = "async-trait needs the signature exactly as the trait writes it"
)]

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = include_str!("up.sql");
const DOWN: &str = include_str!("down.sql");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            DbBackend::Sqlite | DbBackend::MySql | _ => "BLOB",
        };
        manager
            .get_connection()
            .execute_unprepared(&UP.replace("{bytes}", bytes))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        Ok(())
    }
}
