//! Customers who order at a steady pace, the same in calm and during a backup: so their times can be compared, and the
//! machine is not saturated before anything else happens.

use crate::{Outcome, http::Client, place::Place, report::Latencies};
use sea_orm::ConnectionTrait;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::interval_at};

/// Each with 37 full cells, one for each order: enough for more than thirteen minutes of orders.
const ORTOMATS: usize = 3_500;
const CUSTOMERS: u32 = 4;
/// Each of them orders so often; together it is 160 orders a second.
const PAUSE: Duration = Duration::from_millis(25);
/// One of the products that are there anyway.
const PRODUCT: &str = "product-1";

/// Adds the ortomats in which is ordered to what is there.
pub(crate) async fn fill(place: &Place) -> Outcome<()> {
    let connection = place.connect().await?;
    connection.execute_unprepared(&rows()).await?;
    connection.close().await?;
    Ok(())
}

/// In words that both databases know.
fn rows() -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {ORTOMATS})
         INSERT INTO ortomats (id, name, address, city, total_cells, status, sells_offline, created_at, updated_at)
         SELECT 'busy-' || i, 'Ортомат', 'вул. Київська, 77', 'Житомир', 37, 'active', TRUE, 0, 0 FROM n;

         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 37)
         INSERT INTO cells (id, ortomat_id, number, product_id, filled, created_at, updated_at)
         SELECT o.id || '-' || i, o.id, i, '{PRODUCT}', TRUE, 0, 0
         FROM ortomats o CROSS JOIN n WHERE o.id LIKE 'busy-%';

         ANALYZE cells;"
    )
}

/// Orders that can succeed: in another ortomat each time.
#[derive(Default)]
pub(crate) struct Orders(AtomicUsize);

impl Orders {
    fn next(&self) -> Vec<u8> {
        let ortomat = self.0.fetch_add(1, Ordering::Relaxed) % ORTOMATS;
        let body = format!(r#"{{"productId":"{PRODUCT}","ortomatId":"busy-{ortomat}"}}"#);
        Client::post("/api/orders/create", "", &body)
    }
}

struct Order {
    began: Instant,
    took: Duration,
}

/// They order until they are sent away; dropped, they go at once.
pub(crate) struct Customers {
    enough: Arc<AtomicBool>,
    running: JoinSet<Outcome<Vec<Order>>>,
}

impl Customers {
    /// Each with a connection of their own, one after another within a pause.
    pub(crate) async fn come(addr: SocketAddr, orders: &Arc<Orders>) -> Outcome<Self> {
        let mut clients = Vec::new();
        for _ in 0..CUSTOMERS {
            clients.push(Client::connect(addr).await?);
        }
        let mut customers = Self {
            enough: Arc::default(),
            running: JoinSet::new(),
        };
        let mut first = tokio::time::Instant::now();
        for client in clients {
            let (orders, enough) = (Arc::clone(orders), Arc::clone(&customers.enough));
            customers.running.spawn(keep_ordering(client, first, orders, enough));
            first += PAUSE / CUSTOMERS;
        }
        Ok(customers)
    }

    /// Sends them away, and tells of the orders that began since then and before now.
    pub(crate) async fn leave(mut self, since: Instant) -> Outcome<Latencies> {
        let until = Instant::now();
        self.enough.store(true, Ordering::Relaxed);
        let mut times = Vec::new();
        while let Some(ended) = self.running.join_next().await {
            let counted = ended??
                .into_iter()
                .filter(|order| (since..=until).contains(&order.began));
            times.extend(counted.map(|order| order.took));
        }
        Ok(Latencies::new(times, until - since))
    }
}

/// An answer other than 201 is an error: how fast it comes is of no interest.
async fn keep_ordering(
    mut client: Client,
    first: tokio::time::Instant,
    orders: Arc<Orders>,
    enough: Arc<AtomicBool>,
) -> Outcome<Vec<Order>> {
    let mut ticks = interval_at(first, PAUSE);
    let mut free = first.into_std();
    let mut placed = Vec::new();
    while !enough.load(Ordering::Relaxed) {
        let due = ticks.tick().await.into_std();
        // Who could not be served when they came has waited since then: a server that stands still is felt by all who
        // would have come. How late the timer is, is nobody's wait.
        let began = if free > due { due } else { Instant::now() };
        let status = client.exchange(&orders.next()).await?;
        free = Instant::now();
        if status != 201 {
            let said = String::from_utf8_lossy(client.body());
            return Err(format!("an order was answered {status} instead of 201: {said}").into());
        }
        placed.push(Order {
            began,
            took: free - began,
        });
    }
    Ok(placed)
}
