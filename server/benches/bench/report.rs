//! Numbers for people.

use std::{
    fmt,
    time::{Duration, Instant},
};

/// How long each of many things took.
pub(crate) struct Latencies {
    sorted: Vec<Duration>,
    all: Duration,
}

impl Latencies {
    /// `all` is how long all of them took together, from the first start to the last end.
    pub(crate) fn new(mut times: Vec<Duration>, all: Duration) -> Self {
        times.sort_unstable();
        Self { sorted: times, all }
    }

    /// In milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted.get(last * percent / 100).map_or(0.0, |time| millis(*time))
    }

    pub(crate) fn per_second(&self) -> f64 {
        count(self.sorted.len()) / self.all.as_secs_f64()
    }
}

/// The same measurement, several times.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let last = sorted.len().saturating_sub(1);
        Self {
            median: at(last / 2),
            least: at(0),
            most: at(last),
        }
    }
}

/// `median (least–most)`, with the precision that was asked for.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, width) = (f.precision().unwrap_or(0), f.width().unwrap_or(0));
        let text = format!(
            "{:.digits$} ({:.digits$}–{:.digits$})",
            self.median, self.least, self.most
        );
        write!(f, "{text:>width$}")
    }
}

/// What the numbers were made on, and how busy it was with something else.
pub(crate) fn machine() {
    let read = |file| std::fs::read_to_string(file).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = read("/proc/meminfo");
    let total = memory
        .lines()
        .next()
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|kb| kb.parse().ok());
    let gigabytes = total.map_or(f64::NAN, |kb: f64| kb / 1024.0 / 1024.0);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    println!("{cores} cores, {gigabytes:.0} GB, load before the run {load} (anything above 0.5 disturbs)");
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub(crate) fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}

pub(crate) fn seconds_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64()
}

pub(crate) fn heading(text: &str) {
    println!("\n{text}");
}

/// One line: what, how much, and the goal where there is one.
pub(crate) fn line(what: &str, value: &str, goal: &str) {
    if goal.is_empty() {
        println!("  {what:<58} {value}");
    } else {
        println!("  {what:<58} {value:<34} goal {goal}");
    }
}
