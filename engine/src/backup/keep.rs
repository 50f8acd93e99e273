//! What a restore keeps, because no file holds it: passwords and second factors, secrets of devices, the sign-in of
//! whoever restores.

use super::{
    check::Check,
    read::Version,
    restore::{By, execute},
};
use crate::{
    database::WriteTxn,
    entity::{device, recovery_code, session, user},
    error::Error,
    rows::word,
};
use domain::{Timestamp, id::UserId, staff::Role};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use std::collections::HashSet;

/// Somebody with an e-mail to sign in with, and no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    pub email: String,
}

impl TryFrom<user::Model> for Newcomer {
    type Error = Error;

    fn try_from(row: user::Model) -> Result<Self, Error> {
        Ok(Self {
            id: word(&row.id, "users.id", &row.id)?,
            role: word(&row.role, "users.role", &row.id)?,
            name: row.name().full(),
            email: row.email.unwrap_or_default(),
        })
    }
}

/// Gathered before the old rows go.
pub(super) struct Kept {
    people: Vec<user::Model>,
    recovery_codes: Vec<recovery_code::Model>,
    devices: Vec<device::Model>,
    /// Whoever restores, and their sign-in.
    restorer: Option<user::Model>,
    session: Option<session::Model>,
}

impl Kept {
    pub(super) async fn gather(txn: &WriteTxn, by: Option<By<'_>>) -> Result<Self, Error> {
        let people = user::Entity::find()
            .filter(user::COLUMN.password_hash.is_not_null())
            .filter(user::COLUMN.deleted_at.is_null())
            .all(txn.db())
            .await?;
        let restorer = match by {
            Some(By { actor, .. }) => user::Entity::find_by_id(actor.id.as_str()).one(txn.db()).await?,
            None => None,
        };
        let session = match by.and_then(|by| by.session) {
            Some(name) => session::Entity::find_by_id(name).one(txn.db()).await?,
            None => None,
        };
        Ok(Self {
            people,
            recovery_codes: recovery_code::Entity::find().all(txn.db()).await?,
            devices: device::Entity::find().all(txn.db()).await?,
            restorer,
            session,
        })
    }

    /// Gives back what was kept to whoever is there again. Returns who has nothing to come in with, and how many devices
    /// have not.
    pub(super) async fn put_back(
        self,
        txn: &WriteTxn,
        check: &Check,
        now: Timestamp,
    ) -> Result<(Vec<Newcomer>, u64), Error> {
        if let Some(restorer) = &self.restorer {
            self.let_in(txn, restorer, now).await?;
        }
        self.give_passwords_back(txn, now).await?;
        if let Some(session) = self.session {
            session.into_active_model().reset_all().insert(txn.db()).await?;
        }
        for kept in self.devices {
            match stays(&kept, check) {
                true => {
                    kept.into_active_model().reset_all().insert(txn.db()).await?;
                }
                false => give_secret_back(txn, kept).await?,
            }
        }
        let newcomers = user::Entity::find()
            .filter(user::COLUMN.email.is_not_null())
            .filter(user::COLUMN.password_hash.is_null())
            .filter(user::COLUMN.deleted_at.is_null())
            .order_by_asc(user::COLUMN.last_name)
            .all(txn.db())
            .await?
            .into_iter()
            .map(Newcomer::try_from)
            .collect::<Result<_, _>>()?;
        let without_secret = device::Entity::find()
            .filter(device::COLUMN.token_hash.eq(""))
            .filter(device::COLUMN.revoked_at.is_null())
            .count(txn.db())
            .await?;
        Ok((newcomers, without_secret))
    }

    /// Whoever restores must not lock themselves out, whatever the file says of them: they stay an administrator, with
    /// the address, the password and the second factor that they have here.
    async fn let_in(&self, txn: &WriteTxn, restorer: &user::Model, now: Timestamp) -> Result<(), Error> {
        // Somebody else in the file has the address or the phone: it belongs to who is here.
        for (column, value) in [
            (user::Column::Email, restorer.email.as_deref()),
            (user::Column::Phone, restorer.phone.as_deref()),
        ] {
            if let Some(value) = value {
                user::Entity::update_many()
                    .col_expr(column, Expr::value(Option::<String>::None))
                    .filter(Expr::col(column).eq(value))
                    .filter(user::COLUMN.id.ne(restorer.id.as_str()))
                    .exec(txn.db())
                    .await?;
            }
        }
        let Some(known) = user::Entity::find_by_id(&restorer.id).one(txn.db()).await? else {
            restorer
                .clone()
                .into_active_model()
                .reset_all()
                .insert(txn.db())
                .await?;
            return self.give_codes_back(txn, &restorer.id).await;
        };
        let mut known = known.into_active_model();
        known.role = Set(Role::Admin.to_string());
        known.deleted_at = Set(None);
        known.email = Set(restorer.email.clone());
        known.phone = Set(restorer.phone.clone());
        give_password(&mut known, restorer, now);
        // The sign-in that restores goes on.
        known.credentials_version = Set(restorer.credentials_version);
        known.update(txn.db()).await?;
        self.give_codes_back(txn, &restorer.id).await
    }

