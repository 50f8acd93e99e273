//! People by REST (contract §1.2): all of them and doctors for administrators, oneself for everybody.

use super::{
    error::RestError,
    extract::{Body, Id},
    person_body::PersonBody,
    staff_json::{CourierOrtomatJson, DoctorJson, PersonJson, ProfileJson, StatsJson},
};
use app::visitor::ClientAddress;
use axum::{
    Extension, Json,
    extract::{FromRef, FromRequestParts, MatchedPath, State},
    http::{StatusCode, request::Parts},
};
use domain::{id::UserId, staff::Role};
use engine::{
    Engine, Error, Refusal,
    staff::{Actor, DoctorForm},
};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};

/// The person of the path, as long as whoever asks may see what is theirs: an administrator, or they themselves.
pub(crate) struct Visible(pub(crate) UserId);

impl<S: Send + Sync> FromRequestParts<S> for Visible
where
    Engine: FromRef<S>,
{
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RestError> {
        let Id(person) = Id::<UserId>::from_request_parts(parts, state).await?;
        let actor = parts.extensions.get::<Actor>();
        if actor.is_some_and(|actor| actor.role == Role::Admin || actor.id == person) {
            return Ok(Self(person));
        }
        // Whether the other person exists is not told either.
        let actor = actor.map(|actor| actor.id.clone());
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let address = parts
            .extensions
            .get::<ClientAddress>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ClientAddress(address)| *address);
        tracing::warn!(route, "refused: what was asked for is somebody else's");
        if let Err(error) = Engine::from_ref(state)
            .log_unauthorized(actor.as_ref(), route, address)
            .await
        {
            tracing::error!(%error, "a refusal could not be logged");
        }
        Err(Refusal::Forbidden.into())
    }
}

pub(crate) async fn list(State(engine): State<Engine>) -> Result<Json<Vec<PersonJson>>, RestError> {
    Ok(Json(engine.list_staff().await?.into_iter().map(Into::into).collect()))
}

pub(crate) async fn profile(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<ProfileJson>, RestError> {
    Ok(Json(profile_of(&engine, &actor.id).await?))
}

pub(crate) async fn show(
    State(engine): State<Engine>,
    Visible(person): Visible,
) -> Result<Json<ProfileJson>, RestError> {
    Ok(Json(profile_of(&engine, &person).await?))
}

async fn profile_of(engine: &Engine, person: &UserId) -> Result<ProfileJson, Error> {
    let staff = engine.staff_member(person).await?;
    Ok(match staff.role {
        Role::Admin => ProfileJson::new(staff, Vec::new(), Vec::new()),
        Role::Doctor => ProfileJson::new(staff, engine.doctor(person).await?.places, Vec::new()),
        Role::Courier => ProfileJson::new(staff, Vec::new(), engine.courier(person).await?.ortomats),
    })
}

/// What a doctor's codes have brought.
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Visible(doctor): Visible,
) -> Result<Json<StatsJson>, RestError> {
    Ok(Json(engine.doctor_cabinet(&doctor).await?.into()))
}

/// A courier's ortomats and how full they are.
pub(crate) async fn courier_ortomats(
    State(engine): State<Engine>,
    Visible(courier): Visible,
) -> Result<Json<Vec<CourierOrtomatJson>>, RestError> {
    Ok(Json(
        engine
            .courier_round(&courier)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
    ))
}

pub(crate) async fn doctors(State(engine): State<Engine>) -> Result<Json<Vec<DoctorJson>>, RestError> {
    Ok(Json(engine.all_doctors().await?.into_iter().map(Into::into).collect()))
}

pub(crate) async fn add_doctor(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Body(body): Body<PersonBody>,
) -> Result<(StatusCode, Json<DoctorJson>), RestError> {
    let wanted = body.add(Role::Doctor)?;
    let form = DoctorForm {
        person: wanted.person,
        ortomats: wanted.ortomats,
    };
    let id = engine.add_doctor(&actor, &form).await?;
    Ok((StatusCode::CREATED, Json(engine.doctor(&id).await?.into())))
}

pub(crate) async fn edit_doctor(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
    Body(body): Body<PersonBody>,
) -> Result<Json<DoctorJson>, RestError> {
    let known = engine.doctor(&id).await?;
    let version = body.version(&known.person);
    let places = known.places.into_iter().map(|place| place.ortomat.id);
    let wanted = body.change(Role::Doctor, &known.person, places)?;
    let form = DoctorForm {
        person: wanted.person,
        ortomats: wanted.ortomats,
    };
    engine.edit_doctor(&actor, &id, version, &form).await?;
    Ok(Json(engine.doctor(&id).await?.into()))
}

pub(crate) async fn delete_doctor(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
) -> Result<Json<Value>, RestError> {
    engine.delete_doctor(&actor, &id, None).await?;
    Ok(Json(json!({ "success": true, "message": "Лікаря видалено" })))
}
