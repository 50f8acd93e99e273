//! Every route of the process, in one table.

use crate::{
    gateway::{self, Gateway},
    health, layers, pages,
    rest::{catalog, orders, webhook},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    routing::{any, get, post},
};
use engine::Engine;
use leptos::prelude::LeptosOptions;

/// A form or a JSON body of ours fits into this many times over.
const LARGEST_BODY: usize = 64 * 1024;
/// The bank's bodies are below 3 kB; a fiscal one may be larger (bank description §3).
const LARGEST_WEBHOOK: usize = 1024 * 1024;

/// What handlers can ask for.
#[derive(Clone, Debug)]
pub(crate) struct AppState {
    pub(crate) engine: Engine,
    pub(crate) gateway: Gateway,
    pub(crate) leptos: LeptosOptions,
}

impl FromRef<AppState> for Engine {
    fn from_ref(state: &AppState) -> Self {
        state.engine.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

pub(crate) fn router(state: AppState) -> Router {
    let device = Router::new().route("/ws", any(gateway::connect));
    let bank = Router::new()
        .route("/api/orders/mono-webhook", post(webhook::take).get(webhook::exists))
        // The second address that was ever given to the bank (contract §5.5).
        .route("/api/mono-payment/webhook", post(webhook::take).get(webhook::exists))
        .layer(DefaultBodyLimit::max(LARGEST_WEBHOOK));
    let rest = Router::new()
        .route("/api/ortomats", get(catalog::ortomats))
        .route("/api/ortomats/{id}/catalog", get(catalog::catalog))
        .route("/api/products/{id}", get(catalog::product))
        .route("/api/orders/create", post(orders::create))
        .route("/api/orders/{id}", get(orders::show))
        .route("/api/orders/{id}/progress", get(orders::progress))
        .route("/api/orders/{id}/create-mono-payment", post(orders::create_payment))
        .route("/api/orders/{id}/check-payment-status", post(orders::check_payment))
        .route("/api/orders/{id}/open-cell", post(orders::open_cell))
        .route("/api/{*unknown}", any(crate::rest::error::no_such_route))
        .method_not_allowed_fallback(crate::rest::error::method_not_allowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    let watch = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    let site = pages::router(&state).layer(DefaultBodyLimit::max(LARGEST_BODY));
    // Sockets stay outside the layers: they live for months and carry no page.
    layers::around(rest.merge(bank).merge(watch).merge(site))
        .merge(device)
        .with_state(state)
}
