//! What administrators need to see and decide: lists that are answered from indexes, decisions, what was paid.

#![expect(
    elided_lifetimes_in_paths,
    reason = "async-trait needs the signature exactly as the trait writes it"
)]

use crate::plain_sql;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000004_desk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The order of bytes, by which beginnings of texts are found; a language's order may skip hyphens.
        let bytewise = match manager.get_database_backend() {
            DbBackend::Postgres => "\"C\"",
            DbBackend::Sqlite | DbBackend::MySql | _ => "BINARY",
        };
        plain_sql::run(manager, &include_str!("up.sql").replace("{bytewise}", bytewise)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plain_sql::run(manager, include_str!("down.sql")).await
    }
}
