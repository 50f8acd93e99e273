//! The life of the process: everything is started in order, and stopped in the opposite one.

use crate::{
    auth::ClientAddresses,
    config::{BankChoice, Config, Environment, PicturesConfig},
    gateway::Gateway,
    live::Live,
    pages,
    router::{AppState, router},
};
use axum::ServiceExt;
use engine::{Clock, Database, Engine, Setup, products::PictureStore};
use secrecy::ExposeSecret;
use std::{future::IntoFuture, io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long requests and connections may finish after a stop was asked for.
const FAREWELL: Duration = Duration::from_secs(10);

/// Why the process could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Engine(#[from] engine::Error),
    #[error("PICTURES_URL: {0}")]
    Pictures(engine::Error),
    #[error("cannot listen at {addr}: {error}")]
    Listen { addr: SocketAddr, error: io::Error },
    #[cfg(feature = "sandbox")]
    #[error("{0}")]
    Sandbox(#[from] sandbox::SandboxError),
    #[cfg(not(feature = "sandbox"))]
    #[error("MONO_TOKEN: must be set, this build has no sandbox bank")]
    NoBank,
}

/// A process that serves.
#[derive(Debug)]
pub struct Running {
    pub addr: SocketAddr,
    pub engine: Engine,
    http: JoinHandle<io::Result<()>>,
    tracker: TaskTracker,
    stop: CancellationToken,
    #[cfg(feature = "sandbox")]
    development: Option<crate::development::Sandbox>,
}

/// Starts everything that `config` asks for.
///
/// # Errors
/// What could not be had: the address, the database, the sandbox.
pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
    let listener = TcpListener::bind(config.site_addr)
        .await
        .map_err(|error| StartError::Listen {
            addr: config.site_addr,
            error,
        })?;
    let addr = listener.local_addr().map_err(|error| StartError::Listen {
        addr: config.site_addr,
        error,
    })?;
    let database = Database::connect(&config.database_url).await?;
    database.migrate().await?;

    let tracker = TaskTracker::new();
    let stop = CancellationToken::new();
    #[cfg(feature = "sandbox")]
    let (bank, sandbox_bank) = match config.bank.clone() {
        BankChoice::Real(bank) => (bank, None),
        BankChoice::Sandbox { addr } => {
            let (config, bank) = crate::development::start_bank(addr).await?;
            (config, Some(bank))
        }
    };
    #[cfg(not(feature = "sandbox"))]
    let BankChoice::Real(bank) = config.bank.clone() else {
        return Err(StartError::NoBank);
    };

    let engine = Engine::new(Setup {
        database,
        bank,
        payment_type: config.payment_type,
        public_url: config.public_url.clone().unwrap_or_else(|| format!("http://{addr}")),
        timings: config.timings,
        clock,
        pictures: picture_store(&config.pictures)?,
        backups: config.backups.clone(),
    })?;
    // Whoever comes early waits for the first answer rather than seeing an empty shop.
    #[cfg(feature = "sandbox")]
    if sandbox_bank.is_some() {
        crate::development::fill_demo(&engine).await?;
    }
    engine.start_jobs(&tracker, &stop);

    let state = AppState {
        engine: engine.clone(),
        gateway: Gateway {
            tracker: tracker.clone(),
            stop: stop.clone(),
        },
        live: Live::new(engine.clone(), tracker.clone(), stop.clone()),
        leptos: pages::options(&config.site_root, addr),
        addresses: ClientAddresses {
            trusted_proxies: config.trusted_proxies,
        },
        development: config.environment == Environment::Development,
    };
    let service = axum::serve(
        listener,
        ServiceExt::<axum::extract::Request>::into_make_service_with_connect_info::<SocketAddr>(router(state)),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned());
    let http = tokio::spawn(service.into_future());
    #[cfg(feature = "sandbox")]
    let development = crate::development::Sandbox::start(&config, &engine, addr, sandbox_bank).await?;
    Ok(Running {
        addr,
        engine,
        http,
        tracker,
        stop,
        #[cfg(feature = "sandbox")]
        development,
    })
}

pub(crate) fn picture_store(config: &PicturesConfig) -> Result<PictureStore, StartError> {
    let options = config
        .options
        .iter()
        .map(|(name, value)| (*name, value.expose_secret()));
    PictureStore::connect(&config.url, options).map_err(StartError::Pictures)
}

impl Running {
    /// Ends in order: no new requests, devices are told, jobs finish the work in hand, the database closes. Whatever
    /// takes too long is found again in the database by the next start.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tracker.close();
        #[cfg(feature = "sandbox")]
        if let Some(development) = self.development {
            development.stop();
        }
        let farewell = async {
            if let Ok(Err(error)) = self.http.await {
                tracing::error!(%error, "serving ended with an error");
            }
            self.tracker.wait().await;
        };
        if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("stopped without waiting for everything");
        }
        if let Err(error) = self.engine.close().await {
            tracing::warn!(%error, "the database did not close in order");
        }
    }

    /// Waits until serving ends by itself, which it should not.
    pub async fn ended(&mut self) {
        let _outcome = (&mut self.http).await;
    }
}
