//! What happens to every request and answer, from the outside in.

use crate::{
    auth::{self, ClientAddresses, access},
    content_policy,
    rest::error::RestError,
    unread_body, uploads,
};
use app::error::ApiError;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use domain::staff::access::Policy;
use engine::{Engine, Error, Refusal};
use std::time::Duration;
use tower::util::option_layer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

/// Longer than the bank's client waits, shorter than a person.
const TIMEOUT: Duration = Duration::from_secs(30);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const A_YEAR_OF_HTTPS: &str = "max-age=31536000";

pub(crate) fn around<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    engine: &Engine,
    addresses: ClientAddresses,
) -> Router<S> {
    let https = engine
        .is_https()
        .then(|| fixed_header(header::STRICT_TRANSPORT_SECURITY, A_YEAR_OF_HTTPS));
    // The last layer is the outermost.
    router
        .layer(middleware::from_fn_with_state(engine.clone(), auth::guard))
        .layer(auth::layer(engine))
        .layer(middleware::from_fn_with_state(addresses, auth::find_client))
        .layer(middleware::from_fn_with_state(engine.clone(), refuse_while_paused))
        .layer(middleware::from_fn_with_state(engine.clone(), refuse_foreign_requests))
        .layer(CatchPanicLayer::custom(|_panic: Box<dyn std::any::Any + Send>| {
            RestError::internal().into_response()
        }))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(unread_body::end_the_connection))
        .layer(CompressionLayer::new())
        .layer(fixed_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed_header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(middleware::from_fn(content_policy::give))
        .layer(fixed_header(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
        .layer(option_layer(https))
        // An order's address is its customer's secret: it never travels to another site.
        .layer(fixed_header(header::REFERRER_POLICY, "same-origin"))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(|response: &Response, took: Duration, _span: &tracing::Span| {
                    tracing::debug!(
                        status = response.status().as_u16(),
                        duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                        "answered"
                    );
                }),
        )
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// Whatever takes too long is given up. An upload takes as long as its sender's line is slow.
async fn in_time(request: Request, next: Next) -> Response {
    let patience = uploads::patience(&request).unwrap_or(TIMEOUT);
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(answer) => answer,
        Err(_elapsed) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

fn fixed_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The route's pattern, never the address itself: addresses hold orders and tokens.
fn span(request: &Request) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(file or unknown)", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, request_id = id)
}

/// What some other site makes a browser send is not the person's will. Browsers say where a request comes from;
/// programs that say nothing are not browsers and carry nobody's cookies. The bank and the devices prove themselves.
async fn refuse_foreign_requests(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let route = request.extensions().get::<MatchedPath>();
    let policy = route.and_then(|route| access::policy(request.method(), route.as_str()));
    let proves_itself = matches!(policy, Some(Policy::Bank | Policy::Device));
    if changes && !proves_itself && is_foreign(&request, engine.public_url()) {
        tracing::warn!("a request that another site made a browser send was refused");
        return (StatusCode::FORBIDDEN, "Запит з іншого сайту відхилено.").into_response();
    }
    next.run(request).await
}

/// While all data are replaced nobody can change any: a clear answer at once is better than a wait for the database.
/// The bank tells its news again, and is asked besides.
async fn refuse_while_paused(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !changes || engine.refuse_while_paused().is_ok() {
        return next.run(request).await;
    }
    let mut answer = match request.uri().path().starts_with("/api/") {
        true => RestError::from(Error::from(Refusal::Paused)).into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, ApiError::Paused.message()).into_response(),
    };
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    answer
}

fn is_foreign(request: &Request, public_url: &str) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let by_site = text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    // A proxy may rewrite the host; our public address stays ours.
    let scheme = public_url.split_once("://").map_or("http", |(scheme, _)| scheme);
    let ours = text("host").map(|host| format!("{scheme}://{host}"));
    let by_origin = text("origin").is_some_and(|origin| origin != public_url && Some(origin) != ours.as_deref());
    by_site || by_origin
}
