//! How often all data may be taken out or replaced: whoever got hold of a session shall not do it again and again.

use crate::error::Refusal;
use domain::Timestamp;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// So many within an hour, in this process.
#[derive(Debug)]
pub(crate) struct Limit {
    most: usize,
    taken: Mutex<VecDeque<Timestamp>>,
}

impl Limit {
    pub(crate) const fn an_hour(most: usize) -> Self {
        Self {
            most,
            taken: Mutex::new(VecDeque::new()),
        }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] tells when the oldest of them will be forgotten.
    pub(crate) fn take(&self, now: Timestamp) -> Result<(), Refusal> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.retain(|then| now < then.after(HOUR));
        if let Some(oldest) = taken.front().filter(|_| taken.len() >= self.most) {
            let wait = oldest.after(HOUR).millis().saturating_sub(now.millis());
            return Err(Refusal::TooManyAttempts {
                seconds: u32::try_from(wait / 1000 + 1).unwrap_or(u32::MAX),
            });
        }
        taken.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_until_the_first_is_an_hour_ago() {
        let limit = Limit::an_hour(2);
        let at = |seconds: u64| {
            Timestamp::parse("2026-11-22T12:00:00Z")
                .unwrap()
                .after(Duration::from_secs(seconds))
        };
        assert_eq!((limit.take(at(0)), limit.take(at(600))), (Ok(()), Ok(())));
        assert_eq!(limit.take(at(1_200)), Err(Refusal::TooManyAttempts { seconds: 2_401 }));
        assert_eq!(limit.take(at(3_600)), Ok(()));
        assert!(limit.take(at(3_601)).is_err());
    }
}
