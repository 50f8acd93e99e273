//! The Leptos site: pages, the forms' server functions, the stylesheet and the files beside them.

use crate::{content_policy, router::AppState, uploads};
use app::{
    app::App,
    development::Development,
    shell::shell,
    stylesheet::{self, Stylesheet},
};
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use brotli::enc::BrotliEncoderParams;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use std::{path::Path, sync::LazyLock};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The names of these files do not change with their content, so browsers ask whether they are still right.
pub(crate) const ASK_AGAIN: &str = "no-cache";
/// Pages tell of cells and orders as they are now.
const NEVER: &str = "no-store";

pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let engine = state.engine.clone();
    let development = Development(state.development);
    let context = move || {
        provide_context(engine.clone());
        provide_context(development);
        content_policy::provide_nonce();
    };
    let options = state.leptos.clone();
    let document = move || shell(options.clone());
    let package = Path::new(&*state.leptos.site_root).join(&*state.leptos.site_pkg_dir);
    let pages = Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context.clone(), document)
        .layer(middleware::from_fn_with_state(
            state.engine.clone(),
            uploads::keep_pictures,
        ))
        .layer(cache(NEVER));
    Router::new()
        .route(stylesheet::CUSTOMER.path, get(customer_css))
        .route(stylesheet::STAFF.path, get(staff_css))
        .nest_service(
            &format!("/{}", state.leptos.site_pkg_dir),
            ServiceBuilder::new()
                .layer(cache(ASK_AGAIN))
                .service(ServeDir::new(package).precompressed_br().precompressed_gzip()),
        )
        .merge(pages)
        .fallback(file_and_error_handler_with_context::<AppState, _>(context, shell))
}

fn cache(policy: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static(policy))
}

/// The stylesheets as small as they get; every page waits for one, so they are compressed once and well.
static SMALLEST_CUSTOMER: LazyLock<Vec<u8>> = LazyLock::new(|| compressed(stylesheet::CUSTOMER));
static SMALLEST_STAFF: LazyLock<Vec<u8>> = LazyLock::new(|| compressed(stylesheet::STAFF));

/// Empty when it could not be done.
fn compressed(sheet: Stylesheet) -> Vec<u8> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        ..BrotliEncoderParams::default()
    };
    let mut smallest = Vec::new();
    match brotli::BrotliCompress(&mut sheet.css.as_bytes(), &mut smallest, &parameters) {
        Ok(_) => smallest,
        Err(error) => {
            tracing::error!(%error, "a stylesheet could not be compressed");
            Vec::new()
        }
    }
}

async fn customer_css(headers: HeaderMap) -> Response {
    css(&headers, stylesheet::CUSTOMER, &SMALLEST_CUSTOMER)
}

async fn staff_css(headers: HeaderMap) -> Response {
    css(&headers, stylesheet::STAFF, &SMALLEST_STAFF)
}

fn css(headers: &HeaderMap, sheet: Stylesheet, smallest: &'static [u8]) -> Response {
    let about = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, "accept-encoding"),
    ];
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let takes_brotli = accepted.is_some_and(|accepted| accepted.split(',').any(|encoding| encoding.trim() == "br"));
    if takes_brotli && !smallest.is_empty() {
        (about, [(header::CONTENT_ENCODING, "br")], smallest).into_response()
    } else {
        (about, sheet.css).into_response()
    }
}

/// How Leptos finds its files; the same words as `[[workspace.metadata.leptos]]`.
pub(crate) fn options(site_root: &Path, addr: std::net::SocketAddr) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("ortomat")
        .site_root(site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(addr)
        .build()
}
