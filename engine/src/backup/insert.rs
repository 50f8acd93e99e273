//! Stores rows of a file as the database wants them.

use super::{
    check::Values,
    column::{Kind, Stored},
    table::{SALES, Table},
};
use crate::{database::WriteTxn, error::Error};
use domain::Timestamp;
use sea_orm::{
    ConnectionTrait, Value,
    sea_query::{Alias, Expr, Query},
};

/// Tables whose rows remember that they came from a file: nothing is opened, charged or given back because of them.
const RESTORED: [&str; 4] = [SALES, "payments", "paymentEvents", "refunds"];

/// Stores rows of one table.
pub(super) async fn insert(
    txn: &WriteTxn,
    table: &'static Table,
    rows: Vec<Values>,
    now: Timestamp,
) -> Result<(), Error> {
    let ours = defaults(table, now);
    let restored = RESTORED.contains(&table.key);
    let mut query = Query::insert();
    query.into_table(Alias::new(table.name)).columns(
        table
            .stored()
            .filter_map(|column| column.column)
            .chain(ours.iter().map(|(column, _)| *column))
            .chain(restored.then_some("restored"))
            .map(Alias::new),
    );
    for values in rows {
        let values = table
            .stored()
            .zip(values)
            .map(|(column, value)| as_value(column.kind, value))
            .chain(ours.iter().map(|(_, value)| value.clone()))
            .chain(restored.then_some(Value::Bool(Some(true))))
            .map(Expr::value);
        query
            .values(values)
            .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    }
    txn.db().execute(&query).await?;
    Ok(())
}

/// What rows need besides what a file holds.
fn defaults(table: &Table, now: Timestamp) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::String(Some(text.to_owned()));
    match table.name {
        // Nobody saves over what was restored from a form that was opened before.
        "ortomats" | "products" | "settings" => vec![("version", Value::BigInt(Some(now.millis())))],
        // Nor does a sign-in of before fit, not even one that is just being made.
        "users" => vec![
            ("version", Value::BigInt(Some(now.millis()))),
            ("credentials_version", Value::BigInt(Some(now.millis()))),
        ],
        // No secret that anybody knows; whoever is the same gets the known one back.
        "devices" => vec![("token_salt", text("")), ("token_hash", text(""))],
        // Later than every connection: what was owed before a backup is sent to nobody.
        "commands" => vec![("connection_id", text("~"))],
        _ => Vec::new(),
    }
}

fn as_value(kind: Kind, value: Stored) -> Value {
    match value {
        Stored::Text(text) => Value::String(Some(text)),
        Stored::Integer(number) => Value::BigInt(Some(number)),
        Stored::Boolean(yes) => Value::Bool(Some(yes)),
        Stored::Bytes(bytes) => Value::Bytes(Some(bytes)),
        Stored::Null => match kind {
            Kind::Text | Kind::Id | Kind::Phone | Kind::Json | Kind::Texts => Value::String(None),
            Kind::Integer | Kind::Money | Kind::Moment => Value::BigInt(None),
            Kind::Boolean => Value::Bool(None),
            Kind::Bytes => Value::Bytes(None),
        },
    }
}
