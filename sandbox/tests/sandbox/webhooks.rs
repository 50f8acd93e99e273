//! How the bank tells, and how it may tell badly.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use sandbox::bank::{InvoiceStatus, WebhookAttempt, WebhookMode};
use serde_json::json;

use crate::shop::Shop;

#[tokio::test]
async fn a_webhook_is_tried_three_times_until_200() {
    let mut shop = Shop::open().await;
    shop.answer(&[StatusCode::INTERNAL_SERVER_ERROR, StatusCode::CREATED]);
    let id = shop.create(json!({})).await;

    shop.bank.decline(&id).unwrap();

    assert_eq!(shop.told(3).await, ["failure"; 3]);
    let answers = answers(&shop.bank.wait_for_webhooks(&id).await.unwrap().webhook_attempts);
    assert_eq!(answers, [Some(500), Some(201), Some(200)]);
}

#[tokio::test]
async fn after_three_attempts_the_bank_falls_silent() {
    let shop = Shop::open().await;
    shop.answer(&[StatusCode::INTERNAL_SERVER_ERROR; 3]);
    let id = shop.create(json!({})).await;

    shop.bank.decline(&id).unwrap();

    let invoice = shop.bank.wait_for_webhooks(&id).await.unwrap();
    assert_eq!(answers(&invoice.webhook_attempts), [Some(500); 3]);
}

#[tokio::test]
async fn a_shop_that_is_not_there_counts_as_three_attempts() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "webHookUrl": "http://127.0.0.1:1/hook" })).await;
    shop.bank.decline(&id).unwrap();
    let invoice = shop.bank.wait_for_webhooks(&id).await.unwrap();
    assert_eq!(answers(&invoice.webhook_attempts), [None; 3]);
}

#[tokio::test]
async fn a_later_step_is_told_after_an_earlier_one() {
    let mut shop = Shop::open().await;
    shop.set_answering(false);
    let id = shop.hold().await;
    shop.finalize(json!({ "invoiceId": id, "amount": 45_000 })).await;
    shop.bank.reverse(&id).unwrap();
    shop.set_answering(true);
    assert_eq!(
        shop.told(5).await,
        ["processing", "hold", "processing", "success", "reversed"]
    );
}

#[tokio::test]
async fn switched_off_nothing_is_told_and_the_status_still_knows() {
    let shop = Shop::open().await;
    shop.bank.set_webhooks(WebhookMode::Off);
    let id = shop.create(json!({})).await;

    let paid = shop.bank.pay(&id).unwrap();

    assert_eq!((paid.webhooks_underway, paid.webhook_attempts), (0, vec![]));
    assert_eq!(shop.status(&id).await["status"], "success");
}

#[tokio::test]
async fn duplicates_come_with_the_same_bytes() {
    let mut shop = Shop::open().await;
    shop.bank.set_webhooks(WebhookMode::Duplicate(2));
    let id = shop.create(json!({})).await;

    shop.bank.decline(&id).unwrap();

    let first = shop.webhook().await;
    for _ in 0..2 {
        assert_eq!(shop.webhook().await.raw, first.raw);
    }
    assert_eq!(
        shop.bank.wait_for_webhooks(&id).await.unwrap().webhook_attempts.len(),
        3
    );
}

#[tokio::test]
async fn reversed_the_last_word_comes_first() {
    let mut shop = Shop::open().await;
    shop.bank.set_webhooks(WebhookMode::Reversed);
    let id = shop.create(json!({})).await;
    shop.bank.pay(&id).unwrap();
    assert_eq!(shop.told(2).await, ["success", "processing"]);
}

#[tokio::test]
async fn delayed_webhooks_come_later_and_in_order() {
    let mut shop = Shop::open().await;
    let delay = Duration::from_millis(60);
    shop.bank.set_webhooks(WebhookMode::Delayed(delay));
    let id = shop.create(json!({})).await;
    let started = Instant::now();
    shop.bank.pay(&id).unwrap();
    assert_eq!(shop.told(2).await, ["processing", "success"]);
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn a_wrong_amount_or_currency_is_told_under_a_good_signature() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;

    shop.bank.set_webhooks(WebhookMode::WrongAmount(100));
    shop.bank.pay(&id).unwrap();
    shop.webhook().await;
    let success = shop.webhook().await;
    assert!(success.is_genuine(&shop.bank.public_key_base64()));
    assert_eq!(
        (&success.body["amount"], &success.body["finalAmount"]),
        (&json!(100), &json!(100))
    );
    assert_eq!(shop.status(&id).await["amount"], 100);

    shop.bank.set_webhooks(WebhookMode::WrongCurrency(840));
    let status = shop.status(&id).await;
    assert_eq!((&status["amount"], &status["ccy"]), (&json!(45_000), &json!(840)));

    shop.bank.set_webhooks(WebhookMode::Normal);
    assert_eq!(shop.status(&id).await["ccy"], 980);
    assert_eq!(shop.bank.invoice(&id).unwrap().amount, 45_000);
}

#[tokio::test]
async fn a_new_key_signs_the_next_webhook() {
    let mut shop = Shop::open().await;
    let old = shop.bank.public_key_base64();
    let id = shop.create(json!({})).await;
    shop.bank.rotate_key().unwrap();

    shop.bank.decline(&id).unwrap();

    let webhook = shop.webhook().await;
    assert!(!webhook.is_genuine(&old));
    assert!(webhook.is_genuine(&shop.bank.public_key_base64()));
}

#[tokio::test]
async fn the_bank_itself_may_send_the_money_back() {
    let mut shop = Shop::open().await;
    let id = shop.hold().await;
    shop.bank.reverse(&id).unwrap();
    assert_eq!(shop.told(3).await, ["processing", "hold", "reversed"]);
    assert_eq!(shop.status(&id).await["finalAmount"], 0);
    assert!(shop.bank.reverse(&id).is_err());
    assert_eq!(shop.bank.invoice(&id).unwrap().status, InvoiceStatus::Reversed);
}

fn answers(attempts: &[WebhookAttempt]) -> Vec<Option<u16>> {
    attempts.iter().map(|attempt| attempt.answer).collect()
}
