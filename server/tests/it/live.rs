//! News for pages that stay open, over real sockets.

use crate::support::*;
use domain::{
    cell::CellNumber,
    id::{OrtomatId, UserId},
    staff::Role,
};
use engine::{Clock, Database, Engine, Setup, bank::BankConfig, products::PictureStore, staff::Actor};
use reqwest::{Response, StatusCode};
use sea_orm::ConnectionTrait;
use std::time::{Duration, Instant};

const ADMINS: &str = "/admin/ortomats/ortomat-1/cells/events";
const COURIERS: &str = "/courier/ortomats/ortomat-1/events";
const PATIENCE: Duration = Duration::from_secs(20);

/// An open line, read event by event.
struct Line {
    response: Response,
    text: String,
}

impl Line {
    async fn open(shop: &Shop, path: &str, cookie: &str) -> Self {
        let response = shop
            .http
            .get(shop.url(path))
            .header("cookie", cookie)
            .header("accept", "text/event-stream")
            .header("accept-encoding", "br, gzip")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event's name and data; `None` when the server has ended the line.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let lines = event.lines();
                    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                    values.next().unwrap_or_default().trim().to_owned()
                };
                let (event, rest) = ((field("event"), field("data")), rest.to_owned());
                self.text = rest;
                if !event.0.is_empty() {
                    return Some(event);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("nothing was said");
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    async fn version(&mut self) -> String {
        let (event, data) = self.next().await.expect("the line ended");
        assert_eq!(event, "version");
        data
    }
}

fn ortomat() -> OrtomatId {
    ORTOMAT.parse().unwrap()
}

fn cell(number: i32) -> CellNumber {
    number.try_into().unwrap()
}

async fn actor(shop: &Shop, id: &UserId) -> Actor {
    shop.running.engine.actor(id).await.unwrap().unwrap()
}

async fn execute(shop: &Shop, sql: &str) {
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

/// The first ortomat is theirs from now on.
async fn give_ortomat(shop: &Shop, courier: &UserId) {
    let sql = format!("UPDATE courier_ortomats SET courier_id = '{courier}' WHERE ortomat_id = '{ORTOMAT}'");
    execute(shop, &sql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_looks_hears_the_version_at_once_and_of_every_change_within_a_second() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let courier = shop.staff(Role::Courier, "courier@example.com").await;
    give_ortomat(&shop, &courier.id).await;
    let engine = &shop.running.engine;
    let mut lines = [
        Line::open(&shop, ADMINS, &admin.cookie).await,
        Line::open(&shop, ADMINS, &admin.cookie).await,
        Line::open(&shop, COURIERS, &courier.cookie).await,
    ];
    for line in &mut lines {
        assert_eq!(line.version().await, engine.grid_version(&ortomat()).await.unwrap());
    }
    let by = actor(&shop, &admin.id).await;
    let mut waits = Vec::new();
    for number in 1..=3 {
        engine
            .block_cell(&by, &ortomat(), cell(number), "Заїдає")
            .await
            .unwrap();
        let (changed, version) = (Instant::now(), engine.grid_version(&ortomat()).await.unwrap());
        for line in &mut lines {
            assert_eq!(line.version().await, version);
        }
        waits.push(changed.elapsed());
    }
    // A machine that builds beside the tests may be slow once.
    let wait = waits.iter().min().unwrap();
    assert!(*wait < Duration::from_secs(1), "{waits:?}");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_and_a_device_that_leaves_are_news() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let device = shop.device("locker-01").await;
    let mut line = Line::open(&shop, ADMINS, &admin.cookie).await;
    let quiet = line.version().await;
    let order = shop.order().await;
    let reserved = line.version().await;
    assert_ne!(reserved, quiet);
    let invoice = shop.invoice(&order).await;
    shop.bank.pay(&invoice).unwrap();
    shop.until_status(&order, "completed").await;
    let sold = shop.running.engine.grid_version(&ortomat()).await.unwrap();
    while line.version().await != sold {}
    device.stop();
    assert_ne!(line.version().await, sold);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_changes_in_the_same_database_is_news_too() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let mut line = Line::open(&shop, ADMINS, &admin.cookie).await;
    let before = line.version().await;
    let other = Engine::new(Setup {
        database: Database::connect(&shop.database()).await.unwrap(),
        bank: BankConfig {
            api_url: shop.bank.url(),
            token: shop.bank.token().to_owned().into(),
        },
        payment_type: domain::payment::PaymentType::Debit,
        public_url: String::new(),
        timings: domain::order::Timings::default(),
        clock: Clock::default(),
        pictures: PictureStore::in_memory(),
        backups: engine::backup::BackupConfig::none(),
    })
    .unwrap();
    let by = actor(&shop, &admin.id).await;
    other.block_cell(&by, &ortomat(), cell(7), "Заїдає").await.unwrap();
    assert_ne!(line.version().await, before);
    other.close().await.unwrap();
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_on_the_way_keeps_or_collects_what_is_told() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let line = Line::open(&shop, ADMINS, &admin.cookie).await;
    let header = |name: &str| {
        let value = line.response.headers().get(name);
        value.map(|value| value.to_str().unwrap()).unwrap_or_default()
    };
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    assert_eq!(header("content-encoding"), "");
    drop(line);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_hear_who_may_see() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let doctor = shop.staff(Role::Doctor, "doctor@example.com").await;
    let courier = shop.staff(Role::Courier, "courier@example.com").await;
    let other = shop.staff(Role::Courier, "other@example.com").await;
    give_ortomat(&shop, &courier.id).await;
    for (path, cookie) in [
        (ADMINS, ""),
        (COURIERS, ""),
        (ADMINS, courier.cookie.as_str()),
        (ADMINS, doctor.cookie.as_str()),
        (COURIERS, doctor.cookie.as_str()),
        (COURIERS, admin.cookie.as_str()),
    ] {
        let answer = shop.page(path, cookie).await;
        assert!(answer.status.is_redirection(), "{path}: {}", answer.status);
    }
    let answer = shop.page(COURIERS, &other.cookie).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // Couriers learn of no ortomat that is not theirs, not even that it exists.
    let nowhere = "/courier/ortomats/nowhere/events";
    assert_eq!(shop.page(nowhere, &courier.cookie).await.status, StatusCode::FORBIDDEN);
    let nowhere = "/admin/ortomats/nowhere/cells/events";
    assert_eq!(shop.page(nowhere, &admin.cookie).await.status, StatusCode::NOT_FOUND);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_out_is_told_that_it_is_over_even_if_nothing_changes() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let mut line = Line::open(&shop, ADMINS, &admin.cookie).await;
    line.version().await;
    shop.submit("/form/sign_out", &admin.cookie, &[]).await;
    assert_eq!(line.next().await.unwrap(), ("over".to_owned(), "over".to_owned()));
    assert_eq!(line.next().await, None);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_look_no_longer_hears_of_no_further_change() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let (courier, demoted) = (
        shop.staff(Role::Courier, "courier@example.com").await,
        shop.staff(Role::Admin, "demoted@example.com").await,
    );
    give_ortomat(&shop, &courier.id).await;
    let mut of_courier = Line::open(&shop, COURIERS, &courier.cookie).await;
    let mut of_demoted = Line::open(&shop, ADMINS, &demoted.cookie).await;
    of_courier.version().await;
    of_demoted.version().await;
    execute(&shop, "UPDATE courier_ortomats SET status = 'inactive'").await;
    let sql = format!("UPDATE users SET role = 'DOCTOR' WHERE id = '{}'", demoted.id);
    execute(&shop, &sql).await;
    let by = actor(&shop, &admin.id).await;
    let engine = &shop.running.engine;
    engine.block_cell(&by, &ortomat(), cell(1), "Заїдає").await.unwrap();
    for line in [&mut of_courier, &mut of_demoted] {
        assert_eq!(line.next().await.unwrap(), ("over".to_owned(), "over".to_owned()));
        assert_eq!(line.next().await, None);
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopping_server_waits_for_no_open_line_and_says_that_it_will_be_back() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let mut lines = [
        Line::open(&shop, ADMINS, &admin.cookie).await,
        Line::open(&shop, ADMINS, &admin.cookie).await,
    ];
    for line in &mut lines {
        line.version().await;
    }
    let (stopped, asked) = (shop.close(), Instant::now());
    stopped.await;
    // Whatever does not end by itself is left behind after ten seconds.
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    for line in &mut lines {
        // Not "over": the browser comes back by itself.
        assert_eq!(line.next().await, None);
    }
}
