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
    pub(crate) async fn until<T>(&self, mut seen: impl FnMut() -> Option<T>) -> Result<T, SandboxError> {
        // Subscribed before the first look, so that no change between look and wait is missed.
        let mut changes = self.0.subscribe();
        timeout(PATIENCE, async {
            loop {
                if let Some(found) = seen() {
                    return Ok(found);
                }
                changes.changed().await.map_err(|_| SandboxError::NotInTime)?;
            }
        })
        .await
        .map_err(|_| SandboxError::NotInTime)?
    }
}
