//! A doctor's code to print (contract §1.10): the picture leads to the ortomat's shop window with the code in its
//! address, the form that hangs on walls already (§5.5).

use super::{error::RestError, users::Visible};
use app::{paths, qr};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderName, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{id::UserId, staff::people::DoctorPlace};
use engine::Engine;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Which of the doctor's codes; the oldest without one.
    code: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DoctorCode)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QrJson {
    /// `data:image/png;base64,…`
    qr_code_url: String,
    referral_url: String,
    ortomat_id: String,
    ortomat_name: String,
}

/// A doctor's code as a picture in text, with the address behind it: for administrators, and for that doctor.
#[utoipa::path(
    get,
    path = "/api/qr-code/doctor/{id}",
    tag = "Codes to print",
    operation_id = "showDoctorCode",
    params(Which),
    responses((status = 200, description = "The code", body = QrJson)),
)]
pub(crate) async fn code(
    State(engine): State<Engine>,
    Visible(doctor): Visible,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<QrJson>, RestError> {
    let place = place(&engine, &doctor, which).await?;
    let url = referral_url(&engine, &place);
    Ok(Json(QrJson {
        qr_code_url: format!("data:image/png;base64,{}", STANDARD.encode(png(&url)?)),
        referral_url: url,
        ortomat_id: place.ortomat.id.into(),
        ortomat_name: place.ortomat.name,
    }))
}

/// The same as a file.
#[utoipa::path(
    get,
    path = "/api/qr-code/doctor/{id}/image",
    tag = "Codes to print",
    operation_id = "downloadDoctorCode",
    params(Which),
    responses((status = 200, description = "The picture", body = Vec<u8>, content_type = "image/png")),
)]
pub(crate) async fn image(
    State(engine): State<Engine>,
    Visible(doctor): Visible,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<([(HeaderName, String); 3], Vec<u8>), RestError> {
    let place = place(&engine, &doctor, which).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"ortomat-{}.png\"", file_name(place.code.as_str())),
        ),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, png(&referral_url(&engine, &place))?))
}

async fn place(
    engine: &Engine,
    doctor: &UserId,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<DoctorPlace, RestError> {
    let nothing = || RestError::new(StatusCode::NOT_FOUND, "У лікаря немає такого коду");
    let Query(Which { code }) = which.map_err(|_| nothing())?;
    engine
        .doctor(doctor)
        .await?
        .places
        .into_iter()
        .find(|place| code.as_deref().is_none_or(|code| place.code.as_str() == code))
        .ok_or_else(nothing)
}

fn referral_url(engine: &Engine, place: &DoctorPlace) -> String {
    let path = paths::catalog(&place.ortomat.id, Some(place.code.as_str()));
    format!("{}{path}", engine.public_url())
}

fn png(url: &str) -> Result<Vec<u8>, RestError> {
    qr::png(url).ok_or_else(|| {
        tracing::error!("an address is too long for a code");
        RestError::internal()
    })
}

/// Old codes may hold characters that end a header's quotes.
fn file_name(code: &str) -> String {
    code.chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .collect()
}
