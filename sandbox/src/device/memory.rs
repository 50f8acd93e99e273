//! What a device knows: its switches, the commands it carried out, and what it saw.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::faults::Faults;
use super::frame::Command;
use crate::waiting::Changes;

/// Frames and commands kept for tests; the oldest go first.
const KEPT: usize = 1000;

/// How carrying a command out ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    Opened,
    Failed,
}

/// A command that was carried out, or is being carried out while there is no outcome.
#[derive(Clone, Copy)]
pub(super) struct Execution {
    pub(super) cell: u32,
    pub(super) outcome: Option<Outcome>,
}

/// The present connection.
pub(super) struct Line {
    pub(super) outgoing: UnboundedSender<String>,
    pub(super) greeted: bool,
}

pub(super) struct Memory {
    pub(super) changes: Changes,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) faults: Faults,
    /// Told to stay away by [`Device::disconnect`](super::Device::disconnect).
    pub(super) away: bool,
    /// Grows when the present connection must go; a connection lives only in the epoch it was made in.
    pub(super) epoch: u64,
    pub(super) line: Option<Line>,
    pub(super) connections: u64,
    pub(super) executions: HashMap<String, Execution>,
    pub(super) opened: Vec<(String, u32)>,
    pub(super) frames: VecDeque<Value>,
    /// Not yet handed to [`Device::wait_for_command`](super::Device::wait_for_command).
    pub(super) commands: VecDeque<Command>,
    pub(super) close: Option<(u16, String)>,
}

impl Memory {
    pub(super) fn new(faults: Faults) -> Self {
        Self {
            changes: Changes::new(),
            state: Mutex::new(State {
                faults,
                away: false,
                epoch: 0,
                line: None,
                connections: 0,
                executions: HashMap::new(),
                opened: Vec::new(),
                frames: VecDeque::new(),
                commands: VecDeque::new(),
                close: None,
            }),
        }
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and wakes whoever waits for a change.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.lock());
        self.changes.note();
        outcome
    }

    /// The oldest command not handed out yet; hands it out without waking anybody.
    pub(super) fn take_command(&self) -> Option<Command> {
        self.lock().commands.pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(super) fn wants_connection(&self) -> bool {
        !self.away && !self.faults.offline
    }

    /// Gives the present connection up at once, as far as everybody outside can see.
    pub(super) fn hang_up(&mut self) {
        self.line = None;
        self.epoch += 1;
    }

    pub(super) fn keep_frame(&mut self, frame: &str) {
        if let Ok(frame) = serde_json::from_str(frame) {
            push_bounded(&mut self.frames, frame);
        }
    }

    pub(super) fn keep_command(&mut self, command: Command) {
        push_bounded(&mut self.commands, command);
    }
}

fn push_bounded<T>(queue: &mut VecDeque<T>, item: T) {
    if queue.len() == KEPT {
        queue.pop_front();
    }
    queue.push_back(item);
}
