//! The whole loop over real wires: REST, the bank's signed webhooks, a device's socket.

use crate::support::*;
use sandbox::{
    bank::WebhookMode,
    device::{Answer as Door, Faults},
};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_opens_one_cell_once_however_the_bank_delivers_its_words() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    let modes = [
        WebhookMode::Normal,
        WebhookMode::Duplicate(3),
        WebhookMode::Reversed,
        WebhookMode::Delayed(Duration::from_millis(300)),
    ];
    for (done, mode) in modes.into_iter().enumerate() {
        shop.bank.set_webhooks(mode);
        let order = shop.buy().await;
        let shown = shop.until_status(&order, "completed").await;
        assert!(shown["completedAt"].is_string());
        let opened = device.opened();
        assert_eq!(opened.len(), done + 1, "{opened:?}");
        assert_eq!(opened[done].0, shown["orderNumber"].as_str().unwrap());
        assert_eq!(i64::from(opened[done].1), shown["cellNumber"].as_i64().unwrap());
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_never_comes_is_made_up_for_by_the_customers_check_button() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    shop.bank.set_webhooks(WebhookMode::Off);
    let order = shop.buy().await;
    let told = shop
        .post_json(&format!("/api/orders/{order}/check-payment-status"), &json!({}))
        .await
        .json();
    assert_eq!((&told["success"], &told["status"]), (&json!(true), &json!("pending")));
    shop.until_status(&order, "completed").await;
    assert_eq!(device.opened().len(), 1);
    let told = shop
        .post_json(&format!("/api/orders/{order}/check-payment-status"), &json!({}))
        .await
        .json();
    assert_eq!(told["status"], "completed");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_amount_in_a_signed_webhook_opens_nothing() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    for mode in [WebhookMode::WrongAmount(1), WebhookMode::WrongCurrency(840)] {
        shop.bank.set_webhooks(mode);
        let order = shop.buy().await;
        shop.until_status(&order, "failed").await;
        assert_eq!(shop.stage(&order).await, json!({ "Review": "payment_mismatch" }));
    }
    assert!(device.frames_received().iter().all(|frame| frame["type"] != "cmd"));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_door_that_fails_or_stays_silent_gives_the_money_back_by_itself() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    for (answer, reason) in [
        (Door::Fail, "door_failed"),
        (Door::Silent, "device_silent"),
        (Door::AckOnly, "device_silent"),
    ] {
        device.set_faults(Faults {
            answer,
            ..Faults::quick()
        });
        let order = shop.buy().await;
        let command = device.wait_for_command().await.unwrap();
        assert_eq!(command.cmd_id, shop.show(&order).await["orderNumber"].as_str().unwrap());
        if answer == Door::AckOnly {
            shop.until_status(&order, "processing").await;
        }
        shop.clock.advance(Duration::from_secs(3 * 60));
        shop.until_refunded(&order, reason).await;
    }
    assert!(device.opened().is_empty());
    for invoice in shop.bank.invoices() {
        assert_eq!((invoice.final_amount, invoice.cancels.len()), (Some(0), 1));
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_leaves_before_the_payment_and_stays_away_gives_the_money_back() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    let order = shop.order().await;
    let invoice = shop.invoice(&order).await;
    device.set_faults(Faults {
        offline: true,
        ..Faults::quick()
    });
    device.wait_disconnected().await.unwrap();
    shop.bank.pay(&invoice).unwrap();
    eventually("paid, and waiting for the device", async || {
        (shop.stage(&order).await == json!("Connecting")).then_some(())
    })
    .await;
    shop.clock.advance(Duration::from_secs(3 * 60));
    shop.until_refunded(&order, "device_unreachable").await;
    device.set_faults(Faults::quick());
    device.wait_greeted().await.unwrap();
    // Its next customer is served, and nothing of the past is sent.
    let next = shop.buy().await;
    shop.until_status(&next, "completed").await;
    assert_eq!(device.opened().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_drops_the_line_or_repeats_itself_opens_once() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    for (done, faults) in [
        Faults {
            drop_on_command: true,
            ..Faults::quick()
        },
        Faults {
            drop_after_ack: true,
            ..Faults::quick()
        },
        Faults {
            duplicate: 5,
            ..Faults::quick()
        },
    ]
    .into_iter()
    .enumerate()
    {
        let order = {
            device.wait_greeted().await.unwrap();
            eventually("the server knows the device again", async || {
                let catalog = shop.get(&format!("/api/ortomats/{ORTOMAT}/catalog")).await.json();
                (catalog["available"] == true && device.is_connected()).then_some(())
            })
            .await;
            device.set_faults(faults.clone());
            shop.buy().await
        };
        shop.until_status(&order, "completed").await;
        assert_eq!(device.opened().len(), done + 1);
    }
    shop.close().await;
}
