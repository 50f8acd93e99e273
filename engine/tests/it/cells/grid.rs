//! The grid: everything about every cell, for whom it may concern.

use super::*;
use domain::command::DoorResult;
use engine::cells::Counters;

const MANY: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 6,
};

on_both_databases! {
    async fn the_grid_shows_what_is_known_of_each_cell(world: World, MANY) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        furnish_second_product(&world).await;
        make_grey(&world, 1).await;
        set_cell(&world, 2, "filled = FALSE, product_id = 'ankle', blocked_reason = 'замок заїдає'").await;
        make_blue(&world, 3).await;
        fill(&world, &petro, 3).await;
        let order = world.place().await;
        let grid = world.engine.cells(&olena, &ortomat()).await.unwrap();
        assert_eq!(grid.counters, Counters { total: 6, assigned: 5, filled: 4, without_product: 1, blocked: 1, reserved: 1 });
        let numbers: Vec<i32> = grid.cells.iter().map(|cell| cell.number.get()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
        let [grey, blocked, reserved, green, ..] = grid.cells.as_slice() else { panic!() };
        assert_eq!((grey.colour, &grey.product, &grey.last_refill), (Colour::Grey, &None, &None));
        assert_eq!((blocked.colour, blocked.blocked.as_deref()), (Colour::Blue, Some("замок заїдає")));
        let ankle = blocked.product.as_ref().unwrap();
        assert_eq!((ankle.name.as_str(), ankle.size.as_str(), ankle.price.kopiykas()), ("Бандаж", "M", 45_000));
        assert_eq!(ankle.image.as_deref(), Some("/pictures/2.webp"));
        let sale = world.sale(&order).await;
        let claim = reserved.reserved.as_ref().unwrap();
        assert_eq!((claim.order.as_str(), claim.phase.as_str()), (sale.order_number.as_str(), "awaiting_payment"));
        let refill = reserved.last_refill.as_ref().unwrap();
        assert_eq!((refill.by.as_ref(), refill.name.as_deref()), (Some(&petro.id), Some("Мельник Ірина")));
        assert_eq!((green.colour, &green.reserved, &green.blocked), (Colour::Green, &None, &None));
        assert_eq!(green.last_refill.as_ref().unwrap().name, None);
        assert_eq!((grid.ortomat.name.as_str(), grid.status.as_str(), grid.online), ("Ортомат №1", "active", false));
        end_order(&world, &order).await;
        assert!(view(&world, &olena, 3).await.reserved.is_none());
    }

    async fn an_order_of_the_past_or_of_another_ortomat_reserves_nothing(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let order = world.place().await;
        execute(&world, &format!("UPDATE sales SET ortomat_id = '{SECOND_ORTOMAT}'")).await;
        assert!(view(&world, &olena, 1).await.reserved.is_none());
        end_order(&world, &order).await;
        execute(&world, &format!("UPDATE sales SET ortomat_id = '{ORTOMAT}'")).await;
        assert!(view(&world, &olena, 1).await.reserved.is_none());
    }

    async fn couriers_see_their_own_ortomats_and_doctors_none(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        furnish_second_ortomat(&world).await;
        let (ivan, doctor) = (courier(&world, "ivan", "Бондар", &[SECOND_ORTOMAT]).await, doctor(&world).await);
        let nowhere: OrtomatId = "nowhere".parse().unwrap();
        world.engine.cells(&petro, &ortomat()).await.unwrap();
        assert!(world.engine.cells(&ivan, &second_ortomat()).await.unwrap().cells.is_empty());
        for (who, place) in [(&ivan, ortomat()), (&petro, second_ortomat()), (&petro, nowhere.clone()), (&doctor, ortomat())] {
            assert_eq!(refusal(world.engine.cells(who, &place).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.cell_history(who, &place, number(1), 10).await), Refusal::Forbidden);
        }
        assert_eq!(refusal(world.engine.cells(&olena, &nowhere).await), Refusal::NoSuchOrtomat);
        assert_eq!(refusal(world.engine.grid_version(&nowhere).await), Refusal::NoSuchOrtomat);
        execute(&world, "UPDATE courier_ortomats SET status = 'inactive'").await;
        assert_eq!(refusal(world.engine.cells(&petro, &ortomat()).await), Refusal::Forbidden, "not any more");
    }

    async fn a_device_is_shown_wherever_it_is_connected(world: World) {
        let olena = admin(&world).await;
        let other = world.another_process().await;
        let device = FakeDevice::connect(&other, "locker-01").await;
        let here = other.cells(&olena, &ortomat()).await.unwrap();
        assert!(here.online && here.devices[0].online);
        let grid = world.eventually("it is known here too", async |world| {
            let grid = world.engine.cells(&olena, &ortomat()).await.unwrap();
            grid.online.then_some(grid)
        }).await;
        assert_eq!((grid.devices.len(), grid.devices[0].id.as_str()), (1, "locker-01"));
        assert!(grid.devices[0].last_seen_at.is_some());
        let version = world.engine.grid_version(&ortomat()).await.unwrap();
        assert_eq!(version, other.grid_version(&ortomat()).await.unwrap(), "the same in every process");
        device.disconnect();
        world.eventually("it is gone", async |world| {
            (!world.engine.cells(&olena, &ortomat()).await.unwrap().online).then_some(())
        }).await;
        execute(&world, "UPDATE devices SET revoked_at = 1").await;
        assert!(world.engine.cells(&olena, &ortomat()).await.unwrap().devices.is_empty());
    }

    async fn the_version_changes_with_all_that_is_shown_and_with_nothing_else(world: World) {
        petro(&world).await;
        furnish_second_ortomat(&world).await;
        let mut seen = vec![world.engine.grid_version(&ortomat()).await.unwrap()];
        for change in [
            "UPDATE cells SET blocked_reason = 'x' WHERE number = 2",
            "UPDATE cells SET blocked_reason = NULL, filled = FALSE WHERE number = 2",
            "UPDATE cells SET last_refill_at = 7 WHERE number = 2",
            "UPDATE cells SET courier_id = 'petro' WHERE number = 2",
            "UPDATE users SET last_name = 'Мельниченко' WHERE id = 'petro'",
            "UPDATE products SET price = price + 1",
            "UPDATE products SET name = 'Ортез'",
            "UPDATE ortomats SET status = 'maintenance'",
            "UPDATE ortomats SET name = 'Ортомат №2'",
            "INSERT INTO sales (id, order_number, ortomat_id, cell_number, product_name, amount, phase, deadline_at, created_at, \
             updated_at) VALUES ('s', 'ORD-1', 'ortomat-1', 1, 'x', 1, 'awaiting_payment', 9000000000000, 0, 0)",
            "UPDATE sales SET phase = 'processing'",
            "UPDATE sales SET phase = 'failed', deadline_at = NULL",
            "UPDATE cells SET number = 37 WHERE number = 3",
            "INSERT INTO devices (id, ortomat_id, token_salt, token_hash, created_at) VALUES ('d', 'ortomat-1', '', '', 0)",
            "UPDATE devices SET online_until = 9000000000000",
        ] {
            execute(&world, change).await;
            let version = world.engine.grid_version(&ortomat()).await.unwrap();
            if change.contains("'failed'") {
                assert_eq!(seen[seen.len() - 3], version, "as it was before the order");
            } else {
                assert!(!seen.contains(&version), "{change}");
            }
            seen.push(version);
        }
        execute(&world, "UPDATE devices SET last_seen_at = 5, wifi_rssi = -60, uptime_ms = 1").await;
        execute(&world, &format!("UPDATE ortomats SET name = 'Інший' WHERE id = '{SECOND_ORTOMAT}'")).await;
        assert_eq!(seen.last(), Some(&world.engine.grid_version(&ortomat()).await.unwrap()));
        assert!(seen.iter().all(|version| version.len() == 16));
    }

    async fn a_sale_and_an_opening_by_hand_change_the_version(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let mut seen = Vec::new();
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        let command = open(&world, &olena, 3, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        device.acks(&heard).await;
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        device.reports(&heard, DoorResult::Opened).await;
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        until_status(&world, &olena, &command, "opened").await;
        let order = world.place_and_pay().await;
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
        seen.push(world.engine.grid_version(&ortomat()).await.unwrap());
        for (earlier, version) in seen.iter().enumerate() {
            assert!(!seen[..earlier].contains(version), "{earlier}");
        }
    }

    async fn a_cell_has_its_own_history_with_names_and_the_newest_first(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        make_blue(&world, 1).await;
        make_blue(&world, 2).await;
        fill(&world, &petro, 1).await;
        fill(&world, &petro, 2).await;
        world.pass(1);
        let order = world.place().await;
        world.pass(1);
        end_order(&world, &order).await;
        world.engine.mark_empty(&olena, &ortomat(), number(1)).await.unwrap();
        let history = world.engine.cell_history(&petro, &ortomat(), number(1), 10).await.unwrap();
        let told: Vec<_> = history.iter().map(|event| (event.kind.as_str(), event.person.as_deref())).collect();
        assert_eq!(told, [("CELL_CLEARED", Some("Коваль Ірина")), ("ORDER_CREATED", None), ("COURIER_REFILL", Some("Мельник Ірина"))]);
        assert_eq!(history[2].message, "Комірку №1 заповнено: Ортез на коліно (L)");
        assert!(history[0].at > history[1].at);
        assert!(history.iter().all(|event| !event.message.contains(order.as_str())), "the order's id is the customer's secret");
        assert_eq!(world.engine.cell_history(&olena, &ortomat(), number(1), 2).await.unwrap(), history[..2]);
        assert!(world.engine.cell_history(&olena, &ortomat(), number(3), 10).await.unwrap().is_empty());
    }
}
