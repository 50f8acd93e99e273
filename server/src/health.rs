//! For whoever watches the process.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use engine::Engine;
use serde_json::json;

/// The process is alive.
pub(crate) async fn healthz() -> impl IntoResponse {
    Json(json!({ "status": "ok" }))
}

/// The process can do its work: the database answers.
pub(crate) async fn readyz(State(engine): State<Engine>) -> impl IntoResponse {
    match engine.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ready", "database": "ok" }))),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": "not ready", "database": "no answer" })),
            )
        }
    }
}
