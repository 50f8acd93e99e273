//! Carrying commands out: each `cmd_id` once, whatever the network does (contract §2.5).

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::sleep;

use super::faults::{Answer, Faults};
use super::frame::{Command, Said};
use super::memory::{Execution, Memory, Outcome};

/// What becomes of the connection after a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum After {
    Stay,
    /// Once the frames sent so far are out.
    Drop,
    /// At once.
    DropUnanswered,
}

/// What was found out about a command under the lock of the memory.
enum Found {
    New(Outcome),
    Known,
    Unanswered(After),
    AckOnly,
}

/// Answers a command on the connection it came on.
pub(super) fn take(
    memory: &Arc<Memory>,
    command: &Command,
    started: Instant,
    outgoing: &UnboundedSender<String>,
) -> After {
    let (found, faults) = memory.write(|state| {
        state.keep_command(command.clone());
        let faults = state.faults.clone();
        if state.faults.drop_on_command {
            state.faults.drop_on_command = false;
            return (Found::Unanswered(After::DropUnanswered), faults);
        }
        if state.executions.contains_key(&command.cmd_id) {
            return (Found::Known, faults);
        }
        let outcome = match faults.answer {
            Answer::Open => Outcome::Opened,
            Answer::Fail => Outcome::Failed,
            Answer::Silent => return (Found::Unanswered(After::Stay), faults),
            Answer::AckOnly => return (Found::AckOnly, faults),
        };
        state.executions.insert(
            command.cmd_id.clone(),
            Execution {
                cell: command.cell,
                outcome: None,
            },
        );
        (Found::New(outcome), faults)
    });

    match found {
        Found::Unanswered(after) => return after,
        Found::AckOnly => acknowledge(command, &faults, started, outgoing),
        Found::Known => {
            acknowledge(command, &faults, started, outgoing);
            report(memory, command, &faults, started, outgoing);
        }
        Found::New(outcome) => {
            acknowledge(command, &faults, started, outgoing);
            carry_out(memory, command, outcome, faults.delay);
            if !faults.drop_after_ack {
                report(memory, command, &faults, started, outgoing);
            }
        }
    }
    let fresh = !matches!(found, Found::Known);
    if faults.drop_after_ack && fresh {
        After::Drop
    } else {
        After::Stay
    }
}

fn acknowledge(command: &Command, faults: &Faults, started: Instant, outgoing: &UnboundedSender<String>) {
    let ack = Said::Ack {
        cmd_id: &command.cmd_id,
        ts_ms: uptime_ms(started),
    };
    send(&ack.text(), faults.duplicate, outgoing);
}

/// Moves the door after the delay, with or without a network.
fn carry_out(memory: &Arc<Memory>, command: &Command, outcome: Outcome, delay: Duration) {
    let (memory, command) = (Arc::clone(memory), command.clone());
    tokio::spawn(async move {
        sleep(delay).await;
        memory.write(|state| {
            if outcome == Outcome::Opened {
                state.opened.push((command.cmd_id.clone(), command.cell));
            }
            if let Some(execution) = state.executions.get_mut(&command.cmd_id) {
                execution.outcome = Some(outcome);
            }
        });
    });
}

/// Tells the outcome as soon as there is one, if the connection still lives then.
fn report(
    memory: &Arc<Memory>,
    command: &Command,
    faults: &Faults,
    started: Instant,
    outgoing: &UnboundedSender<String>,
) {
    let (memory, cmd_id) = (Arc::clone(memory), command.cmd_id.clone());
    let (extra, outgoing) = (faults.duplicate, outgoing.clone());
    tokio::spawn(async move {
        let finished = || {
            memory.read(|state| {
                let execution = state.executions.get(&cmd_id)?;
                Some((execution.cell, execution.outcome?))
            })
        };
        let (cell, outcome) = memory.changes.seen(finished).await;
        let (result, sensor) = match outcome {
            Outcome::Opened => ("opened", 1),
            Outcome::Failed => ("failed", 0),
        };
        let state = Said::State {
            cmd_id: &cmd_id,
            cell,
            result,
            sensor,
            ts_ms: uptime_ms(started),
        };
        send(&state.text(), extra, &outgoing);
    });
}

/// A connection that is gone loses what is sent on it, as on a real network.
fn send(frame: &str, extra: u8, outgoing: &UnboundedSender<String>) {
    for _ in 0..=extra {
        let _ = outgoing.send(frame.to_owned());
    }
}

pub(super) fn uptime_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
