//! `make bench-admin`: how long the lists of the staff take among a million log entries and 200,000 orders, on SQLite
//! and on PostgreSQL, and how many statements each of them asks the database.
//!
//! The server is the real release binary in a process of its own; the pages are asked for as a browser asks for them,
//! with the cookie of somebody who signed in by the form. Only loopback is used, only children of ours are killed, the
//! databases go when it ends, and it ends by itself.
#![expect(clippy::print_stdout, reason = "the numbers are what standard output is for")]
#![expect(clippy::float_arithmetic, reason = "rates and ratios; no money is near")]

#[path = "../bench/http.rs"]
#[expect(dead_code, reason = "the other benchmark also posts JSON")]
mod http;
mod measure;
mod pages;
mod people;
mod place;
#[path = "../bench/process.rs"]
#[expect(dead_code, reason = "the other benchmark also asks for memory")]
mod process;
#[path = "../bench/report.rs"]
#[expect(dead_code, reason = "the other benchmark compares in rounds")]
mod report;
mod rows;
mod run;
mod statements;

use place::{Kind, Place};
use std::{
    error::Error,
    process::ExitCode,
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const LIMIT: Duration = Duration::from_secs(1_200);

#[tokio::main]
async fn main() -> ExitCode {
    run::on_each_database("make bench-admin", LIMIT, measure_on).await
}

async fn measure_on(kind: Kind) -> Outcome<()> {
    let Some(place) = Place::make(kind).await? else {
        run::skipped(kind);
        return Ok(());
    };
    let outcome = measure_at(&place).await;
    place.remove().await?;
    outcome
}

async fn measure_at(place: &Place) -> Outcome<()> {
    let started = Instant::now();
    let people = people::add(place).await?;
    let samples = rows::fill(place, &people).await?;
    report::heading(&format!(
        "{}, filled in {:.0} s",
        place.kind,
        report::seconds_since(started)
    ));
    let pages = pages::all(&samples);
    let counted = statements::count(place, &people, &pages).await?;
    measure::all(place, &people, &pages, &counted).await
}
