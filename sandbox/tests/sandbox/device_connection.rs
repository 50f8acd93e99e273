//! Losing the connection and making it again.

use sandbox::SandboxError;
use sandbox::device::{Device, DeviceOptions, Faults};
use tokio::net::TcpListener;

use crate::gateway::Gateway;

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    drop(gateway.greeted().await);
    let _line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();
    assert_eq!(device.connections(), 2);
}

#[tokio::test]
async fn the_reason_of_a_refusal_is_kept_and_the_device_tries_again() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "wrong")).unwrap();
    let mut line = gateway.line().await;
    line.hear().await;

    line.close(1008, "Invalid token").await;

    assert_eq!(device.wait_closed().await.unwrap(), (1008, "Invalid token".to_owned()));
    gateway.greeted().await;
}

#[tokio::test]
async fn a_server_that_hangs_up_while_shaking_hands_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/ws", listener.local_addr().unwrap());
    let device = Device::start(DeviceOptions::quick(url, "locker-01", "t")).unwrap();
    drop(listener.accept().await.unwrap());
    let (stream, _) = listener.accept().await.unwrap();
    assert!(!device.is_connected());
    let _line = tokio_tungstenite::accept_async(stream).await.unwrap();
    device.wait_connected().await.unwrap();
    assert_eq!(device.connections(), 1);
}

#[tokio::test]
async fn a_disconnected_device_stays_away_until_told() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();

    device.disconnect();

    assert!(!device.is_connected());
    assert!(matches!(device.send_raw("x"), Err(SandboxError::NotConnected)));
    line.expect_end().await;
    assert!(gateway.is_quiet());
    device.reconnect();
    let _line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();
}

#[tokio::test]
async fn reconnecting_replaces_a_living_connection() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut old = gateway.greeted().await;
    device.wait_greeted().await.unwrap();
    device.reconnect();
    old.expect_end().await;
    let _line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();
    assert_eq!(device.connections(), 2);
}

#[tokio::test]
async fn a_device_without_network_is_not_connected() {
    let mut gateway = Gateway::open().await;
    let offline = Faults {
        offline: true,
        ..Faults::quick()
    };
    let options = DeviceOptions {
        faults: offline.clone(),
        ..DeviceOptions::quick(&gateway.url, "locker-01", "t")
    };
    let device = Device::start(options).unwrap();
    device.set_faults(Faults::quick());
    let mut line = gateway.greeted().await;
    device.wait_greeted().await.unwrap();

    device.set_faults(offline);

    device.wait_disconnected().await.unwrap();
    line.expect_end().await;
    assert_eq!(device.connections(), 1);
}

#[tokio::test]
async fn a_device_stops_on_demand_and_with_its_last_handle() {
    let mut gateway = Gateway::open().await;
    let device = Device::start(DeviceOptions::quick(&gateway.url, "locker-01", "t")).unwrap();
    let mut line = gateway.greeted().await;
    device.stop();
    line.expect_end().await;
    device.reconnect();

    let other = Device::start(DeviceOptions::quick(&gateway.url, "locker-02", "t")).unwrap();
    let mut line = gateway.greeted().await;
    assert!(line.query.contains("locker-02"), "a stopped device does not come back");
    drop(other.clone());
    other.wait_greeted().await.unwrap();
    drop(other);
    line.expect_end().await;
}
