//! Opening a door by hand: a command like that of a paid order, with a person instead of a payment behind it.

use super::{Locked, command_is_live, edit, entry};
use crate::{
    Engine,
    database::WriteTxn,
    entity::{cell, command},
    error::{Error, Refusal},
    ids,
    rows::{cell_number, is_unique_violation, word},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    cell::CellNumber,
    command::{CommandKind, CommandStatus},
    id::{CommandId, OrtomatId, UserId},
    staff::Role,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::time::Duration;

/// How long an opening by hand may wait for its device: whoever asked for it stands there and looks.
pub const OPEN_WINDOW: Duration = Duration::from_secs(60);
/// After the milliseconds, in a key.
const KEY_TAIL: usize = 9;
/// Nobody opens one cell so often before it is filled.
const MOST_OPENINGS: u64 = 20;

/// Why a door is opened by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// An administrator opens whatever cell; `ADMIN-…`.
    Staff,
    /// Somebody fills the cell; `REFILL-…`.
    Refill,
}

/// An opening by hand, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandView {
    pub id: CommandId,
    pub purpose: Purpose,
    pub ortomat: OrtomatId,
    pub cell: CellNumber,
    /// Ends in `opened`, `failed` or `expired`, at the latest some 90 seconds after `since`.
    pub status: CommandStatus,
    pub requested_by: Option<UserId>,
    pub since: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// A cell that is being opened to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefillOpening {
    pub command: CommandView,
    /// Whether something lay inside, which is out of the books now.
    pub cleared: bool,
}

impl Purpose {
    const fn kind(self) -> CommandKind {
        match self {
            Self::Staff => CommandKind::Staff,
            Self::Refill => CommandKind::Refill,
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Staff => "ADMIN-",
            Self::Refill => "REFILL-",
        }
    }

    pub(super) fn of(command: &command::Model) -> Result<Self, Error> {
        match word(&command.kind, "commands.kind", &command.id)? {
            CommandKind::Staff => Ok(Self::Staff),
            CommandKind::Refill => Ok(Self::Refill),
            CommandKind::Sale => Err(Refusal::NoSuchCommand.into()),
        }
    }

    /// `ADMIN-{epoch ms}-{9 of A–Z0–9}` (contract §2.4).
    fn made(self, key: &CommandId) -> bool {
        let Some((millis, tail)) = key
            .as_str()
            .strip_prefix(self.prefix())
            .and_then(|key| key.split_once('-'))
        else {
            return false;
        };
        millis.len() == 13
            && millis.chars().all(|c| c.is_ascii_digit())
            && tail.len() == KEY_TAIL
            && tail.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    }
}

impl Engine {
    /// A fresh key for a form that opens a cell; it becomes the command's id.
    ///
    /// # Errors
    /// Never in practice; an id that is not one would be a fault of ours.
    pub fn new_command_key(&self, purpose: Purpose) -> Result<CommandId, Error> {
        let tail = ids::random_text(KEY_TAIL);
        let key = format!("{}{:013}-{tail}", purpose.prefix(), self.now().millis());
        word(&key, "commands.id", &key)
    }

