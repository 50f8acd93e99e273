//! One device's connection: frames in, commands out, a ping now and then. It knows sockets and frames, no orders.

use super::handshake::Closing;
use axum::extract::ws::{Message, WebSocket};
use domain::{
    Timestamp,
    frame::{Downlink, Uplink},
};
use engine::{
    Engine,
    devices::{Connection, Outgoing, Vitals},
};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// A device that has not answered the last ping when the next one is due is gone, whatever its socket pretends: a
/// half-open connection is noticed within 40 seconds.
const PING_EVERY: Duration = Duration::from_secs(20);
const SILENT_FOR: Duration = Duration::from_secs(25);
const SEND_PATIENCE: Duration = Duration::from_secs(10);
/// A device sends a frame in five seconds; more than this is a fault or an attack.
const FRAMES_A_SECOND: u32 = 50;

/// Serves until the connection ends. `None` when the other side ended it.
pub(super) async fn run(
    socket: &mut WebSocket,
    engine: &Engine,
    stop: &CancellationToken,
    connection: &mut Connection,
) -> Option<Closing> {
    let mut ping = interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard_at = Instant::now();
    let mut pace = Pace::new(heard_at);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Some(Closing::Restarting),
            outgoing = connection.outgoing.recv() => match outgoing {
                Some(Outgoing::Frame(frame)) => send(socket, Message::Text((*frame).into())).await?,
                None => return Some(Closing::Replaced),
            },
            _ = ping.tick() => {
                if heard_at.elapsed() > SILENT_FOR {
                    tracing::info!(device.id = %connection.device, "silent, closed");
                    return None;
                }
                send(socket, Message::Ping(axum::body::Bytes::new())).await?;
            }
            frame = socket.recv() => {
                let frame = frame?.ok()?;
                heard_at = Instant::now();
                if !pace.allows(heard_at) {
                    tracing::warn!(device.id = %connection.device, "too many frames, closed");
                    return Some(Closing::TooManyFrames);
                }
                match frame {
                    // Boxed: the work behind a frame must not size the memory of an idle connection.
                    Message::Text(text) => {
                        if let Some(answer) = Box::pin(hear(engine, connection, &text)).await {
                            send(socket, Message::Text(answer.into())).await?;
                        }
                    }
                    Message::Close(_) => return None,
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => {}
                }
            }
        }
    }
}

async fn send(socket: &mut WebSocket, frame: Message) -> Option<()> {
    // A device that reads nothing must not hold this task for ever.
    timeout(SEND_PATIENCE, socket.send(frame)).await.ok()?.ok()
}

/// Acts upon a frame; returns what is answered at once. A frame that makes no sense is skipped, not punished.
async fn hear(engine: &Engine, connection: &Connection, text: &str) -> Option<String> {
    let device = &connection.device;
    let outcome = match Uplink::parse(text) {
        Ok(Uplink::Hello) => {
            let now: Timestamp = engine.now();
            return Some(Downlink::welcome(now).to_json());
        }
        Ok(Uplink::Diag { uptime_ms, wifi_rssi }) => {
            engine.device_told_vitals(device, Vitals { uptime_ms, wifi_rssi });
            Ok(())
        }
        Ok(Uplink::Ack { cmd_id }) => engine.device_acked(device, &cmd_id).await,
        Ok(Uplink::State { cmd_id, cell, result }) => engine.device_reported(device, &cmd_id, cell, result).await,
        Ok(Uplink::Ignored { reason }) => {
            tracing::debug!(device.id = %device, reason, "frame ignored");
            Ok(())
        }
        Err(malformed) => {
            tracing::debug!(device.id = %device, %malformed, "frame ignored");
            Ok(())
        }
    };
    if let Err(error) = outcome {
        tracing::error!(device.id = %device, %error, "a device's word could not be taken");
    }
    None
}

/// Counts frames in one-second windows.
struct Pace {
    window: Instant,
    frames: u32,
}

impl Pace {
    const fn new(now: Instant) -> Self {
        Self { window: now, frames: 0 }
    }

    fn allows(&mut self, now: Instant) -> bool {
        if now.duration_since(self.window) >= Duration::from_secs(1) {
            *self = Self::new(now);
        }
        self.frames = self.frames.saturating_add(1);
        self.frames <= FRAMES_A_SECOND
    }
}
