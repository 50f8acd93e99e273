//! The staff by REST: signing in with tokens, doctors, couriers, codes to print, and who sees what of whom.

use crate::support::*;
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

mod people;
mod privacy;
mod sign_in;

const SECOND_ORTOMAT: &str = "ortomat-3";

pub(crate) async fn call(shop: &Shop, method: Method, path: &str, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    shop.send(method, path, &headers, body).await
}

pub(crate) async fn get(shop: &Shop, path: &str, token: &str) -> Answer {
    call(shop, Method::GET, path, token, &Value::Null).await
}

async fn log_in(shop: &Shop, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    shop.post_json("/api/auth/login", &body).await
}

async fn refresh(shop: &Shop, token: &str) -> Answer {
    shop.post_json("/api/auth/refresh", &json!({ "refresh_token": token }))
        .await
}

pub(crate) fn text<'a>(json: &'a Value, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_else(|| panic!("no {key} in {json}"))
}

/// The access token of somebody who can sign in with [`PASSWORD`].
pub(crate) async fn token(shop: &Shop, email: &str) -> String {
    let answer = log_in(shop, email, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    text(&answer.json(), "access_token").to_owned()
}

pub(crate) async fn admin(shop: &Shop) -> String {
    shop.add_staff(Role::Admin, "chief@example.com").await;
    token(shop, "chief@example.com").await
}

fn person(phone: &str, email: &str) -> Value {
    json!({ "firstName": "Олег", "lastName": "Ярема", "phone": phone, "email": email, "password": PASSWORD })
}

/// What `POST` has made.
pub(crate) async fn add(shop: &Shop, path: &str, admin: &str, body: &Value) -> Value {
    let answer = call(shop, Method::POST, path, admin, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

pub(crate) async fn add_doctor(shop: &Shop, admin: &str, phone: &str, email: &str, ortomats: &[&str]) -> Value {
    let mut body = person(phone, email);
    body["ortomatIds"] = json!(ortomats);
    add(shop, "/api/users/doctors", admin, &body).await
}

/// The first column of a question to the database.
pub(crate) async fn ask(shop: &Shop, sql: &str) -> Vec<String> {
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    db.close().await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// All that is kept of people.
async fn people(shop: &Shop) -> Vec<String> {
    let columns = "id || role || first_name || last_name || COALESCE(middle_name, '') || COALESCE(email, '') || \
                   COALESCE(phone, '') || COALESCE(password_hash, '') || is_verified || version";
    let mut rows = ask(shop, &format!("SELECT {columns} FROM users ORDER BY id")).await;
    let places =
        "SELECT id || doctor_id || referral_code || total_points || COALESCE(ended_at, 0) FROM doctor_ortomats";
    rows.extend(ask(shop, places).await);
    rows.extend(ask(shop, "SELECT id || courier_id || ortomat_id FROM courier_ortomats").await);
    rows
}
