//! From an invoice to money, and the ways it does not get there.

use sandbox::bank::InvoiceStatus;
use serde_json::{Value, json};

use crate::shop::{Shop, answer, is_genuine};

#[tokio::test]
async fn a_paid_invoice_is_told_by_two_signed_webhooks_and_by_its_status() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    assert_eq!(shop.status(&id).await["status"], "created");

    shop.bank.pay(&id).unwrap();

    assert_eq!(shop.told(2).await, ["processing", "success"]);
    let status = shop.status(&id).await;
    assert_eq!(status["invoiceId"], id.as_str());
    assert_eq!(status["status"], "success");
    assert_eq!(status["amount"], 45_000);
    assert_eq!(status["ccy"], 980);
    assert_eq!(status["finalAmount"], 45_000);
    assert_eq!(status["reference"], "ORD-1");
    assert_eq!(status["destination"], "Бандаж");
    assert_eq!(status["payMethod"], "wallet");
    assert_eq!(status["paymentInfo"]["maskedPan"], "444403******1902");
    assert_eq!(status["paymentInfo"]["fee"], 585);
    assert!(status.get("cancelList").is_none());
    let created = status["createdDate"].as_str().unwrap();
    assert_eq!(created.len(), "2026-11-22T12:05:00Z".len(), "whole seconds: {created}");
    assert!(created.ends_with('Z'));
    assert!(created <= status["modifiedDate"].as_str().unwrap());
}

#[tokio::test]
async fn the_webhook_and_the_status_are_the_same_object() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.bank.pay(&id).unwrap();
    let processing = shop.webhook().await;
    assert!(processing.body.get("finalAmount").is_none());
    assert_eq!(shop.webhook().await.body, shop.status(&id).await);
}

#[tokio::test]
async fn a_declined_invoice_fails_with_the_reason_of_the_payer() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;

    shop.bank.decline(&id).unwrap();

    assert_eq!(shop.told(1).await, ["failure"]);
    let status = shop.status(&id).await;
    assert_eq!(status["errCode"], "8002");
    assert!(status["failureReason"].is_string());
    assert!(status.get("finalAmount").is_none());
    assert!(shop.bank.pay(&id).is_err(), "a declined invoice stays declined");
}

#[tokio::test]
async fn an_invoice_stays_processing_while_its_payer_hesitates() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;

    shop.bank.begin_payment(&id).unwrap();
    assert_eq!(shop.status(&id).await["status"], "processing");
    let (http, refusal) = shop.remove(&id).await;
    assert_eq!((http, &refusal["errCode"]), (400, &json!("INVOICE_ALREADY_USED")));

    shop.bank.pay(&id).unwrap();
    assert_eq!(shop.told(2).await, ["processing", "success"]);
}

#[tokio::test]
async fn an_expired_invoice_is_told_by_its_status_only() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;

    let expired = shop.bank.expire(&id).unwrap();

    assert_eq!(expired.webhooks_underway, 0);
    assert_eq!(shop.status(&id).await["status"], "expired");
    assert!(shop.bank.pay(&id).is_err());
    assert!(shop.is_quiet());
}

#[tokio::test]
async fn a_removed_invoice_cannot_be_paid() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;

    assert_eq!(shop.remove(&id).await, (200, json!({})));

    assert_eq!(shop.status(&id).await["status"], "expired");
    assert!(shop.bank.pay(&id).is_err());
}

#[tokio::test]
async fn a_paid_invoice_cannot_be_removed() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.bank.pay(&id).unwrap();

    let (http, refusal) = shop.remove(&id).await;

    assert_eq!((http, &refusal["errCode"]), (400, &json!("INVOICE_ALREADY_USED")));
    assert_eq!(shop.status(&id).await["status"], "success");
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_refused() {
    let shop = Shop::open().await;
    let basket = |sum: i64| json!({ "basketOrder": [{ "name": "Бандаж", "qty": 2, "sum": sum }] });
    for (terms, code) in [
        (json!({ "amount": 0 }), "BAD_REQUEST"),
        (json!({ "amount": -1 }), "BAD_REQUEST"),
        (json!({ "amount": "450,00" }), "BAD_REQUEST"),
        (json!({ "validity": 0 }), "BAD_REQUEST"),
        (json!({ "paymentType": "gift" }), "BAD_REQUEST"),
        (json!({ "redirectUrl": "javascript:alert(1)" }), "BAD_REQUEST"),
        (
            json!({ "merchantPaymInfo": { "destination": "я".repeat(281) } }),
            "INVALID_MERCHANT_PAYM_INFO",
        ),
        (
            json!({ "merchantPaymInfo": basket(45_000) }),
            "INVALID_MERCHANT_PAYM_INFO",
        ),
    ] {
        let (http, refusal) = shop.post("/api/merchant/invoice/create", &shop.terms(&terms)).await;
        assert_eq!((http, refusal["errCode"].as_str()), (400, Some(code)), "{terms}");
    }
    shop.create(json!({ "merchantPaymInfo": basket(22_500) })).await;
    assert_eq!(shop.bank.invoices().len(), 1);
}

