//! The list of orders: found by any filter, read page by page while it grows.

use super::*;
use domain::{
    Day, Timestamp,
    order::{Phase, PublicStatus},
    payment::PaymentStatus,
};
use engine::desk::{Cursor, OrderRow, OrdersQuery, PAGE, Page};
use std::collections::BTreeSet;

/// A row as if somebody had placed it at that moment.
async fn insert(world: &World, number: &str, at: i64, more: &str) {
    let (columns, values) = more.split_once('=').unwrap_or_default();
    let (columns, values) = if columns.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(", {columns}"), format!(", {values}"))
    };
    execute(world, &format!(
        "INSERT INTO sales (id, order_number, ortomat_id, cell_number, product_name, amount, phase, reason, created_at, updated_at{columns}) \
         VALUES ('id-{number}', '{number}', '{ORTOMAT}', 1, 'Ортез', 100, 'failed', 'cancelled', {at}, {at}{values})"
    )).await;
}

async fn found(world: &World, by: &Actor, query: &OrdersQuery) -> Vec<String> {
    let page = world.engine.list_orders(by, query).await.unwrap();
    page.items.iter().map(|row| row.number.to_string()).collect()
}

fn numbers(page: &Page<OrderRow>) -> Vec<String> {
    page.items.iter().map(|row| row.number.to_string()).collect()
}

fn at(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().millis()
}

fn days(from: &str, to: &str) -> OrdersQuery {
    let day = |text: &str| text.parse::<Day>().ok();
    OrdersQuery {
        from: day(from),
        to: day(to),
        ..OrdersQuery::default()
    }
}

