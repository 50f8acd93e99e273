//! The server's side of the device protocol, small: hands every connection to the test.

use futures_util::{SinkExt, StreamExt};
use sandbox::PATIENCE;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

pub(crate) struct Gateway {
    pub(crate) url: String,
    lines: mpsc::UnboundedReceiver<Line>,
}

/// One connection of a device.
pub(crate) struct Line {
    /// As sent by the device, still encoded.
    pub(crate) query: String,
    socket: WebSocketStream<TcpStream>,
}

impl Gateway {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/ws", listener.local_addr().unwrap());
        let (arrived, lines) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever hangs up while shaking hands was no connection.
                if let Some(line) = shake_hands(stream).await {
                    let _ = arrived.send(line);
                }
            }
        });
        Self { url, lines }
    }

    /// The next connection, before anything was said on it.
    pub(crate) async fn line(&mut self) -> Line {
        timeout(PATIENCE, self.lines.recv()).await.unwrap().unwrap()
    }

    /// The next connection, after its greeting.
    pub(crate) async fn greeted(&mut self) -> Line {
        let mut line = self.line().await;
        assert_eq!(line.hear().await["type"], "hello");
        line.say(&json!({ "type": "message", "server_time": 1, "message": "Connected" }))
            .await;
        line
    }

    /// Whether no further device has connected.
    pub(crate) fn is_quiet(&self) -> bool {
        self.lines.is_empty()
    }
}

#[expect(clippy::result_large_err, reason = "the shape tungstenite asks for")]
async fn shake_hands(stream: TcpStream) -> Option<Line> {
    let mut query = String::new();
    let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        assert_eq!(request.uri().path(), "/ws");
        query = request.uri().query().unwrap_or_default().to_owned();
        Ok(response)
    };
    let socket = accept_hdr_async(stream, note).await.ok()?;
    Some(Line { query, socket })
}

impl Line {
    /// The next message of any kind; `None` when the connection is gone.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.socket.next()).await.unwrap()?.ok()
    }

    /// The next frame of the device, which must be JSON.
    pub(crate) async fn hear(&mut self) -> Value {
        let message = self.next().await.unwrap();
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.socket.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub(crate) async fn ping(&mut self, payload: &'static [u8]) {
        self.socket.send(Message::Ping(payload.into())).await.unwrap();
    }

    pub(crate) async fn order(&mut self, cmd_id: &str, cell: u32) {
        let order = json!({
            "type": "cmd", "cmd_id": cmd_id, "action": "open",
            "cell": cell, "cellNumber": cell, "timestamp": 1,
        });
        self.say(&order).await;
    }

    /// The next frame must be the acknowledgement of this command.
    pub(crate) async fn expect_ack(&mut self, cmd_id: &str) {
        let ack = self.hear().await;
        assert_eq!((&ack["type"], &ack["cmd_id"]), (&json!("ack"), &json!(cmd_id)));
        assert!(ack["ts_ms"].is_u64());
    }

    /// The next frame must be this result of this command.
    pub(crate) async fn expect_state(&mut self, cmd_id: &str, cell: u32, result: &str) {
        let state = self.hear().await;
        assert_eq!((&state["type"], &state["cmd_id"]), (&json!("state"), &json!(cmd_id)));
        assert_eq!((&state["cell"], &state["result"]), (&json!(cell), &json!(result)));
        assert_eq!(state["sensor"], u8::from(result == "opened"));
        assert!(state["ts_ms"].is_u64());
    }

    /// The device must hang up without a further frame.
    pub(crate) async fn expect_end(&mut self) {
        assert_eq!(self.next().await, None);
    }

    pub(crate) async fn close(&mut self, code: u16, reason: &'static str) {
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        self.socket.close(Some(frame)).await.unwrap();
    }
}
