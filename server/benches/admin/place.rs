//! A database and a folder of one's own, and the release binary that works on them.

use crate::{Outcome, http::Client, process::Process};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use std::{
    fmt,
    fs::{File, read_to_string},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

pub(crate) struct Place {
    pub(crate) kind: Kind,
    folder: TempDir,
    database_url: String,
    /// On a server of others: how it is reached, and what was made there.
    made: Option<(String, String)>,
}

impl Place {
    /// `None` when there is no server to make a database on.
    pub(crate) async fn make(kind: Kind) -> Outcome<Option<Self>> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let (database_url, made) = match kind {
            Kind::Sqlite => (format!("sqlite:{}", folder.path().join("ortomat.db").display()), None),
            Kind::Postgres => {
                #[expect(clippy::disallowed_methods, reason = "as the tests find their server")]
                let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
                    return Ok(None);
                };
                let name = format!("bench_admin_{}", std::process::id());
                let connection = sea_orm::Database::connect(&server).await?;
                connection
                    .execute_unprepared(&format!("CREATE DATABASE {name}"))
                    .await?;
                connection.close().await?;
                let (root, _database) = server.rsplit_once('/').ok_or("TEST_POSTGRES_URL names no database")?;
                (format!("{root}/{name}"), Some((server, name)))
            }
        };
        Ok(Some(Self {
            kind,
            folder,
            database_url,
            made,
        }))
    }

    /// Leaves nothing behind on a server of others.
    pub(crate) async fn remove(self) -> Outcome<()> {
        if let Some((server, name)) = self.made {
            let connection = sea_orm::Database::connect(&server).await?;
            connection
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await?;
            connection.close().await?;
        }
        Ok(())
    }

    /// One connection past the server, for rows in bulk.
    pub(crate) async fn connect(&self) -> Outcome<DatabaseConnection> {
        let mut options = ConnectOptions::new(&self.database_url);
        options.max_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await?;
        if self.kind == Kind::Sqlite {
            // Only while it is filled; the server has its own.
            connection
                .execute_unprepared("PRAGMA cache_size = -500000; PRAGMA synchronous = OFF")
                .await?;
        }
        Ok(connection)
    }

    /// Where the server's standard error goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// One command of the program, with a configuration of its own. `told` is what it writes into its log.
    pub(crate) fn program(&self, told: &str) -> Outcome<Command> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ortomat"));
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("ORTOMAT_ENV", "development")
            .env("ORTOMAT_SIMULATE_DEVICES", "0")
            .env("ORTOMAT_LOG", "json")
            .env("RUST_LOG", told)
            .env("DATABASE_URL", &self.database_url)
            // Nothing else shall happen meanwhile.
            .env("BACKUP_HOUR", "off")
            .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
            // A bank that nobody asks: nothing is due before next week.
            .env("MONO_TOKEN", "no bank is asked here")
            .env("MONO_API_URL", "http://127.0.0.1:9")
            .stderr(Stdio::from(File::create(self.log())?));
        Ok(command)
    }

    /// Runs one command of the program and returns what it printed.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let mut command = self.program("warn")?;
        let output = command.args(arguments).stdin(Stdio::null()).output().await?;
        if !output.status.success() {
            let said = read_to_string(self.log()).unwrap_or_default();
            return Err(format!("ortomat {}: {said}", arguments.join(" ")).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts the server and waits until it is ready. `told` is what it writes into its log.
    pub(crate) async fn start_server(&self, told: &str) -> Outcome<Process> {
        let server = Process::start(self.program(told)?).await.map_err(|error| {
            let said = read_to_string(self.log()).unwrap_or_default();
            format!("{error}; it said: {said}")
        })?;
        let mut client = Client::connect(server.addr).await?;
        let request = Client::get("/readyz");
        while client.exchange(&request).await? != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(server)
    }
}
