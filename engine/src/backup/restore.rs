//! Puts a file's data in the place of what is there: entirely or not at all.
//!
//! Everything is checked before anything is touched; then one transaction takes the old rows away and stores the new
//! ones, so a process killed in between leaves what was there. What no file holds is kept from what was there: passwords
//! and second factors of people who are the same, secrets of devices that are the same, and the sign-in of the
//! administrator who restores.

use super::{
    archive,
    check::{Check, Values, check},
    insert::insert,
    keep::{Kept, Newcomer, SIGN_INS, forget_sign_ins, staying_devices},
    problem::Problem,
    read::{Version, header},
    snapshot::{UNLIMITED, count_rows},
    stock,
    table::{DEVICES, TABLES, Table},
    unsettled::{Unsettled, unsettled},
    upgrade::LEDGER,
    work::{Meter, Progress},
};
use crate::{
    Engine,
    activity_log::Entry,
    aside::aside,
    database::WriteTxn,
    entity::restore,
    error::{Error, Refusal},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Statement, Value};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

/// The most that a file may hold, unpacked, in bytes.
pub const LARGEST: u64 = 2 * 1024 * 1024 * 1024;
/// Rows that are stored with one statement; SQLite takes 32,766 values in one.
const BATCH: usize = 500;
/// Batches that may wait for the database.
const WAITING: usize = 2;
/// Doors that are about to open get this long before everything is replaced.
const DOORS: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often somebody else may come first.
const LOCK_TRIES: u32 = 10;

/// What a restore would do, or has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub check: Check,
    /// Rows that are there now, by the key of the table.
    pub now: BTreeMap<&'static str, u64>,
    /// Orders of now that have not ended.
    pub unsettled: Vec<Unsettled>,
}

/// What a restore has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub check: Check,
    /// Where the data of before lie, if there were any worth keeping.
    pub safety_backup: Option<PathBuf>,
    /// People who could sign in where the file was made, and have no password here.
    pub newcomers: Vec<Newcomer>,
    /// Devices that need a new secret.
    pub without_secret: u64,
    /// Orders of before that had not ended.
    pub unsettled: Vec<Unsettled>,
    /// Cells that are full in the file and were sold from after it was made: blocked until somebody has looked.
    pub blocked_cells: u64,
    /// Pictures that came with the data.
    pub pictures: u64,
}

/// The administrator who restores.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub actor: &'a Actor,
    /// The name of their session: it does not end.
    pub session: Option<&'a str>,
}

/// Why a file was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the file cannot be restored: {0:?}")]
    File(Box<Problem>),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<Problem> for RestoreError {
    fn from(problem: Problem) -> Self {
        Self::File(Box::new(problem))
    }
}

impl From<sea_orm::DbErr> for RestoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl Engine {
    /// What restoring the file would do. Touches nothing.
    ///
    /// # Errors
    /// [`RestoreError::File`] says what is wrong with it.
    pub async fn preview_restore(&self, file: &Path) -> Result<Preview, RestoreError> {
        self.preview_restore_telling(file, |_| {}).await
    }

    /// The same, and `tell` hears how far it has come.
    pub(super) async fn preview_restore_telling(
        &self,
        file: &Path,
        tell: impl FnMut(Progress) + Send + 'static,
    ) -> Result<Preview, RestoreError> {
        let (path, now) = (file.to_owned(), self.now());
        let scratch = self.backups.config.folder.clone();
        let mut check = aside("check", move || -> Result<Check, RestoreError> {
            let opened = archive::open(&path, &scratch)?;
            let path = &opened.document;
            let header = header(path, LARGEST)?;
            let mut meter = Meter::new(header.rows(), tell);
            Ok(check(path, LARGEST, &header, now, &mut |table, _| {
                meter.row(table.key);
                Ok(())
            })?)
        })
        .await??;
        check.stay(DEVICES, staying_devices(self.database.read(), &check).await?);
        Ok(Preview {
            check,
            now: count_rows(self.database.read()).await?,
            unsettled: unsettled(self.database.read()).await?,
        })
    }

    /// Restores the file on an administrator's word. `safety` is a folder for a backup of what is there now.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::BackupBusy`] while another restore runs; [`RestoreError::File`]. In every case all is
    /// as it was.
    pub async fn restore_by(
        &self,
        actor: &Actor,
        session: Option<&str>,
        file: &Path,
        safety: &Path,
    ) -> Result<Restored, RestoreError> {
        self.restore_telling(By { actor, session }, file, safety, &mut |_| {})
            .await
    }

