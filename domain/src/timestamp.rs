//! Moments as whole milliseconds since 1970 in UTC: the resolution of the contract's JSON.

use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// A moment, in milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment `duration` later; saturates at the end of time.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// The moment `duration` earlier; saturates at the beginning of time.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads an RFC 3339 moment, as Monobank and the old backups write them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok().map(Self)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-11-22T12:05:09.120Z`, the form of the contract's JSON (§1.0).
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
        let written = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|moment| moment.format(form).ok());
        match written {
            Some(text) => f.write_str(&text),
            None => write!(f, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_form_reads_and_prints_the_same() {
        let moment = Timestamp::parse("2026-11-22T12:05:09.120Z");
        assert_eq!(
            moment.map(|m| m.to_string()).as_deref(),
            Some("2026-11-22T12:05:09.120Z")
        );
    }

    #[test]
    fn a_bank_moment_with_an_offset_is_the_same_instant() {
        assert_eq!(
            Timestamp::parse("2026-11-22T14:05:09+02:00"),
            Timestamp::parse("2026-11-22T12:05:09Z")
        );
    }

    #[test]
    fn durations_saturate_instead_of_wrapping() {
        assert_eq!(Timestamp::from_millis(i64::MAX).after(Duration::MAX).millis(), i64::MAX);
        assert_eq!(
            Timestamp::from_millis(5).since(Timestamp::from_millis(9)),
            Duration::ZERO
        );
    }
}
