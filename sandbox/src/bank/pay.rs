//! The payment page at `/pay/{invoiceId}`: where the payer pays, or does not.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::ledger::Ledger;
use super::page;

pub(super) fn routes() -> Router<Arc<Ledger>> {
    Router::new().route("/pay/{invoice_id}", get(show).post(act))
}

async fn show(State(ledger): State<Arc<Ledger>>, Path(id): Path<String>) -> Response {
    match ledger.invoice(&id) {
        Some(invoice) => Html(page::of_invoice(&invoice)).into_response(),
        None => (StatusCode::NOT_FOUND, Html(page::of_unknown())).into_response(),
    }
}

#[derive(Deserialize)]
struct Choice {
    action: Action,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Pay,
    Decline,
}

/// Takes the payer back to the shop at once, whether or not the shop has heard of it.
async fn act(State(ledger): State<Arc<Ledger>>, Path(id): Path<String>, Form(choice): Form<Choice>) -> Response {
    let stepped = ledger.step(&id, |invoice, now| match choice.action {
        Action::Pay => invoice.pay(now),
        Action::Decline => invoice.decline(now),
    });
    match stepped {
        Ok(invoice) => Redirect::to(invoice.redirect_url.as_deref().unwrap_or(&invoice.page_url)).into_response(),
        // Paid before, expired or unknown: the page says which.
        Err(_) => Redirect::to(&ledger.page_url(&id)).into_response(),
    }
}
