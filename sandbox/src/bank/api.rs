//! The merchant's API under `/api/merchant` (bank description §1).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{future, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::controls::CancelMode;
use super::create::CreateRequest;
use super::ledger::Ledger;
use super::refusal::Refusal;
use super::status::{CancelStatus, StatusObject, rfc3339, unix_now};

type Bank = State<Arc<Ledger>>;

pub(super) fn routes(ledger: &Arc<Ledger>) -> Router<Arc<Ledger>> {
    Router::new()
        .route("/invoice/create", post(create))
        .route("/invoice/status", get(status))
        .route("/invoice/cancel", post(cancel))
        .route("/invoice/remove", post(remove))
        .route("/invoice/finalize", post(finalize))
        .route("/pubkey", get(pubkey))
        .route("/details", get(details))
        .fallback(async || Refusal::not_found())
        .method_not_allowed_fallback(async || Refusal::method_not_allowed())
        .layer(middleware::from_fn_with_state(Arc::clone(ledger), admit))
}

/// Lets a call in unless the bank plays dead or the token is not its merchant's (§1.8).
async fn admit(State(ledger): Bank, request: Request, next: Next) -> Response {
    let (available, hanging) = ledger.read(|state| (state.available, state.hanging));
    if hanging {
        ledger.write(|state| state.hanging_calls += 1);
        ledger.stopped.cancelled().await;
        return dropped_connection();
    }
    if !available {
        return Refusal::unavailable().into_response();
    }
    match request.headers().get("X-Token") {
        None => missing_token(),
        Some(token) if token.as_bytes() == ledger.token.as_bytes() => next.run(request).await,
        Some(_) => Refusal::forbidden().into_response(),
    }
}

fn missing_token() -> Response {
    let text = "Missing required header 'X-Token'";
    let body = json!({ "errCode": "BAD_REQUEST", "errText": text, "errorDescription": text });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// A body that breaks before its first byte: hyper gives the connection up without having sent anything.
fn dropped_connection() -> Response {
    let broken = std::io::Error::other("the sandbox bank drops this connection");
    Response::new(Body::from_stream(stream::once(future::ready(Err::<Bytes, _>(broken)))))
}

async fn create(State(ledger): Bank, body: Bytes) -> Result<Json<Value>, Refusal> {
    let terms = parse::<CreateRequest>(&body)?.into_terms()?;
    let id = ledger.issue(terms);
    Ok(Json(json!({ "invoiceId": id, "pageUrl": ledger.page_url(&id) })))
}

#[derive(Deserialize)]
struct StatusQuery {
    #[serde(rename = "invoiceId")]
    invoice_id: Option<String>,
}

async fn status(State(ledger): Bank, Query(query): Query<StatusQuery>) -> Result<Json<StatusObject>, Refusal> {
    let id = query
        .invoice_id
        .ok_or_else(|| Refusal::bad_request("invoiceId is required"))?;
    ledger.status(&id).map(Json).ok_or_else(Refusal::not_found)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CancelRequest {
    invoice_id: String,
    ext_ref: Option<String>,
    /// Minor units; without it, all that is left.
    amount: Option<i64>,
}

async fn cancel(State(ledger): Bank, body: Bytes) -> Result<Response, Refusal> {
    let request: CancelRequest = parse(&body)?;
    let mode = ledger.write(|state| {
        if let Some(invoice) = state.invoices.get_mut(&request.invoice_id) {
            invoice.cancel_requests += 1;
        }
        state.cancels
    });
    if mode == CancelMode::Unavailable {
        return Err(Refusal::cancel_not_available());
    }
    let settles = mode != CancelMode::Processing;
    ledger.step(&request.invoice_id, |invoice, now| {
        invoice.cancel(request.amount, request.ext_ref, now)?;
        Ok(if settles {
            invoice.settle_cancels(CancelStatus::Success, now)
        } else {
            Vec::new()
        })
    })?;
    let answer = |status: CancelStatus| {
        let now = rfc3339(unix_now());
        Json(json!({ "status": status, "createdDate": now, "modifiedDate": now })).into_response()
    };
    match mode {
        CancelMode::Normal => Ok(answer(CancelStatus::Success)),
        CancelMode::Processing => Ok(answer(CancelStatus::Processing)),
        CancelMode::LoseAnswer => Ok(dropped_connection()),
        CancelMode::FailAnswer => Err(Refusal::internal()),
        CancelMode::Unavailable => Err(Refusal::cancel_not_available()),
    }
}

#[derive(Deserialize)]
struct RemoveRequest {
    #[serde(rename = "invoiceId")]
    invoice_id: String,
}

async fn remove(State(ledger): Bank, body: Bytes) -> Result<Json<Value>, Refusal> {
    let request: RemoveRequest = parse(&body)?;
    ledger.step(&request.invoice_id, |invoice, now| invoice.remove(now))?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct FinalizeRequest {
    #[serde(rename = "invoiceId")]
    invoice_id: String,
    /// Minor units.
    amount: Option<i64>,
}

async fn finalize(State(ledger): Bank, body: Bytes) -> Result<Json<Value>, Refusal> {
    let request: FinalizeRequest = parse(&body)?;
    ledger.step(&request.invoice_id, |invoice, now| {
        invoice.finalize(request.amount, now)
    })?;
    Ok(Json(json!({ "status": "success" })))
}

async fn pubkey(State(ledger): Bank) -> Json<Value> {
    let key = ledger.write(|state| {
        state.pubkey_requests += 1;
        Arc::clone(&state.key)
    });
    Json(json!({ "key": key.public() }))
}

async fn details() -> Json<Value> {
    Json(json!({ "merchantId": "sandbox", "merchantName": "Тестовий продавець", "edrpou": "00000000" }))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::bad_request(error.to_string()))
}
