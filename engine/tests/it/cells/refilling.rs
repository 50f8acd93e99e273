//! What a courier takes along, and where it goes.

use super::*;

const MANY: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 6,
};

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
}
