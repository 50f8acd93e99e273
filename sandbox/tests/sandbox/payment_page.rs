//! The page on which a payer pays.

use reqwest::Response;
use serde_json::{Value, json};

use crate::shop::Shop;

async fn page(shop: &Shop, id: &str) -> (u16, String) {
    let response = shop
        .client
        .get(format!("{}/pay/{id}", shop.bank.url()))
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn press(shop: &Shop, id: &str, action: &str) -> Response {
    let form = shop.client.post(format!("{}/pay/{id}", shop.bank.url()));
    let form = form
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("action={action}"));
    form.send().await.unwrap()
}

fn location(response: &Response) -> &str {
    response.headers()["location"].to_str().unwrap()
}

#[tokio::test]
async fn the_page_says_what_is_paid_and_that_no_money_moves() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let (http, html) = page(&shop, &id).await;
    assert_eq!(http, 200);
    for words in [
        "Бандаж",
        "450,00 ₴",
        "Оплатити",
        "Відмовити",
        "Тестовий банк — гроші не списуються",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.contains("<script"));
}

#[tokio::test]
async fn paying_leads_back_to_the_shop_before_the_shop_has_heard_of_it() {
    let mut shop = Shop::open().await;
    shop.set_answering(false);
    let id = shop.create(json!({})).await;

    let response = press(&shop, &id, "pay").await;

    assert_eq!(response.status(), 303);
    assert_eq!(location(&response), "http://shop.example/payment/success?orderId=1");
    assert_eq!(shop.status(&id).await["status"], "success");
    shop.set_answering(true);
    assert_eq!(shop.told(2).await, ["processing", "success"]);
}

#[tokio::test]
async fn declining_leads_back_to_the_shop_too() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let response = press(&shop, &id, "decline").await;
    assert_eq!(response.status(), 303);
    assert_eq!(location(&response), "http://shop.example/payment/success?orderId=1");
    assert_eq!(shop.told(1).await, ["failure"]);
}

#[tokio::test]
async fn a_held_invoice_says_that_the_sum_is_blocked() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "paymentType": "hold" })).await;
    press(&shop, &id, "pay").await;
    assert!(page(&shop, &id).await.1.contains("Кошти заблоковано"));
}

#[tokio::test]
async fn without_an_address_to_return_to_the_page_shows_the_result() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "redirectUrl": Value::Null })).await;
    let response = press(&shop, &id, "pay").await;
    assert_eq!(response.status(), 303);
    assert_eq!(location(&response), format!("{}/pay/{id}", shop.bank.url()));
    let (_, html) = page(&shop, &id).await;
    assert!(html.contains("Рахунок сплачено"));
    assert!(!html.contains("<form") && !html.contains("<a "));
}

#[tokio::test]
async fn a_second_press_changes_nothing() {
    let mut shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    press(&shop, &id, "pay").await;
    let response = press(&shop, &id, "decline").await;
    assert_eq!(location(&response), format!("{}/pay/{id}", shop.bank.url()));
    assert!(page(&shop, &id).await.1.contains("Рахунок сплачено"));
    assert_eq!(shop.told(2).await, ["processing", "success"]);
    assert_eq!(shop.status(&id).await["status"], "success");
}

#[tokio::test]
async fn an_expired_invoice_says_so_and_offers_nothing_to_press() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.bank.expire(&id).unwrap();
    let (http, html) = page(&shop, &id).await;
    assert_eq!(http, 200);
    assert!(html.contains("Рахунок більше не дійсний") && !html.contains("<form"));
}

#[tokio::test]
async fn an_unknown_invoice_is_not_found() {
    let shop = Shop::open().await;
    let (http, html) = page(&shop, "nobody").await;
    assert_eq!(http, 404);
    assert!(html.contains("Рахунок не знайдено"));
}

#[tokio::test]
async fn words_of_the_shop_cannot_become_markup() {
    let shop = Shop::open().await;
    let info = json!({ "destination": "<img src=x onerror=alert(1)>" });
    let id = shop
        .create(json!({ "merchantPaymInfo": info, "redirectUrl": "http://shop.example/?a=\"&b=<" }))
        .await;
    press(&shop, &id, "pay").await;
    let (_, html) = page(&shop, &id).await;
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(html.contains("href=\"http://shop.example/?a=&quot;&amp;b=&lt;\""));
}

#[tokio::test]
async fn a_form_with_another_action_is_refused() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    assert_eq!(press(&shop, &id, "steal").await.status(), 422);
    assert_eq!(shop.status(&id).await["status"], "created");
}
