//! The reports of a device, made readable: a line for the eye, and a table that says the same.

use domain::{Timestamp, text_enum};
use engine::fleet::DeviceReport;
use std::time::Duration;

text_enum! {
    /// How much of the past is shown.
    pub enum Period {
        /// Доба.
        Day = "day",
        /// Тиждень.
        Week = "week",
    }
}

const HOUR: Duration = Duration::from_secs(60 * 60);

impl Period {
    pub(super) const fn length(self) -> Duration {
        match self {
            Self::Day => Duration::from_secs(24 * 60 * 60),
            Self::Week => Duration::from_secs(7 * 24 * 60 * 60),
        }
    }

    /// The row of the table that a moment belongs to.
    fn row_of(self, at: Timestamp) -> String {
        match self {
            // Kyiv is whole hours from UTC, so its hours begin with those of the stored time.
            Self::Day => Timestamp::from_millis(at.millis() - at.millis().rem_euclid(millis(HOUR))).kyiv(),
            Self::Week => at.kyiv_date(),
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// One row of the table: an hour or a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) label: String,
    /// In dBm; none when no report had a signal.
    pub(super) average: Option<i32>,
    pub(super) weakest: Option<i32>,
    pub(super) strongest: Option<i32>,
    /// Milliseconds since the start of the device, as it said last.
    pub(super) uptime_ms: Option<i64>,
    pub(super) restarts: usize,
}

/// The table, the newest first.
pub(super) fn stretches(period: Period, reports: &[DeviceReport]) -> Vec<Stretch> {
    let restarts = restarts(reports);
    let mut rows: Vec<Stretch> = reports
        .chunk_by(|one, next| period.row_of(one.at) == period.row_of(next.at))
        .map(|chunk| Stretch {
            label: chunk.first().map(|first| period.row_of(first.at)).unwrap_or_default(),
            uptime_ms: chunk.iter().rev().find_map(|report| report.uptime_ms),
            restarts: restarts
                .iter()
                .filter(|at| chunk.iter().any(|report| report.at == **at))
                .count(),
            ..extremes(chunk)
        })
        .collect();
    rows.reverse();
    rows
}

/// All of the reports in one.
pub(super) fn extremes(reports: &[DeviceReport]) -> Stretch {
    let told: Vec<i32> = reports.iter().filter_map(|report| report.wifi_rssi).collect();
    let sum: i64 = told.iter().map(|rssi| i64::from(*rssi)).sum();
    let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
    Stretch {
        average: (count > 0).then(|| i32::try_from(sum / count.max(1)).unwrap_or_default()),
        weakest: told.iter().min().copied(),
        strongest: told.iter().max().copied(),
        restarts: restarts(reports).len(),
        ..Stretch::default()
    }
}

/// When the device had begun anew: it says that it runs for a shorter time than before.
pub(super) fn restarts(reports: &[DeviceReport]) -> Vec<Timestamp> {
    let mut before = None;
    let mut found = Vec::new();
    for report in reports {
        let Some(uptime) = report.uptime_ms else { continue };
        if before.is_some_and(|before| uptime < before) {
            found.push(report.at);
        }
        before = Some(uptime);
    }
    found
}

/// The drawing is this wide and high.
pub(super) const WIDTH: i64 = 1_000;
pub(super) const HEIGHT: i64 = 60;
/// The upper edge of the drawing, in dBm; one unit of its height is one dBm.
const BEST: i32 = -30;
/// Reports come each five minutes; with more than this between two of them the device was away, and the line breaks.
const AWAY: Duration = Duration::from_secs(11 * 60);

/// How far down the drawing a signal stands.
pub(super) fn height(rssi: i32) -> i64 {
    i64::from(BEST.saturating_sub(rssi)).clamp(0, HEIGHT)
}

/// How far to the right a moment stands.
pub(super) fn place(at: Timestamp, now: Timestamp, period: Period) -> i64 {
    let length = millis(period.length());
    let since = at.millis() - (now.millis() - length);
    (since.saturating_mul(WIDTH) / length).clamp(0, WIDTH)
}

/// The path of the line. A report that stands alone is a dot, which round ends of the line draw.
pub(super) fn line(period: Period, now: Timestamp, reports: &[DeviceReport]) -> String {
    let mut path = String::new();
    let mut before: Option<Timestamp> = None;
    for report in reports {
        let Some(rssi) = report.wifi_rssi else { continue };
        let (x, y) = (place(report.at, now, period), height(rssi));
        let goes_on = before.is_some_and(|before| report.at.since(before) <= AWAY);
        path.push_str(&match goes_on {
            true => format!("L{x} {y}"),
            false => format!("M{x} {y}h0"),
        });
        before = Some(report.at);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    /// Noon of a day in Kyiv.
    fn noon() -> Timestamp {
        Timestamp::parse("2026-11-22T10:00:00Z").unwrap()
    }

    /// What a device told some minutes after noon.
    fn told(minutes: i64, rssi: i32, uptime_minutes: i64) -> DeviceReport {
        DeviceReport {
            at: Timestamp::from_millis(noon().millis() + minutes * MINUTE),
            uptime_ms: Some(uptime_minutes * MINUTE),
            wifi_rssi: Some(rssi),
        }
    }

    #[test]
    fn hours_and_days_of_kyiv_are_the_rows() {
        let reports = [
            told(0, -60, 1),
            told(55, -71, 56),
            told(60, -80, 3),
            told(13 * 60, -50, 9),
        ];
        let rows = stretches(Period::Day, &reports);
        let said: Vec<_> = rows
            .iter()
            .map(|row| (row.label.as_str(), row.average, row.weakest, row.restarts))
            .collect();
        assert_eq!(
            said,
            [
                ("23.11.2026, 01:00", Some(-50), Some(-50), 0),
                ("22.11.2026, 13:00", Some(-80), Some(-80), 1),
                ("22.11.2026, 12:00", Some(-65), Some(-71), 0),
            ]
        );
        assert_eq!(rows[2].uptime_ms, Some(56 * MINUTE));
        let days: Vec<String> = stretches(Period::Week, &reports)
            .into_iter()
            .map(|row| row.label)
            .collect();
        assert_eq!(days, ["23.11.2026", "22.11.2026"]);
    }

    #[test]
    fn a_device_that_says_nothing_of_its_signal_has_none() {
        let mute = DeviceReport {
            wifi_rssi: None,
            ..told(0, 0, 1)
        };
        let all = extremes(&[mute]);
        assert_eq!((all.average, all.weakest, all.strongest), (None, None, None));
        assert_eq!(line(Period::Day, noon(), &[mute]), "");
        assert!(stretches(Period::Day, &[]).is_empty());
    }

    #[test]
    fn the_line_breaks_where_the_device_was_away() {
        let reports = [
            told(-30, -30, 1),
            told(-25, -60, 6),
            told(-5, -95, 26),
            told(0, -40, 31),
        ];
        assert_eq!(line(Period::Day, noon(), &reports), "M979 0h0L982 30M996 60h0L1000 10");
    }

    #[test]
    fn what_is_older_or_stronger_than_the_drawing_stands_at_its_edge() {
        assert_eq!(place(Timestamp::from_millis(0), noon(), Period::Week), 0);
        assert_eq!((height(-10), height(-90), height(-127)), (0, 60, 60));
    }
}
