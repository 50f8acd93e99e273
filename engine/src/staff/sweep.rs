//! What has expired is forgotten.

use crate::{
    Engine,
    entity::{access_token, known_browser, login_throttle, one_time_link, session},
    error::Error,
};
use sea_orm::{EntityTrait, QueryFilter};
use std::time::Duration;

/// A browser that was not seen for so long is a stranger again.
const KNOWN_FOR: Duration = Duration::from_secs(180 * 24 * 60 * 60);

impl Engine {
    /// # Errors
    /// When the database fails.
    pub(crate) async fn forget_what_expired(&self) -> Result<(), Error> {
        let now = self.now();
        let long_ago = now.millis() - i64::try_from(KNOWN_FOR.as_millis()).unwrap_or(i64::MAX);
        let txn = self.database.write().await?;
        session::Entity::delete_many()
            .filter(session::COLUMN.expires_at.lte(now.millis()))
            .exec(txn.db())
            .await?;
        access_token::Entity::delete_many()
            .filter(access_token::COLUMN.refresh_expires_at.lte(now.millis()))
            .exec(txn.db())
            .await?;
        one_time_link::Entity::delete_many()
            .filter(one_time_link::COLUMN.expires_at.lte(now.millis()))
            .exec(txn.db())
            .await?;
        login_throttle::Entity::delete_many()
            .filter(login_throttle::COLUMN.empty_at.lte(now.millis()))
            .exec(txn.db())
            .await?;
        known_browser::Entity::delete_many()
            .filter(known_browser::COLUMN.seen_at.lte(long_ago))
            .exec(txn.db())
            .await?;
        self.forget_old_reports(&txn).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}
