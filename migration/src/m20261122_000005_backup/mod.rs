//! Backup and restore: what came from a file, and what was kept in files.

#![expect(
    elided_lifetimes_in_paths,
    reason = "async-trait needs the signature exactly as the trait writes it"
)]

use crate::plain_sql;
use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000005_backup"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plain_sql::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plain_sql::run(manager, include_str!("down.sql")).await
    }
}
