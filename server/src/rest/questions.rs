//! Filters of lists, read from the address; a blank one is none.

use super::error::RestError;
use std::{fmt::Display, str::FromStr};

/// Reads filters and remembers which of them make no sense.
#[derive(Default)]
pub(super) struct Questions {
    wrong: Vec<String>,
}

impl Questions {
    /// A filter by something that can be read from a text.
    pub(super) fn read<T: FromStr<Err: Display>>(&mut self, name: &str, text: Option<&str>) -> Option<T> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let read = text.parse::<T>();
        read.map_err(|_| self.wrong.push(format!("{name}: Такого значення немає")))
            .ok()
    }

    /// A day of Kyiv's calendar: `2026-11-22`, or any moment of it as JSON has moments.
    pub(super) fn day(&mut self, name: &str, text: Option<&str>) -> Option<domain::Day> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let moment = || domain::Timestamp::parse(text).map(domain::Day::of);
        let day = text.parse().ok().or_else(moment);
        if day.is_none() {
            self.wrong.push(format!(
                "{name}: Дата має бути такою: 2026-11-22 або 2026-11-22T12:00:00.000Z"
            ));
        }
        day
    }

    pub(super) fn check(&mut self, name: &str, is_right: bool, sentence: &str) {
        if !is_right {
            self.wrong.push(format!("{name}: {sentence}"));
        }
    }

    /// What was read, unless something was wrong.
    pub(super) fn done<T>(self, read: T) -> Result<T, RestError> {
        if self.wrong.is_empty() {
            Ok(read)
        } else {
            Err(RestError::wrong_fields(self.wrong))
        }
    }
}
