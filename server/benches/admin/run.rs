//! How a benchmark of the databases runs: on those that were asked for by name, else on all, and not without an end.

use crate::{Outcome, place::Kind, report};
use std::{process::ExitCode, time::Duration};

/// Measures on one database after the other. Everything ends within `limit`, whatever hangs.
pub(crate) async fn on_each_database(
    command: &str,
    limit: Duration,
    measure: impl AsyncFn(Kind) -> Outcome<()>,
) -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    // What `cargo bench` says; `cargo test --all-targets` says nothing and wants no measurements.
    if !asked.iter().any(|word| word == "--bench") {
        println!("These are measurements: {command}");
        return ExitCode::SUCCESS;
    }
    let is_named = |kind: &Kind| asked.contains(&kind.to_string());
    let all = !Kind::ALL.iter().any(is_named);
    let measures = async {
        report::machine();
        for kind in Kind::ALL.into_iter().filter(|kind| all || is_named(kind)) {
            measure(kind).await?;
        }
        Outcome::Ok(())
    };
    let outcome = match tokio::time::timeout(limit, measures).await {
        Ok(outcome) => outcome,
        Err(_elapsed) => Err(format!("not finished within {} s", limit.as_secs()).into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the benchmark could not be run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says why there is nothing to see of a database.
pub(crate) fn skipped(kind: Kind) {
    report::heading(&format!(
        "{kind}: skipped, TEST_POSTGRES_URL names no server; tools/with-postgres starts one"
    ));
}
