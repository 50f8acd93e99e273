//! temporary
use super::*;
use domain::{activity::*, order::*};
use engine::{desk::*, logs::*};
use futures_util::TryStreamExt;
use std::time::Instant;
use sea_orm::DatabaseBackend;

async fn fill(world: &World, orders: i64, logs: i64) {
    let now = world.engine.now().millis();
    let pg = world.db.get_database_backend() == DatabaseBackend::Postgres;
    let series = |n: i64| if pg { format!("(SELECT generate_series(1,{n}) AS n) t") } else { format!("(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n<{n}) SELECT n FROM c) t") };
    execute(world, &format!("INSERT INTO ortomats (id, name, address, total_cells, status, created_at, updated_at) SELECT 'o'||n, 'Ортомат '||n, 'вул. '||n, 37, 'active', 0, 0 FROM {}", series(300))).await;
    execute(world, &format!("INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) SELECT 'd'||n, 'DOCTOR', 'Ім', 'Пр'||n, 0, 0 FROM {}", series(200))).await;
    execute(world, &format!("INSERT INTO cells (id, ortomat_id, number, product_id, filled, created_at, updated_at) SELECT 'o'||(n/37)||'c'||n, 'o'||(n/37), n % 37 + 1, '{PRODUCT}', (n % 5) > 0, 0, 0 FROM {} WHERE n >= 37", series(300*37))).await;
    // a year of orders
    let step = 365_i64 * 24 * 3600 * 1000 / orders;
    execute(world, &format!("INSERT INTO sales (id, order_number, ortomat_id, product_id, cell_number, product_name, amount, doctor_id, customer_phone, phase, reason, created_at, updated_at, completed_at) \
      SELECT 'id-'||n, 'ORD-'||({now}-n*{step})||'-'||substr('ABCDEFGHI000000000', 1 + n % 9, 3)||(100000+n), 'o'||(1 + n % 300), '{PRODUCT}', 1 + n % 37, 'Ортез на коліно', 125050, CASE WHEN n % 3 = 0 THEN 'd'||(1 + n % 200) END, \
      CASE WHEN n % 2 = 0 THEN '+38067'||(1000000 + n) END, CASE WHEN n % 10000 = 7 THEN 'needs_review' WHEN n % 5 = 0 THEN 'failed' WHEN n % 50 = 1 THEN 'refunded' ELSE 'completed' END, \
      CASE WHEN n % 5 = 0 THEN 'payment_expired' END, {now}-n*{step}, 0, CASE WHEN n % 5 <> 0 AND n % 10000 <> 7 THEN {now}-n*{step}+20000 END FROM {}", series(orders))).await;
    execute(world, &format!("INSERT INTO payments (id, order_id, payment_type, invoice_id, amount, paid_amount, status, created_at, updated_at) SELECT 'p'||n, 'id-'||n, 'debit', 'inv'||n, 125050, 125050, 'success', 0, 0 FROM {}", series(orders))).await;
    execute(world, &format!("INSERT INTO refunds (id, order_id, payment_id, amount, reason, status, created_at, settled_at) SELECT 'r'||n, 'id-'||n, 'p'||n, 100, 'staff_refund', 'settled', 0, {now}-n*{step}+40000 FROM {} WHERE n % 20 = 2", series(orders))).await;
    let step = 365_i64 * 24 * 3600 * 1000 / logs;
    execute(world, &format!("INSERT INTO activity_logs (id, type, category, severity, message, metadata, user_id, ortomat_id, order_id, created_at) \
      SELECT 'l'||(10000000-n), CASE n % 6 WHEN 0 THEN 'ORDER_CREATED' WHEN 1 THEN 'PAYMENT_SUCCESS' WHEN 2 THEN 'CELL_OPENED' WHEN 3 THEN 'ORDER_COMPLETED' WHEN 4 THEN 'PAYMENT_INITIATED' ELSE CASE WHEN n % 12000 = 5 THEN 'CELL_ERROR' ELSE 'WEBSOCKET_COMMAND' END END, \
      CASE n % 6 WHEN 0 THEN 'orders' WHEN 1 THEN 'payment' WHEN 2 THEN 'cells' WHEN 3 THEN 'orders' WHEN 4 THEN 'payment' ELSE CASE WHEN n % 12000 = 5 THEN 'cells' ELSE 'system' END END, \
      CASE WHEN n % 12000 = 5 THEN 'CRITICAL' WHEN n % 6 = 0 AND n % 100 = 0 THEN 'WARNING' ELSE 'INFO' END, 'Замовлення створено: ORD-'||n, '{{\"orderNumber\":\"ORD-1\"}}', CASE WHEN n % 100 = 0 THEN 'd'||(1 + n % 200) END, 'o'||(1 + n % 300), 'id-'||(1 + n / 6), {now}-n*{step} FROM {} WHERE n/6 < {orders}", series(logs))).await;
    if pg { execute(world, "VACUUM ANALYZE").await; }
}

macro_rules! time { ($name:expr, $e:expr) => {{ let mut best = u128::MAX; let mut first = 0; for i in 0..4 { let t = Instant::now(); let _ = $e; let d = t.elapsed().as_micros(); if i == 0 { first = d; } best = best.min(d); } println!("TIME {:<60} first {:>7} us best {:>7} us", $name, first, best); }} }

