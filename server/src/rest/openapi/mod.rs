//! The description of the REST routes, made of the routes themselves: as `OpenAPI` for programs, as a page for people.

mod complete;
mod html;
mod page;
#[cfg(test)]
mod tests;

pub(super) use complete::complete;

use crate::content_policy;
use axum::{
    Extension,
    http::{HeaderName, HeaderValue, header},
    response::Html,
};
use std::sync::Arc;
use utoipa::openapi::OpenApi;

/// Both forms, written once when the process starts.
pub(crate) struct Documents {
    json: String,
    page: String,
}

impl Documents {
    /// Empty texts when the description cannot be written, which a test excludes.
    pub(super) fn of(api: &OpenApi) -> Self {
        let json = serde_json::to_value(api).unwrap_or_default();
        Self {
            page: page::of(&json),
            json: json.to_string(),
        }
    }
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "About this interface",
    operation_id = "showDescription",
    responses((status = 200, description = "OpenAPI", content_type = "application/json")),
)]
pub(crate) async fn document(
    Extension(documents): Extension<Arc<Documents>>,
) -> ([(HeaderName, &'static str); 2], String) {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, documents.json.clone())
}

/// The same as a page to read.
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "About this interface",
    operation_id = "showPage",
    responses((status = 200, description = "HTML", content_type = "text/html")),
)]
pub(crate) async fn show_page(
    Extension(documents): Extension<Arc<Documents>>,
) -> ([(HeaderName, HeaderValue); 2], Html<String>) {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, content_policy::NO_SCRIPTS),
    ];
    (headers, Html(documents.page.clone()))
}

/// How the page looks.
#[utoipa::path(
    get,
    path = "/api/docs/style.css",
    tag = "About this interface",
    operation_id = "showStyle",
    responses((status = 200, description = "CSS", content_type = "text/css")),
)]
pub(crate) async fn style() -> ([(HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, include_str!("style.css"))
}
