//! Each device has a secret of its own; the database holds a salted hash of it.

use crate::{
    Engine,
    entity::{device, ortomat},
    error::{Error, Refusal},
    rows::word,
};
use domain::id::{DeviceId, OrtomatId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::ExprTrait,
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Published in the earlier system's code (contract §2.1): everybody knows them.
const PUBLISHED: [&str; 3] = ["devtoken-01", "devtoken-02", "test-token"];
const SHORTEST: usize = 8;
const LONGEST: usize = 256;

/// A device's secret, which can be shown to a person once.
#[derive(Clone, Debug)]
pub struct DeviceToken(SecretString);

impl DeviceToken {
    /// A fresh one of 256 bits.
    #[must_use]
    pub fn random() -> Self {
        Self(crate::ids::secret().into())
    }

    /// One that a fielded device has already.
    ///
    /// # Errors
    /// [`Refusal::WeakDeviceToken`] when it is short, very long, or published.
    pub fn chosen(text: &str) -> Result<Self, Refusal> {
        let fits = (SHORTEST..=LONGEST).contains(&text.chars().count());
        if fits && !PUBLISHED.contains(&text) {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(Refusal::WeakDeviceToken)
        }
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A token is random or long, so one round of SHA-256 with a salt is enough, and five thousand devices that return at
/// once do not wait for each other's password hashing.
fn hash(salt: &str, token: &str) -> String {
    hex::encode(
        Sha256::new()
            .chain_update(salt)
            .chain_update([0])
            .chain_update(token)
            .finalize(),
    )
}

impl Engine {
    /// Adds a device to an ortomat.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`], [`Refusal::DeviceExists`].
    pub async fn add_device(&self, ortomat: &OrtomatId, id: &DeviceId, token: &DeviceToken) -> Result<(), Error> {
        let txn = self.database.write().await?;
        if ortomat::Entity::find_by_id(ortomat.as_str())
            .one(txn.db())
            .await?
            .is_none()
        {
            return Err(Refusal::NoSuchOrtomat.into());
        }
        if device::Entity::find_by_id(id.as_str()).one(txn.db()).await?.is_some() {
            return Err(Refusal::DeviceExists.into());
        }
        let salt = crate::ids::random_uuid();
        device::Model {
            id: id.to_string(),
            ortomat_id: ortomat.to_string(),
            token_hash: hash(&salt, token.expose()),
            token_salt: salt,
            connection_id: None,
            online_until: 0,
            last_seen_at: None,
            uptime_ms: None,
            wifi_rssi: None,
            created_at: self.now().millis(),
            revoked_at: None,
        }
        .into_active_model()
        .reset_all()
        .insert(txn.db())
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Makes a device for a simulator, or gives an existing one a new secret. For development only.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`], [`Refusal::DeviceExists`] when the id belongs to another ortomat's device.
    pub async fn provision_simulated_device(&self, ortomat: &OrtomatId, id: &DeviceId) -> Result<DeviceToken, Error> {
        let token = DeviceToken::random();
        let known = device::Entity::find_by_id(id.as_str())
            .one(self.database.read())
            .await?;
        let Some(known) = known else {
            self.add_device(ortomat, id, &token).await?;
            return Ok(token);
        };
        if known.ortomat_id != ortomat.as_str() {
            return Err(Refusal::DeviceExists.into());
        }
        let txn = self.database.write().await?;
        let salt = crate::ids::random_uuid();
        let mut row = known.into_active_model();
        row.token_hash = Set(hash(&salt, token.expose()));
        row.token_salt = Set(salt);
        row.update(txn.db()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(token)
    }

    /// Who is behind a connection: the device of that id, or, as firmware of the field may call itself, the oldest
    /// device of the ortomat of that id (contract §2.5). `None` when the secret is not theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn authenticate_device(
        &self,
        claimed: &str,
        token: &str,
    ) -> Result<Option<(DeviceId, OrtomatId)>, Error> {
        let Ok(claimed) = claimed.parse::<DeviceId>() else {
            return Ok(None);
        };
        let candidates = device::Entity::find()
            .filter(
                device::COLUMN
                    .id
                    .eq(claimed.as_str())
                    .or(device::COLUMN.ortomat_id.eq(claimed.as_str())),
            )
            .filter(device::COLUMN.revoked_at.is_null())
            .order_by_asc(device::COLUMN.created_at)
            .all(self.database.read())
            .await?;
        let theirs = candidates.into_iter().find(|device| {
            hash(&device.token_salt, token)
                .as_bytes()
                .ct_eq(device.token_hash.as_bytes())
                .into()
        });
        theirs
            .map(|device| {
                Ok((
                    word(&device.id, "devices.id", &device.id)?,
                    word(&device.ortomat_id, "devices.ortomat_id", &device.id)?,
                ))
            })
            .transpose()
    }
}
