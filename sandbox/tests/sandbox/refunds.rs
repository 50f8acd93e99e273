//! Money back, whole and in parts, and the answers that get lost.

use sandbox::bank::{Bank, CancelMode, CancelStatus, InvoiceStatus};
use serde_json::{Value, json};

use crate::shop::Shop;

async fn paid(shop: &Shop) -> String {
    let id = shop.create(json!({})).await;
    shop.bank.pay(&id).unwrap();
    id
}

fn cancels(bank: &Bank, id: &str) -> Vec<(CancelStatus, i64)> {
    bank.invoice(id)
        .unwrap()
        .cancels
        .iter()
        .map(|cancel| (cancel.status, cancel.amount))
        .collect()
}

#[tokio::test]
async fn a_full_refund_reverses_the_invoice_and_is_told() {
    let mut shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.told(2).await;

    let (http, answer) = shop.cancel(&json!({ "invoiceId": id, "extRef": "R-1" })).await;

    assert_eq!((http, &answer["status"]), (200, &json!("success")));
    assert!(answer["createdDate"].is_string() && answer["modifiedDate"].is_string());
    assert_eq!(shop.told(1).await, ["reversed"]);
    let status = shop.status(&id).await;
    assert_eq!(
        (&status["status"], &status["finalAmount"]),
        (&json!("reversed"), &json!(0))
    );
    let cancel = &status["cancelList"][0];
    assert_eq!(
        (&cancel["status"], &cancel["amount"]),
        (&json!("success"), &json!(45_000))
    );
    assert_eq!((&cancel["extRef"], &cancel["ccy"]), (&json!("R-1"), &json!(980)));
}

#[tokio::test]
async fn parts_go_back_until_nothing_is_left() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;

    shop.cancel(&json!({ "invoiceId": id, "amount": 15_000 })).await;
    let status = shop.status(&id).await;
    assert_eq!(
        (&status["status"], &status["finalAmount"]),
        (&json!("success"), &json!(30_000))
    );

    let (http, refusal) = shop.cancel(&json!({ "invoiceId": id, "amount": 30_001 })).await;
    assert_eq!((http, &refusal["errCode"]), (400, &json!("WRONG_CANCEL_AMOUNT")));

    let (http, _) = shop.cancel(&json!({ "invoiceId": id })).await;
    assert_eq!(http, 200);
    assert_eq!(shop.status(&id).await["status"], "reversed");
    assert_eq!(
        cancels(&shop.bank, &id),
        [(CancelStatus::Success, 15_000), (CancelStatus::Success, 30_000)]
    );
}

#[tokio::test]
async fn what_was_refunded_is_not_refunded_again_even_under_the_same_reference() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    let request = json!({ "invoiceId": id, "extRef": "R-1" });
    shop.cancel(&request).await;

    let (http, refusal) = shop.cancel(&request).await;

    assert_eq!((http, &refusal["errCode"]), (400, &json!("WRONG_CANCEL_AMOUNT")));
    assert_eq!(shop.bank.cancel_requests(&id), 2);
    assert_eq!(cancels(&shop.bank, &id).len(), 1);
}

#[tokio::test]
async fn the_reference_of_a_refund_protects_from_nothing() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    let request = json!({ "invoiceId": id, "extRef": "R-1", "amount": 10_000 });
    shop.cancel(&request).await;
    shop.cancel(&request).await;
    assert_eq!(shop.status(&id).await["finalAmount"], 25_000);
}

#[tokio::test]
async fn nothing_or_less_cannot_be_refunded() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    for amount in [0, -1] {
        let (http, refusal) = shop.cancel(&json!({ "invoiceId": id, "amount": amount })).await;
        assert_eq!((http, &refusal["errCode"]), (400, &json!("WRONG_CANCEL_AMOUNT")));
    }
}

#[tokio::test]
async fn an_unpaid_invoice_has_nothing_to_refund() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let (http, refusal) = shop.cancel(&json!({ "invoiceId": id })).await;
    assert_eq!((http, &refusal["errCode"]), (404, &json!("1004")));
}

#[tokio::test]
async fn a_refund_under_way_ends_when_the_bank_settles_it() {
    let mut shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.told(2).await;
    shop.bank.set_cancel_mode(CancelMode::Processing);

    let (http, answer) = shop.cancel(&json!({ "invoiceId": id, "amount": 5_000 })).await;
    assert_eq!((http, &answer["status"]), (200, &json!("processing")));
    let status = shop.status(&id).await;
    assert_eq!(
        (&status["status"], &status["finalAmount"]),
        (&json!("success"), &json!(45_000))
    );
    assert_eq!(status["cancelList"][0]["status"], "processing");
    let (http, _) = shop.cancel(&json!({ "invoiceId": id, "amount": 40_001 })).await;
    assert_eq!(http, 400, "money on its way back cannot go twice");

    shop.bank.settle_cancels();
    assert_eq!(shop.told(1).await, ["success"]);
    assert_eq!(shop.status(&id).await["finalAmount"], 40_000);
    assert_eq!(cancels(&shop.bank, &id), [(CancelStatus::Success, 5_000)]);
    shop.bank.settle_cancels();
    assert_eq!(shop.status(&id).await["finalAmount"], 40_000);
}

#[tokio::test]
async fn a_refund_under_way_may_fail() {
    let mut shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.told(2).await;
    shop.bank.set_cancel_mode(CancelMode::Processing);
    shop.cancel(&json!({ "invoiceId": id })).await;

    shop.bank.fail_cancels();

    assert_eq!(shop.webhook().await.body["cancelList"][0]["status"], "failure");
    assert_eq!(shop.status(&id).await["finalAmount"], 45_000);
}

#[tokio::test]
async fn a_refund_that_is_not_available_does_nothing() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.bank.set_cancel_mode(CancelMode::Unavailable);

    let (http, refusal) = shop.cancel(&json!({ "invoiceId": id })).await;

    assert_eq!((http, &refusal["errCode"]), (500, &json!("CANCEL_NOT_AVAILABLE")));
    assert_eq!(shop.bank.cancel_requests(&id), 1);
    assert_eq!(cancels(&shop.bank, &id), []);
}

#[tokio::test]
async fn a_lost_answer_is_a_dropped_connection_after_the_refund() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.bank.set_cancel_mode(CancelMode::LoseAnswer);

    let request = shop
        .request(reqwest::Method::POST, "/api/merchant/invoice/cancel")
        .json(&json!({ "invoiceId": id }));
    let error = request.send().await.unwrap_err();

    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(shop.bank.invoice(&id).unwrap().status, InvoiceStatus::Reversed);
    assert_eq!(shop.bank.cancel_requests(&id), 1);
}

#[tokio::test]
async fn a_failed_answer_hides_a_refund_that_was_made() {
    let shop = Shop::open().await;
    let id = paid(&shop).await;
    shop.bank.set_cancel_mode(CancelMode::FailAnswer);
    let (http, refusal): (u16, Value) = shop.cancel(&json!({ "invoiceId": id })).await;
    assert_eq!((http, &refusal["errCode"]), (500, &json!("INTERNAL_ERROR")));
    assert_eq!(shop.bank.invoice(&id).unwrap().status, InvoiceStatus::Reversed);
}
