//! What the staff do with cells: see them, open them, fill and empty them, take them out of service.
//!
//! Administrators may do it at every ortomat, couriers at those that are theirs at that moment. Who decides about a
//! cell holds its row until the transaction ends, as a customer who reserves it does, so of two people at once one
//! finds what the other has done.

mod edit;
mod grid;
mod history;
mod open;
mod refill;
mod round;
mod settle;
mod view;

pub use edit::MAX_REASON;
pub(crate) use edit::reason_of;
pub use history::CellEvent;
pub use open::{CommandView, OPEN_WINDOW, Purpose, RefillOpening};
pub use refill::{PickLine, RefillPlan, RefillStop};
pub use round::{RefillRound, SeenCell};
pub(crate) use settle::log_outcome;
pub use view::{CellGrid, CellOpening, CellProduct, CellReservation, CellView, Counters, DeviceBrief, LastRefill};

use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, courier_ortomat, ortomat, sale},
    error::{Error, Refusal},
    staff::Actor,
};
use domain::{
    activity::{ActivityType, Severity},
    cell::{Cell, CellNumber, Hindrance},
    command::CommandStatus,
    id::OrtomatId,
    order::Phase,
    staff::Role,
};
use sea_orm::{
    ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};

impl From<Hindrance> for Error {
    fn from(hindrance: Hindrance) -> Self {
        let refusal = match hindrance {
            Hindrance::Reserved => Refusal::CellReserved,
            Hindrance::Filled => Refusal::CellFilled,
            Hindrance::NoProduct => Refusal::CellWithoutProduct,
            Hindrance::Blocked => Refusal::CellBlocked,
        };
        refusal.into()
    }
}

/// A cell that nobody else decides about until the transaction ends.
struct Locked {
    row: cell::Model,
    cell: Cell,
}

/// The condition of the index `sales_live_cell`, in its words: with bound values a database could not prove that the
/// index holds all that is looked for.
fn order_is_live() -> Expr {
    let phases = Phase::ALL.iter().filter(|phase| phase.holds_cell());
    Expr::cust(format!("sales.phase IN ({})", quoted(phases)))
}

/// The condition of the index `commands_live`, likewise.
fn command_is_live() -> Expr {
    let statuses = CommandStatus::ALL.iter().filter(|status| !status.is_terminal());
    Expr::cust(format!("commands.status IN ({})", quoted(statuses)))
}

fn quoted(words: impl Iterator<Item = impl ToString>) -> String {
    words
        .map(|word| format!("'{}'", word.to_string()))
        .collect::<Vec<_>>()
        .join(", ")
}

impl Engine {
    /// Whether somebody may have to do with the cells of an ortomat.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`]; a courier learns from it nothing about the ortomats of others, not even that they exist.
    async fn admit(&self, db: &impl ConnectionTrait, actor: &Actor, ortomat: &OrtomatId) -> Result<(), Error> {
        let may = match actor.role {
            Role::Admin => true,
            Role::Doctor => false,
            Role::Courier => {
                let links = courier_ortomat::Entity::find()
                    .filter(courier_ortomat::COLUMN.ortomat_id.eq(ortomat.as_str()))
                    .filter(courier_ortomat::COLUMN.courier_id.eq(actor.id.as_str()))
                    .filter(courier_ortomat::COLUMN.status.eq("active"))
                    .count(db)
                    .await?;
                links > 0
            }
        };
        if may { Ok(()) } else { Err(Refusal::Forbidden.into()) }
    }

    /// Takes the cell's row for somebody who may have it. The ortomat's row comes first, as for everybody: what is
    /// written later refers to it.
    async fn lock_cell(
        &self,
        txn: &WriteTxn,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
    ) -> Result<Locked, Error> {
        self.admit(txn.db(), actor, ortomat).await?;
        ortomat::Entity::find_by_id(ortomat.as_str())
            .lock(LockType::KeyShare)
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        let row = cell::Entity::find()
            .filter(cell::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(cell::COLUMN.number.eq(number.get()))
            .lock_exclusive()
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchCell)?;
        // Asked after the lock was had: whoever held it may have reserved the cell.
        let orders = sale::Entity::find()
            .filter(sale::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(sale::COLUMN.cell_number.eq(number.get()))
            .filter(order_is_live())
            .count(txn.db())
            .await?;
        let cell = Cell {
            product_assigned: row.product_id.is_some(),
            filled: row.filled,
            blocked: row.blocked_reason.is_some(),
            reserved: orders > 0,
        };
        Ok(Locked { row, cell })
    }
}

/// An entry about a cell, by a person.
fn entry(kind: ActivityType, severity: Severity, message: String, actor: &Actor, cell: &cell::Model) -> Entry {
    Entry::new(kind, severity, message)
        .by(&actor.id)
        .at_ortomat(&cell.ortomat_id)
        .in_cell(cell.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_is_said_in_the_words_of_the_indexes() {
        assert_eq!(
            quoted(Phase::ALL.iter().filter(|phase| phase.holds_cell())),
            "'awaiting_payment', 'opening', 'processing'"
        );
        assert_eq!(
            quoted(CommandStatus::ALL.iter().filter(|status| !status.is_terminal())),
            "'queued', 'sent', 'acked'"
        );
    }
}
