//! Sales: placing them, showing them, and the one place where the lifecycle's decisions become rows.

mod deadline;
mod effects;
mod place;
mod show;

pub use place::PlaceOrder;
pub(crate) use place::{LIVE_PHASES, sellable};
pub(crate) use show::referrer;

use crate::{
    database::WriteTxn,
    entity::{payment, sale},
    error::Error,
};
use domain::{
    Timestamp,
    id::OrderId,
    order::{
        Phase, Timings,
        lifecycle::{Event, decide},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// What a decision depends on besides the order: the moment and the configured patience.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) now: Timestamp,
    pub(crate) timings: Timings,
}

/// Reads an order and keeps everybody else from deciding upon it until the transaction ends.
pub(crate) async fn lock(txn: &WriteTxn, order: &OrderId) -> Result<Option<sale::Model>, Error> {
    Ok(sale::Entity::find_by_id(order.as_str())
        .lock_exclusive()
        .one(txn.db())
        .await?)
}

pub(crate) async fn payment_of(db: &impl ConnectionTrait, order: &str) -> Result<Option<payment::Model>, Error> {
    Ok(payment::Entity::find()
        .filter(payment::COLUMN.order_id.eq(order))
        .one(db)
        .await?)
}

/// Lets a locked order meet an event: decides, moves the order and queues what the decision owes, all in the caller's
/// transaction. Returns the order after it, or `None` when nothing was decided (a repeat, late news, or a lie, which
/// is logged).
pub(crate) async fn meet(
    txn: &mut WriteTxn,
    rules: &Rules,
    sale: &sale::Model,
    event: Event,
) -> Result<Option<sale::Model>, Error> {
    let decision = match decide(&sale.order()?, event, rules.now) {
        Ok(decision) => decision,
        Err(illegal) => {
            tracing::warn!(order.number = sale.order_number, %illegal, "ignored");
            return Ok(None);
        }
    };
    if decision.next.is_none() && decision.effects.is_empty() {
        return Ok(None);
    }
    let mut row = sale.clone().into_active_model();
    row.updated_at = Set(rules.now.millis());
    if let Some((phase, reason)) = decision.next {
        row.phase = Set(phase.to_string());
        row.deadline_at = Set(phase.deadline(&rules.timings, rules.now).map(Timestamp::millis));
        if let Some(reason) = reason {
            row.reason = Set(Some(reason.to_string()));
        }
        if phase == Phase::Completed {
            // An order that comes back from a review was sold when it was sold.
            row.completed_at = Set(sale.completed_at.or(Some(rules.now.millis())));
        }
    }
    let sale = row.update(txn.db()).await?;
    for effect in decision.effects {
        effects::queue(txn, rules, &sale, effect).await?;
    }
    if let Some((phase, _)) = decision.next {
        tracing::info!(order.number = sale.order_number, order.phase = %phase, order.reason = sale.reason, "order moved");
    }
    Ok(Some(sale))
}
