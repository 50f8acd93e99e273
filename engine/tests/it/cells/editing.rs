//! Changing cells by hand, also when two people do it at once or a customer is quicker.

use super::*;
use domain::command::DoorResult;
use engine::cells::MAX_REASON;

async fn assign(world: &World, by: &Actor, cell: i32, to: Option<&str>) -> Result<(), Error> {
    let id = to.map(product);
    world
        .engine
        .assign_product(by, &ortomat(), number(cell), id.as_ref())
        .await
}

/// A client of the contract says that the goods lie in the cell.
async fn mark(world: &World, by: &Actor, cell: i32) -> Result<(), Error> {
    world.engine.mark_filled(by, &ortomat(), number(cell), None).await
}

async fn empty(world: &World, by: &Actor, cell: i32) -> Result<(), Error> {
    world.engine.mark_empty(by, &ortomat(), number(cell)).await
}

async fn block(world: &World, by: &Actor, cell: i32, reason: &str) -> Result<(), Error> {
    world.engine.block_cell(by, &ortomat(), number(cell), reason).await
}

async fn unblock(world: &World, by: &Actor, cell: i32) -> Result<(), Error> {
    world.engine.unblock_cell(by, &ortomat(), number(cell)).await
}

const ONE: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 1,
};

on_both_databases! {
    async fn a_product_is_assigned_changed_and_taken_away_where_nothing_lies_inside(world: World) {
        let olena = admin(&world).await;
        furnish_second_product(&world).await;
        make_grey(&world, 1).await;
        for (to, colour) in [
            (Some(PRODUCT), Colour::Blue),
            (Some(PRODUCT), Colour::Blue),
            (Some(SECOND_PRODUCT), Colour::Blue),
            (None, Colour::Grey),
            (None, Colour::Grey),
        ] {
            assign(&world, &olena, 1, to).await.unwrap();
            let cell = view(&world, &olena, 1).await;
            assert_eq!((cell.colour, cell.product.map(|product| product.id)), (colour, to.map(product)));
        }
        let assigned = "CELL_PRODUCT_ASSIGNED";
        assert_eq!(log(&world).await, [told(assigned, 1, &olena), told(assigned, 1, &olena), told("CELL_CLEARED", 1, &olena)]);
        assert_eq!(log_entries(&world).await[1].message, "Комірці №1 призначено товар: Бандаж (M)");
    }

    async fn a_cell_that_was_never_made_is_made_when_it_gets_a_product(world: World) {
        let olena = admin(&world).await;
        execute(&world, "DELETE FROM cells WHERE number > 1").await;
        execute(&world, "UPDATE ortomats SET total_cells = 3").await;
        assign(&world, &olena, 3, None).await.unwrap();
        assert_eq!(view(&world, &olena, 3).await.colour, Colour::Grey);
        assign(&world, &olena, 2, Some(PRODUCT)).await.unwrap();
        assert_eq!(view(&world, &olena, 2).await.colour, Colour::Blue);
        assert_eq!(refusal(assign(&world, &olena, 4, Some(PRODUCT)).await), Refusal::NoSuchCell, "beyond the ortomat");
    }

    async fn what_is_full_reserved_or_just_open_keeps_its_product(world: World) {
        let olena = admin(&world).await;
        furnish_second_product(&world).await;
        let mut device = world.device().await;
        let order = world.place().await;
        make_blue(&world, 3).await;
        open(&world, &olena, 3, Purpose::Refill).await.unwrap();
        for to in [None, Some(SECOND_PRODUCT)] {
            assert_eq!(refusal(assign(&world, &olena, 1, to).await), Refusal::CellReserved);
            assert_eq!(refusal(assign(&world, &olena, 2, to).await), Refusal::CellFilled);
            assert_eq!(refusal(assign(&world, &olena, 3, to).await), Refusal::CellBusy);
        }
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        assign(&world, &olena, 3, None).await.unwrap();
        end_order(&world, &order).await;
        assert_eq!(refusal(assign(&world, &olena, 1, Some("nothing")).await), Refusal::CellFilled);
        assert_eq!(refusal(assign(&world, &olena, 3, Some("nothing")).await), Refusal::NoSuchProduct);
        let nowhere = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.assign_product(&olena, &nowhere, number(1), None).await), Refusal::NoSuchOrtomat);
    }

    async fn a_courier_fills_a_cell_once_however_often_it_is_said(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        open_to_fill(&world, &mut device, &petro, 1).await;
        let before = world.engine.now();
        mark(&world, &petro, 1).await.unwrap();
        let cell = world.cell(1).await;
        assert!(cell.filled && cell.last_refill_at >= Some(before.millis()) && cell.updated_at >= before.millis());
        assert_eq!(cell.courier_id.as_deref(), Some("petro"));
        // The answer was lost; meanwhile a customer has reserved what was put in.
        let order = world.place().await;
        assert_eq!(world.sale(&order).await.cell_number, Some(1));
        mark(&world, &petro, 1).await.unwrap();
        mark(&world, &olena, 1).await.unwrap();
        assert_eq!(world.cell(1).await, cell, "nothing was written");
        assert_eq!(fills(&world).await, [told("COURIER_REFILL", 1, &petro)]);
    }

    async fn what_is_said_again_after_a_sale_does_not_sell_air(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        make_grey(&world, 2).await;
        make_grey(&world, 3).await;
        make_blue(&world, 1).await;
        for filled in 1..=2 {
            open_to_fill(&world, &mut device, &petro, 1).await;
            world.pass(1);
            mark(&world, &petro, 1).await.unwrap();
            let order = world.place_and_pay().await;
            let heard = device.hears().await;
            device.reports(&heard, DoorResult::Opened).await;
            world.until_phase(&order, "completed").await;
            let sold = world.cell(1).await;
            assert!(!sold.filled);
            for _ in 0..2 {
                mark(&world, &petro, 1).await.unwrap();
            }
            assert_eq!(refusal(mark(&world, &olena, 1).await), Refusal::EditConflict, "she has put nothing inside");
            assert_eq!(world.cell(1).await, sold, "nothing was written");
            assert_eq!(fills(&world).await.len(), filled, "each opening fills once");
        }
    }

    async fn what_a_customer_has_emptied_is_filled_by_whoever_opened_it_since(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        let sold = world.engine.now().millis();
        let by_customer = format!("filled = FALSE, last_refill_at = {sold}, courier_id = 'petro', updated_at = {sold}");
        set_cell(&world, 1, &by_customer).await;
        world.pass(1);
        assert_eq!(refusal(mark(&world, &olena, 1).await), Refusal::EditConflict, "she has opened nothing");
        let look = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &olena, &look, "opened").await;
        assert_eq!(refusal(mark(&world, &olena, 1).await), Refusal::EditConflict, "a look inside puts nothing there");
        // What the earlier system's clients did: both at once, and a customer could buy what lay before a shut door.
        let opening = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        assert_eq!(refusal(mark(&world, &petro, 1).await), Refusal::CellBusy);
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &petro, &opening, "opened").await;
        assert_eq!(refusal(mark(&world, &olena, 1).await), Refusal::EditConflict, "it was he who opened it");
        mark(&world, &petro, 1).await.unwrap();
        assert!(world.cell(1).await.filled);
    }

    async fn behind_a_door_that_did_not_open_nothing_is_filled(world: World) {
        let petro = petro(&world).await;
        make_blue(&world, 1).await;
        set_cell(&world, 1, "last_refill_at = NULL, courier_id = NULL").await;
        assert_eq!(refusal(mark(&world, &petro, 1).await), Refusal::EditConflict, "nobody has opened it");
        let mut device = world.device().await;
        let opening = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Failed).await;
        until_status(&world, &petro, &opening, "failed").await;
        assert_eq!(refusal(mark(&world, &petro, 1).await), Refusal::EditConflict, "the door did not move");
        assert!(!world.cell(1).await.filled);
        // Opened, and then in vain once more: the door has moved all the same.
        open_to_fill(&world, &mut device, &petro, 1).await;
        let again = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Failed).await;
        until_status(&world, &petro, &again, "failed").await;
        mark(&world, &petro, 1).await.unwrap();
        assert!(world.cell(1).await.filled);
    }

    async fn an_old_page_of_an_administrator_fills_nothing(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        make_blue(&world, 1).await;
        let before = seen(&world, &olena, 1).await;
        world.pass(1);
        fill(&world, &petro, 1).await;
        world.pass(1);
        let sold = world.engine.now().millis();
        set_cell(&world, 1, &format!("filled = FALSE, updated_at = {sold}")).await;
        assert_eq!(refusal(confirm(&world, &olena, 1, &before).await), Refusal::EditConflict);
        assert!(!world.cell(1).await.filled);
    }

    async fn an_administrator_who_fills_a_cell_is_no_courier(world: World) {
        let olena = admin(&world).await;
        make_blue(&world, 1).await;
        fill(&world, &olena, 1).await;
        assert_eq!(log(&world).await, [told("CELL_FILLED", 1, &olena)]);
        assert_eq!(world.cell(1).await.courier_id.as_deref(), Some("olena"));
    }

    async fn nothing_is_filled_without_a_product_or_with_another_one(world: World) {
        let petro = petro(&world).await;
        furnish_second_product(&world).await;
        let mut device = world.device().await;
        make_grey(&world, 1).await;
        make_blue(&world, 2).await;
        assert_eq!(refusal(mark(&world, &petro, 1).await), Refusal::CellWithoutProduct);
        open_to_fill(&world, &mut device, &petro, 2).await;
        let with = async |id: &str| world.engine.mark_filled(&petro, &ortomat(), number(2), Some(&product(id))).await;
        assert_eq!(refusal(with(SECOND_PRODUCT).await), Refusal::EditConflict, "an administrator changed it meanwhile");
        assert!(!world.cell(2).await.filled);
        with(PRODUCT).await.unwrap();
        assert!(world.cell(2).await.filled);
    }

    async fn what_is_put_into_a_blocked_cell_is_not_sold(world: World) {
        let petro = petro(&world).await;
        set_cell(&world, 1, "filled = FALSE, blocked_reason = 'замок'").await;
        fill(&world, &petro, 1).await;
        let order = world.place().await;
        assert_eq!(world.sale(&order).await.cell_number, Some(2));
    }

    async fn an_administrator_empties_a_cell_that_nobody_has_reserved(world: World) {
        let olena = admin(&world).await;
        let order = world.place().await;
        assert_eq!(refusal(empty(&world, &olena, 1).await), Refusal::CellReserved);
        end_order(&world, &order).await;
        empty(&world, &olena, 1).await.unwrap();
        empty(&world, &olena, 1).await.unwrap();
        let cell = world.cell(1).await;
        assert!(!cell.filled && cell.product_id.is_some() && cell.last_refill_at.is_none());
        assert_eq!(log(&world).await, [told("CELL_CLEARED", 1, &olena)]);
        make_grey(&world, 2).await;
        empty(&world, &olena, 2).await.unwrap();
    }

    async fn couriers_report_faults_and_administrators_put_cells_back_into_service(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        block(&world, &petro, 1, "  замок заїдає ").await.unwrap();
        block(&world, &petro, 1, "замок заїдає").await.unwrap();
        assert_eq!(world.cell(1).await.blocked_reason.as_deref(), Some("замок заїдає"));
        assert_eq!(refusal(block(&world, &petro, 1, "інше").await), Refusal::CellBlocked);
        block(&world, &olena, 1, "чекаємо на майстра").await.unwrap();
        assert_eq!(world.sale(&world.place().await).await.cell_number, Some(2));
        assert_eq!(refusal(unblock(&world, &petro, 1).await), Refusal::Forbidden);
        unblock(&world, &olena, 1).await.unwrap();
        unblock(&world, &olena, 1).await.unwrap();
        assert!(world.cell(1).await.blocked_reason.is_none() && world.cell(1).await.filled);
        assert_eq!(log(&world).await, [told("CELL_ERROR", 1, &petro), told("CELL_ERROR", 1, &olena), told("CELL_ERROR", 1, &olena)]);
        let entries = log_entries(&world).await;
        let severities: Vec<_> = entries.iter().map(|entry| entry.severity.as_str()).collect();
        assert_eq!(severities, ["WARNING", "WARNING", "INFO"]);
        assert!(entries[2].metadata.as_deref().unwrap().contains("unblocked"));
    }

    async fn a_reason_is_short_and_not_empty_and_a_reserved_cell_is_not_blocked(world: World) {
        let olena = admin(&world).await;
        world.place().await;
        assert_eq!(refusal(block(&world, &olena, 1, "x").await), Refusal::CellReserved);
        for wrong in ["", " \n ", "ї".repeat(MAX_REASON + 1).as_str()] {
            assert_eq!(refusal(block(&world, &olena, 2, wrong).await), Refusal::ReasonLength);
        }
        block(&world, &olena, 2, &"ї".repeat(MAX_REASON)).await.unwrap();
        assert!(log(&world).await.len() == 1 && world.cell(1).await.blocked_reason.is_none());
    }

    async fn nobody_touches_what_is_not_theirs(world: World) {
        let petro = petro(&world).await;
        furnish_second_ortomat(&world).await;
        let ivan = courier(&world, "ivan", "Бондар", &[SECOND_ORTOMAT]).await;
        let doctor = doctor(&world).await;
        make_blue(&world, 1).await;
        let before = world.cell(1).await;
        let mut refused = Vec::new();
        for who in [&ivan, &doctor] {
            refused.push(mark(&world, who, 1).await);
            refused.push(block(&world, who, 1, "x").await);
        }
        for who in [&petro, &ivan, &doctor] {
            refused.push(assign(&world, who, 1, None).await);
            refused.push(empty(&world, who, 2).await);
            refused.push(unblock(&world, who, 2).await);
        }
        for outcome in refused {
            assert_eq!(refusal(outcome), Refusal::Forbidden);
        }
        assert_eq!((world.cell(1).await, log(&world).await), (before, Vec::new()));
    }

    async fn of_many_who_fill_a_cell_at_once_one_has_done_it(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        for round in 0..5 {
            make_blue(&world, 1).await;
            for who in [&olena, &petro] {
                open_to_fill(&world, &mut device, who, 1).await;
            }
            let all: Vec<_> = (0..8).map(|n| {
                let (world, who) = (world.clone(), if n % 2 == 0 { olena.clone() } else { petro.clone() });
                tokio::spawn(async move { mark(&world, &who, 1).await })
            }).collect();
            for outcome in all {
                outcome.await.unwrap().unwrap();
            }
            let fills = fills(&world).await;
            assert_eq!(fills.len(), round + 1);
            let (kind, _, who) = fills.last().unwrap();
            assert_eq!(&world.cell(1).await.courier_id, who);
            assert_eq!(kind == "COURIER_REFILL", who.as_deref() == Some("petro"));
        }
    }

    async fn of_two_administrators_who_decide_about_a_cell_the_second_finds_what_the_first_did(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        for _ in 0..5 {
            make_blue(&world, 1).await;
            let seen = seen(&world, &petro, 1).await;
            let (filled, cleared) = tokio::join!(confirm(&world, &petro, 1, &seen), assign(&world, &olena, 1, None));
            let cell = world.cell(1).await;
            if filled.is_ok() {
                assert_eq!((refusal(cleared), cell.filled), (Refusal::CellFilled, true));
            } else {
                cleared.unwrap();
                assert_eq!((refusal(filled), cell.product_id), (Refusal::CellWithoutProduct, None));
            }
            set_cell(&world, 1, &format!("product_id = '{PRODUCT}'")).await;
        }
    }

    async fn a_customer_and_the_staff_never_both_have_the_last_cell(world: World, ONE) {
        let olena = admin(&world).await;
        for round in 0..12 {
            set_cell(&world, 1, "filled = TRUE, blocked_reason = NULL").await;
            let by_staff = async {
                if round % 2 == 0 { empty(&world, &olena, 1).await } else { block(&world, &olena, 1, "x").await }
            };
            let (order, staff) = tokio::join!(world.engine.place_order(world.wish()), by_staff);
            let cell = world.cell(1).await;
            match order {
                Ok(order) => {
                    assert_eq!(refusal(staff), Refusal::CellReserved);
                    assert!(cell.filled && cell.blocked_reason.is_none());
                    end_order(&world, &order).await;
                }
                refused => {
                    staff.unwrap();
                    assert_eq!(refusal(refused), Refusal::OutOfStock);
                    assert!(!cell.filled || cell.blocked_reason.is_some());
                }
            }
        }
    }
}
