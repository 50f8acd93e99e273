//! What doctors and couriers see of their own.

use super::*;
use domain::{Money, Timestamp};
use engine::staff::DoctorCabinet;

const DAY: u64 = 24 * 60 * 60;

async fn cabinet(world: &World, doctor: &UserId) -> DoctorCabinet {
    world.engine.doctor_cabinet(doctor).await.unwrap()
}

/// The month in which an order was placed, as the cabinet names it.
async fn month(world: &World, order: &OrderId) -> String {
    Timestamp::from_millis(world.sale(order).await.created_at).kyiv_month()
}

/// (month, sales, kopiykas, points)
fn months(cabinet: &DoctorCabinet) -> Vec<(String, i64, i64, i64)> {
    let months = cabinet.months.iter();
    months
        .map(|month| (month.month.clone(), month.sales, month.revenue.kopiykas(), month.points))
        .collect()
}

async fn doctor_at_the_ortomat(world: &World, by: &Actor, number: u32) -> (UserId, String) {
    let id = add_doctor(world, by, person(number), &[ORTOMAT]).await;
    let code = codes(world, &id).await.remove(ORTOMAT).unwrap();
    (id, code)
}

on_both_databases! {
    async fn a_doctor_sees_totals_months_and_the_newest_sales(world: World, Options { cells: 11, ..Options::default() }) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let (id, code) = doctor_at_the_ortomat(&world, &olena, 1).await;
        let (other, _) = doctor_at_the_ortomat(&world, &olena, 2).await;
        let first = sell(&world, &mut device, &code).await;
        world.pass(31 * DAY);
        let mut last = first.clone();
        for _ in 0..10 {
            last = sell(&world, &mut device, &code).await;
            world.pass(1);
        }
        let seen = cabinet(&world, &id).await;
        assert_eq!((seen.total_sales, seen.total_points), (11, 275));
        assert_eq!(seen.doctor.places[0].code.as_str(), code);
        let expected = [(month(&world, &last).await, 10, 10 * PRICE, 250), (month(&world, &first).await, 1, PRICE, 25)];
        assert_eq!(months(&seen), expected);
        assert_eq!(seen.recent.len(), 10, "the oldest is left out");
        let (newest, row) = (&seen.recent[0], world.sale(&last).await);
        assert_eq!((newest.number.as_str(), newest.product.as_str()), (row.order_number.as_str(), "Ортез на коліно"));
        assert_eq!((newest.ortomat.as_str(), newest.total, newest.points), ("Ортомат №1", Money::from_kopiykas(PRICE), 25));
        assert_eq!(newest.completed_at.millis(), row.completed_at.unwrap());
        assert!(seen.recent.is_sorted_by(|a, b| a.completed_at > b.completed_at));
        let nothing = cabinet(&world, &other).await;
        assert_eq!((nothing.total_sales, nothing.recent.len(), nothing.months.len()), (0, 0, 0));
    }

    async fn what_was_given_back_and_what_is_only_placed_is_no_sale(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let (id, code) = doctor_at_the_ortomat(&world, &olena, 1).await;
        let kept = sell(&world, &mut device, &code).await;
        let reversed = sell(&world, &mut device, &code).await;
        place_with(&world, &code).await;
        let invoice = world.payment(&reversed).await.invoice_id.unwrap().parse().unwrap();
        world.hear(&world.news(&invoice, "reversed", PRICE, 59)).await;
        let seen = cabinet(&world, &id).await;
        assert_eq!((seen.total_sales, seen.total_points, seen.recent.len()), (1, 25, 1));
        assert_eq!(months(&seen), [(month(&world, &kept).await, 1, PRICE, 25)]);
    }

    async fn a_place_that_was_left_takes_nothing_away_that_was_earned(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let (id, code) = doctor_at_the_ortomat(&world, &olena, 1).await;
        sell(&world, &mut device, &code).await;
        let placed_before = place_with(&world, &code).await;
        world.engine.edit_doctor(&olena, &id, 0, &doctor_form(person(1), &[])).await.unwrap();
        pay_and_open(&world, &mut device, &placed_before).await;
        let seen = cabinet(&world, &id).await;
        assert!(seen.doctor.places.is_empty());
        assert_eq!((seen.total_sales, seen.total_points, seen.recent.len()), (2, 50, 2));
    }

    async fn months_go_back_half_a_year_and_totals_for_ever(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let (id, code) = doctor_at_the_ortomat(&world, &olena, 1).await;
        sell(&world, &mut device, &code).await;
        world.pass(220 * DAY);
        let seen = cabinet(&world, &id).await;
        assert_eq!((seen.total_sales, seen.recent.len(), seen.months.len()), (1, 1, 0));
    }

    async fn a_courier_sees_what_each_of_the_own_ortomats_needs(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let petro = add_courier(&world, &olena, person(1), &[SECOND_ORTOMAT, ORTOMAT]).await;
        let ivan = add_courier(&world, &olena, person(2), &[]).await;
        execute(&world, "UPDATE cells SET last_refill_at = 5").await;
        execute(&world, "UPDATE cells SET filled = FALSE WHERE number = 2").await;
        execute(&world, "UPDATE cells SET filled = FALSE, product_id = NULL, last_refill_at = 7 WHERE number = 3").await;
        let round = world.engine.courier_round(&petro).await.unwrap();
        let first = &round[0];
        assert_eq!((first.ortomat.id.as_str(), first.ortomat.name.as_str()), (ORTOMAT, "Ортомат №1"));
        assert_eq!((first.total_cells, first.filled, first.to_refill, first.without_product), (3, 1, 1, 1));
        assert_eq!((first.fill_rate(), first.last_refill_at), (33, Some(Timestamp::from_millis(7))));
        assert!(!first.online);
        let empty = &round[1];
        assert_eq!((empty.total_cells, empty.fill_rate(), empty.last_refill_at), (0, 0, None));
        world.device().await;
        let round = world.engine.courier_round(&petro).await.unwrap();
        assert!(round[0].online && !round[1].online);
        execute(&world, "UPDATE cells SET ortomat_id = 'ortomat-3' WHERE number = 2").await;
        let round = world.engine.courier_round(&petro).await.unwrap();
        assert_eq!(round[0].ortomat.id.as_str(), SECOND_ORTOMAT, "most to do comes first");
        assert!(world.engine.courier_round(&ivan).await.unwrap().is_empty());
    }

    async fn a_cabinet_is_for_its_own_kind_of_people(world: World) {
        let olena = admin(&world).await;
        let courier = add_courier(&world, &olena, person(1), &[ORTOMAT]).await;
        let doctor = add_doctor(&world, &olena, person(2), &[ORTOMAT]).await;
        for other in [&courier, &olena.id, &"nobody".parse().unwrap()] {
            assert_eq!(refusal(world.engine.doctor_cabinet(other).await), Refusal::NoSuchPerson);
        }
        assert!(world.engine.courier_round(&doctor).await.unwrap().is_empty());
        world.engine.delete_doctor(&olena, &doctor, None).await.unwrap();
        assert_eq!(refusal(world.engine.doctor_cabinet(&doctor).await), Refusal::NoSuchPerson);
        world.engine.delete_courier(&olena, &courier, None).await.unwrap();
        assert!(world.engine.courier_round(&courier).await.unwrap().is_empty());
    }
}
