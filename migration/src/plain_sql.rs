//! Migrations are written in the language of the database: CHECKs and partial indexes are the heart of the schema. The
//! one difference between the two dialects is the name of the byte type.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Runs a file of statements, with `{bytes}` in them for the byte type.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let bytes = match manager.get_database_backend() {
        DbBackend::Postgres => "BYTEA",
        DbBackend::Sqlite | DbBackend::MySql | _ => "BLOB",
    };
    manager
        .get_connection()
        .execute_unprepared(&statements.replace("{bytes}", bytes))
        .await?;
    Ok(())
}
