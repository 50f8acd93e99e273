//! Who is calling. The upgrade is always accepted and a stranger is told in a close frame, as fielded devices expect.

use super::connection;
use axum::{
    extract::{
        FromRef, Query, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    response::Response,
};
use engine::{Engine, devices::Connection};
use serde::Deserialize;
use std::time::Duration;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The default of 128 KiB a connection would be most of the server's memory; frames are some hundred bytes.
const READ_BUFFER: usize = 1024;
const LARGEST_FRAME: usize = 8 * 1024;
const LARGEST_WRITE_BACKLOG: usize = 32 * 1024;

/// What the gateway's connections share.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    pub(crate) tracker: TaskTracker,
    pub(crate) stop: CancellationToken,
}

/// Both are checked after the upgrade, so both may be missing here.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(default)]
    device_id: String,
    #[serde(default)]
    token: String,
}

/// Why a connection is closed by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    InvalidToken,
    MissingDeviceId,
    /// The same device has connected anew.
    Replaced,
    TooManyFrames,
    Restarting,
    Broken,
}

impl Closing {
    /// Code and reason; the first two are the contract's (§2.1).
    const fn frame(self) -> (u16, &'static str) {
        match self {
            Self::InvalidToken => (1008, "Invalid token"),
            Self::MissingDeviceId => (1008, "Missing device_id"),
            Self::TooManyFrames => (1008, "Too many frames"),
            Self::Replaced => (4409, "Replaced by a newer connection"),
            Self::Restarting => (1012, "Service restart"),
            Self::Broken => (1011, "Internal error"),
        }
    }
}

pub(crate) async fn connect(
    State(engine): State<Engine>,
    State(gateway): State<Gateway>,
    Query(credentials): Query<Credentials>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(LARGEST_WRITE_BACKLOG)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME)
        .on_upgrade(async move |socket| {
            // A task of its own: the upgrade's would keep room for everything that the socket passed through.
            gateway
                .tracker
                .spawn(serve(Box::new(socket), engine, gateway.stop, credentials));
        })
}

async fn serve(mut socket: Box<WebSocket>, engine: Engine, stop: CancellationToken, credentials: Credentials) {
    // Boxed, so that what is needed only now does not weigh on a connection that idles for months.
    let known = Box::pin(admit(&engine, &credentials)).await;
    drop(credentials);
    let closing = match known {
        Ok((device, ortomat)) => {
            let mut present = Present {
                connection: engine.device_connected(device, ortomat),
                engine: &engine,
            };
            connection::run(&mut socket, &engine, &stop, &mut present.connection).await
        }
        Err(closing) => Some(closing),
    };
    if let Some(closing) = closing {
        Box::pin(say_goodbye(socket, closing)).await;
    }
}

/// A device that is here; however its task ends, it is gone then.
struct Present<'a> {
    connection: Connection,
    engine: &'a Engine,
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.engine
            .device_disconnected(&self.connection.device, &self.connection.id);
    }
}

/// The token is looked at before the id, as the field knows it.
async fn admit(
    engine: &Engine,
    credentials: &Credentials,
) -> Result<(domain::id::DeviceId, domain::id::OrtomatId), Closing> {
    if credentials.token.is_empty() {
        return Err(Closing::InvalidToken);
    }
    if credentials.device_id.is_empty() {
        return Err(Closing::MissingDeviceId);
    }
    match engine
        .authenticate_device(&credentials.device_id, &credentials.token)
        .await
    {
        Ok(Some(known)) => Ok(known),
        Ok(None) => {
            tracing::warn!("a device with a wrong id or token");
            Err(Closing::InvalidToken)
        }
        Err(error) => {
            tracing::error!(%error, "a device could not be looked up");
            Err(Closing::Broken)
        }
    }
}

/// Sends the close frame and waits a moment for the answer, so that the frame is not lost with the connection.
async fn say_goodbye(mut socket: Box<WebSocket>, closing: Closing) {
    let (code, reason) = closing.frame();
    if socket
        .send(Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        })))
        .await
        .is_ok()
    {
        let answered = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _in_time = tokio::time::timeout(Duration::from_secs(2), answered).await;
    }
}

impl FromRef<crate::router::AppState> for Gateway {
    fn from_ref(state: &crate::router::AppState) -> Self {
        state.gateway.clone()
    }
}
