//! What SQLite means to do with the statements of the log, as the engine writes them.

use super::{
    LogsQuery,
    counters::{each, newest},
    list::{page, search_window},
    retention::forget_oldest,
};
use crate::desk::{
    Cursor, Position,
    plans::{assert_reads, database, plan},
};
use domain::{
    Day, Timestamp,
    activity::{ActivityType, Category, Severity},
};
use sea_orm::{DatabaseBackend, QueryTrait, StatementBuilder};

fn query(fill: impl FnOnce(&mut LogsQuery)) -> LogsQuery {
    let mut query = LogsQuery::default();
    fill(&mut query);
    query
}

#[tokio::test]
async fn every_filter_of_the_log_is_answered_from_an_index() {
    let (_folder, database) = database().await;
    let day: Day = "2026-11-22".parse().unwrap();
    let position = Position {
        at: Timestamp::from_millis(1_763_812_800_123),
        name: "id".to_owned(),
    };
    let filters = [
        (query(|_| {}), "activity_logs_by_time"),
        (
            query(|it| (it.from, it.to) = (Some(day), Some(day))),
            "activity_logs_by_time",
        ),
        (
            query(|it| it.category = Some(Category::Cells)),
            "activity_logs_by_category",
        ),
        (
            query(|it| it.severity = Some(Severity::Critical)),
            "activity_logs_by_severity",
        ),
        (
            query(|it| (it.category, it.severity) = (Some(Category::Cells), Some(Severity::Error))),
            "activity_logs_by_category_severity",
        ),
        (
            query(|it| it.kind = Some(ActivityType::CellOpened)),
            "activity_logs_by_type",
        ),
        (
            query(|it| (it.kind, it.severity) = (Some(ActivityType::CellOpened), Some(Severity::Error))),
            "activity_logs_by_type_severity",
        ),
        (
            query(|it| it.ortomat = Some("o".parse().unwrap())),
            "activity_logs_of_ortomat",
        ),
        (
            query(|it| it.user = Some("u".parse().unwrap())),
            "activity_logs_of_user",
        ),
        // Of several filters those that leave the fewest entries.
        (
            query(|it| (it.ortomat, it.kind) = (Some("o".parse().unwrap()), Some(ActivityType::CellOpened))),
            "activity_logs_of_ortomat",
        ),
        (
            query(|it| (it.ortomat, it.severity) = (Some("o".parse().unwrap()), Some(Severity::Info))),
            "activity_logs_of_ortomat",
        ),
        (
            query(|it| (it.ortomat, it.severity) = (Some("o".parse().unwrap()), Some(Severity::Critical))),
            "activity_logs_by_severity",
        ),
        (
            query(|it| (it.user, it.ortomat) = (Some("u".parse().unwrap()), Some("o".parse().unwrap()))),
            "activity_logs_of_user",
        ),
    ];
    for (filter, index) in filters {
        for cursor in [
            None,
            Some(Cursor::Older(position.clone())),
            Some(Cursor::Newer(position.clone())),
        ] {
            let filter = LogsQuery {
                cursor,
                ..filter.clone()
            };
            for select in [page(&filter), search_window(&filter)] {
                let plan = plan(&database, select.build(DatabaseBackend::Sqlite)).await;
                assert_reads(&plan, index, &format!("{filter:?}"));
            }
        }
    }
}

#[tokio::test]
async fn counters_read_indexes_and_no_entries() {
    let (_folder, database) = database().await;
    let day: Day = "2026-11-22".parse().unwrap();
    for filter in [
        query(|_| {}),
        query(|it| it.severity = Some(Severity::Error)),
        query(|it| it.category = Some(Category::Cells)),
        query(|it| it.kind = Some(ActivityType::CellOpened)),
        query(|it| (it.category, it.severity) = (Some(Category::Security), Some(Severity::Warning))),
        query(|it| (it.from, it.to, it.severity) = (Some(day), Some(day), Some(Severity::Error))),
    ] {
        let plan = plan(
            &database,
            StatementBuilder::build(&each(&filter), &DatabaseBackend::Sqlite),
        )
        .await;
        for line in plan.lines().filter(|line| line.contains("activity_logs")) {
            assert!(
                line.contains("SEARCH") && line.contains("COVERING INDEX"),
                "{filter:?}:\n{plan}"
            );
        }
    }
    for of_ortomat in [
        query(|it| it.ortomat = Some("o".parse().unwrap())),
        query(|it| (it.ortomat, it.severity) = (Some("o".parse().unwrap()), Some(Severity::Error))),
        query(|it| (it.ortomat, it.kind) = (Some("o".parse().unwrap()), Some(ActivityType::CellError))),
    ] {
        let plan = plan(
            &database,
            StatementBuilder::build(&newest(&of_ortomat), &DatabaseBackend::Sqlite),
        )
        .await;
        assert!(
            plan.contains("INDEX activity_logs_of_ortomat"),
            "{of_ortomat:?}:\n{plan}"
        );
        assert!(!plan.contains("FOR ORDER BY"), "{of_ortomat:?}:\n{plan}");
    }
}

#[tokio::test]
async fn what_is_forgotten_is_found_without_reading_what_is_kept() {
    let (_folder, database) = database().await;
    let before = Timestamp::from_millis(1_763_812_800_123);
    let forget = forget_oldest(Category::Security, Severity::Warning, before, 500);
    let plan = plan(&database, forget.build(DatabaseBackend::Sqlite)).await;
    assert_reads(&plan, "activity_logs_by_category_severity", "forgetting");
    assert!(
        plan.contains("(category=? AND severity=? AND created_at<?)"),
        "the index leads to the oldest entries of one kind:\n{plan}"
    );
}
