//! The rows behind the cookies. What a session holds is the server's; when it ends, and whose it is, is decided here.

use crate::{
    Engine,
    entity::{access_token, session},
    error::{Error, Refusal},
};
use domain::{Timestamp, id::UserId, staff::Role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A shift, and a little more.
const IDLE: Duration = Duration::from_secs(12 * 60 * 60);
const ABSOLUTE: Duration = Duration::from_secs(24 * 60 * 60);
/// «Залишатись в системі».
const REMEMBERED_IDLE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
const REMEMBERED_ABSOLUTE: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// Before signing in there is nothing to keep but a half-finished form.
const ANONYMOUS: Duration = Duration::from_secs(30 * 60);
/// Being seen is written down at most this often.
const SEEN_EVERY: Duration = Duration::from_secs(60);

/// The part of a session that says who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSession {
    pub user: UserId,
    /// A session outlives no change of role.
    pub role: Role,
    /// Nor of what its owner signs in with: [`crate::staff::Actor::credentials`].
    pub credentials: i64,
    pub remember: bool,
    /// What the browser calls itself.
    pub agent: String,
    pub address: String,
}

impl StaffSession {
    /// How long the browser may keep the cookie; `None`: until it is closed.
    #[must_use]
    pub fn cookie_lifetime(&self) -> Option<Duration> {
        self.remember.then_some(REMEMBERED_ABSOLUTE)
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The hash of the cookie; it opens nothing.
    pub id: String,
    pub agent: String,
    pub address: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub current: bool,
}

/// When a session ends if nobody uses it from `seen_at` on.
fn end_of(owned: bool, remembered: bool, created_at: i64, seen_at: i64) -> i64 {
    let (idle, absolute) = match (owned, remembered) {
        (false, _) => (ANONYMOUS, ANONYMOUS),
        (true, false) => (IDLE, ABSOLUTE),
        (true, true) => (REMEMBERED_IDLE, REMEMBERED_ABSOLUTE),
    };
    let after = |from: i64, pause: Duration| Timestamp::from_millis(from).after(pause).millis();
    after(seen_at, idle).min(after(created_at, absolute))
}

impl Engine {
    /// Keeps a new session under the hash of its cookie.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_session(&self, id: &str, data: Vec<u8>, owner: Option<&StaffSession>) -> Result<(), Error> {
        let now = self.now().millis();
        let remembered = owner.is_some_and(|owner| owner.remember);
        let row = session::Model {
            id: id.to_owned(),
            user_id: owner.map(|owner| owner.user.to_string()),
            data,
            remembered,
            agent: owner.map(|owner| owner.agent.clone()).unwrap_or_default(),
            address: owner.map(|owner| owner.address.clone()).unwrap_or_default(),
            created_at: now,
            seen_at: now,
            expires_at: end_of(owner.is_some(), remembered, now, now),
        };
        let txn = self.database.write().await?;
        session::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Keeps what a session holds now. One that has been ended meanwhile stays ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_session(&self, id: &str, data: Vec<u8>) -> Result<(), Error> {
        let txn = self.database.write().await?;
        session::Entity::update_many()
            .set(session::ActiveModel {
                data: Set(data),
                ..Default::default()
            })
            .filter(session::COLUMN.id.eq(id))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// What a session holds; `None` when it is over. Being asked for keeps it alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_session(&self, id: &str) -> Result<Option<Vec<u8>>, Error> {
        let now = self.now();
        let Some(row) = session::Entity::find_by_id(id)
            .filter(session::COLUMN.expires_at.gt(now.millis()))
            .one(self.database.read())
            .await?
        else {
            return Ok(None);
        };
        if now.since(Timestamp::from_millis(row.seen_at)) >= SEEN_EVERY {
            let ends = end_of(row.user_id.is_some(), row.remembered, row.created_at, now.millis());
            let txn = self.database.write().await?;
            session::Entity::update_many()
                .set(session::ActiveModel {
                    seen_at: Set(now.millis()),
                    expires_at: Set(ends),
                    ..Default::default()
                })
                .filter(session::COLUMN.id.eq(id))
                .exec(txn.db())
                .await?;
            txn.commit(&self.wakeups).await?;
        }
        Ok(Some(row.data))
    }

    /// Whether a session is not over yet. To ask does not keep it alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_session_open(&self, id: &str) -> Result<bool, Error> {
        let open = session::Entity::find_by_id(id)
            .filter(session::COLUMN.expires_at.gt(self.now().millis()))
            .count(self.database.read())
            .await?;
        Ok(open > 0)
    }

    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&self, id: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        session::Entity::delete_by_id(id).exec(txn.db()).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// The sessions of a person, the last used first. `current` is the one that asks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, user: &UserId, current: &str) -> Result<Vec<OpenSession>, Error> {
        let rows = session::Entity::find()
            .filter(session::COLUMN.user_id.eq(user.as_str()))
            .filter(session::COLUMN.expires_at.gt(self.now().millis()))
            .order_by_desc(session::COLUMN.seen_at)
            .all(self.database.read())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| OpenSession {
                current: row.id == current,
                id: row.id,
                agent: row.agent,
                address: row.address,
                created_at: Timestamp::from_millis(row.created_at),
                seen_at: Timestamp::from_millis(row.seen_at),
            })
            .collect())
    }

    /// Ends one of a person's own sessions.
    ///
    /// # Errors
    /// [`Refusal::NoSuchSession`].
    pub async fn end_session(&self, user: &UserId, id: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let ended = session::Entity::delete_by_id(id)
            .filter(session::COLUMN.user_id.eq(user.as_str()))
            .exec(txn.db())
            .await?;
        if ended.rows_affected == 0 {
            return Err(Refusal::NoSuchSession.into());
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Ends all sessions of a person but the one that asks, and what their programs have signed in with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(&self, user: &UserId, current: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        session::Entity::delete_many()
            .filter(session::COLUMN.user_id.eq(user.as_str()))
            .filter(session::COLUMN.id.ne(current))
            .exec(txn.db())
            .await?;
        access_token::Entity::delete_many()
            .filter(access_token::COLUMN.user_id.eq(user.as_str()))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_prolongs_a_session_only_up_to_its_absolute_end() {
        let hours = |hours: i64| hours * 60 * 60 * 1_000;
        assert_eq!(end_of(true, false, 0, 0), hours(12));
        assert_eq!(end_of(true, false, 0, hours(6)), hours(18));
        assert_eq!(end_of(true, false, 0, hours(20)), hours(24));
        assert_eq!(end_of(true, true, 0, hours(24)), hours(15 * 24));
        assert_eq!(end_of(true, true, 0, hours(59 * 24)), hours(60 * 24));
        assert_eq!(end_of(false, true, 0, 0), 30 * 60 * 1_000);
    }
}
