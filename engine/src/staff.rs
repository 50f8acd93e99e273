//! People who sign in.

use crate::{
    Engine,
    entity::user,
    error::{Error, Refusal},
    rows::word,
};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use domain::{id::UserId, staff::Role};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter};
use secrecy::{ExposeSecret, SecretString};

/// Somebody who shall be able to sign in.
#[derive(Debug)]
pub struct NewStaff {
    pub role: Role,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub password: SecretString,
}

impl Engine {
    /// # Errors
    /// [`Refusal::EmailExists`].
    pub async fn add_staff(&self, person: NewStaff) -> Result<UserId, Error> {
        let password_hash = hash_password(person.password).await?;
        let email = person.email.trim().to_lowercase();
        let id = crate::ids::random_uuid();
        let now = self.now().millis();
        let txn = self.database.write().await?;
        if user::Entity::find()
            .filter(user::COLUMN.email.eq(email.as_str()))
            .one(txn.db())
            .await?
            .is_some()
        {
            return Err(Refusal::EmailExists.into());
        }
        user::Model {
            id: id.clone(),
            email: Some(email),
            password_hash: Some(password_hash),
            role: person.role.to_string(),
            first_name: person.first_name,
            last_name: person.last_name,
            middle_name: None,
            phone: None,
            is_verified: true,
            version: 0,
            created_at: now,
            updated_at: now,
        }
        .into_active_model()
        .reset_all()
        .insert(txn.db())
        .await?;
        txn.commit(&self.wakeups).await?;
        word(&id, "users.id", &id)
    }
}

/// A password for somebody else's account: 100 bits, to be shown once.
#[must_use]
pub fn make_password() -> String {
    crate::ids::random_text(20)
}

/// Argon2id with OWASP's minimum: 19 MiB, two passes, one lane. A core is busy with it for tens of milliseconds.
async fn hash_password(password: SecretString) -> Result<String, Error> {
    tokio::task::spawn_blocking(move || {
        let params = Params::new(19_456, 2, 1, None).map_err(|_| Error::Hash)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(password.expose_secret().as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|_| Error::Hash)
    })
    .await
    .map_err(|_| Error::Hash)?
}
