//! A load client that costs almost nothing: HTTP/1.1 over one kept connection, requests ready as bytes.

use crate::{Outcome, report::Latencies};
use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
};

pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

/// How an answer's body ends.
enum Ending {
    After(usize),
    Chunked,
}

impl Client {
    pub(crate) async fn connect(addr: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(16 * 1024, stream),
            line: String::new(),
            body: Vec::new(),
        })
    }

    pub(crate) fn get(path: &str) -> Vec<u8> {
        Self::get_with(path, "")
    }

    /// `headers` are whole lines, each with its end.
    pub(crate) fn get_with(path: &str, headers: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
    }

    pub(crate) fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        )
        .into_bytes()
    }

    /// Sends a request and reads the whole answer; returns its status.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.get_mut().write_all(request).await?;
        self.read_line().await?;
        let status = self
            .line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| odd("status"))?;
        let mut ending = Ending::After(0);
        loop {
            self.read_line().await?;
            let Some((name, value)) = self.line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                ending = Ending::After(value.trim().parse().map_err(|_| odd("length"))?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                ending = Ending::Chunked;
            }
        }
        self.body.clear();
        match ending {
            Ending::After(length) => self.read_body(length).await?,
            Ending::Chunked => loop {
                self.read_line().await?;
                let length = usize::from_str_radix(self.line.trim(), 16).map_err(|_| odd("chunk"))?;
                self.read_body(length).await?;
                self.read_line().await?;
                if length == 0 {
                    break;
                }
            },
        }
        Ok(status)
    }

    /// The last answer's body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Sends a request whose answer must be of this status and JSON.
    pub(crate) async fn ask(&mut self, request: &[u8], status: u16) -> Outcome<serde_json::Value> {
        let answered = self.exchange(request).await?;
        if answered != status {
            return Err(format!("answered {answered}: {}", String::from_utf8_lossy(&self.body)).into());
        }
        Ok(serde_json::from_slice(&self.body)?)
    }

    async fn read_line(&mut self) -> io::Result<()> {
        self.line.clear();
        match self.stream.read_line(&mut self.line).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    async fn read_body(&mut self, length: usize) -> io::Result<()> {
        let wanted = u64::try_from(length).unwrap_or(u64::MAX);
        match (&mut self.stream).take(wanted).read_to_end(&mut self.body).await? {
            read if read == length => Ok(()),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn odd(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("an answer with an odd {what}"))
}

/// Writes the next request into the buffer.
pub(crate) type NextRequest = Arc<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// The same request every time.
pub(crate) fn always(request: Vec<u8>) -> NextRequest {
    Arc::new(move |buffer| buffer.extend_from_slice(&request))
}

/// Lets `connections` ask as fast as they are answered. An answer of another status than `expected` is an error:
/// how fast a wrong answer comes is of no interest.
pub(crate) async fn load(
    addr: SocketAddr,
    connections: usize,
    lasting: Duration,
    expected: u16,
    next: &NextRequest,
) -> Outcome<Latencies> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(Client::connect(addr).await?);
    }
    let started = Instant::now();
    let mut running = JoinSet::new();
    for mut client in clients {
        let next = Arc::clone(next);
        running.spawn(async move {
            let mut request = Vec::new();
            let mut times = Vec::new();
            while started.elapsed() < lasting {
                request.clear();
                next(&mut request);
                let asked = Instant::now();
                let status = client.exchange(&request).await?;
                times.push(asked.elapsed());
                if status != expected {
                    let said = String::from_utf8_lossy(client.body()).into_owned();
                    return Err(io::Error::other(format!("{status} instead of {expected}: {said}")));
                }
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(ended) = running.join_next().await {
        times.append(&mut ended??);
    }
    Ok(Latencies::new(times, started.elapsed()))
}
