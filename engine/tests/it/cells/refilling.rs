//! A courier's day: what to take along, one cell after the other, and nothing twice.

use super::*;
use engine::cells::RefillStep;

const MANY: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 6,
};

async fn next(world: &World, by: &Actor, after: Option<i32>) -> RefillStep {
    world
        .engine
        .next_to_refill(by, &ortomat(), after.map(number))
        .await
        .unwrap()
}

/// The number of the next cell, how many are done, of how many.
async fn step(world: &World, by: &Actor, after: Option<i32>) -> (Option<i32>, usize, usize) {
    let step = next(world, by, after).await;
    (step.next.map(|cell| cell.number.get()), step.done, step.total)
}

async fn fill(world: &World, by: &Actor, cell: i32) {
    let done = world.engine.mark_filled(by, &ortomat(), number(cell), None).await;
    done.unwrap();
}

async fn furnish_second_cells(world: &World) {
    for (cell, product) in [(1, "'ankle'"), (2, "'knee'"), (5, "NULL")] {
        execute(
            world,
            &format!(
                "INSERT INTO cells (id, ortomat_id, number, product_id, filled, created_at, updated_at) \
                 VALUES ('second-{cell}', '{SECOND_ORTOMAT}', {cell}, {product}, FALSE, 0, 0)"
            ),
        )
        .await;
    }
}

on_both_databases! {
    async fn the_plan_says_what_to_take_along_and_where_it_goes(world: World, MANY) {
        furnish_second_ortomat(&world).await;
        furnish_second_product(&world).await;
        furnish_second_cells(&world).await;
        let petro = courier(&world, "petro", "Мельник", &[SECOND_ORTOMAT, ORTOMAT]).await;
        let order = world.place().await;
        for cell in 1..=4 {
            make_blue(&world, cell).await;
        }
        set_cell(&world, 3, "blocked_reason = 'замок'").await;
        make_grey(&world, 5).await;
        let _device = world.device().await;
        let plan = world.engine.refill_plan(&petro).await.unwrap();
        let picked: Vec<_> = plan.products.iter().map(|line| (line.product.name.as_str(), line.product.size.as_str(), line.count)).collect();
        assert_eq!(picked, [("Бандаж", "M", 1), ("Ортез на коліно", "L", 3)]);
        assert_eq!(plan.products[0].product.image.as_deref(), Some("/pictures/2.webp"));
        let stops: Vec<_> = plan.stops.iter().map(|stop| {
            let cells: Vec<_> = stop.cells.iter().map(|(cell, product)| (cell.get(), product.id.as_str())).collect();
            (stop.ortomat.id.as_str(), stop.online, cells)
        }).collect();
        assert_eq!(stops, [
            (ORTOMAT, true, vec![(2, PRODUCT), (4, PRODUCT)]),
            (SECOND_ORTOMAT, false, vec![(1, SECOND_PRODUCT), (2, PRODUCT)]),
        ], "neither the reserved nor the blocked cell");
        end_order(&world, &order).await;
        assert_eq!(world.engine.refill_plan(&petro).await.unwrap().products[1].count, 4);
    }

    async fn the_plan_holds_own_ortomats_only_and_nobody_else_has_one(world: World) {
        let (olena, petro, doctor) = (admin(&world).await, petro(&world).await, doctor(&world).await);
        let ivan = courier(&world, "ivan", "Бондар", &[]).await;
        make_blue(&world, 1).await;
        assert_eq!(world.engine.refill_plan(&petro).await.unwrap().stops.len(), 1);
        let nothing = world.engine.refill_plan(&ivan).await.unwrap();
        assert!(nothing.stops.is_empty() && nothing.products.is_empty());
        for who in [&olena, &doctor] {
            assert_eq!(refusal(world.engine.refill_plan(who).await), Refusal::Forbidden);
        }
        execute(&world, "UPDATE courier_ortomats SET status = 'inactive'").await;
        assert!(world.engine.refill_plan(&petro).await.unwrap().stops.is_empty());
    }

    async fn a_round_leads_from_one_empty_cell_to_the_next(world: World, MANY) {
        let petro = petro(&world).await;
        for cell in [1, 2, 4, 6] {
            make_blue(&world, cell).await;
        }
        assert_eq!(step(&world, &petro, None).await, (Some(1), 0, 4));
        fill(&world, &petro, 1).await;
        assert_eq!(step(&world, &petro, Some(1)).await, (Some(2), 1, 4));
        // Passed over, and it still counts.
        assert_eq!(step(&world, &petro, Some(2)).await, (Some(4), 1, 4));
        fill(&world, &petro, 4).await;
        fill(&world, &petro, 4).await;
        assert_eq!(step(&world, &petro, Some(4)).await, (Some(6), 2, 4));
        // A fault: one cell less to fill.
        world.engine.block_cell(&petro, &ortomat(), number(6), "не зачиняється").await.unwrap();
        assert_eq!(step(&world, &petro, Some(4)).await, (None, 2, 3));
        assert_eq!(step(&world, &petro, None).await, (Some(2), 2, 3));
        fill(&world, &petro, 2).await;
        assert_eq!(step(&world, &petro, None).await, (None, 3, 3));
    }

    async fn a_round_counts_what_this_person_filled_just_now(world: World, MANY) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        for cell in 1..=4 {
            make_blue(&world, cell).await;
        }
        fill(&world, &olena, 1).await;
        fill(&world, &petro, 2).await;
        world.pass(20 * 60);
        assert_eq!(step(&world, &petro, None).await, (Some(3), 1, 3));
        fill(&world, &petro, 3).await;
        world.pass(20 * 60);
        assert_eq!(step(&world, &petro, None).await, (Some(4), 2, 3), "one round, as long as no pause is long");
        assert_eq!(step(&world, &olena, None).await, (Some(4), 0, 1), "hers was over half an hour ago");
        world.pass(11 * 60);
        assert_eq!(step(&world, &petro, None).await, (Some(4), 0, 1));
        fill(&world, &petro, 4).await;
        assert_eq!(step(&world, &petro, None).await, (None, 1, 1));
    }

    async fn what_was_sold_during_the_round_is_to_be_filled_again(world: World) {
        let petro = petro(&world).await;
        make_blue(&world, 1).await;
        make_blue(&world, 2).await;
        fill(&world, &petro, 1).await;
        set_cell(&world, 1, "filled = FALSE").await;
        assert_eq!(step(&world, &petro, None).await, (Some(1), 0, 2));
    }

    async fn a_stranger_is_led_nowhere(world: World) {
        furnish_second_ortomat(&world).await;
        let (ivan, doctor) = (courier(&world, "ivan", "Бондар", &[SECOND_ORTOMAT]).await, doctor(&world).await);
        for who in [&ivan, &doctor] {
            assert_eq!(refusal(world.engine.next_to_refill(who, &ortomat(), None).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.check_in(who, &ortomat()).await), Refusal::Forbidden);
        }
        let olena = admin(&world).await;
        assert_eq!(refusal(world.engine.check_in(&olena, &ortomat()).await), Refusal::Forbidden, "she is no courier");
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
}
