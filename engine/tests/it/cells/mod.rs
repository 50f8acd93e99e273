//! What the staff do with cells.

mod editing;
mod grid;
mod opening;
mod refilling;
mod round;

use crate::support::*;
use domain::{
    cell::{CellNumber, Colour},
    id::{CommandId, OrderId, OrtomatId, ProductId},
    staff::{PersonName, Role},
};
use engine::{
    Error, Refusal,
    cells::{CellView, CommandView, Purpose, SeenCell},
    entity::activity_log,
    staff::Actor,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

const SECOND_ORTOMAT: &str = "ortomat-3";
const SECOND_PRODUCT: &str = "ankle";

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn number(number: i32) -> CellNumber {
    number.try_into().unwrap()
}

fn ortomat() -> OrtomatId {
    ORTOMAT.parse().unwrap()
}

fn second_ortomat() -> OrtomatId {
    SECOND_ORTOMAT.parse().unwrap()
}

fn product(id: &str) -> ProductId {
    id.parse().unwrap()
}

async fn execute(world: &World, sql: &str) {
    world.db.execute_unprepared(sql).await.unwrap();
}

async fn person(world: &World, id: &str, role: Role, last: &str) -> Actor {
    let now = world.engine.now().millis();
    let sql = format!(
        "INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) \
         VALUES ('{id}', '{role}', 'Ірина', '{last}', {now}, {now})"
    );
    execute(world, &sql).await;
    Actor {
        id: id.parse().unwrap(),
        role,
        name: PersonName::read(last, "Ірина", "").unwrap(),
        email: None,
        second_factor: false,
        credentials: 0,
    }
}

async fn admin(world: &World) -> Actor {
    person(world, "olena", Role::Admin, "Коваль").await
}

/// The courier of these ortomats.
async fn courier(world: &World, id: &str, last: &str, ortomats: &[&str]) -> Actor {
    let actor = person(world, id, Role::Courier, last).await;
    for ortomat in ortomats {
        let sql = format!(
            "INSERT INTO courier_ortomats (id, courier_id, ortomat_id, status, created_at, updated_at) \
             VALUES ('{id}-{ortomat}', '{id}', '{ortomat}', 'active', 0, 0)"
        );
        execute(world, &sql).await;
    }
    actor
}

async fn petro(world: &World) -> Actor {
    courier(world, "petro", "Мельник", &[ORTOMAT]).await
}

async fn doctor(world: &World) -> Actor {
    person(world, "doctor", Role::Doctor, "Гнатюк").await
}

async fn furnish_second_ortomat(world: &World) {
    execute(
        world,
        &format!(
            "INSERT INTO ortomats (id, name, address, total_cells, status, sells_offline, created_at, updated_at) \
             VALUES ('{SECOND_ORTOMAT}', 'Ортомат №3', 'вул. Київська, 5', 37, 'active', TRUE, 0, 0)"
        ),
    )
    .await;
}

async fn furnish_second_product(world: &World) {
    execute(
        world,
        &format!(
            "INSERT INTO products (id, name, sku, size, price, images, image_url, created_at, updated_at) \
             VALUES ('{SECOND_PRODUCT}', 'Бандаж', 'ANKLE-1', 'M', 45000, '[\"/pictures/2.webp\"]', '/old.png', 0, 0)"
        ),
    )
    .await;
}

/// Makes a cell of the first ortomat what a test needs.
async fn set_cell(world: &World, number: i32, to: &str) {
    let sql = format!("UPDATE cells SET {to} WHERE ortomat_id = '{ORTOMAT}' AND number = {number}");
    execute(world, &sql).await;
}

async fn make_blue(world: &World, number: i32) {
    set_cell(world, number, "filled = FALSE, last_refill_at = NULL").await;
}

async fn make_grey(world: &World, number: i32) {
    set_cell(
        world,
        number,
        "filled = FALSE, product_id = NULL, last_refill_at = NULL",
    )
    .await;
}

async fn view(world: &World, actor: &Actor, number: i32) -> CellView {
    let grid = world.engine.cells(actor, &ortomat()).await.unwrap();
    grid.cells.into_iter().find(|cell| cell.number.get() == number).unwrap()
}

/// The log of the cells, the oldest first: type, cell, whose doing it was.
async fn log(world: &World) -> Vec<(String, Option<i32>, Option<String>)> {
    let entries = log_entries(world).await.into_iter();
    entries
        .map(|entry| (entry.kind, entry.cell_number, entry.user_id))
        .collect()
}

async fn log_entries(world: &World) -> Vec<activity_log::Model> {
    activity_log::Entity::find()
        .filter(activity_log::COLUMN.order_id.is_null())
        .filter(activity_log::COLUMN.kind.is_not_in(["DEVICE_ONLINE", "DEVICE_OFFLINE"]))
        .order_by_asc(activity_log::COLUMN.created_at)
        .order_by_asc(activity_log::COLUMN.id)
        .all(&world.db)
        .await
        .unwrap()
}

fn told(kind: &str, cell: i32, by: &Actor) -> (String, Option<i32>, Option<String>) {
    (kind.to_owned(), Some(cell), Some(by.id.to_string()))
}

fn key(world: &World, purpose: Purpose) -> CommandId {
    world.engine.new_command_key(purpose).unwrap()
}

/// Opens a cell with a fresh key.
async fn open(world: &World, by: &Actor, cell: i32, purpose: Purpose) -> Result<CommandView, Error> {
    let key = key(world, purpose);
    world
        .engine
        .open_cell(by, &ortomat(), number(cell), purpose, &key)
        .await
}

async fn until_status(world: &World, by: &Actor, command: &CommandView, status: &str) -> CommandView {
    world
        .eventually(status, async |world| {
            let seen = world.engine.command(by, &command.id).await.unwrap();
            (seen.status.as_str() == status).then_some(seen)
        })
        .await
}

/// Opens a cell for filling, and its door stands open.
async fn open_to_fill(world: &World, device: &mut FakeDevice, by: &Actor, cell: i32) {
    let command = open(world, by, cell, Purpose::Refill).await.unwrap();
    let heard = device.hears().await;
    device.reports(&heard, domain::command::DoorResult::Opened).await;
    until_status(world, by, &command, "opened").await;
}

/// The cell as somebody's page shows it at this moment.
async fn seen(world: &World, by: &Actor, cell: i32) -> SeenCell {
    let cell = view(world, by, cell).await;
    SeenCell {
        product: cell.product.unwrap().id,
        changed_at: cell.changed_at,
    }
}

async fn confirm(world: &World, by: &Actor, cell: i32, seen: &SeenCell) -> Result<(), Error> {
    world.engine.confirm_refill(by, &ortomat(), number(cell), seen).await
}

/// Somebody's page says that the goods lie in the cell that it shows.
async fn fill(world: &World, by: &Actor, cell: i32) {
    let seen = seen(world, by, cell).await;
    confirm(world, by, cell, &seen).await.unwrap();
}

/// Who filled which cell, the oldest first.
async fn fills(world: &World) -> Vec<(String, Option<i32>, Option<String>)> {
    let mut told = log(world).await;
    told.retain(|(kind, ..)| ["COURIER_REFILL", "CELL_FILLED"].contains(&kind.as_str()));
    told
}

/// The order is over and its cell free again.
async fn end_order(world: &World, order: &OrderId) {
    execute(
        world,
        &format!("UPDATE sales SET phase = 'failed', reason = 'cancelled', deadline_at = NULL WHERE id = '{order}'"),
    )
    .await;
}
