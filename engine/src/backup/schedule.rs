//! The backup that the program makes by itself once a day. It counts only when it was restored into a scratch database
//! and what came out of that is the same.

use super::{
    document::Totals,
    export::{Packing, Part, file_name},
    restore::RestoreError,
    snapshot::count_rows,
    unsettled::Unsettled,
    work::{BackupConfig, Schedule},
};
use crate::{
    Database, Engine, Setup,
    aside::wait_aside,
    bank::BankConfig,
    entity::{restore, scheduled_backup},
    error::Error,
    fleet::administrators_only,
    products::PictureStore,
    staff::Actor,
};
use domain::{Day, Timestamp};
use futures_util::TryStreamExt;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// After a failure it is tried again.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How folders begin in which a backup is restored for a trial.
pub(super) const TRIAL: &str = "trial-";
/// What a backup says of itself until it is verified.
const UNFINISHED: &str = "не завершено";
/// Restores that the page of the settings tells of.
const PAST_RESTORES: u64 = 5;

/// A backup that the program made by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledBackup {
    pub file: PathBuf,
    pub rows: u64,
    /// What went wrong; without it the file was restored for a trial and is right.
    pub failure: Option<String>,
    pub at: Timestamp,
}

/// A restore of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRestore {
    pub at: Timestamp,
    /// When the file was made, as it says itself.
    pub made_at: String,
    pub by: Option<String>,
    pub rows: u64,
    pub safety_backup: Option<PathBuf>,
    /// Orders that had not ended when everything was replaced.
    pub unsettled: Vec<Unsettled>,
}

