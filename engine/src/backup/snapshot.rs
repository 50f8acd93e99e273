//! One moment of the database: what is in it, row by row, however much is changed meanwhile.

use super::{
    column::Kind,
    table::{TABLES, Table},
};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    Statement, TransactionTrait,
};
use std::collections::BTreeMap;

/// One moment of the database, for as long as it is held.
pub(super) async fn snapshot(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => {
            let snapshot = connection
                .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
                .await?;
            // Rows that come in their order out of an index come one by one, and so wait for whoever takes them: to sort
            // a table first takes a core for seconds.
            snapshot.execute_unprepared("SET LOCAL enable_sort = off").await?;
            Ok(snapshot)
        }
        DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => connection.begin().await,
    }
}

/// Rows that are there, by the key of the table.
pub(super) async fn count_rows(database: &impl ConnectionTrait) -> Result<BTreeMap<&'static str, u64>, DbErr> {
    let mut counts = BTreeMap::new();
    for table in &TABLES {
        let count = Statement::from_string(
            database.get_database_backend(),
            format!("SELECT COUNT(*) FROM {}", table.name),
        );
        let counted: i64 = match database.query_one_raw(count).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        };
        counts.insert(table.key, u64::try_from(counted).unwrap_or(0));
    }
    Ok(counts)
}

/// What an order of bytes has to be asked for with. Where it is the order of the database anyway nothing is said: a
/// PostgreSQL takes the rows out of an index only if nobody names another order, be it the same one.
pub(super) async fn bytewise(snapshot: &DatabaseTransaction) -> Result<&'static str, DbErr> {
    const IS_USUAL: &str = "SELECT datcollate IN ('C', 'POSIX') \
                            AND COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' \
                            FROM pg_database d WHERE datname = current_database()";
    Ok(match ConnectionTrait::get_database_backend(snapshot) {
        DatabaseBackend::Postgres => {
            let asked = Statement::from_string(DatabaseBackend::Postgres, IS_USUAL);
            let is_usual = match snapshot.query_one_raw(asked).await? {
                Some(row) => row.try_get_by_index(0)?,
                None => false,
            };
            if is_usual { "" } else { " COLLATE \"C\"" }
        }
        DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => "",
    })
}

/// Every row of a table, in the order of bytes, which is the same in both databases.
pub(super) fn everything(table: &Table, backend: DatabaseBackend, bytewise: &str) -> Statement {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.kind {
            // PostgreSQL's small integers and SQLite's untyped ones become the same.
            Kind::Integer | Kind::Money | Kind::Moment => format!("CAST({} AS BIGINT)", column.select),
            Kind::Text | Kind::Id | Kind::Phone | Kind::Boolean | Kind::Json | Kind::Bytes => column.select.to_owned(),
        })
        .collect();
    let (columns, name, id) = (columns.join(", "), table.name, table.id().select);
    Statement::from_string(
        backend,
        format!("SELECT {columns} FROM {name} ORDER BY {name}.{id}{bytewise}"),
    )
}
