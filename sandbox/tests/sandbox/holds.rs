//! Money blocked first: captured whole or in part, or released.

use sandbox::bank::{CancelMode, InvoiceStatus};
use serde_json::json;

use crate::shop::Shop;

#[tokio::test]
async fn a_held_sum_has_no_final_amount_yet() {
    let mut shop = Shop::open().await;
    let id = shop.hold().await;
    assert_eq!(shop.told(2).await, ["processing", "hold"]);
    let status = shop.status(&id).await;
    assert_eq!((&status["status"], &status["amount"]), (&json!("hold"), &json!(45_000)));
    assert!(status.get("finalAmount").is_none());
}

#[tokio::test]
async fn a_captured_hold_passes_through_processing_with_the_whole_sum() {
    let mut shop = Shop::open().await;
    let id = shop.hold().await;
    shop.told(2).await;

    let answer = shop.finalize(json!({ "invoiceId": id, "amount": 5_000 })).await;

    assert_eq!(answer, (200, json!({ "status": "success" })));
    let processing = shop.webhook().await.body;
    assert_eq!(
        (&processing["status"], &processing["finalAmount"]),
        (&json!("processing"), &json!(45_000))
    );
    assert!(processing.get("paymentInfo").is_none());
    let success = shop.webhook().await.body;
    assert_eq!(
        (&success["status"], &success["finalAmount"]),
        (&json!("success"), &json!(5_000))
    );
    assert_eq!(
        (&success["amount"], &success["paymentInfo"]["fee"]),
        (&json!(45_000), &json!(65))
    );
}

#[tokio::test]
async fn capturing_renews_the_references_of_the_payment() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    let held = shop.status(&id).await["paymentInfo"].clone();
    shop.finalize(json!({ "invoiceId": id, "amount": 45_000 })).await;
    let captured = shop.status(&id).await["paymentInfo"].clone();
    assert_ne!(held["rrn"], captured["rrn"]);
    assert_ne!(held["tranId"], captured["tranId"]);
    assert_eq!(held["approvalCode"], captured["approvalCode"]);
}

#[tokio::test]
async fn more_than_the_hold_or_no_amount_is_refused_and_the_hold_survives() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    for request in [json!({ "invoiceId": id, "amount": 45_001 }), json!({ "invoiceId": id })] {
        let (http, refusal) = shop.finalize(request).await;
        assert_eq!((http, &refusal["errCode"]), (400, &json!("1001")));
        assert_eq!(refusal["errText"], "finalization amount exceeds hold amount");
    }
    assert_eq!(shop.status(&id).await["status"], "hold");
}

#[tokio::test]
async fn a_hold_is_captured_once() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    let request = json!({ "invoiceId": id, "amount": 45_000 });
    assert_eq!(shop.finalize(request.clone()).await.0, 200);
    let (http, refusal) = shop.finalize(request).await;
    assert_eq!((http, &refusal["errCode"]), (400, &json!("1001")));
    assert_eq!(refusal["errText"], "order on hold not found");
}

#[tokio::test]
async fn a_debit_cannot_be_captured() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.bank.pay(&id).unwrap();
    let (http, refusal) = shop.finalize(json!({ "invoiceId": id, "amount": 45_000 })).await;
    assert_eq!((http, &refusal["errText"]), (400, &json!("order on hold not found")));
}

#[tokio::test]
async fn a_released_hold_is_reversed() {
    let mut shop = Shop::open().await;
    let id = shop.hold().await;
    shop.told(2).await;

    let (http, answer) = shop.cancel(&json!({ "invoiceId": id, "extRef": "R-1" })).await;

    assert_eq!((http, &answer["status"]), (200, &json!("success")));
    assert_eq!(shop.told(1).await, ["reversed"]);
    let status = shop.status(&id).await;
    assert_eq!(
        (&status["status"], &status["finalAmount"]),
        (&json!("reversed"), &json!(0))
    );
    assert_eq!(status["cancelList"][0]["extRef"], "R-1");
    let (http, _) = shop.finalize(json!({ "invoiceId": id, "amount": 45_000 })).await;
    assert_eq!(http, 400);
}

#[tokio::test]
async fn a_part_of_a_hold_cannot_be_released() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    let (http, refusal) = shop.cancel(&json!({ "invoiceId": id, "amount": 100 })).await;
    assert_eq!((http, &refusal["errCode"]), (400, &json!("WRONG_CANCEL_AMOUNT")));
}

#[tokio::test]
async fn a_hold_being_released_is_not_captured() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    shop.bank.set_cancel_mode(CancelMode::Processing);
    shop.cancel(&json!({ "invoiceId": id })).await;
    let (http, refusal) = shop.finalize(json!({ "invoiceId": id, "amount": 45_000 })).await;
    assert_eq!((http, &refusal["errText"]), (400, &json!("order on hold not found")));

    shop.bank.settle_cancels();
    assert_eq!(shop.bank.invoice(&id).unwrap().status, InvoiceStatus::Reversed);
}

#[tokio::test]
async fn a_captured_part_is_all_that_can_be_refunded() {
    let shop = Shop::open().await;
    let id = shop.hold().await;
    shop.finalize(json!({ "invoiceId": id, "amount": 5_000 })).await;
    let (http, _) = shop.cancel(&json!({ "invoiceId": id, "amount": 5_001 })).await;
    assert_eq!(http, 400);
    let (http, _) = shop.cancel(&json!({ "invoiceId": id })).await;
    assert_eq!(http, 200);
    assert_eq!(shop.bank.invoice(&id).unwrap().final_amount, Some(0));
}
