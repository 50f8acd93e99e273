//! `make bench-backup`: what a backup of more than a million rows costs the server and those who order meanwhile, on
//! SQLite and on PostgreSQL; and what it costs to put such a document into an empty database.
//!
//! The server is the real release binary in a process of its own; an administrator who signed in by the form takes the
//! document as fast as it comes. Only loopback is used, only children of ours are killed, the databases and the
//! document go when it ends, and it ends by itself.
#![expect(clippy::print_stdout, reason = "the numbers are what standard output is for")]
#![expect(clippy::float_arithmetic, reason = "rates and ratios; no money is near")]

mod download;
#[path = "../bench/http.rs"]
#[expect(dead_code, reason = "the other benchmarks also ask without a pause")]
mod http;
mod measure;
mod orders;
mod peak;
#[path = "../admin/people.rs"]
mod people;
#[path = "../admin/place.rs"]
mod place;
#[path = "../bench/process.rs"]
#[expect(dead_code, reason = "the other benchmarks also ask for processor time")]
mod process;
#[path = "../bench/report.rs"]
mod report;
mod restore;
#[path = "../admin/rows/mod.rs"]
#[expect(dead_code, reason = "the other benchmark also looks at some of them")]
mod rows;
#[path = "../admin/run.rs"]
mod run;

use place::{Kind, Place};
use std::{
    error::Error,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const LIMIT: Duration = Duration::from_secs(2_400);

#[tokio::main]
async fn main() -> ExitCode {
    run::on_each_database("make bench-backup", LIMIT, measure_on).await
}

async fn measure_on(kind: Kind) -> Outcome<()> {
    let Some(place) = Place::make(kind).await? else {
        run::skipped(kind);
        return Ok(());
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let document = folder.path().join("backup.json");
    let outcome = back_up(&place, &document).await;
    place.remove().await?;
    outcome?;

    let Some(empty) = Place::make(kind).await? else {
        return Ok(());
    };
    let outcome = restore::measure(&empty, &document).await;
    empty.remove().await?;
    outcome
}

async fn back_up(place: &Place, document: &Path) -> Outcome<()> {
    let started = Instant::now();
    let people = people::add(place).await?;
    rows::fill(place, &people).await?;
    orders::fill(place).await?;
    report::heading(&format!(
        "{}, filled in {:.0} s",
        place.kind,
        report::seconds_since(started)
    ));
    measure::all(place, &people, document).await
}
