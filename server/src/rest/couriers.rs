//! Couriers by REST, at both of their addresses: `/api/courier` (contract §1.3) and `/api/users/couriers` (§1.2).

use super::{
    error::RestError,
    extract::{Body, Id},
    person_body::PersonBody,
    staff_json::{CourierJson, OrtomatLineJson},
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
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) async fn list(State(engine): State<Engine>) -> Result<Json<Vec<CourierJson>>, RestError> {
    Ok(Json(engine.all_couriers().await?.into_iter().map(Into::into).collect()))
}

pub(crate) async fn show(State(engine): State<Engine>, Id(id): Id<UserId>) -> Result<Json<CourierJson>, RestError> {
    Ok(Json(engine.courier(&id).await?.into()))
}

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

pub(crate) async fn delete(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
) -> Result<Json<Value>, RestError> {
    engine.delete_courier(&actor, &id, None).await?;
    Ok(Json(json!({ "success": true, "message": "Кур'єра видалено" })))
}

/// Working ortomats that no courier has, by name.
pub(crate) async fn available_ortomats(State(engine): State<Engine>) -> Result<Json<Vec<OrtomatLineJson>>, RestError> {
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
        .filter(|choice| !choice.taken && working.contains(&choice.ortomat.id));
    Ok(Json(free.map(|choice| choice.ortomat.into()).collect()))
}
