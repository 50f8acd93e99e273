//! The connection: SQLite beside the program by default, PostgreSQL when it grows.
//!
//! Writing always goes through [`WriteTxn`]. On SQLite there is one writing connection, so writers queue in
//! fairness instead of fighting for the lock, and `BEGIN IMMEDIATE` takes the lock before anything is read. On
//! PostgreSQL a use case locks the rows that it decides upon.

use crate::{
    error::Error,
    wakeup::{Owed, Wakeups},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database as Connector, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use secrecy::{ExposeSecret, SecretString};
use std::{path::Path, time::Duration};

/// Readers beside the one writer of SQLite; each is a file handle and a page cache.
const SQLITE_READERS: u32 = 4;
/// KiB of pages that a connection of SQLite may keep. The writer touches some forty pages for an order, most of them of
/// indexes; a page that it keeps it need not look for in the journal, which grows while a backup is read.
const LARGE_CACHE: u32 = 16 * 1024;
const SMALL_CACHE: u32 = 2 * 1024;
/// Bytes. A journal that a long backup has made larger is cut back to this.
const LARGEST_JOURNAL: &str = "67108864";
const POSTGRES_CONNECTIONS: u32 = 16;
/// Any number that nobody else in the database uses; this one spells «ortomat».
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7824773210)";

#[derive(Clone, Debug)]
pub struct Database {
    /// As it is connected to; there may be a password in it.
    url: SecretString,
    reads: DatabaseConnection,
    writes: DatabaseConnection,
}

impl Database {
    /// Connects to `sqlite:…` (the file and its folder are made) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is of neither kind or nobody answers there.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let connection = connect(options(url, POSTGRES_CONNECTIONS)).await?;
            return Ok(Self {
                url: url.into(),
                reads: connection.clone(),
                writes: connection,
            });
        }
        let Some(file) = sqlite_file(url) else {
            return Err(Error::DatabaseUrl("it must start with sqlite: or postgres:".to_owned()));
        };
        if let Some(folder) = Path::new(file).parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::DatabaseUrl(format!("{}: {error}", folder.display())))?;
        }
        let url = &format!("sqlite:{file}?mode=rwc");
        let writes = connect(sqlite_options(url, 1, LARGE_CACHE)).await?;
        let reads = connect(sqlite_options(url, SQLITE_READERS, SMALL_CACHE)).await?;
        Ok(Self {
            url: url.as_str().into(),
            reads,
            writes,
        })
    }

    /// A connection that whoever opens it closes: nobody else waits for it, and SQLite answers it with the priority of
    /// the thread that opens it.
    pub(crate) async fn connect_alone(&self) -> Result<DatabaseConnection, DbErr> {
        let url = self.url.expose_secret();
        connect(match self.reads.get_database_backend() {
            DatabaseBackend::Postgres => options(url, 1),
            DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => sqlite_options(url, 1, SMALL_CACHE),
        })
        .await
    }

    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When a migration fails; it is rolled back.
    pub async fn migrate(&self) -> Result<(), Error> {
        match self.writes.get_database_backend() {
            DatabaseBackend::Postgres => {
                // Two processes that start at once must not both build the schema: this lock ends with its transaction.
                let turn = self.writes.begin().await?;
                turn.execute_unprepared(MIGRATION_LOCK).await?;
                Migrator::up(&self.writes, None).await?;
                turn.commit().await?;
            }
            DatabaseBackend::Sqlite | DatabaseBackend::MySql | _ => Migrator::up(&self.writes, None).await?,
        }
        Ok(())
    }

    pub(crate) const fn read(&self) -> &DatabaseConnection {
        &self.reads
    }

    pub(crate) async fn write(&self) -> Result<WriteTxn, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            access_mode: matches!(self.writes.get_database_backend(), DatabaseBackend::Postgres)
                .then_some(AccessMode::ReadWrite),
            isolation_level: None,
        };
        let txn = self.writes.begin_with_options(options).await?;
        Ok(WriteTxn {
            txn,
            owed: Owed::default(),
        })
    }

    pub(crate) async fn close(self) -> Result<(), DbErr> {
        self.reads.close().await?;
        self.writes.close().await
    }
}

