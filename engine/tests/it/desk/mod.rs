//! Orders and payments as administrators see them and decide about them.

mod export;
mod lists;
mod refunds;
mod review;
mod timeline;

pub(crate) use crate::support::*;
use domain::{
    Money,
    command::DoorResult,
    id::OrderId,
    order::Resolution,
    staff::{PersonName, Role},
};
use engine::{
    Engine, Error, Refusal,
    desk::{Decided, RefundWish, ReviewWish},
    entity::{activity_log, refund},
    staff::Actor,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub(crate) async fn execute(world: &World, sql: &str) {
    world.db.execute_unprepared(sql).await.unwrap();
}

/// Somebody with that role, who needs no password here.
pub(crate) async fn person(world: &World, id: &str, role: Role) -> Actor {
    let sql = format!(
        "INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) \
         VALUES ('{id}', '{role}', 'Олена', 'Коваль', 0, 0)"
    );
    execute(world, &sql).await;
    Actor {
        id: id.parse().unwrap(),
        role,
        name: PersonName::read("Коваль", "Олена", "").unwrap(),
        email: None,
        second_factor: false,
        credentials: 0,
    }
}

pub(crate) async fn admin(world: &World) -> Actor {
    person(world, "admin", Role::Admin).await
}

/// A completed order and its invoice at the bank.
pub(crate) async fn sold(world: &World, device: &mut FakeDevice) -> (OrderId, String) {
    let order = world.place_and_pay().await;
    let command = device.hears().await;
    device.reports(&command, DoorResult::Opened).await;
    let invoice = world.payment(&order).await.invoice_id.unwrap();
    (order, invoice)
}

/// Of somebody who has seen that `left` kopiykas are left.
fn wish(order: &OrderId, kopiykas: Option<i64>, left: i64, key: &str) -> RefundWish {
    RefundWish {
        order: order.clone(),
        amount: kopiykas.map(Money::from_kopiykas),
        left: Money::from_kopiykas(left),
        reason: "не підійшов розмір".to_owned(),
        key: key.parse().unwrap(),
    }
}

/// Looks what is left, and gives back all of it or a part.
async fn give_back(
    world: &World,
    by: &Actor,
    order: &OrderId,
    kopiykas: Option<i64>,
    key: &str,
) -> Result<Decided, Error> {
    let file = world.engine.order_timeline(by, order).await.ok();
    let left = file
        .and_then(|file| file.money)
        .map_or(0, |money| money.left.kopiykas());
    world.engine.refund_order(by, &wish(order, kopiykas, left, key)).await
}

async fn resolve(
    engine: &Engine,
    by: &Actor,
    order: &OrderId,
    resolution: Resolution,
    key: &str,
) -> Result<Decided, Error> {
    let wish = ReviewWish {
        order: order.clone(),
        resolution,
        reason: "покупець телефонував".to_owned(),
        key: key.parse().unwrap(),
    };
    engine.resolve_review(by, &wish).await
}

/// Refunds of an order, the oldest first.
async fn refunds_of(world: &World, order: &OrderId) -> Vec<refund::Model> {
    refund::Entity::find()
        .filter(refund::COLUMN.order_id.eq(order.as_str()))
        .order_by_asc(refund::COLUMN.created_at)
        .all(&world.db)
        .await
        .unwrap()
}

async fn until_refund(world: &World, order: &OrderId, status: &str) -> refund::Model {
    world
        .eventually(status, async |world| {
            let last = refunds_of(&world, order).await.pop();
            last.filter(|refund| refund.status == status)
        })
        .await
}

/// The bank's word about an invoice with one of our refunds in it, as a webhook would tell it.
async fn hear_of_refund(world: &World, invoice: &str, refund: &refund::Model, status: &str, second: u8) {
    let left = PRICE - refund.amount;
    let body = format!(
        r#"{{"invoiceId":"{invoice}","status":"success","amount":{PRICE},"ccy":980,"finalAmount":{left},"modifiedDate":"2040-01-01T00:00:{second:02}Z","cancelList":[{{"status":"{status}","amount":{},"ccy":980,"extRef":"{}"}}]}}"#,
        refund.amount, refund.id
    );
    world.hear(body.as_bytes()).await;
}

/// The log's entries of a kind, the oldest first.
pub(crate) async fn log(world: &World, kind: &str) -> Vec<activity_log::Model> {
    activity_log::Entity::find()
        .filter(activity_log::COLUMN.kind.eq(kind))
        .order_by_asc(activity_log::COLUMN.created_at)
        .order_by_asc(activity_log::COLUMN.id)
        .all(&world.db)
        .await
        .unwrap()
}
