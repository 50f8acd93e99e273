//! What can be bought and where: `GET /api/ortomats`, `/api/ortomats/by-referral`, `/api/ortomats/{id}/catalog`.

use super::{
    error::{ErrorJson, RestError},
    extract::{Id, Params},
    json::{CatalogJson, OrtomatJson},
    window::{Part, Window, WindowParams},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use domain::id::OrtomatId;
use engine::{Engine, Refusal};
use serde::Deserialize;
use utoipa::IntoParams;

/// All ortomats by name.
#[utoipa::path(
    get,
    path = "/api/ortomats",
    tag = "Ortomats",
    operation_id = "listOrtomats",
    params(WindowParams),
    responses((status = 200, description = "The ortomats", body = [OrtomatJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn ortomats(State(engine): State<Engine>, window: Window) -> Result<Part<OrtomatJson>, RestError> {
    Ok(window.of(engine.ortomats().await?))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Referral {
    /// A doctor's code; an unknown one changes nothing.
    #[serde(rename = "ref")]
    code: Option<String>,
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrintedCode {
    /// A doctor's code as it is printed.
    #[serde(default)]
    code: String,
}

/// The ortomat that a printed code belongs to, what can be bought there, and the doctor by name.
#[utoipa::path(
    get,
    path = "/api/ortomats/by-referral",
    tag = "Ortomats",
    operation_id = "findOrtomatByReferral",
    params(PrintedCode),
    responses(
        (status = 200, description = "The catalog of the code's ortomat", body = CatalogJson),
        (status = 404, description = "Nobody has such a code", body = ErrorJson),
    ),
)]
pub(crate) async fn by_referral(
    State(engine): State<Engine>,
    Params(PrintedCode { code }): Params<PrintedCode>,
) -> Result<Json<CatalogJson>, RestError> {
    let ortomat = engine.ortomat_of_referral(&code).await?;
    let ortomat = ortomat.ok_or(Refusal::NoSuchOrtomat)?;
    let catalog = engine.catalog(&ortomat, Some(&code)).await?;
    Ok(Json(CatalogJson::new(catalog, Some(code))))
}

/// What can be bought from an ortomat right now, and from which cells.
#[utoipa::path(
    get,
    path = "/api/ortomats/{id}/catalog",
    tag = "Ortomats",
    operation_id = "showCatalog",
    params(Referral),
    responses((status = 200, description = "The catalog", body = CatalogJson)),
)]
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
