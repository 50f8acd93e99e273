//! The highest memory of a process while something goes on.

use crate::process::memory;
use std::{pin::pin, time::Duration};

const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Does `work`, and tells the highest resident memory of the process meanwhile, in kB.
pub(crate) async fn highest_during<T>(process: u32, work: impl Future<Output = T>) -> (T, f64) {
    // The kernel remembers the highest since the start. Where it lets us it begins anew here, and nothing between two
    // looks is missed; elsewhere the looks themselves must do.
    let is_forgotten = std::fs::write(format!("/proc/{process}/clear_refs"), "5").is_ok();
    let name = if is_forgotten { "VmHWM" } else { "VmRSS" };
    let mut highest = 0.0_f64;
    // A process that has just ended has no memory to tell of.
    let mut look = || highest = highest.max(memory(process, name).unwrap_or(0.0));
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    let mut work = pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = ticks.tick() => look(),
        }
    };
    look();
    (done, highest)
}
