//! Couriers by REST, at both of their addresses: `/api/courier` (contract §1.3) and `/api/users/couriers` (§1.2).

use super::{
    done::DoneJson,
    error::{ErrorJson, RestError},
    extract::{Body, Id},
    person_body::PersonBody,
    staff_json::{CourierJson, OrtomatLineJson},
    window::{Part, Window, WindowParams},
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{
    id::{OrtomatId, UserId},
    ortomat::OrtomatStatus,
    staff::Role,
};
use engine::{
    Engine,
    staff::{Actor, CourierForm},
};
use std::collections::BTreeSet;

/// All couriers, the newest first.
#[utoipa::path(
    get,
    path = "/api/courier",
    tag = "People",
    operation_id = "listCouriers",
    params(WindowParams),
    responses((status = 200, description = "The couriers", body = [CourierJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn list(State(engine): State<Engine>, window: Window) -> Result<Part<CourierJson>, RestError> {
    Ok(window.of(engine.all_couriers().await?))
}

/// A courier.
#[utoipa::path(
    get,
    path = "/api/courier/{id}",
    tag = "People",
    operation_id = "showCourier",
    responses((status = 200, description = "The courier", body = CourierJson)),
)]
pub(crate) async fn show(State(engine): State<Engine>, Id(id): Id<UserId>) -> Result<Json<CourierJson>, RestError> {
    Ok(Json(engine.courier(&id).await?.into()))
}

/// Adds a courier, who needs an e-mail and a password. An ortomat has one courier.
#[utoipa::path(
    post,
    path = "/api/courier",
    tag = "People",
    operation_id = "addCourier",
    request_body = PersonBody,
    responses(
        (status = 201, description = "The courier", body = CourierJson),
        (status = 409, description = "The e-mail, the phone or an ortomat belongs to somebody else", body = ErrorJson),
    ),
)]
pub(crate) async fn add(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Body(body): Body<PersonBody>,
) -> Result<(StatusCode, Json<CourierJson>), RestError> {
    let wanted = body.add(Role::Courier)?;
    let form = CourierForm {
        person: wanted.person,
        ortomats: wanted.ortomats,
    };
    let id = engine.add_courier(&actor, &form).await?;
    Ok((StatusCode::CREATED, Json(engine.courier(&id).await?.into())))
}

/// Changes a courier. What is not in the body stays as it is; `ortomatIds` replaces all ortomats.
#[utoipa::path(
    patch,
    path = "/api/courier/{id}",
    tag = "People",
    operation_id = "editCourier",
    request_body = PersonBody,
    responses(
        (status = 200, description = "The courier", body = CourierJson),
        (status = 409, description = "Taken by somebody else, or changed meanwhile", body = ErrorJson),
    ),
)]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
    Body(body): Body<PersonBody>,
) -> Result<Json<CourierJson>, RestError> {
    let known = engine.courier(&id).await?;
    let version = body.version(&known.person);
    let ortomats = known.ortomats.into_iter().map(|ortomat| ortomat.id);
    let wanted = body.change(Role::Courier, &known.person, ortomats)?;
    let form = CourierForm {
        person: wanted.person,
        ortomats: wanted.ortomats,
    };
    engine.edit_courier(&actor, &id, version, &form).await?;
    Ok(Json(engine.courier(&id).await?.into()))
}

/// Deletes a courier; the ortomats are free for another one.
#[utoipa::path(
    delete,
    path = "/api/courier/{id}",
    tag = "People",
    operation_id = "deleteCourier",
    responses((status = 200, description = "Done", body = DoneJson)),
)]
pub(crate) async fn delete(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
) -> Result<Json<DoneJson>, RestError> {
    engine.delete_courier(&actor, &id, None).await?;
    Ok(Json(DoneJson::new("Кур'єра видалено")))
}

/// Working ortomats that no courier has, by name.
#[utoipa::path(
    get,
    path = "/api/courier/available/ortomats",
    tag = "People",
    operation_id = "listFreeOrtomats",
    params(WindowParams),
    responses((status = 200, description = "The ortomats", body = [OrtomatLineJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn available_ortomats(
    State(engine): State<Engine>,
    window: Window,
) -> Result<Part<OrtomatLineJson>, RestError> {
    let working: BTreeSet<OrtomatId> = engine
        .ortomats()
        .await?
        .into_iter()
        .filter(|ortomat| ortomat.status == OrtomatStatus::Active)
        .map(|ortomat| ortomat.id)
        .collect();
    let free = engine
        .ortomat_choices(None)
        .await?
        .into_iter()
        .filter(|choice| !choice.taken && working.contains(&choice.ortomat.id))
        .map(|choice| choice.ortomat);
    Ok(window.of(free.collect()))
}
