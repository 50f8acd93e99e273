//! A day of Kyiv's calendar: from midnight to midnight on a wall there, which is 23, 24 or 25 hours.

use crate::Timestamp;
use jiff::{
    ToSpan,
    civil::Date,
    tz::{self, TimeZone},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

static KYIV: TimeZone = tz::get!("Europe/Kyiv");

/// A calendar day where the ortomats and the people are; written `2026-11-22`, as a date field of a browser writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// A text that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Введіть дату, наприклад 22.11.2026")]
pub struct NoSuchDay;

impl Day {
    /// The day of a moment; the first of all days for moments that no calendar knows.
    #[must_use]
    pub fn of(moment: Timestamp) -> Self {
        let moment = jiff::Timestamp::from_millisecond(moment.millis()).unwrap_or(jiff::Timestamp::MIN);
        Self(moment.to_zoned(KYIV.clone()).date())
    }

    /// Its first moment. At the ends of the calendar, where there is none, the first or last moment of all.
    #[must_use]
    pub fn start(self) -> Timestamp {
        match self.0.to_zoned(KYIV.clone()) {
            Ok(midnight) => Timestamp::from_millis(midnight.timestamp().as_millisecond()),
            Err(_) if self.0.year() > 0 => Timestamp::from_millis(i64::MAX),
            Err(_) => Timestamp::from_millis(i64::MIN),
        }
    }

    /// The first moment after it: what is earlier, and not before [`Day::start`], belongs to it.
    #[must_use]
    pub fn end(self) -> Timestamp {
        match self.0.tomorrow() {
            Ok(next) => Self(next).start(),
            Err(_) => Timestamp::from_millis(i64::MAX),
        }
    }

    /// The day so many days earlier.
    #[must_use]
    pub fn back(self, days: u16) -> Self {
        Self(self.0.saturating_sub(i64::from(days).days()))
    }

    /// For people: `22.11.2026`.
    #[must_use]
    pub fn kyiv(self) -> String {
        self.0.strftime("%d.%m.%Y").to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `2026-11-22` as browsers write it, `22.11.2026` as people do.
impl FromStr for Day {
    type Err = NoSuchDay;

    fn from_str(text: &str) -> Result<Self, NoSuchDay> {
        let text = text.trim();
        let parts: Vec<&str> = text.split(['-', '.']).collect();
        let [first, month, last] = parts.as_slice() else {
            return Err(NoSuchDay);
        };
        let (year, day) = if text.contains('.') {
            (last, first)
        } else {
            (first, last)
        };
        if year.len() != 4 || [month, day].iter().any(|part| !(1..=2).contains(&part.len())) {
            return Err(NoSuchDay);
        }
        let date = Date::new(number(year)?, number(month)?, number(day)?);
        date.map(Self).map_err(|_| NoSuchDay)
    }
}

/// Digits only: a sign has no place in a date.
fn number<T: FromStr>(text: &str) -> Result<T, NoSuchDay> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NoSuchDay);
    }
    text.parse().map_err(|_| NoSuchDay)
}

impl TryFrom<String> for Day {
    type Error = NoSuchDay;

    fn try_from(text: String) -> Result<Self, NoSuchDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_on_the_wall_goes() {
        let hours = |text| day(text).end().since(day(text).start()).as_secs() / 3600;
        assert_eq!(
            (hours("2026-03-29"), hours("2026-10-25"), hours("2026-11-22")),
            (23, 25, 24)
        );
        assert_eq!(day("2026-03-29").start(), at("2026-03-28T22:00:00Z"));
        assert_eq!(day("2026-03-29").end(), at("2026-03-29T21:00:00Z"));
        assert_eq!(day("2026-10-25").end(), at("2026-10-25T22:00:00Z"));
    }

    #[test]
    fn every_moment_of_a_day_is_of_that_day_only() {
        for text in ["2026-03-29", "2026-10-25", "2026-12-31", "2028-02-29"] {
            let day = day(text);
            assert_eq!(Day::of(day.start()), day);
            assert_eq!(Day::of(day.end().before(Duration::from_millis(1))), day);
            assert!(Day::of(day.end()) > day);
            assert_eq!(Day::of(day.end()).back(1), day);
        }
        assert_eq!(day("2026-03-01").back(30), day("2026-01-30"));
    }

    #[test]
    fn a_day_is_read_as_browsers_and_people_write_it() {
        assert_eq!(day("2026-11-22"), day(" 22.11.2026 "));
        assert_eq!(day("2026-11-02"), day("2.11.2026"));
        assert_eq!(day("2026-11-22").to_string(), "2026-11-22");
        assert_eq!(day("2026-11-22").kyiv(), "22.11.2026");
        for wrong in [
            "",
            "2026-11",
            "2026-13-01",
            "2026-02-30",
            "22-11-2026",
            "2026.11.22",
            "+2026-11-22",
            "2026-11-22T00:00",
            "2026-1１-22",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(NoSuchDay), "{wrong}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_hold_no_surprise() {
        assert!(day("9999-12-31").end() > day("9999-12-31").start());
        assert!(day("0000-01-01").start() < day("0000-01-02").start());
        assert_eq!(
            Day::of(Timestamp::from_millis(i64::MAX)),
            Day::of(Timestamp::from_millis(i64::MIN))
        );
    }
}
