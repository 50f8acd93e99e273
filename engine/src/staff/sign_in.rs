//! Signing in: a password, and a code where the account asks for one.

use super::{
    Actor, hash_of_secret,
    password::is_outdated,
    throttle::{Buckets, Owner},
};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{known_browser, user},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    activity::{ActivityType, Severity},
    id::UserId,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Somebody who says who they are.
#[derive(Debug)]
pub struct Attempt {
    pub email: String,
    pub password: SecretString,
    pub address: IpAddr,
    /// The token of [`Engine::remember_browser`], if the browser has one.
    pub browser: Option<String>,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum SignIn {
    Done(Actor),
    /// The account asks for a code: [`Engine::confirm_code`].
    CodeNeeded(HalfSignedIn),
}

/// Somebody whose password was right, and whose code is still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfSignedIn {
    pub user: UserId,
    /// [`Actor::credentials`], when the password was right.
    pub credentials: i64,
}

impl Engine {
    /// Checks a password. The answer and its time are the same for accounts that do not exist.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`], [`Refusal::TooManyAttempts`], [`Refusal::Busy`].
    pub async fn sign_in(&self, attempt: Attempt) -> Result<SignIn, Error> {
        // PostgreSQL cannot even be asked for a NUL.
        let email = attempt.email.trim().to_lowercase().replace('\0', "");
        let row = user::Entity::find()
            .filter(user::COLUMN.email.eq(email.as_str()))
            .filter(user::COLUMN.deleted_at.is_null())
            .one(self.database.read())
            .await?;
        let known = self.knows_browser(row.as_ref(), attempt.browser.as_deref()).await?;
        let owner = Owner {
            browser_is_known: known,
            has_second_factor: row.as_ref().is_some_and(|row| row.totp_since.is_some()),
        };
        let buckets = Buckets::for_password(&email, attempt.address, owner);
        let address = attempt.address.to_string();
        self.take_attempt(&buckets).await?;
        let kept = row.as_ref().and_then(|row| row.password_hash.clone());
        let right = match self.passwords.matches(attempt.password.clone(), kept).await {
            Ok(right) => right,
            Err(error) => {
                // Nothing was learnt from it, so it was no attempt.
                let txn = self.database.write().await?;
                self.forgive_attempt(&txn, &buckets).await?;
                txn.commit(&self.wakeups).await?;
                return Err(error);
            }
        };
        let Some(row) = row.filter(|_| right) else {
            self.log_failure(&email, &address).await?;
            return Err(Refusal::WrongCredentials.into());
        };
        let fresh_hash = match row.password_hash.as_deref().is_some_and(is_outdated) {
            true => Some(self.passwords.hash(attempt.password).await?),
            false => None,
        };
        let txn = self.database.write().await?;
        self.forgive_attempt(&txn, &buckets).await?;
        if let Some(hash) = fresh_hash {
            // Only over the hash that was checked: the password may have been changed meanwhile.
            user::Entity::update_many()
                .set(user::ActiveModel {
                    password_hash: Set(Some(hash)),
                    ..Default::default()
                })
                .filter(user::COLUMN.id.eq(row.id.as_str()))
                .filter(
                    user::COLUMN
                        .password_hash
                        .eq(row.password_hash.clone().unwrap_or_default()),
                )
                .exec(txn.db())
                .await?;
        }
        let actor = row.actor()?;
        if actor.second_factor {
            txn.commit(&self.wakeups).await?;
            return Ok(SignIn::CodeNeeded(HalfSignedIn {
                user: actor.id,
                credentials: actor.credentials,
            }));
        }
        self.log_success(&txn, &actor.id, &address).await?;
        txn.commit(&self.wakeups).await?;
        Ok(SignIn::Done(actor))
    }