impl Engine {
    /// What became of the last backup that the program made by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_scheduled_backup(&self) -> Result<Option<ScheduledBackup>, Error> {
        let last = scheduled_backup::Entity::find()
            .order_by_desc(scheduled_backup::COLUMN.started_at)
            .one(self.database.read())
            .await?;
        Ok(last.map(|row| ScheduledBackup {
            file: row.file.into(),
            rows: u64::try_from(row.row_count).unwrap_or(0),
            failure: row.failure,
            at: Timestamp::from_millis(row.ended_at),
        }))
    }

    /// When the program makes backups by itself, and where they lie.
    #[must_use]
    pub fn backup_config(&self) -> &BackupConfig {
        &self.backups.config
    }

    /// The last restores, the newest first.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`].
    pub async fn past_restores(&self, actor: &Actor) -> Result<Vec<PastRestore>, Error> {
        administrators_only(actor)?;
        let rows = restore::Entity::find()
            .order_by_desc(restore::COLUMN.restored_at)
            .limit(PAST_RESTORES)
            .all(self.database.read())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| PastRestore {
                at: Timestamp::from_millis(row.restored_at),
                made_at: row.made_at,
                by: row.restored_by,
                rows: u64::try_from(row.row_count).unwrap_or(0),
                safety_backup: row.safety_backup.map(PathBuf::from),
                unsettled: serde_json::from_str(&row.unsettled).unwrap_or_default(),
            })
            .collect())
    }

    /// Makes the backup of today if it is due and nobody has.
    ///
    /// # Errors
    /// When it cannot be made or is not what it should be; then it is tried again an hour later.
    pub async fn back_up_daily(&self) -> Result<(), Error> {
        let Some(schedule) = self.backups.config.schedule else {
            return Ok(());
        };
        let now = self.now();
        let today = Day::of(now);
        if now
            < today
                .start()
                .after(Duration::from_secs(3_600 * u64::from(schedule.hour)))
        {
            return Ok(());
        }
        if count_rows(self.database.read()).await?.values().all(|rows| *rows == 0) {
            // Just installed: the day is not over when there is something to keep.
            return Ok(());
        }
        let folder = &self.backups.config.folder;
        let file = folder.join(file_name(now, Packing::Gzip));
        if !self.claim_day(today, &file, now).await? {
            return Ok(());
        }
        let (engine, path) = (self.clone(), file.clone());
        let made = wait_aside("daily backup", async move || engine.make_verified(&path).await)
            .await
            .flatten();
        self.note_backup(today, &made).await?;
        let totals = made?;
        tracing::info!(file = %file.display(), rows = totals.rows(), "the daily backup was made and verified");
        self.delete_old_backups(schedule).await
    }

    /// Whether this process makes the backup of the day: no other does, and none has succeeded.
    async fn claim_day(&self, day: Day, file: &Path, now: Timestamp) -> Result<bool, Error> {
        let row = scheduled_backup::Model {
            id: day.to_string(),
            file: file.display().to_string(),
            row_count: 0,
            sha256: String::new(),
            failure: Some(UNFINISHED.to_owned()),
            started_at: now.millis(),
            ended_at: now.millis(),
        };
        let again = OnConflict::column(scheduled_backup::Column::Id)
            .update_columns([
                scheduled_backup::Column::File,
                scheduled_backup::Column::Failure,
                scheduled_backup::Column::StartedAt,
                scheduled_backup::Column::EndedAt,
            ])
            .action_and_where(Expr::col((scheduled_backup::Entity, scheduled_backup::Column::Failure)).is_not_null())
            .action_and_where(
                Expr::col((scheduled_backup::Entity, scheduled_backup::Column::EndedAt))
                    .lte(now.before(TRY_AGAIN_AFTER).millis()),
            )
            .to_owned();
        let txn = self.database.write().await?;
        let claimed = scheduled_backup::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(again)
            .exec_without_returning(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(claimed == 1)
    }

    async fn make_verified(&self, file: &Path) -> Result<Totals, Error> {
        let totals = self.backup_to_file(file, Packing::Gzip).await?;
        self.verify(file, &totals).await?;
        Ok(totals)
    }

    /// Restores the file into a database of its own and reads it out again: it must be the same.
    async fn verify(&self, file: &Path, totals: &Totals) -> Result<(), Error> {
        let folder = self
            .backups
            .config
            .folder
            .join(format!("{TRIAL}{}", crate::ids::random_uuid()));
        let outcome = restored_for_a_trial(&folder, file).await;
        // Whatever came of it, nobody needs the scratch database.
        if let Err(error) = tokio::fs::remove_dir_all(&folder).await {
            tracing::warn!(%error, "a scratch database could not be deleted");
        }
        let found = outcome?;
        if found.sha256 == totals.sha256 && found.counts == totals.counts {
            Ok(())
        } else {
            Err(Error::Unverified("its content came back different".to_owned()))
        }
    }

    async fn note_backup(&self, day: Day, made: &Result<Totals, Error>) -> Result<(), Error> {
        let (rows, sha256, failure) = match made {
            Ok(totals) => (totals.rows(), totals.sha256.clone(), None),
            Err(error) => (0, String::new(), Some(error.to_string())),
        };
        let txn = self.database.write().await?;
        scheduled_backup::ActiveModel {
            id: Set(day.to_string()),
            row_count: Set(i64::try_from(rows).unwrap_or(i64::MAX)),
            sha256: Set(sha256),
            failure: Set(failure),
            ended_at: Set(self.now().millis()),
            ..Default::default()
        }
        .update(txn.db())
        .await?;
        Ok(txn.commit(&self.wakeups).await?)
    }

    /// Only files that we made ourselves, and only after one that is right.
    async fn delete_old_backups(&self, schedule: Schedule) -> Result<(), Error> {
        let oldest = self.now().before(DAY.saturating_mul(u32::from(schedule.keep_days)));
        let old = scheduled_backup::Entity::find()
            .filter(scheduled_backup::COLUMN.started_at.lt(oldest.millis()))
            .all(self.database.read())
            .await?;
        for row in old {
            match tokio::fs::remove_file(&row.file).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = row.file, "an old backup could not be deleted");
                    continue;
                }
                Ok(()) | Err(_) => {}
            }
            let txn = self.database.write().await?;
            scheduled_backup::Entity::delete_by_id(row.id).exec(txn.db()).await?;
            txn.commit(&self.wakeups).await?;
        }
        Ok(())
    }
}

async fn restored_for_a_trial(folder: &Path, file: &Path) -> Result<Totals, Error> {
    tokio::fs::create_dir_all(folder).await?;
    let scratch = Engine::new(Setup {
        database: Database::connect(&format!("sqlite:{}", folder.join("scratch.db").display())).await?,
        // Nobody is asked for anything: its jobs do not run.
        bank: BankConfig {
            api_url: String::new(),
            token: Default::default(),
        },
        payment_type: domain::payment::PaymentType::Debit,
        public_url: String::new(),
        timings: domain::order::Timings::default(),
        clock: crate::Clock::default(),
        pictures: PictureStore::in_memory(),
        backups: BackupConfig {
            folder: folder.to_owned(),
            schedule: None,
        },
    })?;
    scratch.database.migrate().await?;
    let restored = scratch.restore(None, file, folder).await;
    let totals = match restored {
        Ok(_) => scratch.read_everything().await,
        Err(RestoreError::File(problem)) => Err(Error::Unverified(format!("{problem:?}"))),
        Err(RestoreError::Failed(error)) => Err(error),
    };
    scratch.close().await?;
    totals
}

impl Engine {
    /// What a backup of this moment would hold.
    async fn read_everything(&self) -> Result<Totals, Error> {
        let mut parts = Box::pin(self.backup_parts(Packing::Plain));
        while let Some(part) = parts.try_next().await? {
            if let Part::Done(totals) = part {
                return Ok(totals);
            }
        }
        Err(Error::NobodyReads)
    }
}
