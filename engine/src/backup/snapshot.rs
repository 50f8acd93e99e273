//! One moment of the database: what is in it, row by row, however much is changed meanwhile.

use super::{
    column::Kind,
    table::{TABLES, Table},
};
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    QueryResult, Statement, StreamTrait, TransactionTrait,
};
use std::{cell::Cell, collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

/// Rows that PostgreSQL gives at once.
const PORTION: usize = 200;
/// After a portion the reader rests so many times as long as it took to get it and to make something of it,
const RESTS: u32 = 4;
/// but no longer than this, or whoever waits for the next bytes would believe the line dead.
const LONGEST_REST: Duration = Duration::from_millis(500);
/// Afterwards it hurries: a snapshot that is held too long keeps PostgreSQL from clearing up.
const RESTING: Duration = Duration::from_secs(15 * 60);

/// What an administrator of PostgreSQL may have limited, and a backup or a restore needs: its transaction lasts, and idles
/// between portions.
pub(super) const UNLIMITED: &str = "SELECT set_config(name, '0', TRUE) FROM pg_settings WHERE name IN \
                         ('idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout')";

/// Who else wants the database meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Customers, who go first.
    BesideCustomers,
    /// Nobody: selling is paused, and the sooner it goes on the better.
    Alone,
}

impl Pace {
    /// Those of a reader that begins now.
    pub(super) fn rests(self) -> Rests {
        Rests {
            until: match self {
                Self::BesideCustomers => Some(Instant::now() + RESTING),
                Self::Alone => None,
            },
            worked: Cell::default(),
        }
    }
}

/// The rests of a reader between its portions: [`RESTS`] times as long as it worked since the last one, by the clock. To
/// wait for whoever takes the document is no work.
#[derive(Debug)]
pub(super) struct Rests {
    /// `None`: none at all.
    until: Option<Instant>,
    /// Since the last rest.
    worked: Cell<Duration>,
}

impl Rests {
    pub(super) fn after<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.worked_since(started);
        done
    }

    fn worked_since(&self, started: Instant) {
        self.worked.set(self.worked.get() + started.elapsed());
    }

    /// How long the one that begins now is; the work before it is rested for then.
    fn take(&self, now: Instant) -> Duration {
        let worked = self.worked.take();
        match self.until {
            Some(until) if now < until => (worked * RESTS).min(LONGEST_REST),
            Some(_) | None => Duration::ZERO,
        }
    }
}

/// One moment of the database, for as long as it is held.
pub(super) async fn snapshot(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => {
            let snapshot = connection
                .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
                .await?;
            // Rows that come in their order out of an index come one by one, and so wait for whoever takes them: to sort
            // a table first takes a core for seconds.
            snapshot.execute_unprepared("SET LOCAL enable_sort = off").await?;
            snapshot.execute_unprepared(UNLIMITED).await?;
            Ok(snapshot)
        }
        DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => connection.begin().await,
    }
}

/// Rows that are there, by the key of the table.
pub(super) async fn count_rows(database: &impl ConnectionTrait) -> Result<BTreeMap<&'static str, u64>, DbErr> {
    let mut counts = BTreeMap::new();
    for table in &TABLES {
        let count = Statement::from_string(
            database.get_database_backend(),
            format!("SELECT COUNT(*) FROM {}", table.name),
        );
        let counted: i64 = match database.query_one_raw(count).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        };
        counts.insert(table.key, u64::try_from(counted).unwrap_or(0));
    }
    Ok(counts)
}

/// What an order of bytes has to be asked for with. Where it is the order of the database anyway nothing is said: a
/// PostgreSQL takes the rows out of an index only if nobody names another order, be it the same one.
pub(super) async fn bytewise(snapshot: &DatabaseTransaction) -> Result<&'static str, DbErr> {
    const IS_USUAL: &str = "SELECT datcollate IN ('C', 'POSIX') \
                            AND COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' \
                            FROM pg_database d WHERE datname = current_database()";
    Ok(match ConnectionTrait::get_database_backend(snapshot) {
        DatabaseBackend::Postgres => {
            let asked = Statement::from_string(DatabaseBackend::Postgres, IS_USUAL);
            let is_usual = match snapshot.query_one_raw(asked).await? {
                Some(row) => row.try_get_by_index(0)?,
                None => false,
            };
            if is_usual { "" } else { " COLLATE \"C\"" }
        }
        DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => "",
    })
}