    /// Checks the code of the second factor, or one of the recovery codes, of somebody whose password was right.
    ///
    /// # Errors
    /// [`Refusal::WrongCode`], [`Refusal::TooManyAttempts`].
    pub async fn confirm_code(&self, half: &HalfSignedIn, code: &str, address: IpAddr) -> Result<Actor, Error> {
        let user = &half.user;
        let address = address.to_string();
        let buckets = Buckets::for_code(user.as_str());
        self.take_attempt(&buckets).await?;
        let actor = self.actor(user).await?;
        let Some(actor) = actor.filter(|actor| actor.credentials == half.credentials) else {
            return Err(Refusal::WrongCode.into());
        };
        let txn = self.database.write().await?;
        if !self.use_code(&txn, user, code).await? {
            Entry::new(
                ActivityType::LoginFailed,
                Severity::Warning,
                "Неправильний код другого фактора",
            )
            .by(user)
            .with("address", address)
            .write(&txn, self.now())
            .await?;
            txn.commit(&self.wakeups).await?;
            return Err(Refusal::WrongCode.into());
        }
        self.forgive_attempt(&txn, &buckets).await?;
        self.log_success(&txn, user, &address).await?;
        txn.commit(&self.wakeups).await?;
        Ok(actor)
    }

    /// A token for the browser that somebody has just signed in with; `None` when the one that it has is theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember_browser(&self, user: &UserId, has: Option<&str>) -> Result<Option<String>, Error> {
        let now = self.now().millis();
        let txn = self.database.write().await?;
        let seen = known_browser::Entity::update_many()
            .set(known_browser::ActiveModel {
                seen_at: Set(now),
                ..Default::default()
            })
            .filter(
                known_browser::COLUMN
                    .token_hash
                    .eq(hash_of_secret(has.unwrap_or_default())),
            )
            .filter(known_browser::COLUMN.user_id.eq(user.as_str()))
            .exec(txn.db())
            .await?;
        let fresh = (seen.rows_affected == 0).then(crate::ids::secret);
        if let Some(token) = &fresh {
            let row = known_browser::Model {
                token_hash: hash_of_secret(token),
                user_id: user.to_string(),
                seen_at: now,
            };
            known_browser::Entity::insert(row.into_active_model().reset_all())
                .exec_without_returning(txn.db())
                .await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(fresh)
    }

    /// Somebody was refused what they asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_unauthorized(&self, user: Option<&UserId>, route: &str, address: IpAddr) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let mut entry = Entry::new(
            ActivityType::UnauthorizedAccess,
            Severity::Warning,
            format!("Доступ заборонено: {route}"),
        )
        .with("address", address.to_string());
        if let Some(user) = user {
            entry = entry.by(user);
        }
        entry.write(&txn, self.now()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn knows_browser(&self, row: Option<&user::Model>, token: Option<&str>) -> Result<bool, Error> {
        let (Some(row), Some(token)) = (row, token) else {
            return Ok(false);
        };
        let known = known_browser::Entity::find_by_id(hash_of_secret(token))
            .filter(known_browser::COLUMN.user_id.eq(row.id.as_str()))
            .one(self.database.read())
            .await?;
        Ok(known.is_some())
    }

    /// Neither the typed address nor whether it exists: people type their password into the wrong field.
    async fn log_failure(&self, email: &str, address: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let owner = user::Entity::find()
            .filter(user::COLUMN.email.eq(email))
            .one(txn.db())
            .await?;
        let mut entry =
            Entry::new(ActivityType::LoginFailed, Severity::Warning, "Невдалий вхід").with("address", address);
        if let Some(owner) = owner {
            entry = entry.by(&word::<UserId>(&owner.id, "users.id", &owner.id)?);
        }
        entry.write(&txn, self.now()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn log_success(&self, txn: &WriteTxn, user: &UserId, address: &str) -> Result<(), Error> {
        Entry::new(ActivityType::LoginSuccess, Severity::Info, "Вхід в систему")
            .by(user)
            .with("address", address)
            .write(txn, self.now())
            .await
    }
}
