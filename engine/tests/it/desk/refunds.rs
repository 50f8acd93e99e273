//! Money that administrators give back: whole or in parts, once, and never more than was paid.

use super::*;
use domain::{order::Phase, payment::PaymentType};
use sandbox::bank::CancelMode;

on_both_databases! {
    async fn parts_go_back_one_after_another_and_the_last_one_ends_the_sale(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        let first = give_back(&world, &admin, &order, Some(25_050), "k1").await.unwrap();
        assert_eq!((first.phase, first.repeated), (Phase::Completed, false));
        until_refund(&world, &order, "settled").await;
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(100_000));
        assert_eq!(world.sale(&order).await.phase, "completed", "the goods are out and most of the money stays");

        let left = Money::from_kopiykas(100_000);
        assert_eq!(refusal(give_back(&world, &admin, &order, Some(100_001), "k2").await), Refusal::RefundSum { left });
        assert_eq!(refusal(give_back(&world, &admin, &order, Some(0), "k2").await), Refusal::RefundSum { left });
        assert_eq!(refusal(give_back(&world, &admin, &order, Some(-5), "k2").await), Refusal::RefundSum { left });
        give_back(&world, &admin, &order, Some(1), "k2").await.unwrap();
        until_refund(&world, &order, "settled").await;

        let rest = give_back(&world, &admin, &order, None, "k3").await.unwrap();
        assert_eq!(rest.phase, Phase::Refunding);
        let sale = world.until_phase(&order, "refunded").await;
        assert_eq!(sale.reason.as_deref(), Some("staff_refund"));
        let sums: Vec<i64> = world.bank.invoice(&invoice).unwrap().cancels.iter().map(|cancel| cancel.amount).collect();
        assert_eq!(sums, [25_050, 1, 99_999]);
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(0));
        assert_eq!(refusal(give_back(&world, &admin, &order, None, "k4").await), Refusal::OrderIs(Phase::Refunded));
        assert!(device.has_heard_nothing(), "a refund asks nothing of the device");
        assert_eq!(world.commands().await.len(), 1);
    }

    async fn who_gave_money_back_and_why_stands_in_the_log(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, _invoice) = sold(&world, &mut device).await;
        let decided = give_back(&world, &admin, &order, Some(25_050), "k1").await.unwrap();
        let entry = log(&world, "REFUND_REQUESTED").await.pop().unwrap();
        assert_eq!((entry.user_id.as_deref(), entry.order_id.as_deref()), (Some("admin"), Some(order.as_str())));
        let details: serde_json::Value = serde_json::from_str(&entry.metadata.unwrap()).unwrap();
        assert_eq!(details["note"], "не підійшов розмір");
        assert_eq!(details["amount"], 25_050);
        assert_eq!(details["refundId"], decided.refund.unwrap().as_str());
    }

    async fn points_are_taken_back_with_the_whole_sum_and_not_with_a_part(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        person(&world, "doctor", Role::Doctor).await;
        execute(&world, &format!(
            "INSERT INTO doctor_ortomats (id, doctor_id, ortomat_id, referral_code, created_at) \
             VALUES ('link', 'doctor', '{ORTOMAT}', 'DOC1A2B3C', 0)"
        )).await;
        let mut wish = world.wish();
        wish.referral_code = Some("DOC1A2B3C".to_owned());
        let order = world.engine.place_order(wish).await.unwrap();
        let invoice = world.engine.start_payment(&order).await.unwrap();
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.engine.check_payment(&order).await.unwrap();
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        let points = async || {
            let row = engine::entity::doctor_ortomat::Entity::find_by_id("link").one(&world.db).await.unwrap().unwrap();
            (row.total_points, row.total_sales)
        };
        assert_eq!(points().await, (25, 1));
        give_back(&world, &admin, &order, Some(100), "k1").await.unwrap();
        until_refund(&world, &order, "settled").await;
        assert_eq!(points().await, (25, 1));
        give_back(&world, &admin, &order, None, "k2").await.unwrap();
        world.until_phase(&order, "refunded").await;
        assert_eq!(points().await, (0, 0));
    }

    async fn of_two_administrators_at_once_one_gives_the_money_back(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let second = person(&world, "second", Role::Admin).await;
        let other_process = world.another_process().await;
        for (round, amount) in [None, Some(70_000), Some(30_000)].into_iter().enumerate() {
            let (order, invoice) = sold(&world, &mut device).await;
            let wishes = ["a", "b"].map(|who| wish(&order, amount, PRICE, &format!("{who}{round}")));
            let (first, second) = tokio::join!(
                world.engine.refund_order(&admin, &wishes[0]),
                other_process.refund_order(&second, &wishes[1]),
            );
            let refused = match (first, second) {
                (Ok(_), other) | (other, Ok(_)) => refusal(other),
                both => panic!("{both:?}"),
            };
            let known = [
                Refusal::OrderIs(Phase::Refunding),
                Refusal::OrderIs(Phase::Refunded),
                Refusal::RefundUnderWay,
                Refusal::EditConflict,
            ];
            assert!(known.contains(&refused), "{refused:?}");
            until_refund(&world, &order, "settled").await;
            assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE - amount.unwrap_or(PRICE)));
            assert_eq!(world.bank.cancel_requests(&invoice), 1);
        }
    }

    async fn whoever_has_not_seen_a_colleagues_refund_gives_nothing_back(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let second = person(&world, "second", Role::Admin).await;
        let (order, invoice) = sold(&world, &mut device).await;
        // Both have opened the same complaint; both want to answer it with the same part.
        let (mine, theirs) = (wish(&order, Some(30_000), PRICE, "a"), wish(&order, Some(30_000), PRICE, "b"));
        world.engine.refund_order(&admin, &mine).await.unwrap();
        until_refund(&world, &order, "settled").await;
        assert_eq!(refusal(world.engine.refund_order(&second, &theirs).await), Refusal::EditConflict);
        let whole = RefundWish { amount: None, ..theirs };
        assert_eq!(refusal(world.engine.refund_order(&second, &whole).await), Refusal::EditConflict);
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE - 30_000));
        // The first one's own form is only told what came of it, also in another window.
        let again = world.engine.refund_order(&admin, &mine).await.unwrap();
        assert_eq!((again.repeated, again.amount), (true, Some(Money::from_kopiykas(30_000))));
        // Who has seen it may give more.
        let seen = wish(&order, Some(30_000), PRICE - 30_000, "c");
        assert!(!world.engine.refund_order(&second, &seen).await.unwrap().repeated);
        until_refund(&world, &order, "settled").await;
        world.eventually("both are back", async |world| {
            (world.bank.invoice(&invoice)?.final_amount == Some(PRICE - 60_000)).then_some(())
        }).await;
    }

    async fn a_form_that_is_sent_again_gives_back_once(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        let clicks: Vec<_> = (0..8).map(|_| {
            let (world, admin, order) = (world.clone(), admin.clone(), order.clone());
            tokio::spawn(async move { give_back(&world, &admin, &order, Some(30_000), "same").await.unwrap() })
        }).collect();
        let mut decided = Vec::new();
        for click in clicks {
            decided.push(click.await.unwrap());
        }
        assert_eq!(decided.iter().filter(|it| !it.repeated).count(), 1);
        assert!(decided.iter().all(|it| it.refund.is_some() && it.refund == decided[0].refund));
        until_refund(&world, &order, "settled").await;
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE - 30_000));

        assert_eq!(refusal(give_back(&world, &admin, &order, Some(40_000), "same").await), Refusal::KeyReused);
        let (other, _invoice) = sold(&world, &mut device).await;
        assert_eq!(refusal(give_back(&world, &admin, &other, Some(30_000), "same").await), Refusal::KeyReused);
        assert_eq!(log(&world, "REFUND_REQUESTED").await.len(), 1);
    }

    async fn a_webhook_that_overtakes_the_lost_answer_ends_the_refund(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        world.bank.set_cancel_mode(CancelMode::LoseAnswer);
        give_back(&world, &admin, &order, Some(30_000), "k1").await.unwrap();
        world.eventually("the bank was asked", async |world| (world.bank.cancel_requests(&invoice) > 0).then_some(())).await;
        world.bank.set_cancel_mode(CancelMode::Normal);
        let refund = refunds_of(&world, &order).await.pop().unwrap();
        hear_of_refund(&world, &invoice, &refund, "success", 10).await;
        hear_of_refund(&world, &invoice, &refund, "success", 11).await;
        assert_eq!(until_refund(&world, &order, "settled").await.id, refund.id);
        world.pass(60);
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        assert_eq!(world.bank.cancel_requests(&invoice), 1);
        assert_eq!(log(&world, "REFUND_SETTLED").await.len(), 1, "told once");
        assert_eq!(world.sale(&order).await.phase, "completed");
    }

    async fn while_the_bank_works_on_a_part_there_is_no_second_one(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        world.bank.set_cancel_mode(CancelMode::Processing);
        give_back(&world, &admin, &order, Some(30_000), "k1").await.unwrap();
        until_refund(&world, &order, "accepted").await;
        for amount in [Some(1), None] {
            assert_eq!(refusal(give_back(&world, &admin, &order, amount, "k2").await), Refusal::RefundUnderWay);
        }
        world.bank.fail_cancels();
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        let refused = until_refund(&world, &order, "refused").await;
        assert!(refused.last_error.is_some());
        assert_eq!(world.sale(&order).await.phase, "completed", "the sale stands");
        assert_eq!(log(&world, "NEEDS_REVIEW").await.len(), 1, "but somebody is told");

        world.bank.set_cancel_mode(CancelMode::Normal);
        give_back(&world, &admin, &order, Some(30_000), "k3").await.unwrap();
        until_refund(&world, &order, "settled").await;
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE - 30_000));
    }

    async fn a_refund_that_comes_after_it_was_refused_is_not_made_a_second_time(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        world.bank.set_cancel_mode(CancelMode::Processing);
        give_back(&world, &admin, &order, Some(30_000), "k1").await.unwrap();
        let first = until_refund(&world, &order, "accepted").await;
        hear_of_refund(&world, &invoice, &first, "failure", 10).await;
        until_refund(&world, &order, "refused").await;
        world.bank.set_available(false);
        world.pass(1);
        give_back(&world, &admin, &order, Some(30_000), "k2").await.unwrap();
        until_refund(&world, &order, "requested").await;
        // The bank thinks better of the first one.
        hear_of_refund(&world, &invoice, &first, "success", 11).await;
        let asked = world.bank.cancel_requests(&invoice);
        world.bank.set_cancel_mode(CancelMode::Normal);
        world.bank.set_available(true);
        world.pass(60);
        until_refund(&world, &order, "refused").await;
        let refunds = refunds_of(&world, &order).await;
        assert_eq!(refunds.iter().map(|refund| refund.status.as_str()).collect::<Vec<_>>(), ["settled", "refused"]);
        assert_eq!(world.bank.cancel_requests(&invoice), asked, "the second one was never asked for");
    }

    async fn a_part_of_a_held_sum_waits_for_the_charge(world: World, Options { payment_type: PaymentType::Hold, ..Options::default() }) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.bank.set_available(false);
        device.reports(&command, DoorResult::Opened).await;
        assert_eq!(refusal(give_back(&world, &admin, &order, Some(1), "k1").await), Refusal::NotChargedYet);
        world.bank.set_available(true);
        world.pass(60);
        world.eventually("the hold is charged", async |world| {
            (world.payment(&order).await.status == "success").then_some(())
        }).await;
        give_back(&world, &admin, &order, Some(1), "k1").await.unwrap();
        until_refund(&world, &order, "settled").await;
    }

    async fn a_held_sum_is_released_whole(world: World, Options { payment_type: PaymentType::Hold, ..Options::default() }) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.bank.set_available(false);
        device.reports(&command, DoorResult::Opened).await;
        give_back(&world, &admin, &order, None, "k1").await.unwrap();
        world.bank.set_available(true);
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        let invoice = world.payment(&order).await.invoice_id.unwrap();
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(0));
    }

    async fn what_the_bank_took_back_by_itself_is_not_given_back_again(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        world.bank.set_cancel_mode(CancelMode::Unavailable);
        give_back(&world, &admin, &order, Some(30_000), "k1").await.unwrap();
        world.hear(&world.news(&invoice.parse().unwrap(), "reversed", PRICE, 30)).await;
        world.until_phase(&order, "refunded").await;
        assert_eq!(until_refund(&world, &order, "refused").await.amount, 30_000, "nothing of it went back this way");
        assert_eq!(refusal(give_back(&world, &admin, &order, None, "k2").await), Refusal::OrderIs(Phase::Refunded));
    }

    async fn a_part_that_the_poller_finds_taken_back_with_everything_is_not_called_made(world: World) {
        let (mut device, admin) = (world.device().await, admin(&world).await);
        let (order, invoice) = sold(&world, &mut device).await;
        world.bank.set_cancel_mode(CancelMode::Unavailable);
        give_back(&world, &admin, &order, Some(30_000), "k1").await.unwrap();
        world.eventually("the bank was asked", async |world| (world.bank.cancel_requests(&invoice) > 0).then_some(())).await;
        world.bank.reverse(&invoice).unwrap();
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        let refund = until_refund(&world, &order, "refused").await;
        // Nothing comes after that: the attempt which has learnt it is over as well.
        world.pass(60);
        world.engine.check_payment_by(&admin, &order).await.unwrap();
        let now = refunds_of(&world, &order).await.pop().unwrap();
        assert_eq!((now.status.as_str(), now.due_at, now.settled_at), ("refused", None, None), "{}", refund.id);
        let money = world.engine.order_timeline(&admin, &order).await.unwrap().money.unwrap();
        assert_eq!((money.returned.kopiykas(), money.left.kopiykas()), (PRICE, 0));
    }

    async fn there_must_be_a_right_a_reason_and_money(world: World) {
        let admin = admin(&world).await;
        let order = world.place().await;
        assert_eq!(refusal(give_back(&world, &admin, &order, None, "k").await), Refusal::OrderIs(Phase::AwaitingPayment));
        world.engine.cancel_order(&order).await.unwrap();
        assert_eq!(refusal(give_back(&world, &admin, &order, None, "k").await), Refusal::NothingToRefund);
        for role in [Role::Doctor, Role::Courier] {
            let other = person(&world, &role.to_string(), role).await;
            assert_eq!(refusal(give_back(&world, &other, &order, None, "k").await), Refusal::Forbidden);
            assert_eq!(refusal(world.engine.check_payment_by(&other, &order).await), Refusal::Forbidden);
            let outcome = resolve(&world.engine, &other, &order, Resolution::Close, "k").await;
            assert_eq!(refusal(outcome), Refusal::Forbidden);
        }
        for reason in ["", "  ", "два\nрядки", &"ї".repeat(201)] {
            let wish = RefundWish { reason: reason.to_owned(), ..wish(&order, None, 0, "k") };
            assert_eq!(refusal(world.engine.refund_order(&admin, &wish).await), Refusal::ReasonLength);
        }
        let nobodys = "nowhere".parse().unwrap();
        assert_eq!(refusal(give_back(&world, &admin, &nobodys, None, "k").await), Refusal::NoSuchOrder);
    }
}
