//! From the bank's page to the paid order, and every way in which that goes wrong.

use crate::support::*;
use domain::{command::DoorResult, order::Phase};
use engine::{Error, Refusal};

on_both_databases! {
    async fn a_paid_order_opens_its_cell_and_completes(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        let placed = world.sale(&order).await;
        assert_eq!((command.cmd_id.as_str(), Some(command.cell)), (placed.order_number.as_str(), placed.cell_number));
        device.acks(&command).await;
        assert_eq!(world.sale(&order).await.phase, "processing");
        device.reports(&command, DoorResult::Opened).await;

        let done = world.sale(&order).await;
        assert_eq!(done.phase, "completed");
        assert!(done.completed_at.is_some());
        let cell = world.cell(command.cell).await;
        assert!(!cell.filled && cell.product_id.is_some(), "green has become blue");
        let log = world.log_of(&order).await;
        for entry in ["ORDER_CREATED", "PAYMENT_INITIATED", "PAYMENT_SUCCESS", "ORDER_COMPLETED"] {
            assert_eq!(log.iter().filter(|kind| *kind == entry).count(), 1, "{entry} in {log:?}");
        }
        assert!(world.refunds().await.is_empty());
    }

    async fn everybody_who_asks_to_pay_an_order_gets_the_same_invoice(world: World) {
        let order = world.place().await;
        let clicks: Vec<_> = (0..8)
            .map(|_| {
                let (world, order) = (world.clone(), order.clone());
                tokio::spawn(async move { world.engine.start_payment(&order).await.unwrap() })
            })
            .collect();
        let first = world.engine.start_payment(&order).await.unwrap();
        for click in clicks {
            assert_eq!(click.await.unwrap(), first);
        }
        assert_eq!(world.bank.invoices().len(), 1);
        let invoice = world.bank.invoice(first.invoice_id.as_str()).unwrap();
        assert_eq!((invoice.amount, invoice.ccy), (PRICE, 980));
        assert_eq!(invoice.reference.as_deref(), Some(world.sale(&order).await.order_number.as_str()));
    }

    async fn an_unreachable_bank_releases_the_reservation(world: World) {
        world.bank.set_available(false);
        let order = world.place().await;
        let refused = world.engine.start_payment(&order).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::BankUnavailable))));
        let sale = world.sale(&order).await;
        assert_eq!((sale.phase.as_str(), sale.reason.as_deref()), ("failed", Some("bank_unavailable")));
        for _ in 0..3 {
            world.place().await;
        }
    }

    async fn a_declined_payment_frees_the_cell(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.decline(invoice.invoice_id.as_str()).unwrap();
        let told = world.engine.check_payment(&order).await.unwrap();
        assert_eq!(told.status.as_str(), "failed");
        assert_eq!(world.sale(&order).await.reason.as_deref(), Some("payment_failed"));
        assert!(world.payment(&order).await.failure_reason.is_some());
        assert!(world.commands().await.is_empty());
    }

    async fn a_payment_whose_webhook_was_lost_is_found_by_the_poller(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.pass(20);
        world.until_phase(&order, "opening").await;
    }

    async fn a_payment_of_the_last_second_still_counts_when_the_reservation_ends(world: World) {
        let mut device = world.device().await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.pass(11 * 60 + 1);
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
    }

    async fn a_payment_after_the_reservation_has_ended_is_given_back_by_itself(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        let body = world.news(&invoice.invoice_id, "success", PRICE, 30);
        world.bank.set_available(false);
        world.pass(12 * 60);
        world.until_phase(&order, "failed").await;
        let next_buyer = world.place().await;
        world.bank.set_available(true);
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.hear(&body).await;
        let sale = world.until_phase(&order, "refunded").await;
        assert_eq!(sale.reason.as_deref(), Some("paid_too_late"));
        assert_eq!(world.bank.invoice(invoice.invoice_id.as_str()).unwrap().final_amount, Some(0));
        assert!(world.commands().await.is_empty(), "no door opened for it");
        assert_eq!(world.sale(&next_buyer).await.phase, "awaiting_payment");
    }

    async fn a_wrong_amount_or_currency_opens_nothing_and_calls_a_person(world: World) {
        let mut device = world.device().await;
        let (cheap, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE - 1, 10)).await;
        let (foreign, invoice) = world.place_and_go_to_the_bank().await;
        let dollars = String::from_utf8(world.news(&invoice.invoice_id, "success", PRICE, 10)).unwrap().replace("980", "840");
        world.hear(dollars.as_bytes()).await;
        for order in [&cheap, &foreign] {
            let sale = world.sale(order).await;
            assert_eq!((sale.phase.as_str(), sale.reason.as_deref()), ("needs_review", Some("payment_mismatch")));
            assert!(world.log_of(order).await.contains(&"NEEDS_REVIEW".to_owned()));
        }
        assert!(world.commands().await.is_empty());
        assert!(device.has_heard_nothing());
    }

    async fn an_order_that_is_past_paying_refuses_a_new_invoice(world: World) {
        let order = world.place_and_pay().await;
        let refused = world.engine.start_payment(&order).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OrderIs(Phase::Opening)))));
        let refused = world.engine.cancel_order(&order).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OrderIs(Phase::Opening)))));
        assert_eq!(world.bank.invoices().len(), 1);
    }
}
