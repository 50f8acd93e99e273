//! A device answers. Its word counts only for a command that was sent to it, for the cell that the command named.

use crate::{Engine, cells, database::WriteTxn, entity::command, error::Error, orders, rows::word};
use domain::{
    command::{CommandEvent, CommandStatus, DoorResult, next},
    id::DeviceId,
    order::lifecycle::Event,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select,
    sea_query::ExprTrait,
};

impl Engine {
    /// The device has the command.
    ///
    /// # Errors
    /// When the database fails; the device's next words find the same state.
    pub async fn device_acked(&self, device: &DeviceId, cmd_id: &str) -> Result<(), Error> {
        self.device_said(device, cmd_id, None, CommandEvent::Acked).await
    }

    /// The device tells how the command ended. A cell that is not the command's makes the whole word void.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_reported(
        &self,
        device: &DeviceId,
        cmd_id: &str,
        cell: Option<i32>,
        result: DoorResult,
    ) -> Result<(), Error> {
        self.device_said(device, cmd_id, cell, CommandEvent::Reported(result))
            .await
    }

    async fn device_said(
        &self,
        device: &DeviceId,
        cmd_id: &str,
        cell: Option<i32>,
        event: CommandEvent,
    ) -> Result<(), Error> {
        if cmd_id.is_empty() || cmd_id.len() > 128 || cmd_id.contains('\0') {
            tracing::warn!(device.id = %device, "a word about a command that nobody can have sent");
            return Ok(());
        }
        let mut txn = self.database.write().await?;
        let Some(command) = sent_to(device, cmd_id).one(txn.db()).await? else {
            tracing::warn!(device.id = %device, "a word about a command that this device was not sent");
            return Ok(());
        };
        if cell.is_some_and(|named| named != command.cell_number) {
            tracing::warn!(device.id = %device, command.id = command.id, "a report about another cell");
            return Ok(());
        }
        let order = match command.order_id.as_deref() {
            Some(order) => orders::lock(&txn, &word(order, "commands.order_id", &command.id)?).await?,
            None => None,
        };
        // Under the order's lock, or its own if it has none, the command is read again: a deadline may have passed
        // meanwhile.
        let Some(command) = sent_to(device, cmd_id).lock_exclusive().one(txn.db()).await? else {
            return Ok(());
        };
        let before = command.status()?;
        let Some(status) = next(before, event) else {
            return Ok(());
        };
        let command = self.move_command(&txn, command, status).await?;
        if let Some(sale) = order {
            let event = match event {
                CommandEvent::Acked => Event::CommandAcked,
                CommandEvent::Reported(result) => Event::DoorReported(result),
                CommandEvent::Sent | CommandEvent::Expired => return Ok(()),
            };
            orders::meet(&mut txn, &self.rules(), &sale, event).await?;
        } else {
            cells::log_outcome(&txn, &command, before, self.now()).await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn move_command(
        &self,
        txn: &WriteTxn,
        command: command::Model,
        status: CommandStatus,
    ) -> Result<command::Model, Error> {
        let now = self.now().millis();
        let mut row = command.into_active_model();
        row.status = Set(status.to_string());
        match status {
            CommandStatus::Acked => row.acked_at = Set(Some(now)),
            CommandStatus::Opened | CommandStatus::Failed | CommandStatus::Expired => row.settled_at = Set(Some(now)),
            CommandStatus::Queued | CommandStatus::Sent => {}
        }
        Ok(row.update(txn.db()).await?)
    }
}

/// Firmware of the field echoes the command's id, or the order's id where that was the command's id once
/// (contract §2.5).
fn sent_to(device: &DeviceId, cmd_id: &str) -> Select<command::Entity> {
    command::Entity::find()
        .filter(command::COLUMN.id.eq(cmd_id).or(command::COLUMN.order_id.eq(cmd_id)))
        .filter(command::COLUMN.device_id.eq(device.as_str()))
        .limit(1)
}
