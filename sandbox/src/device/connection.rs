//! Being connected: dialling, one session, and dialling again (contract §2.1).

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::frame::{Command, Said};
use super::lock::{self, After, uptime_ms};
use super::memory::{Line, Memory};

/// How long a server may take to accept a connection.
const DIAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes; frames of this protocol are a few hundred, and thousands of devices share one process.
const READ_BUFFER: usize = 1024;
/// Bytes; nothing the server says is longer.
const LONGEST_MESSAGE: usize = 64 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Who connects where, and how often it says something by itself.
pub(super) struct Station {
    /// With device id and token.
    pub(super) url: Url,
    pub(super) device_id: String,
    pub(super) diag_every: Option<Duration>,
    pub(super) first_pause: Duration,
    pub(super) longest_pause: Duration,
    pub(super) started: Instant,
}

/// Connects again and again, for ever.
pub(super) async fn live(station: Station, memory: Arc<Memory>) {
    let mut failures = 0;
    loop {
        let epoch = memory
            .changes
            .seen(|| memory.read(|state| state.wants_connection().then_some(state.epoch)))
            .await;
        let epoch_over = memory
            .changes
            .seen(|| memory.read(|state| (state.epoch != epoch).then_some(())));
        let attempt = async {
            // Boxed, so that an idle device does not keep the room that dialling takes.
            let dialled = Box::pin(timeout(DIAL_TIMEOUT, dial(&station.url))).await;
            let greeted = match dialled {
                Ok(Some(socket)) => session(socket, &station, &memory, epoch).await,
                Ok(None) | Err(_) => false,
            };
            failures = if greeted { 0 } else { failures + 1 };
            sleep(pause(&station, failures)).await;
        };
        tokio::select! {
            () = attempt => {}
            () = epoch_over => failures = 0,
        }
    }
}

async fn dial(url: &Url) -> Option<Socket> {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(Some(LONGEST_MESSAGE))
        .max_frame_size(Some(LONGEST_MESSAGE));
    match connect_async_with_config(url.as_str(), Some(config), true).await {
        Ok((socket, _)) => Some(socket),
        Err(error) => {
            tracing::debug!(%error, "a simulated device cannot connect");
            None
        }
    }
}

/// Doubles with each failure up to the longest; anything from the half of it, so that a fleet does not knock at once.
fn pause(station: &Station, failures: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.min(16));
    let longest = station.first_pause.saturating_mul(doubled).min(station.longest_pause);
    rand::random_range(longest / 2..=longest)
}

/// Talks until the connection ends, and tells whether the server ever said anything.
async fn session(mut socket: Socket, station: &Station, memory: &Arc<Memory>, epoch: u64) -> bool {
    let hello = Said::Hello {
        device_id: &station.device_id,
        ts_ms: uptime_ms(station.started),
    };
    if socket.send(Message::text(hello.text())).await.is_err() {
        return false;
    }
    let (outgoing, mut frames) = mpsc::unbounded_channel();
    memory.write(|state| {
        if state.epoch == epoch {
            state.line = Some(Line {
                outgoing: outgoing.clone(),
                greeted: false,
            });
            state.connections += 1;
        }
    });
    let mut diag = station.diag_every.map(diag_interval);
    loop {
        let alive = tokio::select! {
            Some(frame) = frames.recv() => socket.send(Message::text(frame)).await.is_ok(),
            () = tick(&mut diag) => socket.send(Message::text(diagnosis(station))).await.is_ok(),
            heard = socket.next() => match heard {
                Some(Ok(message)) => match hear(&message, station, memory, epoch, &outgoing) {
                    After::Stay => true,
                    After::DropUnanswered => false,
                    After::Drop => {
                        flush(&mut socket, &mut frames).await;
                        false
                    }
                },
                Some(Err(_)) | None => false,
            },
        };
        if !alive {
            break;
        }
    }
    memory.write(|state| {
        let line = state.line.take_if(|_| state.epoch == epoch);
        line.is_some_and(|line| line.greeted)
    })
}

fn hear(
    message: &Message,
    station: &Station,
    memory: &Arc<Memory>,
    epoch: u64,
    outgoing: &mpsc::UnboundedSender<String>,
) -> After {
    match message {
        Message::Text(text) => {
            memory.write(|state| {
                state.keep_frame(text);
                if let Some(line) = state.line.as_mut().filter(|_| state.epoch == epoch) {
                    line.greeted = true;
                }
            });
            match Command::heard(text) {
                Some(command) => lock::take(memory, &command, station.started, outgoing),
                None => After::Stay,
            }
        }
        Message::Close(frame) => {
            let told = frame
                .as_ref()
                .map(|frame| (u16::from(frame.code), frame.reason.to_string()));
            memory.write(|state| state.close = told);
            After::Drop
        }
        // A ping is answered by the socket itself while it reads on.
        Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => After::Stay,
    }
}

/// Sends what was queued, and the answer to a close frame, before the connection goes.
async fn flush(socket: &mut Socket, frames: &mut mpsc::UnboundedReceiver<String>) {
    while let Ok(frame) = frames.try_recv() {
        if socket.send(Message::text(frame)).await.is_err() {
            return;
        }
    }
    let _ = socket.flush().await;
}

fn diag_interval(every: Duration) -> Interval {
    let mut interval = interval_at(tokio::time::Instant::now() + every, every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn tick(diag: &mut Option<Interval>) {
    match diag {
        Some(interval) => {
            interval.tick().await;
        }
        None => pending().await,
    }
}

fn diagnosis(station: &Station) -> String {
    let wifi_rssi = rand::random_range(-72..=-48);
    Said::Diag {
        device_id: &station.device_id,
        uptime_ms: uptime_ms(station.started),
        wifi_rssi,
    }
    .text()
}
