//! The optional second factor: a code of six digits that changes every half minute (RFC 6238), and recovery codes for
//! whoever lost the telephone.

use super::{hash_of_secret, throttle::Buckets};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{recovery_code, user},
    error::{Error, Refusal},
    ids,
};
use domain::{
    activity::{ActivityType, Severity},
    id::UserId,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, sea_query::ExprTrait};
use secrecy::SecretString;
use totp_rs::{Builder, Secret, Totp};

const RECOVERY_CODES: usize = 10;
/// 51 bits each; they are tried as slowly as the codes.
const RECOVERY_CHARS: usize = 10;
const ISSUER: &str = "Ортомат";

/// What an authenticator app needs to know.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// To be typed where no picture can be taken.
    pub secret: String,
    /// For the QR code.
    pub otpauth_url: String,
}

impl Engine {
    /// Begins: makes a secret, or shows the one that still waits for its first code.
    ///
    /// # Errors
    /// [`Refusal::SecondFactorOn`].
    pub async fn begin_second_factor(&self, user: &UserId) -> Result<Enrolment, Error> {
        let txn = self.database.write().await?;
        let row = account(&txn, user).await?;
        if row.totp_since.is_some() {
            return Err(Refusal::SecondFactorOn.into());
        }
        let email = row.email.clone().unwrap_or_default();
        let secret = match row.totp_secret.clone() {
            Some(secret) => secret,
            None => {
                let secret = ids::totp_secret();
                let mut row = row.into_active_model();
                row.totp_secret = Set(Some(secret.clone()));
                row.update(txn.db()).await?;
                secret
            }
        };
        txn.commit(&self.wakeups).await?;
        Ok(Enrolment {
            otpauth_url: otpauth_url(&email, &secret),
            secret,
        })
    }

