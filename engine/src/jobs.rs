//! What happens without anybody asking. Each job finds its work in the database; bells only save it the wait.

use crate::{Engine, devices, error::Error, wakeup::Wakeups};
use domain::order::Phase;
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::{sync::Notify, time};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long work can stay unseen when its bell was rung in another process, or never.
const TICK: Duration = Duration::from_secs(1);

/// After a full batch the next look comes soon, but never without a breath: its rows may be failing ones.
const FULL_BATCH_PAUSE: Duration = Duration::from_millis(20);

/// Pieces of a batch that are worked on at once, so that a bank that hangs cannot stop the others for long.
const IN_PARALLEL: usize = 8;

/// Whether a look found so much that there may be more at once.
type Looked = Result<bool, Error>;

/// Does what is due, some of it at once. `work` tells what failed; that is due again later. Returns whether the batch
/// was a full one of `limit`.
pub(crate) async fn work_off<T, F: Future<Output = ()>>(due: Vec<T>, limit: u64, work: impl FnMut(T) -> F) -> bool {
    let is_full = u64::try_from(due.len()).is_ok_and(|found| found == limit);
    stream::iter(due).for_each_concurrent(IN_PARALLEL, work).await;
    is_full
}

struct Job {
    name: &'static str,
    bell: Option<fn(&Wakeups) -> &Notify>,
    tick: Duration,
    look: fn(&Engine) -> BoxFuture<'_, Looked>,
}

const JOBS: [Job; 12] = [
    Job {
        name: "send open commands",
        bell: Some(|wakeups| &wakeups.commands),
        tick: TICK,
        look: |engine| Box::pin(async { engine.dispatch_commands().await.map(|()| false) }),
    },
    Job {
        name: "apply payment events",
        bell: Some(|wakeups| &wakeups.payment_events),
        tick: TICK,
        look: |engine| Box::pin(engine.apply_waiting_events()),
    },
    Job {
        name: "give money back",
        bell: Some(|wakeups| &wakeups.refunds),
        tick: TICK,
        look: |engine| Box::pin(engine.carry_out_refunds()),
    },
    Job {
        name: "charge holds",
        bell: Some(|wakeups| &wakeups.captures),
        tick: TICK,
        look: |engine| Box::pin(engine.carry_out_captures()),
    },
    Job {
        name: "end overdue openings and refunds",
        bell: None,
        tick: TICK,
        look: |engine| Box::pin(engine.end_overdue(&[Phase::Opening, Phase::Processing, Phase::Refunding])),
    },
    // On its own, because it asks the bank, which may be slow.
    Job {
        name: "end overdue reservations",
        bell: None,
        tick: TICK,
        look: |engine| Box::pin(engine.end_overdue(&[Phase::AwaitingPayment])),
    },
    Job {
        name: "poll invoices",
        bell: None,
        tick: TICK,
        look: |engine| Box::pin(engine.poll_invoices()),
    },
    Job {
        name: "write presence",
        bell: Some(|wakeups| &wakeups.presence),
        tick: devices::RENEW_EVERY,
        look: |engine| Box::pin(async { engine.write_presence().await.map(|()| false) }),
    },
    Job {
        name: "renew presence",
        bell: None,
        tick: devices::RENEW_EVERY,
        look: |engine| Box::pin(async { engine.renew_presence().await.map(|()| false) }),
    },
    Job {
        name: "forget what expired",
        bell: None,
        tick: Duration::from_secs(600),
        look: |engine| {
            Box::pin(async {
                engine.forget_what_expired().await?;
                engine.delete_leftovers().await.map(|()| false)
            })
        },
    },
    Job {
        name: "forget old entries of the log",
        bell: None,
        tick: Duration::from_secs(3600),
        look: |engine| Box::pin(engine.trim_log()),
    },
    Job {
        name: "make the daily backup",
        bell: None,
        tick: Duration::from_secs(20),
        look: |engine| Box::pin(async { engine.back_up_daily().await.map(|()| false) }),
    },
];

/// Starts the jobs of one process; each ends after `stop`, when the look in hand is done.
pub(crate) fn start(engine: &Engine, tracker: &TaskTracker, stop: &CancellationToken) {
    for job in JOBS {
        tracker.spawn(run(engine.clone(), job, stop.clone()));
    }
}

async fn run(engine: Engine, job: Job, stop: CancellationToken) {
    loop {
        // A job that panics is a fault of ours, but the next look may find other work: doors must open.
        let pause = match AssertUnwindSafe((job.look)(&engine)).catch_unwind().await {
            Ok(Ok(true)) => FULL_BATCH_PAUSE,
            Ok(Ok(false)) => job.tick,
            Ok(Err(error)) => {
                tracing::error!(job = job.name, %error, "the job failed and tries again");
                job.tick
            }
            Err(_panic) => {
                tracing::error!(job = job.name, "the job panicked and tries again");
                job.tick
            }
        };
        // A bell that rang during the look is kept, so nothing is slept through.
        tokio::select! {
            () = stop.cancelled() => return,
            () = time::sleep(pause) => {}
            () = rung(job.bell.map(|bell| bell(&engine.wakeups))) => {}
        }
    }
}

async fn rung(bell: Option<&Notify>) {
    match bell {
        Some(bell) => bell.notified().await,
        None => std::future::pending().await,
    }
}
