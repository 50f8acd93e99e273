//! What happens in Ortomat without a browser: the use cases, the database, the bank, the commands to the devices, and
//! the jobs that end what nobody else ended.
//!
//! [`Engine`] is the handle to all of it. A use case is one of its methods: it opens a transaction, lets the domain
//! decide, writes the decision and what it owes, commits, and rings the bell of the job that pays the debt.

mod activity_log;
mod aside;
pub mod backup;
pub mod bank;
mod catalog;
pub mod cells;
mod clock;
mod csv;
mod database;
mod demo;
pub mod desk;
pub mod devices;
pub mod entity;
mod error;
pub mod figures;
pub mod fleet;
pub mod form;
mod ids;
mod jobs;
pub mod logs;
pub mod orders;
pub mod payments;
pub mod products;
mod rows;
pub mod settings;
pub mod staff;
pub mod totals;
mod wakeup;

pub use clock::Clock;
pub use database::Database;
pub use demo::Demo;
pub use error::{Error, Refusal};

use backup::{BackupConfig, Backups};
use bank::{Bank, BankConfig, signature::WebhookVerifier};
use devices::{Registry, Vitals};
use domain::{
    Timestamp,
    id::{DeviceId, IdempotencyKey},
    order::Timings,
    payment::PaymentType,
};
use orders::Rules;
use products::PictureStore;
use staff::Passwords;
use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Mutex},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wakeup::Wakeups;

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    pub database: Database,
    pub bank: BankConfig,
    pub payment_type: PaymentType,
    /// Where customers and the bank find us, without a slash at the end.
    pub public_url: String,
    pub timings: Timings,
    pub clock: Clock,
    pub pictures: PictureStore,
    pub backups: BackupConfig,
}

/// The handle to everything that happens; cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine(Arc<Parts>);

/// Shared by all clones of an [`Engine`].
#[derive(Debug)]
pub struct Parts {
    pub(crate) database: Database,
    pub(crate) bank: Bank,
    pub(crate) verifier: WebhookVerifier,
    pub(crate) payment_type: PaymentType,
    pub(crate) public_url: String,
    pub(crate) timings: Timings,
    pub(crate) clock: Clock,
    pub(crate) pictures: PictureStore,
    pub(crate) registry: Registry,
    pub(crate) vitals: Mutex<HashMap<DeviceId, Vitals>>,
    /// The two jobs that write presence take turns, so that they never wait for each other's rows.
    pub(crate) presence_turn: tokio::sync::Mutex<()>,
    pub(crate) passwords: Passwords,
    pub(crate) backups: Backups,
    pub(crate) wakeups: Wakeups,
}

impl Deref for Engine {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Engine {
    /// # Errors
    /// When the client for the bank cannot be made on this machine.
    pub fn new(setup: Setup) -> Result<Self, Error> {
        let backups = Backups::new(setup.backups, setup.clock.now());
        Ok(Self(Arc::new(Parts {
            database: setup.database,
            bank: Bank::new(setup.bank)?,
            verifier: WebhookVerifier::default(),
            payment_type: setup.payment_type,
            public_url: setup.public_url.trim_end_matches('/').to_owned(),
            timings: setup.timings,
            clock: setup.clock,
            pictures: setup.pictures,
            registry: Registry::default(),
            vitals: Mutex::default(),
            presence_turn: tokio::sync::Mutex::default(),
            passwords: Passwords::new(),
            backups,
            wakeups: Wakeups::default(),
        })))
    }

    /// Starts the jobs on `tracker`; they end after `stop`.
    pub fn start_jobs(&self, tracker: &TaskTracker, stop: &CancellationToken) {
        jobs::start(self, tracker, stop);
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where customers and the bank find us, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Whether the world reaches us by https only; then cookies are for https only too.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// How long everything may take, as the process was configured.
    #[must_use]
    pub fn timings(&self) -> Timings {
        self.timings
    }

    /// Whether cards are charged at once or after the door has opened, as the process was configured.
    #[must_use]
    pub fn payment_type(&self) -> PaymentType {
        self.payment_type
    }

    /// A fresh key for a form that must not do twice what it does: place an order, add an ortomat.
    ///
    /// # Errors
    /// Never in practice; an id that is not one would be a fault of ours.
    pub fn new_idempotency_key(&self) -> Result<IdempotencyKey, Error> {
        let key = ids::random_uuid();
        rows::word(&key, "sales.idempotency_key", &key)
    }

    /// Ends the connections to the database, after the last use.
    ///
    /// # Errors
    /// When the database objects.
    pub async fn close(&self) -> Result<(), Error> {
        Ok(self.database.clone().close().await?)
    }

    pub(crate) fn rules(&self) -> Rules {
        Rules {
            now: self.now(),
            timings: self.timings,
        }
    }

    pub(crate) fn new_log_id(&self) -> String {
        ids::time_ordered_uuid(self.now())
    }
}