    /// Asks the device to open a cell. The same `key` sent again is the same opening, however it ended.
    ///
    /// Administrators open every cell that no live order has. Couriers come to refill only: they open blue cells
    /// without a mark.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::NoSuchCell`]; [`Refusal::KeyReused`] when the key
    /// was not made for this purpose, or another cell or person has used it; [`Refusal::CellReserved`],
    /// [`Refusal::CellBusy`] while an opening of this cell runs, [`Refusal::DeviceOffline`]; for couriers also
    /// [`Refusal::CellWithoutProduct`], [`Refusal::CellFilled`], [`Refusal::CellBlocked`].
    pub async fn open_cell(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        purpose: Purpose,
        key: &CommandId,
    ) -> Result<CommandView, Error> {
        if actor.role != Role::Admin && purpose == Purpose::Staff {
            return Err(Refusal::Forbidden.into());
        }
        // Any other key could be the number that an order is going to open its cell with.
        if !purpose.made(key) {
            return Err(Refusal::KeyReused.into());
        }
        let mut txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        if let Some(known) = command::Entity::find_by_id(key.as_str()).one(txn.db()).await? {
            let is_ours = known.requested_by.as_deref() == Some(actor.id.as_str())
                && (known.ortomat_id == row.ortomat_id && known.cell_number == row.number);
            return if is_ours {
                known.view()
            } else {
                Err(Refusal::KeyReused.into())
            };
        }
        match actor.role {
            Role::Admin => cell.is_free()?,
            Role::Courier | Role::Doctor => cell.is_refillable()?,
        }
        self.door_is_ready(&txn, ortomat, &row).await?;
        let now = self.now();
        let command = queue_opening(&mut txn, actor, &row, purpose, key, now).await?;
        txn.commit(&self.wakeups).await?;
        tracing::info!(command.id = command.id, "opening by hand");
        command.view()
    }

    /// Asks the device to open a cell with a product, so that it can be filled. If an administrator opens one with
    /// something inside, that goes out of the books in the same transaction: a customer has reserved the cell before,
    /// and it stays closed, or finds it empty.
    ///
    /// # Errors
    /// Those of [`Engine::open_cell`]; [`Refusal::CellWithoutProduct`] for administrators too.
    pub async fn open_for_refill(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
    ) -> Result<RefillOpening, Error> {
        let key = self.new_command_key(Purpose::Refill)?;
        let mut txn = self.database.write().await?;
        let Locked { row, cell } = self.lock_cell(&txn, actor, ortomat, number).await?;
        match actor.role {
            Role::Admin if !cell.product_assigned => return Err(Refusal::CellWithoutProduct.into()),
            Role::Admin => cell.is_free()?,
            Role::Courier | Role::Doctor => cell.is_refillable()?,
        }
        self.door_is_ready(&txn, ortomat, &row).await?;
        let now = self.now();
        let command = queue_opening(&mut txn, actor, &row, Purpose::Refill, &key, now).await?;
        if cell.filled {
            edit::clear(&txn, actor, row, now).await?;
        }
        txn.commit(&self.wakeups).await?;
        tracing::info!(command.id = command.id, "opening by hand");
        Ok(RefillOpening {
            command: command.view()?,
            cleared: cell.filled,
        })
    }

    /// How an opening by hand stands; for those who may have to do with its ortomat.
    ///
    /// # Errors
    /// [`Refusal::NoSuchCommand`], which an order's command is too; [`Refusal::Forbidden`].
    pub async fn command(&self, actor: &Actor, id: &CommandId) -> Result<CommandView, Error> {
        let db = self.database.read();
        if actor.role == Role::Doctor {
            return Err(Refusal::Forbidden.into());
        }
        let command = command::Entity::find_by_id(id.as_str())
            .one(db)
            .await?
            .ok_or(Refusal::NoSuchCommand)?;
        let view = command.view()?;
        self.admit(db, actor, &view.ortomat).await?;
        Ok(view)
    }

    /// One opening of a cell at a time; the caller has its row.
    pub(super) async fn refuse_live_opening(&self, txn: &WriteTxn, cell: &cell::Model) -> Result<(), Error> {
        let live = command::Entity::find()
            .filter(command::COLUMN.ortomat_id.eq(cell.ortomat_id.as_str()))
            .filter(command::COLUMN.cell_number.eq(cell.number))
            .filter(command_is_live())
            .count(txn.db())
            .await?;
        if live > 0 {
            return Err(Refusal::CellBusy.into());
        }
        Ok(())
    }

    /// Whether its door can begin to move now; the caller has the cell's row.
    async fn door_is_ready(&self, txn: &WriteTxn, ortomat: &OrtomatId, cell: &cell::Model) -> Result<(), Error> {
        self.refuse_live_opening(txn, cell).await?;
        if self.is_online(txn.db(), ortomat).await? {
            Ok(())
        } else {
            Err(Refusal::DeviceOffline.into())
        }
    }
}

