//! Money on its way back: once, and never lost from sight.

use crate::support::*;
use domain::{command::DoorResult, id::OrderId};
use sandbox::bank::CancelMode;

/// A paid order whose door did not open.
async fn failed_opening(world: &World) -> (OrderId, String) {
    let mut device = world.device().await;
    let order = world.place_and_pay().await;
    let command = device.hears().await;
    device.reports(&command, DoorResult::Failed).await;
    let invoice = world.payment(&order).await.invoice_id.unwrap();
    (order, invoice)
}

on_both_databases! {
    async fn a_refund_whose_answer_was_lost_is_not_asked_for_twice(world: World) {
        for mode in [CancelMode::LoseAnswer, CancelMode::FailAnswer] {
            world.bank.set_cancel_mode(mode);
            let (order, invoice) = failed_opening(&world).await;
            world.eventually("the bank was asked", async |world| (world.bank.cancel_requests(&invoice) > 0).then_some(())).await;
            world.bank.set_cancel_mode(CancelMode::Normal);
            world.pass(30);
            world.until_phase(&order, "refunded").await;
            assert_eq!(world.bank.cancel_requests(&invoice), 1);
            let at_the_bank = world.bank.invoice(&invoice).unwrap();
            assert_eq!((at_the_bank.final_amount, at_the_bank.cancels.len()), (Some(0), 1));
        }
    }

    async fn a_refund_that_the_bank_still_works_on_is_waited_for(world: World) {
        world.bank.set_cancel_mode(CancelMode::Processing);
        let (order, invoice) = failed_opening(&world).await;
        world.eventually("the bank has accepted", async |world| {
            world.refunds().await.into_iter().find(|refund| refund.status == "accepted")
        }).await;
        assert_eq!(world.sale(&order).await.phase, "refunding");
        world.bank.settle_cancels();
        world.pass(30);
        world.until_phase(&order, "refunded").await;
        assert_eq!(world.bank.cancel_requests(&invoice), 1);
    }

    async fn a_bank_that_is_away_gets_the_refund_when_it_is_back(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.bank.set_available(false);
        device.reports(&command, DoorResult::Failed).await;
        world.eventually("an attempt has failed", async |world| {
            world.refunds().await.into_iter().find(|refund| refund.last_error.is_some())
        }).await;
        assert_eq!(world.sale(&order).await.phase, "refunding");
        world.bank.set_available(true);
        world.pass(60);
        world.until_phase(&order, "refunded").await;
    }

    async fn a_refund_that_the_bank_refuses_goes_to_a_person_visibly(world: World) {
        world.bank.set_cancel_mode(CancelMode::Processing);
        let (order, _invoice) = failed_opening(&world).await;
        world.eventually("the bank has accepted", async |world| {
            world.refunds().await.into_iter().find(|refund| refund.status == "accepted")
        }).await;
        world.bank.fail_cancels();
        world.pass(30);
        let sale = world.until_phase(&order, "needs_review").await;
        assert_eq!(sale.reason.as_deref(), Some("refund_refused"));
        assert!(world.log_of(&order).await.contains(&"NEEDS_REVIEW".to_owned()));
    }

    async fn a_refund_that_cannot_be_made_for_a_day_goes_to_a_person(world: World) {
        world.bank.set_cancel_mode(CancelMode::Unavailable);
        let (order, _invoice) = failed_opening(&world).await;
        world.pass(25 * 60 * 60);
        world.until_phase(&order, "needs_review").await;
    }

    async fn many_failed_openings_at_once_each_give_their_own_money_back(world: World, Options { cells: 20, ..Options::default() }) {
        let mut device = world.device().await;
        let mut orders = Vec::new();
        for _ in 0..20 {
            orders.push(world.place_and_pay().await);
            let command = device.hears().await;
            device.reports(&command, DoorResult::Failed).await;
        }
        for order in &orders {
            world.until_phase(order, "refunded").await;
        }
        for invoice in world.bank.invoices() {
            assert_eq!((invoice.final_amount, invoice.cancels.len()), (Some(0), 1));
        }
    }
}
