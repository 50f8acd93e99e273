//! The rows that are looked at, made by SQL within a minute or two. They are the same on both databases and in each run,
//! scattered by multiplication instead of by chance; how they are spread stands in the files.

use crate::{
    Outcome,
    people::{People, Who},
    place::{Kind, Place},
};
use domain::{Timestamp, activity::ActivityType};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait};

const FILES: [&str; 3] = [
    include_str!("fleet.sql"),
    include_str!("orders.sql"),
    include_str!("log.sql"),
];

/// Two orders lie this far apart: 200,000 fill a year.
const STEP_OF_ORDERS: &str = "157680";

/// What the addresses of pages need to know of the rows.
pub(crate) struct Samples {
    /// When the newest rows were made.
    pub(crate) now: Timestamp,
    /// An order that was paid, opened and given back by a person.
    pub(crate) order: String,
    pub(crate) order_number: String,
    pub(crate) log_entry: String,
    pub(crate) doctor: String,
    pub(crate) courier: String,
}

pub(crate) async fn fill(place: &Place, people: &People) -> Outcome<Samples> {
    let connection = place.connect().await?;
    let now = Timestamp::from_millis(now_in_millis()?);
    let macros = Macros {
        kind: place.kind,
        now,
        people,
    };
    let txn = connection.begin().await?;
    for file in FILES {
        txn.execute_unprepared(&macros.expand(file)?).await?;
    }
    txn.commit().await?;
    let statistics = match place.kind {
        Kind::Sqlite => "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)",
        Kind::Postgres => "VACUUM ANALYZE",
    };
    connection.execute_unprepared(statistics).await?;
    let order = "FROM sales WHERE phase = 'refunded' AND reason = 'staff_refund' ORDER BY created_at DESC LIMIT 1";
    let samples = Samples {
        now,
        order: text(&connection, &format!("SELECT id {order}")).await?,
        order_number: text(&connection, &format!("SELECT order_number {order}")).await?,
        log_entry: text(
            &connection,
            "SELECT id FROM activity_logs WHERE type = 'ORDER_COMPLETED' ORDER BY created_at DESC LIMIT 1",
        )
        .await?,
        doctor: people.id(Who::Doctor)?.to_owned(),
        courier: people.id(Who::Courier)?.to_owned(),
    };
    connection.close().await?;
    Ok(samples)
}

fn now_in_millis() -> Outcome<i64> {
    Ok(engine::Clock::default().now().millis())
}

async fn text(connection: &DatabaseConnection, sql: &str) -> Outcome<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?.ok_or("no such row")?;
    Ok(row.try_get_by_index(0)?)
}

/// What the two dialects say differently, and what would be too long to write out again and again.
struct Macros<'a> {
    kind: Kind,
    now: Timestamp,
    people: &'a People,
}

impl Macros<'_> {
    /// Replaces `{name}` and `{name argument}`; other braces are the SQL's own.
    fn expand(&self, text: &str) -> Outcome<String> {
        let mut expanded = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            expanded.push_str(before);
            let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
            let (name, argument) = inside.split_once(' ').unwrap_or((inside, ""));
            if let Some(words) = self.meaning(name, argument)? {
                expanded.push_str(&words);
                rest = behind;
            } else {
                expanded.push('{');
                rest = after;
            }
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    fn meaning(&self, name: &str, argument: &str) -> Outcome<Option<String>> {
        let sqlite = self.kind == Kind::Sqlite;
        let now = self.now.millis();
        let moment = || format!("({now} - {argument} * {STEP_OF_ORDERS} - {argument} * 7919 % 150000)");
        Ok(Some(match name {
            "now" => now.to_string(),
            "admin" => self.people.id(Who::Admin)?.to_owned(),
            "doctor" => self.people.id(Who::Doctor)?.to_owned(),
            "courier" => self.people.id(Who::Courier)?.to_owned(),
            // A table of the numbers from 1 on.
            "series" if sqlite => format!(
                "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {argument}) \
                 SELECT n FROM numbers) series"
            ),
            "series" => format!("(SELECT generate_series(CAST(1 AS BIGINT), {argument}) AS n) series"),
            // When the order of this number was placed; the order of numbers is the opposite one.
            "moment" => moment(),
            // A name in the order of time, as that of real entries; the order of numbers is the opposite one.
            "later" => format!(
                "(substr(CAST(20000000000 - {argument} AS TEXT), 2) || '-7000-8000-' \
                 || substr(CAST(1000000000000 + {argument} AS TEXT), 2))"
            ),
            // A name that says nothing about its place in the table, as that of real orders.
            "id" => format!(
                "(substr(CAST(10000000000 + {argument} * 2654435761 % 10000000000 AS TEXT), 2) || '-4000-8000-' \
                 || substr(CAST(1000000000000 + {argument} AS TEXT), 2))"
            ),
            "number" => format!(
                "('ORD-' || {} || '-' || substr('ABCDEFGHJKLMNPQRSTUVWXYZ', CAST(1 + {argument} * 7919 % 24 AS INTEGER), 1) \
                 || substr('ABCDEFGHJKLMNPQRSTUVWXYZ', CAST(1 + {argument} / 24 % 24 AS INTEGER), 1) \
                 || substr(CAST(10000000 + {argument} * 7919 % 10000000 AS TEXT), 2))",
                moment()
            ),
            "category" => {
                let cases = ActivityType::ALL
                    .iter()
                    .map(|kind| format!("WHEN '{kind}' THEN '{}'", kind.category()));
                format!("CASE {argument} {} END", cases.collect::<Vec<_>>().join(" "))
            }
            "bytes" => if sqlite { "CAST(" } else { "convert_to(" }.to_owned(),
            "/bytes" => if sqlite { " AS BLOB)" } else { ", 'UTF8')" }.to_owned(),
            _ => return Ok(None),
        }))
    }
}
