//! How people end what the program could not end by itself.

use super::*;
use domain::{
    id::InvoiceId,
    order::{Phase, Reason, progress::Stage},
};
use sandbox::bank::CancelMode;

/// An order under review whose refund the bank has refused; its door did not open.
async fn refused_refund(world: &World) -> (OrderId, String) {
    world.bank.set_cancel_mode(CancelMode::Processing);
    let mut device = world.device().await;
    let order = world.place_and_pay().await;
    let command = device.hears().await;
    device.reports(&command, DoorResult::Failed).await;
    until_refund(world, &order, "accepted").await;
    world.bank.fail_cancels();
    world.pass(30);
    world.until_phase(&order, "needs_review").await;
    world.bank.set_cancel_mode(CancelMode::Normal);
    let invoice = world.payment(&order).await.invoice_id.unwrap();
    (order, invoice)
}

/// An order under review whose refund runs and runs.
async fn overdue_refund(world: &World, mode: CancelMode) -> (OrderId, String) {
    world.bank.set_cancel_mode(mode);
    let mut device = world.device().await;
    let order = world.place_and_pay().await;
    let invoice = world.payment(&order).await.invoice_id.unwrap();
    let command = device.hears().await;
    device.reports(&command, DoorResult::Failed).await;
    world
        .eventually("the bank was asked", async |world| {
            (world.bank.cancel_requests(&invoice) > 0).then_some(())
        })
        .await;
    world.bank.set_available(false);
    // So many attempts that the pause to the next one is an hour, and no job interferes.
    execute(world, "UPDATE refunds SET attempts = 9").await;
    world.pass(25 * 60 * 60);
    world.until_phase(&order, "needs_review").await;
    let tried = world.engine.now().millis();
    world
        .eventually("the attempt of now is over", async |world| {
            let refund = refunds_of(&world, &order).await.pop()?;
            let next = refund.due_at? - 3_600_000;
            (refund.attempts == 10 && next <= world.engine.now().millis() && next > tried - 60_000).then_some(())
        })
        .await;
    world.bank.set_cancel_mode(CancelMode::Normal);
    (order, invoice)
}

/// An order that was paid with another sum: nothing opened, its cell is free again.
async fn mismatch(world: &World) -> (OrderId, InvoiceId) {
    let (order, invoice) = world.place_and_go_to_the_bank().await;
    world.bank.pay(invoice.invoice_id.as_str()).unwrap();
    world
        .hear(&world.news(&invoice.invoice_id, "success", PRICE - 1, 10))
        .await;
    world.until_phase(&order, "needs_review").await;
    (order, invoice.invoice_id)
}

