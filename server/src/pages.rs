//! The Leptos site: pages, the forms' server functions, the stylesheet and the files beside them.

use crate::router::AppState;
use app::{app::App, development::Development, shell::shell, stylesheet};
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use brotli::enc::BrotliEncoderParams;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use std::{path::Path, sync::LazyLock};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The names of these files do not change with their content, so browsers ask whether they are still right.
const ASK_AGAIN: &str = "no-cache";
/// Pages tell of cells and orders as they are now.
const NEVER: &str = "no-store";

pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let engine = state.engine.clone();
    let development = Development(state.development);
    let context = move || {
        provide_context(engine.clone());
        provide_context(development);
    };
    let options = state.leptos.clone();
    let document = move || shell(options.clone());
    let package = Path::new(&*state.leptos.site_root).join(&*state.leptos.site_pkg_dir);
    let pages = Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context.clone(), document)
        .layer(cache(NEVER));
    Router::new()
        .route(stylesheet::PATH, get(css))
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

/// The stylesheet as small as it gets; every page waits for it, so it is compressed once and well.
static SMALLEST_CSS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let parameters = BrotliEncoderParams {
        quality: 11,
        ..BrotliEncoderParams::default()
    };
    let mut smallest = Vec::new();
    match brotli::BrotliCompress(&mut stylesheet::CSS.as_bytes(), &mut smallest, &parameters) {
        Ok(_) => smallest,
        Err(error) => {
            tracing::error!(%error, "the stylesheet could not be compressed");
            Vec::new()
        }
    }
});

async fn css(headers: HeaderMap) -> Response {
    let about = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, "accept-encoding"),
    ];
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let takes_brotli = accepted.is_some_and(|accepted| accepted.split(',').any(|encoding| encoding.trim() == "br"));
    if takes_brotli && !SMALLEST_CSS.is_empty() {
        (about, [(header::CONTENT_ENCODING, "br")], SMALLEST_CSS.as_slice()).into_response()
    } else {
        (about, stylesheet::CSS).into_response()
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
