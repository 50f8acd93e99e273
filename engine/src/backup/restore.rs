//! Puts a file's data in the place of what is there: entirely or not at all.
//!
//! Everything is checked before anything is touched; then one transaction takes the old rows away and stores the new
//! ones, so a process killed in between leaves what was there. What no file holds is kept from what was there: passwords
//! and second factors of people who are the same, secrets of devices that are the same, and the sign-in of the
//! administrator who restores.

use super::{
    check::{Check, Values, check, is_open},
    column::{Kind, Stored},
    keep::{Kept, forget_sign_ins},
    problem::Problem,
    read::header,
    table::{SALES, TABLES, Table},
};
use crate::{
    Engine,
    database::WriteTxn,
    error::{Error, Refusal},
    staff::Actor,
};
use domain::Timestamp;
use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, Statement, Value,
    sea_query::{Alias, Expr, Query},
};
use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};
use tokio::sync::mpsc;

/// The most that a file may hold, unpacked, in bytes.
pub const LARGEST: u64 = 2 * 1024 * 1024 * 1024;
/// Rows that are stored with one statement; SQLite takes 32,766 values in one.
const BATCH: usize = 500;
/// Batches that may wait for the database.
const WAITING: usize = 2;

/// What a restore would do, or has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub check: Check,
    /// Rows that are there now, by the key of the table.
    pub now: BTreeMap<&'static str, u64>,
}

/// What a restore has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub check: Check,
    /// Where the data of before lie, if there were any worth keeping.
    pub safety_backup: Option<PathBuf>,
    /// People who could sign in where the file was made, and have no password here.
    pub without_password: u64,
    /// Devices that need a new secret.
    pub without_secret: u64,
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
        let (path, now) = (file.to_owned(), self.now());
        let check = blocking(move || {
            let header = header(&path, LARGEST)?;
            Ok(check(&path, LARGEST, &header, now, &mut |_, _| Ok(()))?)
        })
        .await?;
        Ok(Preview {
            check,
            now: self.count_rows().await?,
        })
    }

    async fn count_rows(&self) -> Result<BTreeMap<&'static str, u64>, Error> {
        let reads = self.database.read();
        let mut counts = BTreeMap::new();
        for table in &TABLES {
            let count = Statement::from_string(
                reads.get_database_backend(),
                format!("SELECT COUNT(*) FROM {}", table.name),
            );
            let counted: i64 = match reads.query_one_raw(count).await? {
                Some(row) => row.try_get_by_index(0)?,
                None => 0,
            };
            counts.insert(table.key, u64::try_from(counted).unwrap_or(0));
        }
        Ok(counts)
    }

    /// Restores the file on an administrator's word. `safety` is a folder for a backup of what is there now.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::Busy`] while another restore runs; [`RestoreError::File`]. In every case all is
    /// as it was.
    pub async fn restore_by(
        &self,
        actor: &Actor,
        session: Option<&str>,
        file: &Path,
        safety: &Path,
    ) -> Result<Restored, RestoreError> {
        crate::fleet::administrators_only(actor).map_err(Error::from)?;
        self.restore(Some(By { actor, session }), file, safety).await
    }

    /// Restores the file at the terminal, where whoever sits has the database anyway.
    ///
    /// # Errors
    /// [`Refusal::Busy`] while another restore runs; [`RestoreError::File`]. In every case all is as it was.
    pub async fn restore(&self, by: Option<By<'_>>, file: &Path, safety: &Path) -> Result<Restored, RestoreError> {
        if self.restoring.swap(true, Ordering::SeqCst) {
            return Err(Error::from(Refusal::Busy).into());
        }
        let turn = Turn(self.clone());
        let outcome = self.replace_everything(by, file, safety).await;
        drop(turn);
        outcome
    }

    async fn replace_everything(
        &self,
        by: Option<By<'_>>,
        file: &Path,
        safety: &Path,
    ) -> Result<Restored, RestoreError> {
        // Nothing is copied and nobody waits for a file that is refused.
        self.preview_restore(file).await?;
        let now = self.now();
        let safety_backup = self.safety_backup(safety, now).await?;
        let mut txn = self.database.write().await?;
        shut_the_doors(&txn).await?;
        let kept = Kept::gather(&txn, by).await?;
        forget_sign_ins(&txn).await?;
        for table in TABLES.iter().rev() {
            execute(&txn, &format!("DELETE FROM {}", table.name)).await?;
        }
        let check = self.store_rows(&mut txn, file, now).await?;
        let (without_password, without_secret) = kept.put_back(&txn, now).await?;
        remember(&txn, self, by, &check, safety_backup.as_deref(), now).await?;
        txn.commit(&self.wakeups).await?;
        for device in self.registry.devices() {
            // Whoever is still one of ours comes back by itself.
            self.registry.close(&device);
        }
        Ok(Restored {
            check,
            safety_backup,
            without_password,
            without_secret,
        })
    }

    /// A backup of what is there, whole and on the disk before anything is taken away.
    async fn safety_backup(&self, folder: &Path, now: Timestamp) -> Result<Option<PathBuf>, RestoreError> {
        if self.count_rows().await?.values().all(|rows| *rows == 0) {
            return Ok(None);
        }
        let name = super::file_name(now, super::Packing::Gzip);
        // Never over a file that is there: it may be the very one that is being restored.
        let path = (1..)
            .map(|number| match number {
                1 => folder.join(format!("before-restore-{name}")),
                _ => folder.join(format!("before-restore-{number}-{name}")),
            })
            .find(|path| !path.exists())
            .unwrap_or_default();
        self.backup_to_file(&path, super::Packing::Gzip).await?;
        Ok(Some(path))
    }

    /// Writes a whole backup into a file: under another name until it is complete and on the disk.
    ///
    /// # Errors
    /// When the database or the disk objects.
    pub async fn backup_to_file(&self, path: &Path, packing: super::Packing) -> Result<super::Totals, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let unfinished = path.with_extension("part");
        let mut file = std::fs::File::create(&unfinished)?;
        let mut parts = Box::pin(self.backup_parts(packing));
        let mut totals = None;
        while let Some(part) = parts.try_next().await? {
            match part {
                super::Part::Bytes(bytes) => file.write_all(&bytes)?,
                super::Part::Done(all) => totals = Some(all),
            }
        }
        file.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        totals.ok_or(Error::NobodyReads)
    }

    async fn store_rows(&self, txn: &mut WriteTxn, file: &Path, now: Timestamp) -> Result<Check, RestoreError> {
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
            stored = insert(txn, table, rows, now).await;
            if stored.is_err() {
                break;
            }
        }
        drop(batches);
        let check = reading.await.map_err(|_| Error::NobodyReads)?;
        stored?;
        Ok(check?)
    }
}

