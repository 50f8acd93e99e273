//! The list of orders as a table for spreadsheets.

use super::*;
use engine::desk::{OrderWords, OrdersQuery};
use futures_util::{StreamExt, TryStreamExt};

async fn insert_many(world: &World, from: i32, to: i32, at: i64) {
    let rows: Vec<String> = (from..to)
        .map(|n| {
            format!(
                "('id-{n}', 'ORD-{n:05}', '{ORTOMAT}', 1, '=HYPERLINK(\"http://evil\")', 125050, 'failed', \
                 'cancelled', '+380671234567', {}, 0)",
                at + i64::from(n) / 3
            )
        })
        .collect();
    execute(
        world,
        &format!(
            "INSERT INTO sales (id, order_number, ortomat_id, cell_number, product_name, amount, phase, reason, \
             customer_phone, created_at, updated_at) VALUES {}",
            rows.join(", ")
        ),
    )
    .await;
}

on_both_databases! {
    async fn a_table_has_every_order_once_in_small_chunks(world: World) {
        let admin = admin(&world).await;
        insert_many(&world, 0, 1_203, 1_763_812_809_000).await;
        let stream = world.engine.export_orders_csv(&admin, &OrdersQuery::default(), OrderWords::default()).await.unwrap();
        let mut stream = std::pin::pin!(stream);
        let first = stream.next().await.unwrap().unwrap();
        let text = String::from_utf8(first.to_vec()).unwrap();
        assert!(text.starts_with("\u{feff}Номер;Створено;"), "{text}");
        // Whoever buys while somebody downloads is in the next table.
        insert_many(&world, 1_203, 1_210, world.engine.now().millis() + 60_000).await;
        let chunks: Vec<_> = stream.try_collect().await.unwrap();
        assert_eq!(chunks.len(), 3);
        let text: String = chunks.iter().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1_203);
        for (line, n) in lines.iter().zip((0..1_203).rev()) {
            assert!(line.starts_with(&format!("ORD-{n:05};22.11.2025 14:0")), "{line}");
        }
    }

    async fn nothing_in_a_table_is_a_formula_and_sums_are_numbers(world: World) {
        let admin = admin(&world).await;
        insert_many(&world, 0, 1, 1_763_812_809_000).await;
        let words = OrderWords { phase: |_| "=Не пройшло", ..OrderWords::default() };
        let stream = world.engine.export_orders_csv(&admin, &OrdersQuery::default(), words).await.unwrap();
        let chunks: Vec<_> = stream.try_collect().await.unwrap();
        let line = std::str::from_utf8(&chunks[1]).unwrap();
        assert_eq!(
            line,
            "ORD-00000;22.11.2025 14:00:09;;Ортомат №1;Київ, вул. Хрещатик, 22;1;\"'=HYPERLINK(\"\"http://evil\"\")\";\
             1250,50;0,00;'=Не пройшло;cancelled;;;;'+380671234567\r\n"
        );
    }

    async fn who_took_a_table_and_which_stands_in_the_log(world: World) {
        let admin = admin(&world).await;
        let query = OrdersQuery { phone: "0671234567".parse().ok(), from: "2026-11-22".parse().ok(), ..OrdersQuery::default() };
        let stream = world.engine.export_orders_csv(&admin, &query, OrderWords::default()).await.unwrap();
        drop(stream);
        let entry = log(&world, "DATA_EXPORTED").await.pop().unwrap();
        assert_eq!(entry.user_id.as_deref(), Some("admin"));
        let details = entry.metadata.unwrap();
        assert!(details.contains("from=2026-11-22") && details.contains("4567"), "{details}");
        assert!(!details.contains("0671234567"), "{details}");
        let courier = person(&world, "courier", Role::Courier).await;
        let refused = world.engine.export_orders_csv(&courier, &query, OrderWords::default()).await.map(drop);
        assert_eq!(refusal(refused), Refusal::Forbidden);
    }
}