/// This person's openings of the cell for filling since then, the newest first; as many as matter to anybody.
pub(super) async fn refill_openings(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ortomat: &OrtomatId,
    number: CellNumber,
    since: Timestamp,
) -> Result<Vec<command::Model>, Error> {
    Ok(command::Entity::find()
        .filter(command::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(command::COLUMN.created_at.gte(since.millis()))
        .filter(command::COLUMN.cell_number.eq(number.get()))
        .filter(command::COLUMN.kind.eq(CommandKind::Refill.as_str()))
        .filter(command::COLUMN.requested_by.eq(actor.id.as_str()))
        .order_by_desc(command::COLUMN.created_at)
        .order_by_desc(command::COLUMN.id)
        .limit(MOST_OPENINGS)
        .all(db)
        .await?)
}

async fn queue_opening(
    txn: &mut WriteTxn,
    actor: &Actor,
    cell: &cell::Model,
    purpose: Purpose,
    key: &CommandId,
    now: Timestamp,
) -> Result<command::Model, Error> {
    let command = command::Model {
        id: key.to_string(),
        kind: purpose.kind().to_string(),
        order_id: None,
        ortomat_id: cell.ortomat_id.clone(),
        device_id: None,
        connection_id: None,
        cell_number: cell.number,
        status: CommandStatus::Queued.to_string(),
        sends: 0,
        requested_by: Some(actor.id.to_string()),
        created_at: now.millis(),
        expires_at: now.after(OPEN_WINDOW).millis(),
        sent_at: None,
        acked_at: None,
        settled_at: None,
    };
    let inserted = command.into_active_model().reset_all().insert(txn.db()).await;
    let command = match inserted {
        Ok(command) => command,
        // For another cell, at this very moment: for this one its row would have been waited for.
        Err(error) if is_unique_violation(&error) => return Err(Refusal::KeyReused.into()),
        Err(error) => return Err(error.into()),
    };
    let message = match purpose {
        Purpose::Staff => format!("Команда відкрити комірку №{}", cell.number),
        Purpose::Refill => format!("Команда відкрити комірку №{} для поповнення", cell.number),
    };
    entry(ActivityType::WebsocketCommand, Severity::Info, message, actor, cell)
        .with("commandId", key.as_str())
        .write(txn, now)
        .await?;
    txn.owed.command = true;
    Ok(command)
}

impl command::Model {
    pub(super) fn view(&self) -> Result<CommandView, Error> {
        Ok(CommandView {
            purpose: Purpose::of(self)?,
            id: word(&self.id, "commands.id", &self.id)?,
            ortomat: word(&self.ortomat_id, "commands.ortomat_id", &self.id)?,
            cell: cell_number(self.cell_number, &self.id)?,
            status: self.status()?,
            requested_by: self
                .requested_by
                .as_deref()
                .map(|user| word(user, "commands.requested_by", &self.id))
                .transpose()?,
            since: Timestamp::from_millis(self.created_at),
            settled_at: self.settled_at.map(Timestamp::from_millis),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_of_the_right_form_and_purpose_become_commands() {
        let made = |purpose: Purpose, key: &str| purpose.made(&key.parse().unwrap());
        assert!(made(Purpose::Staff, "ADMIN-1700000000123-A1B2C3D4E"));
        assert!(made(Purpose::Refill, "REFILL-1700000000123-A1B2C3D4E"));
        for wrong in [
            "REFILL-1700000000123-A1B2C3D4E",
            "ORD-1700000000123-A1B2C3D4E",
            "ADMIN-1700000000123-A1B2C3D4",
            "ADMIN-1700000000123-A1B2C3D4EF",
            "ADMIN-1700000000123-a1b2c3d4e",
            "ADMIN-17000000001x3-A1B2C3D4E",
            "ADMIN-17-A1B2C3D4E",
            "ADMIN-",
        ] {
            assert!(!made(Purpose::Staff, wrong), "{wrong}");
        }
    }
}
