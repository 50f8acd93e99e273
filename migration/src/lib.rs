//! The history of the database schema: an ordered list of migrations, applied at every start.
//!
//! A migration that has been released is never edited; the next change is the next migration.

pub use sea_orm_migration::prelude::*;

mod m20261122_000001_create_schema;
mod m20261122_000002_staff_accounts;
mod m20261122_000003_fleet;
mod m20261122_000004_desk;
mod m20261122_000005_backup;
mod plain_sql;

#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_schema::Migration),
            Box::new(m20261122_000002_staff_accounts::Migration),
            Box::new(m20261122_000003_fleet::Migration),
            Box::new(m20261122_000004_desk::Migration),
            Box::new(m20261122_000005_backup::Migration),
        ]
    }
}
