//! Migrations are written in the language of the database: CHECKs and partial indexes are the heart of the schema. The
//! few differences between the two dialects have names in braces.

#![expect(
    elided_lifetimes_in_paths,
    reason = "async-trait needs the signature exactly as the trait writes it"
)]

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// A step of the schema's history, there and back.
pub(crate) struct PlainSql {
    /// Under which it is recorded in databases.
    pub(crate) name: &'static str,
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
}

impl MigrationName for PlainSql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PlainSql {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }
}

/// `{bytes}` is the type of bytes, `{bytewise}` the order of bytes, by which beginnings of texts are found; a language's
/// order may skip hyphens.
async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let (bytes, bytewise) = match manager.get_database_backend() {
        DbBackend::Postgres => ("BYTEA", "\"C\""),
        DbBackend::Sqlite | DbBackend::MySql | _ => ("BLOB", "BINARY"),
    };
    let statements = statements.replace("{bytes}", bytes).replace("{bytewise}", bytewise);
    manager.get_connection().execute_unprepared(&statements).await?;
    Ok(())
}
