//! Where pictures are kept: in a folder beside the database, or in any store that speaks S3.

use crate::error::{Error, Refusal};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, ObjectStoreScheme, PutPayload, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    memory::InMemory,
    path::Path,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// A page waits behind this.
const TIMEOUT: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(20);
/// Uploads that are decoded and uploads that wait for it; each holds its bytes.
const PLACES: usize = 4;

#[derive(Clone, Debug)]
pub struct PictureStore {
    store: Arc<dyn ObjectStore>,
    folder: Path,
    queue: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// Its place in the queue and its turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

impl PictureStore {
    /// A folder (`data/pictures`, `file:///srv/pictures`; it is made), or `s3://bucket/folder` with `options` as the
    /// `object_store` library names them: `aws_endpoint`, `aws_region`, `aws_access_key_id`, `aws_secret_access_key`,
    /// `aws_allow_http`.
    ///
    /// # Errors
    /// [`Error::PicturesUrl`] for an address or an option that is none, and when the folder cannot be made.
    pub fn connect<'a>(url: &str, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let Some(address) = Url::parse(url).ok().filter(|address| address.scheme().len() > 1) else {
            return Self::folder(std::path::Path::new(url));
        };
        if address.scheme() == "file" {
            let folder = address.to_file_path();
            return Self::folder(&folder.map_err(|()| Error::PicturesUrl("it names no folder".to_owned()))?);
        }
        let Ok((ObjectStoreScheme::AmazonS3, folder)) = ObjectStoreScheme::parse(&address) else {
            return Err(Error::PicturesUrl("it must be a folder or start with s3:".to_owned()));
        };
        // Whoever connects first installs it; the bank's client wants the same one.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new().with_url(url);
        let mut client = ClientOptions::new().with_timeout(TIMEOUT).with_connect_timeout(TIMEOUT);
        for (name, value) in options {
            let key: AmazonS3ConfigKey = name
                .parse()
                .map_err(|_| Error::PicturesUrl(format!("there is no option {name}")))?;
            if let AmazonS3ConfigKey::Client(key) = key {
                client = client.with_config(key, value);
            } else {
                builder = builder.with_config(key, value);
            }
        }
        let store = builder
            .with_client_options(client)
            .with_retry(RetryConfig {
                retry_timeout: PATIENCE,
                ..RetryConfig::default()
            })
            .build()
            .map_err(|error| Error::PicturesUrl(error.to_string()))?;
        Ok(Self::over(Arc::new(store), folder))
    }

    /// Forgets everything with the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()), Path::default())
    }

    fn folder(folder: &std::path::Path) -> Result<Self, Error> {
        let complain = |error: &dyn std::fmt::Display| Error::PicturesUrl(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|error| complain(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| complain(&error))?;
        // A picture that was answered for survives a power cut, as everything else does.
        Ok(Self::over(Arc::new(store.with_fsync(true)), Path::default()))
    }

    fn over(store: Arc<dyn ObjectStore>, folder: Path) -> Self {
        Self {
            store,
            folder,
            queue: Arc::new(Semaphore::new(PLACES)),
            turns: Arc::new(Semaphore::new(1)),
        }
    }

    /// Waits until nobody else decodes a picture.
    pub(super) async fn turn(&self) -> Result<Turn, Refusal> {
        let place = self.queue.clone().try_acquire_owned().map_err(|_| Refusal::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Refusal::Busy)?;
        Ok(Turn {
            _place: place,
            _turn: turn,
        })
    }

    /// # Errors
    /// [`Error::Pictures`] when the store fails.
    pub async fn keep(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        self.store
            .put(&self.path(name), PutPayload::from(bytes))
            .await
            .map_err(Box::new)?;
        Ok(())
    }

    /// What is kept under a name.
    ///
    /// # Errors
    /// [`Error::Pictures`] when the store fails.
    pub async fn find(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(Box::new)?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Box::new(error).into()),
        }
    }

    fn path(&self, name: &str) -> Path {
        self.folder.clone().join(name)
    }
}
