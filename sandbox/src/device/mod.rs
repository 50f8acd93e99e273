//! An ESP32 in a cabinet, as a WebSocket client (contract §2).

mod connection;
mod faults;
mod frame;
mod lock;
mod memory;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Url;
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use faults::{Answer, Faults};
pub use frame::Command;

use crate::SandboxError;
use connection::Station;
use memory::Memory;

/// How to start a device.
#[derive(Clone, Debug)]
pub struct DeviceOptions {
    /// Of the server, for instance `ws://127.0.0.1:3000/ws`.
    pub url: String,
    /// As registered at the server.
    pub device_id: String,
    /// The device's secret.
    pub token: String,
    /// How it behaves at first.
    pub faults: Faults,
    /// How often it sends `diag`; never when `None`.
    pub diag_every: Option<Duration>,
    /// Pause after the first lost connection; doubles with each failure.
    pub first_pause: Duration,
    /// The pause grows no longer than this.
    pub longest_pause: Duration,
}

impl DeviceOptions {
    /// A healthy device at the pace of a real one.
    pub fn new(url: impl Into<String>, device_id: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            device_id: device_id.into(),
            token: token.into(),
            faults: Faults::default(),
            diag_every: Some(Duration::from_secs(5)),
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
        }
    }

    /// A healthy device at the pace of tests: answers and reconnects within milliseconds, no `diag`.
    pub fn quick(url: impl Into<String>, device_id: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            faults: Faults::quick(),
            diag_every: None,
            first_pause: Duration::from_millis(5),
            longest_pause: Duration::from_millis(500),
            ..Self::new(url, device_id, token)
        }
    }
}

/// A running device; clones are the same device, which loses its power with the last of them.
#[derive(Clone)]
pub struct Device {
    device_id: Arc<str>,
    memory: Arc<Memory>,
    power: CancellationToken,
    _off: Arc<DropGuard>,
}

impl Device {
    /// Switches the device on, on the runtime of the caller; it connects by itself, and again after every loss.
    pub fn start(options: DeviceOptions) -> Result<Self, SandboxError> {
        let memory = Arc::new(Memory::new(options.faults));
        let power = CancellationToken::new();
        let device = Self {
            device_id: Arc::from(options.device_id.as_str()),
            memory: Arc::clone(&memory),
            power: power.clone(),
            _off: Arc::new(power.clone().drop_guard()),
        };
        let station = Station {
            url: address(&options.url, &options.device_id, &options.token)?,
            device_id: options.device_id,
            diag_every: options.diag_every,
            first_pause: options.first_pause,
            longest_pause: options.longest_pause,
            started: Instant::now(),
        };
        tokio::spawn(power.run_until_cancelled_owned(connection::live(station, memory)));
        Ok(device)
    }

    /// A device that only connects, says `hello` and waits: thousands fit into one process.
    pub fn idle(url: &str, device_id: &str, token: &str) -> Result<Self, SandboxError> {
        Self::start(DeviceOptions {
            diag_every: None,
            ..DeviceOptions::new(url, device_id, token)
        })
    }

    /// The id it connects with.
    pub fn device_id(&self) -> &str {
        &self.device_id
    }

    /// How it behaves now.
    pub fn faults(&self) -> Faults {
        self.memory.read(|state| state.faults.clone())
    }

    /// Changes how it behaves, from the next command on; `offline` counts at once.
    pub fn set_faults(&self, faults: Faults) {
        self.memory.write(|state| {
            state.faults = faults;
            if !state.wants_connection() {
                state.hang_up();
            }
        });
    }

    /// Every JSON frame of the server, oldest first; the last thousand.
    pub fn frames_received(&self) -> Vec<Value> {
        self.memory.read(|state| state.frames.iter().cloned().collect())
    }

    /// Every time a door really moved: `cmd_id` and cell, oldest first.
    pub fn opened(&self) -> Vec<(String, u32)> {
        self.memory.read(|state| state.opened.clone())
    }

    /// How often it has connected.
    pub fn connections(&self) -> u64 {
        self.memory.read(|state| state.connections)
    }

    /// Whether it is connected and has said `hello`.
    pub fn is_connected(&self) -> bool {
        self.memory.read(|state| state.line.is_some())
    }

    /// Code and reason of the last close frame of the server.
    pub fn close_frame(&self) -> Option<(u16, String)> {
        self.memory.read(|state| state.close.clone())
    }

    /// Sends any text on the present connection.
    pub fn send_raw(&self, frame: impl Into<String>) -> Result<(), SandboxError> {
        self.memory.read(|state| {
            let line = state.line.as_ref().ok_or(SandboxError::NotConnected)?;
            line.outgoing.send(frame.into()).map_err(|_| SandboxError::NotConnected)
        })
    }

    /// Drops the connection without a word and stays away until [`reconnect`](Self::reconnect).
    pub fn disconnect(&self) {
        self.memory.write(|state| {
            state.away = true;
            state.hang_up();
        });
    }

    /// Connects anew at once, dropping the present connection if there is one. A device whose faults say `offline` stays so.
    pub fn reconnect(&self) {
        self.memory.write(|state| {
            state.away = false;
            state.hang_up();
        });
    }

    /// Takes the power away: the connection drops without a word and none is made again.
    pub fn stop(&self) {
        self.power.cancel();
        self.memory.write(|state| {
            state.away = true;
            state.hang_up();
        });
    }

    /// Waits until there is something to see, looking again after everything that happens to the device.
    pub async fn wait_for<T>(&self, mut seen: impl FnMut(&Self) -> Option<T>) -> Result<T, SandboxError> {
        self.memory.changes.until(|| seen(self)).await
    }

    /// Waits until it is connected and has said `hello`; the server may not have read it yet.
    pub async fn wait_connected(&self) -> Result<(), SandboxError> {
        self.wait_for(|device| device.is_connected().then_some(())).await
    }

    /// Waits until the server has said something on the present connection, so it knows the device.
    pub async fn wait_greeted(&self) -> Result<(), SandboxError> {
        let greeted = |memory: &Memory| memory.read(|state| state.line.as_ref().is_some_and(|line| line.greeted));
        self.wait_for(|device| greeted(&device.memory).then_some(())).await
    }

    /// Waits until it is not connected.
    pub async fn wait_disconnected(&self) -> Result<(), SandboxError> {
        self.wait_for(|device| (!device.is_connected()).then_some(())).await
    }

    /// Waits for a close frame of the server: code and reason.
    pub async fn wait_closed(&self) -> Result<(u16, String), SandboxError> {
        self.wait_for(Self::close_frame).await
    }

    /// Waits for the oldest command that no call of this function has returned yet, repeats included.
    pub async fn wait_for_command(&self) -> Result<Command, SandboxError> {
        self.memory.changes.until(|| self.memory.take_command()).await
    }

    /// Waits until at least so many doors have moved, and returns them all.
    pub async fn wait_opened(&self, count: usize) -> Result<Vec<(String, u32)>, SandboxError> {
        self.wait_for(|device| Some(device.opened()).filter(|opened| opened.len() >= count))
            .await
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("device_id", &self.device_id)
            .finish_non_exhaustive()
    }
}

fn address(url: &str, device_id: &str, token: &str) -> Result<Url, SandboxError> {
    let refused = |reason: String| SandboxError::Address {
        url: url.to_owned(),
        reason,
    };
    let parsed = Url::parse_with_params(url, [("device_id", device_id), ("token", token)])
        .map_err(|error| refused(error.to_string()))?;
    match parsed.scheme() {
        "ws" => Ok(parsed),
        scheme => Err(refused(format!("a simulated device speaks ws, not {scheme}"))),
    }
}
