//! The bank's word: believed only when signed, understood once, in whatever order it comes.

use crate::support::*;
use engine::payments::{WebhookError, WebhookReceipt};
use sea_orm::{EntityTrait, PaginatorTrait};

/// What a payment and its order look like from outside, to compare ways that must end the same.
async fn state(world: &World, order: &domain::id::OrderId) -> (String, Option<String>, String, usize, usize) {
    let sale = world.sale(order).await;
    let payment = world.payment(order).await;
    (
        sale.phase,
        sale.reason,
        payment.status,
        world.commands().await.len(),
        world.refunds().await.len(),
    )
}

on_both_databases! {
    async fn a_webhook_repeated_reordered_or_delayed_changes_nothing(world: World, Options { cells: 37, ..Options::default() }) {
        let ways: [&[(&str, u8)]; 6] = [
            &[("created", 1), ("processing", 2), ("success", 3)],
            &[("success", 3), ("processing", 2), ("created", 1)],
            &[("processing", 2), ("success", 3), ("processing", 2), ("success", 3), ("created", 1)],
            &[("success", 3), ("success", 3), ("success", 3)],
            // Within one second the bank's dates tie.
            &[("processing", 3), ("success", 3), ("processing", 3)],
            &[("success", 3), ("failure", 2), ("expired", 1)],
        ];
        for way in ways {
            let (order, invoice) = world.place_and_go_to_the_bank().await;
            let commands_before = world.commands().await.len();
            for (status, second) in way {
                world.hear(&world.news(&invoice.invoice_id, status, PRICE, *second)).await;
            }
            let (phase, reason, payment, commands, refunds) = state(&world, &order).await;
            assert_eq!((phase.as_str(), reason, payment.as_str()), ("opening", None, "success"), "{way:?}");
            assert_eq!((commands - commands_before, refunds), (1, 0), "{way:?}");
            let log = world.log_of(&order).await;
            assert_eq!(log.iter().filter(|kind| *kind == "PAYMENT_SUCCESS").count(), 1, "{way:?}");
        }
    }

    async fn the_same_webhook_from_many_handlers_at_once_counts_once(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        let body = world.news(&invoice.invoice_id, "success", PRICE, 3);
        let signature = world.bank.sign(&body);
        let handlers: Vec<_> = (0..20)
            .map(|_| {
                let (world, body, signature) = (world.clone(), body.clone(), signature.clone());
                tokio::spawn(async move { world.engine.take_webhook(&body, &signature).await.unwrap() })
            })
            .collect();
        let mut stored = 0;
        for handler in handlers {
            stored += usize::from(handler.await.unwrap() == WebhookReceipt::Stored);
        }
        assert_eq!(stored, 1);
        world.until_phase(&order, "opening").await;
        assert_eq!(world.commands().await.len(), 1);
    }

    async fn a_webhook_that_overtakes_our_own_record_is_matched_by_our_reference(world: World) {
        let order = world.place().await;
        let number = world.sale(&order).await.order_number;
        let body = format!(
            r#"{{"invoiceId":"early","status":"processing","amount":{PRICE},"ccy":980,"reference":"{number}","modifiedDate":"2030-01-01T00:00:01Z"}}"#
        );
        // Not even the payment's row is there yet: the event waits for it.
        world.engine.take_webhook(body.as_bytes(), &world.bank.sign(body.as_bytes())).await.unwrap();
        world.pass(60);
        world.eventually("it is kept and told to be unknown", async |world| {
            let event = engine::entity::payment_event::Entity::find().one(&world.db).await.unwrap().unwrap();
            event.outcome.filter(|outcome| outcome == "unknown invoice")
        }).await;
    }

    async fn forged_bodies_are_refused_and_leave_no_trace(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        let genuine = world.news(&invoice.invoice_id, "success", PRICE, 3);
        let signature = world.bank.sign(&genuine);
        let mut with_newline = genuine.clone();
        with_newline.push(b'\n');
        let reserialised = serde_json::to_vec_pretty(&serde_json::from_slice::<serde_json::Value>(&genuine).unwrap()).unwrap();
        let other_amount = String::from_utf8(genuine.clone()).unwrap().replace("125050", "1").into_bytes();
        for body in [with_newline, reserialised, other_amount, Vec::new()] {
            let outcome = world.engine.take_webhook(&body, &signature).await;
            assert!(matches!(outcome, Err(WebhookError::Forged)), "{outcome:?}");
        }
        for signature in ["", "AAAA", "not base64!", &signature[2..]] {
            assert!(matches!(world.engine.take_webhook(&genuine, signature).await, Err(WebhookError::Forged)));
        }
        assert_eq!(engine::entity::payment_event::Entity::find().count(&world.db).await.unwrap(), 0);
        assert_eq!(world.sale(&order).await.phase, "awaiting_payment");
        world.hear(&genuine).await;
        assert_eq!(world.sale(&order).await.phase, "opening");
    }

    async fn a_flood_of_forgeries_does_not_become_a_flood_of_questions_to_the_bank(world: World) {
        for _ in 0..200 {
            assert!(world.engine.take_webhook(b"{}", "AAAA").await.is_err());
        }
        assert_eq!(world.bank.pubkey_requests(), 1);
    }

    async fn after_the_bank_changed_its_key_its_word_counts_again(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "processing", PRICE, 1)).await;
        world.bank.rotate_key().unwrap();
        world.pass(61);
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE, 2)).await;
        assert_eq!(world.sale(&order).await.phase, "opening");
        assert_eq!(world.bank.pubkey_requests(), 2);
    }

    async fn without_the_key_the_bank_is_asked_to_try_again(world: World) {
        world.bank.set_available(false);
        let body = b"{}";
        let outcome = world.engine.take_webhook(body, &world.bank.sign(body)).await;
        assert!(matches!(outcome, Err(WebhookError::NotStored(_))));
    }

    async fn money_that_goes_back_while_a_device_has_the_command_blocks_the_cell(world: World) {
        let mut device = world.device().await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE, 3)).await;
        let command = device.hears().await;
        world.hear(&world.news(&invoice.invoice_id, "reversed", PRICE, 4)).await;
        assert_eq!(world.sale(&order).await.phase, "refunded");
        assert!(world.cell(command.cell).await.blocked_reason.is_some(), "nobody knows what the door will do");
        assert_ne!(world.sale(&world.place().await).await.cell_number, Some(command.cell));
    }

    async fn a_payment_on_another_invoice_of_the_order_opens_nothing_and_calls_a_person(world: World) {
        let (order, _invoice) = world.place_and_go_to_the_bank().await;
        let number = world.sale(&order).await.order_number;
        let body = format!(
            r#"{{"invoiceId":"another","status":"success","amount":{PRICE},"ccy":980,"reference":"{number}","modifiedDate":"2040-01-01T00:00:01Z"}}"#
        );
        world.hear(body.as_bytes()).await;
        assert_eq!(world.sale(&order).await.phase, "needs_review");
        assert!(world.commands().await.is_empty());
    }

    async fn a_declined_invoice_is_made_unpayable_because_its_cell_is_free_again(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "failure", PRICE, 1)).await;
        world.until_phase(&order, "failed").await;
        world.pass(20);
        world.bank.wait_for_status(invoice.invoice_id.as_str(), sandbox::bank::InvoiceStatus::Expired).await.unwrap();
    }

    async fn a_reversal_by_somebody_elses_hand_keeps_the_door_shut(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE, 3)).await;
        world.hear(&world.news(&invoice.invoice_id, "reversed", PRICE, 4)).await;
        assert_eq!(world.sale(&order).await.phase, "refunded");
        assert_eq!(world.commands().await[0].status, "expired");
        let mut device = world.device().await;
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE, 5)).await;
        assert!(device.has_heard_nothing());
    }
}

mod vectors {
    use engine::bank::signature::BankKey;

    #[derive(serde::Deserialize)]
    struct Vector {
        name: String,
        pubkey_b64: String,
        body: String,
        x_sign: String,
        verifies: bool,
    }

    /// Genuine and spoiled signatures of the real bank.
    #[test]
    fn the_banks_own_signatures_are_accepted_and_every_spoiled_one_is_refused() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../fixtures/mono-vectors.json")).unwrap();
        assert!(vectors.iter().any(|vector| vector.verifies) && vectors.iter().any(|vector| !vector.verifies));
        for vector in vectors {
            let verifies = BankKey::from_base64_pem(&vector.pubkey_b64)
                .is_some_and(|key| key.verifies(vector.body.as_bytes(), &vector.x_sign));
            assert_eq!(verifies, vector.verifies, "{}", vector.name);
        }
    }
}
