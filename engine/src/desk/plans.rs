//! What SQLite means to do with the statements of the lists, as the engine writes them.

use super::{Cursor, OrdersQuery, orders::page, page::Position};
use crate::Database;
use domain::{
    Day, Timestamp,
    order::{Phase, PublicStatus},
};
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryTrait, Statement};
use tempfile::TempDir;

/// An empty database with the whole schema.
pub(crate) async fn database() -> (TempDir, Database) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("plans.db").display());
    let database = Database::connect(&url).await.unwrap();
    database.migrate().await.unwrap();
    (folder, database)
}

/// The steps of the plan, one line each.
pub(crate) async fn plan(database: &Database, statement: Statement) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let explained = match statement.values {
        Some(values) => Statement::from_sql_and_values(DatabaseBackend::Sqlite, sql, values),
        None => Statement::from_string(DatabaseBackend::Sqlite, sql),
    };
    let steps = database.read().query_all_raw(explained).await.unwrap();
    let steps = steps.iter().map(|step| step.try_get::<String>("", "detail").unwrap());
    steps.collect::<Vec<_>>().join("\n")
}

/// Nothing is sorted but rows of the same moment, and no table is read from end to end.
pub(crate) fn assert_reads(plan: &str, index: &str, what: &str) {
    let wanted = format!("INDEX {index}");
    let is_read = plan
        .lines()
        .any(|line| line.ends_with(&wanted) || line.contains(&format!("{wanted} (")));
    assert!(is_read, "{what} reads no {index}:\n{plan}");
    for line in plan.lines() {
        let whole_table = line.starts_with("SCAN") && !line.contains("INDEX") && !line.contains("CONSTANT");
        assert!(!whole_table, "{what} reads a whole table:\n{plan}");
        assert!(
            line.trim() != "USE TEMP B-TREE FOR ORDER BY",
            "{what} sorts all it finds:\n{plan}"
        );
    }
}

fn query(fill: impl FnOnce(&mut OrdersQuery)) -> OrdersQuery {
    let mut query = OrdersQuery::default();
    fill(&mut query);
    query
}

#[tokio::test]
async fn every_filter_of_the_orders_is_answered_from_an_index() {
    let (_folder, database) = database().await;
    let day: Day = "2026-11-22".parse().unwrap();
    let position = Position {
        at: Timestamp::from_millis(1_763_812_800_123),
        name: "ORD-1".to_owned(),
    };
    let filters = [
        (query(|_| {}), "sales_by_time"),
        (query(|it| (it.from, it.to) = (Some(day), Some(day))), "sales_by_time"),
        (query(|it| it.phase = Some(Phase::NeedsReview)), "sales_by_phase"),
        (query(|it| it.status = Some(PublicStatus::Failed)), "sales_by_status"),
        (query(|it| it.ortomat = Some("o".parse().unwrap())), "sales_of_ortomat"),
        // Of two filters the one that leaves fewer orders.
        (
            query(|it| (it.ortomat, it.phase) = (Some("o".parse().unwrap()), Some(Phase::NeedsReview))),
            "sales_by_phase",
        ),
        (
            query(|it| (it.ortomat, it.phase) = (Some("o".parse().unwrap()), Some(Phase::Completed))),
            "sales_of_ortomat",
        ),
        (
            query(|it| (it.ortomat, it.status) = (Some("o".parse().unwrap()), Some(PublicStatus::Pending))),
            "sales_by_status",
        ),
        (
            query(|it| (it.doctor, it.status) = (Some("d".parse().unwrap()), Some(PublicStatus::Failed))),
            "sales_of_doctor",
        ),
        (query(|it| it.doctor = Some("d".parse().unwrap())), "sales_of_doctor"),
        (
            query(|it| it.phone = Some("0671234567".parse().unwrap())),
            "sales_of_phone",
        ),
    ];
    for (filter, index) in filters {
        for cursor in [
            None,
            Some(Cursor::Older(position.clone())),
            Some(Cursor::Newer(position.clone())),
        ] {
            let filter = OrdersQuery {
                cursor,
                ..filter.clone()
            };
            let statement = page(&filter, DatabaseBackend::Sqlite).build(DatabaseBackend::Sqlite);
            assert_reads(&plan(&database, statement).await, index, &format!("{filter:?}"));
        }
    }
}

#[tokio::test]
async fn orders_that_have_a_cell_are_sought_among_those_alone() {
    let (_folder, database) = database().await;
    for ortomat in [None, Some("o".parse().unwrap())] {
        let filter = query(|it| (it.live, it.ortomat) = (true, ortomat));
        let statement = page(&filter, DatabaseBackend::Sqlite).build(DatabaseBackend::Sqlite);
        let plan = plan(&database, statement).await;
        assert!(
            plan.contains("SEARCH sales USING INDEX sales_by_phase (phase=?"),
            "{plan}"
        );
    }
}

#[tokio::test]
async fn a_part_of_a_number_is_found_without_reading_all_numbers() {
    let (_folder, database) = database().await;
    for (typed, indexes) in [
        ("ORD-1763812800123-ABCDEFGHI", vec!["sales_by_number"]),
        ("ABCD", vec!["sales_by_number", "sales_by_number_tail"]),
    ] {
        let filter = query(|it| it.number = Some(typed.parse().unwrap()));
        let statement = page(&filter, DatabaseBackend::Sqlite).build(DatabaseBackend::Sqlite);
        let plan = plan(&database, statement).await;
        for index in indexes {
            assert!(
                plan.contains(&format!("SEARCH sales USING INDEX {index} (")),
                "{typed}:\n{plan}"
            );
        }
        assert!(!plan.contains("SCAN sales"), "{typed}:\n{plan}");
    }
}
