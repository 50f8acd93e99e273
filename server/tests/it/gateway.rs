//! The wire to the ESP32s, over real sockets.

use crate::support::*;
use sandbox::device::{Device, DeviceOptions};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_are_let_in_and_told_with_1008_as_the_field_knows_it() {
    let shop = Shop::open().await;
    let token = shop.credentials("locker-01").await;
    let revealing = [
        ("locker-01", "", "Invalid token"),
        ("", "", "Invalid token"),
        ("", token.expose(), "Missing device_id"),
        ("locker-01", "wrong", "Invalid token"),
        ("locker-02", token.expose(), "Invalid token"),
        // What opened every door of the earlier system.
        ("locker-01", "devtoken-01", "Invalid token"),
        ("locker-01", "devtoken-02", "Invalid token"),
        ("locker-01", "test-token", "Invalid token"),
        ("locker-01", "esp32-anything", "Invalid token"),
        ("a/b\0c", token.expose(), "Invalid token"),
    ];
    for (id, token, reason) in revealing {
        let device = Device::start(DeviceOptions::quick(shop.wire(), id, token)).unwrap();
        assert_eq!(device.wait_closed().await.unwrap(), (1008, reason.to_owned()), "{id}");
        device.stop();
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_may_call_itself_by_its_ortomats_id() {
    let shop = Shop::open().await;
    let token = shop.credentials("locker-01").await;
    let device = Device::start(DeviceOptions::quick(shop.wire(), ORTOMAT, token.expose())).unwrap();
    device.wait_greeted().await.unwrap();
    let order = shop.buy().await;
    shop.until_status(&order, "completed").await;
    assert_eq!(device.opened().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hello_is_answered_with_the_servers_time() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    let greeting = device
        .frames_received()
        .into_iter()
        .find(|frame| frame["type"] == "message")
        .unwrap();
    assert_eq!(greeting["message"], "Connected to Ortomat Backend");
    let skew = greeting["server_time"].as_i64().unwrap() - shop.clock.now().millis();
    assert!(skew.abs() < 60_000, "{skew}");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_connection_replaces_the_older_one_and_gets_the_commands() {
    let shop = Shop::open().await;
    let token = shop.credentials("locker-01").await;
    let patient = |id: &str| DeviceOptions {
        first_pause: std::time::Duration::from_secs(600),
        longest_pause: std::time::Duration::from_secs(600),
        ..DeviceOptions::quick(shop.wire(), id, token.expose())
    };
    let old = Device::start(patient("locker-01")).unwrap();
    old.wait_greeted().await.unwrap();
    let new = Device::start(patient("locker-01")).unwrap();
    new.wait_greeted().await.unwrap();
    assert_eq!(old.wait_closed().await.unwrap().0, 4409);
    let order = shop.buy().await;
    shop.until_status(&order, "completed").await;
    assert_eq!((old.opened().len(), new.opened().len()), (0, 1));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_that_make_no_sense_are_skipped_and_the_next_ones_understood() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    for frame in [
        "",
        "null",
        "{",
        "[]",
        r#"{"type":7}"#,
        r#"{"type":"dance","unknown":true}"#,
        r#"{"type":"ack"}"#,
        r#"{"type":"ack","cmd_id":"no-such-command"}"#,
        r#"{"type":"state","cmd_id":"x","cell":-1,"result":"opened"}"#,
        r#"{"type":"state","cmd_id":"x","cell":1e400,"result":"opened"}"#,
        r#"{"type":"diag","uptime_ms":"soon","wifi_rssi":{}}"#,
        "{\"type\":\"ack\",\"cmd_id\":\"a\\u0000b\"}",
        &deep,
    ] {
        device.send_raw(frame).unwrap();
    }
    let order = shop.buy().await;
    shop.until_status(&order, "completed").await;
    assert_eq!(device.connections(), 1, "the connection was never dropped");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_beyond_all_measure_and_a_flood_end_only_their_own_connection() {
    let shop = Shop::open().await;
    let quiet = shop.device("locker-01").await;
    let noisy = shop.device("locker-02").await;
    noisy.send_raw("x".repeat(20_000)).unwrap();
    noisy
        .wait_for(|device| (device.connections() > 1).then_some(()))
        .await
        .unwrap();
    noisy.wait_greeted().await.unwrap();
    for _ in 0..200 {
        // The connection may be closed before the flood is over.
        let _closed = noisy.send_raw(r#"{"type":"diag"}"#);
    }
    assert_eq!(noisy.wait_closed().await.unwrap(), (1008, "Too many frames".to_owned()));
    assert_eq!(quiet.connections(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_cannot_open_or_fail_what_it_was_not_sent() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    let order = shop.order().await;
    shop.invoice(&order).await;
    let number = shop.show(&order).await["orderNumber"].as_str().unwrap().to_owned();
    for id in [number.as_str(), order.as_str()] {
        for result in ["opened", "failed", "error"] {
            device
                .send_raw(json!({ "type": "ack", "cmd_id": id }).to_string())
                .unwrap();
            device
                .send_raw(json!({ "type": "state", "cmd_id": id, "cell": 1, "result": result }).to_string())
                .unwrap();
        }
    }
    // A bought order is served after those words, so they have been heard.
    let other = shop.buy().await;
    shop.until_status(&other, "completed").await;
    assert_eq!(shop.show(&order).await["status"], "pending");
    assert_eq!(device.opened().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopping_server_tells_its_devices_to_come_back() {
    let shop = Shop::open().await;
    let device = shop.device("locker-01").await;
    shop.close().await;
    assert_eq!(device.wait_closed().await.unwrap().0, 1012);
}
