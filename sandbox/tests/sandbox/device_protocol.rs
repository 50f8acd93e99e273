//! What a healthy device says, and when.

use std::time::Duration;

use sandbox::device::{Command, Device, DeviceOptions};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::gateway::Gateway;

#[tokio::test]
async fn a_device_says_who_it_is() {
    let mut gateway = Gateway::open().await;
    let _device = Device::start(DeviceOptions::quick(&gateway.url, "locker 01&x=1", "esp32-т/+")).unwrap();

    let mut line = gateway.line().await;

    let said = reqwest::Url::parse(&format!("{}?{}", gateway.url, line.query)).unwrap();
    let said: Vec<_> = said.query_pairs().into_owned().collect();
    assert_eq!(
        said,
        [
            ("device_id".into(), "locker 01&x=1".into()),
            ("token".into(), "esp32-т/+".into())
        ]
    );
    let hello = line.hear().await;
    assert_eq!(
        (&hello["type"], &hello["device_id"]),
        (&json!("hello"), &json!("locker 01&x=1"))
    );
    assert!(hello["ts_ms"].is_u64());
}

#[tokio::test]
async fn a_command_is_acknowledged_and_then_carried_out() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut line = gateway.greeted().await;

    line.order("ORD-1", 7).await;

    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.wait_opened(1).await.unwrap(), [("ORD-1".to_owned(), 7)]);
    assert_eq!(
        device.wait_for_command().await.unwrap(),
        Command {
            cmd_id: "ORD-1".into(),
            cell: 7
        }
    );
}

#[tokio::test]
async fn frames_the_device_does_not_know_are_kept_and_otherwise_ignored() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut line = gateway.greeted().await;
    line.say(&json!({ "type": "weather", "sun": true })).await;
    line.order("ORD-1", 1).await;
    line.expect_ack("ORD-1").await;
    let types: Vec<_> = device
        .frames_received()
        .iter()
        .map(|frame| frame["type"].clone())
        .collect();
    assert_eq!(types, ["message", "weather", "cmd"]);
}

#[tokio::test]
async fn a_device_tells_its_condition_from_time_to_time() {
    let mut gateway = Gateway::open().await;
    let options = DeviceOptions::quick(&gateway.url, "locker-01", "t");
    let _device = Device::start(DeviceOptions {
        diag_every: Some(Duration::from_millis(5)),
        ..options
    })
    .unwrap();
    let mut line = gateway.greeted().await;
    for _ in 0..2 {
        let diag = line.hear().await;
        assert_eq!(
            (&diag["type"], &diag["device_id"]),
            (&json!("diag"), &json!("locker-01"))
        );
        assert!(diag["uptime_ms"].is_u64() && diag["wifi_rssi"].as_i64().unwrap() < 0);
    }
}

#[tokio::test]
async fn an_idle_device_answers_pings_and_says_nothing() {
    let mut gateway = Gateway::open().await;
    let device = Device::idle(&gateway.url, "locker-01", "t").unwrap();
    let mut line = gateway.greeted().await;
    line.ping(b"there?").await;
    assert_eq!(line.next().await, Some(Message::Pong("there?".into())));
    device.wait_greeted().await.unwrap();
}

#[tokio::test]
async fn a_device_can_be_made_to_say_anything() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();
    device.send_raw("nonsense").unwrap();
    assert_eq!(line.next().await, Some(Message::text("nonsense")));
}

#[tokio::test]
async fn an_address_that_is_no_websocket_is_refused() {
    for url in ["http://127.0.0.1/ws", "wss://127.0.0.1/ws", "nowhere"] {
        assert!(Device::idle(url, "locker-01", "t").is_err(), "{url}");
    }
}
