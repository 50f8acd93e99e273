//! Orders that had not ended when everything was replaced: nobody forgets them, because money may hang on them.

use crate::{
    entity::{ortomat, payment, sale},
    error::Error,
    rows::word,
};
use domain::{Money, order::Phase};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// More than these are not listed one by one; they are in the backup that was made before.
const MOST: u64 = 500;

/// An order that had not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// As it is stored: whatever is wrong with an old order, it must not stand in the way of a restore.
    pub number: String,
    pub phase: Phase,
    pub product: String,
    pub ortomat: Option<String>,
    pub total: Money,
    /// The bank's name for its payment, under which the money can be found and given back there.
    pub invoice: Option<String>,
}

/// The orders that have not ended, the newest first.
pub(super) async fn unsettled(db: &impl ConnectionTrait) -> Result<Vec<Unsettled>, Error> {
    let orders = sale::Entity::find()
        .filter(sale::COLUMN.phase.is_in(OPEN.map(Phase::as_str)))
        .order_by_desc(sale::COLUMN.created_at)
        .limit(MOST)
        .all(db)
        .await?;
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let mut invoices: HashMap<String, String> = payment::Entity::find()
        .filter(payment::COLUMN.order_id.is_in(ids))
        .order_by_asc(payment::COLUMN.created_at)
        .all(db)
        .await?
        .into_iter()
        .filter_map(|payment| Some((payment.order_id, payment.invoice_id?)))
        .collect();
    let ortomats: HashMap<String, String> = ortomat::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|ortomat| (ortomat.id, ortomat.name))
        .collect();
    orders
        .into_iter()
        .map(|order| {
            Ok(Unsettled {
                number: order.order_number,
                phase: word(&order.phase, "sales.phase", &order.id)?,
                ortomat: order.ortomat_id.and_then(|id| ortomats.get(&id).cloned()),
                product: order.product_name,
                total: Money::from_kopiykas(order.amount),
                invoice: invoices.remove(&order.id),
            })
        })
        .collect()
}

const OPEN: [Phase; 5] = [
    Phase::AwaitingPayment,
    Phase::Opening,
    Phase::Processing,
    Phase::Refunding,
    Phase::NeedsReview,
];

impl crate::Engine {
    /// How many doors are owed to customers at this moment.
    pub(super) async fn doors_about_to_open(&self) -> Result<u64, Error> {
        Ok(sale::Entity::find()
            .filter(
                sale::COLUMN
                    .phase
                    .is_in([Phase::Opening, Phase::Processing].map(Phase::as_str)),
            )
            .filter(sale::COLUMN.restored.eq(false))
            .count(self.database.read())
            .await?)
    }
}
