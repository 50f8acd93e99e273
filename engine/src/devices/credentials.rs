//! Each device has a secret of its own; the database holds a salted hash of it.

use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{device, ortomat},
    error::{Error, Refusal},
    fleet::administrators_only,
    rows::{is_unique_violation, word},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    id::{DeviceId, OrtomatId},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, LockType},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Published in the earlier system's code (contract §2.1): everybody knows them.
const PUBLISHED: [&str; 3] = ["devtoken-01", "devtoken-02", "test-token"];
const SHORTEST: usize = 8;
const LONGEST: usize = 256;
/// How long a device in the field may still come with the secret that it had before.
const OLD_SECRET_COUNTS: Duration = Duration::from_secs(24 * 60 * 60);

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

impl device::Model {
    fn has_secret(&self, token: &str) -> bool {
        is_hash_of(&self.token_salt, &self.token_hash, token)
    }

    fn had_secret(&self, token: &str, now: Timestamp) -> bool {
        match (&self.previous_salt, &self.previous_hash) {
            (Some(salt), Some(kept)) => self.old_secret_counts(now) && is_hash_of(salt, kept, token),
            (_, _) => false,
        }
    }

    fn old_secret_counts(&self, now: Timestamp) -> bool {
        self.previous_until.is_some_and(|until| now.millis() < until)
    }
}

fn is_hash_of(salt: &str, kept: &str, token: &str) -> bool {
    hash(salt, token).as_bytes().ct_eq(kept.as_bytes()).into()
}

