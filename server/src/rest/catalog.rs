//! What can be bought: `GET /api/ortomats`, `/api/ortomats/{id}/catalog`, `/api/products/{id}`.

use super::{
    error::RestError,
    extract::Id,
    json::{CatalogJson, OrtomatJson, ProductJson},
};
use axum::{
    Json,
    extract::{Query, State},
};
use domain::id::{OrtomatId, ProductId};
use engine::Engine;
use serde::Deserialize;

pub(crate) async fn ortomats(State(engine): State<Engine>) -> Result<Json<Vec<OrtomatJson>>, RestError> {
    Ok(Json(engine.ortomats().await?.into_iter().map(Into::into).collect()))
}

#[derive(Deserialize)]
pub(crate) struct Referral {
    #[serde(rename = "ref")]
    code: Option<String>,
}

pub(crate) async fn catalog(
    State(engine): State<Engine>,
    Id(ortomat): Id<OrtomatId>,
    Query(referral): Query<Referral>,
) -> Result<Json<CatalogJson>, RestError> {
    let catalog = engine.catalog(&ortomat, referral.code.as_deref()).await?;
    Ok(Json(CatalogJson::new(catalog, referral.code)))
}

pub(crate) async fn product(
    State(engine): State<Engine>,
    Id(product): Id<ProductId>,
) -> Result<Json<ProductJson>, RestError> {
    Ok(Json(engine.product(&product).await?.into()))
}
