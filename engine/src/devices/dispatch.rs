//! The outbox's loop: commands that are owed go to the connection that can carry them out.
//!
//! A command is claimed in the database before it is sent, for exactly one connection. If the process dies in
//! between, or the socket swallows the frame or the device's answer, the device's next connection gets it once more
//! with the same id, as long as it has neither ended nor expired; a device that knows the id repeats its answer. On
//! one connection a command is sent once: old firmware would open the door twice.

use super::registry::Reachable;
use crate::{
    Engine,
    entity::command,
    error::{Error, Refusal},
    orders,
    rows::{cell_number, word},
};
use domain::{
    Timestamp,
    command::{CommandEvent, CommandStatus, OpenCommand, next},
    frame::Downlink,
    id::{DeviceId, OrderId, OrtomatId},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

/// The condition of the index `commands_live`, word for word: this is asked every second, and must not read every
/// command that there ever was.
const OWED: &str = "status IN ('queued', 'sent', 'acked')";

impl Engine {
    /// Sends every command that is owed to a device which is connected here, and ends the openings by hand that nobody
    /// carried out in time: no order has a deadline for them.
    pub(crate) async fn dispatch_commands(&self) -> Result<(), Error> {
        let owed = command::Entity::find()
            .filter(Expr::cust(OWED))
            .filter(command::COLUMN.expires_at.gt(self.now().millis()))
            .order_by_asc(command::COLUMN.created_at)
            .all(self.database.read())
            .await?;
        for command in owed {
            if let Err(error) = self.send_if_reachable(&command).await {
                tracing::error!(command.id = command.id, %error, "a command could not be sent");
            }
        }
        self.end_overdue_openings().await
    }

    async fn send_if_reachable(&self, command: &command::Model) -> Result<(), Error> {
        let device = command
            .device_id
            .as_deref()
            .map(|id| word::<DeviceId>(id, "commands.device_id", &command.id))
            .transpose()?;
        let ortomat: OrtomatId = word(&command.ortomat_id, "commands.ortomat_id", &command.id)?;
        match self.registry.reach(&ortomat, device.as_ref()) {
            Some(to) if self.is_owed_to(command, &to) => self.send(command, &to).await,
            Some(_) | None => Ok(()),
        }
    }

    /// Connection ids sort by the time of connecting, and a command only ever moves to a newer connection: a process
    /// that still holds a dead socket of the device cannot take the command back from the living one.
    ///
    /// An acknowledged command is repeated only while there is time left for its answer.
    fn is_owed_to(&self, command: &command::Model, to: &Reachable) -> bool {
        let is_newer = command
            .connection_id
            .as_deref()
            .is_none_or(|connection| connection < to.connection.as_str());
        let in_time = command
            .acked_at
            .is_none_or(|acked| self.now().since(Timestamp::from_millis(acked)) < self.timings.door / 2);
        is_newer && in_time
    }

    async fn send(&self, command: &command::Model, to: &Reachable) -> Result<(), Error> {
        if !self.claim_command(command, to).await? {
            return Ok(());
        }
        let open = OpenCommand {
            id: word(&command.id, "commands.id", &command.id)?,
            cell: cell_number(command.cell_number, &command.id)?,
        };
        let now = self.now();
        let sent = now < Timestamp::from_millis(command.expires_at)
            && self.registry.send(to, Downlink::open(&open, now).to_json());
        if !sent {
            self.release_command(command, to).await?;
        }
        tracing::info!(command.id = command.id, device.id = %to.device, sent, "open command");
        Ok(())
    }

    /// Only one process and one connection may have it; an order that was given up meanwhile has expired its command.
    async fn claim_command(&self, command: &command::Model, to: &Reachable) -> Result<bool, Error> {
        // An acknowledged command stays acknowledged when it is repeated.
        let status = next(command.status()?, CommandEvent::Sent).unwrap_or(command.status()?);
        let txn = self.database.write().await?;
        // Read after the wait for the writer's turn: nothing is sent after its expiry.
        let now = self.now();
        let unmoved = match command.connection_id.as_deref() {
            Some(connection) => command::COLUMN.connection_id.eq(connection),
            None => command::COLUMN.connection_id.is_null(),
        };
        let claimed = command::Entity::update_many()
            .col_expr(command::Column::Status, Expr::value(status.as_str()))
            .col_expr(command::Column::DeviceId, Expr::value(to.device.as_str()))
            .col_expr(command::Column::ConnectionId, Expr::value(to.connection.as_str()))
            .col_expr(command::Column::SentAt, Expr::value(now.millis()))
            .col_expr(command::Column::Sends, Expr::col(command::Column::Sends).add(1))
            .filter(command::COLUMN.id.eq(command.id.as_str()))
            .filter(command::COLUMN.status.eq(command.status.as_str()))
            .filter(command::COLUMN.expires_at.gt(now.millis()))
            .filter(unmoved)
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(claimed.rows_affected == 1)
    }

    /// The frame could not be handed over: the command is as it was before.
    async fn release_command(&self, command: &command::Model, to: &Reachable) -> Result<(), Error> {
        let txn = self.database.write().await?;
        command::Entity::update_many()
            .col_expr(command::Column::Status, Expr::value(command.status.as_str()))
            .col_expr(command::Column::DeviceId, Expr::value(command.device_id.as_deref()))
            .col_expr(
                command::Column::ConnectionId,
                Expr::value(command.connection_id.as_deref()),
            )
            .col_expr(command::Column::SentAt, Expr::value(command.sent_at))
            .filter(command::COLUMN.id.eq(command.id.as_str()))
            .filter(command::COLUMN.connection_id.eq(to.connection.as_str()))
            .filter(
                command::COLUMN
                    .status
                    .is_in([CommandStatus::Sent.as_str(), CommandStatus::Acked.as_str()]),
            )
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// The customer asks to try again: the command that is owed is sent once more, with the same id. Nothing else
    /// opens a door, so a retry cannot take goods twice.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrder`], or [`Refusal::NothingToOpen`] when no opening is owed any more.
    pub async fn retry_opening(&self, order: &OrderId) -> Result<(), Error> {
        let mut txn = self.database.write().await?;
        let sale = orders::lock(&txn, order).await?.ok_or(Refusal::NoSuchOrder)?;
        let command = command::Entity::find()
            .filter(command::COLUMN.order_id.eq(sale.id.as_str()))
            .one(txn.db())
            .await?
            .ok_or(Refusal::NothingToOpen)?;
        let (status, now) = (command.status()?, self.now());
        // What a backup says was owed may have been taken since.
        if sale.restored || status.is_terminal() || now >= Timestamp::from_millis(command.expires_at) {
            return Err(Refusal::NothingToOpen.into());
        }
        if self.may_send_again(&command) {
            let mut row = command.into_active_model();
            row.connection_id = Set(None);
            row.update(txn.db()).await?;
        }
        txn.owed.command = true;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::OWED;
    use domain::command::CommandStatus;

    #[test]
    fn what_is_owed_is_what_has_not_ended() {
        for status in CommandStatus::ALL {
            assert_ne!(OWED.contains(&format!("'{status}'")), status.is_terminal(), "{status}");
        }
    }
}
