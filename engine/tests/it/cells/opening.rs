//! Doors that are opened by hand: one command, one device, one end, and everybody's name in the log.

use super::*;
use domain::command::DoorResult;
use engine::{cells::OPEN_WINDOW, entity::device};

const ONE: Options = Options {
    payment_type: domain::payment::PaymentType::Debit,
    cells: 1,
};

/// The device was here a moment ago, as far as anybody knows.
async fn pretend_device(world: &World) {
    let until = world.engine.now().after(std::time::Duration::from_secs(45)).millis();
    execute(
        world,
        &format!(
            "INSERT INTO devices (id, ortomat_id, token_salt, token_hash, online_until, created_at) \
             VALUES ('locker-01', '{ORTOMAT}', '', '', {until}, 0)"
        ),
    )
    .await;
}

/// Until the database knows whether the device is here.
async fn until_known(world: &World, here: bool) {
    world
        .eventually("presence is written", async |world| {
            let device = device::Entity::find().one(&world.db).await.unwrap().unwrap();
            ((device.online_until > 0) == here).then_some(())
        })
        .await;
}

async fn last_entry(world: &World) -> activity_log::Model {
    log_entries(world).await.pop().unwrap()
}

on_both_databases! {
    async fn an_administrator_opens_a_cell_and_sees_it_happen(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let command = open(&world, &olena, 2, Purpose::Staff).await.unwrap();
        assert!(command.id.as_str().starts_with("ADMIN-"));
        assert_eq!((command.cell.get(), command.requested_by.as_ref()), (2, Some(&olena.id)));
        let heard = device.hears().await;
        assert_eq!((heard.cmd_id.as_str(), heard.cell), (command.id.as_str(), 2));
        until_status(&world, &olena, &command, "sent").await;
        device.acks(&heard).await;
        assert_eq!(until_status(&world, &olena, &command, "acked").await.settled_at, None);
        device.reports(&heard, DoorResult::Opened).await;
        device.reports(&heard, DoorResult::Opened).await;
        let ended = until_status(&world, &olena, &command, "opened").await;
        assert!(ended.settled_at.is_some());
        assert_eq!(log(&world).await, [told("WEBSOCKET_COMMAND", 2, &olena), told("CELL_OPENED", 2, &olena)]);
        let cell = view(&world, &olena, 2).await;
        assert_eq!((cell.colour, cell.opening.as_ref().unwrap().status.as_str()), (Colour::Green, "opened"));
        world.pass(2 * 60);
        assert!(view(&world, &olena, 2).await.opening.is_none(), "seen long enough");
        assert_eq!(world.commands().await[0].sends, 1);
    }

    async fn a_courier_opens_an_empty_cell_to_fill_it(world: World) {
        let petro = petro(&world).await;
        let mut device = world.device().await;
        make_blue(&world, 3).await;
        let command = open(&world, &petro, 3, Purpose::Refill).await.unwrap();
        assert!(command.id.as_str().starts_with("REFILL-"));
        assert_eq!(world.commands().await[0].kind, "refill");
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &petro, &command, "opened").await;
        assert_eq!(log(&world).await, [told("WEBSOCKET_COMMAND", 3, &petro), told("CELL_OPENED", 3, &petro)]);
        assert!(!world.cell(3).await.filled, "an open door is not a filled cell");
    }

    async fn a_door_that_does_not_open_for_the_staff_is_logged_and_still_sells(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let command = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Failed).await;
        until_status(&world, &olena, &command, "failed").await;
        assert_eq!(log(&world).await, [told("WEBSOCKET_COMMAND", 1, &olena), told("CELL_ERROR", 1, &olena)]);
        assert_eq!(last_entry(&world).await.severity, "ERROR");
        assert!(world.cell(1).await.blocked_reason.is_none());
        assert_eq!(world.sale(&world.place().await).await.cell_number, Some(1));
    }

    async fn the_same_key_is_the_same_opening_however_often_and_however_late(world: World) {
        let petro = petro(&world).await;
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        let key = key(&world, Purpose::Refill);
        let all: Vec<_> = (0..6).map(|_| {
            let (engine, petro, key) = (world.engine.clone(), petro.clone(), key.clone());
            tokio::spawn(async move { engine.open_cell(&petro, &ortomat(), number(1), Purpose::Refill, &key).await })
        }).collect();
        for command in all {
            assert_eq!(command.await.unwrap().unwrap().id, key);
        }
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        world.engine.mark_filled(&petro, &ortomat(), number(1), None).await.unwrap();
        device.disconnect();
        let again = world.engine.open_cell(&petro, &ortomat(), number(1), Purpose::Refill, &key).await.unwrap();
        assert_eq!(again.status.as_str(), "opened");
        assert_eq!((world.commands().await.len(), world.commands().await[0].sends), (1, 1));
    }

    async fn a_key_belongs_to_one_cell_and_one_person(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let _device = world.device().await;
        for cell in 1..=3 {
            make_blue(&world, cell).await;
        }
        let key = key(&world, Purpose::Refill);
        let open_with = async |by: &Actor, cell: i32, key: &CommandId| {
            world.engine.open_cell(by, &ortomat(), number(cell), Purpose::Refill, key).await
        };
        open_with(&petro, 1, &key).await.unwrap();
        assert_eq!(refusal(open_with(&petro, 2, &key).await), Refusal::KeyReused);
        assert_eq!(refusal(open_with(&olena, 1, &key).await), Refusal::KeyReused);
        for foreign in ["ORD-1700000000123-A1B2C3D4E", "ADMIN-1700000000123-A1B2C3D4E", "REFILL-1-A", "x"] {
            assert_eq!(refusal(open_with(&petro, 2, &foreign.parse().unwrap()).await), Refusal::KeyReused, "{foreign}");
        }
        // Two cells at the very same moment.
        let key = world.engine.new_command_key(Purpose::Refill).unwrap();
        let (two, three) = tokio::join!(open_with(&olena, 2, &key), open_with(&olena, 3, &key));
        let (opened, refused) = if two.is_ok() { (two, three) } else { (three, two) };
        opened.unwrap();
        assert_eq!(refusal(refused), Refusal::KeyReused);
        assert_eq!(world.commands().await.len(), 2);
    }

    async fn without_a_device_the_answer_is_no_at_once(world: World) {
        let olena = admin(&world).await;
        assert_eq!(refusal(open(&world, &olena, 1, Purpose::Staff).await), Refusal::DeviceOffline);
        let device = world.device().await;
        until_known(&world, true).await;
        device.disconnect();
        until_known(&world, false).await;
        assert_eq!(refusal(open(&world, &olena, 1, Purpose::Staff).await), Refusal::DeviceOffline);
        assert!(world.commands().await.is_empty() && log(&world).await.is_empty());
    }

    async fn a_cell_is_opened_by_one_at_a_time_and_never_while_an_order_has_it(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let mut device = world.device().await;
        make_blue(&world, 2).await;
        let all: Vec<_> = (0..6).map(|n| {
            let (world, who) = (world.clone(), if n % 2 == 0 { olena.clone() } else { petro.clone() });
            tokio::spawn(async move { open(&world, &who, 2, Purpose::Refill).await })
        }).collect();
        let mut opened = 0;
        for outcome in all {
            match outcome.await.unwrap() {
                Ok(_) => opened += 1,
                refused => assert_eq!(refusal(refused), Refusal::CellBusy),
            }
        }
        assert_eq!(opened, 1);
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        open(&world, &olena, 2, Purpose::Staff).await.unwrap();
        let order = world.place().await;
        assert_eq!(refusal(open(&world, &olena, 1, Purpose::Staff).await), Refusal::CellReserved);
        set_cell(&world, 1, "filled = FALSE").await;
        assert_eq!(refusal(open(&world, &petro, 1, Purpose::Refill).await), Refusal::CellReserved);
        end_order(&world, &order).await;
        open(&world, &petro, 1, Purpose::Refill).await.unwrap();
    }

    async fn what_an_administrator_takes_out_to_fill_anew_is_out_of_the_books_at_once(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let refill = async || world.engine.open_for_refill(&olena, &ortomat(), number(1)).await;
        let cleared = refill().await.unwrap();
        assert!(cleared.cleared && cleared.command.id.as_str().starts_with("REFILL-"));
        let cell = world.cell(1).await;
        assert!(!cell.filled && cell.product_id.is_some() && cell.last_refill_at.is_none());
        let mut told_kinds: Vec<_> = log(&world).await.into_iter().map(|(kind, ..)| kind).collect();
        told_kinds.sort();
        assert_eq!(told_kinds, ["CELL_CLEARED", "WEBSOCKET_COMMAND"]);
        assert_eq!(refusal(refill().await), Refusal::CellBusy);
        let heard = device.hears().await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &olena, &cleared.command, "opened").await;
        world.engine.mark_filled(&olena, &ortomat(), number(1), None).await.unwrap();
        assert!(world.cell(1).await.filled, "this opening is the one to fill it");
    }

    async fn an_opening_for_filling_that_is_refused_takes_nothing_out_of_the_books(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        make_grey(&world, 2).await;
        let refill = async |by: &Actor, cell: i32| refusal(world.engine.open_for_refill(by, &ortomat(), number(cell)).await);
        assert_eq!(refill(&olena, 1).await, Refusal::DeviceOffline);
        let _device = world.device().await;
        assert_eq!(refill(&petro, 1).await, Refusal::CellFilled);
        for who in [&olena, &petro] {
            assert_eq!(refill(who, 2).await, Refusal::CellWithoutProduct);
            assert_eq!(refill(who, 9).await, Refusal::NoSuchCell);
        }
        let order = world.place().await;
        assert_eq!(world.sale(&order).await.cell_number, Some(1));
        assert_eq!(refill(&olena, 1).await, Refusal::CellReserved);
        assert_eq!(refill(&doctor(&world).await, 3).await, Refusal::Forbidden);
        assert!(world.cell(1).await.filled && world.cell(3).await.filled);
        assert!(world.commands().await.is_empty() && log(&world).await.is_empty());
    }

    async fn a_customer_never_reserves_what_an_administrator_is_taking_out(world: World, ONE) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        for _ in 0..10 {
            set_cell(&world, 1, "filled = TRUE").await;
            let place = ortomat();
            let refill = world.engine.open_for_refill(&olena, &place, number(1));
            let (order, refill) = tokio::join!(world.engine.place_order(world.wish()), refill);
            match order {
                Ok(order) => {
                    assert_eq!(refusal(refill), Refusal::CellReserved);
                    assert!(world.cell(1).await.filled);
                    end_order(&world, &order).await;
                }
                refused => {
                    assert_eq!(refusal(refused), Refusal::OutOfStock);
                    let opening = refill.unwrap();
                    assert!(opening.cleared && !world.cell(1).await.filled);
                    let heard = device.hears().await;
                    device.reports(&heard, DoorResult::Opened).await;
                    until_status(&world, &olena, &opening.command, "opened").await;
                }
            }
        }
    }

    async fn a_courier_opens_only_what_is_to_be_filled(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        let _device = world.device().await;
        make_grey(&world, 1).await;
        set_cell(&world, 3, "filled = FALSE, blocked_reason = 'x'").await;
        for (cell, why) in [(1, Refusal::CellWithoutProduct), (2, Refusal::CellFilled), (3, Refusal::CellBlocked), (9, Refusal::NoSuchCell)] {
            assert_eq!(refusal(open(&world, &petro, cell, Purpose::Refill).await), why);
        }
        assert_eq!(refusal(open(&world, &petro, 2, Purpose::Staff).await), Refusal::Forbidden);
        for cell in 1..=3 {
            open(&world, &olena, cell, Purpose::Staff).await.unwrap();
        }
    }

    async fn who_may_not_see_the_ortomat_opens_nothing_and_learns_nothing(world: World) {
        let (olena, petro) = (admin(&world).await, petro(&world).await);
        furnish_second_ortomat(&world).await;
        let (ivan, doctor) = (courier(&world, "ivan", "Бондар", &[SECOND_ORTOMAT]).await, doctor(&world).await);
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        let command = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        make_blue(&world, 2).await;
        for who in [&ivan, &doctor] {
            assert_eq!(refusal(open(&world, who, 2, Purpose::Refill).await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.command(who, &command.id).await), Refusal::Forbidden);
        }
        world.engine.command(&olena, &command.id).await.unwrap();
        let unknown = key(&world, Purpose::Staff);
        assert_eq!(refusal(world.engine.command(&olena, &unknown).await), Refusal::NoSuchCommand);
        device.hears().await;
        let order = world.place_and_pay().await;
        let number: CommandId = world.sale(&order).await.order_number.parse().unwrap();
        assert_eq!(refusal(world.engine.command(&olena, &number).await), Refusal::NoSuchCommand, "an order's is the order's");
    }

    async fn a_command_that_nobody_gets_expires_and_is_never_sent(world: World) {
        let olena = admin(&world).await;
        pretend_device(&world).await;
        let command = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        world.pass(OPEN_WINDOW.as_secs() - 20);
        assert_eq!(world.engine.command(&olena, &command.id).await.unwrap().status.as_str(), "queued");
        world.pass(20);
        until_status(&world, &olena, &command, "expired").await;
        let entry = last_entry(&world).await;
        assert_eq!((entry.kind.as_str(), entry.severity.as_str(), entry.user_id.as_deref()), ("CELL_ERROR", "WARNING", Some("olena")));
        let mut device = world.device().await;
        open(&world, &olena, 2, Purpose::Staff).await.unwrap();
        assert_eq!(device.hears().await.cell, 2);
        assert!(device.has_heard_nothing());
        assert!(world.cell(1).await.blocked_reason.is_none());
    }

    async fn a_device_that_is_silent_ends_the_opening_and_its_late_word_is_kept_once(world: World) {
        let petro = petro(&world).await;
        let mut device = world.device().await;
        make_blue(&world, 1).await;
        let command = open(&world, &petro, 1, Purpose::Refill).await.unwrap();
        let heard = device.hears().await;
        until_status(&world, &petro, &command, "sent").await;
        world.pass(65);
        assert_eq!(world.engine.command(&petro, &command.id).await.unwrap().status.as_str(), "sent");
        world.pass(25);
        until_status(&world, &petro, &command, "expired").await;
        assert_eq!(last_entry(&world).await.severity, "ERROR");
        device.reports(&heard, DoorResult::Failed).await;
        device.reports(&heard, DoorResult::Opened).await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &petro, &command, "opened").await;
        let kinds: Vec<_> = log(&world).await.into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, ["WEBSOCKET_COMMAND", "CELL_ERROR", "CELL_OPENED"]);
        assert_eq!(last_entry(&world).await.severity, "WARNING");
    }

    async fn an_acknowledged_opening_without_an_answer_ends_half_a_minute_later(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let command = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        device.acks(&heard).await;
        world.pass(31);
        until_status(&world, &olena, &command, "expired").await;
        open(&world, &olena, 1, Purpose::Staff).await.unwrap();
    }

    async fn a_device_that_comes_back_gets_the_same_command_again(world: World) {
        let olena = admin(&world).await;
        let mut before = world.device().await;
        let command = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let first = before.hears().await;
        before.disconnect();
        let mut after = world.device().await;
        assert_eq!(after.hears().await, first);
        after.reports(&first, DoorResult::Opened).await;
        until_status(&world, &olena, &command, "opened").await;
        assert_eq!(world.commands().await[0].sends, 2);
    }

    async fn only_the_device_that_was_sent_the_command_may_answer_and_only_for_its_cell(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let command = open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        let stranger = FakeDevice::connect(&world.engine, "locker-99").await;
        stranger.reports(&heard, DoorResult::Opened).await;
        device.reports(&Heard { cell: 2, ..heard.clone() }, DoorResult::Opened).await;
        until_status(&world, &olena, &command, "sent").await;
        device.reports(&heard, DoorResult::Opened).await;
        until_status(&world, &olena, &command, "opened").await;
    }

    async fn answers_that_come_at_once_count_once(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        open(&world, &olena, 1, Purpose::Staff).await.unwrap();
        let heard = device.hears().await;
        let device = std::sync::Arc::new(device);
        let all: Vec<_> = (0..8).map(|_| {
            let (device, heard) = (device.clone(), heard.clone());
            tokio::spawn(async move { device.reports(&heard, DoorResult::Opened).await })
        }).collect();
        for answer in all {
            answer.await.unwrap();
        }
        assert_eq!(log(&world).await, [told("WEBSOCKET_COMMAND", 1, &olena), told("CELL_OPENED", 1, &olena)]);
    }

    async fn of_a_customer_and_an_administrator_at_one_door_the_later_one_knows_of_the_earlier(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        make_grey(&world, 2).await;
        make_grey(&world, 3).await;
        for _ in 0..6 {
            let (order, opening) = tokio::join!(world.engine.place_order(world.wish()), open(&world, &olena, 1, Purpose::Staff));
            // A door that is open for a look is no reason not to sell; an order is a reason not to look.
            let order = order.unwrap();
            match opening {
                Ok(_) => {
                    let heard = device.hears().await;
                    device.reports(&heard, DoorResult::Opened).await;
                    assert_eq!(refusal(world.engine.mark_empty(&olena, &ortomat(), number(1)).await), Refusal::CellReserved);
                }
                refused => assert_eq!(refusal(refused), Refusal::CellReserved),
            }
            end_order(&world, &order).await;
        }
    }
}
