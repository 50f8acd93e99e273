//! A doctor's points: for what was sold and kept, once.

use crate::support::*;
use domain::{command::DoorResult, id::OrderId};
use engine::entity::{doctor_ortomat, reward, user};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

const CODE: &str = "DOC1A2B3C";

async fn with_doctor(world: &World) {
    user::Model {
        id: "doctor".to_owned(),
        email: None,
        password_hash: None,
        role: "DOCTOR".to_owned(),
        first_name: "Ірина".to_owned(),
        last_name: "Мельник".to_owned(),
        middle_name: None,
        phone: None,
        is_verified: true,
        version: 0,
        created_at: 0,
        updated_at: 0,
        deleted_at: None,
        credentials_version: 0,
        totp_secret: None,
        totp_last_step: None,
        totp_since: None,
    }
    .into_active_model()
    .reset_all()
    .insert(&world.db)
    .await
    .unwrap();
    doctor_ortomat::Model {
        id: "link".to_owned(),
        doctor_id: "doctor".to_owned(),
        ortomat_id: ORTOMAT.to_owned(),
        referral_code: CODE.to_owned(),
        total_points: 0,
        total_sales: 0,
        created_at: 0,
        ended_at: None,
    }
    .into_active_model()
    .reset_all()
    .insert(&world.db)
    .await
    .unwrap();
}

async fn referred_and_paid(world: &World) -> OrderId {
    let mut wish = world.wish();
    wish.referral_code = Some(CODE.to_owned());
    let order = world.engine.place_order(wish).await.unwrap();
    let invoice = world.engine.start_payment(&order).await.unwrap();
    world.bank.pay(invoice.invoice_id.as_str()).unwrap();
    world.engine.check_payment(&order).await.unwrap();
    order
}

async fn totals(world: &World) -> (i64, i64) {
    let link = doctor_ortomat::Entity::find_by_id("link")
        .one(&world.db)
        .await
        .unwrap()
        .unwrap();
    (link.total_sales, link.total_points)
}

on_both_databases! {
    async fn a_referred_sale_earns_its_points_once_and_loses_them_when_the_money_goes_back(world: World) {
        with_doctor(&world).await;
        let mut device = world.device().await;
        let order = referred_and_paid(&world).await;
        assert_eq!(totals(&world).await, (0, 0), "nothing is earned before the door opened");
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        device.reports(&command, DoorResult::Opened).await;
        assert_eq!(totals(&world).await, (1, 25));
        let invoice = world.payment(&order).await.invoice_id.unwrap().parse().unwrap();
        for second in [58, 59] {
            world.hear(&world.news(&invoice, "reversed", PRICE, second)).await;
        }
        assert_eq!(totals(&world).await, (0, 0));
        assert_eq!(reward::Entity::find().all(&world.db).await.unwrap().len(), 2);
    }

    async fn nothing_is_taken_from_totals_that_never_had_it(world: World) {
        with_doctor(&world).await;
        let mut device = world.device().await;
        let order = referred_and_paid(&world).await;
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        // As an old file may have it, whose orders and totals disagree.
        let link = doctor_ortomat::Entity::find_by_id("link").one(&world.db).await.unwrap().unwrap();
        let mut link = link.into_active_model();
        (link.total_sales, link.total_points) = (Set(0), Set(10));
        link.update(&world.db).await.unwrap();
        let invoice = world.payment(&order).await.invoice_id.unwrap().parse().unwrap();
        world.hear(&world.news(&invoice, "reversed", PRICE, 58)).await;
        assert_eq!(totals(&world).await, (0, 0));
    }

    async fn a_sale_whose_door_did_not_open_earns_nothing(world: World) {
        with_doctor(&world).await;
        let mut device = world.device().await;
        let order = referred_and_paid(&world).await;
        let command = device.hears().await;
        device.reports(&command, DoorResult::Failed).await;
        world.until_phase(&order, "refunded").await;
        assert_eq!(totals(&world).await, (0, 0));
        assert!(reward::Entity::find().all(&world.db).await.unwrap().is_empty());
    }

    async fn the_oldest_qr_codes_without_an_ortomat_still_find_theirs(world: World) {
        with_doctor(&world).await;
        let found = world.engine.ortomat_of_referral(CODE).await.unwrap();
        assert_eq!(found.map(String::from).as_deref(), Some(ORTOMAT));
        assert_eq!(world.engine.ortomat_of_referral(&CODE.to_lowercase()).await.unwrap(), None, "codes are case-sensitive");
        let catalog = world.engine.catalog(&ORTOMAT.parse().unwrap(), Some(CODE)).await.unwrap();
        assert_eq!(catalog.referrer.map(|doctor| doctor.last_name).as_deref(), Some("Мельник"));
    }
}
