//! The comparison: axum and nothing else, in a process of its own, served as the server is served.

use crate::{Outcome, process::Process};
use axum::{
    Router,
    extract::{
        Path,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::{any, get},
};
use tokio::{net::TcpListener, process::Command};

/// The argument that makes this program the bare one.
pub(crate) const WORD: &str = "bare";

pub(crate) async fn start() -> Outcome<Process> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(WORD);
    Process::start(command).await
}

pub(crate) async fn serve() -> Outcome<()> {
    let router = Router::new()
        .route("/", get(async || "hello"))
        .route("/ws/{read_buffer}", any(socket));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

async fn socket(Path(read_buffer): Path<usize>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.read_buffer_size(read_buffer).on_upgrade(echo)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
            return;
        }
    }
}
