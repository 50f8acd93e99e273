//! From the paid order to the open door, or by itself to the money back.

use crate::support::*;
use domain::command::DoorResult;
use engine::{Error, Refusal};

on_both_databases! {
    async fn a_device_that_reports_failed_leads_to_a_refund_and_a_blocked_cell(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        device.acks(&command).await;
        device.reports(&command, DoorResult::Failed).await;
        let sale = world.until_phase(&order, "refunded").await;
        assert_eq!(sale.reason.as_deref(), Some("door_failed"));
        let cell = world.cell(command.cell).await;
        assert!(cell.filled, "nothing was taken out");
        assert_eq!(cell.blocked_reason.as_deref(), Some("door_failed"));
        assert_ne!(world.sale(&world.place().await).await.cell_number, Some(command.cell));
    }

    async fn a_device_that_is_silent_leads_to_a_refund_and_a_blocked_cell(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.pass(3 * 60);
        let sale = world.until_phase(&order, "refunded").await;
        assert_eq!(sale.reason.as_deref(), Some("device_silent"));
        assert!(world.cell(command.cell).await.blocked_reason.is_some());
        assert_eq!(world.commands().await[0].status, "expired");
    }

    async fn a_device_that_acks_and_then_is_silent_leads_to_a_refund(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        device.acks(&command).await;
        world.pass(31);
        assert_eq!(world.until_phase(&order, "refunded").await.reason.as_deref(), Some("device_silent"));
    }

    async fn a_device_that_is_away_past_the_window_leads_to_a_refund_and_the_cell_sells_again(world: World) {
        let order = world.place_and_pay().await;
        world.pass(3 * 60);
        let sale = world.until_phase(&order, "refunded").await;
        assert_eq!(sale.reason.as_deref(), Some("device_unreachable"));
        let cell = world.cell(sale.cell_number.unwrap()).await;
        assert!(cell.filled && cell.blocked_reason.is_none());
        assert_eq!(world.sale(&world.place().await).await.cell_number, sale.cell_number);
        // The door must not open for it, however late the device comes back.
        let mut device = world.device().await;
        let paid = world.place_and_pay().await;
        assert_eq!(device.hears().await.cmd_id, world.sale(&paid).await.order_number);
    }

    async fn an_unpaid_order_never_produces_a_command(world: World) {
        let mut device = world.device().await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        for status in ["created", "processing"] {
            world.hear(&world.news(&invoice.invoice_id, status, PRICE, 1)).await;
        }
        let number = world.sale(&order).await.order_number;
        device.acks(&Heard { cmd_id: number.clone(), cell: 1 }).await;
        device.reports(&Heard { cmd_id: number, cell: 1 }, DoorResult::Opened).await;
        let nothing_owed = world.engine.retry_opening(&order).await;
        assert!(matches!(nothing_owed, Err(Error::Refused(Refusal::NothingToOpen))));
        assert_eq!(world.sale(&order).await.phase, "awaiting_payment");
        assert!(world.commands().await.is_empty());
        // A paid order's command comes through the same wire, so silence before it was real.
        world.place_and_pay().await;
        device.hears().await;
        assert!(device.has_heard_nothing());
    }

    async fn a_device_that_reconnects_gets_the_unanswered_command_again_with_the_same_id(world: World) {
        let mut before = world.device().await;
        let order = world.place_and_pay().await;
        let first = before.hears().await;
        before.disconnect();
        let mut after = world.device().await;
        let again = after.hears().await;
        assert_eq!(first, again);
        after.reports(&again, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
        assert_eq!(world.commands().await[0].sends, 2);
    }

    async fn a_command_whose_time_is_over_is_never_sent(world: World) {
        let order = world.place_and_pay().await;
        world.pass(91);
        let mut device = world.device().await;
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        assert!(device.has_heard_nothing());
    }

    async fn an_acknowledged_command_is_sent_once_on_a_connection_and_repeated_on_the_next(world: World) {
        let mut before = world.device().await;
        let order = world.place_and_pay().await;
        let command = before.hears().await;
        before.acks(&command).await;
        world.pass(6);
        world.engine.retry_opening(&order).await.unwrap();
        let other = world.place_and_pay().await;
        assert_eq!(before.hears().await.cmd_id, world.sale(&other).await.order_number, "nothing came in between");
        before.disconnect();
        let mut after = world.device().await;
        let repeated = after.hears().await;
        assert_eq!(repeated, command);
        assert_eq!(world.sale(&order).await.phase, "processing", "still acknowledged");
        after.reports(&repeated, DoorResult::Opened).await;
        assert_eq!(world.sale(&order).await.phase, "completed");
    }

    async fn only_the_device_that_was_sent_the_command_may_answer_it_and_only_for_its_cell(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        let stranger = FakeDevice::connect(&world.engine, "locker-99").await;
        stranger.acks(&command).await;
        stranger.reports(&command, DoorResult::Opened).await;
        let other_cell = Heard { cell: command.cell + 1, ..command.clone() };
        device.reports(&other_cell, DoorResult::Opened).await;
        assert_eq!(world.sale(&order).await.phase, "opening");
        device.reports(&command, DoorResult::Opened).await;
        assert_eq!(world.sale(&order).await.phase, "completed");
    }

    async fn repeated_and_contradicting_reports_change_nothing(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        for result in [DoorResult::Opened, DoorResult::Opened, DoorResult::Failed, DoorResult::Opened] {
            device.acks(&command).await;
            device.reports(&command, result).await;
        }
        assert_eq!(world.sale(&order).await.phase, "completed");
        let log = world.log_of(&order).await;
        assert_eq!(log.iter().filter(|kind| *kind == "ORDER_COMPLETED").count(), 1);
        assert!(world.refunds().await.is_empty());
    }

    async fn the_order_id_is_understood_as_an_echo_of_the_command_as_old_firmware_sends_it(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        let echo = Heard { cmd_id: order.to_string(), ..command };
        device.acks(&echo).await;
        device.reports(&echo, DoorResult::Opened).await;
        assert_eq!(world.sale(&order).await.phase, "completed");
    }

    async fn a_door_that_opens_after_the_refund_is_written_off_once_and_told_to_people(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.pass(3 * 60);
        world.until_phase(&order, "refunded").await;
        device.reports(&command, DoorResult::Opened).await;
        device.reports(&command, DoorResult::Opened).await;
        assert!(!world.cell(command.cell).await.filled, "the goods are out");
        assert_eq!(world.sale(&order).await.phase, "refunded");
        assert_eq!(world.refunds().await.len(), 1);
        let log = world.log_of(&order).await;
        assert_eq!(log.iter().filter(|kind| *kind == "CELL_OPENED").count(), 1);
    }

    async fn a_retry_sends_the_owed_command_again_and_nothing_once_it_was_opened(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        assert!(!world.engine.order_progress(&order).await.unwrap().can_retry, "too early");
        world.pass(6);
        assert!(world.engine.order_progress(&order).await.unwrap().can_retry);
        world.engine.retry_opening(&order).await.unwrap();
        assert_eq!(device.hears().await, command);
        device.reports(&command, DoorResult::Opened).await;
        let refused = world.engine.retry_opening(&order).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NothingToOpen))));
        assert!(device.has_heard_nothing());
    }
}
