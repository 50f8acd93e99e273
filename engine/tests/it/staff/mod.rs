//! The people who work with Ortomat: how they sign in, what they are given, and what stays of them.

mod cabinets;
mod couriers;
mod doctors;
mod links;
mod second_factor;
mod sessions;
mod signing_in;
mod tokens;

use crate::support::*;
use domain::{
    command::DoorResult,
    id::{OrderId, OrtomatId, UserId},
    staff::{PersonName, Role},
};
use engine::{
    Error, Refusal,
    entity::{activity_log, user},
    staff::{Actor, Attempt, CourierForm, DoctorForm, NewStaff, PersonForm, SignIn, StaffSession, session_key},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::{collections::BTreeMap, net::IpAddr};

const EMAIL: &str = "olena@example.com";
const PASSWORD: &str = "вечірній трамвай у Житомирі";
const NEW_PASSWORD: &str = "ранковий тролейбус до Рівного";
const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "2001:db8::7";
const SECOND_ORTOMAT: &str = "ortomat-3";

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn is_throttled<T: std::fmt::Debug>(outcome: Result<T, Error>) -> bool {
    matches!(refusal(outcome), Refusal::TooManyAttempts { seconds: 1.. })
}

fn ip(address: &str) -> IpAddr {
    address.parse().unwrap()
}

fn attempt(email: &str, password: &str, address: &str) -> Attempt {
    Attempt {
        email: email.to_owned(),
        password: password.to_owned().into(),
        address: ip(address),
        browser: None,
    }
}

async fn sign_in(world: &World, email: &str, password: &str, address: &str) -> Result<SignIn, Error> {
    world.engine.sign_in(attempt(email, password, address)).await
}

/// Signs in where only a password is asked for.
async fn enter(world: &World, email: &str, password: &str) -> Actor {
    match sign_in(world, email, password, HOME).await.unwrap() {
        SignIn::Done(actor) => actor,
        SignIn::CodeNeeded(half) => panic!("{} needs a code", half.user),
    }
}

fn new_admin(email: &str) -> NewStaff {
    NewStaff {
        role: Role::Admin,
        email: email.parse().unwrap(),
        name: PersonName::read("Коваль", "Олена", "Ігорівна").unwrap(),
        password: PASSWORD.to_owned().into(),
    }
}

/// An administrator who signs in with [`EMAIL`] and [`PASSWORD`].
async fn admin(world: &World) -> Actor {
    let id = world.engine.add_staff(new_admin(EMAIL)).await.unwrap();
    world.engine.actor(&id).await.unwrap().unwrap()
}

/// The `number`th person, without a password.
fn person(number: u32) -> PersonForm {
    PersonForm {
        name: PersonName::read("Мельник", "Ірина", &format!("{number}-а")).unwrap(),
        phone: format!("067{number:07}").parse().unwrap(),
        email: Some(format!("person{number}@example.com").parse().unwrap()),
        password: None,
    }
}

/// The same with [`PASSWORD`].
fn person_with_password(number: u32) -> PersonForm {
    PersonForm {
        password: Some(PASSWORD.to_owned().into()),
        ..person(number)
    }
}

fn ids(ortomats: &[&str]) -> Vec<OrtomatId> {
    ortomats.iter().map(|id| id.parse().unwrap()).collect()
}

fn doctor_form(person: PersonForm, ortomats: &[&str]) -> DoctorForm {
    DoctorForm {
        person,
        ortomats: ids(ortomats),
    }
}

fn courier_form(person: PersonForm, ortomats: &[&str]) -> CourierForm {
    CourierForm {
        person,
        ortomats: ids(ortomats),
    }
}

async fn add_doctor(world: &World, by: &Actor, person: PersonForm, ortomats: &[&str]) -> UserId {
    let form = doctor_form(person, ortomats);
    world.engine.add_doctor(by, &form).await.unwrap()
}

async fn add_courier(world: &World, by: &Actor, person: PersonForm, ortomats: &[&str]) -> UserId {
    let form = courier_form(person, ortomats);
    world.engine.add_courier(by, &form).await.unwrap()
}

/// A link for the administrator, which only the server's terminal makes.
async fn link_for_olena(world: &World) -> Result<String, Error> {
    world
        .engine
        .make_link_at_the_terminal(&EMAIL.parse().unwrap(), false)
        .await
}

/// A session of somebody, kept under the hash of `cookie`; answers that hash.
async fn open_session(world: &World, user: &Actor, cookie: &str, remember: bool) -> String {
    let owner = StaffSession {
        user: user.id.clone(),
        role: user.role,
        credentials: user.credentials,
        remember,
        agent: format!("Firefox {cookie}"),
        address: HOME.to_owned(),
    };
    let id = session_key(cookie);
    let data = cookie.as_bytes().to_vec();
    world.engine.create_session(&id, data, Some(&owner)).await.unwrap();
    id
}

async fn lives(world: &World, session: &str) -> bool {
    world.engine.load_session(session).await.unwrap().is_some()
}

/// A second ortomat, without cells.
async fn furnish_second_ortomat(world: &World) {
    engine::entity::ortomat::Model {
        id: SECOND_ORTOMAT.to_owned(),
        name: "Ортомат №3".to_owned(),
        address: "вул. Київська, 5".to_owned(),
        city: Some("Житомир".to_owned()),
        total_cells: 37,
        status: "active".to_owned(),
        sells_offline: true,
        version: 0,
        created_at: 0,
        updated_at: 0,
    }
    .into_active_model()
    .reset_all()
    .insert(&world.db)
    .await
    .unwrap();
}

async fn user_row(world: &World, id: &UserId) -> user::Model {
    let row = user::Entity::find_by_id(id.as_str()).one(&world.db).await.unwrap();
    row.unwrap()
}

async fn execute(world: &World, sql: &str) {
    world.db.execute_unprepared(sql).await.unwrap();
}

/// The log's entries of these types, the oldest first.
async fn log(world: &World, kinds: &[&str]) -> Vec<activity_log::Model> {
    activity_log::Entity::find()
        .filter(activity_log::COLUMN.kind.is_in(kinds.iter().copied()))
        .order_by_asc(activity_log::COLUMN.created_at)
        .order_by_asc(activity_log::COLUMN.id)
        .all(&world.db)
        .await
        .unwrap()
}

async fn place_with(world: &World, code: &str) -> OrderId {
    let mut wish = world.wish();
    wish.referral_code = Some(code.to_owned());
    world.engine.place_order(wish).await.unwrap()
}

async fn pay_and_open(world: &World, device: &mut FakeDevice, order: &OrderId) {
    let invoice = world.engine.start_payment(order).await.unwrap();
    world.bank.pay(invoice.invoice_id.as_str()).unwrap();
    world.engine.check_payment(order).await.unwrap();
    let command = device.hears().await;
    device.reports(&command, DoorResult::Opened).await;
}

/// A sale from the order to the open door, by a customer who came with `code`.
async fn sell(world: &World, device: &mut FakeDevice, code: &str) -> OrderId {
    let order = place_with(world, code).await;
    pay_and_open(world, device, &order).await;
    order
}

/// The codes of a doctor's places by ortomat.
async fn codes(world: &World, doctor: &UserId) -> BTreeMap<String, String> {
    let doctor = world.engine.doctor(doctor).await.unwrap();
    let places = doctor.places.into_iter();
    places
        .map(|place| (place.ortomat.id.into(), place.code.into()))
        .collect()
}
