//! The numbers of the first page.

use crate::desk::{admin, execute, person, refusal, sold};
use crate::support::*;
use domain::{Day, command::DoorResult, staff::Role};
use engine::{
    Refusal,
    desk::RefundWish,
    figures::{DayFigures, Figures, Sold},
    staff::Actor,
};

fn sum(sales: i64, kopiykas: i64) -> Sold {
    Sold {
        sales,
        revenue: domain::Money::from_kopiykas(kopiykas),
    }
}

async fn figures(world: &World, by: &Actor) -> Figures {
    world.engine.figures(by).await.unwrap()
}

/// A completed sale as if its door had opened at that moment.
async fn insert(world: &World, number: &str, at: i64, amount: i64) {
    let columns = "id, order_number, ortomat_id, product_id, cell_number, product_name, amount, phase, completed_at, \
                   created_at, updated_at";
    for sql in [
        format!(
            "INSERT INTO sales ({columns}) VALUES ('{number}', '{number}', '{ORTOMAT}', '{PRODUCT}', 1, 'Ортез', {amount}, \
             'completed', {at}, {at}, {at})"
        ),
        format!(
            "INSERT INTO payments (id, order_id, payment_type, amount, paid_amount, status, created_at, updated_at) \
             VALUES ('p-{number}', '{number}', 'debit', {amount}, {amount}, 'success', {at}, {at})"
        ),
        format!(
            "INSERT INTO commands (id, kind, order_id, ortomat_id, cell_number, status, created_at, expires_at) \
             VALUES ('{number}', 'sale', '{number}', '{ORTOMAT}', 1, 'opened', {at}, {at})"
        ),
    ] {
        execute(world, &sql).await;
    }
}

fn of(figures: &Figures, day: Day) -> DayFigures {
    *figures.days.iter().find(|it| it.day == day).expect("the day is shown")
}

on_both_databases! {
    async fn an_empty_shop_has_zeros_and_no_per_cents(world: World) {
        let admin = admin(&world).await;
        let figures = figures(&world, &admin).await;
        assert_eq!((figures.today, figures.week, figures.month), (sum(0, 0), sum(0, 0), sum(0, 0)));
        assert_eq!(figures.days.len(), 30);
        assert_eq!(figures.days.last().unwrap().day, Day::of(world.engine.now()));
        assert!(figures.days.iter().all(|day| day.payment_success().is_none() && day.opening_success().is_none()));
        assert_eq!((figures.now.ortomats, figures.now.products), (1, 1));
        assert!(figures.products.is_empty() && figures.doctors.is_empty() && figures.ortomats.is_empty());
        let courier = person(&world, "courier", Role::Courier).await;
        assert_eq!(refusal(world.engine.figures(&courier).await), Refusal::Forbidden);
    }

    async fn sales_count_on_the_day_of_kyiv_on_which_the_door_opened(world: World) {
        let admin = admin(&world).await;
        let today = Day::of(world.engine.now());
        for (number, day, amount) in [("a", 0, 100), ("b", 6, 1_000), ("c", 7, 10_000), ("d", 29, 100_000)] {
            insert(&world, &format!("{number}-first"), today.back(day).start().millis(), amount).await;
            insert(&world, &format!("{number}-last"), today.back(day).end().millis() - 1, amount).await;
        }
        insert(&world, "older", today.back(29).start().millis() - 1, 7).await;
        insert(&world, "tomorrow", today.end().millis(), 7).await;
        let figures = figures(&world, &admin).await;
        assert_eq!(figures.today, sum(2, 200));
        assert_eq!(figures.week, sum(4, 2_200));
        assert_eq!(figures.month, sum(8, 222_200));
        assert_eq!(of(&figures, today.back(7)).sold, sum(2, 20_000));
        assert!(figures.days.is_sorted_by_key(|it| it.day));
        assert_eq!(figures.products[0].id, PRODUCT);
        assert_eq!((figures.ortomats[0].id.as_str(), figures.ortomats[0].name.as_str()), (ORTOMAT, "Ортомат №1"));
        assert_eq!(figures.ortomats[0].sold.sales, 9, "what lies in the future is not hidden");
    }

    async fn what_went_back_is_no_revenue(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (kept, _invoice) = sold(&world, &mut device).await;
        let (returned, _invoice) = sold(&world, &mut device).await;
        assert_eq!(figures(&world, &admin).await.today, sum(2, 2 * PRICE));
        for (order, kopiykas) in [(&kept, Some(25_050)), (&returned, None)] {
            let wish = RefundWish {
                order: order.clone(),
                amount: kopiykas.map(domain::Money::from_kopiykas),
                left: domain::Money::from_kopiykas(PRICE),
                reason: "брак".to_owned(),
                key: order.as_str().parse().unwrap(),
            };
            world.engine.refund_order(&admin, &wish).await.unwrap();
        }
        world.until_phase(&returned, "refunded").await;
        world.eventually("the part is back", async |world| {
            world.refunds().await.iter().all(|refund| refund.status == "settled").then_some(())
        }).await;
        let figures = figures(&world, &admin).await;
        assert_eq!(figures.today, sum(1, PRICE - 25_050));
        let today = figures.days.last().unwrap();
        assert_eq!((today.placed, today.paid, today.opened), (2, 2, 2), "both doors opened");
    }

    async fn success_is_measured_by_what_became_of_the_orders_of_a_day(world: World, Options { cells: 6, ..Options::default() }) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        sold(&world, &mut device).await;
        let unopened = world.place_and_pay().await;
        let command = device.hears().await;
        device.reports(&command, DoorResult::Failed).await;
        world.until_phase(&unopened, "refunded").await;
        let cancelled = world.place().await;
        world.engine.cancel_order(&cancelled).await.unwrap();
        world.place().await;
        let figures = figures(&world, &admin).await;
        let today = *figures.days.last().unwrap();
        assert_eq!((today.placed, today.paid, today.opened), (4, 2, 1));
        assert_eq!((today.payment_success(), today.opening_success()), (Some(50), Some(50)));
    }

    async fn what_is_going_on_is_counted_now(world: World, Options { cells: 6, ..Options::default() }) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        world.eventually("the device is seen", async |world| {
            let now = world.engine.figures(&admin).await.unwrap().now;
            ((now.devices, now.devices_offline) == (1, 0)).then_some(())
        }).await;
        sold(&world, &mut device).await;
        world.place().await;
        let (_order, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE - 1, 10)).await;
        execute(&world, "UPDATE cells SET filled = FALSE, blocked_reason = 'зламано' WHERE number = 6").await;
        execute(&world, "UPDATE cells SET filled = FALSE, product_id = NULL WHERE number = 5").await;
        device.disconnect();
        let now = world.eventually("the device is gone", async |world| {
            let now = world.engine.figures(&admin).await.unwrap().now;
            (now.devices_offline == 1).then_some(now)
        }).await;
        assert_eq!((now.open_orders, now.in_review, now.refunding), (1, 1, 0));
        assert_eq!(now.cells_to_refill, 1, "one was sold; blocked cells and cells without a product wait for nobody");
    }
}
