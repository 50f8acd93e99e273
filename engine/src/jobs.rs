//! What happens without anybody asking. Each job finds its work in the database; bells only save it the wait.

use crate::{Engine, devices, error::Error, wakeup::Wakeups};
use futures_util::future::BoxFuture;
use std::time::Duration;
use tokio::{sync::Notify, time};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long work can stay unseen when its bell was rung in another process, or never.
const TICK: Duration = Duration::from_secs(1);

/// Whether a look found so much that there may be more at once.
type Looked = Result<bool, Error>;

struct Job {
    name: &'static str,
    bell: Option<fn(&Wakeups) -> &Notify>,
    tick: Duration,
    look: fn(&Engine) -> BoxFuture<'_, Looked>,
}

const JOBS: [Job; 8] = [
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
        name: "end overdue phases",
        bell: None,
        tick: TICK,
        look: |engine| Box::pin(engine.end_overdue_phases()),
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
];

/// Starts the jobs of one process; each ends after `stop`, when the look in hand is done.
pub(crate) fn start(engine: &Engine, tracker: &TaskTracker, stop: &CancellationToken) {
    for job in JOBS {
        tracker.spawn(run(engine.clone(), job, stop.clone()));
    }
}

async fn run(engine: Engine, job: Job, stop: CancellationToken) {
    loop {
        match (job.look)(&engine).await {
            Ok(true) if !stop.is_cancelled() => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(job = job.name, %error, "the job failed and tries again"),
        }
        // A bell that rang during the look is kept, so nothing is slept through.
        tokio::select! {
            () = stop.cancelled() => return,
            () = time::sleep(job.tick) => {}
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
