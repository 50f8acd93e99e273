//! The bank's address: what it answers is what the bank will do next.

use crate::support::*;
use reqwest::{Method, StatusCode};
use sandbox::bank::WebhookMode;

const ADDRESSES: [&str; 2] = ["/api/orders/mono-webhook", "/api/mono-payment/webhook"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_signed_bytes_are_answered_with_200_at_both_addresses() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    shop.bank.set_webhooks(WebhookMode::Off);
    for address in ADDRESSES {
        let order = shop.order().await;
        let invoice = shop.invoice(&order).await;
        let body = format!(
            r#"{{ "invoiceId": "{invoice}", "status": "success", "amount": {PRICE}, "ccy": 980, "modifiedDate": "2040-01-01T00:00:00Z" }}"#
        );
        let signature = shop.bank.sign(body.as_bytes());
        let reserialised = serde_json::from_str::<serde_json::Value>(&body).unwrap().to_string();
        for (headers, body) in [
            (vec![], body.clone()),
            (vec![("x-sign", "")], body.clone()),
            (vec![("x-sign", "MEUCIQ==")], body.clone()),
            (vec![("x-sign", signature.as_str())], reserialised),
            (vec![("x-sign", signature.as_str())], format!("{body}\n")),
        ] {
            let answer = shop.send(Method::POST, address, &headers, body).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text);
        }
        assert_eq!(shop.show(&order).await["status"], "pending");
        // No Origin, no content type: that is how banks call.
        for _ in 0..3 {
            let answer = shop
                .send(Method::POST, address, &[("x-sign", &signature)], body.clone())
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
        shop.until_status(&order, "completed").await;
        assert_eq!(shop.get(address).await.status, StatusCode::OK);
    }
    assert_eq!(device.opened().len(), 2);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_cannot_be_checked_is_sent_again_by_the_bank_because_we_say_503() {
    let shop = Shop::open().await;
    shop.bank.set_available(false);
    let answer = shop
        .send(Method::POST, ADDRESSES[0], &[("x-sign", &shop.bank.sign(b"{}"))], "{}")
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_body_that_is_no_status_is_kept_and_harms_nothing() {
    let shop = Shop::open().await;
    for body in [
        "{}",
        "not json",
        r#"{"invoiceId":"x","status":"teleported","amount":1}"#,
    ] {
        let answer = shop
            .send(
                Method::POST,
                ADDRESSES[0],
                &[("x-sign", &shop.bank.sign(body.as_bytes()))],
                body,
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let too_large = shop
        .http
        .post(shop.url(ADDRESSES[0]))
        .header("x-sign", "x")
        .body(vec![b'x'; 2 * 1024 * 1024])
        .send()
        .await;
    // The answer comes before all is sent; a sender that is still writing then may see the line cut instead.
    assert!(too_large.map_or(true, |answer| answer.status() == StatusCode::PAYLOAD_TOO_LARGE));
    assert_eq!(shop.get("/readyz").await.status, StatusCode::OK);
    shop.close().await;
}
