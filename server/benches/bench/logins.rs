//! Two hundred people sign in at once: what do customers notice?

use crate::{
    Outcome,
    http::{Client, always, load},
    report::{Spread, heading, line},
    server::Place,
    shop::CATALOG,
};
use domain::staff::{PersonName, Role};
use engine::{Engine, staff::NewStaff};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const PEOPLE: usize = 200;
const ROUNDS: usize = 3;
/// Fewer than saturate the machine: it is about customers, not about records.
const CUSTOMERS: usize = 4;
const PASSWORD: &str = "вечірній трамвай у Житомирі";

fn email(number: usize) -> String {
    format!("staff{number}@example.com")
}

/// Makes the accounts; each is hashed, as always.
pub(crate) async fn add_people(engine: &Engine) -> Outcome<()> {
    for number in 0..PEOPLE {
        let person = NewStaff {
            role: Role::Courier,
            email: email(number).parse()?,
            name: PersonName::default(),
            password: PASSWORD.to_owned().into(),
        };
        engine.add_staff(person).await?;
    }
    Ok(())
}

pub(crate) async fn measure(place: &Place) -> Outcome<()> {
    heading(&format!(
        "{PEOPLE} sign in at once while {CUSTOMERS} customers read the catalog, {ROUNDS} rounds in turn with calm"
    ));
    let (server, _) = place.start_server().await?;
    let catalog = always(Client::get(&format!("/catalog/{CATALOG}")));
    load(server.addr, CUSTOMERS, Duration::from_secs(1), 200, &catalog).await?;
    let (mut calm, mut storm, mut ratios, mut took) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = load(server.addr, CUSTOMERS, Duration::from_secs(4), 200, &catalog).await?;
        let logins = tokio::spawn(sign_all_in(server.addr));
        // As long as they usually take; what is left of them falls into nobody's measurement.
        let during = load(server.addr, CUSTOMERS, Duration::from_secs(4), 200, &catalog).await?;
        took.push(logins.await??.as_secs_f64());
        calm.push(before.percentile(99));
        storm.push(during.percentile(99));
        ratios.push(during.percentile(99) / before.percentile(99));
    }
    server.kill().await?;
    line("the catalog's p99, calm", &format!("{:.1} ms", Spread::of(calm)), "");
    line(
        "the catalog's p99 meanwhile",
        &format!("{:.1} ms", Spread::of(storm)),
        "",
    );
    line("  of calm", &format!("{:.2} times", Spread::of(ratios)), "< 2");
    line("until all were signed in", &format!("{:.1} s", Spread::of(took)), "");
    Ok(())
}

/// All at once, each from an address of their own; every one of them gets in.
async fn sign_all_in(addr: SocketAddr) -> Outcome<Duration> {
    let started = Instant::now();
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        people.spawn(async move {
            let mut client = Client::connect(addr).await?;
            let body = serde_json::json!({ "email": email(number), "password": PASSWORD }).to_string();
            let from = format!("X-Forwarded-For: 203.0.113.{number}\r\n");
            client.ask(&Client::post("/api/auth/login", &from, &body), 200).await?;
            Outcome::Ok(())
        });
    }
    while let Some(ended) = people.join_next().await {
        ended??;
    }
    Ok(started.elapsed())
}
