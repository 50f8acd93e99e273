//! A child process that says where it listens, and what the kernel knows of it.

use crate::Outcome;
use std::{
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// A program that has not said where it listens by then never will.
const PATIENCE: Duration = Duration::from_secs(20);
/// Ticks of /proc in a second; the same on every Linux.
const TICKS: f64 = 100.0;

/// Killed when dropped.
pub(crate) struct Process {
    pub(crate) addr: SocketAddr,
    /// When it was started.
    pub(crate) started: Instant,
    child: Child,
    /// Held open: a program whose standard output is gone may stop.
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) async fn start(mut command: Command) -> Outcome<Self> {
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
        let addr = timeout(PATIENCE, address(&mut stdout))
            .await
            .map_err(|_| "a child did not start in time")??;
        Ok(Self {
            addr,
            started,
            child,
            _stdout: stdout,
        })
    }

    /// Takes the power away and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Outcome<()> {
        Ok(self.child.kill().await?)
    }

    /// What the kernel calls it.
    pub(crate) fn id(&self) -> Outcome<u32> {
        Ok(self.child.id().ok_or("a child has ended")?)
    }

    /// Resident memory in kB.
    pub(crate) fn rss(&self) -> Outcome<f64> {
        memory(self.id()?, "VmRSS")
    }

    /// Seconds of processor time so far, of all threads.
    pub(crate) fn cpu(&self) -> Outcome<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id()?))?;
        // The name of the program, in brackets, may hold spaces.
        let (_, after_name) = stat.rsplit_once(')').ok_or("no name in stat")?;
        let mut fields = after_name.split_whitespace().skip(11);
        let mut ticks = || {
            fields
                .next()
                .ok_or("stat is too short")?
                .parse::<f64>()
                .map_err(|_| "stat is no number")
        };
        Ok((ticks()? + ticks()?) / TICKS)
    }
}

/// What the kernel says under this name of a process's memory, in kB.
pub(crate) fn memory(process: u32, name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .ok_or_else(|| format!("no {name}"))?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Links to pages are printed too: the address is what has nothing behind it.
async fn address(stdout: &mut Lines<BufReader<ChildStdout>>) -> Outcome<SocketAddr> {
    while let Some(line) = stdout.next_line().await? {
        let addr = line
            .split_once("http://")
            .and_then(|(_, addr)| addr.trim().parse().ok());
        if let Some(addr) = addr {
            return Ok(addr);
        }
    }
    Err("a child ended before it listened".into())
}
