//! A device without a socket: it is registered at the engine and speaks by calling what the gateway calls.

use super::ORTOMAT;
use domain::{command::DoorResult, id::DeviceId};
use engine::{
    Engine, Refusal,
    devices::{Connection, DeviceToken, Outgoing},
};
use std::time::Duration;

pub(crate) struct FakeDevice {
    engine: Engine,
    pub(crate) id: DeviceId,
    connection: Connection,
}

/// An open command as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) cmd_id: String,
    pub(crate) cell: i32,
}

impl FakeDevice {
    pub(crate) async fn connect(engine: &Engine, id: &str) -> Self {
        let id: DeviceId = id.parse().unwrap();
        let ortomat = ORTOMAT.parse().unwrap();
        match engine.add_device(&ortomat, &id, &DeviceToken::random()).await {
            Ok(()) | Err(engine::Error::Refused(Refusal::DeviceExists)) => {}
            Err(other) => panic!("{other}"),
        }
        let connection = engine.device_connected(id.clone(), ortomat);
        Self {
            engine: engine.clone(),
            id,
            connection,
        }
    }

    pub(crate) fn disconnect(self) {
        self.engine.device_disconnected(&self.id, &self.connection.id);
    }

    /// The next open command.
    pub(crate) async fn hears(&mut self) -> Heard {
        let outgoing = tokio::time::timeout(Duration::from_secs(30), self.connection.outgoing.recv()).await;
        let Some(Outgoing::Frame(frame)) = outgoing.expect("no command came") else {
            panic!("replaced")
        };
        let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
        assert_eq!(frame["type"], "cmd");
        assert_eq!(frame["cell"], frame["cellNumber"]);
        Heard {
            cmd_id: frame["cmd_id"].as_str().unwrap().to_owned(),
            cell: frame["cell"].as_i64().unwrap().try_into().unwrap(),
        }
    }

    /// Nothing has come, and what was looked at just now has been carried out.
    pub(crate) fn has_heard_nothing(&mut self) -> bool {
        self.connection.outgoing.try_recv().is_err()
    }

    pub(crate) async fn acks(&self, heard: &Heard) {
        self.engine.device_acked(&self.id, &heard.cmd_id).await.unwrap();
    }

    pub(crate) async fn reports(&self, heard: &Heard, result: DoorResult) {
        self.engine
            .device_reported(&self.id, &heard.cmd_id, Some(heard.cell), result)
            .await
            .unwrap();
    }
}
