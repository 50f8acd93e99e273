//! One order's story, told from all that was written down.

use super::*;
use domain::{
    command::CommandStatus,
    order::Phase,
    payment::{NewsSource, RefundStatus},
};
use engine::desk::{Happening, What};

fn position(happenings: &[Happening], wanted: impl Fn(&What) -> bool) -> usize {
    happenings
        .iter()
        .position(|happening| wanted(&happening.what))
        .expect("it happened")
}

on_both_databases! {
    async fn a_story_has_all_that_happened_in_the_order_of_time(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.pass(1);
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.engine.check_payment(&order).await.unwrap();
        let command = device.hears().await;
        world.pass(1);
        device.acks(&command).await;
        world.pass(1);
        device.reports(&command, DoorResult::Opened).await;
        world.pass(1);
        let decided = give_back(&world, &admin, &order, Some(5_050), "k").await.unwrap();
        until_refund(&world, &order, "settled").await;
        world.pass(1);
        world.engine.check_payment_by(&admin, &order).await.unwrap();

        let file = world.engine.order_timeline(&admin, &order).await.unwrap();
        assert!(file.happenings.is_sorted_by_key(|happening| happening.at));
        let step = |wanted: CommandStatus| {
            position(&file.happenings, |what| matches!(what, What::Command { status, .. } if *status == wanted))
        };
        let told = [
            position(&file.happenings, |what| matches!(what, What::Logged { kind, .. } if kind == "ORDER_CREATED")),
            position(&file.happenings, |what| matches!(what, What::PaymentBegan { amount, .. } if amount.kopiykas() == PRICE)),
            position(&file.happenings, |what| matches!(what, What::BankSaid { source: NewsSource::Status, status, amount, outcome, .. }
                if status.as_deref() == Some("success") && amount.kopiykas() == PRICE && outcome.as_deref() == Some("applied"))),
            step(CommandStatus::Sent),
            step(CommandStatus::Acked),
            step(CommandStatus::Opened),
            position(&file.happenings, |what| matches!(what, What::RefundBegan { id, amount, status: RefundStatus::Settled, attempts: 1, by, .. }
                if Some(id) == decided.refund.as_ref() && amount.kopiykas() == 5_050 && by.as_ref().unwrap().id == admin.id)),
            position(&file.happenings, |what| matches!(what, What::RefundSettled { .. })),
            position(&file.happenings, |what| matches!(what, What::Logged { kind, by, .. }
                if kind == "PAYMENT_CHECKED" && by.as_ref().unwrap().name.as_deref() == Some("Коваль Олена"))),
        ];
        assert!(told.is_sorted(), "{told:?} in {:#?}", file.happenings);
        position(&file.happenings, |what| matches!(what, What::Logged { note, .. } if note.as_deref() == Some("не підійшов розмір")));

        let money = file.money.unwrap();
        assert_eq!(
            (money.paid.kopiykas(), money.returned.kopiykas(), money.on_its_way.kopiykas(), money.left.kopiykas()),
            (PRICE, 5_050, 0, PRICE - 5_050)
        );
        assert!(file.actions.check && file.actions.refund_all && file.actions.refund_part && !file.actions.resolve);
        let all = format!("{:?}", file.happenings);
        for secret in ["444403", "maskedPan", "rrn", "Тестовий банк"] {
            assert!(!all.contains(secret), "{secret} of the card");
        }
    }

    async fn what_may_be_decided_follows_the_order(world: World) {
        let admin = admin(&world).await;
        let order = world.place().await;
        let file = world.engine.order_timeline(&admin, &order).await.unwrap();
        assert!(file.money.is_none() && file.actions == engine::desk::Actions::default());
        assert_eq!(file.row.phase, Phase::AwaitingPayment);
        assert!(file.deadline.is_some());

        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.hear(&world.news(&invoice.invoice_id, "success", PRICE - 1, 10)).await;
        let file = world.engine.order_timeline(&admin, &order).await.unwrap();
        assert!(file.actions.resolve && file.actions.refund_all && !file.actions.refund_part);
        assert_eq!(file.money.unwrap().paid.kopiykas(), PRICE - 1);
        resolve(&world.engine, &admin, &order, Resolution::Close, "k").await.unwrap();
        let file = world.engine.order_timeline(&admin, &order).await.unwrap();
        assert!(!file.actions.resolve && file.actions.refund_all);
    }

    async fn bytes_that_are_no_status_are_shown_as_such(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        // What the bank signed before it learnt to write amounts.
        let body = format!(r#"{{"invoiceId":"{}","status":"success"}}"#, invoice.invoice_id);
        world.hear(body.as_bytes()).await;
        execute(&world, &format!("UPDATE payment_events SET invoice_id = '{}'", invoice.invoice_id)).await;
        let file = world.engine.order_timeline(&admin, &order).await.unwrap();
        position(&file.happenings, |what| matches!(what, What::BankSaid { status: None, outcome, source: NewsSource::Webhook, .. }
            if outcome.as_deref() == Some("unreadable")));
    }

    async fn asking_the_bank_says_who_asked_even_when_there_is_no_answer(world: World) {
        let admin = admin(&world).await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.set_available(false);
        assert_eq!(refusal(world.engine.check_payment_by(&admin, &order).await), Refusal::StatusUnknown);
        world.bank.set_available(true);
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        let told = world.engine.check_payment_by(&admin, &order).await.unwrap();
        assert_eq!(told.id, order);
        assert_eq!(world.payment(&order).await.status, "success");
        let entries = log(&world, "PAYMENT_CHECKED").await;
        assert_eq!(entries.len(), 2);
        assert!(entries.iter().all(|entry| entry.user_id.as_deref() == Some("admin")));
        let nobodys = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.check_payment_by(&admin, &nobodys).await), Refusal::NoSuchOrder);
        assert_eq!(refusal(world.engine.order_timeline(&admin, &nobodys).await), Refusal::NoSuchOrder);
    }

    async fn the_story_is_for_administrators(world: World) {
        let order = world.place().await;
        for role in [Role::Doctor, Role::Courier] {
            let other = person(&world, &role.to_string(), role).await;
            assert_eq!(refusal(world.engine.order_timeline(&other, &order).await), Refusal::Forbidden);
        }
    }
}
