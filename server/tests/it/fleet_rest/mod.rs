//! Running the fleet by REST: ortomats, devices, cells, products, sales, logs and settings.

use crate::staff_rest::{add, add_doctor, admin, ask, call, get, text, token};
use crate::support::*;
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

mod cells;
mod documents;
mod ortomats;
mod products;
mod reading;

/// What the demo has, which nobody may change by a request that is refused.
async fn fleet(shop: &Shop) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT id || name || address || COALESCE(city, '') || total_cells || status || sells_offline || version \
         FROM ortomats ORDER BY id",
        "SELECT id || COALESCE(product_id, '') || filled || COALESCE(blocked_reason, '') || COALESCE(last_refill_at, 0) \
         FROM cells ORDER BY id",
        "SELECT id || name || sku || price || images || COALESCE(description, '') || referral_points || version \
         FROM products ORDER BY id",
        "SELECT id || purchase_terms || version FROM settings",
        "SELECT id FROM commands ORDER BY id",
    ] {
        rows.extend(ask(shop, sql).await);
    }
    rows
}

async fn patch(shop: &Shop, path: &str, token: &str, body: Value) -> Answer {
    call(shop, Method::PATCH, path, token, &body).await
}

async fn post(shop: &Shop, path: &str, token: &str, body: Value) -> Answer {
    call(shop, Method::POST, path, token, &body).await
}

/// Who has to do with the first ortomat, and who has not: administrator, its courier, another courier, a doctor.
struct Tokens {
    admin: String,
    courier: String,
    stranger: String,
    doctor: String,
}

impl Tokens {
    async fn of(shop: &Shop) -> Self {
        let admin = admin(shop).await;
        for (role, email) in [
            (Role::Courier, "own@example.com"),
            (Role::Courier, "stranger@example.com"),
            (Role::Doctor, "doctor@example.com"),
        ] {
            shop.add_staff(role, email).await;
        }
        let give = "UPDATE courier_ortomats SET courier_id = (SELECT id FROM users WHERE email = 'own@example.com') \
                    WHERE ortomat_id = 'ortomat-1' RETURNING id";
        assert_eq!(ask(shop, give).await.len(), 1);
        Self {
            admin,
            courier: token(shop, "own@example.com").await,
            stranger: token(shop, "stranger@example.com").await,
            doctor: token(shop, "doctor@example.com").await,
        }
    }
}

/// The sentences of a refusal, each beginning with its field.
fn sentences(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    let body = answer.json();
    let list = body["message"].as_array().unwrap_or_else(|| panic!("{}", answer.text));
    list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
