//! A bank that is down, hangs, or is gone.

use sandbox::PATIENCE;
use sandbox::bank::{Bank, BankOptions};
use serde_json::json;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

use crate::shop::{Shop, answer, http_client};

#[tokio::test]
async fn a_bank_that_is_down_answers_503_to_the_merchant_and_still_lets_payers_pay() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.bank.set_available(false);

    assert_eq!(shop.get("/api/merchant/details").await.0, 503);
    let page = shop
        .client
        .get(format!("{}/pay/{id}", shop.bank.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);

    shop.bank.set_available(true);
    assert_eq!(shop.get("/api/merchant/details").await.0, 200);
}

/// A call that the bank has accepted and will not answer.
async fn hang(shop: &Shop) -> JoinHandle<reqwest::Result<reqwest::Response>> {
    shop.bank.set_hanging(true);
    let call = tokio::spawn(shop.request(reqwest::Method::GET, "/api/merchant/details").send());
    shop.bank
        .wait_for(|bank| (bank.hanging_calls() == 1).then_some(()))
        .await
        .unwrap();
    call
}

#[tokio::test]
async fn a_hanging_call_gets_no_answer_while_later_ones_do() {
    let shop = Shop::open().await;
    let call = hang(&shop).await;
    shop.bank.set_hanging(false);
    assert_eq!(shop.get("/api/merchant/details").await.0, 200);
    assert!(!call.is_finished());
}

#[tokio::test]
async fn stopping_lets_go_of_hanging_calls() {
    let shop = Shop::open().await;
    let call = hang(&shop).await;
    shop.bank.shutdown();
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn the_bank_stops_with_its_last_handle() {
    let bank = Bank::start(BankOptions::default()).await.unwrap();
    let details = format!("{}/api/merchant/details", bank.url());
    let token = bank.token().to_owned();
    let ask = || http_client().get(&details).header("X-Token", &token);
    let clone = bank.clone();
    drop(bank);
    assert_eq!(answer(ask()).await.0, 200);
    drop(clone);
    // The listener closes on the next turn of the server's task.
    let refused = async {
        while ask().send().await.is_ok() {
            yield_now().await;
        }
    };
    timeout(PATIENCE, refused).await.unwrap();
}

#[tokio::test]
async fn a_call_the_bank_does_not_know_is_refused_in_json() {
    let shop = Shop::open().await;
    assert_eq!(shop.get("/api/merchant/nothing").await.1["errCode"], "NOT_FOUND");
    let (http, refusal) = shop.get("/api/merchant/invoice/create").await;
    assert_eq!((http, &refusal["errCode"]), (405, &json!("METHOD_NOT_ALLOWED")));
}
