//! The fleet as administrators run it: ortomats, devices, and the settings that hold for all.

mod devices;
mod editing;
mod listing;
mod terms;

use crate::support::*;
use domain::{
    id::{OrtomatId, UserId},
    ortomat::OrtomatStatus,
    staff::{PersonName, Role},
};
use engine::{
    Engine, Error, Refusal,
    entity::{activity_log, cell, user},
    fleet::OrtomatForm,
    staff::Actor,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Somebody with that role, who never has to sign in.
pub(crate) async fn somebody(world: &World, role: Role) -> Actor {
    let id: UserId = format!("somebody-{role}").parse().unwrap();
    let name = PersonName::read("Коваль", "Олена", "").unwrap();
    user::Model {
        id: id.to_string(),
        email: None,
        password_hash: None,
        role: role.to_string(),
        first_name: name.first.clone(),
        last_name: name.last.clone(),
        middle_name: None,
        phone: None,
        is_verified: true,
        version: 0,
        credentials_version: 0,
        created_at: 0,
        updated_at: 0,
        deleted_at: None,
        totp_secret: None,
        totp_last_step: None,
        totp_since: None,
    }
    .into_active_model()
    .reset_all()
    .insert(&world.db)
    .await
    .unwrap();
    Actor {
        id,
        role,
        name,
        email: None,
        second_factor: false,
        credentials: 0,
    }
}

pub(crate) async fn admin(world: &World) -> Actor {
    somebody(world, Role::Admin).await
}

/// The messages and details of the log's entries of a type, the oldest first.
pub(crate) async fn told(world: &World, kind: &str) -> Vec<activity_log::Model> {
    activity_log::Entity::find()
        .filter(activity_log::COLUMN.kind.eq(kind))
        .order_by_asc(activity_log::COLUMN.created_at)
        .order_by_asc(activity_log::COLUMN.id)
        .all(&world.db)
        .await
        .unwrap()
}

/// Lets every job of a process look for its work once, now.
pub(crate) async fn let_jobs_look(engine: &Engine) {
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    engine.start_jobs(&tracker, &stop);
    stop.cancel();
    tracker.close();
    tracker.wait().await;
}

fn form(name: &str, total_cells: i32) -> OrtomatForm {
    OrtomatForm {
        name: name.to_owned(),
        address: "вул. Соборна, 1".to_owned(),
        city: Some("Вінниця".to_owned()),
        total_cells,
        status: OrtomatStatus::Active,
        sells_offline: true,
    }
}

async fn execute(world: &World, sql: &str) {
    world.db.execute_unprepared(sql).await.unwrap();
}

fn here() -> OrtomatId {
    ORTOMAT.parse().unwrap()
}

async fn cells_of(world: &World, ortomat: &OrtomatId) -> Vec<cell::Model> {
    cell::Entity::find()
        .filter(cell::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .order_by_asc(cell::COLUMN.number)
        .all(&world.db)
        .await
        .unwrap()
}
