//! Links that set a password once, made by an administrator (mail comes later), and changing one's own password.

use super::{Actor, hash_of_secret, throttle::Buckets};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{access_token, known_browser, one_time_link, session, user},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    activity::{ActivityType, Severity},
    id::UserId,
    staff::{EmailAddress, PersonName, Role},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use secrecy::SecretString;
use std::{net::IpAddr, time::Duration};

const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
pub(super) const FOR_PASSWORD: &str = "password";
pub(super) const FOR_FIRST_ADMIN: &str = "first_admin";

/// Whose password a link sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOwner {
    pub id: UserId,
    pub name: PersonName,
    pub email: String,
}

impl Engine {
    /// Makes a link for somebody's new password; the ones made before stop working. Answers its token.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPerson`], [`Refusal::NoEmail`] when there is nothing to sign in with.
    pub async fn make_password_link(&self, by: &Actor, person: &UserId) -> Result<String, Error> {
        let txn = self.database.write().await?;
        let row = user::Entity::find_by_id(person.as_str())
            .filter(user::COLUMN.deleted_at.is_null())
            // Administrators are not made or unmade by each other here: `ortomat staff link`.
            .filter(user::COLUMN.role.ne(Role::Admin.as_str()))
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchPerson)?;
        if row.email.is_none() {
            return Err(Refusal::NoEmail.into());
        }
        let token = self.insert_link(&txn, FOR_PASSWORD, Some(&row.id)).await?;
        Entry::new(
            ActivityType::CredentialsChanged,
            Severity::Warning,
            format!("Створено посилання для нового пароля: {}", row.name()),
        )
        .by(&by.id)
        .with("person", row.id.as_str())
        .write(&txn, self.now())
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(token)
    }

    /// A link for whoever has that e-mail, made at the server's terminal: the way back for an administrator who lost
    /// the password, or with `without_second_factor` the telephone too. Answers its token.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPerson`].
    pub async fn make_link_at_the_terminal(
        &self,
        email: &EmailAddress,
        without_second_factor: bool,
    ) -> Result<String, Error> {
        let txn = self.database.write().await?;
        let row = user::Entity::find()
            .filter(user::COLUMN.email.eq(email.as_str()))
            .filter(user::COLUMN.deleted_at.is_null())
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchPerson)?;
        let id: UserId = word(&row.id, "users.id", &row.id)?;
        if without_second_factor {
            self.forget_second_factor(&txn, &id).await?;
        }
        let token = self.insert_link(&txn, FOR_PASSWORD, Some(id.as_str())).await?;
        Entry::new(
            ActivityType::CredentialsChanged,
            Severity::Warning,
            "Створено посилання для нового пароля з термінала сервера",
        )
        .by(&id)
        .write(&txn, self.now())
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(token)
    }

    pub(super) async fn insert_link(
        &self,
        txn: &WriteTxn,
        purpose: &str,
        owner: Option<&str>,
    ) -> Result<String, Error> {
        let mine = match owner {
            Some(owner) => Condition::all().add(one_time_link::COLUMN.user_id.eq(owner)),
            None => Condition::all().add(one_time_link::COLUMN.user_id.is_null()),
        };
        one_time_link::Entity::delete_many()
            .filter(one_time_link::COLUMN.purpose.eq(purpose))
            .filter(mine)
            .exec(txn.db())
            .await?;
        let token = crate::ids::secret();
        let now = self.now();
        let row = one_time_link::Model {
            token_hash: hash_of_secret(&token),
            purpose: purpose.to_owned(),
            user_id: owner.map(ToOwned::to_owned),
            created_at: now.millis(),
            expires_at: now.after(LIFETIME).millis(),
        };
        one_time_link::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(txn.db())
            .await?;
        Ok(token)
    }

    /// Whose password a link sets. Looking does not use it up.
    ///
    /// # Errors
    /// [`Refusal::InvalidLink`], [`Refusal::TooManyAttempts`].
    pub async fn password_link(&self, token: &str, address: IpAddr) -> Result<LinkOwner, Error> {
        let row = self.owner_of_link(token, address).await?;
        Ok(LinkOwner {
            id: word(&row.id, "users.id", &row.id)?,
            name: row.name(),
            email: row.email.unwrap_or_default(),
        })
    }

    async fn owner_of_link(&self, token: &str, address: IpAddr) -> Result<user::Model, Error> {
        let link = one_time_link::Entity::find_by_id(hash_of_secret(token))
            .filter(one_time_link::COLUMN.purpose.eq(FOR_PASSWORD))
            .filter(one_time_link::COLUMN.expires_at.gt(self.now().millis()))
            .one(self.database.read())
            .await?;
        let owner = match link.and_then(|link| link.user_id) {
            Some(owner) => {
                user::Entity::find_by_id(owner)
                    .filter(user::COLUMN.deleted_at.is_null())
                    .one(self.database.read())
                    .await?
            }
            None => None,
        };
        match owner {
            Some(owner) => Ok(owner),
            None => {
                self.take_attempt(&Buckets::for_secret(address)).await?;
                Err(Refusal::InvalidLink.into())
            }
        }
    }

    /// Sets the password and uses the link up. All sessions of the person end; the second factor stays.
    ///
    /// # Errors
    /// [`Refusal::InvalidLink`], [`Refusal::WeakPassword`], [`Refusal::PasswordLength`].
    pub async fn set_password_by_link(
        &self,
        token: &str,
        password: SecretString,
        address: IpAddr,
    ) -> Result<(), Error> {
        let owner = self.owner_of_link(token, address).await?;
        let hash = self.accepted_hash(&owner, password).await?;
        let txn = self.database.write().await?;
        let used = one_time_link::Entity::delete_by_id(hash_of_secret(token))
            .exec(txn.db())
            .await?;
        if used.rows_affected == 0 {
            return Err(Refusal::InvalidLink.into());
        }
        self.replace_password(&txn, &owner, hash, None, Refusal::InvalidLink)
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Changes one's own password. All other sessions end; `session` is the one that asks.
    ///
    /// # Errors
    /// [`Refusal::WrongPassword`], [`Refusal::WeakPassword`], [`Refusal::PasswordLength`],
    /// [`Refusal::TooManyAttempts`].
    pub async fn change_password(
        &self,
        user: &UserId,
        old: SecretString,
        new: SecretString,
        session: &str,
    ) -> Result<(), Error> {
        let row = self.check_own_password(user, old).await?;
        let hash = self.accepted_hash(&row, new).await?;
        let txn = self.database.write().await?;
        self.replace_password(&txn, &row, hash, Some(session), Refusal::WrongPassword)
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Whoever sits at an open browser need not be its owner.
    pub(super) async fn check_own_password(&self, user: &UserId, password: SecretString) -> Result<user::Model, Error> {
        let row = user::Entity::find_by_id(user.as_str())
            .filter(user::COLUMN.deleted_at.is_null())
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchPerson)?;
        let buckets = Buckets::for_own_password(user.as_str());
        self.take_attempt(&buckets).await?;
        if !self.passwords.matches(password, row.password_hash.clone()).await? {
            return Err(Refusal::WrongPassword.into());
        }
        let txn = self.database.write().await?;
        self.forgive_attempt(&txn, &buckets).await?;
        txn.commit(&self.wakeups).await?;
        Ok(row)
    }

    pub(super) async fn accepted_hash(&self, owner: &user::Model, password: SecretString) -> Result<String, Error> {
        let about = [owner.email.clone().unwrap_or_default(), owner.name().full()];
        self.passwords.check(&password, &about.each_ref().map(String::as_str))?;
        self.passwords.hash(password).await
    }

    async fn replace_password(
        &self,
        txn: &WriteTxn,
        owner: &user::Model,
        hash: String,
        keep: Option<&str>,
        overtaken: Refusal,
    ) -> Result<(), Error> {
        // Only over the password that was looked at: an administrator may have set another one meanwhile.
        let looked_at = match &owner.password_hash {
            Some(kept) => user::COLUMN.password_hash.eq(kept.as_str()),
            None => user::COLUMN.password_hash.is_null(),
        };
        let replaced = user::Entity::update_many()
            .set(user::ActiveModel {
                password_hash: Set(Some(hash)),
                updated_at: Set(self.now().millis()),
                ..Default::default()
            })
            .filter(user::COLUMN.id.eq(owner.id.as_str()))
            .filter(user::COLUMN.deleted_at.is_null())
            .filter(looked_at)
            .exec(txn.db())
            .await?;
        if replaced.rows_affected == 0 {
            return Err(overtaken.into());
        }
        self.end_sign_ins(txn, &owner.id, keep).await?;
        let user: UserId = word(&owner.id, "users.id", &owner.id)?;
        Entry::new(ActivityType::CredentialsChanged, Severity::Info, "Змінено пароль")
            .by(&user)
            .write(txn, self.now())
            .await
    }

    /// Ends everything that a person is signed in with, and whatever was begun with it, except one session's row: its
    /// owner goes on with a session that is made anew.
    pub(super) async fn end_sign_ins(&self, txn: &WriteTxn, user: &str, keep: Option<&str>) -> Result<(), Error> {
        user::Entity::update_many()
            .col_expr(
                user::Column::CredentialsVersion,
                Expr::col(user::Column::CredentialsVersion).add(1),
            )
            .filter(user::COLUMN.id.eq(user))
            .exec(txn.db())
            .await?;
        session::Entity::delete_many()
            .filter(session::COLUMN.user_id.eq(user))
            .filter(session::COLUMN.id.ne(keep.unwrap_or_default()))
            .exec(txn.db())
            .await?;
        access_token::Entity::delete_many()
            .filter(access_token::COLUMN.user_id.eq(user))
            .exec(txn.db())
            .await?;
        known_browser::Entity::delete_many()
            .filter(known_browser::COLUMN.user_id.eq(user))
            .exec(txn.db())
            .await?;
        one_time_link::Entity::delete_many()
            .filter(one_time_link::COLUMN.user_id.eq(user))
            .exec(txn.db())
            .await?;
        Ok(())
    }
}
