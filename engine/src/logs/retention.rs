//! How long entries are kept that nobody has to act upon. Errors and worse stay for ever, and without a setting all do.
//! Evidence, which is what concerns security or money, stays for a year whatever the setting says: somebody who means
//! harm and may change settings cannot remove the traces of it.

use crate::{
    Engine,
    activity_log::Entry,
    entity::{activity_log, settings},
    error::{Error, Refusal},
    fleet::administrators_only,
    staff::Actor,
};
use domain::{
    Day, Timestamp,
    activity::{ActivityType, Category, Severity},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DeleteMany, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

/// The column of `settings`; the one row's other columns are the settings' own business.
const COLUMN: &str = "log_retention_days";
const ROW: &str = "default";
const LONGEST: u16 = 36_500;
/// Days that evidence is kept at least.
const EVIDENCE: u16 = 365;
/// Entries of one transaction, so that a purchase never waits for long.
const BATCH: u64 = 500;
/// Batches of one look; what is left is found by the next one.
const BATCHES: usize = 20;

impl Engine {
    /// Days after which entries of severity INFO and WARNING are forgotten, evidence never within a year; `None` keeps
    /// them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody but administrators.
    pub async fn log_retention(&self, actor: &Actor) -> Result<Option<u16>, Error> {
        administrators_only(actor)?;
        self.retention_days().await
    }

    /// # Errors
    /// [`Refusal::Forbidden`]; [`Refusal::RetentionDays`] unless it is from 1 to 36 500 days.
    pub async fn set_log_retention(&self, actor: &Actor, days: Option<u16>) -> Result<(), Error> {
        administrators_only(actor)?;
        if days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
            return Err(Refusal::RetentionDays.into());
        }
        let now = self.now();
        let txn = self.database.write().await?;
        if settings::Entity::find_by_id(ROW).one(txn.db()).await?.is_none() {
            settings::Model {
                id: ROW.to_owned(),
                // Blank terms are the ones that came with the program.
                purchase_terms: String::new(),
                version: 0,
                created_at: now.millis(),
                updated_at: now.millis(),
            }
            .into_active_model()
            .reset_all()
            .insert(txn.db())
            .await?;
        }
        let update = Query::update()
            .table(settings::Entity)
            .value(Alias::new(COLUMN), days.map(i32::from))
            .and_where(Expr::col(settings::Column::Id).eq(ROW))
            .to_owned();
        txn.db().execute(&update).await?;
        let entry = Entry::new(
            ActivityType::SettingsChanged,
            Severity::Warning,
            "Змінено строк зберігання журналу",
        );
        entry.by(&actor.id).with("days", days).write(&txn, now).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn retention_days(&self) -> Result<Option<u16>, Error> {
        let days: Option<Option<i32>> = settings::Entity::find_by_id(ROW)
            .select_only()
            .expr_as(Expr::col(Alias::new(COLUMN)), COLUMN)
            .into_tuple()
            .one(self.database.read())
            .await?;
        days.flatten()
            .map(|days| {
                u16::try_from(days).map_err(|_| Error::CorruptRow {
                    column: "settings.log_retention_days",
                    id: ROW.to_owned(),
                })
            })
            .transpose()
    }

    /// Forgets what is old enough, whole days of Kyiv's calendar, so that there is something to do once a day. Returns
    /// whether there may be more.
    pub(crate) async fn trim_log(&self) -> Result<bool, Error> {
        let Some(days) = self.retention_days().await? else {
            return Ok(false);
        };
        let today = Day::of(self.now());
        let mut forgotten = 0;
        let mut more = true;
        for _ in 0..BATCHES {
            let batch = self.forget_entries(today, days).await?;
            forgotten += batch;
            more = batch >= BATCH;
            if !more {
                break;
            }
            tokio::task::yield_now().await;
        }
        if forgotten > 0 {
            let txn = self.database.write().await?;
            Entry::new(
                ActivityType::LogTrimmed,
                Severity::Warning,
                format!("Старі записи журналу видалено за налаштуванням: {forgotten}"),
            )
            .with("days", days)
            .with("before", today.back(days).start().to_string())
            .write(&txn, self.now())
            .await?;
            txn.commit(&self.wakeups).await?;
        }
        Ok(more)
    }

    /// One transaction; returns how many entries went.
    async fn forget_entries(&self, today: Day, days: u16) -> Result<u64, Error> {
        let txn = self.database.write().await?;
        let mut forgotten = 0;
        for category in Category::ALL.iter().copied() {
            let before = today.back(kept_days(category, days)).start();
            for severity in [Severity::Info, Severity::Warning] {
                let left = BATCH.saturating_sub(forgotten);
                if left > 0 {
                    let deleted = forget_oldest(category, severity, before, left).exec(txn.db()).await?;
                    forgotten += deleted.rows_affected;
                }
            }
        }
        txn.commit(&self.wakeups).await?;
        Ok(forgotten)
    }
}

/// Days after which an entry that nobody has to act upon is forgotten.
fn kept_days(category: Category, days: u16) -> u16 {
    match category {
        Category::Security | Category::Payment => Ord::max(days, EVIDENCE),
        Category::Cells | Category::Orders | Category::Couriers | Category::System => days,
    }
}

/// Deletes the oldest entries of one kind. One category and one severity at a time is what the index
/// `activity_logs_by_category_severity` leads to; a statement for all of them would read the evidence that is kept each
/// time anew.
pub(super) fn forget_oldest(
    category: Category,
    severity: Severity,
    before: Timestamp,
    most: u64,
) -> DeleteMany<activity_log::Entity> {
    let old = activity_log::Entity::find()
        .select_only()
        .column(activity_log::Column::Id)
        .filter(activity_log::COLUMN.category.eq(category.as_str()))
        .filter(activity_log::COLUMN.severity.eq(severity.as_str()))
        .filter(activity_log::COLUMN.created_at.lt(before.millis()))
        .order_by_asc(activity_log::COLUMN.created_at)
        .limit(most)
        .into_query();
    activity_log::Entity::delete_many().filter(activity_log::COLUMN.id.in_subquery(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_kept_for_a_year_or_as_long_as_everything_else() {
        for category in Category::ALL.iter().copied() {
            let is_evidence = [Category::Security, Category::Payment].contains(&category);
            assert_eq!(kept_days(category, 1), if is_evidence { 365 } else { 1 }, "{category}");
            assert_eq!(kept_days(category, 1_000), 1_000, "{category}");
        }
    }
}
