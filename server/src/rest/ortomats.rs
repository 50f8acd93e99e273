//! Ortomats by REST (contract §1.4). Nobody deletes one: its codes hang on walls, and its sales are history; it is
//! switched off instead.

use super::{
    cells,
    error::{ErrorJson, RestError},
    extract::{Body, Id},
    ortomat_json::{CourierLinkJson, DoctorLinkJson, ManagedOrtomatJson, ShownOrtomatJson},
    person_body::given,
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{
    id::{OrtomatId, UserId},
    ortomat::{DEFAULT_CELLS, OrtomatStatus},
    staff::Role,
};
use engine::{Engine, Refusal, fleet::OrtomatForm, staff::Actor};
use serde::Deserialize;
use utoipa::ToSchema;

/// An ortomat as a request wants it. When one is changed, what is not there stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = OrtomatWish)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OrtomatBody {
    #[serde(deserialize_with = "given")]
    name: Option<String>,
    #[serde(deserialize_with = "given")]
    address: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    city: Option<Option<String>>,
    /// 1 to 37, which it is unless said otherwise. Fewer than before only when those that go are out of use.
    #[serde(deserialize_with = "given")]
    total_cells: Option<i32>,
    /// `active`, which it is unless said otherwise, `inactive` or `maintenance`.
    #[serde(deserialize_with = "given")]
    status: Option<String>,
    /// Takes orders although no device is connected.
    #[serde(deserialize_with = "given")]
    sells_offline: Option<bool>,
    /// Which edit the sender has seen; the newest unless it is there. Only for changes.
    #[serde(deserialize_with = "given")]
    version: Option<i64>,
}

impl OrtomatBody {
    fn read(self, known: OrtomatForm) -> Result<OrtomatForm, RestError> {
        let mut wrong = Vec::new();
        let status = match self.status.map(|status| status.parse::<OrtomatStatus>()) {
            Some(Ok(status)) => status,
            Some(Err(_)) => {
                wrong.push("status: Може бути active, inactive або maintenance".to_owned());
                known.status
            }
            None => known.status,
        };
        let form = OrtomatForm {
            name: self.name.unwrap_or(known.name),
            address: self.address.unwrap_or(known.address),
            city: self.city.unwrap_or(known.city),
            total_cells: self.total_cells.unwrap_or(known.total_cells),
            status,
            sells_offline: self.sells_offline.unwrap_or(known.sells_offline),
        };
        if let Err(fields) = form.cleaned() {
            wrong.extend(fields.iter().map(ToString::to_string));
        }
        if wrong.is_empty() {
            Ok(form)
        } else {
            Err(RestError::wrong_fields(wrong))
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = DoctorToAdd)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct DoctorBody {
    doctor_id: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = CourierToAdd)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CourierBody {
    courier_id: String,
}

/// An ortomat. Administrators see all of it, everybody else what the list shows.
#[utoipa::path(
    get,
    path = "/api/ortomats/{id}",
    tag = "Ortomats",
    operation_id = "showOrtomat",
    responses((status = 200, description = "The ortomat", body = ShownOrtomatJson)),
)]
pub(crate) async fn show(
    State(engine): State<Engine>,
    actor: Option<Extension<Actor>>,
    Id(id): Id<OrtomatId>,
) -> Result<Json<ShownOrtomatJson>, RestError> {
    let shown = match actor.filter(|actor| actor.role == Role::Admin) {
        Some(Extension(actor)) => ShownOrtomatJson::ForAdministrators(Box::new(managed(&engine, &actor, &id).await?)),
        None => ShownOrtomatJson::ForEverybody(engine.ortomat(&id).await?.into()),
    };
    Ok(Json(shown))
}

