//! News for pages that stay open: a line of server-sent events for everybody who looks at an ortomat's cells.
//!
//! A line carries the grid's version and nothing else; whoever has another one fetches the page again. The version is
//! asked of the database, so it does not matter which process has changed something. One question serves all who look
//! at the same ortomat, and nobody asks where nobody looks.

use crate::{auth::Visitor, rest::error::RestError, router::AppState};
use axum::{
    extract::{Path, State},
    http::{HeaderName, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::id::OrtomatId;
use engine::{Engine, Error, Refusal};
use futures_util::stream;
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval, interval_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often the database is asked. With the way to the browser and back it stays well below a second.
const ASK_EVERY: Duration = Duration::from_millis(400);
/// How long somebody whose session has ended may still learn *that* something has changed.
const CHECK_EVERY: Duration = Duration::from_secs(5);
/// Proxies take a silent connection for a dead one, often after a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back.
const COME_BACK_AFTER: Duration = Duration::from_secs(1);

/// The grid's version has this name on the line.
const VERSION: &str = "version";
/// The last word of a line that is not to be asked for again by whoever had it: they have to sign in. It has data too,
/// because browsers skip events without.
const OVER: &str = "over";

type Version = Option<Arc<str>>;

/// Everybody in this process who looks at cells.
#[derive(Clone, Debug)]
pub(crate) struct Live(Arc<Watched>);

#[derive(Debug)]
struct Watched {
    engine: Engine,
    tracker: TaskTracker,
    stop: CancellationToken,
    ortomats: Mutex<HashMap<OrtomatId, Arc<watch::Sender<Version>>>>,
}

impl Live {
    pub(crate) fn new(engine: Engine, tracker: TaskTracker, stop: CancellationToken) -> Self {
        Self(Arc::new(Watched {
            engine,
            tracker,
            stop,
            ortomats: Mutex::default(),
        }))
    }

    /// The versions of an ortomat's grid from now on, the present one first.
    fn versions(&self, ortomat: &OrtomatId) -> watch::Receiver<Version> {
        let mut ortomats = self.ortomats();
        let news = ortomats.entry(ortomat.clone()).or_insert_with(|| {
            let news = Arc::new(watch::Sender::new(None));
            let asking = ask(self.clone(), ortomat.clone(), Arc::clone(&news));
            self.0.tracker.spawn(asking);
            news
        });
        let mut versions = news.subscribe();
        versions.mark_changed();
        versions
    }

    /// Whether nobody looks any more. Nobody can begin to while this is found out.
    fn forget(&self, ortomat: &OrtomatId, news: &watch::Sender<Version>) -> bool {
        let mut ortomats = self.ortomats();
        let is_unwatched = news.receiver_count() == 0;
        if is_unwatched {
            ortomats.remove(ortomat);
        }
        is_unwatched
    }

    fn ortomats(&self) -> MutexGuard<'_, HashMap<OrtomatId, Arc<watch::Sender<Version>>>> {
        // Whatever a panic has left is still a map.
        self.0.ortomats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for the version of one grid as long as anybody looks at it.
async fn ask(live: Live, ortomat: OrtomatId, news: Arc<watch::Sender<Version>>) {
    let mut tick = interval(ASK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_failing = false;
    loop {
        tokio::select! {
            () = live.0.stop.cancelled() => return,
            () = news.closed() => {
                if live.forget(&ortomat, &news) {
                    return;
                }
            }
            _ = tick.tick() => match live.0.engine.grid_version(&ortomat).await {
                Ok(version) => {
                    is_failing = false;
                    let version: Version = Some(version.into());
                    news.send_if_modified(|last| {
                        let is_new = *last != version;
                        *last = version;
                        is_new
                    });
                }
                // It is gone: those who look are told by their own check.
                Err(Error::Refused(_)) => {}
                Err(error) => {
                    if !is_failing {
                        tracing::error!(%error, "the version of a grid cannot be read");
                    }
                    is_failing = true;
                }
            }
        }
    }
}

/// `GET /admin/ortomats/{ortomat}/cells/events` and `GET /courier/ortomats/{ortomat}/events`.
pub(crate) async fn events(
    State(state): State<AppState>,
    Path(ortomat): Path<String>,
    visitor: Visitor,
) -> Result<Response, RestError> {
    // What cannot be an id names no ortomat.
    let ortomat: OrtomatId = ortomat.parse().map_err(|_| Error::Refused(Refusal::NoSuchOrtomat))?;
    state.engine.may_see_cells(&visitor.actor, &ortomat).await?;
    let line = Line {
        versions: state.live.versions(&ortomat),
        stop: state.live.0.stop.clone(),
        engine: state.engine,
        visitor,
        ortomat,
        told: None,
        check: later(CHECK_EVERY),
        is_over: false,
    };
    let events = stream::unfold(line, |line| async move {
        let (event, line) = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    let kept_alive = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // nginx would collect events until they fill a buffer.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, kept_alive).into_response())
}

fn later(pause: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + pause, pause);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// What one browser is told.
struct Line {
    engine: Engine,
    stop: CancellationToken,
    visitor: Visitor,
    ortomat: OrtomatId,
    versions: watch::Receiver<Version>,
    told: Version,
    check: Interval,
    is_over: bool,
}

impl Line {
    /// The next event; `None` ends the line, and the browser comes back by itself.
    async fn next(mut self) -> Option<(Event, Self)> {
        while !self.is_over {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return None,
                changed = self.versions.changed() => changed.ok()?,
                _ = self.check.tick() => {}
            }
            if !self.may_still_see().await {
                self.is_over = true;
                return Some((Event::default().event(OVER).data(OVER), self));
            }
            let version = self.versions.borrow_and_update().clone();
            if let Some(version) = version.filter(|version| self.told.as_ref() != Some(version)) {
                let event = Event::default().event(VERSION).data(&*version).retry(COME_BACK_AFTER);
                self.told = Some(version);
                return Some((event, self));
            }
        }
        None
    }

    /// A right may end while the line is open. A database that does not answer takes nothing away.
    async fn may_still_see(&self) -> bool {
        match self.visitor.is_still_here(&self.engine).await {
            Ok(true) => {}
            Ok(false) => return false,
            Err(_) => return true,
        }
        let seen = self.engine.may_see_cells(&self.visitor.actor, &self.ortomat).await;
        !matches!(seen, Err(Error::Refused(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{Clock, Database, Setup, bank::BankConfig, products::PictureStore};

    async fn live(folder: &tempfile::TempDir) -> Live {
        let address = format!("sqlite:{}?mode=rwc", folder.path().join("x.db").display());
        let engine = Engine::new(Setup {
            database: Database::connect(&address).await.unwrap(),
            bank: BankConfig {
                api_url: String::new(),
                token: Default::default(),
            },
            payment_type: domain::payment::PaymentType::Debit,
            public_url: String::new(),
            timings: domain::order::Timings::default(),
            clock: Clock::default(),
            pictures: PictureStore::in_memory(),
            backups: engine::backup::BackupConfig::none(),
        })
        .unwrap();
        Live::new(engine, TaskTracker::new(), CancellationToken::new())
    }

    #[tokio::test]
    async fn one_question_serves_all_who_look_and_ends_with_the_last_of_them() {
        let folder = tempfile::TempDir::new().unwrap();
        let live = live(&folder).await;
        let (first, second) = ("ortomat-1".parse().unwrap(), "ortomat-3".parse().unwrap());
        let watching = [live.versions(&first), live.versions(&first), live.versions(&second)];
        assert_eq!(live.0.tracker.len(), 2);
        drop(watching);
        live.0.tracker.close();
        live.0.tracker.wait().await;
        assert!(live.ortomats().is_empty());
        // And begins again with the next.
        let _again = live.versions(&first);
        assert_eq!(live.0.tracker.len(), 1);
    }
}
