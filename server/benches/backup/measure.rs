//! The rounds: orders in calm, then orders while the backup is taken, and the same again.

use crate::{
    Outcome,
    download::Backup,
    orders::{Customers, Orders},
    peak::highest_during,
    people::{People, Who},
    place::Place,
    process::Process,
    report::{Latencies, Spread, count, heading, line, seconds_since},
};
use engine::backup::Packing;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const ROUNDS: [Packing; 4] = [Packing::Plain, Packing::Plain, Packing::Plain, Packing::Gzip];
const WARM_UP: Duration = Duration::from_secs(5);
/// Until nothing moves any more.
const SETTLE: Duration = Duration::from_secs(3);
/// 4,800 orders: the slowest hundredth of fewer is another with each look.
const CALM: Duration = Duration::from_secs(30);

/// MB above idle.
const MEMORY_GOAL: f64 = 50.0;
/// The 99th percentile during a backup to that in calm.
const RATIO_GOAL: f64 = 1.5;

/// Takes the backup in rounds, and once more into the file `document`.
pub(crate) async fn all(place: &Place, people: &People, document: &Path) -> Outcome<()> {
    let server = place.start_server("warn").await?;
    let cookies = people.sign_in(server.addr).await?;
    let backup = Backup {
        addr: server.addr,
        cookie: cookies.of(Who::Admin),
    };
    let orders = Arc::new(Orders::default());
    in_calm(&server, &orders, WARM_UP).await?;
    tokio::time::sleep(SETTLE).await;
    let idle = server.rss()?;
    line(
        "resident memory, idle after a warm-up",
        &format!("{:.1} MB", idle / 1024.0),
        "",
    );

    show_titles();
    let mut rounds = Vec::new();
    for packing in ROUNDS {
        let round = Round::run(&server, &backup, &orders, packing, idle).await?;
        round.show();
        rounds.push(round);
    }
    summarize(&rounds);
    save(&backup, document).await?;
    server.kill().await
}

async fn in_calm(server: &Process, orders: &Arc<Orders>, lasting: Duration) -> Outcome<Latencies> {
    let customers = Customers::come(server.addr, orders).await?;
    let started = Instant::now();
    tokio::time::sleep(lasting).await;
    customers.leave(started).await
}

struct Round {
    packing: Packing,
    calm: Latencies,
    during: Latencies,
    bytes: usize,
    seconds: f64,
    /// The highest during the download, MB.
    highest: f64,
    above_idle: f64,
}

impl Round {
    /// `idle` is in kB.
    async fn run(
        server: &Process,
        backup: &Backup<'_>,
        orders: &Arc<Orders>,
        packing: Packing,
        idle: f64,
    ) -> Outcome<Self> {
        let calm = in_calm(server, orders, CALM).await?;
        let customers = Customers::come(server.addr, orders).await?;
        let started = Instant::now();
        let mut sink = io::sink();
        let (taken, highest) = highest_during(server.id()?, backup.download(packing, &mut sink)).await;
        let seconds = seconds_since(started);
        let during = customers.leave(started).await?;
        Ok(Self {
            packing,
            calm,
            during,
            bytes: taken?,
            seconds,
            highest: highest / 1024.0,
            above_idle: (highest - idle) / 1024.0,
        })
    }

    fn ratio(&self) -> f64 {
        self.during.percentile(99) / self.calm.percentile(99)
    }

    fn show(&self) {
        let megabytes = count(self.bytes) / 1_000_000.0;
        println!(
            "  {:<6} {megabytes:>6.0} {:>6.1} {:>6.1} {:>10.1} {:>6.1} {:<6} {:>8.0} {:>8.0} {:>16} {:>16} {:>6.2} {}",
            match self.packing {
                Packing::Plain => "plain",
                Packing::Gzip => "gzip",
            },
            self.seconds,
            megabytes / self.seconds,
            self.highest,
            self.above_idle,
            verdict(self.above_idle <= MEMORY_GOAL),
            self.calm.per_second(),
            self.during.per_second(),
            times(&self.calm),
            times(&self.during),
            self.ratio(),
            verdict(self.ratio() <= RATIO_GOAL),
        );
    }
}

fn show_titles() {
    println!(
        "  {:<6} {:>6} {:>6} {:>6} {:>10} {:<13} {:>17} {:>16} {:>16} {:>6}",
        "", "MB", "s", "MB/s", "highest MB", "  above idle", "orders/s", "p50/p99 calm", "p50/p99 during", "p99"
    );
}

fn times(orders: &Latencies) -> String {
    format!("{:.1} / {:.1} ms", orders.percentile(50), orders.percentile(99))
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "MISSED" }
}

fn summarize(rounds: &[Round]) {
    heading(&format!("  {} rounds: median (least–most)", rounds.len()));
    let verdict_of_all = |meets: fn(&Round) -> bool| verdict(rounds.iter().all(meets));
    line(
        "highest memory during a backup, above idle",
        &format!("{:.1} MB", Spread::of(rounds.iter().map(|round| round.above_idle))),
        &format!(
            "≤ {MEMORY_GOAL} MB: {}",
            verdict_of_all(|round| round.above_idle <= MEMORY_GOAL)
        ),
    );
    line(
        "the orders' p99 during a backup, of calm",
        &format!("{:.2} times", Spread::of(rounds.iter().map(Round::ratio))),
        &format!(
            "≤ {RATIO_GOAL}: {}",
            verdict_of_all(|round| round.ratio() <= RATIO_GOAL)
        ),
    );
}

/// Once more, into a file: the rounds write nothing, or they would measure the disk that the orders wait for.
async fn save(backup: &Backup<'_>, document: &Path) -> Outcome<()> {
    let started = Instant::now();
    let mut file = BufWriter::new(File::create(document)?);
    let bytes = backup.download(Packing::Plain, &mut file).await?;
    file.flush()?;
    line(
        "a whole backup into a file, nobody orders",
        &format!(
            "{:.0} MB in {:.1} s",
            count(bytes) / 1_000_000.0,
            seconds_since(started)
        ),
        "",
    );
    Ok(())
}
