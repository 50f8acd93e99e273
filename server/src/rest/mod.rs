//! The REST contract (contract §1) without its holes: same paths and keys, nothing secret, nothing trusted.
//!
//! Every route stands here once, with its address at its handler; the description for integrators is made of the same
//! words. What the contract has and this does not, and why: nobody deletes an ortomat or entries of the log; nothing
//! opens without somebody who is signed in, or an opening that is owed (`cells/{n}/open`), and nothing is sold without
//! being paid for (`callback`, `pay`, `purchase`); a cell is assigned and filled by two people's words, not by one
//! (`refill`); nobody registers themselves or with an invitation: administrators add people.

pub(crate) mod auth;
pub(crate) mod backup;
mod catalog;
mod cell_json;
mod cells;
mod couriers;
mod devices;
mod done;
pub(crate) mod error;
mod extract;
mod json;
mod logs;
mod openapi;
mod orders;
mod ortomat_json;
mod ortomat_qr;
mod ortomats;
mod person_body;
mod product_body;
mod products;
mod progress_json;
mod qr;
mod questions;
mod sale_json;
mod sales;
mod settings;
mod staff_json;
mod users;
mod webhook;
mod window;

use crate::router::{AppState, LARGEST_BODY};
use axum::{Extension, Router, extract::DefaultBodyLimit, routing::any};
use openapi::Documents;
use std::sync::Arc;
use utoipa::openapi::{OpenApi, OpenApiBuilder};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouter},
    routes,
};

/// Texts of a product or of the terms, every letter of them as six characters of JSON.
const LARGEST_TEXTS: usize = 512 * 1024;
/// The bank's bodies are below 3 kB; a fiscal one may be larger (bank description §3).
const LARGEST_WEBHOOK: usize = 1024 * 1024;

/// The routes, and what they say of themselves.
pub(crate) fn router() -> (Router<AppState>, OpenApi) {
    let (plain, mut api) = plain().split_for_parts();
    let (texts, of_texts) = texts().split_for_parts();
    let (bank, of_bank) = bank().split_for_parts();
    api.merge(of_texts);
    api.merge(of_bank);
    let api = openapi::complete(api);
    let documents = Arc::new(Documents::of(&api));
    let router = plain
        .merge(texts.layer(DefaultBodyLimit::max(LARGEST_TEXTS)))
        .route("/api/{*unknown}", any(error::no_such_route))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(Extension(documents))
        .merge(bank.layer(DefaultBodyLimit::max(LARGEST_WEBHOOK)));
    (router, api)
}

fn blank() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(OpenApiBuilder::new().build())
}

fn plain() -> OpenApiRouter<AppState> {
    blank()
        .routes(routes!(openapi::document))
        .routes(routes!(openapi::show_page))
        .routes(routes!(openapi::style))
        .routes(routes!(catalog::ortomats, ortomats::add))
        .routes(routes!(ortomats::show, ortomats::edit))
        .routes(routes!(catalog::by_referral))
        .routes(routes!(catalog::catalog))
        .routes(routes!(ortomats::add_doctor))
        .routes(routes!(ortomats::add_courier))
        .routes(routes!(devices::list))
        .routes(routes!(devices::show))
        .routes(routes!(cells::inventory))
        .routes(routes!(cells::open))
        .routes(routes!(cells::assign))
        .routes(routes!(cells::open_for_refill))
        .routes(routes!(cells::mark_filled))
        .routes(routes!(cells::command))
        .routes(routes!(products::search))
        .routes(routes!(orders::create))
        .routes(routes!(orders::show))
        .routes(routes!(orders::progress))
        .routes(routes!(orders::create_payment))
        .routes(routes!(orders::check_payment))
        .routes(routes!(orders::open_cell))
        .routes(also_at("/api/orders", "Orders", routes!(sales::list)))
        .routes(routes!(sales::list))
        .routes(routes!(sales::show))
        .routes(routes!(sales::stats))
        .routes(routes!(sales::of_doctor))
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::profile))
        .routes(routes!(users::list))
        .routes(routes!(users::profile))
        .routes(routes!(users::show))
        .routes(routes!(users::stats))
        .routes(routes!(users::courier_ortomats))
        .routes(routes!(users::doctors, users::add_doctor))
        .routes(routes!(users::edit_doctor, users::delete_doctor))
        .routes(routes!(couriers::list, couriers::add))
        .routes(routes!(couriers::show, couriers::edit, couriers::delete))
        .routes(routes!(couriers::available_ortomats))
        .routes(also_at(
            "/api/users/couriers",
            "OfUsers",
            routes!(couriers::list, couriers::add),
        ))
        .routes(also_at(
            "/api/users/couriers/{id}",
            "OfUsers",
            routes!(couriers::edit, couriers::delete),
        ))
        .routes(routes!(logs::list))
        .routes(routes!(logs::stats))
        .routes(routes!(settings::purchase_terms))
        .routes(routes!(backup::make))
        .routes(routes!(backup::restore))
        .routes(routes!(qr::code))
        .routes(routes!(qr::image))
        .routes(routes!(ortomat_qr::image))
}

/// Routes whose bodies hold long texts.
fn texts() -> OpenApiRouter<AppState> {
    blank()
        .routes(routes!(products::list, products::add))
        .routes(routes!(products::show, products::edit, products::delete))
        .routes(routes!(settings::show, settings::edit))
}

/// The bank's.
fn bank() -> OpenApiRouter<AppState> {
    blank()
        .routes(routes!(webhook::take, webhook::exists))
        // The second address that was ever given to the bank (contract §5.5).
        .routes(also_at(
            "/api/mono-payment/webhook",
            "Formerly",
            routes!(webhook::take, webhook::exists),
        ))
}

/// The same handlers at a second address of the contract; their names end with `mark` there.
fn also_at(
    address: &str,
    mark: &str,
    (schemas, mut paths, handlers): UtoipaMethodRouter<AppState>,
) -> UtoipaMethodRouter<AppState> {
    for (first, mut item) in std::mem::take(&mut paths.paths) {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            operation.operation_id = operation.operation_id.take().map(|id| format!("{id}{mark}"));
            let about = operation.description.take().unwrap_or_default();
            operation.description = Some(format!("{about}\n\nThe same as `{first}`.").trim().to_owned());
        }
        paths.paths.insert(address.to_owned(), item);
    }
    (schemas, paths, handlers)
}
