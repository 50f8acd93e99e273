//! `make bench`: what Ortomat costs, beside what almost nothing costs on the same machine in the same run.
//!
//! The server is the real release binary in a process of its own, on SQLite on a real disk. Its bank is the sandbox,
//! its devices are simulated, and both live here, in the measuring process. The comparison is a bare axum program in
//! a process of its own. Only loopback is used, only children of ours are killed, and all of it ends by itself.
#![expect(clippy::print_stdout, reason = "the numbers are what standard output is for")]
#![expect(clippy::float_arithmetic, reason = "rates and ratios; no money is near")]

mod bare;
mod disk;
mod fleet;
mod http;
mod logins;
mod memory;
mod opening;
mod process;
mod report;
mod server;
mod shop;
mod startup;
mod throughput;

use sandbox::bank::{Bank, BankOptions, WebhookMode};
use server::Place;
use std::{error::Error, process::ExitCode, time::Duration};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Everything ends within this, whatever hangs.
const LIMIT: Duration = Duration::from_secs(280);

#[tokio::main]
async fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match asked.first().map(String::as_str) {
        Some(bare::WORD) => bare::serve().await,
        // What `cargo bench` says; `cargo test --all-targets` says nothing and wants no measurements.
        Some("--bench") => match tokio::time::timeout(LIMIT, measure()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("not finished within {} s", LIMIT.as_secs()).into()),
        },
        _ => {
            println!("These are measurements: make bench");
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the benchmark could not be run: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> Outcome<()> {
    report::machine();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let bank = Bank::start(BankOptions::default()).await?;
    // The bench posts webhooks itself, to measure from there.
    bank.set_webhooks(WebhookMode::Off);
    let place = Place::new(folder.path(), &bank);
    startup::fresh(&place).await?;
    let shop = shop::fill(&place).await?;
    startup::again(&place).await?;
    throughput::measure(&place).await?;
    logins::measure(&place).await?;
    memory::measure(&place, &shop).await?;
    opening::measure(&place, &shop, &bank).await?;
    bank.shutdown();
    Ok(())
}
