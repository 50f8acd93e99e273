//! Every list that the staff and integrators can ask for, with what shows that the answer is the list.

use crate::{
    http::Client,
    people::{Cookies, Who},
    rows::Samples,
};
use domain::Day;
use std::time::Duration;

/// Milliseconds of server time that a list may take, for 95 of 100 requests.
const GOAL: f64 = 50.0;
/// The first page of the log, where everybody begins.
const GOAL_OF_THE_LOG: f64 = 30.0;
/// A full page of a list that is read by place, and of one that is read by number.
const FULL: usize = 50;
const FULL_OF_NAMES: usize = 25;
const CELLS: usize = 37;

/// How the rows of an answer are told.
#[derive(Clone, Copy)]
pub(crate) enum Rows {
    /// Of the tables in the page, without their headers.
    Table,
    /// Where this stands in the page or in the JSON.
    Each(&'static str),
}

impl Rows {
    pub(crate) fn count(self, text: &str) -> usize {
        match self {
            Self::Table => text
                .matches("<tr")
                .count()
                .saturating_sub(text.matches("<thead").count()),
            Self::Each(sign) => text.matches(sign).count(),
        }
    }
}

pub(crate) struct Page {
    pub(crate) name: &'static str,
    pub(crate) path: String,
    who: Who,
    pub(crate) rows: Rows,
    /// With fewer rows it is not the page that was asked for.
    pub(crate) least: usize,
    /// Milliseconds.
    pub(crate) goal: f64,
    pub(crate) is_asked_together: bool,
}

impl Page {
    /// The line of the request that says who asks.
    pub(crate) fn cookie(&self, cookies: &Cookies) -> String {
        format!("Cookie: {}\r\n", cookies.of(self.who))
    }

    fn within(self, goal: f64) -> Self {
        Self { goal, ..self }
    }

