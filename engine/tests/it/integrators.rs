//! What programs read by REST: all products, all devices, stretches of the log, orders with their ids, sums of all time.

use crate::desk::{admin, execute, person, refusal, sold};
use crate::support::*;
use domain::staff::Role;
use engine::{
    Refusal,
    desk::{Cursor, OrdersQuery, RefundWish},
    logs::{DEEPEST, LogsQuery, MOST_RECORDS},
    staff::Actor,
};

/// More products, each newer than the one before.
async fn add_products(world: &World, names: &[(&str, &str)]) {
    for (n, (name, description)) in names.iter().enumerate() {
        let created = world.engine.now().millis() + 1 + i64::try_from(n).unwrap();
        let sql = format!(
            "INSERT INTO products (id, name, sku, description, size, price, images, referral_points, version, created_at, \
             updated_at) VALUES ('p-{n}', '{name}', 'SKU-{n}', '{description}', 'Uni', 100, '[]', 0, 0, {created}, {created})"
        );
        execute(world, &sql).await;
    }
}

async fn skus(world: &World, search: &str, limit: usize, offset: usize) -> (Vec<String>, usize) {
    let (products, total) = world.engine.products(search, limit, offset).await.unwrap();
    (products.into_iter().map(|product| product.sku).collect(), total)
}

async fn messages(
    world: &World,
    by: &Actor,
    query: &LogsQuery,
    limit: u64,
    offset: u64,
) -> (Vec<String>, Option<Cursor>) {
    let found = world.engine.log_records(by, query, limit, offset).await.unwrap();
    let messages = found.records.into_iter().map(|record| record.entry.row.message);
    (messages.collect(), found.older)
}