/// A transaction that may write, and a note of which jobs its commit has to wake.
///
/// Functions that queue an effect take `&mut WriteTxn`, so they cannot be called outside a transaction.
pub(crate) struct WriteTxn {
    txn: DatabaseTransaction,
    pub(crate) owed: Owed,
}

impl WriteTxn {
    pub(crate) const fn db(&self) -> &DatabaseTransaction {
        &self.txn
    }

    /// Whether nobody else can be writing now: SQLite has one writer.
    pub(crate) fn has_one_writer(&self) -> bool {
        self.txn.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Makes it durable, then wakes whoever has to carry out what it queued.
    pub(crate) async fn commit(self, wakeups: &Wakeups) -> Result<(), DbErr> {
        self.txn.commit().await?;
        wakeups.wake(self.owed);
        Ok(())
    }
}

/// Connects, and tells of each statement for whoever asks for it: `RUST_LOG=info,engine::statements=debug`. Values are
/// bound to a statement and not written into it, so its text has nobody's data in it.
async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let mut connection = Connector::connect(options).await?;
    connection.set_metric_callback(|told| {
        tracing::debug!(
            target: "engine::statements",
            duration_us = u64::try_from(told.elapsed.as_micros()).unwrap_or(u64::MAX),
            failed = told.failed,
            sql = told.statement.sql,
            "statement"
        );
    });
    Ok(connection)
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        // They are told in our own words, to whoever asks: see `connect`.
        .sqlx_logging(false);
    options
}

fn sqlite_options(url: &str, connections: u32, cache: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20))
            .pragma("journal_mode", "WAL")
            // Money is written here: a commit that was answered survives a power cut.
            .pragma("synchronous", "FULL")
            .pragma("journal_size_limit", LARGEST_JOURNAL)
            // A negative number is one of KiB and not of pages.
            .pragma("cache_size", format!("-{cache}"))
    });
    options
}

/// `sqlite:data/x.db`, `sqlite://data/x.db`, `sqlite:///var/x.db` and options after `?`, which we set ourselves.
fn sqlite_file(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite:")?;
    let file = rest.strip_prefix("//").unwrap_or(rest).split('?').next()?;
    (!file.is_empty()).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::{Database, sqlite_file};
    use crate::entity::user;
    use sea_orm::{EntityTrait, QueryFilter};
    use std::{
        fs::{File, read_to_string},
        sync::Arc,
    };
    use tempfile::TempDir;

    #[tokio::test]
    async fn statements_are_told_without_what_is_asked_for() {
        let folder = TempDir::new().unwrap();
        let log = folder.path().join("log");
        let lines = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(Arc::new(File::create(&log).unwrap()))
            .finish();
        let _told = tracing::subscriber::set_default(lines);
        // While there is only one, `tracing` lets the thread of any other test decide what is listened to.
        let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
        let url = format!("sqlite:{}", folder.path().join("told.db").display());
        let database = Database::connect(&url).await.unwrap();
        database.migrate().await.unwrap();
        let by_phone = user::Entity::find().filter(user::COLUMN.phone.eq("+380671234567"));
        assert_eq!(by_phone.one(database.read()).await.unwrap(), None);
        let told = read_to_string(&log).unwrap();
        assert!(
            told.contains("engine::statements") && told.contains(r#"\"phone\" = ?"#),
            "{told}"
        );
        assert!(!told.contains("671234567"), "{told}");
    }

    #[test]
    fn every_common_spelling_of_a_sqlite_address_is_understood() {
        assert_eq!(sqlite_file("sqlite:data/ortomat.db"), Some("data/ortomat.db"));
        assert_eq!(
            sqlite_file("sqlite://data/ortomat.db?mode=rwc"),
            Some("data/ortomat.db")
        );
        assert_eq!(sqlite_file("sqlite:///srv/ortomat.db"), Some("/srv/ortomat.db"));
        assert_eq!(sqlite_file("sqlite:"), None);
        assert_eq!(sqlite_file("mysql://x"), None);
    }
}