impl Engine {
    /// Adds a device to an ortomat, at the command line.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`], [`Refusal::DeviceExists`].
    pub async fn add_device(&self, ortomat: &OrtomatId, id: &DeviceId, token: &DeviceToken) -> Result<(), Error> {
        let txn = self.database.write().await?;
        self.insert_device(&txn, ortomat, id, token).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Adds a device to an ortomat; its secret is in the answer and nowhere else. A revoked device is taken back,
    /// perhaps at another ortomat, with a new secret. `chosen` is the secret of a device that has one already.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`], [`Refusal::DeviceExists`].
    pub async fn add_device_by(
        &self,
        by: &Actor,
        ortomat: &OrtomatId,
        id: &DeviceId,
        chosen: Option<DeviceToken>,
    ) -> Result<DeviceToken, Error> {
        administrators_only(by)?;
        let token = chosen.unwrap_or_else(DeviceToken::random);
        let txn = self.database.write().await?;
        let row = self.insert_device(&txn, ortomat, id, &token).await?;
        self.log_device(&txn, by, &row, "Додано пристрій").await?;
        txn.commit(&self.wakeups).await?;
        Ok(token)
    }

    async fn insert_device(
        &self,
        txn: &WriteTxn,
        ortomat: &OrtomatId,
        id: &DeviceId,
        token: &DeviceToken,
    ) -> Result<device::Model, Error> {
        let known = ortomat::Entity::find_by_id(ortomat.as_str()).one(txn.db()).await?;
        known.ok_or(Refusal::NoSuchOrtomat)?;
        let there = device::Entity::find_by_id(id.as_str())
            .lock(LockType::NoKeyUpdate)
            .one(txn.db())
            .await?;
        if there.as_ref().is_some_and(|device| device.revoked_at.is_none()) {
            return Err(Refusal::DeviceExists.into());
        }
        let salt = crate::ids::random_uuid();
        let row = device::Model {
            id: id.to_string(),
            ortomat_id: ortomat.to_string(),
            token_hash: hash(&salt, token.expose()),
            token_salt: salt,
            token_used_at: None,
            previous_salt: None,
            previous_hash: None,
            previous_until: None,
            connection_id: None,
            online_until: 0,
            last_seen_at: None,
            uptime_ms: None,
            wifi_rssi: None,
            created_at: self.now().millis(),
            revoked_at: None,
        };
        let new = row.clone().into_active_model().reset_all();
        if there.is_some() {
            new.update(txn.db()).await?;
        } else {
            new.insert(txn.db()).await.map_err(|error| {
                if is_unique_violation(&error) {
                    Error::from(Refusal::DeviceExists)
                } else {
                    error.into()
                }
            })?;
        }
        Ok(row)
    }

    /// Gives a device a new secret; it is in the answer and nowhere else. The one that the device in the field has
    /// counts for another day, so that it is not locked out before somebody has told it the new one. A secret that was
    /// made in vain, because nobody has come with it yet, is forgotten at once.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchDevice`].
    pub async fn rotate_device_token(&self, by: &Actor, id: &DeviceId) -> Result<DeviceToken, Error> {
        administrators_only(by)?;
        let token = DeviceToken::random();
        let txn = self.database.write().await?;
        let known = living(&txn, id).await?;
        let now = self.now();
        let made_in_vain = known.old_secret_counts(now) && known.token_used_at.is_none();
        let mut row = known.clone().into_active_model();
        if !made_in_vain {
            row.previous_salt = Set(Some(known.token_salt.clone()));
            row.previous_hash = Set(Some(known.token_hash.clone()));
        }
        let salt = crate::ids::random_uuid();
        row.previous_until = Set(Some(now.after(OLD_SECRET_COUNTS).millis()));
        row.token_hash = Set(hash(&salt, token.expose()));
        row.token_salt = Set(salt);
        row.token_used_at = Set(None);
        row.update(txn.db()).await?;
        self.log_device(&txn, by, &known, "Новий секрет пристрою").await?;
        txn.commit(&self.wakeups).await?;
        Ok(token)
    }

    /// Locks a device out. Its connection ends at once; one to another process within seconds.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchDevice`].
    pub async fn revoke_device(&self, by: &Actor, id: &DeviceId) -> Result<(), Error> {
        administrators_only(by)?;
        let txn = self.database.write().await?;
        let known = living(&txn, id).await?;
        let mut row = known.clone().into_active_model();
        row.revoked_at = Set(Some(self.now().millis()));
        row.previous_until = Set(None);
        // From now on nobody renews its sign of life.
        row.connection_id = Set(None);
        row.online_until = Set(0);
        row.update(txn.db()).await?;
        self.log_device(&txn, by, &known, "Пристрій відкликано").await?;
        txn.commit(&self.wakeups).await?;
        self.end_connection(id);
        Ok(())
    }

    async fn log_device(&self, txn: &WriteTxn, by: &Actor, row: &device::Model, what: &str) -> Result<(), Error> {
        Entry::new(
            ActivityType::FleetChanged,
            Severity::Info,
            format!("{what}: {}", row.id),
        )
        .by(&by.id)
        .at_ortomat(&row.ortomat_id)
        .with("deviceId", row.id.as_str())
        .write(txn, self.now())
        .await
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
        let now = self.now();
        let theirs = candidates
            .into_iter()
            .find(|device| device.has_secret(token) || device.had_secret(token, now));
        let Some(device) = theirs else { return Ok(None) };
        if device.has_secret(token) && device.old_secret_counts(now) && device.token_used_at.is_none() {
            self.note_use_of_new_secret(&device).await?;
        }
        Ok(Some((
            word(&device.id, "devices.id", &device.id)?,
            word(&device.ortomat_id, "devices.ortomat_id", &device.id)?,
        )))
    }

    /// Only while the old one counts: five thousand devices that return at once must write nothing here.
    async fn note_use_of_new_secret(&self, device: &device::Model) -> Result<(), Error> {
        let txn = self.database.write().await?;
        device::Entity::update_many()
            .set(device::ActiveModel {
                token_used_at: Set(Some(self.now().millis())),
                ..Default::default()
            })
            .filter(device::COLUMN.id.eq(device.id.as_str()))
            .filter(device::COLUMN.token_hash.eq(device.token_hash.as_str()))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

/// A device that is not revoked, locked.
async fn living(txn: &WriteTxn, id: &DeviceId) -> Result<device::Model, Error> {
    let row = device::Entity::find_by_id(id.as_str())
        .filter(device::COLUMN.revoked_at.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn.db())
        .await?;
    Ok(row.ok_or(Refusal::NoSuchDevice)?)
}
