//! Tables to download, sent while they are read, so that a million rows take no more memory than a page.

use crate::rest::error::RestError;
use app::{
    paths,
    staff::{
        logs::asked::{Asked, export_words},
        payments::filter::{Filter, order_words},
    },
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::Day;
use engine::{Engine, Error, staff::Actor};
use futures_util::{Stream, TryStreamExt};

/// `GET /admin/logs/export.csv`, with the filters of the list. Where one of them is wrong, the list says which.
pub(crate) async fn logs(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    RawQuery(query): RawQuery,
) -> Result<Response, RestError> {
    let asked = Asked::read(&query.unwrap_or_default());
    if asked.has_errors() {
        return Ok(Redirect::to(&asked.list()).into_response());
    }
    let rows = engine.export_logs_csv(&actor, &asked.query, export_words()).await?;
    Ok(table(&engine, "logs", rows))
}

/// `GET /admin/payments/export.csv`, with the filters of the list. Where one of them is wrong, the list says which.
pub(crate) async fn payments(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    RawQuery(query): RawQuery,
) -> Result<Response, RestError> {
    let filter = Filter::read_query(&query.unwrap_or_default());
    let Some(query) = filter.query() else {
        return Ok(Redirect::to(&filter.at(paths::PAYMENTS, None)).into_response());
    };
    let rows = engine.export_orders_csv(&actor, query, order_words()).await?;
    Ok(table(&engine, "payments", rows))
}

/// A table as a file that is named after today.
pub(crate) fn table<S>(engine: &Engine, name: &str, rows: S) -> Response
where
    S: Stream<Item = Result<Bytes, Error>> + Send + 'static,
{
    // The answer has begun: all that is left is to break it off, so that nobody takes a part for the whole.
    let rows = rows.inspect_err(|error| tracing::error!(%error, "a table could not be read to its end"));
    let file = format!("attachment; filename=\"ortomat-{name}-{}.csv\"", Day::of(engine.now()));
    let about = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, file),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (about, Body::from_stream(rows)).into_response()
}
