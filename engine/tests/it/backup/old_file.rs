//! A file of the earlier system, as it was found in the field.

use super::*;
use domain::{Money, cell::Colour};
use engine::{
    backup::Change,
    entity::{cell, doctor_ortomat, product, sale, user},
};
use sea_orm::EntityTrait;
use serde_json::Value;
use std::collections::BTreeMap;

async fn restored_on(database: TestDatabase) -> Empty {
    let empty = Empty::on(database).await;
    let file = empty.write(OLD_FILE.as_bytes());
    empty.restore(&file).await.unwrap();
    empty
}

fn old() -> Value {
    serde_json::from_str(OLD_FILE).unwrap()
}

fn rows(file: &Value, table: &str) -> Vec<Value> {
    file["data"][table].as_array().unwrap().clone()
}

/// Runs a test on both databases.
macro_rules! restored {
    ($( async fn $name:ident($empty:ident) $body:block )+) => { $(
        mod $name {
            use super::*;
            async fn sentence($empty: &Empty) { $body }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let empty = restored_on(sqlite().await).await;
                sentence(&empty).await;
                empty.end().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let empty = restored_on(postgres().await).await;
                sentence(&empty).await;
                empty.end().await;
            }
        }
    )+ };
}

restored! {
    async fn prices_and_amounts_are_exact_to_the_kopiyka(empty) {
        let file = old();
        let prices: BTreeMap<String, i64> = product::Entity::find().all(&empty.db).await.unwrap()
            .into_iter().map(|product| (product.id, product.price)).collect();
        let amounts: BTreeMap<String, i64> = sale::Entity::find().all(&empty.db).await.unwrap()
            .into_iter().map(|sale| (sale.id, sale.amount)).collect();
        for (table, key, found) in [("products", "price", &prices), ("sales", "amount", &amounts)] {
            for row in rows(&file, table) {
                let exact = Money::from_hryvnias_literal(&row[key].to_string()).unwrap().kopiykas();
                assert_eq!(found[row["id"].as_str().unwrap()], exact, "{row}");
            }
        }
        assert_eq!(prices["p1"], 20_099);
    }

    async fn phones_have_the_one_stored_form(empty) {
        let mut phones: Vec<String> = user::Entity::find().all(&empty.db).await.unwrap()
            .into_iter().filter_map(|user| user.phone).collect();
        phones.sort();
        assert_eq!(phones, ["+380501110001", "+380671110002", "+380671110003", "+380931110004", "+380931110005"]);
    }

    async fn cells_have_the_colours_that_they_had(empty) {
        let count = |rows: &[cell::Model], colour: Colour| rows.iter().filter(|cell| {
            let is = match (cell.product_id.is_some(), cell.filled) {
                (false, _) => Colour::Grey,
                (true, false) => Colour::Blue,
                (true, true) => Colour::Green,
            };
            is == colour
        }).count();
        let cells = cell::Entity::find().all(&empty.db).await.unwrap();
        // Contract §4: `isAvailable` means empty.
        assert_eq!(count(&cells, Colour::Green), 14);
        assert_eq!(count(&cells, Colour::Blue), 10);
        assert_eq!(count(&cells, Colour::Grey), 21);
    }

    async fn codes_on_paper_and_their_totals_are_kept(empty) {
        let mut places: Vec<_> = doctor_ortomat::Entity::find().all(&empty.db).await.unwrap()
            .into_iter().map(|place| (place.referral_code, place.total_points, place.total_sales)).collect();
        places.sort();
        assert_eq!(places, [
            ("DOC-9A3F00BC".to_owned(), 10, 1),
            ("DOC4F7K2A".to_owned(), 35, 3),
            ("REF-1769800000000-x8k2m1q0z".to_owned(), 0, 0),
        ]);
        let ortomat = "ortomat-1".parse().unwrap();
        let catalog = empty.engine.catalog(&ortomat, Some("DOC4F7K2A")).await.unwrap();
        assert_eq!(catalog.referrer.unwrap().last_name, "Мельник");
        assert_eq!(empty.engine.ortomat_of_referral("DOC4F7K2A").await.unwrap(), Some(ortomat));
    }

    async fn orders_are_in_the_state_in_which_the_world_saw_them(empty) {
        let file = old();
        let document: Value = serde_json::from_str(&export(&empty.engine).await).unwrap();
        let states = |file: &Value| rows(file, "sales").into_iter()
            .map(|sale| (sale["id"].as_str().unwrap().to_owned(), sale["status"].as_str().unwrap().to_owned()))
            .collect::<BTreeMap<_, _>>();
        assert_eq!(states(&document), states(&file));
    }

    async fn the_catalog_works_at_once_and_no_old_order_holds_a_cell(empty) {
        let file = old();
        let green = rows(&file, "cells").iter().filter(|cell| {
            cell["ortomatId"] == "ortomat-1" && !cell["productId"].is_null() && cell["isAvailable"] == false
        }).count();
        let catalog = empty.engine.catalog(&"ortomat-1".parse().unwrap(), None).await.unwrap();
        let offered: usize = catalog.offers.iter().map(|offer| offer.cells.len()).sum();
        assert_eq!(offered, green);
    }
}

