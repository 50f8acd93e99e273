//! The release binary with a configuration of its own.

use crate::{Outcome, http::Client, process::Process};
use sandbox::bank::Bank;
use std::{
    fs::{File, read_to_string},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::process::Command;

/// Where the measured server keeps its data, and whom it takes for the bank.
pub(crate) struct Place {
    folder: PathBuf,
    bank_url: String,
    bank_token: String,
}

impl Place {
    pub(crate) fn new(folder: &Path, bank: &Bank) -> Self {
        Self {
            folder: folder.to_owned(),
            bank_url: bank.url(),
            bank_token: bank.token().to_owned(),
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn database_url(&self) -> String {
        format!("sqlite:{}", self.file("ortomat.db").display())
    }

    pub(crate) fn bank(&self) -> engine::bank::BankConfig {
        engine::bank::BankConfig {
            api_url: self.bank_url.clone(),
            token: self.bank_token.clone().into(),
        }
    }

    /// Starts the server and waits until it is ready; also tells how long that took.
    pub(crate) async fn start_server(&self) -> Outcome<(Process, Duration)> {
        let log = self.file("server.log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ortomat"));
        command
            .env_clear()
            .current_dir(&self.folder)
            .env("ORTOMAT_ENV", "development")
            .env("ORTOMAT_SIMULATE_DEVICES", "0")
            .env("DATABASE_URL", self.database_url())
            // Nothing else shall happen meanwhile.
            .env("BACKUP_HOUR", "off")
            .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
            // People who sign in come from addresses of their own, as they do behind a proxy.
            .env("TRUSTED_PROXIES", "1")
            // With a token the server knows of no sandbox: nothing simulated is in its process.
            .env("MONO_TOKEN", &self.bank_token)
            .env("MONO_API_URL", &self.bank_url)
            .stderr(Stdio::from(File::create(&log)?));
        let server = Process::start(command).await.map_err(|error| {
            let said = read_to_string(&log).unwrap_or_default();
            format!("{error}; it said: {said}")
        })?;
        let mut client = Client::connect(server.addr).await?;
        let request = Client::get("/readyz");
        while client.exchange(&request).await? != 200 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let took = server.started.elapsed();
        Ok((server, took))
    }
}
