//! A courier's round at one ortomat: how far it has come, and what is said on it, once however often it is sent.

use super::{CellGrid, CellView, CommandView, Locked, open::refill_openings, refill::only_courier};
use crate::{
    Engine,
    activity_log::Entry,
    entity::{activity_log, courier_ortomat},
    error::{Error, Refusal},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    cell::CellNumber,
    id::{OrtomatId, ProductId, UserId},
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use std::time::Duration;

/// A courier who comes back sooner has not been away, and a pause between two cells that is longer begins a new round.
/// A door that was opened longer ago is closed.
const VISIT: Duration = Duration::from_secs(30 * 60);

/// How far a round at one ortomat has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefillRound {
    pub grid: CellGrid,
    /// The cells that this person has filled in this round and that are still full: the last one at most half an hour
    /// ago, and half an hour at most between one and the next. In the order of their numbers.
    pub done: Vec<CellNumber>,
    /// The cells that can be filled, in the order of their numbers.
    pub open: Vec<CellNumber>,
}

impl RefillRound {
    /// All that there was to do. The cell in hand is number `done + 1` of it.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.done.len() + self.open.len()
    }

    /// The cell to fill next: the way leads on from `after` to the end and then begins anew. Cells that were passed over
    /// are left out.
    #[must_use]
    pub fn next(&self, after: Option<CellNumber>, passed_over: &[CellNumber]) -> Option<CellNumber> {
        let left = || self.open.iter().copied().filter(|cell| !passed_over.contains(cell));
        left()
            .find(|cell| after.is_none_or(|after| *cell > after))
            .or_else(|| left().find(|cell| Some(*cell) != after))
    }

    #[must_use]
    pub fn cell(&self, number: CellNumber) -> Option<&CellView> {
        self.grid.cells.iter().find(|cell| cell.number == number)
    }
}

/// What somebody's page told of a cell when they decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCell {
    pub product: ProductId,
    /// [`CellView::changed_at`]
    pub changed_at: Timestamp,
}

impl Engine {
    /// An ortomat's cells, and how far this person has come with them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn refill_round(&self, actor: &Actor, ortomat: &OrtomatId) -> Result<RefillRound, Error> {
        let grid = self.cells(actor, ortomat).await?;
        let numbers = |wanted: &dyn Fn(&&CellView) -> bool| -> Vec<CellNumber> {
            grid.cells.iter().filter(wanted).map(|cell| cell.number).collect()
        };
        let since = round_began(self.now(), &grid.cells, &actor.id);
        let done = numbers(&|cell| {
            let filled_at = filled_by(cell, &actor.id).filter(|_| cell.filled);
            since.zip(filled_at).is_some_and(|(since, at)| at >= since)
        });
        let open = numbers(&|cell| cell.cell().needs_refill());
        Ok(RefillRound { grid, done, open })
    }

    /// How this person's last try to open the cell for filling went, if it was on this visit and nothing was put in
    /// since.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub async fn refill_opening(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        cell: &CellView,
    ) -> Result<Option<CommandView>, Error> {
        let db = self.database.read();
        self.admit(db, actor, ortomat).await?;
        let visit = self.now().before(VISIT);
        let since = cell.last_refill.as_ref().map_or(visit, |refill| refill.at.max(visit));
        let openings = refill_openings(db, actor, ortomat, cell.number, since).await?;
        openings.first().map(|newest| newest.view()).transpose()
    }

    /// Blue → green: the goods lie in the cell that was `seen`. Sent again, also after a customer has taken them out, it
    /// changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`], [`Refusal::CellWithoutProduct`],
    /// [`Refusal::CellReserved`]; [`Refusal::CellBusy`] while its door is on the way to open: a customer would find it so;
    /// [`Refusal::EditConflict`] when somebody has changed the cell meanwhile.
    pub async fn confirm_refill(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        seen: &SeenCell,
    ) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        let is_for_it = row.product_id.as_deref() == Some(seen.product.as_str());
        let is_mine = row.courier_id.as_deref() == Some(actor.id.as_str());
        let filled_since = row.last_refill_at.is_some_and(|at| at > seen.changed_at.millis());
        if is_for_it && is_mine && filled_since {
            return Ok(());
        }
        let filled = cell.refilled()?;
        if !is_for_it || row.updated_at != seen.changed_at.millis() {
            return Err(Refusal::EditConflict.into());
        }
        if filled == cell {
            return Ok(());
        }
        self.refuse_live_opening(&txn, &row).await?;
        self.fill(txn, actor, row).await
    }

    /// Takes a cell out of service as it was when it had changed last at `seen`. Sent again after an administrator has
    /// put it back, it changes nothing.
    ///
    /// # Errors
    /// Those of [`Engine::block_cell`]; [`Refusal::EditConflict`] when somebody has changed the cell meanwhile.
    pub async fn report_fault(
        &self,
        courier: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        reason: &str,
        seen: Timestamp,
    ) -> Result<(), Error> {
        self.block(courier, ortomat, number, reason, Some(seen)).await
    }

    /// Notes that a courier is at an ortomat. Once per visit: within half an hour of the last sign of them it is the
    /// same one, and the answer is `false`.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody but the ortomat's courier.
    pub async fn check_in(&self, courier: &Actor, ortomat: &OrtomatId) -> Result<bool, Error> {
        only_courier(courier)?;
        let txn = self.database.write().await?;
        // Two pages that are opened at once take turns at the courier's link.
        let link = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(courier_ortomat::COLUMN.courier_id.eq(courier.id.as_str()))
            .filter(courier_ortomat::COLUMN.status.eq("active"))
            .lock_exclusive()
            .one(txn.db())
            .await?
            .ok_or(Refusal::Forbidden)?;
        let now = self.now();
        let signs = [ActivityType::CourierCheckin, ActivityType::CourierRefill];
        let before = activity_log::Entity::find()
            .filter(activity_log::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(activity_log::COLUMN.created_at.gt(now.before(VISIT).millis()))
            .filter(activity_log::COLUMN.user_id.eq(courier.id.as_str()))
            .filter(activity_log::COLUMN.kind.is_in(signs.map(ActivityType::as_str)))
            .count(txn.db())
            .await?;
        if before > 0 {
            return Ok(false);
        }
        Entry::new(
            ActivityType::CourierCheckin,
            Severity::Info,
            format!("Кур'єр біля ортомата: {}", courier.name),
        )
        .by(&courier.id)
        .at_ortomat(&link.ortomat_id)
        .write(&txn, now)
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(true)
    }
}

/// When this person filled the cell, if they were the last to do it.
fn filled_by(cell: &CellView, person: &UserId) -> Option<Timestamp> {
    let refill = cell.last_refill.as_ref()?;
    (refill.by.as_ref() == Some(person)).then_some(refill.at)
}

/// The first cell of the round that goes on at this moment; `None` when none does.
fn round_began(now: Timestamp, cells: &[CellView], person: &UserId) -> Option<Timestamp> {
    let mut fills: Vec<Timestamp> = cells.iter().filter_map(|cell| filled_by(cell, person)).collect();
    fills.sort_unstable();
    let mut began = None;
    for fill in fills.into_iter().rev() {
        if began.unwrap_or(now).since(fill) > VISIT {
            break;
        }
        began = Some(fill);
    }
    began
}
