//! What a restore keeps, because no file holds it: passwords and second factors, secrets of devices, the sign-in of
//! whoever restores.

use super::restore::{By, execute};
use crate::{
    database::WriteTxn,
    entity::{device, recovery_code, session, user},
    error::Error,
};
use domain::{Timestamp, staff::Role};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::{Condition, Expr, ExprTrait},
};

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

    /// Gives back what was kept to whoever is there again. Returns how many people and devices have nothing to come in
    /// with.
    pub(super) async fn put_back(self, txn: &WriteTxn, now: Timestamp) -> Result<(u64, u64), Error> {
        if let Some(restorer) = &self.restorer {
            self.let_in(txn, restorer).await?;
        }
        for person in &self.people {
            self.give_back_password(txn, person, now).await?;
        }
        if let Some(session) = self.session {
            session.into_active_model().reset_all().insert(txn.db()).await?;
        }
        for kept in self.devices {
            device::Entity::update_many()
                .col_expr(device::Column::TokenSalt, Expr::value(kept.token_salt))
                .col_expr(device::Column::TokenHash, Expr::value(kept.token_hash))
                .col_expr(device::Column::PreviousSalt, Expr::value(kept.previous_salt))
                .col_expr(device::Column::PreviousHash, Expr::value(kept.previous_hash))
                .col_expr(device::Column::PreviousUntil, Expr::value(kept.previous_until))
                .col_expr(device::Column::TokenUsedAt, Expr::value(kept.token_used_at))
                .filter(device::COLUMN.id.eq(kept.id))
                .exec(txn.db())
                .await?;
        }
        let without_password = user::Entity::find()
            .filter(user::COLUMN.email.is_not_null())
            .filter(user::COLUMN.password_hash.is_null())
            .filter(user::COLUMN.deleted_at.is_null())
            .count(txn.db())
            .await?;
        let without_secret = device::Entity::find()
            .filter(device::COLUMN.token_hash.eq(""))
            .filter(device::COLUMN.revoked_at.is_null())
            .count(txn.db())
            .await?;
        Ok((without_password, without_secret))
    }

    /// Whoever restores must not lock themselves out, whatever the file says of them.
    async fn let_in(&self, txn: &WriteTxn, restorer: &user::Model) -> Result<(), Error> {
        if let Some(known) = user::Entity::find_by_id(&restorer.id).one(txn.db()).await? {
            let mut known = known.into_active_model();
            known.role = Set(Role::Admin.to_string());
            known.deleted_at = Set(None);
            known.update(txn.db()).await?;
            return Ok(());
        }
        // Somebody else in the file has the address or the phone: it belongs to who is here.
        for (column, value) in [
            (user::Column::Email, restorer.email.as_deref()),
            (user::Column::Phone, restorer.phone.as_deref()),
        ] {
            if let Some(value) = value {
                user::Entity::update_many()
                    .col_expr(column, Expr::value(Option::<String>::None))
                    .filter(Expr::col(column).eq(value))
                    .exec(txn.db())
                    .await?;
            }
        }
        restorer
            .clone()
            .into_active_model()
            .reset_all()
            .insert(txn.db())
            .await?;
        Ok(())
    }

    /// The same person is whoever has the same name in the database, else the same e-mail, else the same phone, and the
    /// same role: a file makes nobody an administrator who knows a password already.
    async fn give_back_password(&self, txn: &WriteTxn, person: &user::Model, now: Timestamp) -> Result<(), Error> {
        let mut same = Vec::from([user::COLUMN.id.eq(person.id.as_str())]);
        same.extend(person.email.as_deref().map(|email| user::COLUMN.email.eq(email)));
        same.extend(person.phone.as_deref().map(|phone| user::COLUMN.phone.eq(phone)));
        for is_same in same {
            let found = user::Entity::find()
                .filter(
                    Condition::all()
                        .add(is_same)
                        .add(user::COLUMN.role.eq(person.role.as_str())),
                )
                .one(txn.db())
                .await?;
            let Some(found) = found else { continue };
            let id = found.id.clone();
            let is_restorer = self.restorer.as_ref().is_some_and(|restorer| restorer.id == id);
            let mut found = found.into_active_model();
            found.password_hash = Set(person.password_hash.clone());
            found.totp_secret = Set(person.totp_secret.clone());
            found.totp_last_step = Set(person.totp_last_step);
            found.totp_since = Set(person.totp_since);
            // What was begun before counts no more, but for the sign-in that restores.
            found.credentials_version = Set(person.credentials_version + i64::from(!is_restorer));
            found.version = Set(now.millis());
            found.update(txn.db()).await?;
            for code in self.recovery_codes.iter().filter(|code| code.user_id == person.id) {
                let mut code = code.clone();
                code.user_id.clone_from(&id);
                code.into_active_model().reset_all().insert(txn.db()).await?;
            }
            return Ok(());
        }
        Ok(())
    }
}

/// What must not outlive a restore, and does not go by itself with its owner.
pub(super) async fn forget_sign_ins(txn: &WriteTxn) -> Result<(), Error> {
    for table in [
        "sessions",
        "access_tokens",
        "one_time_links",
        "known_browsers",
        "recovery_codes",
    ] {
        execute(txn, &format!("DELETE FROM {table}")).await?;
    }
    Ok(())
}
