//! What the pages about backups need besides themselves: the download, the way for a file to the server, and news of
//! how far it has come.

use crate::{
    auth::Visitor,
    rest::{self, error::RestError},
    router::AppState,
};
use app::{error::ApiError, paths};
use axum::{
    Extension,
    extract::{Multipart, State},
    http::{HeaderName, header},
    response::{
        IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use engine::{Engine, backup::Packing, staff::Actor};
use futures_util::stream;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Instant, sleep_until};

/// A page is drawn anew at most so often.
const BETWEEN_NEWS: Duration = Duration::from_millis(300);
/// How often somebody who hears nothing is asked for their right to.
const CHECK_EVERY: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const COME_BACK_AFTER: Duration = Duration::from_secs(1);

/// `GET /admin/backup`: the download. What is in the way, the page says.
pub(crate) async fn download(State(engine): State<Engine>, Extension(actor): Extension<Actor>) -> Response {
    match rest::backup::download(&engine, &actor, Packing::Plain).await {
        Ok(file) => file,
        Err(error) => back(error.into()),
    }
}

/// `POST /admin/restore/upload`: a form with one file.
pub(crate) async fn upload(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    form: Multipart,
) -> Response {
    match take(&engine, &actor, form).await {
        Ok(()) => Redirect::to(paths::RESTORE).into_response(),
        Err(problem) => back(problem),
    }
}

async fn take(engine: &Engine, actor: &Actor, mut form: Multipart) -> Result<(), ApiError> {
    while let Some(mut field) = form.next_field().await.map_err(|_| ApiError::BadRequest)? {
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(ToOwned::to_owned) else {
            continue;
        };
        let mut incoming = engine.take_backup_file(actor).await?;
        let mut outcome = Ok(());
        // A file that is too large is still read to its end, or else the browser would show a cut connection.
        while let Some(chunk) = field.chunk().await.map_err(|_| ApiError::BadRequest)? {
            if outcome.is_ok() {
                outcome = incoming.write(&chunk).await;
            }
        }
        outcome?;
        let arrived = incoming.finish().await?;
        return Ok(engine.show_backup_file(actor, &name, arrived)?);
    }
    Err(ApiError::NoFile)
}

fn back(problem: ApiError) -> Response {
    Redirect::to(&paths::with_problem(paths::SETTINGS.to_owned(), problem)).into_response()
}

/// `GET /admin/backup/events`: that something has changed, for pages that draw it.
pub(crate) async fn events(State(state): State<AppState>, visitor: Visitor) -> Result<Response, RestError> {
    let line = Line {
        work: state.engine.backup_work(),
        engine: state.engine,
        stop: state.gateway.stop,
        visitor,
        told: None,
        next: Instant::now(),
        is_over: false,
    };
    let events = stream::unfold(line, |line| async move {
        let (event, line) = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // nginx would collect events until they fill a buffer.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let kept_alive = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok((headers, kept_alive).into_response())
}

struct Line {
    engine: Engine,
    work: tokio::sync::watch::Receiver<engine::backup::Work>,
    stop: tokio_util::sync::CancellationToken,
    visitor: Visitor,
    told: Option<i64>,
    /// Not before this moment.
    next: Instant,
    is_over: bool,
}

impl Line {
    async fn next(mut self) -> Option<(Event, Self)> {
        if self.is_over {
            return None;
        }
        loop {
            sleep_until(self.next).await;
            let revision = self.work.borrow_and_update().revision;
            // During a restore the right is that of before it.
            let may_see = self.visitor.is_still_here(&self.engine).await.unwrap_or(true);
            if !may_see {
                self.is_over = true;
                return Some((Event::default().event("over").data("over"), self));
            }
            self.next = Instant::now() + BETWEEN_NEWS;
            if self.told != Some(revision) {
                self.told = Some(revision);
                let event = Event::default().event("version").data(revision.to_string());
                return Some((event.retry(COME_BACK_AFTER), self));
            }
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return None,
                changed = self.work.changed() => changed.ok()?,
                () = tokio::time::sleep(CHECK_EVERY) => {}
            }
        }
    }
}
