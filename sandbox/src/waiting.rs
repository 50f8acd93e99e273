//! Waiting for something to become true without sleeping.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::SandboxError;

/// How long a wait lasts before it gives up: long enough for a busy machine, short enough for a failing test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Counts the changes of something; whoever waits looks again after each.
#[derive(Debug)]
pub(crate) struct Changes(watch::Sender<u64>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// Wakes everybody who waits.
    pub(crate) fn note(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Looks now and after each change, until there is something to see or [`PATIENCE`] is over.
    pub(crate) async fn until<T>(&self, seen: impl FnMut() -> Option<T>) -> Result<T, SandboxError> {
        timeout(PATIENCE, self.seen(seen))
            .await
            .map_err(|_| SandboxError::NotInTime)
    }

    /// Looks now and after each change, however long it takes.
    pub(crate) async fn seen<T>(&self, mut seen: impl FnMut() -> Option<T>) -> T {
        // Subscribed before the first look, so that no change between look and wait is missed.
        let mut changes = self.0.subscribe();
        loop {
            if let Some(found) = seen() {
                return found;
            }
            // The sender is this very object: the channel cannot close meanwhile.
            let _ = changes.changed().await;
        }
    }
}