/// Every row of a table, in the order of bytes, which is the same in both databases.
///
/// SQLite reads as fast as the rows are taken, on the thread of whoever takes them: the sooner its snapshot ends the
/// shorter is its journal. PostgreSQL reads in a process of its own, on which the priority of this thread has no hold,
/// and fills every buffer on the way at once; so beside customers it is asked for one small portion after the other.
pub(super) async fn rows<'a>(
    snapshot: &'a DatabaseTransaction,
    table: &Table,
    bytewise: &str,
    rests: &'a Rests,
) -> Result<LocalBoxStream<'a, Result<QueryResult, DbErr>>, DbErr> {
    let backend = ConnectionTrait::get_database_backend(snapshot);
    let select = everything(table, bytewise);
    match (backend, rests.until) {
        (DatabaseBackend::Postgres, Some(_)) => portions(snapshot, table, &select, rests).await,
        (DatabaseBackend::Postgres, None) | (DatabaseBackend::Sqlite | DatabaseBackend::MySql | _, _) => {
            let rows = snapshot.stream_raw(Statement::from_string(backend, select)).await?;
            Ok(rows.boxed_local())
        }
    }
}

async fn portions<'a>(
    snapshot: &'a DatabaseTransaction,
    table: &Table,
    select: &str,
    rests: &'a Rests,
) -> Result<LocalBoxStream<'a, Result<QueryResult, DbErr>>, DbErr> {
    let name = format!("backup_of_{}", table.name);
    snapshot
        .execute_unprepared(&format!("DECLARE {name} NO SCROLL CURSOR FOR {select}"))
        .await?;
    let fetch = Statement::from_string(DatabaseBackend::Postgres, format!("FETCH {PORTION} FROM {name}"));
    let close = format!("CLOSE {name}");
    let portions = stream::try_unfold((fetch, close), move |(fetch, close)| async move {
        let rest = rests.take(Instant::now());
        // A sleep of nothing takes a millisecond.
        if !rest.is_zero() {
            sleep(rest).await;
        }
        let started = Instant::now();
        let portion = snapshot.query_all_raw(fetch.clone()).await?;
        if portion.is_empty() {
            snapshot.execute_unprepared(&close).await?;
            return Ok::<_, DbErr>(None);
        }
        rests.worked_since(started);
        let portion = stream::iter(portion.into_iter().map(Ok::<_, DbErr>));
        Ok(Some((portion, (fetch, close))))
    });
    Ok(portions.try_flatten().boxed_local())
}

fn everything(table: &Table, bytewise: &str) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.kind {
            // PostgreSQL's small integers and SQLite's untyped ones become the same.
            Kind::Integer | Kind::Money | Kind::Moment => format!("CAST({} AS BIGINT)", column.select),
            Kind::Text | Kind::Id | Kind::Phone | Kind::Boolean | Kind::Json | Kind::Texts | Kind::Bytes => {
                column.select.to_owned()
            }
        })
        .collect();
    let (columns, name, id) = (columns.join(", "), table.name, table.id().select);
    format!("SELECT {columns} FROM {name} ORDER BY {name}.{id}{bytewise}")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_REST, Pace, RESTING, RESTS, Rests};
    use std::time::Duration;
    use tokio::time::Instant;

    const WORK: Duration = Duration::from_millis(3);

    fn rests_after(work: Duration, pace: Pace) -> Rests {
        let rests = pace.rests();
        rests.worked.set(work);
        rests
    }

    #[test]
    fn beside_customers_a_reader_rests_as_its_work_asks_for_but_not_for_ever() {
        let (now, beside) = (Instant::now(), Pace::BesideCustomers);
        assert_eq!(rests_after(WORK, beside).take(now), WORK * RESTS);
        assert_eq!(rests_after(LONGEST_REST, beside).take(now), LONGEST_REST);
        assert_eq!(rests_after(WORK, beside).take(now + RESTING * 2), Duration::ZERO);
        assert_eq!(rests_after(WORK, Pace::Alone).take(now), Duration::ZERO);
    }

    #[test]
    fn all_work_between_two_rests_is_rested_for_once() {
        let rests = rests_after(WORK, Pace::BesideCustomers);
        let now = Instant::now();
        rests.worked_since(now.checked_sub(WORK).unwrap());
        assert!(rests.take(now) >= WORK * 2 * RESTS);
        assert_eq!(rests.take(now), Duration::ZERO);
    }
}
