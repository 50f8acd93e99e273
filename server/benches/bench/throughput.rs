//! Requests a second and how long they take, each subject in turn with the bare program: A, B, A, B…

use crate::{
    Outcome, bare,
    disk::{self, Rows},
    http::{Client, NextRequest, always, load},
    report::{Latencies, Spread, heading, line},
    server::Place,
    shop::{self, CATALOG, OLD, ORTOMATS, PRODUCTS, SOLD_OUT},
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const BARE_FOR: Duration = Duration::from_millis(700);
const SUBJECT_FOR: Duration = Duration::from_millis(1500);
const ROWS_FOR: Duration = Duration::from_millis(800);
const SYNCS: usize = 200;

struct Subject {
    name: &'static str,
    goal: &'static str,
    expected: u16,
    next: NextRequest,
}

fn subjects() -> [Subject; 6] {
    let page = format!("/catalog/{CATALOG}");
    [
        Subject {
            name: "GET /catalog/ortomat-1, the page",
            goal: "≥ 2,500/s",
            expected: 200,
            next: always(Client::get(&page)),
        },
        Subject {
            name: "  the same, compressed for a browser",
            goal: "",
            expected: 200,
            next: always(Client::get_with(&page, "Accept-Encoding: gzip, deflate, br, zstd\r\n")),
        },
        Subject {
            name: "GET /api/ortomats/ortomat-1/catalog",
            goal: "≥ 2,400/s",
            expected: 200,
            next: always(Client::get(&format!("/api/ortomats/{CATALOG}/catalog"))),
        },
        Subject {
            name: "  the same after 20,000 past sales",
            goal: "as without them",
            expected: 200,
            next: always(Client::get(&format!("/api/ortomats/{OLD}/catalog"))),
        },
        Subject {
            name: "POST /api/orders/create, 201",
            goal: "≥ 580/s",
            expected: 201,
            next: orders(),
        },
        Subject {
            name: "POST /api/orders/create, 409 sold out",
            goal: "",
            expected: 409,
            next: always(order(SOLD_OUT, &shop::product(1))),
        },
    ]
}

/// Orders that can succeed: another ortomat each time, another product after all ortomats.
fn orders() -> NextRequest {
    let placed = AtomicUsize::new(0);
    Arc::new(move |buffer| {
        let number = placed.fetch_add(1, Ordering::Relaxed);
        let (round, index) = (number / ORTOMATS, number % ORTOMATS);
        buffer.extend_from_slice(&order(&shop::ortomat(index), &shop::product(round % PRODUCTS)));
    })
}

pub(crate) fn order(ortomat: &str, product: &str) -> Vec<u8> {
    Client::post(
        "/api/orders/create",
        "",
        &format!(r#"{{"productId":"{product}","ortomatId":"{ortomat}"}}"#),
    )
}

#[derive(Default)]
struct Rounds {
    rates: Vec<f64>,
    ratios: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, subject: &Latencies, comparison: f64) {
        self.rates.push(subject.per_second());
        self.ratios.push(subject.per_second() / comparison);
        self.p50.push(subject.percentile(50));
        self.p99.push(subject.percentile(99));
    }

    fn show(&self, name: &str, goal: &str) {
        let of = |values: &[f64]| Spread::of(values.iter().copied());
        let goal = if goal.is_empty() {
            String::new()
        } else {
            format!("  goal {goal}")
        };
        println!(
            "  {name:<40} {:>24.0} {:>8.2} {:>8.2} {:>26.3}{goal}",
            of(&self.rates),
            of(&self.p50).median,
            of(&self.p99).median,
            of(&self.ratios),
        );
    }
}

pub(crate) async fn measure(place: &Place) -> Outcome<()> {
    heading(&format!(
        "Throughput, {CONNECTIONS} connections, {ROUNDS} rounds in turn with bare axum: median (least–most)"
    ));
    let bare = bare::start().await?;
    let (server, _) = place.start_server().await?;
    let subjects = subjects();
    look_at_the_catalog(server.addr).await?;
    for subject in &subjects {
        // Caches, pools and lazily made things are not what is measured.
        load(server.addr, CONNECTIONS, BARE_FOR, subject.expected, &subject.next).await?;
    }

    let hello = always(Client::get("/"));
    let rows = Rows::create(place).await?;
    let (mut bare_rounds, mut row_rounds, mut orders_to_rows) = (Rounds::default(), Rounds::default(), Vec::new());
    let mut rounds: Vec<Rounds> = subjects.iter().map(|_| Rounds::default()).collect();
    for _ in 0..ROUNDS {
        for (subject, results) in subjects.iter().zip(&mut rounds) {
            let nothing = load(bare.addr, CONNECTIONS, BARE_FOR, 200, &hello).await?;
            let something = load(server.addr, CONNECTIONS, SUBJECT_FOR, subject.expected, &subject.next).await?;
            bare_rounds.add(&nothing, nothing.per_second());
            results.add(&something, nothing.per_second());
            if subject.expected == 201 {
                let inserts = rows.insert_for(ROWS_FOR).await?;
                row_rounds.add(&inserts, nothing.per_second());
                orders_to_rows.push(something.per_second() / inserts.per_second());
            }
        }
    }
    rows.close().await?;
    server.kill().await?;
    bare.kill().await?;

    println!(
        "  {:<40} {:>24} {:>8} {:>8} {:>26}",
        "", "a second", "p50 ms", "p99 ms", "of bare axum"
    );
    bare_rounds.show("bare axum, hello", "> 15,000/s, or the client is the limit");
    for (subject, results) in subjects.iter().zip(&rounds) {
        results.show(subject.name, subject.goal);
    }
    row_rounds.show("SQLite FULL, one row a commit, one by one", "");
    let disk = disk::syncs(place, SYNCS)?;
    line(
        "the disk: append 4 kB and fdatasync",
        &format!("p50 {:.2} ms, p99 {:.2} ms", disk.percentile(50), disk.percentile(99)),
        "",
    );
    let ratio = Spread::of(orders_to_rows);
    line(
        "orders a second to bare durable inserts a second",
        &format!("{ratio:.2}"),
        "≥ 0.5 (5 with group commit)",
    );
    Ok(())
}

/// What is about to be measured is what a customer sees: every product is on the page and in the JSON.
async fn look_at_the_catalog(addr: SocketAddr) -> Outcome<()> {
    let mut client = Client::connect(addr).await?;
    let paths = [
        format!("/catalog/{CATALOG}"),
        format!("/api/ortomats/{CATALOG}/catalog"),
    ];
    for path in paths {
        let status = client.exchange(&Client::get(&path)).await?;
        let text = String::from_utf8_lossy(client.body());
        let missing = (0..PRODUCTS).find(|index| !text.contains(&format!("Бандаж на колінний суглоб №{index}")));
        if status != 200 || missing.is_some() {
            return Err(format!("{path} answered {status}, without product {missing:?}").into());
        }
        line(
            &format!("{path}, {PRODUCTS} products in 37 cells"),
            &format!("{} bytes", text.len()),
            "",
        );
    }
    Ok(())
}
