//! Changing a cell by hand: its product, what lies in it, whether it is in service.

use super::{Locked, entry, open::refill_openings};
use crate::{
    Engine,
    database::WriteTxn,
    entity::{cell, product},
    error::{Error, Refusal},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    cell::CellNumber,
    command::CommandStatus,
    id::{OrtomatId, ProductId},
    staff::Role,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect, sea_query::LockType};

/// Characters of the reason why a cell is blocked.
pub const MAX_REASON: usize = 200;

/// A reason in one line for colleagues, without blanks around it.
///
/// # Errors
/// [`Refusal::ReasonLength`] unless it has 1 to [`MAX_REASON`] characters, all of them visible.
pub(crate) fn reason_of(typed: &str) -> Result<&str, Refusal> {
    let reason = typed.trim();
    let fits = (1..=MAX_REASON).contains(&reason.chars().count());
    match fits && !reason.chars().any(char::is_control) {
        true => Ok(reason),
        false => Err(Refusal::ReasonLength),
    }
}

impl Engine {
    /// Assigns a product to a grey or blue cell, changes it, or takes it away (`None`). Administrators only.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`], [`Refusal::NoSuchProduct`];
    /// [`Refusal::CellFilled`] while something lies inside, [`Refusal::CellReserved`], and [`Refusal::CellBusy`] while
    /// somebody has its door opened: what they put in would be sold as something else.
    pub async fn assign_product(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        product: Option<&ProductId>,
    ) -> Result<(), Error> {
        only_admin(actor)?;
        let txn = self.database.write().await?;
        let locked = match self.lock_cell(&txn, actor, ortomat, number).await {
            // The earlier system made a cell when it was first needed (contract §1.4).
            Err(Error::Refused(Refusal::NoSuchCell)) => {
                self.add_cells_of(&txn, ortomat).await?;
                self.lock_cell(&txn, actor, ortomat, number).await?
            }
            locked => locked?,
        };
        let Locked { row, cell } = locked;
        if row.product_id.as_deref() == product.map(ProductId::as_str) {
            // The cell may have been made just now.
            txn.commit(&self.wakeups).await?;
            return Ok(());
        }
        cell.with_product(product.is_some())?;
        self.refuse_live_opening(&txn, &row).await?;
        let entry = match product {
            Some(id) => {
                let product = product_of(&txn, id.as_str()).await?.ok_or(Refusal::NoSuchProduct)?;
                let message = format!("Комірці №{number} призначено товар: {}", label(&product));
                entry(ActivityType::CellProductAssigned, Severity::Info, message, actor, &row)
                    .with("product", product.id)
            }
            None => {
                let message = format!("З комірки №{number} прибрано товар");
                entry(ActivityType::CellCleared, Severity::Info, message, actor, &row)
            }
        };
        let entry = match row.product_id.as_deref() {
            Some(before) => entry.with("before", before),
            None => entry,
        };
        let now = self.now();
        let mut row = row.into_active_model();
        row.product_id = Set(product.map(ToString::to_string));
        row.updated_at = Set(now.millis());
        row.update(txn.db()).await?;
        entry.write(&txn, now).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Blue → green: somebody has put the assigned product inside. Sent again, also after a customer has taken it out, it
    /// changes nothing.
    ///
    /// A client of the contract does not say in which state it saw the cell, and a request whose answer was lost comes
    /// again when the goods may already be sold. So a cell is filled only by somebody who has opened it since it changed
    /// last, and whose door has moved: the earlier system's clients sent both at once (contract §4), and sold what lay
    /// beside a door that never opened. A page knows what it has shown, and uses [`Engine::confirm_refill`].
    ///
    /// `product` is what they had in their hands, as they saw it assigned; `None` when nobody asked.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`], [`Refusal::CellWithoutProduct`],
    /// [`Refusal::CellReserved`]; [`Refusal::CellBusy`] while the door is on its way; [`Refusal::EditConflict`] when the
    /// cell is for another product by now, or there is no such opening.
    pub async fn mark_filled(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        product: Option<&ProductId>,
    ) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        if product.is_some_and(|product| row.product_id.as_deref() != Some(product.as_str())) {
            return Err(Refusal::EditConflict.into());
        }
        if cell.refilled()? == cell {
            return Ok(());
        }
        self.refuse_live_opening(&txn, &row).await?;
        let last_change = Timestamp::from_millis(row.updated_at);
        let openings = refill_openings(txn.db(), actor, ortomat, number, last_change).await?;
        let mut has_opened = false;
        for opening in &openings {
            has_opened |= opening.status()? == CommandStatus::Opened;
        }
        if !has_opened {
            // Whoever filled it last and has not opened it since says the same once more.
            let is_repeated = row.last_refill_at.is_some() && row.courier_id.as_deref() == Some(actor.id.as_str());
            return match is_repeated && openings.is_empty() {
                true => Ok(()),
                false => Err(Refusal::EditConflict.into()),
            };
        }
        self.fill(txn, actor, row).await
    }

