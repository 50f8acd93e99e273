//! Who must look at the database now, because something was just committed there.
//!
//! A wake-up is only a hint that saves waiting for the next tick: every job finds its work in the database, so a
//! lost hint, a restart or another process cost time and never work.

use tokio::sync::Notify;

/// One bell per job.
#[derive(Debug, Default)]
pub(crate) struct Wakeups {
    pub(crate) commands: Notify,
    pub(crate) payment_events: Notify,
    pub(crate) refunds: Notify,
    pub(crate) captures: Notify,
    pub(crate) presence: Notify,
}

/// What a transaction has queued.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Owed {
    pub(crate) command: bool,
    pub(crate) payment_event: bool,
    pub(crate) refund: bool,
    pub(crate) capture: bool,
}

impl Wakeups {
    pub(crate) fn wake(&self, owed: Owed) {
        for (is_owed, bell) in [
            (owed.command, &self.commands),
            (owed.payment_event, &self.payment_events),
            (owed.refund, &self.refunds),
            (owed.capture, &self.captures),
        ] {
            if is_owed {
                bell.notify_one();
            }
        }
    }
}
