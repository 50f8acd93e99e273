//! How an opening by hand ends: with the device's word, or when its time is over.

use crate::{Engine, activity_log::Entry, database::WriteTxn, entity::command, error::Error, rows::word};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    command::{CommandEvent, CommandKind, CommandStatus, next},
    id::UserId,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::time::Duration;

impl Engine {
    /// Ends the openings by hand whose time is over. An order's command ends with the order's deadline.
    ///
    /// # Errors
    /// When the database fails; the next look finds the same ones.
    pub(crate) async fn end_overdue_openings(&self) -> Result<(), Error> {
        let live = command::Entity::find()
            .filter(super::command_is_live())
            .filter(command::COLUMN.kind.ne(CommandKind::Sale.as_str()))
            .all(self.database.read())
            .await?;
        for command in live {
            if self.is_overdue(&command)?
                && let Err(error) = self.give_up(&command.id).await
            {
                tracing::error!(command.id = command.id, %error, "an overdue opening could not be ended");
            }
        }
        Ok(())
    }

    async fn give_up(&self, id: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let Some(command) = command::Entity::find_by_id(id).lock_exclusive().one(txn.db()).await? else {
            return Ok(());
        };
        // The device may have answered meanwhile.
        if !self.is_overdue(&command)? {
            return Ok(());
        }
        let before = command.status()?;
        let Some(status) = next(before, CommandEvent::Expired) else {
            return Ok(());
        };
        let now = self.now();
        let mut row = command.into_active_model();
        row.status = Set(status.to_string());
        row.settled_at = Set(Some(now.millis()));
        let command = row.update(txn.db()).await?;
        log_outcome(&txn, &command, before, now).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    fn is_overdue(&self, command: &command::Model) -> Result<bool, Error> {
        Ok(ends_at(command, self.timings.door)?.is_some_and(|end| self.now() >= end))
    }
}

/// When nothing more can come of it: one that nobody got ends with its window, one that was sent gets the time of a
/// door on top, one that was acknowledged that time from then on.
fn ends_at(command: &command::Model, door: Duration) -> Result<Option<Timestamp>, Error> {
    let expires = Timestamp::from_millis(command.expires_at);
    Ok(match command.status()? {
        CommandStatus::Queued => Some(expires),
        CommandStatus::Sent => Some(expires.after(door)),
        CommandStatus::Acked => Some(command.acked_at.map_or(expires, Timestamp::from_millis).after(door)),
        CommandStatus::Opened | CommandStatus::Failed | CommandStatus::Expired => None,
    })
}

/// Tells how an opening by hand ended, under the name of whoever asked for it. A door that did not open blocks no
/// sale: whoever stands before it knows more than we do.
pub(crate) async fn log_outcome(
    txn: &WriteTxn,
    command: &command::Model,
    before: CommandStatus,
    now: Timestamp,
) -> Result<(), Error> {
    let number = command.cell_number;
    let (kind, severity, message) = match (before, command.status()?) {
        (_, CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Acked) => return Ok(()),
        (CommandStatus::Failed | CommandStatus::Expired, CommandStatus::Opened) => (
            ActivityType::CellOpened,
            Severity::Warning,
            format!("Комірка №{number} відкрилася із запізненням"),
        ),
        (_, CommandStatus::Opened) => (
            ActivityType::CellOpened,
            Severity::Info,
            format!("Комірку №{number} відкрито"),
        ),
        (_, CommandStatus::Failed) => (
            ActivityType::CellError,
            Severity::Error,
            format!("Комірка №{number} не відкрилася: так повідомив пристрій"),
        ),
        (CommandStatus::Queued, CommandStatus::Expired) => (
            ActivityType::CellError,
            Severity::Warning,
            format!("Комірка №{number} не відкрилася: пристрій не отримав команду"),
        ),
        (_, CommandStatus::Expired) => (
            ActivityType::CellError,
            Severity::Error,
            format!("Невідомо, чи відкрилася комірка №{number}: пристрій не відповів"),
        ),
    };
    let entry = Entry::new(kind, severity, message)
        .at_ortomat(&command.ortomat_id)
        .in_cell(number)
        .with("commandId", command.id.as_str());
    let entry = match command.requested_by.as_deref() {
        Some(user) => entry.by(&word::<UserId>(user, "commands.requested_by", &command.id)?),
        None => entry,
    };
    entry.write(txn, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_waits_as_long_as_something_may_still_come() {
        let door = Duration::from_millis(30);
        let end = |status: CommandStatus, acked_at| {
            let command = command::Model {
                id: "ADMIN-1".to_owned(),
                kind: "staff".to_owned(),
                order_id: None,
                ortomat_id: "ortomat-1".to_owned(),
                device_id: None,
                connection_id: None,
                cell_number: 1,
                status: status.to_string(),
                sends: 0,
                requested_by: None,
                created_at: 0,
                expires_at: 60,
                sent_at: None,
                acked_at,
                settled_at: None,
            };
            ends_at(&command, door).unwrap().map(Timestamp::millis)
        };
        assert_eq!(end(CommandStatus::Queued, None), Some(60));
        assert_eq!(end(CommandStatus::Sent, None), Some(90));
        assert_eq!(end(CommandStatus::Acked, Some(5)), Some(35));
        for over in [CommandStatus::Opened, CommandStatus::Failed, CommandStatus::Expired] {
            assert_eq!(end(over, None), None);
        }
    }
}
