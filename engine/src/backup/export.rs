//! A backup: one moment of the database, written out while everything goes on.
//!
//! The rows are read in one read-only transaction (SQLite's snapshot, PostgreSQL's repeatable read) and go out as they
//! come: memory does not grow with the data. All of it is done aside, on a connection of its own: whoever buys meanwhile
//! goes first.

use super::{
    document::{Document, Totals, write_row},
    snapshot::{Pace, bytewise, count_rows, rows, snapshot},
    table::TABLES,
    work::{BackupWork, Meter, Progress},
};
use crate::{
    Engine,
    aside::wait_aside,
    error::{Error, Refusal},
    staff::Actor,
};
use bytes::Bytes;
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
};
use flate2::{Compression, write::GzEncoder};
use futures_util::{Stream, TryStreamExt, stream};
use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;

/// How much is gathered before it is sent on.
const CHUNK: usize = 64 * 1024;
/// How hard the document is packed: in half the time of the usual 6, and 4 % larger.
const LEVEL: Compression = Compression::new(4);
/// Chunks that may wait for a slow reader.
const WAITING: usize = 4;
/// A reader who takes nothing for so long has gone: the database must not keep the past for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// And this is as long as a snapshot is held for anybody: meanwhile SQLite's journal only grows, and PostgreSQL cannot
/// clear up.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How the document goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    #[default]
    Plain,
    Gzip,
}

/// What a backup that is being made tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The next bytes of the document.
    Bytes(Bytes),
    /// The last word: all of it was written.
    Done(Totals),
}

impl Engine {
    /// The whole document, part by part, of this moment. Who takes it is in the log before the first byte is read: to cut
    /// the line hides nothing.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::BackupBusy`] while another is downloaded, [`Refusal::TooManyAttempts`]. A part
    /// that cannot be read ends the stream with its error.
    pub async fn backup(
        &self,
        actor: &Actor,
        packing: Packing,
    ) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>, Error> {
        crate::fleet::administrators_only(actor)?;
        let turn = Download::begin(self)?;
        self.backups.downloads.take(self.now())?;
        self.log_backup(actor).await?;
        let (told, is_over) = (self.clone(), Arc::clone(&turn.is_over));
        let parts = self.parts(packing, Pace::BesideCustomers, move |progress| {
            // Whoever writes hears a little later that nobody reads any more.
            if !is_over.load(Ordering::SeqCst) {
                told.backups
                    .change(|work| work.backup = Some(BackupWork::Writing(progress)));
            }
        });
        Ok(stream::try_unfold(
            (Box::pin(parts), turn),
            |(mut parts, mut turn)| async move {
                match parts.try_next().await? {
                    Some(Part::Bytes(bytes)) => Ok(Some((bytes, (parts, turn)))),
                    Some(Part::Done(totals)) => {
                        turn.written(totals);
                        Ok(None)
                    }
                    None => Ok(None),
                }
            },
        ))
    }

