//! A customer takes a cell: chosen and reserved in one transaction.

use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, doctor_ortomat, ortomat, product, sale},
    error::{Error, Refusal},
    rows::word,
    settings,
};
use domain::{
    PhoneNumber, Timestamp,
    activity::{ActivityType, Severity},
    id::{IdempotencyKey, OrderId, OrtomatId, ProductId, ReferralCode},
    order::Phase,
    ortomat::{Availability, OrtomatStatus},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement},
};

/// What a customer asks for.
#[derive(Clone, Debug)]
pub struct PlaceOrder {
    pub ortomat: OrtomatId,
    pub product: ProductId,
    /// As it stands in the link; an unknown one is kept and earns nobody anything.
    pub referral_code: Option<String>,
    pub customer_phone: Option<PhoneNumber>,
    /// The [`settings::fingerprint`] of the terms that the buyer saw; without it the present ones are meant.
    pub seen_terms: Option<String>,
    /// The same wish with the same key again is the same order.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Buyers who lose a race for a cell look for another one this often before they hear "out of stock".
const RACES: usize = 40;

impl Engine {
    /// Reserves a cell with the product and opens an order for it.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchProduct`], [`Refusal::NotSelling`], [`Refusal::OutOfStock`],
    /// [`Refusal::KeyReused`], [`Refusal::TermsChanged`], [`Refusal::Paused`].
    pub async fn place_order(&self, wish: PlaceOrder) -> Result<OrderId, Error> {
        self.refuse_while_paused()?;
        for _ in 0..RACES {
            // Everything that is only looked at is read beside the writers: they queue, and whoever gets nothing does not
            // keep the others waiting.
            let reads = self.database.read();
            if let Some(known) = placed_before(reads, &wish).await? {
                let is_ours = known.ortomat_id.as_deref() == Some(wish.ortomat.as_str())
                    && known.product_id.as_deref() == Some(wish.product.as_str());
                // Somebody else's order is nobody's business.
                return if is_ours {
                    word(&known.id, "sales.id", &known.id)
                } else {
                    Err(Refusal::KeyReused.into())
                };
            }
            let product = self.offered(&wish).await?;
            if sellable_cells(&wish).one(reads).await?.is_none() {
                return Err(Refusal::OutOfStock.into());
            }
            let mut txn = self.database.write().await?;
            match self.reserve(&mut txn, &wish, &product).await {
                Ok(sale) => {
                    txn.commit(&self.wakeups).await?;
                    tracing::info!(order.number = sale.order_number, "order placed");
                    return word(&sale.id, "sales.id", &sale.id);
                }
                // Somebody else reserved that very cell, or our twin placed this order, between look and insert.
                Err(Error::Database(error)) if crate::rows::is_unique_violation(&error) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Refusal::OutOfStock.into())
    }

    /// The product, if the ortomat sells now and somebody has priced it.
    async fn offered(&self, wish: &PlaceOrder) -> Result<product::Model, Error> {
        let reads = self.database.read();
        let ortomat = ortomat::Entity::find_by_id(wish.ortomat.as_str())
            .one(reads)
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        let product = product::Entity::find_by_id(wish.product.as_str())
            .one(reads)
            .await?
            .ok_or(Refusal::NoSuchProduct)?;
        let status: OrtomatStatus = word(&ortomat.status, "ortomats.status", &ortomat.id)?;
        let online = self.is_online(reads, &wish.ortomat).await?;
        match Availability::of(status, online, ortomat.sells_offline) {
            Availability::Selling => {}
            closed @ (Availability::OutOfService | Availability::Offline) => {
                return Err(Refusal::NotSelling(closed).into());
            }
        }
        // A price of nothing is a product that nobody has priced; the bank would refuse it anyway.
        if product.price <= 0 {
            return Err(Refusal::OutOfStock.into());
        }
        Ok(product)
    }

    async fn reserve(
        &self,
        txn: &mut WriteTxn,
        wish: &PlaceOrder,
        product: &product::Model,
    ) -> Result<sale::Model, Error> {
        let now = self.now();
        let cell = choose_cell(txn, wish).await?.ok_or(Refusal::OutOfStock)?;
        let sale = self
            .new_sale(txn, wish, product, cell.number, now)
            .await?
            .into_active_model()
            .reset_all();
        let sale = sale.insert(txn.db()).await?;
        Entry::of_order(ActivityType::OrderCreated, Severity::Info, "Замовлення створено", &sale)
            .write(txn, now)
            .await?;
        Ok(sale)
    }

    async fn new_sale(
        &self,
        txn: &WriteTxn,
        wish: &PlaceOrder,
        product: &product::Model,
        cell_number: i32,
        now: Timestamp,
    ) -> Result<sale::Model, Error> {
        let referral_code = wish
            .referral_code
            .as_deref()
            .and_then(|code| code.parse::<ReferralCode>().ok());
        let referral = match &referral_code {
            Some(code) => referral_at(txn, code, &wish.ortomat).await?,
            None => None,
        };
        let phase = Phase::AwaitingPayment;
        Ok(sale::Model {
            id: crate::ids::random_uuid(),
            order_number: crate::ids::order_number(now),
            product_id: Some(product.id.clone()),
            ortomat_id: Some(wish.ortomat.to_string()),
            cell_number: Some(cell_number),
            product_name: product.name.clone(),
            amount: product.price,
            points: if referral.is_some() { product.referral_points } else { 0 },
            doctor_id: referral.as_ref().map(|link| link.doctor_id.clone()),
            doctor_ortomat_id: referral.map(|link| link.id),
            referral_code: referral_code.map(Into::into),
            customer_phone: wish.customer_phone.as_ref().map(ToString::to_string),
            terms_version: Some(settings::version_in_force(txn, product, wish.seen_terms.as_deref(), now).await?),
            idempotency_key: wish.idempotency_key.as_ref().map(ToString::to_string),
            phase: phase.to_string(),
            reason: None,
            deadline_at: phase.deadline(&self.timings, now).map(Timestamp::millis),
            created_at: now.millis(),
            updated_at: now.millis(),
            completed_at: None,
            restored: false,
        })
    }
}

/// The first cell that can be sold. PostgreSQL skips the cells that somebody else is choosing at this moment; if no
/// other is left, their choice is waited for, because it may come to nothing. On SQLite nobody else is choosing.
async fn choose_cell(txn: &WriteTxn, wish: &PlaceOrder) -> Result<Option<cell::Model>, Error> {
    let cells = sellable_cells(wish);
    let free = cells
        .clone()
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(txn.db())
        .await?;
    match free {
        Some(cell) => Ok(Some(cell)),
        None if txn.has_one_writer() => Ok(None),
        None => Ok(cells.lock_exclusive().one(txn.db()).await?),
    }
}

fn sellable_cells(wish: &PlaceOrder) -> Select<cell::Entity> {
    cell::Entity::find()
        .filter(cell::COLUMN.ortomat_id.eq(wish.ortomat.as_str()))
        .filter(cell::COLUMN.product_id.eq(wish.product.as_str()))
        .filter(sellable())
        .order_by_asc(cell::COLUMN.number)
}

async fn placed_before(db: &impl ConnectionTrait, wish: &PlaceOrder) -> Result<Option<sale::Model>, Error> {
    let Some(key) = &wish.idempotency_key else {
        return Ok(None);
    };
    Ok(sale::Entity::find()
        .filter(sale::COLUMN.idempotency_key.eq(key.as_str()))
        .one(db)
        .await?)
}

/// Green, unblocked, and no live order has it. The same words as the unique index `sales_live_cell`.
pub(crate) fn sellable() -> sea_orm::sea_query::SimpleExpr {
    Expr::col((cell::Entity, cell::Column::Filled))
        .eq(true)
        .and(Expr::col((cell::Entity, cell::Column::BlockedReason)).is_null())
        .and(Expr::exists(live_sale_of_the_cell()).not())
}

fn live_sale_of_the_cell() -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(sale::Entity)
        .and_where(Expr::col((sale::Entity, sale::Column::OrtomatId)).equals((cell::Entity, cell::Column::OrtomatId)))
        .and_where(Expr::col((sale::Entity, sale::Column::CellNumber)).equals((cell::Entity, cell::Column::Number)))
        .and_where(Expr::cust(LIVE_PHASES))
        .to_owned()
}

/// The condition of the index `sales_live_cell`, word for word: with bound values a database could not prove that the
/// index holds all it looks for, and would read every sale that a cell ever had.
pub(crate) const LIVE_PHASES: &str = "phase IN ('awaiting_payment', 'opening', 'processing')";

/// A code counts only at the ortomat that it was printed for.
async fn referral_at(
    txn: &WriteTxn,
    code: &ReferralCode,
    ortomat: &OrtomatId,
) -> Result<Option<doctor_ortomat::Model>, Error> {
    Ok(doctor_ortomat::Entity::find()
        .filter(doctor_ortomat::COLUMN.referral_code.eq(code.as_str()))
        .filter(doctor_ortomat::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(doctor_ortomat::COLUMN.ended_at.is_null())
        .one(txn.db())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::LIVE_PHASES;
    use domain::order::Phase;

    #[test]
    fn the_live_phases_are_the_ones_that_hold_a_cell() {
        for phase in Phase::ALL {
            assert_eq!(
                LIVE_PHASES.contains(&format!("'{phase}'")),
                phase.holds_cell(),
                "{phase}"
            );
        }
    }
}
