//! Placing an order: one cell, one buyer.

use crate::support::*;
use domain::ortomat::Availability;
use engine::{Error, Refusal, entity::sale, orders::PlaceOrder};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::collections::BTreeSet;

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both_databases! {
    async fn two_hundred_buyers_at_once_never_share_one_of_37_cells(world: World, Options { cells: 37, ..Options::default() }) {
        let buyers: Vec<_> = (0..200)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { world.engine.place_order(world.wish()).await })
            })
            .collect();
        let mut sold = BTreeSet::new();
        let mut told_out_of_stock = 0;
        for buyer in buyers {
            match buyer.await.unwrap() {
                Ok(order) => assert!(sold.insert(world.sale(&order).await.cell_number), "a cell was sold twice"),
                refused => {
                    assert_eq!(refusal(refused), Refusal::OutOfStock);
                    told_out_of_stock += 1;
                }
            }
        }
        assert_eq!((sold.len(), told_out_of_stock), (37, 163));
    }

    async fn a_reserved_cell_is_neither_shown_nor_sold_and_comes_back_when_nobody_pays(world: World) {
        let ortomat = ORTOMAT.parse().unwrap();
        let orders = [world.place().await, world.place().await, world.place().await];
        assert!(world.engine.catalog(&ortomat, None).await.unwrap().offers.is_empty());
        assert_eq!(refusal(world.engine.place_order(world.wish()).await), Refusal::OutOfStock);
        world.pass(12 * 60);
        for order in &orders {
            assert_eq!(world.until_phase(order, "failed").await.reason.as_deref(), Some("payment_expired"));
        }
        let offers = world.engine.catalog(&ortomat, None).await.unwrap().offers;
        assert_eq!(offers[0].cells.len(), 3);
    }

    async fn a_customer_who_cancels_gives_the_cell_back_at_once(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.engine.cancel_order(&order).await.unwrap();
        assert_eq!(world.sale(&order).await.reason.as_deref(), Some("cancelled"));
        let at_the_bank = world.bank.invoice(invoice.invoice_id.as_str()).unwrap();
        assert_eq!(at_the_bank.status, sandbox::bank::InvoiceStatus::Expired, "nobody can pay it any more");
        assert!(matches!(refusal(world.engine.start_payment(&order).await), Refusal::OrderIs(_)));
        for _ in 0..3 {
            world.place().await;
        }
    }

    async fn a_form_that_is_sent_twice_is_one_order(world: World) {
        let wish = PlaceOrder { idempotency_key: Some("one-form".parse().unwrap()), ..world.wish() };
        let clicks: Vec<_> = (0..10)
            .map(|_| {
                let (world, wish) = (world.clone(), wish.clone());
                tokio::spawn(async move { world.engine.place_order(wish).await.unwrap() })
            })
            .collect();
        let first = world.engine.place_order(wish.clone()).await.unwrap();
        for click in clicks {
            assert_eq!(click.await.unwrap(), first);
        }
        assert_eq!(sale::Entity::find().count(&world.db).await.unwrap(), 1);
        let stolen = PlaceOrder { product: "other".parse().unwrap(), ..wish.clone() };
        assert_eq!(refusal(world.engine.place_order(stolen).await), Refusal::KeyReused);
        let another = PlaceOrder { idempotency_key: Some("another-form".parse().unwrap()), ..wish };
        assert_ne!(world.engine.place_order(another).await.unwrap(), first);
    }

    async fn only_a_green_unblocked_cell_is_sold(world: World) {
        use engine::entity::cell::{ActiveModel, Entity};
        use sea_orm::{ActiveModelTrait, ActiveValue::Set};
        for (id, filled, blocked) in [("cell-1", false, None), ("cell-2", true, Some("двері заклинило"))] {
            let row = ActiveModel {
                id: Set(id.to_owned()),
                filled: Set(filled),
                blocked_reason: Set(blocked.map(str::to_owned)),
                ..Default::default()
            };
            row.update(&world.db).await.unwrap();
        }
        assert_eq!(world.sale(&world.place().await).await.cell_number, Some(3));
        assert_eq!(refusal(world.engine.place_order(world.wish()).await), Refusal::OutOfStock);
        assert_eq!(Entity::find().count(&world.db).await.unwrap(), 3);
    }

    async fn an_ortomat_sells_only_while_it_is_active_and_its_device_is_here(world: World) {
        world.set_ortomat("active", false).await;
        assert_eq!(refusal(world.engine.place_order(world.wish()).await), Refusal::NotSelling(Availability::Offline));
        let device = world.device().await;
        world.place().await;
        device.disconnect();
        world.eventually("the device is known to be gone", async |world| {
            world.engine.place_order(world.wish()).await.is_err().then_some(())
        }).await;
        for status in ["inactive", "maintenance"] {
            world.set_ortomat(status, true).await;
            let refused = refusal(world.engine.place_order(world.wish()).await);
            assert_eq!(refused, Refusal::NotSelling(Availability::OutOfService));
        }
    }

    async fn unknown_things_are_refused_by_name(world: World) {
        let mut wish = world.wish();
        wish.ortomat = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.place_order(wish).await), Refusal::NoSuchOrtomat);
        let mut wish = world.wish();
        wish.product = "nothing".parse().unwrap();
        assert_eq!(refusal(world.engine.place_order(wish).await), Refusal::NoSuchProduct);
        let nobody = "no-order".parse().unwrap();
        assert_eq!(refusal(world.engine.order(&nobody).await), Refusal::NoSuchOrder);
        assert_eq!(refusal(world.engine.start_payment(&nobody).await), Refusal::NoSuchOrder);
        assert_eq!(sale::Entity::find().count(&world.db).await.unwrap(), 0);
    }

    async fn an_unknown_referral_code_never_blocks_a_purchase(world: World) {
        for code in ["NO-SUCH-CODE", "", "код з пробілом", "a\0b", &"x".repeat(500)] {
            let mut wish = world.wish();
            wish.referral_code = Some(code.to_owned());
            let order = world.engine.place_order(wish).await.unwrap();
            assert_eq!(world.sale(&order).await.doctor_id, None);
            assert!(world.engine.catalog(&ORTOMAT.parse().unwrap(), Some(code)).await.is_ok());
            world.engine.cancel_order(&order).await.unwrap();
        }
    }
}
