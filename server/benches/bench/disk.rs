//! What durability costs here before Ortomat does anything: the disk, and SQLite with one row.

use crate::{Outcome, report::Latencies, server::Place};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::{
    fs::File,
    io::Write,
    time::{Duration, Instant},
};

/// A table of one's own, in the journal mode and with the durability of the server.
pub(crate) struct Rows(DatabaseConnection);

impl Rows {
    pub(crate) async fn create(place: &Place) -> Outcome<Self> {
        let mut options = ConnectOptions::new(format!("sqlite:{}?mode=rwc", place.file("rows.db").display()));
        options
            .max_connections(1)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| sqlite.pragma("journal_mode", "WAL").pragma("synchronous", "FULL"));
        let connection = sea_orm::Database::connect(options).await?;
        connection
            .execute_unprepared("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
            .await?;
        Ok(Self(connection))
    }

    /// Inserts one row per transaction, one after another.
    pub(crate) async fn insert_for(&self, lasting: Duration) -> Outcome<Latencies> {
        let started = Instant::now();
        let mut times = Vec::new();
        while started.elapsed() < lasting {
            let asked = Instant::now();
            let immediate = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let txn = self.0.begin_with_options(immediate).await?;
            txn.execute_unprepared("INSERT INTO rows (body) VALUES ('a sale of one product')")
                .await?;
            txn.commit().await?;
            times.push(asked.elapsed());
        }
        Ok(Latencies::new(times, started.elapsed()))
    }

    pub(crate) async fn close(self) -> Outcome<()> {
        Ok(self.0.close().await?)
    }
}

/// Appends 4 kB and waits for the disk, so many times.
pub(crate) fn syncs(place: &Place, times: usize) -> Outcome<Latencies> {
    let mut file = File::create(place.file("syncs"))?;
    let page = [7; 4096];
    let started = Instant::now();
    let mut took = Vec::new();
    for _ in 0..times {
        let asked = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        took.push(asked.elapsed());
    }
    Ok(Latencies::new(took, started.elapsed()))
}