/// Only one restores at a time.
struct Turn(Engine);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.restoring.store(false, Ordering::SeqCst);
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RestoreError> + Send + 'static,
) -> Result<T, RestoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::NobodyReads)?
}

/// Nobody writes until this is over. SQLite has one writer anyway.
async fn shut_the_doors(txn: &WriteTxn) -> Result<(), Error> {
    if txn.db().get_database_backend() == DatabaseBackend::Postgres {
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        execute(txn, &format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", "))).await?;
    }
    Ok(())
}

pub(super) async fn execute(txn: &WriteTxn, sql: &str) -> Result<u64, Error> {
    let statement = Statement::from_string(txn.db().get_database_backend(), sql);
    Ok(txn.db().execute_raw(statement).await?.rows_affected())
}

/// Stores rows of one table.
async fn insert(txn: &WriteTxn, table: &'static Table, rows: Vec<Values>, now: Timestamp) -> Result<(), Error> {
    let ours = defaults(table, now);
    let restored = table.key == SALES;
    let mut query = Query::insert();
    query.into_table(Alias::new(table.name)).columns(
        table
            .stored()
            .filter_map(|column| column.column)
            .chain(ours.iter().map(|(column, _)| *column))
            .chain(restored.then_some("restored"))
            .map(Alias::new),
    );
    for values in rows {
        let open = restored && is_open(table, &values);
        let values = table
            .stored()
            .zip(values)
            .map(|(column, value)| as_value(column.kind, value))
            .chain(ours.iter().map(|(_, value)| value.clone()))
            .chain(restored.then_some(Value::Bool(Some(open))))
            .map(Expr::value);
        query
            .values(values)
            .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    }
    txn.db().execute(&query).await?;
    Ok(())
}

/// What rows need besides what a file holds.
fn defaults(table: &Table, now: Timestamp) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::String(Some(text.to_owned()));
    match table.name {
        // Nobody saves over what was restored from a form that was opened before.
        "users" | "ortomats" | "products" | "settings" => vec![("version", Value::BigInt(Some(now.millis())))],
        // No secret that anybody knows; whoever is the same gets the known one back.
        "devices" => vec![("token_salt", text("")), ("token_hash", text(""))],
        // Later than every connection: what was owed before a backup is sent to nobody.
        "commands" => vec![("connection_id", text("~"))],
        _ => Vec::new(),
    }
}

fn as_value(kind: Kind, value: Stored) -> Value {
    match value {
        Stored::Text(text) => Value::String(Some(text)),
        Stored::Integer(number) => Value::BigInt(Some(number)),
        Stored::Boolean(yes) => Value::Bool(Some(yes)),
        Stored::Bytes(bytes) => Value::Bytes(Some(bytes)),
        Stored::Null => match kind {
            Kind::Text | Kind::Id | Kind::Phone | Kind::Json => Value::String(None),
            Kind::Integer | Kind::Money | Kind::Moment => Value::BigInt(None),
            Kind::Boolean => Value::Bool(None),
            Kind::Bytes => Value::Bytes(None),
        },
    }
}

/// The history of restores is no part of what is restored.
async fn remember(
    txn: &WriteTxn,
    engine: &Engine,
    by: Option<By<'_>>,
    check: &Check,
    safety_backup: Option<&Path>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows: u64 = check.tables.values().map(|table| table.kept).sum();
    let text = |text: Option<String>| Value::String(text);
    let number = |number: u64| Value::BigInt(Some(i64::try_from(number).unwrap_or(i64::MAX)));
    let mut query = Query::insert();
    query
        .into_table(Alias::new("restores"))
        .columns(
            [
                "id",
                "made_at",
                "format",
                "row_count",
                "open_orders",
                "safety_backup",
                "restored_by",
                "restored_at",
            ]
            .map(Alias::new),
        )
        .values(
            [
                text(Some(engine.new_log_id())),
                text(Some(check.timestamp.chars().take(40).collect())),
                text(Some(format!("{:?}", check.version))),
                number(rows),
                number(check.open_orders),
                text(safety_backup.map(|path| path.display().to_string())),
                text(by.map(|by| by.actor.name.full())),
                Value::BigInt(Some(now.millis())),
            ]
            .map(Expr::value),
        )
        .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    txn.db().execute(&query).await?;
    Ok(())
}
