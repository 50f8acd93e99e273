//! Who somebody is.

use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::user,
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    activity::{ActivityType, Severity},
    id::UserId,
    staff::{EmailAddress, PersonName, Role},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter};
use secrecy::SecretString;

/// Somebody who is signed in. Read from the database for every request: a right that was taken away is gone at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub id: UserId,
    pub role: Role,
    pub name: PersonName,
    pub email: Option<EmailAddress>,
    /// Whether signing in asks for a second factor.
    pub second_factor: bool,
    /// Which of their passwords this person has signed in with; whatever is begun with an older one counts no more.
    pub credentials: i64,
}

/// Somebody who shall be able to sign in.
#[derive(Debug)]
pub struct NewStaff {
    pub role: Role,
    pub email: EmailAddress,
    pub name: PersonName,
    pub password: SecretString,
}

impl Engine {
    /// # Errors
    /// [`Refusal::EmailTaken`], [`Refusal::WeakPassword`].
    pub async fn add_staff(&self, person: NewStaff) -> Result<UserId, Error> {
        self.passwords
            .check(&person.password, &[person.email.as_str(), &person.name.full()])?;
        let password_hash = self.passwords.hash(person.password.clone()).await?;
        let txn = self.database.write().await?;
        let id = self.insert_staff(&txn, &person, password_hash).await?;
        txn.commit(&self.wakeups).await?;
        Ok(id)
    }

    pub(super) async fn insert_staff(
        &self,
        txn: &WriteTxn,
        person: &NewStaff,
        password_hash: String,
    ) -> Result<UserId, Error> {
        if user::Entity::find()
            .filter(user::COLUMN.email.eq(person.email.as_str()))
            .one(txn.db())
            .await?
            .is_some()
        {
            return Err(Refusal::EmailTaken.into());
        }
        let row = new_row(crate::ids::random_uuid(), person.role, self.now().millis());
        let row = user::Model {
            email: Some(person.email.to_string()),
            password_hash: Some(password_hash),
            first_name: person.name.first.clone(),
            last_name: person.name.last.clone(),
            middle_name: person.name.middle.clone(),
            ..row
        };
        let id = row.id.clone();
        row.into_active_model()
            .reset_all()
            .insert(txn.db())
            .await
            .map_err(super::person::taken)?;
        Entry::new(
            ActivityType::StaffChanged,
            Severity::Info,
            format!("Створено обліковий запис: {}", person.role),
        )
        .with("person", id.as_str())
        .write(txn, self.now())
        .await?;
        word(&id, "users.id", &id)
    }

    /// The person of that id, if there still is one who may sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn actor(&self, user: &UserId) -> Result<Option<Actor>, Error> {
        user::Entity::find_by_id(user.as_str())
            .filter(user::COLUMN.deleted_at.is_null())
            .filter(user::COLUMN.password_hash.is_not_null())
            .one(self.database.read())
            .await?
            .map(|row| row.actor())
            .transpose()
    }
}

/// A person without anything yet.
pub(super) fn new_row(id: String, role: Role, now: i64) -> user::Model {
    user::Model {
        id,
        email: None,
        password_hash: None,
        role: role.to_string(),
        first_name: String::new(),
        last_name: String::new(),
        middle_name: None,
        phone: None,
        is_verified: true,
        version: 0,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        credentials_version: 0,
        totp_secret: None,
        totp_last_step: None,
        totp_since: None,
    }
}

impl user::Model {
    pub(super) fn role(&self) -> Result<Role, Error> {
        word(&self.role, "users.role", &self.id)
    }

    pub(crate) fn name(&self) -> PersonName {
        PersonName {
            last: self.last_name.clone(),
            first: self.first_name.clone(),
            middle: self.middle_name.clone().filter(|middle| !middle.is_empty()),
        }
    }

    pub(super) fn email(&self) -> Result<Option<EmailAddress>, Error> {
        self.email
            .as_deref()
            .map(|email| word(email, "users.email", &self.id))
            .transpose()
    }

    pub(super) fn actor(&self) -> Result<Actor, Error> {
        Ok(Actor {
            id: word(&self.id, "users.id", &self.id)?,
            role: self.role()?,
            name: self.name(),
            // A backup of the past may hold an address that is none; it still signs in.
            email: self.email().unwrap_or_default(),
            second_factor: self.totp_since.is_some(),
            credentials: self.credentials_version,
        })
    }
}
