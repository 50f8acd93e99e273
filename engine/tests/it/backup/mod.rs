//! Backup and restore, on both databases and from one to the other.

mod accounts;
mod aftermath;
mod archive;
mod brought;
mod document;
mod hostile;
mod old_file;
mod old_flaws;
mod round_trip;
mod schedule;
mod unique;

pub(crate) use crate::support::*;
use domain::staff::{PersonName, Role};
use engine::{
    Clock, Database, Engine, Setup,
    backup::{Packing, Problem, RestoreError, Restored},
    bank::BankConfig,
    products::PictureStore,
    staff::Actor,
};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The earlier system's own words.
pub(crate) const OLD_FILE: &str = include_str!("backup-v1-points.json");

/// Declares tests that begin with an empty database of each kind.
macro_rules! on_both_empty {
    ($( async fn $name:ident($empty:ident) $body:block )+) => { $(
        mod $name {
            use super::*;
            async fn sentence($empty: &Empty) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let empty = Empty::on(sqlite().await).await;
                sentence(&empty).await;
                empty.end().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let empty = Empty::on(postgres().await).await;
                sentence(&empty).await;
                empty.end().await;
            }
        }
    )+ };
}
pub(crate) use on_both_empty;

/// An engine on an empty database, without jobs: what is restored stays as it was.
pub(crate) struct Empty {
    pub(crate) engine: Engine,
    pub(crate) db: sea_orm::DatabaseConnection,
    pub(crate) folder: TempDir,
    database: TestDatabase,
}

impl Empty {
    pub(crate) async fn on(test_database: TestDatabase) -> Self {
        let database = Database::connect(test_database.url()).await.unwrap();
        database.migrate().await.unwrap();
        let engine = Engine::new(Setup {
            database,
            bank: BankConfig {
                api_url: "http://127.0.0.1:9".to_owned(),
                token: Default::default(),
            },
            payment_type: domain::payment::PaymentType::Debit,
            public_url: "http://127.0.0.1".to_owned(),
            timings: domain::order::Timings::default(),
            clock: Clock::default(),
            pictures: PictureStore::in_memory(),
            backups: engine::backup::BackupConfig::none(),
        })
        .unwrap();
        Self {
            engine,
            db: sea_orm::Database::connect(test_database.url()).await.unwrap(),
            folder: TempDir::new().unwrap(),
            database: test_database,
        }
    }

    pub(crate) async fn restore(&self, file: &Path) -> Result<Restored, RestoreError> {
        self.engine.restore(None, file, self.folder.path()).await
    }

    /// Why a file is refused, if it is. The database has no say in it.
    pub(crate) async fn problem_of(&self, content: &[u8]) -> Result<(), Problem> {
        match self.restore(&self.write(content)).await {
            Ok(_) => Ok(()),
            Err(RestoreError::File(problem)) => Err(*problem),
            Err(RestoreError::Failed(error)) => panic!("only a reason is expected, not {error}"),
        }
    }

    pub(crate) async fn restore_by(&self, by: &Actor, session: Option<&str>, content: &str) -> Restored {
        let file = self.write(content.as_bytes());
        self.engine
            .restore_by(by, session, &file, self.folder.path())
            .await
            .unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap();
    }

    pub(crate) async fn admin(&self, id: &str) -> Actor {
        self.execute(&format!(
            "INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) \
             VALUES ('{id}', 'ADMIN', 'Олена', 'Коваль', 0, 0)"
        ))
        .await;
        Actor {
            id: id.parse().unwrap(),
            role: Role::Admin,
            name: PersonName::read("Коваль", "Олена", "").unwrap(),
            email: None,
            second_factor: false,
            credentials: 0,
        }
    }

    pub(crate) fn write(&self, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join("file.json");
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) async fn end(self) {
        self.engine.close().await.unwrap();
        self.db.close().await.unwrap();
        self.database.drop_it().await;
    }
}

/// The whole document of this moment.
pub(crate) async fn export(engine: &Engine) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("backup.json");
    engine.backup_to_file(&path, Packing::Plain).await.unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// All but the moment at which it was made.
pub(crate) fn without_timestamp(document: &str) -> &str {
    document.split_once(',').unwrap().1
}