on_both_databases! {
    async fn scale(world: World) {
        let admin = admin(&world).await;
        let t = Instant::now();
        fill(&world, 200_000, 1_000_000).await;
        println!("TIME {:?} filled in {:?}", world.db.get_database_backend(), t.elapsed());
        let e = &world.engine;
        let some = OrdersQuery::default;
        for (name, q) in [
            ("all", some()), ("phase review", OrdersQuery::review_queue()), ("status failed", OrdersQuery{status: Some(PublicStatus::Failed), ..some()}),
            ("status pending", OrdersQuery{status: Some(PublicStatus::Pending), ..some()}),
            ("status completed", OrdersQuery{status: Some(PublicStatus::Completed), ..some()}),
            ("ortomat", OrdersQuery{ortomat: "o5".parse().ok(), ..some()}),
            ("ortomat+completed", OrdersQuery{ortomat: "o5".parse().ok(), phase: Some(Phase::Completed), ..some()}),
            ("ortomat+review", OrdersQuery{ortomat: "o5".parse().ok(), phase: Some(Phase::NeedsReview), ..some()}),
            ("ortomat+failed", OrdersQuery{ortomat: "o5".parse().ok(), status: Some(PublicStatus::Failed), ..some()}),
            ("doctor", OrdersQuery{doctor: "d4".parse().ok(), ..some()}),
            ("doctor+failed", OrdersQuery{doctor: "d4".parse().ok(), status: Some(PublicStatus::Failed), ..some()}),
            ("phone", OrdersQuery{phone: "+380671000100".parse().ok(), ..some()}),
            ("number tail", OrdersQuery{number: "ABC1001".parse().ok(), ..some()}),
            ("number tail broad", OrdersQuery{number: "ABC1".parse().ok(), ..some()}),
            ("number begin broad", OrdersQuery{number: "1780".parse().ok(), ..some()}),
            ("old day", OrdersQuery{to: "2026-03-03".parse().ok(), ..some()}),
            ("old day failed", OrdersQuery{from: "2026-03-03".parse().ok(), to: "2026-03-03".parse().ok(), status: Some(PublicStatus::Failed), ..some()}),
        ] {
            time!(format!("orders {name}"), e.list_orders(&admin, &q).await.unwrap());
            let page = e.list_orders(&admin, &q).await.unwrap();
            if let Some(older) = page.older {
                let q = OrdersQuery{cursor: Some(older), ..q};
                time!(format!("orders {name} 2nd page"), e.list_orders(&admin, &q).await.unwrap());
            }
        }
        let some = LogsQuery::default;
        for (name, q) in [
            ("all", some()), ("cells", LogsQuery{category: Some(Category::Cells), ..some()}), ("critical", LogsQuery{severity: Some(Severity::Critical), ..some()}),
            ("error none", LogsQuery{severity: Some(Severity::Error), ..some()}),
            ("payment critical", LogsQuery{severity: Some(Severity::Critical), category: Some(Category::Payment), ..some()}),
            ("payment warning", LogsQuery{severity: Some(Severity::Warning), category: Some(Category::Payment), ..some()}),
            ("type", LogsQuery{kind: Some(ActivityType::CellOpened), ..some()}),
            ("type rare", LogsQuery{kind: Some(ActivityType::CellError), ..some()}),
            ("type warning", LogsQuery{kind: Some(ActivityType::CellOpened), severity: Some(Severity::Warning), ..some()}),
            ("ortomat", LogsQuery{ortomat: "o5".parse().ok(), ..some()}),
            ("ortomat critical", LogsQuery{ortomat: "o5".parse().ok(), severity: Some(Severity::Critical), ..some()}),
            ("ortomat type", LogsQuery{ortomat: "o5".parse().ok(), kind: Some(ActivityType::NeedsReview), ..some()}),
            ("user", LogsQuery{user: "d101".parse().ok(), ..some()}),
            ("old day", LogsQuery{to: "2026-03-03".parse().ok(), ..some()}),
            ("text none", LogsQuery{text: Some("немає".into()), ..some()}),
            ("text some", LogsQuery{text: Some("ORD-777".into()), ..some()}),
        ] {
            time!(format!("logs {name}"), e.list_logs(&admin, &q).await.unwrap());
            time!(format!("count {name}"), e.count_logs(&admin, &q).await.unwrap());
            let page = e.list_logs(&admin, &q).await.unwrap();
            if let Some(older) = page.older {
                let q = LogsQuery{cursor: Some(older), ..q};
                time!(format!("logs {name} 2nd page"), e.list_logs(&admin, &q).await.unwrap());
            }
        }
        time!("figures", e.figures(&admin).await.unwrap());
        time!("timeline", e.order_timeline(&admin, &"id-22".parse().unwrap()).await.unwrap());
        let t = Instant::now();
        let chunks: Vec<_> = e.export_orders_csv(&admin, &OrdersQuery::default(), OrderWords::default()).await.unwrap().try_collect().await.unwrap();
        println!("TIME export orders {} chunks {:?}", chunks.len(), t.elapsed());
        execute(&world, "DELETE FROM activity_logs").await;
        execute(&world, "DELETE FROM sales").await;
    }
}
