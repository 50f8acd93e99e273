//! A courier's round at an ortomat: one cell after the other, and nothing twice, whatever is sent again.

use super::*;
use domain::command::DoorResult;

const MANY: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 6,
};

/// The number of the next cell, how many are done, of how many.
async fn step(world: &World, by: &Actor, after: Option<i32>, passed_over: &[i32]) -> (Option<i32>, usize, usize) {
    let round = world.engine.refill_round(by, &ortomat()).await.unwrap();
    let passed_over: Vec<CellNumber> = passed_over.iter().copied().map(number).collect();
    let next = round.next(after.map(number), &passed_over);
    (next.map(CellNumber::get), round.done.len(), round.total())
}

async fn opening(world: &World, by: &Actor, cell: i32) -> Option<String> {
    let cell = view(world, by, cell).await;
    let opening = world.engine.refill_opening(by, &ortomat(), &cell).await.unwrap();
    opening.map(|opening| opening.status.to_string())
}

on_both_databases! {
    async fn a_round_leads_from_one_empty_cell_to_the_next(world: World, MANY) {
        let petro = petro(&world).await;
        for cell in [1, 2, 4, 6] {
            make_blue(&world, cell).await;
        }
        assert_eq!(step(&world, &petro, None, &[]).await, (Some(1), 0, 4));
        fill(&world, &petro, 1).await;
        assert_eq!(step(&world, &petro, Some(1), &[]).await, (Some(2), 1, 4));
        // Passed over, and it still counts.
        assert_eq!(step(&world, &petro, Some(2), &[2]).await, (Some(4), 1, 4));
        fill(&world, &petro, 4).await;
        fill(&world, &petro, 4).await;
        assert_eq!(step(&world, &petro, Some(4), &[2]).await, (Some(6), 2, 4));
        // A fault: one cell less to fill.
        world.engine.block_cell(&petro, &ortomat(), number(6), "не зачиняється").await.unwrap();
        assert_eq!(step(&world, &petro, Some(4), &[2]).await, (None, 2, 3));
        assert_eq!(step(&world, &petro, Some(4), &[]).await, (Some(2), 2, 3), "the way begins anew");
        fill(&world, &petro, 2).await;
        assert_eq!(step(&world, &petro, None, &[]).await, (None, 3, 3));
    }

    async fn whoever_picks_a_cell_is_led_on_from_there_and_back_to_the_first(world: World, MANY) {
        let petro = petro(&world).await;
        for cell in [1, 3, 5] {
            make_blue(&world, cell).await;
        }
        fill(&world, &petro, 3).await;
        assert_eq!(step(&world, &petro, Some(3), &[]).await.0, Some(5));
        fill(&world, &petro, 5).await;
        assert_eq!(step(&world, &petro, Some(5), &[]).await.0, Some(1));
        assert_eq!(step(&world, &petro, Some(1), &[]).await.0, None, "the only one left is the one in hand");
    }

    async fn a_round_counts_what_this_person_filled_just_now(world: World, MANY) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        for cell in 1..=4 {
            make_blue(&world, cell).await;
        }
        fill(&world, &olena, 1).await;
        fill(&world, &petro, 2).await;
        world.pass(20 * 60);
        assert_eq!(step(&world, &petro, None, &[]).await, (Some(3), 1, 3));
        fill(&world, &petro, 3).await;
        world.pass(20 * 60);
        assert_eq!(step(&world, &petro, None, &[]).await, (Some(4), 2, 3), "one round, as long as no pause is long");
        assert_eq!(step(&world, &olena, None, &[]).await, (Some(4), 0, 1), "hers was over half an hour ago");
        world.pass(11 * 60);
        assert_eq!(step(&world, &petro, None, &[]).await, (Some(4), 0, 1));
        fill(&world, &petro, 4).await;
        assert_eq!(step(&world, &petro, None, &[]).await, (None, 1, 1));
    }

    async fn what_was_sold_during_the_round_is_to_be_filled_again(world: World) {
        let petro = petro(&world).await;
        make_blue(&world, 1).await;
        make_blue(&world, 2).await;
        fill(&world, &petro, 1).await;
        set_cell(&world, 1, "filled = FALSE").await;
        assert_eq!(step(&world, &petro, None, &[]).await, (Some(1), 0, 2));
    }

    async fn a_confirmation_that_comes_again_fills_nothing_that_was_sold_or_emptied_since(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        for (cell, emptied) in [(1, false), (2, true)] {
            make_blue(&world, cell).await;
            let seen = seen(&world, &petro, cell).await;
            confirm(&world, &petro, cell, &seen).await.unwrap();
            confirm(&world, &petro, cell, &seen).await.unwrap();
            world.pass(1);
            if emptied {
                world.engine.mark_empty(&olena, &ortomat(), number(cell)).await.unwrap();
                assert_eq!(refusal(confirm(&world, &petro, cell, &seen).await), Refusal::EditConflict);
            } else {
                let sold = world.engine.now().millis();
                set_cell(&world, cell, &format!("filled = FALSE, updated_at = {sold}")).await;
                confirm(&world, &petro, cell, &seen).await.unwrap();
            }
            assert!(!world.cell(cell).await.filled, "nobody has put anything in since");
        }
        let refills = log(&world).await.into_iter().filter(|(kind, ..)| kind == "COURIER_REFILL").count();
        assert_eq!(refills, 2);
    }

    async fn confirmations_at_once_fill_once(world: World) {
        let petro = petro(&world).await;
        make_blue(&world, 1).await;
        let seen = seen(&world, &petro, 1).await;
        let all: Vec<_> = (0..6).map(|_| {
            let (engine, petro, seen) = (world.engine.clone(), petro.clone(), seen.clone());
            tokio::spawn(async move { engine.confirm_refill(&petro, &ortomat(), number(1), &seen).await })
        }).collect();
        for answer in all {
            answer.await.unwrap().unwrap();
        }
        assert_eq!(log(&world).await, [told("COURIER_REFILL", 1, &petro)]);
    }

    async fn a_confirmation_is_for_the_product_and_the_cell_that_were_seen(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        furnish_second_product(&world).await;
        make_blue(&world, 1).await;
        make_blue(&world, 2).await;
        let before = seen(&world, &petro, 1).await;
        world.pass(1);
        world.engine.assign_product(&olena, &ortomat(), number(1), Some(&product(SECOND_PRODUCT))).await.unwrap();
        assert_eq!(refusal(confirm(&world, &petro, 1, &before).await), Refusal::EditConflict);
        world.engine.assign_product(&olena, &ortomat(), number(1), Some(&product(PRODUCT))).await.unwrap();
        assert_eq!(refusal(confirm(&world, &petro, 1, &before).await), Refusal::EditConflict, "there and back again");
        confirm(&world, &petro, 1, &seen(&world, &petro, 1).await).await.unwrap();
        let before = seen(&world, &petro, 2).await;
        world.engine.assign_product(&olena, &ortomat(), number(2), None).await.unwrap();
        assert_eq!(refusal(confirm(&world, &petro, 2, &before).await), Refusal::CellWithoutProduct);
        assert!(world.cell(1).await.filled && !world.cell(2).await.filled);
    }

    async fn nothing_is_confirmed_while_the_door_is_still_to_open(world: World) {
        let petro = petro(&world).await;
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        let seen = seen(&world, &petro, 1).await;
        let command = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        assert_eq!(refusal(confirm(&world, &petro, 1, &seen).await), Refusal::CellBusy);
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &petro, &command, "opened").await;
        confirm(&world, &petro, 1, &seen).await.unwrap();
        let order = world.place().await;
        assert_eq!(world.sale(&order).await.cell_number, Some(1));
    }

    async fn whoever_opened_the_door_finds_it_so_until_it_was_filled_or_the_visit_is_over(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        make_blue(&world, 2).await;
        assert_eq!(opening(&world, &petro, 1).await, None);
        for outcome in [DoorResult::Failed, DoorResult::Opened] {
            let command = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
            let heard = device.hears().await;
            device.reports(&heard, outcome).await;
            until_status(&world, &petro, &command, outcome.as_str()).await;
            assert_eq!(opening(&world, &petro, 1).await.as_deref(), Some(outcome.as_str()));
            world.pass(1);
        }
        assert_eq!((opening(&world, &petro, 2).await, opening(&world, &olena, 1).await), (None, None));
        world.pass(10 * 60);
        assert_eq!(opening(&world, &petro, 1).await.as_deref(), Some("opened"), "long after the grid has forgotten it");
        fill(&world, &petro, 1).await;
        set_cell(&world, 1, "filled = FALSE").await;
        assert_eq!(opening(&world, &petro, 1).await, None, "sold since: another opening, another filling");
        open(&world, &petro, 2, Purpose::Refill).await.unwrap();
        world.pass(31 * 60);
        assert_eq!(opening(&world, &petro, 2).await, None);
    }

    async fn a_fault_that_is_reported_again_does_not_undo_the_repair(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        make_blue(&world, 1).await;
        let seen = view(&world, &petro, 1).await.changed_at;
        let report = async |reason: &str| world.engine.report_fault(&petro, &ortomat(), number(1), reason, seen).await;
        report("замок").await.unwrap();
        report(" замок ").await.unwrap();
        assert_eq!(refusal(report("інше").await), Refusal::CellBlocked);
        world.pass(1);
        world.engine.unblock_cell(&olena, &ortomat(), number(1)).await.unwrap();
        assert_eq!(refusal(report("замок").await), Refusal::EditConflict);
        assert_eq!(world.cell(1).await.blocked_reason, None);
        assert_eq!(refusal(report("").await), Refusal::ReasonLength);
        assert_eq!(log(&world).await, [told("CELL_ERROR", 1, &petro), told("CELL_ERROR", 1, &olena)]);
    }

    async fn a_customer_who_has_the_cell_keeps_it(world: World) {
        let petro = petro(&world).await;
        let _device = world.device().await;
        let before = seen(&world, &petro, 1).await;
        let order = world.place().await;
        assert_eq!(world.sale(&order).await.cell_number, Some(1));
        set_cell(&world, 1, "filled = FALSE").await;
        assert_eq!(refusal(confirm(&world, &petro, 1, &before).await), Refusal::CellReserved);
        assert_eq!(refusal(open(&world, &petro, 1, Purpose::Refill).await), Refusal::CellReserved);
        let report = world.engine.report_fault(&petro, &ortomat(), number(1), "замок", before.changed_at).await;
        assert_eq!(refusal(report), Refusal::CellReserved);
    }

    async fn a_stranger_is_led_nowhere(world: World) {
        furnish_second_ortomat(&world).await;
        let (ivan, doctor) = (courier(&world, "ivan", "Бондар", &[SECOND_ORTOMAT]).await, doctor(&world).await);
        let petro = petro(&world).await;
        make_blue(&world, 1).await;
        let (cell, before) = (view(&world, &petro, 1).await, seen(&world, &petro, 1).await);
        for who in [&ivan, &doctor] {
            assert_eq!(refusal(world.engine.refill_round(who, &ortomat()).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.refill_opening(who, &ortomat(), &cell).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.check_in(who, &ortomat()).await), Refusal::Forbidden);
            assert_eq!(refusal(confirm(&world, who, 1, &before).await), Refusal::Forbidden);
            let report = world.engine.report_fault(who, &ortomat(), number(1), "замок", before.changed_at).await;
            assert_eq!(refusal(report), Refusal::Forbidden);
        }
        let olena = admin(&world).await;
        assert_eq!(refusal(world.engine.check_in(&olena, &ortomat()).await), Refusal::Forbidden, "she is no courier");
    }

    async fn a_round_ends_for_whoever_loses_the_ortomat_and_goes_on_for_the_next(world: World) {
        let petro = petro(&world).await;
        let ivan = courier(&world, "ivan", "Бондар", &[]).await;
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        let before = seen(&world, &petro, 1).await;
        let command = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        execute(&world, "UPDATE courier_ortomats SET courier_id = 'ivan'").await;
        assert_eq!(refusal(confirm(&world, &petro, 1, &before).await), Refusal::Forbidden);
        assert_eq!(refusal(open(&world, &petro, 1, Purpose::Refill).await), Refusal::Forbidden);
        assert_eq!(refusal(open(&world, &ivan, 1, Purpose::Refill).await), Refusal::CellBusy, "his door still moves");
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &ivan, &command, "opened").await;
        assert_eq!(opening(&world, &ivan, 1).await, None, "whatever lies inside, ivan has not put it there");
        open(&world, &ivan, 1, Purpose::Refill).await.unwrap();
        assert!(!world.cell(1).await.filled);
    }

    async fn a_courier_checks_in_once_per_visit(world: World) {
        furnish_second_ortomat(&world).await;
        let petro = courier(&world, "petro", "Мельник", &[SECOND_ORTOMAT, ORTOMAT]).await;
        let both_tabs = || async {
            let here = ortomat();
            let (one, two) = tokio::join!(world.engine.check_in(&petro, &here), world.engine.check_in(&petro, &here));
            (one.unwrap(), two.unwrap())
        };
        let (one, two) = both_tabs().await;
        assert!(one != two, "of two pages at once one checks in");
        world.pass(25 * 60);
        assert_eq!(both_tabs().await, (false, false));
        assert!(world.engine.check_in(&petro, &second_ortomat()).await.unwrap());
        world.pass(6 * 60);
        let (one, two) = both_tabs().await;
        assert!(one != two);
        let entries = log_entries(&world).await;
        let told: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), entry.ortomat_id.as_deref(), entry.user_id.as_deref())).collect();
        let at = |ortomat| ("COURIER_CHECKIN", Some(ortomat), Some("petro"));
        assert_eq!(told, [at(ORTOMAT), at(SECOND_ORTOMAT), at(ORTOMAT)]);
    }

    async fn a_long_round_is_one_visit(world: World) {
        let petro = petro(&world).await;
        assert!(world.engine.check_in(&petro, &ortomat()).await.unwrap());
        for cell in 1..=2 {
            make_blue(&world, cell).await;
            world.pass(20 * 60);
            fill(&world, &petro, cell).await;
            assert!(!world.engine.check_in(&petro, &ortomat()).await.unwrap());
        }
        world.pass(31 * 60);
        assert!(world.engine.check_in(&petro, &ortomat()).await.unwrap());
    }
}
