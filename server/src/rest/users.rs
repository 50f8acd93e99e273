//! People by REST (contract §1.2): all of them and doctors for administrators, oneself for everybody.

use super::{
    done::DoneJson,
    error::{ErrorJson, RestError},
    extract::{Body, Id},
    person_body::PersonBody,
    staff_json::{CourierOrtomatJson, DoctorJson, PersonJson, ProfileJson, StatsJson},
    window::{Part, Window, WindowParams},
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

/// All people, the newest first.
#[utoipa::path(
    get,
    path = "/api/users",
    tag = "People",
    operation_id = "listPeople",
    params(WindowParams),
    responses((status = 200, description = "The people", body = [PersonJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn list(State(engine): State<Engine>, window: Window) -> Result<Part<PersonJson>, RestError> {
    Ok(window.of(engine.list_staff().await?))
}

/// Oneself, with what is theirs.
#[utoipa::path(
    get,
    path = "/api/users/profile",
    tag = "People",
    operation_id = "showMyself",
    responses((status = 200, description = "The person", body = ProfileJson)),
)]
pub(crate) async fn profile(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<ProfileJson>, RestError> {
    Ok(Json(profile_of(&engine, &actor.id).await?))
}

/// A person with what is theirs: for administrators, and for that person.
#[utoipa::path(
    get,
    path = "/api/users/{id}",
    tag = "People",
    operation_id = "showPerson",
    responses((status = 200, description = "The person", body = ProfileJson)),
)]
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

/// What a doctor's codes have brought: for administrators, and for that doctor.
#[utoipa::path(
    get,
    path = "/api/users/{id}/stats",
    tag = "People",
    operation_id = "showDoctorStats",
    responses((status = 200, description = "What the codes have brought", body = StatsJson)),
)]
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Visible(doctor): Visible,
) -> Result<Json<StatsJson>, RestError> {
    Ok(Json(engine.doctor_cabinet(&doctor).await?.into()))
}

/// A courier's ortomats and how full they are: for administrators, and for that courier.
#[utoipa::path(
    get,
    path = "/api/users/{id}/courier-ortomats",
    tag = "People",
    operation_id = "listCourierOrtomats",
    responses((status = 200, description = "The ortomats", body = [CourierOrtomatJson])),
)]
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

/// All doctors, the newest first.
#[utoipa::path(
    get,
    path = "/api/users/doctors",
    tag = "People",
    operation_id = "listDoctors",
    params(WindowParams),
    responses((status = 200, description = "The doctors", body = [DoctorJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn doctors(State(engine): State<Engine>, window: Window) -> Result<Part<DoctorJson>, RestError> {
    Ok(window.of(engine.all_doctors().await?))
}

/// Adds a doctor. A password needs an e-mail; a doctor needs neither.
#[utoipa::path(
    post,
    path = "/api/users/doctors",
    tag = "People",
    operation_id = "addDoctor",
    request_body = PersonBody,
    responses(
        (status = 201, description = "The doctor", body = DoctorJson),
        (status = 409, description = "The e-mail or the phone belongs to somebody else", body = ErrorJson),
    ),
)]
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

/// Changes a doctor. What is not in the body stays as it is; `null` clears what may be empty. A printed code never changes.
#[utoipa::path(
    patch,
    path = "/api/users/doctors/{id}",
    tag = "People",
    operation_id = "editDoctor",
    request_body = PersonBody,
    responses(
        (status = 200, description = "The doctor", body = DoctorJson),
        (status = 409, description = "Taken by somebody else, or changed meanwhile", body = ErrorJson),
    ),
)]
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

/// Deletes a doctor. Sales stay, printed codes still lead to the ortomat.
#[utoipa::path(
    delete,
    path = "/api/users/doctors/{id}",
    tag = "People",
    operation_id = "deleteDoctor",
    responses((status = 200, description = "Done", body = DoneJson)),
)]
pub(crate) async fn delete_doctor(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<UserId>,
) -> Result<Json<DoneJson>, RestError> {
    engine.delete_doctor(&actor, &id, None).await?;
    Ok(Json(DoneJson::new("Лікаря видалено")))
}
