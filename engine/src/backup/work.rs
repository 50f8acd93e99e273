//! What this process does with backups right now, for pages that follow it. What came of it is kept until the next one.

use super::{
    keep::Newcomer,
    limit::Limit,
    problem::Problem,
    restore::{Preview, Restored},
    upload::Arrived,
};
use domain::Timestamp;
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};
use tokio::sync::watch;

/// Backups that people may take within an hour.
const BACKUPS: usize = 20;
/// Files that people may bring within an hour.
const RESTORES: usize = 20;
/// Rows after which the progress is told once more.
const EVERY: u64 = 1_000;

/// Where backups are kept and how often they are made by themselves.
#[derive(Clone, Debug)]
pub struct BackupConfig {
    pub folder: PathBuf,
    /// `None`: not at all.
    pub schedule: Option<Schedule>,
}

impl BackupConfig {
    /// For a process that makes none by itself; what people bring lies where temporary files lie.
    #[must_use]
    pub fn none() -> Self {
        Self {
            folder: std::env::temp_dir(),
            schedule: None,
        }
    }
}

/// Once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Not before this hour in Kyiv, 0 to 23.
    pub hour: u8,
    /// How long a file is kept.
    pub keep_days: u16,
}

/// What a process needs for backups.
#[derive(Debug)]
pub(crate) struct Backups {
    pub(super) config: BackupConfig,
    /// A restore takes all the data away and puts other data in their place; one at a time, and nothing is sold.
    pub(super) restoring: AtomicBool,
    /// One download at a time: each of them holds a snapshot of the database.
    pub(super) downloading: AtomicBool,
    pub(super) downloads: Limit,
    pub(super) restores: Limit,
    pub(super) work: watch::Sender<Work>,
}

impl Backups {
    pub(crate) fn new(config: BackupConfig, now: Timestamp) -> Self {
        Self {
            config,
            restoring: AtomicBool::new(false),
            downloading: AtomicBool::new(false),
            downloads: Limit::an_hour(BACKUPS),
            restores: Limit::an_hour(RESTORES),
            work: watch::Sender::new(Work {
                // Not what a page knows from the process before this one.
                revision: now.millis(),
                backup: None,
                upload: None,
            }),
        }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Work)) {
        self.work.send_modify(|work| {
            change(work);
            work.revision += 1;
        });
    }

    /// Changes what is said of an upload, if it is still the one that people see.
    pub(super) fn change_upload(&self, id: &str, stage: Stage) {
        self.change(|work| {
            if let Some(upload) = work.upload.as_mut().filter(|upload| upload.id == id) {
                upload.stage = stage;
            }
        });
    }
}

/// What is going on, and what came of the last of it.
#[derive(Clone, Debug)]
pub struct Work {
    /// Grows with every change.
    pub revision: i64,
    pub backup: Option<BackupWork>,
    pub upload: Option<Upload>,
}

/// A backup that somebody downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupWork {
    Writing(Progress),
    Written {
        rows: u64,
        sha256: String,
        at: Timestamp,
    },
    /// Broken off: the reader has gone, or the database failed.
    Broken {
        at: Timestamp,
    },
}

/// A file that somebody brought to be restored.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: String,
    /// As its owner calls it.
    pub name: String,
    pub stage: Stage,
    pub(super) file: Arc<Arrived>,
}

/// How far the file has come.
#[derive(Clone, Debug)]
pub enum Stage {
    Checking(Option<Progress>),
    /// It cannot be restored; nothing was touched.
    Refused(Box<Problem>),
    /// It can be, when somebody says so.
    Ready(Arc<Preview>),
    /// Doors that are about to open get their time, then the present data are kept in a file.
    Waiting,
    Replacing(Option<Progress>),
    Restored(Arc<Report>),
    /// Our fault; nothing was touched.
    Failed,
}

/// What an administrator has to know and to do after a restore.
#[derive(Clone, Debug)]
pub struct Report {
    pub restored: Restored,
    /// Links that set a password, for people who can sign in with nothing else. They exist nowhere but here.
    pub links: Vec<PasswordLink>,
}

/// Somebody who needs a password, and the link that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    pub person: Newcomer,
    /// `None` for administrators: theirs are made at the server's terminal.
    pub token: Option<String>,
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The key of the table that is read or written now.
    pub table: &'static str,
    /// Of all tables.
    pub rows: u64,
    /// How many there are in all.
    pub of: u64,
}

/// Counts rows and tells from time to time how many there were.
pub(super) struct Meter<F> {
    progress: Progress,
    tell: F,
}

impl<F: FnMut(Progress)> Meter<F> {
    pub(super) const fn new(of: u64, tell: F) -> Self {
        Self {
            progress: Progress { table: "", rows: 0, of },
            tell,
        }
    }

    pub(super) fn row(&mut self, table: &'static str) {
        self.rows(table, 1);
    }

    pub(super) fn rows(&mut self, table: &'static str, rows: usize) {
        let before = self.progress;
        self.progress.table = table;
        self.progress.rows += u64::try_from(rows).unwrap_or(0);
        if before.table != table || before.rows / EVERY != self.progress.rows / EVERY {
            (self.tell)(self.progress);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_at_every_table_and_at_every_thousandth_row() {
        let mut told = Vec::new();
        let mut meter = Meter::new(2_002, |progress: Progress| told.push((progress.table, progress.rows)));
        for _ in 0..2_001 {
            meter.row("users");
        }
        meter.row("cells");
        assert_eq!(
            told,
            [("users", 1), ("users", 1_000), ("users", 2_000), ("cells", 2_002)]
        );
    }
}
