//! A durable request to a device, from the database to the door and back.

use crate::{id::CommandId, text_enum};

text_enum! {
    /// Who wants the door open.
    pub enum CommandKind {
        /// A paid order; its `cmd_id` is the order number.
        Sale = "sale",
        /// A courier fills the cell; `REFILL-…`.
        Refill = "refill",
        /// An administrator opens the cell; `ADMIN-…`.
        Staff = "staff",
    }
}

text_enum! {
    /// `queued → sent → acked → opened | failed | expired`.
    pub enum CommandStatus {
        Queued = "queued",
        Sent = "sent",
        Acked = "acked",
        Opened = "opened",
        Failed = "failed",
        Expired = "expired",
    }
}

impl CommandStatus {
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Queued | Self::Sent | Self::Acked => false,
            Self::Opened | Self::Failed | Self::Expired => true,
        }
    }
}

text_enum! {
    /// What a device tells about an opening (contract §2.2).
    pub enum DoorResult {
        Opened = "opened",
        Failed = "failed",
    }
}

/// What can happen to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandEvent {
    /// It was handed to a connection of its device.
    Sent,
    /// The device has it.
    Acked,
    /// The device tells how it ended.
    Reported(DoorResult),
    /// Its time is over, or its order no longer wants it.
    Expired,
}

/// Where an event takes a command; `None` when it changes nothing (a repeat, or too late).
///
/// A report without an acknowledgement implies it: frames may be lost or overtake each other.
/// A door that opened although its command had been given up is the physical truth and is recorded, once;
/// every other late word changes nothing.
#[must_use]
pub const fn next(status: CommandStatus, event: CommandEvent) -> Option<CommandStatus> {
    use CommandEvent as E;
    use CommandStatus as S;
    match (status, event) {
        (S::Queued, E::Sent) => Some(S::Sent),
        (S::Sent, E::Acked) => Some(S::Acked),
        (S::Sent | S::Acked | S::Failed | S::Expired, E::Reported(DoorResult::Opened)) => Some(S::Opened),
        (S::Sent | S::Acked, E::Reported(DoorResult::Failed)) => Some(S::Failed),
        (S::Queued | S::Sent | S::Acked, E::Expired) => Some(S::Expired),
        // A device cannot know of a command that was never sent.
        (S::Queued, E::Acked | E::Reported(_)) => None,
        (S::Sent | S::Acked, E::Sent) | (S::Acked, E::Acked) => None,
        (S::Opened, E::Reported(DoorResult::Opened)) => None,
        (S::Opened | S::Failed | S::Expired, E::Sent | E::Acked | E::Expired) => None,
        (S::Opened | S::Failed | S::Expired, E::Reported(DoorResult::Failed)) => None,
    }
}

/// An open request on its way to a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCommand {
    pub id: CommandId,
    pub cell: crate::cell::CellNumber,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_lifecycle_is_this_table() {
        let events = [
            ("sent", CommandEvent::Sent),
            ("acked", CommandEvent::Acked),
            ("opened", CommandEvent::Reported(DoorResult::Opened)),
            ("failed", CommandEvent::Reported(DoorResult::Failed)),
            ("expired", CommandEvent::Expired),
        ];
        let mut table = String::new();
        for status in CommandStatus::ALL {
            for (name, event) in events {
                let to = next(*status, event).map_or("·", CommandStatus::as_str);
                table.push_str(&format!("{:<8} + {name:<8} → {to}\n", status.as_str()));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nothing_but_an_open_door_leaves_a_terminal_status() {
        for status in CommandStatus::ALL.iter().filter(|status| status.is_terminal()) {
            for event in [CommandEvent::Sent, CommandEvent::Acked, CommandEvent::Expired] {
                assert_eq!(next(*status, event), None);
            }
        }
    }
}
