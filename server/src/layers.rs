//! What happens to every request and answer, from the outside in.

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

/// Longer than the bank's client waits, shorter than a person.
const TIMEOUT: Duration = Duration::from_secs(30);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) fn around<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    // The last layer is the outermost.
    router
        .layer(middleware::from_fn(refuse_foreign_forms))
        .layer(CatchPanicLayer::custom(|_panic: Box<dyn std::any::Any + Send>| {
            crate::rest::error::RestError::internal().into_response()
        }))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CompressionLayer::new())
        .layer(fixed_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed_header(header::X_FRAME_OPTIONS, "DENY"))
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

/// A form that some other site makes a browser send is not the person's will. Browsers say where a request comes
/// from; programs that say nothing are not browsers and carry nobody's cookies.
async fn refuse_foreign_forms(request: Request, next: Next) -> Response {
    let is_form = request.method() == Method::POST && request.uri().path().starts_with("/form/");
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok());
    let foreign = match site {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => origin_differs(&request),
    };
    if is_form && foreign {
        tracing::warn!("a form from another site was refused");
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

fn origin_differs(request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, sender)| sender != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}