    fn together(self) -> Self {
        Self {
            is_asked_together: true,
            ..self
        }
    }
}

pub(crate) fn request(page: &Page, cookies: &Cookies) -> Vec<u8> {
    Client::get_with(&page.path, &page.cookie(cookies))
}

/// A page with a table, of administrators.
fn table(name: &'static str, path: impl Into<String>, least: usize) -> Page {
    Page {
        name,
        path: path.into(),
        who: Who::Admin,
        rows: Rows::Table,
        least,
        goal: GOAL,
        is_asked_together: false,
    }
}

fn each(name: &'static str, path: impl Into<String>, sign: &'static str, least: usize) -> Page {
    Page {
        rows: Rows::Each(sign),
        ..table(name, path, least)
    }
}

pub(crate) fn all(samples: &Samples) -> Vec<Page> {
    let mut pages = vec![table("/admin", "/admin", 5).together()];
    pages.extend(fleet(samples));
    pages.extend(orders(samples));
    pages.extend(log(samples));
    pages.extend(people(samples));
    pages.extend(rest());
    pages
}

fn fleet(samples: &Samples) -> Vec<Page> {
    let cells = |name, path: &str| each(name, path, "id=\"cell-", CELLS);
    let of_courier = |page: Page| Page {
        who: Who::Courier,
        ..page
    };
    vec![
        table("ortomats", "/admin/ortomats", FULL_OF_NAMES).together(),
        table("ortomats, the last page", "/admin/ortomats?page=12", FULL_OF_NAMES),
        table("ortomats by filling", "/admin/ortomats?sort=fill", FULL_OF_NAMES),
        table("ortomats by last sale", "/admin/ortomats?sort=last_sale", FULL_OF_NAMES),
        table(
            "ortomats found by a word",
            "/admin/ortomats?q=%D0%BB%D1%8C%D0%B2%D1%96%D0%B2",
            FULL_OF_NAMES,
        ),
        table("ortomats of a status", "/admin/ortomats?status=maintenance", 5),
        table("an ortomat with its devices", "/admin/ortomats/ortomat-1", 1),
        table(
            "  with a week of its device",
            "/admin/ortomats/ortomat-1?device=device-1&period=week",
            1,
        ),
        cells("the cells of an ortomat", "/admin/ortomats/ortomat-1/cells").together(),
        cells(
            "  with a cell and its history",
            "/admin/ortomats/ortomat-1/cells?cell=5",
        ),
        table("products", "/admin/products", FULL_OF_NAMES).together(),
        table("products, the newest", "/admin/products?sort=newest", FULL_OF_NAMES),
        table(
            "products found by a word",
            "/admin/products?q=%D0%BA%D0%BE%D1%80%D1%81%D0%B5%D1%82",
            FULL_OF_NAMES,
        ),
        each("a product", "/admin/products/product-1", "<form", 1),
        of_courier(each(
            "/courier, 60 ortomats",
            "/courier",
            "/courier/ortomats/ortomat-",
            60,
        ))
        .together(),
        of_courier(each("an ortomat of a courier", "/courier/ortomats/ortomat-1", "<li", 5)),
        each("settings", "/admin/settings", "<form", 1),
        each(
            "a courier's form, all ortomats",
            format!("/admin/users/couriers/{}", samples.courier),
            "type=\"checkbox\"",
            300,
        ),
        each(
            "a doctor's form, all ortomats",
            format!("/admin/users/doctors/{}", samples.doctor),
            "type=\"checkbox\"",
            300,
        ),
    ]
}

/// A day so long ago.
fn day(samples: &Samples, ago: u16) -> Day {
    Day::of(samples.now).back(ago)
}

/// A place in a list, so many days ago: rows behind it are older.
fn place(samples: &Samples, ago: u64) -> String {
    let at = samples.now.before(Duration::from_secs(ago * 24 * 60 * 60));
    format!("at=older.{}.ORD", at.millis())
}

fn orders(samples: &Samples) -> Vec<Page> {
    let list = |name, query: &str, least| table(name, format!("/admin/payments?{query}"), least);
    let deep = |query: &str| format!("{query}&{}", place(samples, 300));
    let tail = samples.order_number.rsplit('-').next().unwrap_or_default();
    let beginning = samples.order_number.get(..11).unwrap_or_default();
    vec![
        list("payments", "", FULL).together(),
        list("payments, 300 days ago", &place(samples, 300), FULL).together(),
        list("payments to be reviewed", "status=needs_review", FULL).together(),
        list(
            "  the next page",
            &format!("status=needs_review&{}", place(samples, 60)),
            FULL,
        ),
        list("payments awaited", "status=awaiting_payment", 5),
        list("payments unfinished", "status=pending", 5),
        list("payments processed", "status=processing", 4),
        list("payments completed", "status=completed", FULL),
        list("  300 days ago", &deep("status=completed"), FULL),
        list("payments failed", "status=failed", FULL),
        list("  300 days ago", &deep("status=failed"), FULL),
        list("payments never paid", "status=closed", FULL),
        list("payments given back", "status=refunded", FULL),
        list("payments of a busy ortomat", "ortomat=ortomat-1", FULL),
        list("  300 days ago", &deep("ortomat=ortomat-1"), FULL),
        list("payments of a quiet ortomat", "ortomat=ortomat-300", FULL),
        list("  of these, failed", "ortomat=ortomat-300&status=failed", 20),
        list(
            "  of these, to be reviewed",
            "ortomat=ortomat-300&status=needs_review",
            0,
        ),
        list(
            "payments of a day",
            &format!("from={0}&to={0}", day(samples, 200)),
            FULL,
        ),
        list(
            "payments failed on a day",
            &format!("from={0}&to={0}&status=failed", day(samples, 200)),
            20,
        ),
        list("payments by a phone", "phone=067%20123%2045%2067", FULL),
        list("  of an ortomat", "phone=067%20123%2045%2067&ortomat=ortomat-1", 1),
        list("payments by a number", &format!("number={}", samples.order_number), 1),
        list("  by its last group", &format!("number={tail}"), 1),
        list("  by its beginning (some days)", &format!("number={beginning}"), 1),
        each(
            "an order, what happened to it",
            format!("/admin/payments/{}", samples.order),
            "<li",
            5,
        )
        .together(),
    ]
}

fn log(samples: &Samples) -> Vec<Page> {
    let list = |name, query: &str, least| table(name, format!("/admin/logs?{query}"), least);
    let deep = |query: &str| format!("{query}&{}", place(samples, 300));
    vec![
        list("log", "", FULL).within(GOAL_OF_THE_LOG).together(),
        list("log, 300 days ago", &place(samples, 300), FULL).together(),
        list("log of a drawer", "category=cells", FULL),
        list("  300 days ago", &deep("category=cells"), FULL),
        list("log of a rare drawer", "category=couriers", FULL),
        list("log, information", "severity=INFO", FULL),
        list("log, warnings", "severity=WARNING", FULL),
        list("log, errors", "severity=ERROR", FULL).together(),
        list("log, critical", "severity=CRITICAL", 30),
        list("  among payments (none)", "severity=CRITICAL&category=payment", 0),
        list("log of a type", "type=CELL_OPENED", FULL),
        list("log of a rare type", "type=API_ERROR", 30),
        list("log of a busy ortomat", "ortomat=ortomat-1", FULL).together(),
        list("  300 days ago", &deep("ortomat=ortomat-1"), FULL),
        list("  of these, errors", "ortomat=ortomat-1&severity=ERROR", 1),
        list(
            "  of these, a rare type (none)",
            "ortomat=ortomat-1&type=SETTINGS_CHANGED",
            0,
        ),
        list(
            "  of these, warnings of a year ago",
            &format!("ortomat=ortomat-1&severity=WARNING&to={}", day(samples, 330)),
            FULL,
        ),
        list("log of a person", &format!("user={}", samples.courier), FULL),
        list(
            "  of these, sign-ins",
            &format!("user={}&type=LOGIN_SUCCESS", samples.courier),
            FULL,
        ),
        list("log of a day", &format!("from={0}&to={0}", day(samples, 200)), FULL),
        list(
            "log with a common word",
            "q=%D0%BE%D0%BF%D0%BB%D0%B0%D1%87%D0%B5%D0%BD%D0%BE",
            FULL,
        ),
        list("log with an unknown word", "q=%D0%B6%D0%B8%D1%80%D0%B0%D1%84%D0%B0", 0),
        each(
            "an entry of the log",
            format!("/admin/logs/{}", samples.log_entry),
            "<dt",
            3,
        ),
    ]
}

fn people(samples: &Samples) -> Vec<Page> {
    let of_doctor = |page: Page| Page {
        who: Who::Doctor,
        ..page
    };
    vec![
        table("doctors", "/admin/users", FULL_OF_NAMES),
        table("doctors by sales", "/admin/users?sort=activity", FULL_OF_NAMES),
        table("couriers", "/admin/users?tab=couriers", FULL_OF_NAMES),
        of_doctor(table("/doctor, the busiest one", "/doctor", 10)),
        table("account, open sessions", "/account", 0),
        each(
            "statistics of a doctor by REST",
            format!("/api/users/{}/stats", samples.doctor),
            "\"orderNumber\"",
            10,
        ),
    ]
}

fn rest() -> Vec<Page> {
    let list = |name, path: &str, least| each(name, path, "\"id\":", least);
    vec![
        list("GET /api/users", "/api/users", 91),
        list("GET /api/users/doctors", "/api/users/doctors", 60),
        list("GET /api/users/couriers", "/api/users/couriers", 30),
        list(
            "GET /api/courier/available/ortomats",
            "/api/courier/available/ortomats",
            0,
        ),
        list("GET /api/ortomats", "/api/ortomats", 250),
        list("GET /api/ortomats/{id}/catalog", "/api/ortomats/ortomat-1/catalog", 10),
    ]
}
