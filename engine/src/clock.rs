//! The one place where the time is read.

use domain::Timestamp;
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The system's clock, which a test may move forward instead of waiting, and stop.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
    stopped_at: Arc<OnceLock<Timestamp>>,
}

impl Clock {
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = self.stopped_at.get().copied().unwrap_or_else(Self::real);
        let ahead = self.ahead_ms.load(Ordering::Relaxed);
        Timestamp::from_millis(real.millis().saturating_add(ahead))
    }

    fn real() -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the seam through which everybody reads the time"
        )]
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }

    /// Moves this clock, and all its clones, into the future.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms
            .fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::Relaxed);
    }

    /// From here on no time passes, for all its clones, but what they are moved forward.
    pub fn stop(&self) {
        self.stopped_at.get_or_init(Self::real);
    }
}