/// Adds an ortomat with cells 1 to N, none of them for any product yet.
#[utoipa::path(
    post,
    path = "/api/ortomats",
    tag = "Ortomats",
    operation_id = "addOrtomat",
    request_body = OrtomatBody,
    responses((status = 201, description = "The ortomat", body = ManagedOrtomatJson)),
)]
pub(crate) async fn add(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Body(body): Body<OrtomatBody>,
) -> Result<(StatusCode, Json<ManagedOrtomatJson>), RestError> {
    if body.version.is_some() {
        let early = "version: Нового запису ще ніхто не змінював".to_owned();
        return Err(RestError::wrong_fields(vec![early]));
    }
    let blank = OrtomatForm {
        name: String::new(),
        address: String::new(),
        city: None,
        total_cells: DEFAULT_CELLS.get(),
        status: OrtomatStatus::Active,
        sells_offline: false,
    };
    let id = engine.add_ortomat(&actor, &body.read(blank)?).await?;
    Ok((StatusCode::CREATED, Json(managed(&engine, &actor, &id).await?)))
}

/// Changes an ortomat. What is not in the body stays as it is; cells are added and taken away with their number.
#[utoipa::path(
    patch,
    path = "/api/ortomats/{id}",
    tag = "Ortomats",
    operation_id = "editOrtomat",
    request_body = OrtomatBody,
    responses(
        (status = 200, description = "The ortomat", body = ManagedOrtomatJson),
        (status = 409, description = "Cells that should go are in use, or somebody else has changed the ortomat meanwhile", body = ErrorJson),
    ),
)]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<OrtomatId>,
    Body(body): Body<OrtomatBody>,
) -> Result<Json<ManagedOrtomatJson>, RestError> {
    let known = engine.ortomat_details(&actor, &id).await?;
    let version = body.version.unwrap_or(known.version);
    let row = known.row;
    let form = body.read(OrtomatForm {
        name: row.line.name,
        address: row.line.address,
        city: row.line.city,
        total_cells: i32::try_from(row.total_cells).unwrap_or(i32::MAX),
        status: row.status,
        sells_offline: row.sells_offline,
    })?;
    engine.edit_ortomat(&actor, &id, version, &form).await?;
    Ok(Json(managed(&engine, &actor, &id).await?))
}

/// Gives a doctor a code at an ortomat. One who has been there before gets the same code again.
#[utoipa::path(
    post,
    path = "/api/ortomats/{id}/doctors",
    tag = "Ortomats",
    operation_id = "addDoctorToOrtomat",
    request_body = DoctorBody,
    responses(
        (status = 201, description = "The code", body = DoctorLinkJson),
    ),
)]
pub(crate) async fn add_doctor(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(ortomat): Id<OrtomatId>,
    Body(body): Body<DoctorBody>,
) -> Result<(StatusCode, Json<DoctorLinkJson>), RestError> {
    let id: UserId = body.doctor_id.parse().map_err(|_| Refusal::NoSuchPerson)?;
    engine.add_doctor_to(&actor, &id, &ortomat).await?;
    let doctor = engine.doctor(&id).await?;
    let link = DoctorLinkJson::at(&doctor, &ortomat).ok_or(Refusal::EditConflict)?;
    Ok((StatusCode::CREATED, Json(link)))
}

/// Gives an ortomat to a courier. An ortomat has one courier.
#[utoipa::path(
    post,
    path = "/api/ortomats/{id}/couriers",
    tag = "Ortomats",
    operation_id = "addCourierToOrtomat",
    request_body = CourierBody,
    responses(
        (status = 201, description = "The assignment", body = CourierLinkJson),
        (status = 409, description = "Another courier has it", body = ErrorJson),
    ),
)]
pub(crate) async fn add_courier(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(ortomat): Id<OrtomatId>,
    Body(body): Body<CourierBody>,
) -> Result<(StatusCode, Json<CourierLinkJson>), RestError> {
    let id: UserId = body.courier_id.parse().map_err(|_| Refusal::NoSuchPerson)?;
    engine.add_courier_to(&actor, &id, &ortomat).await?;
    let courier = engine.courier(&id).await?;
    let link = CourierLinkJson::at(&courier, &ortomat).ok_or(Refusal::EditConflict)?;
    Ok((StatusCode::CREATED, Json(link)))
}

async fn managed(engine: &Engine, actor: &Actor, id: &OrtomatId) -> Result<ManagedOrtomatJson, RestError> {
    Ok(ManagedOrtomatJson::new(
        engine.ortomat_details(actor, id).await?,
        cells::cells(engine, actor, id).await?,
        engine.all_doctors().await?,
        engine.all_couriers().await?,
    ))
}
