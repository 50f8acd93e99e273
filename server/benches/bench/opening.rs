//! From the bank's webhook to the `open` frame at the device: the moment for which a customer stands and waits.

use crate::{
    Outcome, disk, fleet,
    http::Client,
    report::{Latencies, heading, line},
    server::Place,
    shop::{self, PRICE, PRODUCTS, Shop},
    throughput::order,
};
use sandbox::{
    bank::Bank,
    device::{Device, DeviceOptions},
};
use serde_json::{Value, json};
use std::{
    ops::Range,
    time::{Duration, Instant},
};

const IDLE: Range<usize> = 0..1_000;
/// The devices whose doors open; each opens one cell of each of ten products.
const OPENING: Range<usize> = 1_000..1_020;
const ORDERS: usize = 200;
const SYNCS: usize = 200;

pub(crate) async fn measure(place: &Place, shop: &Shop, bank: &Bank) -> Outcome<()> {
    heading(&format!(
        "From the webhook to the device, {ORDERS} paid orders, {} idle sockets present",
        IDLE.len()
    ));
    if fleet::most()? < OPENING.end {
        line("skipped: too few open files allowed", "ulimit -n", "");
        return Ok(());
    }
    let (server, _) = place.start_server().await?;
    let url = format!("ws://{}/ws", server.addr);
    let _idle = fleet::connect(&url, IDLE, shop.token()).await?;
    let mut devices = Vec::new();
    for number in OPENING {
        let device = Device::start(DeviceOptions::quick(&url, shop::device(number), shop.token()))?;
        device.wait_greeted().await?;
        devices.push((number, device));
    }

    let mut client = Client::connect(server.addr).await?;
    let (mut answered, mut opened) = (Vec::new(), Vec::new());
    // The first one also fetches the bank's key; it does not count.
    for index in 0..=ORDERS {
        let (number, device) = devices.get(index % devices.len()).ok_or("no device")?;
        let product = shop::product(index / devices.len() % PRODUCTS);
        let times = sell(&mut client, bank, &shop::ortomat(*number), &product, device).await?;
        if index > 0 {
            answered.push(times.answered);
            opened.push(times.opened);
        }
    }
    server.kill().await?;

    let disk = disk::syncs(place, SYNCS)?.percentile(50);
    let answered = Latencies::new(answered, Duration::ZERO);
    let opened = Latencies::new(opened, Duration::ZERO);
    let show = |times: &Latencies| {
        let (p50, p90, p99) = (times.percentile(50), times.percentile(90), times.percentile(99));
        format!("p50 {p50:.1}, p90 {p90:.1}, p99 {p99:.1} ms")
    };
    line("webhook posted to its 200 (stored)", &show(&answered), "");
    line(
        "webhook posted to the `open` frame",
        &show(&opened),
        "p50 ≤ 15 ms, p99 ≤ 50 ms",
    );
    let floor = 2.0 * disk + 1.0;
    line(
        "  of two fdatasyncs and 1 ms",
        &format!("{:.1} times {floor:.1} ms", opened.percentile(50) / floor),
        "≤ 3",
    );
    Ok(())
}

struct Times {
    answered: Duration,
    opened: Duration,
}

/// One customer: order, invoice, payment, door.
async fn sell(client: &mut Client, bank: &Bank, ortomat: &str, product: &str, device: &Device) -> Outcome<Times> {
    let created = client.ask(&order(ortomat, product), 201).await?;
    let id = text(&created, "id")?;
    let pay = Client::post(&format!("/api/orders/{id}/create-mono-payment"), "", "{}");
    let invoice = text(&client.ask(&pay, 200).await?, "invoiceId")?;
    bank.pay(&invoice)?;

    let body = json!({
        "invoiceId": invoice,
        "status": "success",
        "amount": PRICE,
        "ccy": 980,
        "finalAmount": PRICE,
        "modifiedDate": "2040-01-01T00:00:00Z",
    })
    .to_string();
    let signature = format!("X-Sign: {}\r\n", bank.sign(body.as_bytes()));
    let webhook = Client::post("/api/orders/mono-webhook", &signature, &body);
    let doors = device.opened().len();
    let posted = Instant::now();
    let stored = async {
        client.ask(&webhook, 200).await?;
        Outcome::Ok(posted.elapsed())
    };
    let heard = async {
        let command = device.wait_for_command().await?;
        Outcome::Ok((command, posted.elapsed()))
    };
    let (answered, heard) = tokio::join!(stored, heard);
    let (command, opened) = heard?;
    if command.cmd_id != text(&created, "orderNumber")? {
        return Err("a command of another order came".into());
    }
    // The next customer comes when this one has left.
    device.wait_opened(doors + 1).await?;
    Ok(Times {
        answered: answered?,
        opened,
    })
}

fn text(json: &Value, key: &str) -> Outcome<String> {
    Ok(json
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("no {key}"))?
        .to_owned())
}