on_both_databases! {
    async fn an_order_is_listed_with_all_that_staff_ask_about(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let mut wish = world.wish();
        wish.customer_phone = "0671234567".parse().ok();
        let order = world.engine.place_order(wish).await.unwrap();
        let invoice = world.engine.start_payment(&order).await.unwrap();
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.engine.check_payment(&order).await.unwrap();
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        give_back(&world, &admin, &order, Some(5_050), "k").await.unwrap();
        until_refund(&world, &order, "settled").await;
        world.place().await;

        let page = world.engine.list_orders(&admin, &OrdersQuery::default()).await.unwrap();
        assert_eq!((page.items.len(), page.newer, page.older), (2, None, None));
        let row = page.items.into_iter().find(|row| row.id == order).unwrap();
        assert_eq!(row.total.kopiykas(), PRICE);
        assert_eq!(row.refunded.kopiykas(), 5_050);
        assert_eq!((row.phase, row.payment), (Phase::Completed, Some(PaymentStatus::Success)));
        assert_eq!(row.ortomat.unwrap().name, "Ортомат №1");
        assert_eq!(row.cell.map(i32::from), Some(command.cell));
        assert_eq!((row.product.as_str(), row.phone.unwrap().as_str()), ("Ортез на коліно", "+380671234567"));

        world.hear(&world.news(&invoice.invoice_id, "reversed", PRICE, 30)).await;
        let page = world.engine.list_orders(&admin, &OrdersQuery::default()).await.unwrap();
        let row = page.items.into_iter().find(|row| row.id == order).unwrap();
        assert_eq!(row.refunded.kopiykas(), PRICE, "the bank took it all back");
    }

    async fn every_filter_finds_its_orders(world: World) {
        let admin = admin(&world).await;
        person(&world, "doctor", Role::Doctor).await;
        execute(&world, "INSERT INTO ortomats (id, name, address, total_cells, status, created_at, updated_at) \
                         VALUES ('other', 'Другий', 'вул. Інша, 1', 37, 'active', 0, 0)").await;
        for (number, more) in [
            ("ORD-1763812800001-AAAA11111", "doctor_id='doctor'"),
            ("ORD-1763812800002-BBBB22222", "customer_phone='+380671234567'"),
            ("ORD-1763999900003-CCCC33333", ""),
            ("ORD-1763999900004-1763DDDDD", ""),
        ] {
            insert(&world, number, at("2026-11-22T12:00:00Z"), more).await;
        }
        for sql in [
            "UPDATE sales SET ortomat_id = 'other' WHERE order_number LIKE '%AAAA11111'",
            "UPDATE sales SET phase = 'needs_review', reason = 'refund_refused' WHERE order_number LIKE '%BBBB22222'",
            "UPDATE sales SET phase = 'opening', deadline_at = 9e15, reason = NULL WHERE order_number LIKE '%CCCC33333'",
            "UPDATE sales SET phase = 'completed', completed_at = 1, reason = NULL WHERE order_number LIKE '%DDDDD'",
        ] {
            execute(&world, &sql.replace("9e15", "9000000000000")).await;
        }
        // Every sale had its door opened.
        execute(&world, &format!(
            "INSERT INTO commands (id, kind, order_id, ortomat_id, cell_number, status, created_at, expires_at) \
             SELECT order_number, 'sale', id, '{ORTOMAT}', 1, 'opened', 1, 1 FROM sales WHERE phase = 'completed'"
        )).await;
        execute(&world, "INSERT INTO payments (id, order_id, payment_type, amount, paid_amount, status, created_at, updated_at) \
                         SELECT order_number, id, 'debit', 100, 100, 'success', 1, 1 FROM sales WHERE phase = 'completed'").await;
        let (a, b, c, d) = ("ORD-1763812800001-AAAA11111", "ORD-1763812800002-BBBB22222", "ORD-1763999900003-CCCC33333", "ORD-1763999900004-1763DDDDD");
        let some = OrdersQuery::default;
        let number = |text: &str| OrdersQuery { number: text.parse().ok(), ..some() };
        let phone = |text: &str| OrdersQuery { phone: text.parse().ok(), ..some() };
        for (query, expected) in [
            (some(), vec![d, c, b, a]),
            (OrdersQuery::review_queue(), vec![b]),
            (OrdersQuery { status: Some(PublicStatus::Failed), ..some() }, vec![b, a]),
            (OrdersQuery { status: Some(PublicStatus::Pending), ..some() }, vec![c]),
            (OrdersQuery { status: Some(PublicStatus::Completed), ..some() }, vec![d]),
            (OrdersQuery { status: Some(PublicStatus::Processing), ..some() }, vec![]),
            (OrdersQuery { live: true, ..some() }, vec![c]),
            (OrdersQuery { live: true, ortomat: "other".parse().ok(), ..some() }, vec![]),
            (OrdersQuery { phase: Some(Phase::Failed), ..some() }, vec![a]),
            (OrdersQuery { ortomat: "other".parse().ok(), ..some() }, vec![a]),
            (OrdersQuery { ortomat: ORTOMAT.parse().ok(), phase: Some(Phase::NeedsReview), ..some() }, vec![b]),
            (OrdersQuery { ortomat: ORTOMAT.parse().ok(), phase: Some(Phase::Completed), ..some() }, vec![d]),
            (OrdersQuery { ortomat: ORTOMAT.parse().ok(), status: Some(PublicStatus::Failed), ..some() }, vec![b]),
            (OrdersQuery { doctor: "doctor".parse().ok(), ..some() }, vec![a]),
            (OrdersQuery { doctor: "doctor".parse().ok(), ortomat: ORTOMAT.parse().ok(), ..some() }, vec![]),
            (phone("067 123-45-67"), vec![b]),
            (phone("+38 (067) 123 45 67"), vec![b]),
            (phone("0671234568"), vec![]),
            (number("ord-1763812800002-bbbb22222"), vec![b]),
            (number("ORD-17638128"), vec![b, a]),
            (number("17638128"), vec![b, a]),
            (number("cccc3"), vec![c]),
            (number("1763"), vec![d, c, b, a]),
            (number("1763D"), vec![d]),
            (number("33333"), vec![]),
            (OrdersQuery { phase: Some(Phase::NeedsReview), ..number("17638128") }, vec![b]),
        ] {
            assert_eq!(found(&world, &admin, &query).await, expected, "{query:?}");
        }
    }

    async fn days_are_the_days_of_kyiv_and_both_ends_are_in(world: World) {
        let admin = admin(&world).await;
        // The clocks go forward on 29 March and back on 25 October 2026.
        for (number, moment) in [
            ("ORD-1", "2026-03-28T21:59:59.999Z"),
            ("ORD-2", "2026-03-28T22:00:00Z"),
            ("ORD-3", "2026-03-29T20:59:59.999Z"),
            ("ORD-4", "2026-03-29T21:00:00Z"),
            ("ORD-5", "2026-10-24T20:59:59.999Z"),
            ("ORD-6", "2026-10-24T21:00:00Z"),
            ("ORD-7", "2026-10-25T21:59:59.999Z"),
            ("ORD-8", "2026-10-25T22:00:00Z"),
        ] {
            insert(&world, number, at(moment), "").await;
        }
        for (query, expected) in [
            (days("2026-03-29", "2026-03-29"), vec!["ORD-3", "ORD-2"]),
            (days("2026-03-28", "2026-03-29"), vec!["ORD-3", "ORD-2", "ORD-1"]),
            (days("2026-10-25", "25.10.2026"), vec!["ORD-7", "ORD-6"]),
            (days("2026-10-26", ""), vec!["ORD-8"]),
            (days("", "2026-03-28"), vec!["ORD-1"]),
            (days("2026-10-26", "2026-10-24"), vec![]),
        ] {
            assert_eq!(found(&world, &admin, &query).await, expected, "{query:?}");
        }
    }

    async fn pages_have_no_gaps_and_no_doubles_while_orders_come_in(world: World) {
        let admin = admin(&world).await;
        // Several orders of one moment stand by their numbers.
        for n in 0..120 {
            insert(&world, &format!("ORD-{n:04}"), 1_000_000 + i64::from(n) / 7, "").await;
        }
        let read = async |cursor: Option<Cursor>| {
            let query = OrdersQuery { cursor, ..OrdersQuery::default() };
            world.engine.list_orders(&admin, &query).await.unwrap()
        };
        let first = read(None).await;
        for n in 120..140 {
            insert(&world, &format!("ORD-{n:04}"), 2_000_000, "").await;
        }
        let second = read(first.older.clone()).await;
        insert(&world, "ORD-0140", 2_000_001, "").await;
        let third = read(second.older.clone()).await;
        assert_eq!((third.items.len(), third.older.clone()), (20, None));
        let seen: Vec<String> = [&first, &second, &third].into_iter().flat_map(numbers).collect();
        let expected: Vec<String> = (0..120).rev().map(|n| format!("ORD-{n:04}")).collect();
        assert_eq!(seen, expected);
        // And the whole way back, up to what came in meanwhile.
        let back = read(third.newer).await;
        assert_eq!(numbers(&back), numbers(&second));
        let back = read(back.newer).await;
        assert_eq!(numbers(&back), numbers(&first));
        let top = read(back.newer).await;
        assert_eq!((top.items.len(), top.newer), (21, None));
        assert_eq!(numbers(&read(top.older).await), numbers(&first));
    }

    async fn a_reader_meets_every_order_once_while_others_write(world: World) {
        let admin = admin(&world).await;
        for n in 0..200 {
            insert(&world, &format!("ORD-{n:04}"), 1_000_000 + i64::from(n), "").await;
        }
        let writer = {
            let world = world.clone();
            tokio::spawn(async move {
                for n in 200..260 {
                    insert(&world, &format!("ORD-{n:04}"), 1_000_000 + i64::from(n), "").await;
                }
            })
        };
        let (mut query, mut seen) = (OrdersQuery::default(), Vec::new());
        loop {
            let page = world.engine.list_orders(&admin, &query).await.unwrap();
            assert!(page.items.len() <= usize::try_from(PAGE).unwrap());
            seen.extend(numbers(&page));
            if page.older.is_none() {
                break;
            }
            query.cursor = page.older;
        }
        writer.await.unwrap();
        let once: BTreeSet<_> = seen.iter().collect();
        assert_eq!(once.len(), seen.len(), "nothing twice");
        for n in 0..200 {
            assert!(once.contains(&format!("ORD-{n:04}")), "{n} was left out");
        }
    }

    async fn the_list_is_for_administrators(world: World) {
        for role in [Role::Doctor, Role::Courier] {
            let other = person(&world, &role.to_string(), role).await;
            assert_eq!(refusal(world.engine.list_orders(&other, &OrdersQuery::default()).await), Refusal::Forbidden);
        }
    }
}