    /// The same, and `tell` hears how far it has come.
    pub(super) async fn restore_telling(
        &self,
        by: By<'_>,
        file: &Path,
        safety: &Path,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Restored, RestoreError> {
        crate::fleet::administrators_only(by.actor).map_err(Error::from)?;
        let turn = self.pause_selling()?;
        self.wait_for_doors().await?;
        let outcome = self.replace_everything(Some(by), file, safety, tell).await;
        drop(turn);
        outcome
    }

    /// Whoever has paid and stands before a door that is about to open shall not be caught by a restore.
    async fn wait_for_doors(&self) -> Result<(), Error> {
        let begun = Instant::now();
        while self.doors_about_to_open().await? > 0 && begun.elapsed() < DOORS {
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// The log of before went with everything else: the new one says who did it, and where the old one lies.
    async fn log_restore(&self, txn: &WriteTxn, actor: &Actor, restored: &Restored) -> Result<(), Error> {
        let safety = restored.safety_backup.as_ref().map(|path| path.display().to_string());
        Entry::new(
            ActivityType::DataRestored,
            Severity::Critical,
            "Дані замінено резервною копією",
        )
        .by(&actor.id)
        .with("madeAt", restored.check.timestamp.as_str())
        .with("rows", restored.check.rows())
        .with("safetyBackup", safety.unwrap_or_default())
        .with("unsettledOrders", restored.unsettled.len())
        .write(txn, self.now())
        .await
    }

    /// Restores the file at the terminal, where whoever sits has the database anyway.
    ///
    /// # Errors
    /// [`Refusal::BackupBusy`] while another restore runs; [`RestoreError::File`]. In every case all is as it was.
    pub async fn restore(&self, by: Option<By<'_>>, file: &Path, safety: &Path) -> Result<Restored, RestoreError> {
        let turn = self.pause_selling()?;
        let outcome = self.replace_everything(by, file, safety, &mut |_| {}).await;
        drop(turn);
        outcome
    }

    /// Nothing is sold, and nobody else restores, as long as the turn is held.
    pub(super) fn pause_selling(&self) -> Result<Turn, Error> {
        if self.backups.restoring.swap(true, Ordering::SeqCst) {
            return Err(Refusal::BackupBusy.into());
        }
        Ok(Turn(self.clone()))
    }

    /// Whether something may be sold or opened now, as far as this process knows.
    ///
    /// # Errors
    /// [`Refusal::Paused`] while it replaces all data.
    pub fn refuse_while_paused(&self) -> Result<(), Refusal> {
        match self.backups.restoring.load(Ordering::SeqCst) {
            true => Err(Refusal::Paused),
            false => Ok(()),
        }
    }

    pub(super) async fn replace_everything(
        &self,
        by: Option<By<'_>>,
        file: &Path,
        safety: &Path,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Restored, RestoreError> {
        // Nothing is copied and nobody waits for a file that is refused.
        let (path, scratch) = (file.to_owned(), safety.to_owned());
        let opened = aside("unpack", move || archive::open(&path, &scratch)).await??;
        let preview = self.preview_restore(&opened.document).await?;
        // Named after their content, so they are in nobody's way, whatever comes of the rest.
        let pictures = self.put_pictures_back(&opened).await?;
        let now = self.now();
        let mut txn = self.only_writer().await?;
        // Read beside the transaction, which has changed nothing yet: nothing can happen after it that it does not hold.
        let safety_backup = self.safety_backup(safety, now).await?;
        let unsettled = unsettled(txn.db()).await?;
        let sold = stock::sold_since(&txn, stock::trusted(&preview.check.timestamp, now)).await?;
        let kept = Kept::gather(&txn, by).await?;
        forget_sign_ins(&txn).await?;
        for table in TABLES.iter().rev() {
            execute(&txn, &format!("DELETE FROM {}", table.name)).await?;
        }
        let mut meter = Meter::new(preview.check.rows_of_file(), tell);
        let mut check = self.store_rows(&mut txn, &opened.document, now, &mut meter).await?;
        if check.version == Version::One {
            execute(&txn, LEDGER).await?;
            check.stay(DEVICES, preview.check.kept(DEVICES));
        }
        let (newcomers, without_secret) = kept.put_back(&txn, &check, now).await?;
        let blocked_cells = stock::block(&txn, &sold, now).await?;
        let restored = Restored {
            check,
            safety_backup,
            newcomers,
            without_secret,
            unsettled,
            blocked_cells,
            pictures,
        };
        remember(&txn, self, by, &restored, now).await?;
        if let Some(by) = by {
            self.log_restore(&txn, by.actor, &restored).await?;
        }
        txn.commit(&self.wakeups).await?;
        for device in self.registry.devices() {
            // Whoever is still one of ours comes back by itself.
            self.registry.close(&device);
        }
        Ok(restored)
    }

    /// Nobody writes until this transaction is over, nor signs in. SQLite has one writer anyway; PostgreSQL gives one table
    /// after the other, so somebody who holds one of them and waits for another may have to be let through first.
    async fn only_writer(&self) -> Result<WriteTxn, Error> {
        let mut tries = 0;
        loop {
            let txn = self.database.write().await?;
            if txn.has_one_writer() {
                return Ok(txn);
            }
            execute(&txn, UNLIMITED).await?;
            let names: Vec<&str> = TABLES.iter().map(|table| table.name).chain(SIGN_INS).collect();
            let locked = execute(&txn, &format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", "))).await;
            match locked {
                Ok(_) => return Ok(txn),
                Err(error) if tries < LOCK_TRIES => {
                    tracing::info!(%error, "somebody else has to finish first");
                    tries += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn store_rows(
        &self,
        txn: &mut WriteTxn,
        file: &Path,
        now: Timestamp,
        meter: &mut Meter<impl FnMut(Progress)>,
    ) -> Result<Check, RestoreError> {
        let path = file.to_owned();
        let (sender, mut batches) = mpsc::channel::<(&'static Table, Vec<Values>)>(WAITING);
        let reading = tokio::task::spawn_blocking(move || -> Result<Check, Problem> {
            let header = header(&path, LARGEST)?;
            let mut batch: Option<(&'static Table, Vec<Values>)> = None;
            let mut gone = false;
            let mut hand_over = |full: (&'static Table, Vec<Values>)| gone |= sender.blocking_send(full).is_err();
            let outcome = check(&path, LARGEST, &header, now, &mut |table, values| {
                match &mut batch {
                    Some((of, rows)) if of.key == table.key && rows.len() < BATCH => rows.push(values),
                    other => {
                        if let Some(full) = other.replace((table, vec![values])) {
                            hand_over(full);
                        }
                    }
                }
                Ok(())
            })?;
            if let Some(last) = batch {
                hand_over(last);
            }
            if gone { Err(Problem::Unreadable) } else { Ok(outcome) }
        });
        let mut stored = Ok(());
        while let Some((table, rows)) = batches.recv().await {
            meter.rows(table.key, rows.len());
            stored = insert(txn, table, rows, now).await;
            if stored.is_err() {
                break;
            }
        }
        drop(batches);
        let check = reading.await.map_err(Error::from)?;
        stored?;
        Ok(check?)
    }
}

/// Only one restores at a time.
#[derive(Debug)]
pub(super) struct Turn(Engine);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.backups.restoring.store(false, Ordering::SeqCst);
    }
}

pub(super) async fn execute(txn: &WriteTxn, sql: &str) -> Result<u64, Error> {
    execute_with(txn, sql, []).await
}

pub(super) async fn execute_with(
    txn: &WriteTxn,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, Error> {
    let statement = Statement::from_sql_and_values(txn.db().get_database_backend(), sql, values);
    Ok(txn.db().execute_raw(statement).await?.rows_affected())
}

/// The history of restores is no part of what is restored.
async fn remember(
    txn: &WriteTxn,
    engine: &Engine,
    by: Option<By<'_>>,
    restored: &Restored,
    now: Timestamp,
) -> Result<(), Error> {
    let check = &restored.check;
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    restore::Model {
        id: engine.new_log_id(),
        made_at: check.timestamp.chars().take(40).collect(),
        format: format!("{:?}", check.version),
        row_count: number(check.rows()),
        open_orders: number(check.open_orders),
        safety_backup: restored.safety_backup.as_ref().map(|path| path.display().to_string()),
        unsettled: serde_json::to_string(&restored.unsettled).unwrap_or_default(),
        restored_by: by.map(|by| by.actor.name.full()),
        restored_at: now.millis(),
    }
    .into_active_model()
    .reset_all()
    .insert(txn.db())
    .await?;
    Ok(())
}