on_both_databases! {
    async fn products_come_newest_first_and_are_found_in_any_letters(world: World) {
        add_products(&world, &[("Бандаж", "<p>Тримає спину</p>"), ("Устілки", "М''які")]).await;
        assert_eq!(skus(&world, "", 10, 0).await, (vec!["SKU-1".into(), "SKU-0".into(), "KNEE-1".into()], 3));
        assert_eq!(skus(&world, "", 1, 1).await, (vec!["SKU-0".into()], 3), "the total is of all that match");
        for (search, sku) in [("бандаж", "SKU-0"), ("СПИНУ", "SKU-0"), ("м'які", "SKU-1"), ("knee", "KNEE-1")] {
            assert_eq!(skus(&world, search, 10, 0).await, (vec![sku.to_owned()], 1), "{search}");
        }
        assert_eq!(skus(&world, "%", 10, 0).await, (Vec::new(), 0));
        assert_eq!(skus(&world, "", 10, 99).await, (Vec::new(), 3));
    }

    async fn devices_of_the_whole_fleet_are_told_without_the_revoked_ones(world: World) {
        let admin = admin(&world).await;
        let _device = world.device().await;
        for sql in [
            "INSERT INTO devices (id, ortomat_id, token_salt, token_hash, online_until, created_at) \
             VALUES ('away', 'ortomat-1', 's', 'h', 0, 0)",
            "INSERT INTO devices (id, ortomat_id, token_salt, token_hash, online_until, created_at, revoked_at) \
             VALUES ('revoked', 'ortomat-1', 's', 'h', 0, 0, 1)",
        ] {
            execute(&world, sql).await;
        }
        let all = world.engine.all_devices(&admin).await.unwrap();
        let seen: Vec<(&str, bool)> = all.iter().map(|device| (device.id.as_str(), device.online)).collect();
        assert_eq!(seen, [("away", false), ("locker-01", true)]);
        assert!(!world.engine.device(&admin, &"away".parse().unwrap()).await.unwrap().online);
        let revoked = world.engine.device(&admin, &"revoked".parse().unwrap()).await;
        assert_eq!(refusal(revoked), Refusal::NoSuchDevice);
        let courier = person(&world, "courier", Role::Courier).await;
        assert_eq!(refusal(world.engine.all_devices(&courier).await), Refusal::Forbidden);
        assert_eq!(refusal(world.engine.device(&courier, &"away".parse().unwrap()).await), Refusal::Forbidden);
    }

    async fn stretches_of_the_log_follow_each_other_and_are_bounded(world: World) {
        let admin = admin(&world).await;
        execute(&world, "DELETE FROM activity_logs").await;
        let rows: Vec<String> = (0..i64::try_from(MOST_RECORDS).unwrap() + 5)
            .map(|n| format!("('e-{n:04}', 'CELL_OPENED', 'cells', 'INFO', '{n}', '{{\"n\":{n}}}', 'admin', {n})"))
            .collect();
        let columns = "id, type, category, severity, message, metadata, user_id, created_at";
        execute(&world, &format!("INSERT INTO activity_logs ({columns}) VALUES {}", rows.join(", "))).await;
        let all = LogsQuery::default();
        let (first, older) = messages(&world, &admin, &all, 2, 1).await;
        assert_eq!(first, ["203", "202"]);
        let next = LogsQuery { cursor: older, ..LogsQuery::default() };
        assert_eq!(messages(&world, &admin, &next, 2, 0).await.0, ["201", "200"]);
        let (most, older) = messages(&world, &admin, &all, u64::MAX, 0).await;
        assert_eq!((u64::try_from(most.len()).unwrap(), older.is_some()), (MOST_RECORDS, true));
        let (last, older) = messages(&world, &admin, &all, 10, 200).await;
        assert_eq!((last.len(), older), (5, None));
        assert_eq!(messages(&world, &admin, &all, 10, u64::MAX).await.0.len(), 0, "no deeper than {DEEPEST}");
        let newest = world.engine.log_records(&admin, &all, 1, 0).await.unwrap().records.remove(0);
        assert_eq!(newest.entry.metadata.get("n"), Some(&204.into()));
        let name = newest.person.unwrap();
        assert_eq!(newest.entry.row.by.unwrap().id.as_str(), "admin");
        assert!(!name.first.is_empty() && !name.last.is_empty());
        let courier = person(&world, "courier", Role::Courier).await;
        assert_eq!(refusal(world.engine.log_records(&courier, &all, 1, 0).await), Refusal::Forbidden);
    }

    async fn orders_are_read_with_the_ids_of_what_they_are_about(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, _invoice) = sold(&world, &mut device).await;
        let page = world.engine.list_sales(&admin, &OrdersQuery::default()).await.unwrap();
        let sale = page.items.first().unwrap();
        assert_eq!(*sale, world.engine.sale_row(&admin, &order).await.unwrap());
        assert_eq!((&sale.row.id, sale.product.as_ref().unwrap().as_str()), (&order, PRODUCT));
        let nobody = world.engine.sale_row(&admin, &"none".parse().unwrap()).await;
        assert_eq!(refusal(nobody), Refusal::NoSuchOrder);
        let courier = person(&world, "courier", Role::Courier).await;
        assert_eq!(refusal(world.engine.list_sales(&courier, &OrdersQuery::default()).await), Refusal::Forbidden);
        assert_eq!(refusal(world.engine.sale_row(&courier, &order).await), Refusal::Forbidden);
    }

    async fn sums_of_all_time_leave_out_what_went_back(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let nothing = world.engine.totals(&admin).await.unwrap();
        assert_eq!((nothing.sales, nothing.revenue.kopiykas(), nothing.products.len()), (0, 0, 0));
        let (kept, _invoice) = sold(&world, &mut device).await;
        let (_other, _invoice) = sold(&world, &mut device).await;
        let wish = RefundWish {
            order: kept,
            amount: Some(domain::Money::from_kopiykas(25_050)),
            left: domain::Money::from_kopiykas(PRICE),
            reason: "подряпина".to_owned(),
            key: "a-key-of-sixteen-letters".parse().unwrap(),
        };
        world.engine.refund_order(&admin, &wish).await.unwrap();
        world
            .eventually("the part is back", async |world| {
                let refunds = world.refunds().await;
                refunds.iter().all(|refund| refund.status == "settled").then_some(())
            })
            .await;
        let totals = world.engine.totals(&admin).await.unwrap();
        assert_eq!((totals.ortomats, totals.sales, totals.revenue.kopiykas()), (1, 2, 2 * PRICE - 25_050));
        let product = totals.products.first().unwrap();
        assert_eq!((product.id.as_str(), product.sku.as_str(), product.sales), (PRODUCT, "KNEE-1", 2));
        assert_eq!(product.revenue.kopiykas(), 2 * PRICE, "what it was sold for");
        assert!(totals.doctors.is_empty(), "nobody referred anybody");
        let courier = person(&world, "courier", Role::Courier).await;
        assert_eq!(refusal(world.engine.totals(&courier).await), Refusal::Forbidden);
    }
}