    /// Ends with the first right code; answers the recovery codes, which are shown only now. What was signed in
    /// without a second factor ends; `session` is the one that asks.
    ///
    /// # Errors
    /// [`Refusal::WrongCode`], [`Refusal::SecondFactorOn`].
    pub async fn confirm_second_factor(&self, user: &UserId, code: &str, session: &str) -> Result<Vec<String>, Error> {
        let buckets = Buckets::for_code(user.as_str());
        self.take_attempt(&buckets).await?;
        let now = self.now();
        let txn = self.database.write().await?;
        let row = account(&txn, user).await?;
        if row.totp_since.is_some() {
            return Err(Refusal::SecondFactorOn.into());
        }
        let secret = row.totp_secret.clone().ok_or(Refusal::WrongCode)?;
        let step = step_of(&secret, code, now.millis())?.ok_or(Refusal::WrongCode)?;
        let mut row = row.into_active_model();
        row.totp_since = Set(Some(now.millis()));
        row.totp_last_step = Set(Some(step));
        row.update(txn.db()).await?;
        self.end_sign_ins(&txn, user.as_str(), Some(session)).await?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| ids::random_text(RECOVERY_CHARS)).collect();
        recovery_code::Entity::delete_many()
            .filter(recovery_code::COLUMN.user_id.eq(user.as_str()))
            .exec(txn.db())
            .await?;
        recovery_code::Entity::insert_many(codes.iter().map(|code| {
            recovery_code::Model {
                code_hash: hash_of_recovery_code(user, code),
                user_id: user.to_string(),
                used_at: None,
            }
            .into_active_model()
            .reset_all()
        }))
        .exec_without_returning(txn.db())
        .await?;
        self.forgive_attempt(&txn, &buckets).await?;
        Entry::new(
            ActivityType::CredentialsChanged,
            Severity::Info,
            "Увімкнено другий фактор",
        )
        .by(user)
        .write(&txn, now)
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(codes)
    }

    /// Switches it off; asks for the password, so that an open browser is not enough.
    ///
    /// # Errors
    /// [`Refusal::WrongPassword`], [`Refusal::TooManyAttempts`].
    pub async fn remove_second_factor(&self, user: &UserId, password: SecretString) -> Result<(), Error> {
        self.check_own_password(user, password).await?;
        let txn = self.database.write().await?;
        self.forget_second_factor(&txn, user).await?;
        Entry::new(
            ActivityType::CredentialsChanged,
            Severity::Warning,
            "Вимкнено другий фактор",
        )
        .by(user)
        .write(&txn, self.now())
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    pub(super) async fn forget_second_factor(&self, txn: &WriteTxn, user: &UserId) -> Result<(), Error> {
        let mut row = account(txn, user).await?.into_active_model();
        row.totp_secret = Set(None);
        row.totp_since = Set(None);
        row.totp_last_step = Set(None);
        row.update(txn.db()).await?;
        recovery_code::Entity::delete_many()
            .filter(recovery_code::COLUMN.user_id.eq(user.as_str()))
            .exec(txn.db())
            .await?;
        Ok(())
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&self, user: &UserId) -> Result<u64, Error> {
        use sea_orm::PaginatorTrait;
        Ok(recovery_code::Entity::find()
            .filter(recovery_code::COLUMN.user_id.eq(user.as_str()))
            .filter(recovery_code::COLUMN.used_at.is_null())
            .count(self.database.read())
            .await?)
    }

    /// Uses a code up. Each counts once: a step is never older than the last one, a recovery code is crossed out.
    pub(super) async fn use_code(&self, txn: &WriteTxn, user: &UserId, code: &str) -> Result<bool, Error> {
        let now = self.now().millis();
        let row = account(txn, user).await?;
        // A secret that still waits for its first code proves nothing.
        let (Some(secret), Some(_since)) = (row.totp_secret, row.totp_since) else {
            return Ok(false);
        };
        if let Some(step) = step_of(&secret, code, now)? {
            let used = user::Entity::update_many()
                .set(user::ActiveModel {
                    totp_last_step: Set(Some(step)),
                    ..Default::default()
                })
                .filter(user::COLUMN.id.eq(user.as_str()))
                .filter(
                    user::COLUMN
                        .totp_last_step
                        .is_null()
                        .or(user::COLUMN.totp_last_step.lt(step)),
                )
                .exec(txn.db())
                .await?;
            return Ok(used.rows_affected == 1);
        }
        let used = recovery_code::Entity::update_many()
            .set(recovery_code::ActiveModel {
                used_at: Set(Some(now)),
                ..Default::default()
            })
            .filter(recovery_code::COLUMN.code_hash.eq(hash_of_recovery_code(user, code)))
            .filter(recovery_code::COLUMN.user_id.eq(user.as_str()))
            .filter(recovery_code::COLUMN.used_at.is_null())
            .exec(txn.db())
            .await?;
        Ok(used.rows_affected == 1)
    }
}

async fn account(txn: &WriteTxn, user: &UserId) -> Result<user::Model, Error> {
    use sea_orm::QuerySelect;
    Ok(user::Entity::find_by_id(user.as_str())
        .filter(user::COLUMN.deleted_at.is_null())
        .lock_exclusive()
        .one(txn.db())
        .await?
        .ok_or(Refusal::NoSuchPerson)?)
}

/// Codes are written down and read back in every way.
fn hash_of_recovery_code(user: &UserId, code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    hash_of_secret(&format!("{user} {plain}"))
}

/// The step whose code this is, one before and one after included.
fn step_of(secret: &str, code: &str, now_ms: i64) -> Result<Option<i64>, Error> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now_ms / 1_000).unwrap_or(0);
    let step = totp(secret)?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &str) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(secret).map_err(|_| Error::Hash)?;
    Builder::new().with_secret(secret).build().map_err(|_| Error::Hash)
}

/// The form that authenticator apps agree upon.
fn otpauth_url(account: &str, secret: &str) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match char::from(byte) {
                c if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') => c.to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    let issuer = encode(ISSUER);
    format!(
        "otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}",
        encode(account)
    )
}
