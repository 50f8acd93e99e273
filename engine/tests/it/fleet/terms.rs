//! The terms of purchase: what somebody accepted stays what it was.

use super::*;
use engine::{entity::purchase_terms_version, orders::PlaceOrder, settings::fingerprint};
use sea_orm::PaginatorTrait;

async fn accepted(world: &World) -> (String, String) {
    let order = world.place().await;
    let terms = world.engine.terms_of_order(&order).await.unwrap().unwrap();
    (terms.version, terms.text)
}

on_both_databases! {
    async fn each_order_records_the_terms_that_were_accepted(world: World) {
        let olena = admin(&world).await;
        let first = world.place().await;
        let ours = world.engine.purchase_terms().await.unwrap();
        assert!(ours.contains("гроші повернуться"));
        world.engine.edit_purchase_terms(&olena, 0, " Нові умови.\r\nОбмін\u{0} заборонено. ").await.unwrap();
        assert_eq!(world.engine.purchase_terms().await.unwrap(), "Нові умови.\nОбмін заборонено.");
        let (second, text) = accepted(&world).await;
        assert_eq!(text, "Нові умови.\nОбмін заборонено.");
        let kept = world.engine.terms_of_order(&first).await.unwrap().unwrap();
        assert_eq!(kept.text, ours, "the first buyer accepted ours");
        assert_ne!(kept.version, second);
        let nobody = "nobody".parse().unwrap();
        assert_eq!(refusal(world.engine.terms_of_order(&nobody).await), Refusal::NoSuchOrder);
        execute(&world, "UPDATE sales SET terms_version = NULL").await;
        assert_eq!(world.engine.terms_of_order(&first).await.unwrap(), None, "older than the record of it");
    }

    async fn a_product_with_terms_of_its_own_is_sold_under_those(world: World) {
        execute(&world, "UPDATE products SET terms_and_conditions = 'Лише з примірки'").await;
        let (version, text) = accepted(&world).await;
        assert_eq!(text, "Лише з примірки");
        assert_eq!(accepted(&world).await, (version, text), "the same text is kept once");
        assert_eq!(purchase_terms_version::Entity::find().count(&world.db).await.unwrap(), 1);
    }

    async fn nobody_accepts_terms_that_they_have_not_read(world: World) {
        let olena = admin(&world).await;
        let seen = fingerprint(&world.engine.purchase_terms().await.unwrap());
        let wish = PlaceOrder { seen_terms: Some(seen), ..world.wish() };
        world.engine.place_order(wish.clone()).await.unwrap();
        world.engine.edit_purchase_terms(&olena, 0, "Обміну немає").await.unwrap();
        assert_eq!(refusal(world.engine.place_order(wish).await), Refusal::TermsChanged);
        let wish = PlaceOrder { seen_terms: Some(fingerprint("Обміну немає")), ..world.wish() };
        let order = world.engine.place_order(wish).await.unwrap();
        assert_eq!(world.engine.terms_of_order(&order).await.unwrap().unwrap().text, "Обміну немає");
    }

    async fn terms_that_came_with_a_backup_are_recorded_by_the_first_order(world: World) {
        execute(&world, "INSERT INTO settings (id, purchase_terms, created_at, updated_at) VALUES ('default', 'Зі старого файла', 1, 2)").await;
        assert_eq!(accepted(&world).await.1, "Зі старого файла");
        let settings = world.engine.purchase_settings().await.unwrap();
        assert_eq!((settings.purchase_terms.as_str(), settings.version, settings.updated_at.map(|at| at.millis())), ("Зі старого файла", 0, Some(2)));
    }

    async fn two_administrators_cannot_overwrite_each_others_terms(world: World) {
        let olena = admin(&world).await;
        assert_eq!(world.engine.purchase_settings().await.unwrap().version, 0);
        let (one, two) = tokio::join!(
            world.engine.edit_purchase_terms(&olena, 0, "Перші"),
            world.engine.edit_purchase_terms(&olena, 0, "Другі"),
        );
        let (won, lost) = if one.is_ok() { ("Перші", two) } else { ("Другі", one) };
        assert_eq!(refusal(lost), Refusal::EditConflict);
        let settings = world.engine.purchase_settings().await.unwrap();
        assert_eq!((settings.purchase_terms.as_str(), settings.version), (won, 1));
        assert_eq!(told(&world, "SETTINGS_CHANGED").await.len(), 1);
        let endless = "я".repeat(50_001);
        assert_eq!(refusal(world.engine.edit_purchase_terms(&olena, 1, &endless).await), Refusal::InvalidForm);
        world.engine.edit_purchase_terms(&olena, 1, "  ").await.unwrap();
        assert!(world.engine.purchase_terms().await.unwrap().contains("гроші повернуться"), "blank brings ours back");
        let versions = purchase_terms_version::Entity::find().all(&world.db).await.unwrap();
        assert!(versions.len() == 2 && versions.iter().all(|row| row.created_by.as_deref() == Some(olena.id.as_str())));
    }
}