#[tokio::test]
async fn the_preview_tells_what_would_be_and_touches_nothing() {
    let empty = Empty::on(sqlite().await).await;
    let file = empty.write(OLD_FILE.as_bytes());
    let before = export(&empty.engine).await;
    let preview = empty.engine.preview_restore(&file).await.unwrap();
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    assert_eq!(preview.now["users"], 0);
    let users = preview.check.tables["users"];
    assert_eq!((users.found, users.kept, users.left_out), (5, 5, 0));
    assert_eq!(preview.check.open_orders, 5);
    assert_eq!(preview.check.changes[&("invites", Change::NotKept)], 1);
    assert_eq!(preview.check.changes[&("sales", Change::Released)], 5);
    empty.end().await;
}

#[tokio::test]
async fn rows_that_point_nowhere_and_second_phones_are_told_and_mended() {
    let mut file = old();
    let data = &mut file["data"];
    data["users"][1]["phone"] = data["users"][0]["phone"].clone();
    data["users"][2]["phone"] = "не знаю".into();
    data["cells"][0]["productId"] = "nowhere".into();
    data["courierOrtomats"][0]["courierId"] = "nobody".into();
    data["logs"][0]["userId"] = "nobody".into();
    data["doctorOrtomats"][0]["totalPoints"] = Value::Null;
    data["doctorOrtomats"][0]["totalEarnings"] = serde_json::json!(45.98999999999998);
    let empty = Empty::on(sqlite().await).await;
    let path = empty.write(file.to_string().as_bytes());
    let restored = empty.restore(&path).await.unwrap();
    let changes = &restored.check.changes;
    for expected in [
        ("users", Change::PhoneTaken),
        ("users", Change::PhoneUnreadable),
        ("cells", Change::Emptied),
        ("courierOrtomats", Change::LeftOut),
        ("logs", Change::Emptied),
        ("doctorOrtomats", Change::CommissionToPoints),
    ] {
        assert_eq!(changes.get(&expected), Some(&1), "{expected:?} in {changes:?}");
    }
    let place = doctor_ortomat::Entity::find_by_id("d1")
        .one(&empty.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(place.total_points, 46);
    empty.end().await;
}

on_both_empty! {
    async fn what_was_there_is_gone_and_a_safety_copy_brings_it_back(empty) {
        empty.admin("boss").await;
        let before = export(&empty.engine).await;
        let restored = empty.restore(&empty.write(OLD_FILE.as_bytes())).await.unwrap();
        assert_eq!(product::Entity::find().all(&empty.db).await.unwrap().len(), 12);
        let again = empty.restore(&restored.safety_backup.unwrap()).await.unwrap();
        assert_eq!(without_timestamp(&export(&empty.engine).await), without_timestamp(&before));
        // That was a restore as well, and kept what it replaced.
        empty.restore(&again.safety_backup.unwrap()).await.unwrap();
        assert_eq!(product::Entity::find().all(&empty.db).await.unwrap().len(), 12);
    }
}
