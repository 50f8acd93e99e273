//! The bank calls. 200 means that its bytes are durable; forged bytes and a sick database get something else.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use engine::{
    Engine,
    payments::{WebhookError, WebhookReceipt},
};
use serde_json::json;

/// Monobank tells that an invoice has changed.
#[utoipa::path(
    post,
    path = "/api/orders/mono-webhook",
    tag = "The bank",
    operation_id = "takeWebhook",
    request_body(content = Vec<u8>, content_type = "application/json", description = "The invoice's status as the bank writes it; the signature is over these very bytes"),
    responses(
        (status = 200, description = "The bytes are stored"),
        (status = 401, description = "No signature, or a wrong one"),
        (status = 503, description = "Not stored: send it again"),
    ),
)]
pub(crate) async fn take(State(engine): State<Engine>, headers: HeaderMap, body: Bytes) -> Response {
    let signature = headers
        .get("x-sign")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if signature.is_empty() {
        return refuse(StatusCode::UNAUTHORIZED, "no signature");
    }
    match engine.take_webhook(&body, signature).await {
        Ok(WebhookReceipt::Stored) => accepted("stored"),
        Ok(WebhookReceipt::Repeated) => accepted("known already"),
        Err(WebhookError::Forged) => {
            tracing::warn!(bytes = body.len(), "a webhook with a wrong signature");
            refuse(StatusCode::UNAUTHORIZED, "wrong signature")
        }
        Err(WebhookError::NotStored(error)) => {
            tracing::error!(%error, "a webhook could not be stored");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "not stored, send it again")
        }
    }
}

/// Whether the address exists.
#[utoipa::path(
    get,
    path = "/api/orders/mono-webhook",
    tag = "The bank",
    operation_id = "probeWebhook",
    responses((status = 200, description = "It does")),
)]
pub(crate) async fn exists() -> impl IntoResponse {
    Json(json!({ "success": true }))
}

fn accepted(message: &str) -> Response {
    Json(json!({ "success": true, "message": message })).into_response()
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "success": false, "message": message }))).into_response()
}