#[tokio::test]
async fn an_unknown_invoice_is_not_found_by_any_call() {
    let shop = Shop::open().await;
    let unknown = json!({ "invoiceId": "nobody", "amount": 1 });
    let mut answers = vec![shop.get("/api/merchant/invoice/status?invoiceId=nobody").await];
    for call in ["cancel", "remove", "finalize"] {
        answers.push(shop.post(&format!("/api/merchant/invoice/{call}"), &unknown).await);
    }
    for (http, refusal) in answers {
        assert_eq!((http, &refusal["errCode"]), (404, &json!("NOT_FOUND")));
    }
    assert!(shop.bank.pay("nobody").is_err());
}

#[tokio::test]
async fn only_the_token_of_the_merchant_is_let_in() {
    let shop = Shop::open().await;
    let details = format!("{}/api/merchant/details", shop.bank.url());

    let (http, refusal) = answer(shop.client.get(&details)).await;
    assert_eq!((http, &refusal["errCode"]), (400, &json!("BAD_REQUEST")));
    assert_eq!(refusal["errorDescription"], "Missing required header 'X-Token'");

    let (http, refusal) = answer(shop.client.get(&details).header("X-Token", "guess")).await;
    assert_eq!(
        (http, refusal),
        (403, json!({ "errCode": "FORBIDDEN", "errText": "forbidden" }))
    );

    let (http, merchant) = answer(shop.client.get(&details).header("X-Token", shop.bank.token())).await;
    assert_eq!(http, 200);
    assert!(merchant["merchantId"].is_string());
}

#[tokio::test]
async fn the_public_key_verifies_what_the_bank_signs_until_the_key_changes() {
    let shop = Shop::open().await;
    let (_, answer) = shop.get("/api/merchant/pubkey").await;
    let old = answer["key"].as_str().unwrap();
    assert!(is_genuine(old, b"words", &shop.bank.sign(b"words")));
    assert!(!is_genuine(old, b"other words", &shop.bank.sign(b"words")));

    shop.bank.rotate_key().unwrap();

    assert!(!is_genuine(old, b"words", &shop.bank.sign(b"words")));
    let (_, answer) = shop.get("/api/merchant/pubkey").await;
    assert!(is_genuine(
        answer["key"].as_str().unwrap(),
        b"words",
        &shop.bank.sign(b"words")
    ));
    assert_eq!(shop.bank.pubkey_requests(), 2);
}

#[tokio::test]
async fn an_invoice_is_found_by_the_order_number_of_the_merchant() {
    let shop = Shop::open().await;
    let older = shop.create(json!({})).await;
    let newer = shop.create(json!({})).await;
    assert_eq!(shop.bank.find_by_reference("ORD-1").unwrap().id, newer);
    assert_eq!(shop.bank.find_by_reference("ORD-2"), None);
    let ids: Vec<_> = shop.bank.invoices().into_iter().map(|invoice| invoice.id).collect();
    assert_eq!(ids, [older, newer]);
}

#[tokio::test]
async fn a_test_can_wait_for_what_somebody_else_does() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let bank = shop.bank.clone();
    let waiting = {
        let id = id.clone();
        tokio::spawn(async move { bank.wait_for_status(&id, InvoiceStatus::Success).await })
    };
    let paying = {
        let bank = shop.bank.clone();
        std::thread::spawn(move || bank.pay(&id).unwrap())
    };
    assert_eq!(waiting.await.unwrap().unwrap().final_amount, Some(45_000));
    paying.join().unwrap();
}

#[tokio::test]
async fn a_page_url_is_part_of_the_answer() {
    let shop = Shop::open().await;
    let (_, answer) = shop.post("/api/merchant/invoice/create", &shop.terms(&json!({}))).await;
    let id = answer["invoiceId"].as_str().unwrap();
    assert_eq!(answer["pageUrl"], Value::from(format!("{}/pay/{id}", shop.bank.url())));
}
