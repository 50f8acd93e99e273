//! What a broken device does: the server must survive every one of these.

use std::time::Duration;

use sandbox::device::{Answer, Device, DeviceOptions, Faults};
use tokio_tungstenite::tungstenite::Message;

use crate::gateway::{Gateway, Line};

async fn device(gateway: &mut Gateway, faults: Faults) -> (Device, Line) {
    let options = DeviceOptions {
        faults,
        ..DeviceOptions::quick(&gateway.url, "locker-01", "t")
    };
    let device = Device::start(options).unwrap();
    let line = gateway.greeted().await;
    (device, line)
}

/// The device has read everything and says nothing more: its next words answer this ping.
async fn expect_silence(line: &mut Line) {
    line.ping(b"still there?").await;
    assert_eq!(line.next().await, Some(Message::Pong("still there?".into())));
}

#[tokio::test]
async fn a_jammed_lock_reports_failure_and_opens_nothing() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            answer: Answer::Fail,
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "failed").await;
    assert_eq!(device.opened(), []);
}

#[tokio::test]
async fn a_silent_device_takes_the_command_and_says_nothing() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            answer: Answer::Silent,
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    device.wait_for_command().await.unwrap();
    expect_silence(&mut line).await;

    device.set_faults(Faults::quick());
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.opened().len(), 1);
}

#[tokio::test]
async fn an_acknowledgement_may_be_all_there_is() {
    let mut gateway = Gateway::open().await;
    let faults = Faults {
        answer: Answer::AckOnly,
        delay: Duration::ZERO,
        ..Faults::default()
    };
    let (device, mut line) = device(&mut gateway, faults).await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    expect_silence(&mut line).await;
    assert_eq!(device.opened(), []);
}

#[tokio::test]
async fn a_repeated_command_gets_the_first_outcome_and_opens_nothing_twice() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(&mut gateway, Faults::quick()).await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;

    device.set_faults(Faults {
        answer: Answer::Fail,
        ..Faults::quick()
    });
    device.reconnect();
    let mut line = gateway.greeted().await;
    line.order("ORD-1", 8).await;

    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.opened(), [("ORD-1".to_owned(), 7)]);
}

#[tokio::test]
async fn a_repeat_before_the_door_has_moved_is_answered_when_it_has() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            delay: Duration::from_millis(50),
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.opened().len(), 1);
}

#[tokio::test]
async fn a_connection_lost_after_the_ack_hides_a_door_that_opened() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            drop_after_ack: true,
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_end().await;

    let mut line = gateway.greeted().await;
    device.wait_opened(1).await.unwrap();
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.opened().len(), 1);
}

#[tokio::test]
async fn a_connection_lost_on_the_command_is_lost_once() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            drop_on_command: true,
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    line.expect_end().await;
    assert!(!device.faults().drop_on_command);

    let mut line = gateway.greeted().await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    line.expect_state("ORD-1", 7, "opened").await;
    assert_eq!(device.opened().len(), 1);
}

#[tokio::test]
async fn duplicated_words_come_as_often_as_told() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(
        &mut gateway,
        Faults {
            duplicate: 2,
            ..Faults::quick()
        },
    )
    .await;
    line.order("ORD-1", 7).await;
    for _ in 0..3 {
        line.expect_ack("ORD-1").await;
    }
    for _ in 0..3 {
        line.expect_state("ORD-1", 7, "opened").await;
    }
    expect_silence(&mut line).await;
    assert_eq!(device.opened().len(), 1);
}

#[tokio::test]
async fn the_door_moves_without_a_network() {
    let mut gateway = Gateway::open().await;
    let (device, mut line) = device(&mut gateway, Faults::quick()).await;
    line.order("ORD-1", 7).await;
    line.expect_ack("ORD-1").await;
    device.disconnect();
    assert_eq!(device.wait_opened(1).await.unwrap(), [("ORD-1".to_owned(), 7)]);
}