on_both_databases! {
    async fn a_refused_refund_is_asked_for_again_under_a_new_name(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = refused_refund(&world).await;
        let decided = resolve(&world.engine, &admin, &order, Resolution::Refund, "k1").await.unwrap();
        assert_eq!(decided.phase, Phase::Refunding);
        world.until_phase(&order, "refunded").await;
        let refunds = refunds_of(&world, &order).await;
        assert_eq!(refunds.iter().map(|refund| refund.status.as_str()).collect::<Vec<_>>(), ["refused", "settled"]);
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(0));
        let again = resolve(&world.engine, &admin, &order, Resolution::Refund, "k1").await.unwrap();
        assert_eq!((again.repeated, again.refund), (true, decided.refund));
    }

    async fn a_refund_that_still_runs_is_set_going_again_under_its_own_name(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = overdue_refund(&world, CancelMode::Unavailable).await;
        let before = refunds_of(&world, &order).await;
        assert_eq!(before.len(), 1);
        let decided = give_back(&world, &admin, &order, None, "k1").await.unwrap();
        assert_eq!((decided.phase, decided.refund.unwrap().as_str()), (Phase::Refunding, before[0].id.as_str()));
        world.bank.set_available(true);
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        assert_eq!(refunds_of(&world, &order).await.len(), 1);
        let at_the_bank = world.bank.invoice(&invoice).unwrap();
        assert_eq!((at_the_bank.final_amount, at_the_bank.cancels.len()), (Some(0), 1));
    }

    async fn goods_that_a_person_handed_out_complete_the_order(world: World) {
        let admin = admin(&world).await;
        let second = person(&world, "second", Role::Admin).await;
        let (order, invoice) = refused_refund(&world).await;
        let number = world.sale(&order).await.cell_number.unwrap();
        assert!(world.cell(number).await.filled);
        let decided = resolve(&world.engine, &admin, &order, Resolution::HandedOut, "k1").await.unwrap();
        assert_eq!((decided.phase, decided.refund), (Phase::Completed, None));
        let sale = world.sale(&order).await;
        assert!(sale.completed_at.is_some());
        let cell = world.cell(number).await;
        assert!(!cell.filled && cell.product_id.is_some(), "green has become blue");
        assert!(cell.blocked_reason.is_some(), "its door has still to be looked at");
        let entry = log(&world, "REVIEW_RESOLVED").await.pop().unwrap();
        assert_eq!(entry.user_id.as_deref(), Some("admin"));
        assert!(entry.metadata.unwrap().contains("покупець телефонував"));

        assert!(resolve(&world.engine, &admin, &order, Resolution::HandedOut, "k1").await.unwrap().repeated);
        for resolution in Resolution::ALL {
            let outcome = resolve(&world.engine, &second, &order, *resolution, "k2").await;
            assert_eq!(refusal(outcome), Refusal::OrderIs(Phase::Completed));
        }
        assert_eq!(log(&world, "REVIEW_RESOLVED").await.len(), 1);
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE), "the money stays");
        // And it is a sale like any other.
        give_back(&world, &admin, &order, Some(100), "k3").await.unwrap();
        until_refund(&world, &order, "settled").await;
    }

    async fn what_was_put_into_the_cell_since_stays_there(world: World) {
        let admin = admin(&world).await;
        let (order, _invoice) = refused_refund(&world).await;
        let number = world.sale(&order).await.cell_number.unwrap();
        let refilled = world.engine.now().millis();
        execute(&world, &format!("UPDATE cells SET last_refill_at = {refilled} WHERE number = {number}")).await;
        resolve(&world.engine, &admin, &order, Resolution::HandedOut, "k1").await.unwrap();
        assert!(world.cell(number).await.filled);
    }

    async fn a_cell_that_somebody_else_has_reserved_is_not_written_off(world: World, Options { cells: 1, ..Options::default() }) {
        let admin = admin(&world).await;
        let (order, _invoice) = mismatch(&world).await;
        let next = world.place().await;
        assert_eq!(world.sale(&next).await.cell_number, world.sale(&order).await.cell_number);
        resolve(&world.engine, &admin, &order, Resolution::HandedOut, "k1").await.unwrap();
        assert!(world.cell(1).await.filled);
    }

    async fn an_order_is_closed_without_a_refund_and_can_still_be_refunded(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = mismatch(&world).await;
        let decided = resolve(&world.engine, &admin, &order, Resolution::Close, "k1").await.unwrap();
        assert_eq!(decided.phase, Phase::Failed);
        let sale = world.sale(&order).await;
        assert_eq!((sale.phase.as_str(), sale.reason.as_deref()), ("failed", Some("payment_mismatch")));
        let told = world.engine.order_progress(&order).await.unwrap();
        assert_eq!(told.stage, Stage::Review(Reason::PaymentMismatch), "money was taken, so nobody is told that it was not");
        assert!(resolve(&world.engine, &admin, &order, Resolution::Close, "k1").await.unwrap().repeated);

        assert_eq!(refusal(give_back(&world, &admin, &order, Some(5), "k2").await), Refusal::OnlyWholeRefund);
        give_back(&world, &admin, &order, None, "k2").await.unwrap();
        world.until_phase(&order, "refunded").await;
        let refund = until_refund(&world, &order, "settled").await;
        assert_eq!(refund.amount, PRICE - 1, "what was paid, as the bank told us");
        assert_eq!(world.bank.invoice(invoice.as_str()).unwrap().final_amount, Some(0), "all that the bank had");
    }

    async fn an_order_without_money_is_closed_and_has_nothing_to_give_back(world: World) {
        let admin = admin(&world).await;
        let order = world.place_and_pay().await;
        let invoice: InvoiceId = world.payment(&order).await.invoice_id.unwrap().parse().unwrap();
        world.hear(&world.news(&invoice, "failure", PRICE, 30)).await;
        world.until_phase(&order, "needs_review").await;
        let outcome = resolve(&world.engine, &admin, &order, Resolution::Refund, "k1").await;
        assert_eq!(refusal(outcome), Refusal::NothingToRefund);
        resolve(&world.engine, &admin, &order, Resolution::Close, "k1").await.unwrap();
        // The bank has the money after all: it goes back by itself, as any that comes too late.
        world.hear(&world.news(&invoice, "success", PRICE, 40)).await;
        world.until_phase(&order, "refunded").await;
    }

    async fn a_refund_in_doubt_is_looked_for_before_it_is_dropped(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = overdue_refund(&world, CancelMode::Unavailable).await;
        let asked = world.bank.cancel_requests(&invoice);
        for resolution in [Resolution::Close, Resolution::HandedOut] {
            let outcome = resolve(&world.engine, &admin, &order, resolution, "k1").await;
            assert_eq!(refusal(outcome), Refusal::StatusUnknown);
        }
        world.bank.set_available(true);
        resolve(&world.engine, &admin, &order, Resolution::Close, "k1").await.unwrap();
        until_refund(&world, &order, "refused").await;
        world.pass(3 * 60 * 60);
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        assert_eq!(world.bank.cancel_requests(&invoice), asked, "it is not asked for any more");
        assert_eq!(world.sale(&order).await.phase, "failed");
    }

    async fn a_refund_that_was_made_without_our_knowing_decides_the_review(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = overdue_refund(&world, CancelMode::FailAnswer).await;
        world.bank.set_available(true);
        let outcome = resolve(&world.engine, &admin, &order, Resolution::HandedOut, "k1").await;
        assert_eq!(refusal(outcome), Refusal::OrderIs(Phase::Refunded));
        assert_eq!(world.bank.cancel_requests(&invoice), 1);
        assert!(log(&world, "REVIEW_RESOLVED").await.is_empty());
    }

    async fn a_dropped_refund_that_the_bank_has_made_all_the_same_is_believed(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = overdue_refund(&world, CancelMode::Unavailable).await;
        let refund = refunds_of(&world, &order).await.pop().unwrap();
        world.bank.set_available(true);
        resolve(&world.engine, &admin, &order, Resolution::Close, "k1").await.unwrap();
        hear_of_refund(&world, &invoice, &refund, "success", 10).await;
        world.until_phase(&order, "refunded").await;
    }

    async fn while_the_bank_works_on_a_refund_nothing_else_is_decided(world: World) {
        let admin = admin(&world).await;
        let (order, _invoice) = overdue_refund(&world, CancelMode::Processing).await;
        world.bank.set_available(true);
        for resolution in [Resolution::Close, Resolution::HandedOut] {
            let outcome = resolve(&world.engine, &admin, &order, resolution, "k1").await;
            assert_eq!(refusal(outcome), Refusal::RefundUnderWay);
        }
        world.bank.settle_cancels();
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        world.until_phase(&order, "refunded").await;
    }

    async fn of_two_different_ends_at_once_one_counts(world: World, Options { cells: 6, ..Options::default() }) {
        let admin = admin(&world).await;
        let second = person(&world, "second", Role::Admin).await;
        let other_process = world.another_process().await;
        for round in 0..3 {
            let (order, _invoice) = mismatch(&world).await;
            let (close, refund) = (format!("a{round}"), format!("b{round}"));
            let (closed, refunded) = tokio::join!(
                resolve(&world.engine, &admin, &order, Resolution::Close, &close),
                resolve(&other_process, &second, &order, Resolution::Refund, &refund),
            );
            let (phase, other) = match (closed, refunded) {
                (Ok(_), other) => ("failed", other),
                (other, Ok(_)) => ("refunded", other),
                both => panic!("{both:?}"),
            };
            assert!(matches!(refusal(other), Refusal::OrderIs(_)));
            world.until_phase(&order, phase).await;
        }
    }
}
