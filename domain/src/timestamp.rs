//! Moments as whole milliseconds since 1970 in UTC: the resolution of the contract's JSON.

use jiff::{
    Zoned,
    tz::{self, TimeZone},
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// Where the ortomats and the people are; its rules are compiled in.
static KYIV: TimeZone = tz::get!("Europe/Kyiv");

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
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Self(moment.as_millisecond()))
    }

    /// For people: `22.11.2026, 14:05`, in Kyiv.
    #[must_use]
    pub fn kyiv(self) -> String {
        self.in_kyiv("%d.%m.%Y, %H:%M")
    }

    /// For spreadsheets: `22.11.2026 14:05:09`, in Kyiv.
    #[must_use]
    pub fn kyiv_seconds(self) -> String {
        self.in_kyiv("%d.%m.%Y %H:%M:%S")
    }

    /// The day in Kyiv: `22.11.2026`.
    #[must_use]
    pub fn kyiv_date(self) -> String {
        self.in_kyiv("%d.%m.%Y")
    }

    /// The month of Kyiv's calendar: `2026-11`.
    #[must_use]
    pub fn kyiv_month(self) -> String {
        self.in_kyiv("%Y-%m")
    }

    fn in_kyiv(self, form: &str) -> String {
        let zoned = jiff::Timestamp::from_millisecond(self.0).map(|moment| Zoned::new(moment, KYIV.clone()));
        zoned.map_or_else(|_| self.to_string(), |zoned| zoned.strftime(form).to_string())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-11-22T12:05:09.120Z`, the form of the contract's JSON (§1.0).
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ")),
            Err(_) => write!(f, "{} ms", self.0),
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
    fn people_read_the_clock_on_their_wall() {
        let at = |text| Timestamp::parse(text).unwrap();
        assert_eq!(at("2026-11-22T12:05:00Z").kyiv(), "22.11.2026, 14:05");
        assert_eq!(at("2026-07-01T21:30:00Z").kyiv(), "02.07.2026, 00:30");
        assert_eq!(at("2026-10-31T22:00:00Z").kyiv_month(), "2026-11");
        // An hour that exists twice, and the end of summer time.
        assert_eq!(at("2026-10-25T00:30:00Z").kyiv(), "25.10.2026, 03:30");
        assert_eq!(at("2026-10-25T01:30:00Z").kyiv(), "25.10.2026, 03:30");
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
