//! Bearer tokens for integrators (contract §1.1): random, kept as hashes, gone when they are revoked.
//!
//! A refresh token works once. Whoever shows a used one has stolen it or was robbed, so both lose the sign-in.

use super::{Actor, hash_of_secret};
use crate::{
    Engine,
    entity::access_token,
    error::{Error, Refusal},
    rows::word,
};
use domain::{Timestamp, id::UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::time::Duration;

const ACCESS: Duration = Duration::from_secs(15 * 60);
const REFRESH: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whoever refreshes for ever still has to show the password again after this.
const ABSOLUTE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const REFRESH_PREFIX: &str = "ortomat_rt_";

/// What an integrator is given.
#[derive(Clone, Debug)]
pub struct TokenPair {
    pub access: String,
    pub refresh: String,
    /// How long the access token lives.
    pub expires_in: Duration,
}

impl TokenPair {
    /// `sign_in` stays the same in all refresh tokens of a sign-in, so that the oldest of them is recognised too.
    fn random(sign_in: &str) -> Self {
        // A prefix lets scanners of source code recognise a leak.
        Self {
            access: format!("ortomat_at_{}", crate::ids::secret()),
            refresh: format!("{REFRESH_PREFIX}{sign_in}_{}", crate::ids::secret()),
            expires_in: ACCESS,
        }
    }
}

impl Engine {
    /// # Errors
    /// When the database fails.
    pub async fn issue_tokens(&self, actor: &Actor) -> Result<TokenPair, Error> {
        let sign_in = crate::ids::random_text(25);
        let pair = TokenPair::random(&sign_in);
        let now = self.now();
        let row = access_token::Model {
            id: hash_of_secret(&sign_in),
            user_id: actor.id.to_string(),
            access_hash: hash_of_secret(&pair.access),
            access_expires_at: now.after(ACCESS).millis(),
            refresh_hash: hash_of_secret(&pair.refresh),
            refresh_expires_at: now.after(REFRESH).millis(),
            credentials_version: actor.credentials,
            created_at: now.millis(),
        };
        let txn = self.database.write().await?;
        access_token::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(pair)
    }

    /// Exchanges a refresh token for a new pair.
    ///
    /// # Errors
    /// [`Refusal::InvalidToken`].
    pub async fn refresh_tokens(&self, refresh: &str) -> Result<TokenPair, Error> {
        let shown = hash_of_secret(refresh);
        let now = self.now();
        let (sign_in, _secret) = refresh
            .strip_prefix(REFRESH_PREFIX)
            .and_then(|token| token.split_once('_'))
            .ok_or(Refusal::InvalidToken)?;
        let txn = self.database.write().await?;
        let row = access_token::Entity::find_by_id(hash_of_secret(sign_in))
            .filter(access_token::COLUMN.refresh_expires_at.gt(now.millis()))
            .lock_exclusive()
            .one(txn.db())
            .await?
            .ok_or(Refusal::InvalidToken)?;
        if row.refresh_hash != shown {
            access_token::Entity::delete_by_id(row.id).exec(txn.db()).await?;
            txn.commit(&self.wakeups).await?;
            tracing::warn!("a used refresh token was shown again; its sign-in is revoked");
            return Err(Refusal::InvalidToken.into());
        }
        let user: UserId = word(&row.user_id, "access_tokens.user_id", &row.id)?;
        let actor = self.actor(&user).await?;
        if actor.is_none_or(|actor| actor.credentials != row.credentials_version) {
            return Err(Refusal::InvalidToken.into());
        }
        let pair = TokenPair::random(sign_in);
        let ends = now
            .after(REFRESH)
            .min(Timestamp::from_millis(row.created_at).after(ABSOLUTE));
        let mut row = row.into_active_model();
        row.access_hash = Set(hash_of_secret(&pair.access));
        row.access_expires_at = Set(now.after(ACCESS).millis());
        row.refresh_hash = Set(hash_of_secret(&pair.refresh));
        row.refresh_expires_at = Set(ends.millis());
        row.update(txn.db()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(pair)
    }

    /// Who holds an access token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn actor_of_token(&self, access: &str) -> Result<Option<Actor>, Error> {
        let row = access_token::Entity::find()
            .filter(access_token::COLUMN.access_hash.eq(hash_of_secret(access)))
            .filter(access_token::COLUMN.access_expires_at.gt(self.now().millis()))
            .one(self.database.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let actor = self
            .actor(&word(&row.user_id, "access_tokens.user_id", &row.id)?)
            .await?;
        Ok(actor.filter(|actor| actor.credentials == row.credentials_version))
    }

    /// Ends the sign-in that an access token belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(&self, access: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        access_token::Entity::delete_many()
            .filter(access_token::COLUMN.access_hash.eq(hash_of_secret(access)))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}
