//! The REST contract, and what bad input hears from it.

use crate::support::*;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A no of the contract's form, in a person's words.
fn assert_refusal(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["statusCode"], status.as_u16());
    assert!(!body["message"].as_str().unwrap().is_empty() && body["error"].is_string());
    let text = answer.text.to_lowercase();
    for leak in ["sql", "column", "constraint", "panicked", "sqlite", "serde"] {
        assert!(!text.contains(leak), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ortomats_show_the_contracts_columns_and_nothing_else() {
    let shop = Shop::open().await;
    let listed = shop.get("/api/ortomats").await.json();
    let keys: Vec<&String> = listed[0].as_object().unwrap().keys().collect();
    let of_its_row = [
        "address",
        "city",
        "createdAt",
        "id",
        "name",
        "status",
        "totalCells",
        "updatedAt",
    ];
    assert_eq!(keys, of_its_row);
    assert_eq!(listed[0]["totalCells"], 37);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_catalog_has_the_contracts_keys_and_only_what_can_be_bought() {
    let shop = Shop::open().await;
    let closed = shop
        .get(&format!("/api/ortomats/{ORTOMAT}/catalog?ref=DOC001"))
        .await
        .json();
    assert_eq!(closed["available"], false, "no device is here");
    assert_eq!(closed["doctor"]["lastName"], "Мельник");
    assert!(closed["doctor"].get("email").is_none() && closed["doctor"].get("phone").is_none());
    assert_eq!(closed["referralCode"], "DOC001");
    let product = closed["products"]
        .as_array()
        .unwrap()
        .iter()
        .find(|product| product["id"] == PRODUCT)
        .unwrap();
    assert_eq!(
        (&product["price"], &product["priceMinor"]),
        (&json!(1250.5), &json!(PRICE))
    );
    assert_eq!(product["quantity"], product["availableCells"].as_array().unwrap().len());
    let _device = shop.device("locker-01").await;
    assert_eq!(
        shop.get(&format!("/api/ortomats/{ORTOMAT}/catalog")).await.json()["available"],
        true
    );
    let single = shop.get(&format!("/api/products/{PRODUCT}")).await.json();
    assert_eq!(
        (&single["sku"], &single["price"]),
        (&json!("KNEE-BRAC-001"), &json!(1250.5))
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_shows_its_holder_everything_but_the_phone() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let body = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT, "referralCode": "DOC001",
                       "customerPhone": "+38 (067) 000-00-01", "amount": 1, "status": "completed", "cellNumber": 36 });
    let created = shop.post_json("/api/orders/create", &body).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let order = created.json();
    assert_eq!(
        (&order["status"], &order["amountMinor"]),
        (&json!("pending"), &json!(PRICE)),
        "only the server sets these"
    );
    assert_ne!(order["cellNumber"], 36);
    assert!(order["orderNumber"].as_str().unwrap().starts_with("ORD-"));
    assert_eq!(order["doctor"]["firstName"], "Ірина");
    assert!(
        !created.text.contains("067") && !created.text.contains("0000001"),
        "{}",
        created.text
    );
    assert_eq!(shop.show(order["id"].as_str().unwrap()).await, order);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_bodies_are_400_and_unknown_things_404() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        r#"{"productId":1,"ortomatId":"x"}"#,
        r#"{"productId":"","ortomatId":"ortomat-1"}"#,
        r#"{"productId":"demo-knee-brace","ortomatId":"a\u0000b"}"#,
        r#"{"productId":"demo-knee-brace","ortomatId":"ortomat-1","customerPhone":"12"}"#,
        r#"{"productId":"demo-knee-brace","ortomatId":"ortomat-1","customerPhone":"80671234567"}"#,
    ];
    for body in bodies {
        let answer = shop
            .send(
                Method::POST,
                "/api/orders/create",
                &[("content-type", "application/json")],
                body,
            )
            .await;
        assert_refusal(&answer, StatusCode::BAD_REQUEST);
    }
    let large = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT, "referralCode": "x".repeat(200_000) });
    assert_refusal(
        &shop.post_json("/api/orders/create", &large).await,
        StatusCode::PAYLOAD_TOO_LARGE,
    );
    for (product, ortomat) in [("nothing", ORTOMAT), (PRODUCT, "nowhere")] {
        let body = json!({ "productId": product, "ortomatId": ortomat });
        assert_refusal(
            &shop.post_json("/api/orders/create", &body).await,
            StatusCode::NOT_FOUND,
        );
    }
    let long = "x".repeat(5000);
    for id in ["no-such-order", "%00", "%2e%2e%2f", "'%20OR%201=1--", "%ff", &long] {
        assert_refusal(&shop.get(&format!("/api/orders/{id}")).await, StatusCode::NOT_FOUND);
        assert_refusal(
            &shop.get(&format!("/api/orders/{id}/progress")).await,
            StatusCode::NOT_FOUND,
        );
        assert_refusal(
            &shop.get(&format!("/api/ortomats/{id}/catalog")).await,
            StatusCode::NOT_FOUND,
        );
        assert_refusal(&shop.get(&format!("/api/products/{id}")).await, StatusCode::NOT_FOUND);
        for verb in ["create-mono-payment", "check-payment-status", "open-cell"] {
            assert_refusal(
                &shop.post_json(&format!("/api/orders/{id}/{verb}"), &Value::Null).await,
                StatusCode::NOT_FOUND,
            );
        }
    }
    assert_refusal(&shop.get("/api/no/such/route").await, StatusCode::NOT_FOUND);
    assert_refusal(&shop.get("/api/orders/create").await, StatusCode::METHOD_NOT_ALLOWED);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_holes_of_the_earlier_system_are_not_there() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let order = shop.order().await;
    let invoice = shop.invoice(&order).await;
    for (path, body) in [
        (
            "/api/orders/callback".to_owned(),
            json!({ "orderId": order, "status": "success" }),
        ),
        (format!("/api/orders/{order}/pay"), json!({})),
        (format!("/api/mono-payment/cancel/{invoice}"), json!({})),
        (format!("/api/mono-payment/refund/{invoice}"), json!({})),
        (
            "/api/sales/purchase".to_owned(),
            json!({ "productId": PRODUCT, "ortomatId": ORTOMAT, "cellNumber": 1 }),
        ),
        (
            format!("/api/ortomats/{ORTOMAT}/cells/1/refill"),
            json!({ "productId": PRODUCT }),
        ),
        (format!("/api/ortomats/{ORTOMAT}/cells/1/open"), json!({})),
        ("/api/invite/create/ortomat-1".to_owned(), json!({})),
        (
            "/api/auth/register".to_owned(),
            json!({ "email": "a@example.com", "password": "x" }),
        ),
    ] {
        // Their addresses would be those of an order and of a sale.
        let status = if ["/api/orders/callback", "/api/sales/purchase"].contains(&path.as_str()) {
            StatusCode::METHOD_NOT_ALLOWED
        } else {
            StatusCode::NOT_FOUND
        };
        assert_refusal(&shop.post_json(&path, &body).await, status);
    }
    assert_refusal(
        &shop
            .post_json(&format!("/api/orders/{order}/open-cell"), &json!({}))
            .await,
        StatusCode::CONFLICT,
    );
    assert_eq!(shop.show(&order).await["status"], "pending");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn out_of_stock_is_409_and_an_unreachable_bank_503_with_the_cell_free_again() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let wish = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT });
    shop.bank.set_available(false);
    let mut orders = Vec::new();
    loop {
        let answer = shop.post_json("/api/orders/create", &wish).await;
        if answer.status != StatusCode::CREATED {
            assert_refusal(&answer, StatusCode::CONFLICT);
            break;
        }
        orders.push(answer.json()["id"].as_str().unwrap().to_owned());
    }
    assert!(!orders.is_empty());
    for order in &orders {
        let answer = shop
            .post_json(&format!("/api/orders/{order}/create-mono-payment"), &json!({}))
            .await;
        assert_refusal(&answer, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(shop.stage(order).await, json!({ "NotPaid": "bank_unavailable" }));
    }
    shop.bank.set_available(true);
    for _ in &orders {
        assert_eq!(
            shop.post_json("/api/orders/create", &wish).await.status,
            StatusCode::CREATED
        );
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ortomat_whose_device_is_away_takes_no_orders() {
    let shop = Shop::open().await;
    let answer = shop
        .post_json(
            "/api/orders/create",
            &json!({ "productId": PRODUCT, "ortomatId": ORTOMAT }),
        )
        .await;
    assert_refusal(&answer, StatusCode::CONFLICT);
    shop.close().await;
}
