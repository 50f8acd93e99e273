//! The history of the database schema: an ordered list of migrations, applied at every start.
//!
//! A migration that has been released is never edited; the next change is the next migration.

pub use sea_orm_migration::prelude::*;

mod plain_sql;

use plain_sql::PlainSql;

#[derive(Debug)]
pub struct Migrator;

/// The two files of a folder, recorded under its name or under another one.
macro_rules! migration {
    ($folder:literal) => {
        migration!($folder, $folder)
    };
    ($folder:literal, $name:literal) => {
        Box::new(PlainSql {
            name: $name,
            up: include_str!(concat!($folder, "/up.sql")),
            down: include_str!(concat!($folder, "/down.sql")),
        })
    };
}

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            // Databases of the first days have recorded it so.
            migration!("m20261122_000001_create_schema", "mod"),
            migration!("m20261122_000002_staff_accounts"),
            migration!("m20261122_000003_fleet"),
            migration!("m20261122_000004_desk"),
            migration!("m20261122_000005_backup"),
            migration!("m20261122_000006_restored"),
        ]
    }
}
