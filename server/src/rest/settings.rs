//! The terms of purchase (contract §1.10): everybody reads them, administrators write.

use super::{
    error::{ErrorJson, RestError},
    extract::Body,
};
use axum::{Extension, Json, extract::State};
use engine::{Engine, settings::PurchaseSettings, staff::Actor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[schema(as = Settings)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsJson {
    /// Always `default`.
    id: &'static str,
    /// Plain text.
    purchase_terms: String,
    /// Counts edits.
    version: i64,
    /// `null` until somebody edits.
    created_at: Option<String>,
    updated_at: Option<String>,
}

impl From<PurchaseSettings> for SettingsJson {
    fn from(settings: PurchaseSettings) -> Self {
        Self {
            id: "default",
            purchase_terms: settings.purchase_terms,
            version: settings.version,
            created_at: settings.created_at.map(|moment| moment.to_string()),
            updated_at: settings.updated_at.map(|moment| moment.to_string()),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = PurchaseTerms)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TermsJson {
    /// Plain text.
    purchase_terms: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = SettingsWish)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SettingsBody {
    /// Plain text of at most 50 000 characters; a blank one brings our own back. Without it nothing changes.
    purchase_terms: Option<String>,
    /// Which edit the sender has seen; the newest unless it is there.
    version: Option<i64>,
}

/// The settings that everybody may read.
#[utoipa::path(
    get,
    path = "/api/settings",
    tag = "Settings",
    operation_id = "showSettings",
    responses((status = 200, description = "The settings", body = SettingsJson)),
)]
pub(crate) async fn show(State(engine): State<Engine>) -> Result<Json<SettingsJson>, RestError> {
    Ok(Json(engine.purchase_settings().await?.into()))
}

/// The general terms of purchase alone; a product may have its own.
#[utoipa::path(
    get,
    path = "/api/settings/purchase-terms",
    tag = "Settings",
    operation_id = "showPurchaseTerms",
    responses((status = 200, description = "The terms", body = TermsJson)),
)]
pub(crate) async fn purchase_terms(State(engine): State<Engine>) -> Result<Json<TermsJson>, RestError> {
    Ok(Json(TermsJson {
        purchase_terms: engine.purchase_terms().await?,
    }))
}

/// Changes the terms of purchase. Orders keep the terms that their buyers accepted.
#[utoipa::path(
    put,
    path = "/api/settings",
    tag = "Settings",
    operation_id = "editSettings",
    request_body = SettingsBody,
    responses(
        (status = 200, description = "The settings", body = SettingsJson),
        (status = 409, description = "Somebody else has changed them meanwhile", body = ErrorJson),
    ),
)]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Body(body): Body<SettingsBody>,
) -> Result<Json<SettingsJson>, RestError> {
    if let Some(terms) = body.purchase_terms {
        let version = match body.version {
            Some(version) => version,
            None => engine.purchase_settings().await?.version,
        };
        engine.edit_purchase_terms(&actor, version, &terms).await?;
    }
    Ok(Json(engine.purchase_settings().await?.into()))
}
