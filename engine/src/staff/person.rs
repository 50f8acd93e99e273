//! What adding, editing and deleting have in common for doctors and couriers.

use super::{Actor, account::new_row};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{courier_ortomat, doctor_ortomat, user},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    PhoneNumber, Timestamp,
    activity::{ActivityType, Severity},
    id::UserId,
    staff::{EmailAddress, PersonName, Role, people::Person},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select, SqlErr,
};
use secrecy::SecretString;

/// What a form says about a person.
#[derive(Clone, Debug)]
pub struct PersonForm {
    pub name: PersonName,
    pub phone: PhoneNumber,
    /// Without one there is nothing to sign in with.
    pub email: Option<EmailAddress>,
    /// `None` leaves the password as it is.
    pub password: Option<SecretString>,
}

impl TryFrom<&user::Model> for Person {
    type Error = Error;

    fn try_from(row: &user::Model) -> Result<Self, Error> {
        Ok(Self {
            id: word(&row.id, "users.id", &row.id)?,
            name: row.name(),
            // What the past wrote into these columns must not make a list unreadable.
            email: row.email().unwrap_or_default(),
            phone: row.phone.as_deref().and_then(|phone| phone.parse().ok()),
            can_sign_in: row.email.is_some() && row.password_hash.is_some(),
            version: row.version,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}

impl Engine {
    /// Judges and hashes the new password before a transaction begins: hashing takes long.
    pub(super) async fn hash_of_form(&self, form: &PersonForm) -> Result<Option<String>, Error> {
        let Some(password) = form.password.clone() else {
            return Ok(None);
        };
        let Some(email) = &form.email else {
            return Err(Refusal::NoEmail.into());
        };
        self.passwords
            .check(&password, &[email.as_str(), &form.name.full(), form.phone.as_str()])?;
        Ok(Some(self.passwords.hash(password).await?))
    }

    pub(super) async fn insert_person(
        &self,
        txn: &WriteTxn,
        by: &Actor,
        role: Role,
        form: &PersonForm,
        password_hash: Option<String>,
    ) -> Result<user::Model, Error> {
        refuse_taken(txn, None, form).await?;
        let mut row = new_row(crate::ids::random_uuid(), role, self.now().millis());
        row.password_hash = password_hash;
        let row = written(row, form)
            .into_active_model()
            .reset_all()
            .insert(txn.db())
            .await
            .map_err(taken)?;
        self.log_person(txn, by, &row, "Додано", &[]).await?;
        Ok(row)
    }

    /// Writes a form over a row that nobody has changed since `version` was read.
    pub(super) async fn update_person(
        &self,
        txn: &WriteTxn,
        by: &Actor,
        row: user::Model,
        form: &PersonForm,
        password_hash: Option<String>,
    ) -> Result<user::Model, Error> {
        refuse_taken(txn, Some(&row.id), form).await?;
        let old = row.clone();
        let mut new = written(row, form);
        new.version += 1;
        new.updated_at = self.now().millis();
        if let Some(hash) = password_hash {
            new.password_hash = Some(hash);
        }
        if new.email.is_none() {
            new.password_hash = None;
        }
        let changed = changed_fields(&old, &new);
        new.clone()
            .into_active_model()
            .reset_all()
            .update(txn.db())
            .await
            .map_err(taken)?;
        if new.password_hash != old.password_hash || new.email != old.email {
            self.end_sign_ins(txn, &new.id, None).await?;
        }
        self.log_person(txn, by, &new, "Змінено", &changed).await?;
        Ok(new)
    }

    /// Somebody's ortomats were changed without the form: one that is open knows nothing of it, and must not take it back.
    pub(super) async fn count_edit(&self, txn: &WriteTxn, by: &Actor, mut row: user::Model) -> Result<(), Error> {
        row.version += 1;
        row.updated_at = self.now().millis();
        row.clone().into_active_model().reset_all().update(txn.db()).await?;
        self.log_person(txn, by, &row, "Змінено", &["ortomats"]).await
    }

    /// Takes a person out of the lists. What they did stays in the history under their name; their e-mail and phone
    /// are free for others, their printed codes still lead to the ortomat.
    pub(super) async fn delete_person(
        &self,
        by: &Actor,
        role: Role,
        id: &UserId,
        version: Option<i64>,
    ) -> Result<(), Error> {
        let now = self.now().millis();
        let txn = self.database.write().await?;
        let row = person(&txn, role, id, version).await?;
        let name = row.clone();
        let mut gone = row.into_active_model();
        gone.email = Set(None);
        gone.phone = Set(None);
        gone.password_hash = Set(None);
        gone.totp_secret = Set(None);
        gone.totp_since = Set(None);
        gone.version = Set(name.version + 1);
        gone.updated_at = Set(now);
        gone.deleted_at = Set(Some(now));
        gone.update(txn.db()).await?;
        doctor_ortomat::Entity::update_many()
            .set(doctor_ortomat::ActiveModel {
                ended_at: Set(Some(now)),
                ..Default::default()
            })
            .filter(doctor_ortomat::COLUMN.doctor_id.eq(id.as_str()))
            .filter(doctor_ortomat::COLUMN.ended_at.is_null())
            .exec(txn.db())
            .await?;
        courier_ortomat::Entity::delete_many()
            .filter(courier_ortomat::COLUMN.courier_id.eq(id.as_str()))
            .exec(txn.db())
            .await?;
        self.end_sign_ins(&txn, id.as_str(), None).await?;
        self.log_person(&txn, by, &name, "Видалено", &[]).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn log_person(
        &self,
        txn: &WriteTxn,
        by: &Actor,
        row: &user::Model,
        what: &str,
        changed: &[&'static str],
    ) -> Result<(), Error> {
        let whom = match row.role()? {
            Role::Admin => "адміністратора",
            Role::Doctor => "лікаря",
            Role::Courier => "кур'єра",
        };
        // Which fields, never what is in them: a phone number is nobody's business here.
        Entry::new(
            ActivityType::StaffChanged,
            Severity::Info,
            format!("{what} {whom}: {}", row.name()),
        )
        .by(&by.id)
        .with("person", row.id.as_str())
        .with("fields", changed.join(", "))
        .write(txn, self.now())
        .await
    }
}

/// The person of that role, if they were not removed.
pub(super) fn living(role: Role, id: &UserId) -> Select<user::Entity> {
    user::Entity::find_by_id(id.as_str())
        .filter(user::COLUMN.role.eq(role.as_str()))
        .filter(user::COLUMN.deleted_at.is_null())
}

/// The living person of that role, locked; with a `version`, only as it was then.
pub(super) async fn person(
    txn: &WriteTxn,
    role: Role,
    id: &UserId,
    version: Option<i64>,
) -> Result<user::Model, Error> {
    let row = living(role, id)
        .lock_exclusive()
        .one(txn.db())
        .await?
        .ok_or(Refusal::NoSuchPerson)?;
    match version {
        Some(seen) if seen != row.version => Err(Refusal::EditConflict.into()),
        Some(_) | None => Ok(row),
    }
}

fn written(mut row: user::Model, form: &PersonForm) -> user::Model {
    row.last_name.clone_from(&form.name.last);
    row.first_name.clone_from(&form.name.first);
    row.middle_name.clone_from(&form.name.middle);
    row.phone = Some(form.phone.to_string());
    row.email = form.email.as_ref().map(ToString::to_string);
    row
}

fn changed_fields(old: &user::Model, new: &user::Model) -> Vec<&'static str> {
    [
        ("lastName", old.last_name != new.last_name),
        ("firstName", old.first_name != new.first_name),
        ("middleName", old.middle_name != new.middle_name),
        ("phone", old.phone != new.phone),
        ("email", old.email != new.email),
        ("password", old.password_hash != new.password_hash),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}

/// E-mail and phone belong to one person each.
async fn refuse_taken(txn: &WriteTxn, own_id: Option<&str>, form: &PersonForm) -> Result<(), Error> {
    let others = || user::Entity::find().filter(user::COLUMN.id.ne(own_id.unwrap_or_default()));
    if let Some(email) = &form.email
        && others()
            .filter(user::COLUMN.email.eq(email.as_str()))
            .one(txn.db())
            .await?
            .is_some()
    {
        return Err(Refusal::EmailTaken.into());
    }
    if others()
        .filter(user::COLUMN.phone.eq(form.phone.as_str()))
        .one(txn.db())
        .await?
        .is_some()
    {
        return Err(Refusal::PhoneTaken.into());
    }
    Ok(())
}

/// Two people may be given the same e-mail or phone at the same moment; only the database sees both.
pub(super) fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(column)) if column.contains("email") => Refusal::EmailTaken.into(),
        Some(SqlErr::UniqueConstraintViolation(column)) if column.contains("phone") => Refusal::PhoneTaken.into(),
        _ => error.into(),
    }
}
