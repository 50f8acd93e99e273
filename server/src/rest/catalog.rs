//! What can be bought: `GET /api/ortomats`, `/api/ortomats/{id}/catalog`, `/api/products/{id}`.

use super::{
    error::RestError,
    extract::Id,
    json::{CatalogJson, OrtomatJson, ProductJson},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use domain::id::{OrtomatId, ProductId};
use engine::Engine;
use serde::Deserialize;

pub(crate) async fn ortomats(State(engine): State<Engine>) -> Result<Json<Vec<OrtomatJson>>, RestError> {
    Ok(Json(engine.ortomats().await?.into_iter().map(Into::into).collect()))
}

#[derive(Default, Deserialize)]
pub(crate) struct Referral {
    #[serde(rename = "ref")]
    code: Option<String>,
}

pub(crate) async fn catalog(
    State(engine): State<Engine>,
    Id(ortomat): Id<OrtomatId>,
    referral: Result<Query<Referral>, QueryRejection>,
) -> Result<Json<CatalogJson>, RestError> {
    // A code that cannot be read is no code; it never blocks a purchase.
    let Query(referral) = referral.unwrap_or_default();
    let catalog = engine.catalog(&ortomat, referral.code.as_deref()).await?;
    Ok(Json(CatalogJson::new(catalog, referral.code)))
}

pub(crate) async fn product(
    State(engine): State<Engine>,
    Id(product): Id<ProductId>,
) -> Result<Json<ProductJson>, RestError> {
    Ok(Json(engine.product(&product).await?.into()))
}
