//! The activity log as administrators read it.

use crate::desk::{admin, execute, log, person, refusal};
use crate::support::*;
use domain::{
    Day, Timestamp,
    activity::{ActivityType, Category, Severity},
    staff::Role,
};
use engine::{
    Refusal,
    desk::Cursor,
    entity::activity_log,
    logs::{Count, LogCounters, LogRow, LogWords, LogsQuery, MOST_COUNTED},
    staff::Actor,
};
use futures_util::TryStreamExt;
use sea_orm::{EntityTrait, PaginatorTrait};

/// So many entries of that kind, a millisecond apart; the newest has the largest number.
async fn insert(world: &World, kind: ActivityType, severity: Severity, from: i64, count: i64) {
    for chunk in (0..count).collect::<Vec<_>>().chunks(2_000) {
        let rows: Vec<String> = chunk
            .iter()
            .map(|n| {
                let at = from + n;
                format!(
                    "('{kind}-{severity}-{at:015}', '{kind}', '{}', '{severity}', 'Запис {n}', {at})",
                    kind.category()
                )
            })
            .collect();
        let rows = rows.join(", ");
        execute(
            world,
            &format!("INSERT INTO activity_logs (id, type, category, severity, message, created_at) VALUES {rows}"),
        )
        .await;
    }
}

async fn messages(world: &World, by: &Actor, query: &LogsQuery) -> Vec<String> {
    let page = world.engine.list_logs(by, query).await.unwrap();
    page.items.into_iter().map(|row| row.message).collect()
}

fn at(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().millis()
}

fn count_of(counted: u32) -> Count {
    Count { counted, more: false }
}

const PAST: i64 = 1_000_000_000_000;

