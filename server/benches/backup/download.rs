//! An administrator who takes the backup as fast as it comes. The document is not held in memory here either.

use crate::{Outcome, http::Client};
use engine::backup::Packing;
use std::{io::Write, net::SocketAddr};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

const BUFFER: usize = 256 * 1024;

/// Where the backup is, and the session of whoever may have it.
pub(crate) struct Backup<'a> {
    pub(crate) addr: SocketAddr,
    pub(crate) cookie: &'a str,
}

impl Backup<'_> {
    /// Takes the whole document and tells how many bytes came. Whatever is not a whole document is an error.
    pub(crate) async fn download(&self, packing: Packing, sink: &mut impl Write) -> Outcome<usize> {
        let path = match packing {
            Packing::Plain => "/api/admin/backup",
            Packing::Gzip => "/api/admin/backup?packing=gzip",
        };
        let mut stream = TcpStream::connect(self.addr).await?;
        let headers = format!("Cookie: {}\r\nConnection: close\r\n", self.cookie);
        stream.write_all(&Client::get_with(path, &headers)).await?;

        let mut answer = BufReader::with_capacity(BUFFER, stream);
        let head = read_head(&mut answer).await?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        if status != "200" {
            let said = String::from_utf8_lossy(answer.fill_buf().await?).into_owned();
            return Err(format!("GET {path} answered {status}: {said}").into());
        }
        // Only then the end of the document can be told from a connection that was lost.
        if !lines.any(|line| line.eq_ignore_ascii_case("transfer-encoding: chunked")) {
            return Err(format!("GET {path} was not answered by a stream").into());
        }
        read_chunks(&mut answer, sink)
            .await
            .map_err(|error| format!("GET {path} broke off: {error}").into())
    }
}

/// The lines before the body.
async fn read_head(answer: &mut BufReader<TcpStream>) -> Outcome<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if answer.read_line(&mut head).await? == 0 {
            return Err("the server closed the connection before it answered".into());
        }
    }
    Ok(head)
}

async fn read_chunks(answer: &mut BufReader<TcpStream>, sink: &mut impl Write) -> Outcome<usize> {
    let (mut bytes, mut line) = (0, String::new());
    loop {
        line.clear();
        answer.read_line(&mut line).await?;
        let mut left = usize::from_str_radix(line.trim(), 16).map_err(|_| "no chunk where one should begin")?;
        if left == 0 {
            return Ok(bytes);
        }
        bytes += left;
        while left > 0 {
            let come = answer.fill_buf().await?;
            let (come, _next) = come.split_at(left.min(come.len()));
            if come.is_empty() {
                return Err("the connection was closed".into());
            }
            sink.write_all(come)?;
            let taken = come.len();
            answer.consume(taken);
            left -= taken;
        }
        // The end of the chunk's last line.
        answer.read_line(&mut line).await?;
    }
}
