//! Products are added, changed and deleted, and the history keeps what it knew.

use super::*;
use domain::{catalog::Attribute, command::DoorResult};
use engine::entity::product;
use sea_orm::EntityTrait;

fn whole() -> ProductForm {
    ProductForm {
        name: "Бандаж".to_owned(),
        sku: "BAND-7".to_owned(),
        size: "XL".to_owned(),
        price: Money::from_kopiykas(125_050),
        description: Some("<p>Тримає <b>спину</b></p>".to_owned()),
        main_image: Some("https://example.com/1.jpg".to_owned()),
        images: vec!["/pictures/2.jpg".to_owned(), "https://example.com/3.jpg".to_owned()],
        video_url: Some("https://youtu.be/abc".to_owned()),
        color: Some("Білий".to_owned()),
        material: Some("Бавовна".to_owned()),
        manufacturer: Some("Ортомат".to_owned()),
        country: Some("Україна".to_owned()),
        kind: Some("Бандажі".to_owned()),
        size_chart_url: Some("https://example.com/sizes.png".to_owned()),
        terms: Some("Обміну немає".to_owned()),
        attributes: vec![
            Attribute {
                name: "Ширина".to_owned(),
                value: "25 см".to_owned(),
            },
            Attribute {
                name: "Вага".to_owned(),
                value: "200 г".to_owned(),
            },
        ],
        referral_points: 30,
    }
}