    /// The same person is whoever has the same name in the database, else the same e-mail, else the same phone, and the
    /// same role: a file makes nobody an administrator who knows a password already. Nobody gets two people's.
    async fn give_passwords_back(&self, txn: &WriteTxn, now: Timestamp) -> Result<(), Error> {
        let restorer = self.restorer.as_ref().map(|restorer| restorer.id.clone());
        let mut given: HashSet<String> = restorer.clone().into_iter().collect();
        let mut waiting: Vec<&user::Model> = self
            .people
            .iter()
            .filter(|person| Some(&person.id) != restorer.as_ref())
            .collect();
        for same in [Same::Id, Same::Email, Same::Phone] {
            let mut strangers = Vec::new();
            for person in waiting {
                let found = match same.as_of(person) {
                    Some(is_same) => {
                        user::Entity::find()
                            .filter(is_same)
                            .filter(user::COLUMN.role.eq(person.role.as_str()))
                            .one(txn.db())
                            .await?
                    }
                    None => None,
                };
                let Some(found) = found.filter(|found| !given.contains(&found.id)) else {
                    strangers.push(person);
                    continue;
                };
                given.insert(found.id.clone());
                let mut found = found.into_active_model();
                give_password(&mut found, person, now);
                found.update(txn.db()).await?;
                // A code is hashed together with the name of its owner.
                if same == Same::Id {
                    self.give_codes_back(txn, &person.id).await?;
                }
            }
            waiting = strangers;
        }
        Ok(())
    }

    async fn give_codes_back(&self, txn: &WriteTxn, person: &str) -> Result<(), Error> {
        for code in self.recovery_codes.iter().filter(|code| code.user_id == person) {
            code.clone().into_active_model().reset_all().insert(txn.db()).await?;
        }
        Ok(())
    }
}

/// By what somebody is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Same {
    Id,
    Email,
    Phone,
}

impl Same {
    fn as_of(self, person: &user::Model) -> Option<SimpleExpr> {
        match self {
            Self::Id => Some(user::COLUMN.id.eq(person.id.as_str())),
            Self::Email => Some(user::COLUMN.email.eq(person.email.as_deref()?)),
            Self::Phone => Some(user::COLUMN.phone.eq(person.phone.as_deref()?)),
        }
    }
}

/// What was begun with the password before counts no more.
fn give_password(to: &mut user::ActiveModel, from: &user::Model, now: Timestamp) {
    to.password_hash = Set(from.password_hash.clone());
    to.totp_secret = Set(from.totp_secret.clone());
    to.totp_last_step = Set(from.totp_last_step);
    to.totp_since = Set(from.totp_since);
    to.credentials_version = Set(now.millis());
    to.version = Set(now.millis());
}

/// The earlier system knew no devices, so its files have nothing to say of them: they stay where their ortomat does.
fn stays(device: &device::Model, check: &Check) -> bool {
    check.version == Version::One && check.ortomats.contains(&device.ortomat_id)
}

/// How many devices stay though the file has none.
pub(super) async fn staying_devices(db: &impl ConnectionTrait, check: &Check) -> Result<u64, Error> {
    let devices = device::Entity::find().all(db).await?;
    let staying = devices.iter().filter(|device| stays(device, check)).count();
    Ok(u64::try_from(staying).unwrap_or(u64::MAX))
}

/// A device keeps its secret where it hangs, and one that was revoked here stays so.
async fn give_secret_back(txn: &WriteTxn, kept: device::Model) -> Result<(), Error> {
    let known = device::Entity::find_by_id(kept.id.as_str())
        .filter(device::COLUMN.ortomat_id.eq(kept.ortomat_id.as_str()))
        .one(txn.db())
        .await?;
    let Some(known) = known else { return Ok(()) };
    let revoked_at = kept.revoked_at.or(known.revoked_at);
    let mut known = known.into_active_model();
    known.token_salt = Set(kept.token_salt);
    known.token_hash = Set(kept.token_hash);
    known.previous_salt = Set(kept.previous_salt);
    known.previous_hash = Set(kept.previous_hash);
    known.previous_until = Set(kept.previous_until);
    known.token_used_at = Set(kept.token_used_at);
    known.revoked_at = Set(revoked_at);
    known.update(txn.db()).await?;
    Ok(())
}

/// Tables of what must not outlive a restore, and does not go by itself with its owner.
pub(super) const SIGN_INS: [&str; 5] = [
    "sessions",
    "access_tokens",
    "one_time_links",
    "known_browsers",
    "recovery_codes",
];

pub(super) async fn forget_sign_ins(txn: &WriteTxn) -> Result<(), Error> {
    for table in SIGN_INS {
        execute(txn, &format!("DELETE FROM {table}")).await?;
    }
    Ok(())
}
