//! The first administrator: nobody's password is known before somebody has opened the link of the first start.

use super::{NewStaff, hash_of_secret, one_time_link::FOR_FIRST_ADMIN, throttle::Buckets};
use crate::{
    Engine,
    entity::{one_time_link, user},
    error::{Error, Refusal},
};
use domain::{id::UserId, staff::Role};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::net::IpAddr;

impl Engine {
    /// A token for making the first administrator; `None` when there is one who can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_admin_link(&self) -> Result<Option<String>, Error> {
        if self.has_admin().await? {
            return Ok(None);
        }
        let txn = self.database.write().await?;
        let token = self.insert_link(&txn, FOR_FIRST_ADMIN, None).await?;
        txn.commit(&self.wakeups).await?;
        Ok(Some(token))
    }

    /// Whether the token still makes the first administrator.
    ///
    /// # Errors
    /// [`Refusal::InvalidLink`], [`Refusal::TooManyAttempts`].
    pub async fn check_first_admin_link(&self, token: &str, address: IpAddr) -> Result<(), Error> {
        let link = one_time_link::Entity::find_by_id(hash_of_secret(token))
            .filter(one_time_link::COLUMN.purpose.eq(FOR_FIRST_ADMIN))
            .filter(one_time_link::COLUMN.expires_at.gt(self.now().millis()))
            .one(self.database.read())
            .await?;
        if link.is_some() && !self.has_admin().await? {
            return Ok(());
        }
        self.take_attempt(&Buckets::for_secret(address)).await?;
        Err(Refusal::InvalidLink.into())
    }

    /// Makes the first administrator and uses the link up.
    ///
    /// # Errors
    /// [`Refusal::InvalidLink`], [`Refusal::WeakPassword`], [`Refusal::PasswordLength`], [`Refusal::EmailTaken`].
    pub async fn create_first_admin(&self, token: &str, person: NewStaff, address: IpAddr) -> Result<UserId, Error> {
        self.check_first_admin_link(token, address).await?;
        let person = NewStaff {
            role: Role::Admin,
            ..person
        };
        self.passwords
            .check(&person.password, &[person.email.as_str(), &person.name.full()])?;
        let hash = self.passwords.hash(person.password.clone()).await?;
        let txn = self.database.write().await?;
        let used = one_time_link::Entity::delete_by_id(hash_of_secret(token))
            .exec(txn.db())
            .await?;
        if used.rows_affected == 0 {
            return Err(Refusal::InvalidLink.into());
        }
        if admins(txn.db()).await? > 0 {
            return Err(Refusal::InvalidLink.into());
        }
        let id = self.insert_staff(&txn, &person, hash).await?;
        txn.commit(&self.wakeups).await?;
        Ok(id)
    }

    async fn has_admin(&self) -> Result<bool, Error> {
        Ok(admins(self.database.read()).await? > 0)
    }
}

/// How many administrators can sign in.
async fn admins(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(user::Entity::find()
        .filter(user::COLUMN.role.eq(Role::Admin.as_str()))
        .filter(user::COLUMN.deleted_at.is_null())
        .filter(user::COLUMN.password_hash.is_not_null())
        .count(db)
        .await?)
}
