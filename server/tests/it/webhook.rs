//! The bank's address: what it answers is what the bank will do next.

use crate::support::*;
use reqwest::{Method, StatusCode};
use sandbox::bank::WebhookMode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

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
    assert_eq!(shop.get("/readyz").await.status, StatusCode::OK);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_refused_before_all_of_it_came_and_its_connection_ends() {
    let shop = Shop::open().await;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: shop\r\nx-sign: x\r\ncontent-length: {}\r\n\r\n",
        ADDRESSES[0],
        64 * 1024 * 1024
    );
    let mut line = shop.connect().await;
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&vec![b'x'; 1024 * 1024 + 1]).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");

    // What fits is read to its end, and the next request finds the connection as it was.
    let mut line = shop.connect().await;
    for _ in 0..2 {
        let answer = ask(
            &mut line,
            &format!(
                "POST {} HTTP/1.1\r\nhost: shop\r\ncontent-length: 2\r\n\r\n{{}}",
                ADDRESSES[0]
            ),
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
        assert!(!answer.contains("connection:"), "{answer}");
    }
    assert_eq!(shop.get("/readyz").await.status, StatusCode::OK);
    shop.close().await;
}

/// Sends a request and reads the head of its answer and what follows at once.
async fn ask(line: &mut TcpStream, request: &str) -> String {
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 16 * 1024];
    let length = line.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}
