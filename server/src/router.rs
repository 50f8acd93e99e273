//! Every route of the process, in one table.

use crate::{
    auth::ClientAddresses,
    backups,
    gateway::{self, Gateway},
    health, layers,
    live::{self, Live},
    pages, pictures, rest, tables,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    routing::{any, get, post},
};
use engine::Engine;
use leptos::prelude::LeptosOptions;

/// A form or a JSON body of ours fits into this many times over.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;

/// What handlers can ask for.
#[derive(Clone, Debug)]
pub(crate) struct AppState {
    pub(crate) engine: Engine,
    pub(crate) gateway: Gateway,
    pub(crate) live: Live,
    pub(crate) leptos: LeptosOptions,
    pub(crate) addresses: ClientAddresses,
    /// Whether the pages for developers exist.
    pub(crate) development: bool,
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
    let (rest, _) = rest::router();
    let tables = Router::new()
        .route("/admin/logs/export.csv", get(tables::logs))
        .route("/admin/payments/export.csv", get(tables::payments));
    let backups = Router::new()
        .route("/admin/backup", get(backups::download))
        .route("/admin/backup/events", get(backups::events))
        // A file may be large; the use case counts its bytes itself.
        .route(
            "/admin/restore/upload",
            post(backups::upload).layer(DefaultBodyLimit::disable()),
        );
    let watch = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    let pictures = Router::new().route("/pictures/{name}", get(pictures::show));
    // They stay open; the time limit of the layers is for the beginning of an answer.
    let news = Router::new()
        .route("/admin/ortomats/{ortomat}/cells/events", get(live::events))
        .route("/courier/ortomats/{ortomat}/events", get(live::events));
    let site = pages::router(&state).layer(DefaultBodyLimit::max(LARGEST_BODY));
    // Sockets stay outside the layers: they live for months and carry no page.
    layers::around(
        rest.merge(watch)
            .merge(pictures)
            .merge(news)
            .merge(tables)
            .merge(backups)
            .merge(site),
        &state.engine,
        state.addresses,
    )
    .merge(device)
    .with_state(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::access::{self, TABLE};
    use axum::http::Method;
    use engine::{Clock, Database, Setup, bank::BankConfig, products::PictureStore};
    use std::collections::BTreeSet;

    async fn whole_router(folder: &tempfile::TempDir) -> Router {
        let database = Database::connect(&format!("sqlite:{}", folder.path().join("x.db").display()))
            .await
            .unwrap();
        let engine = Engine::new(Setup {
            database,
            bank: BankConfig {
                api_url: "http://127.0.0.1:9".to_owned(),
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
        let addr = ([127, 0, 0, 1], 0).into();
        let (tracker, stop) = (
            tokio_util::task::TaskTracker::new(),
            tokio_util::sync::CancellationToken::new(),
        );
        router(AppState {
            live: Live::new(engine.clone(), tracker.clone(), stop.clone()),
            engine,
            gateway: Gateway { tracker, stop },
            leptos: pages::options(folder.path(), addr),
            addresses: ClientAddresses { trusted_proxies: 0 },
            development: true,
        })
    }

    /// What matches no route: files of the site, and pages that do not exist.
    const NO_ROUTE: &str = "/{*__private__axum_fallback}";

    /// Every route as the router itself lists it when it is asked to describe itself.
    fn routes(router: &Router) -> BTreeSet<String> {
        let described = format!("{router:?}");
        described
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| text.starts_with('/') && *text != NO_ROUTE)
            .map(ToOwned::to_owned)
            .collect()
    }

    #[tokio::test]
    async fn the_table_of_policies_and_the_router_know_the_same_routes() {
        let folder = tempfile::TempDir::new().unwrap();
        let routes = routes(&whole_router(&folder).await);
        assert!(
            routes.contains("/api/orders/{id}") && routes.contains("/admin/users") && routes.contains("/form/sign_in")
        );
        let table: BTreeSet<String> = TABLE.iter().map(|(_, route, _)| (*route).to_owned()).collect();
        let without_policy: Vec<&String> = routes.difference(&table).collect();
        assert!(without_policy.is_empty(), "routes without a policy: {without_policy:?}");
        let without_route: Vec<&String> = table.difference(&routes).collect();
        assert!(without_route.is_empty(), "policies without a route: {without_route:?}");
    }

    #[tokio::test]
    async fn a_method_without_a_policy_is_no_method_of_the_route() {
        use tower::ServiceExt;
        let folder = tempfile::TempDir::new().unwrap();
        let router = whole_router(&folder).await;
        for route in routes(&router).iter().filter(|route| !route.starts_with("/pkg")) {
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                if access::policy(&method, route).is_some() {
                    continue;
                }
                let request = axum::extract::Request::builder()
                    .method(method.clone())
                    .uri(route.replace(['{', '}', '*'], ""))
                    .body(axum::body::Body::empty())
                    .unwrap();
                let answer = router.clone().oneshot(request).await.unwrap();
                assert_eq!(
                    answer.status(),
                    axum::http::StatusCode::METHOD_NOT_ALLOWED,
                    "{method} {route}"
                );
            }
        }
    }

    #[test]
    fn no_route_has_two_policies() {
        let rows: BTreeSet<(&str, &str)> = TABLE.iter().map(|(method, route, _)| (*method, *route)).collect();
        assert_eq!(rows.len(), TABLE.len());
    }
}
