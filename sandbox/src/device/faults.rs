//! The faults a device may play, switched at run time.

use std::time::Duration;

/// What the device does with a command.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Answer {
    /// Acknowledges, opens the cell and says so.
    #[default]
    Open,
    /// Acknowledges, cannot open the cell and says so.
    Fail,
    /// Says and does nothing.
    Silent,
    /// Acknowledges and does nothing more; the command is not remembered as carried out.
    AckOnly,
}

/// How a device behaves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Faults {
    /// What it does with a command it has not carried out yet.
    pub answer: Answer,
    /// From the `ack` to the moment the door moves and the `state` is sent.
    pub delay: Duration,
    /// Drops the connection after the `ack` of a new command; the door moves all the same, and a repeat learns of it.
    pub drop_after_ack: bool,
    /// Drops the connection when the next command arrives, unread; switches itself off.
    pub drop_on_command: bool,
    /// Extra copies of each `ack` and `state`.
    pub duplicate: u8,
    /// No network: drops the connection and makes none.
    pub offline: bool,
}

impl Default for Faults {
    /// A healthy device at the pace of a real lock, 400 ms.
    fn default() -> Self {
        Self {
            answer: Answer::Open,
            delay: Duration::from_millis(400),
            drop_after_ack: false,
            drop_on_command: false,
            duplicate: 0,
            offline: false,
        }
    }
}

impl Faults {
    /// A healthy device at the pace of tests, 10 ms.
    pub fn quick() -> Self {
        Self {
            delay: Duration::from_millis(10),
            ..Self::default()
        }
    }
}
