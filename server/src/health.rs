//! For whoever watches the process.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use engine::Engine;
use serde_json::json;

/// The process is alive.
pub(crate) async fn healthz() -> impl IntoResponse {
    Json(json!({ "status": "ok" }))
}

/// The process can do its work: the database answers. `backup` is the last one that the program made by itself, and
/// whether it could be restored for a trial.
pub(crate) async fn readyz(State(engine): State<Engine>) -> impl IntoResponse {
    match engine.last_scheduled_backup().await {
        Ok(backup) => {
            let backup = backup.map(|last| json!({ "at": last.at.to_string(), "verified": last.failure.is_none() }));
            (
                StatusCode::OK,
                Json(json!({ "status": "ready", "database": "ok", "backup": backup })),
            )
        }
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": "not ready", "database": "no answer" })),
            )
        }
    }
}