    /// Green it is, by this person's hand.
    pub(super) async fn fill(&self, txn: WriteTxn, actor: &Actor, row: cell::Model) -> Result<(), Error> {
        let kind = match actor.role {
            Role::Courier => ActivityType::CourierRefill,
            Role::Admin | Role::Doctor => ActivityType::CellFilled,
        };
        let assigned = row.product_id.clone().unwrap_or_default();
        let name = product_of(&txn, &assigned).await?.as_ref().map(label);
        let message = format!("Комірку №{} заповнено: {}", row.number, name.unwrap_or_default());
        let entry = entry(kind, Severity::Info, message, actor, &row).with("product", assigned);
        let now = self.now();
        let mut row = row.into_active_model();
        row.filled = Set(true);
        row.last_refill_at = Set(Some(now.millis()));
        row.courier_id = Set(Some(actor.id.to_string()));
        row.updated_at = Set(now.millis());
        row.update(txn.db()).await?;
        entry.write(&txn, now).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Green → blue: somebody took out what was inside. Said once more it changes nothing. Administrators only; the
    /// cell forgets when it was filled, as it always did (contract §4).
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`], [`Refusal::CellReserved`].
    pub async fn mark_empty(&self, actor: &Actor, ortomat: &OrtomatId, number: CellNumber) -> Result<(), Error> {
        only_admin(actor)?;
        let txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        if cell.emptied()? == cell {
            return Ok(());
        }
        clear(&txn, actor, row, self.now()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Takes a cell out of service until an administrator has looked. Its colour stays. An administrator may write
    /// another reason over the first; a courier who reports a fault may not.
    ///
    /// # Errors
    /// [`Refusal::ReasonLength`] unless the reason is one line of 1 to [`MAX_REASON`] characters; [`Refusal::Forbidden`],
    /// [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`], [`Refusal::CellReserved`], [`Refusal::CellBlocked`].
    pub async fn block_cell(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        reason: &str,
    ) -> Result<(), Error> {
        self.block(actor, ortomat, number, reason, None).await
    }

    /// Blocks a cell; only as it was `seen`, if somebody says when it had changed last.
    pub(super) async fn block(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        reason: &str,
        seen: Option<Timestamp>,
    ) -> Result<(), Error> {
        let reason = reason_of(reason)?;
        let txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        if row.blocked_reason.as_deref() == Some(reason) {
            return Ok(());
        }
        cell.is_free()?;
        if cell.blocked && actor.role != Role::Admin {
            return Err(Refusal::CellBlocked.into());
        }
        if seen.is_some_and(|seen| row.updated_at != seen.millis()) {
            return Err(Refusal::EditConflict.into());
        }
        self.set_blocked(txn, actor, row, Some(reason)).await
    }

    /// Puts a cell into service again. Administrators only; a cell that is in service stays as it is.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`].
    pub async fn unblock_cell(&self, actor: &Actor, ortomat: &OrtomatId, number: CellNumber) -> Result<(), Error> {
        only_admin(actor)?;
        let txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        if !cell.blocked {
            return Ok(());
        }
        self.set_blocked(txn, actor, row, None).await
    }

    async fn set_blocked(
        &self,
        txn: WriteTxn,
        actor: &Actor,
        row: cell::Model,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let number = row.number;
        // The contract's log has no word of its own for this; whoever counts faults reads the action.
        let (severity, action, message) = match reason {
            Some(reason) => (
                Severity::Warning,
                "blocked",
                format!("Комірку №{number} заблоковано: {reason}"),
            ),
            None => (Severity::Info, "unblocked", format!("Комірку №{number} розблоковано")),
        };
        let entry = entry(ActivityType::CellError, severity, message, actor, &row)
            .with("action", action)
            .with("reason", reason.or(row.blocked_reason.as_deref()));
        let now = self.now();
        let mut row = row.into_active_model();
        row.blocked_reason = Set(reason.map(ToOwned::to_owned));
        row.updated_at = Set(now.millis());
        row.update(txn.db()).await?;
        entry.write(&txn, now).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

/// Blue it is, by this person's hand.
pub(super) async fn clear(txn: &WriteTxn, actor: &Actor, row: cell::Model, now: Timestamp) -> Result<(), Error> {
    let message = format!("Комірку №{} звільнено", row.number);
    let entry = entry(ActivityType::CellCleared, Severity::Info, message, actor, &row)
        .with("product", row.product_id.as_deref());
    let mut row = row.into_active_model();
    row.filled = Set(false);
    row.last_refill_at = Set(None);
    row.courier_id = Set(None);
    row.updated_at = Set(now.millis());
    row.update(txn.db()).await?;
    entry.write(txn, now).await
}

fn only_admin(actor: &Actor) -> Result<(), Error> {
    match actor.role {
        Role::Admin => Ok(()),
        Role::Doctor | Role::Courier => Err(Refusal::Forbidden.into()),
    }
}

/// The product, which nobody can delete until the transaction ends.
async fn product_of(txn: &WriteTxn, id: &str) -> Result<Option<product::Model>, Error> {
    Ok(product::Entity::find_by_id(id)
        .lock(LockType::KeyShare)
        .one(txn.db())
        .await?)
}

fn label(product: &product::Model) -> String {
    format!("{} ({})", product.name, product.size)
}