on_both_databases! {
    async fn an_entry_says_who_where_and_about_what(world: World) {
        let admin = admin(&world).await;
        let order = world.place().await;
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        let page = world.engine.list_logs(&admin, &LogsQuery::default()).await.unwrap();
        let [checked, created] = page.items.as_slice() else { panic!("{:?}", page.items) };
        assert_eq!((checked.known_kind(), checked.category), (Some(ActivityType::PaymentChecked), Category::Payment));
        assert_eq!(checked.by.as_ref().unwrap().name.as_deref(), Some("Коваль Олена"));
        assert_eq!(checked.ortomat.as_ref().unwrap().name, "Ортомат №1");
        assert_eq!(checked.order.as_ref().unwrap().id, order);
        assert_eq!((created.kind.as_str(), &created.by), ("ORDER_CREATED", &None));

        let entry = world.engine.log_entry(&admin, &checked.id).await.unwrap();
        assert_eq!(&entry.row, checked);
        assert_eq!(entry.metadata["orderNumber"], checked.order.as_ref().unwrap().number.as_str());
        for nobodys in ["nowhere", "a\0b"] {
            assert_eq!(refusal(world.engine.log_entry(&admin, nobodys).await), Refusal::NoSuchEntry);
        }
    }

    async fn every_filter_of_the_log_finds_its_entries(world: World) {
        let admin = admin(&world).await;
        insert(&world, ActivityType::CellOpened, Severity::Info, PAST, 3).await;
        insert(&world, ActivityType::CellError, Severity::Critical, PAST + 10, 1).await;
        insert(&world, ActivityType::PaymentSuccess, Severity::Info, PAST + 20, 1).await;
        for sql in [
            "UPDATE activity_logs SET user_id = 'admin', message = 'Двері відкрито: 100%' WHERE type = 'CELL_OPENED' AND message = 'Запис 0'",
            "UPDATE activity_logs SET ortomat_id = 'ortomat-1', message = 'двері зламано' WHERE type = 'CELL_ERROR'",
            "UPDATE activity_logs SET message = 'Оплата' WHERE type = 'PAYMENT_SUCCESS'",
        ] {
            execute(&world, sql).await;
        }
        let (opened, broken, paid) = ("Двері відкрито: 100%", "двері зламано", "Оплата");
        let some = LogsQuery::default;
        let text = |text: &str| LogsQuery { text: Some(text.to_owned()), ..some() };
        for (query, expected) in [
            (some(), vec![paid, broken, "Запис 2", "Запис 1", opened]),
            (LogsQuery { category: Some(Category::Payment), ..some() }, vec![paid]),
            (LogsQuery { severity: Some(Severity::Critical), ..some() }, vec![broken]),
            (LogsQuery { severity: Some(Severity::Critical), category: Some(Category::Payment), ..some() }, vec![]),
            (LogsQuery { kind: Some(ActivityType::CellOpened), ..some() }, vec!["Запис 2", "Запис 1", opened]),
            (LogsQuery { kind: Some(ActivityType::CellOpened), category: Some(Category::Payment), ..some() }, vec![]),
            (LogsQuery { kind: Some(ActivityType::CellError), severity: Some(Severity::Critical), ..some() }, vec![broken]),
            (LogsQuery { ortomat: ORTOMAT.parse().ok(), ..some() }, vec![broken]),
            (LogsQuery { ortomat: ORTOMAT.parse().ok(), severity: Some(Severity::Info), ..some() }, vec![]),
            (LogsQuery { ortomat: ORTOMAT.parse().ok(), severity: Some(Severity::Critical), ..some() }, vec![broken]),
            (LogsQuery { user: "admin".parse().ok(), ..some() }, vec![opened]),
            (LogsQuery { user: "admin".parse().ok(), ortomat: ORTOMAT.parse().ok(), ..some() }, vec![]),
            (text("двері"), vec![broken, opened]),
            (text("ДВЕРІ"), vec![broken, opened]),
            (text("100%"), vec![opened]),
            (text("100_"), vec![]),
            (text("  "), vec![paid, broken, "Запис 2", "Запис 1", opened]),
            (LogsQuery { category: Some(Category::Payment), ..text("двері") }, vec![]),
        ] {
            assert_eq!(messages(&world, &admin, &query).await, expected, "{query:?}");
        }
    }

    async fn days_of_the_log_are_the_days_of_kyiv(world: World) {
        let admin = admin(&world).await;
        for (kind, moment) in [
            (ActivityType::CellOpened, "2026-10-24T20:59:59.999Z"),
            (ActivityType::CellFilled, "2026-10-24T21:00:00Z"),
            (ActivityType::CellCleared, "2026-10-25T21:59:59.999Z"),
            (ActivityType::CellError, "2026-10-25T22:00:00Z"),
        ] {
            insert(&world, kind, Severity::Info, at(moment), 1).await;
        }
        let day: Day = "2026-10-25".parse().unwrap();
        let query = LogsQuery { from: Some(day), to: Some(day), ..LogsQuery::default() };
        let page = world.engine.list_logs(&admin, &query).await.unwrap();
        let kinds: Vec<&str> = page.items.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(kinds, ["CELL_CLEARED", "CELL_FILLED"]);
        assert_eq!(world.engine.count_logs(&admin, &query).await.unwrap().total, count_of(2));
    }

    async fn pages_of_the_log_have_no_gaps_while_entries_come_in(world: World) {
        let admin = admin(&world).await;
        insert(&world, ActivityType::CellOpened, Severity::Info, PAST, 130).await;
        let read = async |cursor: Option<Cursor>| {
            let query = LogsQuery { cursor, ..LogsQuery::default() };
            world.engine.list_logs(&admin, &query).await.unwrap()
        };
        let ids = |rows: &[LogRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
        let first = read(None).await;
        insert(&world, ActivityType::CellFilled, Severity::Info, PAST + 1_000, 60).await;
        let second = read(first.older.clone()).await;
        let third = read(second.older.clone()).await;
        assert_eq!((first.items.len(), second.items.len(), third.items.len(), &third.older), (50, 50, 30, &None));
        let seen: Vec<String> = [&first, &second, &third].into_iter().flat_map(|page| ids(&page.items)).collect();
        assert!(seen.is_sorted_by(|a, b| a > b) && seen.len() == 130);
        let back = read(read(third.newer).await.newer).await;
        assert_eq!(ids(&back.items), ids(&first.items));
        assert_eq!(read(back.newer).await.items.len(), 50, "and what came in meanwhile");
    }

    async fn a_text_is_searched_on_from_page_to_page(world: World) {
        let admin = admin(&world).await;
        insert(&world, ActivityType::CellOpened, Severity::Info, PAST, 25_000).await;
        for n in [0_i64, 9_000, 24_999] {
            execute(&world, &format!("UPDATE activity_logs SET message = 'Знайди мене' WHERE created_at = {}", PAST + n)).await;
        }
        let mut query = LogsQuery { text: Some("знайди".to_owned()), ..LogsQuery::default() };
        let (mut found, mut pages) = (Vec::new(), 0);
        loop {
            let page = world.engine.list_logs(&admin, &query).await.unwrap();
            found.extend(page.items.iter().map(|row| row.at.millis() - PAST));
            pages += 1;
            if page.older.is_none() {
                break;
            }
            query.cursor = page.older;
        }
        assert_eq!((found, pages), (vec![24_999, 9_000, 0], 3));
        // And up again, from the last page.
        let mut found = Vec::new();
        query.cursor = Some(Cursor::Newer(engine::desk::Position { at: Timestamp::from_millis(PAST), name: "0".to_owned() }));
        while let Some(cursor) = query.cursor.take() {
            query.cursor = Some(cursor);
            let page = world.engine.list_logs(&admin, &query).await.unwrap();
            found.extend(page.items.iter().rev().map(|row| row.at.millis() - PAST));
            query.cursor = page.newer;
        }
        assert_eq!(found, [0, 9_000, 24_999]);
        let counters = world.engine.count_logs(&admin, &LogsQuery { cursor: None, ..query }).await.unwrap();
        assert_eq!(counters.total, Count { counted: 1, more: true }, "of the newest entries, and there may be more");
    }

    async fn counters_are_exact_up_to_ten_thousand(world: World) {
        let admin = admin(&world).await;
        insert(&world, ActivityType::CellOpened, Severity::Info, PAST, 10_000).await;
        insert(&world, ActivityType::PaymentSuccess, Severity::Info, PAST, 1).await;
        insert(&world, ActivityType::CellError, Severity::Critical, PAST, 3).await;
        let counters = async |query: &LogsQuery| world.engine.count_logs(&admin, query).await.unwrap();
        let all = counters(&LogsQuery::default()).await;
        assert_eq!(all.total, Count { counted: MOST_COUNTED, more: true });
        assert_eq!(all.severities[0], (Severity::Info, Count { counted: MOST_COUNTED, more: true }));
        assert_eq!(all.severities[3], (Severity::Critical, count_of(3)));
        assert_eq!(all.categories[0], (Category::Cells, Count { counted: MOST_COUNTED, more: true }));
        assert_eq!(all.categories[5], (Category::Payment, count_of(1)));

        let cells = counters(&LogsQuery { category: Some(Category::Cells), ..LogsQuery::default() }).await;
        assert_eq!(cells.severities[0], (Severity::Info, count_of(10_000)));
        assert_eq!(cells.categories[5], (Category::Payment, count_of(1)), "a drawer's own count heeds no drawer");
        let critical = counters(&LogsQuery { severity: Some(Severity::Critical), ..LogsQuery::default() }).await;
        assert_eq!((critical.total, critical.categories[5].1), (count_of(3), count_of(0)));
        let kind = counters(&LogsQuery { kind: Some(ActivityType::CellError), ..LogsQuery::default() }).await;
        assert_eq!((kind.total, kind.categories[0].1, kind.categories[5].1), (count_of(3), count_of(3), count_of(0)));
        let of = |counters: &LogCounters, kind: ActivityType| counters.kinds.iter().find(|(it, _)| *it == kind).map(|(_, count)| *count);
        let opened = Some(Count { counted: MOST_COUNTED, more: false });
        assert_eq!((of(&kind, ActivityType::CellError), of(&kind, ActivityType::CellOpened)), (Some(count_of(3)), opened), "a kind's own count heeds no kind");
        assert_eq!((of(&cells, ActivityType::CellFilled), of(&cells, ActivityType::PaymentSuccess)), (Some(count_of(0)), None), "other drawers' kinds are not asked for");
        assert!(all.kinds.is_empty());

        execute(&world, "UPDATE activity_logs SET ortomat_id = 'ortomat-1' WHERE severity = 'CRITICAL' OR type = 'PAYMENT_SUCCESS'").await;
        let query = LogsQuery { ortomat: ORTOMAT.parse().ok(), severity: Some(Severity::Critical), ..LogsQuery::default() };
        let there = counters(&query).await;
        assert_eq!((there.total, there.severities[0].1), (count_of(3), count_of(1)));
        assert_eq!((there.categories[0].1, there.categories[5].1), (count_of(3), count_of(0)));
        let kind = counters(&LogsQuery { kind: Some(ActivityType::PaymentSuccess), severity: None, ..query.clone() }).await;
        assert_eq!((kind.total, kind.severities[3].1, kind.categories[0].1), (count_of(1), count_of(0), count_of(0)));
        assert_eq!((of(&kind, ActivityType::PaymentSuccess), of(&kind, ActivityType::PaymentFailed)), (Some(count_of(1)), Some(count_of(0))));
        let none = counters(&LogsQuery { text: Some("нема такого".to_owned()), ..query }).await;
        assert_eq!(none.total, count_of(0));
    }

    async fn everybody_and_every_ortomat_can_be_chosen_in_the_order_of_the_alphabet(world: World) {
        let admin = admin(&world).await;
        person(&world, "courier", Role::Courier).await;
        person(&world, "nameless", Role::Doctor).await;
        for sql in [
            "UPDATE users SET last_name = 'Ївга', deleted_at = 1 WHERE id = 'courier'",
            "UPDATE users SET last_name = '', first_name = '' WHERE id = 'nameless'",
        ] {
            execute(&world, sql).await;
        }
        let choices = world.engine.log_choices(&admin).await.unwrap();
        let people: Vec<&str> = choices.people.iter().map(|person| person.id.as_str()).collect();
        assert_eq!(people, ["courier", "admin", "nameless"], "Ї stands before К, and whoever is gone is still there");
        assert_eq!(choices.ortomats[0].id.as_str(), ORTOMAT);
    }

    async fn the_log_is_taken_out_as_a_table(world: World) {
        let admin = admin(&world).await;
        insert(&world, ActivityType::CellOpened, Severity::Info, at("2026-11-22T12:00:00Z"), 1_001).await;
        execute(&world, "UPDATE activity_logs SET message = '@зле; \"слово\"' WHERE message = 'Запис 1000'").await;
        let query = LogsQuery { category: Some(Category::Cells), ..LogsQuery::default() };
        world.pass(365 * 24 * 60 * 60);
        let words = LogWords { severity: |_| "Інформація", kind: |_| "Двері відкрито", ..LogWords::default() };
        let stream = world.engine.export_logs_csv(&admin, &query, words).await.unwrap();
        let chunks: Vec<_> = stream.try_collect().await.unwrap();
        let text: String = chunks.iter().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!((chunks.len(), lines.len()), (3, 1_003));
        assert!(lines[0].starts_with("\u{feff}Час;"));
        assert_eq!(lines[1], "22.11.2026 14:00:01;cells;Інформація;Двері відкрито;\"'@зле; \"\"слово\"\"\";;;;;");
        assert!(log(&world, "DATA_EXPORTED").await[0].metadata.as_ref().unwrap().contains("category=cells"));
    }

    async fn old_entries_are_forgotten_only_when_the_settings_say_so(world: World) {
        let admin = admin(&world).await;
        let day = 24 * 60 * 60 * 1000;
        let now = world.engine.now().millis();
        for severity in Severity::ALL {
            insert(&world, ActivityType::CellOpened, *severity, now - 40 * day, 700).await;
            insert(&world, ActivityType::CellFilled, *severity, now - 20 * day, 10).await;
        }
        world.another_process().await;
        assert_eq!(world.engine.log_retention(&admin).await.unwrap(), None);
        let terms = world.engine.purchase_terms().await.unwrap();
        for wrong in [0, 36_501] {
            assert_eq!(refusal(world.engine.set_log_retention(&admin, Some(wrong)).await), Refusal::RetentionDays);
        }
        assert_eq!(activity_log::Entity::find().count(&world.db).await.unwrap(), 4 * 710, "nothing was forgotten");
        world.engine.set_log_retention(&admin, Some(30)).await.unwrap();
        assert_eq!(world.engine.log_retention(&admin).await.unwrap(), Some(30));
        assert_eq!(world.engine.purchase_terms().await.unwrap(), terms, "the other settings are as they were");

        world.another_process().await;
        world.eventually("old entries are gone", async |world| {
            (log(&world, "CELL_OPENED").await.len() == 1_400).then_some(())
        }).await;
        let left = log(&world, "CELL_OPENED").await;
        assert!(left.iter().all(|entry| ["ERROR", "CRITICAL"].contains(&entry.severity.as_str())));
        assert_eq!(log(&world, "CELL_FILLED").await.len(), 40);
        let said = world.eventually("it is said", async |world| log(&world, "LOG_TRIMMED").await.pop()).await;
        assert!(said.message.contains("1400"), "{}", said.message);
        assert_eq!(log(&world, "SETTINGS_CHANGED").await.last().unwrap().user_id.as_deref(), Some("admin"));
        world.engine.set_log_retention(&admin, None).await.unwrap();
        assert_eq!(world.engine.log_retention(&admin).await.unwrap(), None);
    }

    async fn evidence_is_kept_for_a_year_however_short_the_setting(world: World) {
        let admin = admin(&world).await;
        let day = 24 * 60 * 60 * 1000;
        let now = world.engine.now().millis();
        let evidence = [
            ActivityType::LoginFailed,
            ActivityType::UnauthorizedAccess,
            ActivityType::CredentialsChanged,
            ActivityType::DataExported,
            ActivityType::RefundRequested,
        ];
        for kind in evidence {
            insert(&world, kind, Severity::Warning, now - 400 * day, 2).await;
            insert(&world, kind, Severity::Warning, now - 360 * day, 3).await;
            insert(&world, kind, Severity::Info, now - 3 * day, 4).await;
            insert(&world, kind, Severity::Error, now - 400 * day, 1).await;
        }
        insert(&world, ActivityType::CellOpened, Severity::Warning, now - 3 * day, 600).await;
        world.engine.set_log_retention(&admin, Some(1)).await.unwrap();

        world.another_process().await;
        let said = world.eventually("old entries are gone", async |world| log(&world, "LOG_TRIMMED").await.pop()).await;
        assert!(said.message.contains("610"), "{}", said.message);
        assert!(log(&world, "CELL_OPENED").await.is_empty());
        for kind in evidence {
            let left = log(&world, kind.as_str()).await;
            let old: Vec<&str> = left.iter().filter(|entry| entry.created_at < now - 365 * day).map(|entry| entry.severity.as_str()).collect();
            assert_eq!((left.len(), old), (8, vec!["ERROR"]), "{kind}");
        }
    }

    async fn the_log_is_for_administrators(world: World) {
        let query = LogsQuery::default();
        for role in [Role::Doctor, Role::Courier] {
            let other = person(&world, &role.to_string(), role).await;
            assert_eq!(refusal(world.engine.list_logs(&other, &query).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.count_logs(&other, &query).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.log_choices(&other).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.log_entry(&other, "x").await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.set_log_retention(&other, None).await), Refusal::Forbidden);
            let exported = world.engine.export_logs_csv(&other, &query, LogWords::default()).await.map(drop);
            assert_eq!(refusal(exported), Refusal::Forbidden);
        }
    }
}