    async fn log_backup(&self, actor: &Actor) -> Result<(), Error> {
        let txn = self.database.write().await?;
        crate::activity_log::Entry::new(
            ActivityType::DataExported,
            Severity::Warning,
            "Завантажено резервну копію",
        )
        .by(&actor.id)
        .write(&txn, self.now())
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// The document for whoever has the database anyway: the program itself, and its terminal.
    pub fn backup_parts(&self, packing: Packing) -> impl Stream<Item = Result<Part, Error>> + Send + use<> {
        self.parts(packing, Pace::BesideCustomers, |_| {})
    }

    pub(super) fn parts<F: FnMut(Progress) + Send + 'static>(
        &self,
        packing: Packing,
        pace: Pace,
        tell: F,
    ) -> impl Stream<Item = Result<Part, Error>> + Send + use<F> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let engine = self.clone();
        tokio::spawn(async move {
            let out = sender.clone();
            let written = wait_aside("backup", async move || {
                let writing = engine.write_document(packing, pace, &out, tell);
                let outcome = tokio::time::timeout(LONGEST, writing).await;
                outcome.unwrap_or(Err(Error::TooLong))
            });
            if let Err(error) = written.await.flatten() {
                // Whoever has gone does not hear it.
                let _ = sender.send(Err(error)).await;
            }
        });
        stream::unfold(receiver, |mut receiver| async move {
            Some((receiver.recv().await?, receiver))
        })
    }

    async fn write_document<F: FnMut(Progress)>(
        &self,
        packing: Packing,
        pace: Pace,
        out: &mpsc::Sender<Result<Part, Error>>,
        tell: F,
    ) -> Result<(), Error> {
        let connection = self.database.connect_alone().await?;
        let now = self.now();
        let snapshot = snapshot(&connection).await?;
        let mut meter = Meter::new(count_rows(&snapshot).await?.values().sum(), tell);
        let mut document = Document::begin(Chunks::new(packing), now)?;
        let mut line = Vec::new();
        let bytewise = bytewise(&snapshot).await?;
        let rests = pace.rests();
        for table in &TABLES {
            document.begin_table(table.key)?;
            let mut rows = rows(&snapshot, table, bytewise, &rests).await?;
            while let Some(row) = rows.try_next().await? {
                rests.after(|| {
                    line.clear();
                    write_row(table, &row, &mut line)?;
                    document.row(&line).map_err(Error::from)
                })?;
                meter.row(table.key);
                if let Some(chunk) = document.out().full() {
                    send(out, Part::Bytes(chunk)).await?;
                }
            }
            document.end_table()?;
        }
        snapshot.rollback().await?;
        connection.close().await?;
        let (chunks, totals) = document.end(now)?;
        send(out, Part::Bytes(chunks.finish()?)).await?;
        send(out, Part::Done(totals)).await
    }
}

/// The one download of this process.
struct Download {
    engine: Engine,
    totals: Option<Totals>,
    is_over: Arc<AtomicBool>,
}

impl Download {
    fn begin(engine: &Engine) -> Result<Self, Refusal> {
        if engine.backups.downloading.swap(true, Ordering::SeqCst) {
            return Err(Refusal::BackupBusy);
        }
        Ok(Self {
            engine: engine.clone(),
            totals: None,
            is_over: Arc::default(),
        })
    }

    fn written(&mut self, totals: Totals) {
        self.totals = Some(totals);
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let at = self.engine.now();
        let came_to = match self.totals.take() {
            Some(totals) => BackupWork::Written {
                rows: totals.rows(),
                sha256: totals.sha256,
                at,
            },
            None => BackupWork::Broken { at },
        };
        self.engine.backups.change(|work| work.backup = Some(came_to));
        self.engine.backups.downloading.store(false, Ordering::SeqCst);
    }
}

async fn send(out: &mpsc::Sender<Result<Part, Error>>, part: Part) -> Result<(), Error> {
    match tokio::time::timeout(PATIENCE, out.send(Ok(part))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Error::NobodyReads),
    }
}

/// Gathers what is written until it is worth sending.
enum Chunks {
    Plain(Vec<u8>),
    Gzip(GzEncoder<Vec<u8>>),
}

impl Chunks {
    fn new(packing: Packing) -> Self {
        match packing {
            Packing::Plain => Self::Plain(Vec::with_capacity(2 * CHUNK)),
            Packing::Gzip => Self::Gzip(GzEncoder::new(Vec::with_capacity(2 * CHUNK), LEVEL)),
        }
    }

    fn gathered(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Plain(gathered) => gathered,
            Self::Gzip(encoder) => encoder.get_mut(),
        }
    }

    /// What is gathered, when it is enough.
    fn full(&mut self) -> Option<Bytes> {
        let gathered = self.gathered();
        (gathered.len() >= CHUNK).then(|| std::mem::replace(gathered, Vec::with_capacity(2 * CHUNK)).into())
    }

    fn finish(self) -> std::io::Result<Bytes> {
        match self {
            Self::Plain(gathered) => Ok(gathered.into()),
            Self::Gzip(encoder) => Ok(encoder.finish()?.into()),
        }
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(gathered) => gathered.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The name under which a browser keeps it (contract §6.1): `ortomat-backup-2026-11-22T12-05-09.json`, in UTC.
#[must_use]
pub fn file_name(moment: Timestamp, packing: Packing) -> String {
    let second: String = moment
        .to_string()
        .chars()
        .take(19)
        .map(|c| if c == ':' { '-' } else { c })
        .collect();
    let extension = match packing {
        Packing::Plain => "json",
        Packing::Gzip => "json.gz",
    };
    format!("ortomat-backup-{second}.{extension}")
}
