//! What a device costs that is only there: memory as the slope between two fleets, processor time over a while.

use crate::{
    Outcome, bare, fleet,
    process::Process,
    report::{count, heading, line, seconds_since},
    server::Place,
    shop::{ORTOMATS, Shop},
};
use std::time::{Duration, Instant};

/// The slope is measured from here: the first devices also pay for what all of them share.
const FEW: usize = 1_000;
/// Until presence is written and nothing moves any more.
const SETTLE: Duration = Duration::from_secs(3);
/// Longer than a ping and a renewal of presence.
const WATCH: Duration = Duration::from_secs(20);

pub(crate) async fn measure(place: &Place, shop: &Shop) -> Outcome<()> {
    let many = ORTOMATS.min(fleet::most()?);
    heading(&format!("Idle devices, {many} of them, authenticated and greeted"));
    if many <= FEW {
        line("skipped: too few open files allowed", "ulimit -n", "");
        return Ok(());
    }
    let (server, _) = place.start_server().await?;
    let cost = cost(&server, &format!("ws://{}/ws", server.addr), many, shop, WATCH).await?;
    server.kill().await?;
    let mut floors = Vec::new();
    for read_buffer in [4096, 1024] {
        let bare = bare::start().await?;
        let url = format!("ws://{}/ws/{read_buffer}", bare.addr);
        floors.push((read_buffer, self::cost(&bare, &url, many, shop, Duration::ZERO).await?));
        bare.kill().await?;
    }

    line(
        "the server at rest, no device",
        &format!("{:.1} MB", cost.base / 1024.0),
        "≤ 25 MB",
    );
    line(
        "the server with all of them",
        &format!("{:.1} MB", cost.full / 1024.0),
        "",
    );
    line(
        "memory per device",
        &format!("{:.0} bytes", cost.per_device),
        "≤ 8,000 bytes",
    );
    for (read_buffer, floor) in &floors {
        let goal = if *read_buffer == 4096 { "≤ 1.4 times" } else { "" };
        let ratio = cost.per_device / floor.per_device;
        line(
            &format!("  bare axum, read buffer {read_buffer}"),
            &format!("{:.0} bytes; ours {ratio:.2} times", floor.per_device),
            goal,
        );
    }
    let bare_rate = floors.first().map_or(f64::NAN, |(_, floor)| floor.connects);
    line(
        "connects a second",
        &format!("{:.0} (bare axum {bare_rate:.0})", cost.connects),
        "≥ 2,020",
    );
    line(
        &format!("processor time while idle for {} s", WATCH.as_secs()),
        &format!("{:.2} % of one core", cost.idle_share * 100.0),
        "≤ 1 %",
    );
    Ok(())
}

struct Cost {
    /// kB.
    base: f64,
    full: f64,
    /// Bytes.
    per_device: f64,
    connects: f64,
    /// Of one core.
    idle_share: f64,
}

async fn cost(process: &Process, url: &str, many: usize, shop: &Shop, watch: Duration) -> Outcome<Cost> {
    let base = process.rss()?;
    let started = Instant::now();
    let few_devices = fleet::connect(url, 0..FEW, shop.token()).await?;
    let mut connecting = seconds_since(started);
    tokio::time::sleep(SETTLE).await;
    let few = process.rss()?;
    let started = Instant::now();
    let other_devices = fleet::connect(url, FEW..many, shop.token()).await?;
    connecting += seconds_since(started);
    tokio::time::sleep(SETTLE).await;
    let full = process.rss()?;

    let (cpu, started) = (process.cpu()?, Instant::now());
    tokio::time::sleep(watch).await;
    let idle_share = (process.cpu()? - cpu) / seconds_since(started);

    let lost = few_devices
        .iter()
        .chain(&other_devices)
        .filter(|device| device.connections() != 1)
        .count();
    if lost > 0 {
        return Err(format!("{lost} devices lost their connection").into());
    }
    Ok(Cost {
        base,
        full,
        per_device: (full - few) * 1024.0 / count(many - FEW),
        connects: count(many) / connecting,
        idle_share,
    })
}