on_both_databases! {
    async fn every_field_of_a_product_is_kept_as_it_was_given(world: World) {
        let olena = admin(&world).await;
        let id = world.engine.add_product(&olena, &whole()).await.unwrap();
        let kept = world.engine.product_for_edit(&olena, &id).await.unwrap();
        assert_eq!((kept.form, kept.version, kept.cells_assigned), (whole(), 0, 0));
        let shown = world.engine.product(&id).await.unwrap();
        assert_eq!(shown.images, ["https://example.com/1.jpg", "/pictures/2.jpg", "https://example.com/3.jpg"]);
        assert_eq!((shown.price, shown.terms.as_deref(), shown.kind.as_deref()), (whole().price, Some("Обміну немає"), Some("Бандажі")));
        assert_eq!(shown.attributes, whole().attributes);
        let entry = told(&world, "CATALOG_CHANGED").await.pop().unwrap();
        assert_eq!((entry.user_id.as_deref(), entry.message.as_str()), (Some(olena.id.as_str()), "Додано товар: Бандаж (BAND-7)"));
    }

    async fn a_description_is_cleaned_when_it_is_written_and_again_when_it_is_read(world: World) {
        let olena = admin(&world).await;
        let dirty = "<p onclick=x()>Тримає</p><script>steal()</script><iframe src=x></iframe>";
        let dangerous = ProductForm { description: Some(dirty.to_owned()), ..form("Бандаж", "BAND-7") };
        let id = world.engine.add_product(&olena, &dangerous).await.unwrap();
        let clean = Some("<p>Тримає</p>".to_owned());
        assert_eq!(world.engine.product_for_edit(&olena, &id).await.unwrap().form.description, clean);
        let row = product::Entity::find_by_id(id.as_str()).one(&world.db).await.unwrap().unwrap();
        assert_eq!(row.description, clean);
        // As if a backup had brought it.
        execute(&world, &format!("UPDATE products SET description = '{dirty}'")).await;
        assert_eq!(world.engine.product(&id).await.unwrap().description_html, clean);
        assert_eq!(world.engine.product_for_edit(&olena, &id).await.unwrap().form.description, clean);
    }

    async fn an_article_number_belongs_to_one_product(world: World) {
        let olena = admin(&world).await;
        assert_eq!(refusal(world.engine.add_product(&olena, &form("Інший", "KNEE-1")).await), Refusal::SkuTaken);
        let id = world.engine.add_product(&olena, &form("Інший", "KNEE-2")).await.unwrap();
        assert_eq!(refusal(world.engine.edit_product(&olena, &id, 0, &form("Інший", "KNEE-1")).await), Refusal::SkuTaken);
        world.engine.edit_product(&olena, &id, 0, &form("Інший", "KNEE-2")).await.unwrap();
        let (one, two) = (form("Перший", "TWIN"), form("Другий", "TWIN"));
        let (one, two) = tokio::join!(world.engine.add_product(&olena, &one), world.engine.add_product(&olena, &two));
        assert!(one.is_ok() != two.is_ok());
        assert_eq!(refusal(one.and(two)), Refusal::SkuTaken);
    }

    async fn a_product_changes_only_for_who_saw_its_last_edit(world: World) {
        let olena = admin(&world).await;
        let order = world.place().await;
        let seen = world.engine.product_for_edit(&olena, &knee()).await.unwrap();
        let dearer = ProductForm { price: Money::from_kopiykas(200_000), name: "Ортез новий".to_owned(), ..seen.form.clone() };
        world.engine.edit_product(&olena, &knee(), 0, &dearer).await.unwrap();
        assert_eq!(refusal(world.engine.edit_product(&olena, &knee(), 0, &seen.form).await), Refusal::EditConflict);
        let now = world.engine.product_for_edit(&olena, &knee()).await.unwrap();
        assert_eq!((now.form, now.version, now.cells_assigned), (dearer, 1, 3));
        let sale = world.sale(&order).await;
        assert_eq!((sale.amount, sale.product_name.as_str()), (PRICE, "Ортез на коліно"), "the order keeps its price");
        let entry = told(&world, "CATALOG_CHANGED").await.pop().unwrap().metadata.unwrap();
        assert!(entry.contains(r#""fields":"name, price""#), "{entry}");
        for wrong in [ProductForm { price: Money::ZERO, ..seen.form.clone() }, ProductForm { video_url: Some("javascript:x()".to_owned()), ..seen.form.clone() }] {
            assert_eq!(refusal(world.engine.edit_product(&olena, &knee(), 1, &wrong).await), Refusal::InvalidForm);
        }
        let nothing = "nothing".parse().unwrap();
        assert_eq!(refusal(world.engine.edit_product(&olena, &nothing, 0, &seen.form).await), Refusal::NoSuchProduct);
    }

    async fn a_product_is_deleted_once_no_cell_is_meant_for_it_and_the_history_keeps_its_name(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
        assert_eq!(refusal(world.engine.delete_product(&olena, &knee(), None).await), Refusal::ProductInUse);
        execute(&world, "UPDATE cells SET product_id = NULL, filled = FALSE").await;
        assert_eq!(refusal(world.engine.delete_product(&olena, &knee(), Some(7)).await), Refusal::EditConflict);
        world.engine.delete_product(&olena, &knee(), Some(0)).await.unwrap();
        assert_eq!(refusal(world.engine.product(&knee()).await), Refusal::NoSuchProduct);
        assert_eq!(refusal(world.engine.delete_product(&olena, &knee(), None).await), Refusal::NoSuchProduct);
        let sale = world.sale(&order).await;
        assert_eq!((sale.product_id, sale.product_name.as_str()), (None, "Ортез на коліно"));
        assert_eq!(world.engine.order(&order).await.unwrap().progress.product_name, "Ортез на коліно");
    }

    async fn only_administrators_keep_the_catalog(world: World) {
        for role in [Role::Doctor, Role::Courier] {
            let by = somebody(&world, role).await;
            let engine = &world.engine;
            let refusals = [
                refusal(engine.list_products(&by, &ProductQuery::default()).await),
                refusal(engine.product_for_edit(&by, &knee()).await),
                refusal(engine.add_product(&by, &whole()).await),
                refusal(engine.edit_product(&by, &knee(), 0, &whole()).await),
                refusal(engine.delete_product(&by, &knee(), None).await),
                refusal(engine.store_picture(&by, Vec::new()).await),
                refusal(engine.product_places(&by, &knee()).await),
            ];
            assert_eq!(refusals, [Refusal::Forbidden; 7]);
        }
    }
}
