//! Settings: the terms of purchase. Every text that a buyer may have accepted is kept for ever, and each order says
//! which one it was.

use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{product, purchase_terms_version, sale, settings},
    error::{Error, Refusal},
    fleet::administrators_only,
    form::clean_lines,
    rows::is_unique_violation,
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    id::{OrderId, UserId},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};
use sha2::{Digest, Sha256};

/// Until an administrator writes better ones.
const DEFAULT_TERMS: &str = "Товар видається з комірки ортомата одразу після оплати. \
Перевірте розмір перед покупкою. Якщо комірка не відкриється, гроші повернуться на вашу картку автоматично. \
Медичні вироби належної якості, що були у використанні, обміну та поверненню не підлягають.";

/// The name of the one row.
const ROW: &str = "default";
/// Nobody reads more, and every order would point to it.
pub(crate) const LONGEST_TERMS: usize = 50_000;

/// The general terms as an edit has to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseSettings {
    pub purchase_terms: String,
    /// Counts edits: who saves must have seen the last one.
    pub version: i64,
    /// `None` until somebody edits.
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// A text of terms as a buyer accepted it: the general one, or the product's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedTerms {
    pub version: String,
    pub text: String,
    /// Since when this text is kept.
    pub since: Timestamp,
}

impl Engine {
    /// The general terms of purchase; a product may have its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purchase_terms(&self) -> Result<String, Error> {
        general_terms(self.database.read()).await
    }

    /// The same with what an edit has to know. Anybody may read it (contract §1.10).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purchase_settings(&self) -> Result<PurchaseSettings, Error> {
        let row = settings::Entity::find_by_id(ROW).one(self.database.read()).await?;
        Ok(PurchaseSettings {
            version: row.as_ref().map_or(0, |row| row.version),
            created_at: row.as_ref().map(|row| Timestamp::from_millis(row.created_at)),
            updated_at: row.as_ref().map(|row| Timestamp::from_millis(row.updated_at)),
            purchase_terms: text_of(row),
        })
    }

    /// Changes the general terms as they were at `version`. It is plain text; a blank one brings ours back.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::EditConflict`], [`Refusal::InvalidForm`] for a text that is far too long.
    pub async fn edit_purchase_terms(&self, by: &Actor, version: i64, text: &str) -> Result<(), Error> {
        administrators_only(by)?;
        let text = clean_lines(text);
        if text.chars().count() > LONGEST_TERMS {
            return Err(Refusal::InvalidForm.into());
        }
        let now = self.now();
        let txn = self.database.write().await?;
        let old = settings::Entity::find_by_id(ROW)
            .lock(LockType::Update)
            .one(txn.db())
            .await?;
        if old.as_ref().map_or(0, |row| row.version) != version {
            return Err(Refusal::EditConflict.into());
        }
        let row = settings::Model {
            id: ROW.to_owned(),
            purchase_terms: text,
            version: version + 1,
            created_at: old.as_ref().map_or(now.millis(), |row| row.created_at),
            updated_at: now.millis(),
        };
        let new = row.clone().into_active_model().reset_all();
        if old.is_some() {
            new.update(txn.db()).await?;
        } else {
            // Two first edits at once: the database sees both, and lets one through.
            new.insert(txn.db()).await.map_err(|error| {
                if is_unique_violation(&error) {
                    Error::from(Refusal::EditConflict)
                } else {
                    error.into()
                }
            })?;
        }
        let id = keep_version(&txn, &text_of(Some(row)), Some(&by.id), now).await?;
        Entry::new(ActivityType::SettingsChanged, Severity::Info, "Змінено умови покупки")
            .by(&by.id)
            .with("termsVersion", id)
            .write(&txn, now)
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// What the buyer accepted; `None` for orders older than the record of it.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrder`].
    pub async fn terms_of_order(&self, order: &OrderId) -> Result<Option<AcceptedTerms>, Error> {
        let sale = sale::Entity::find_by_id(order.as_str())
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchOrder)?;
        let Some(version) = sale.terms_version else {
            return Ok(None);
        };
        let row = purchase_terms_version::Entity::find_by_id(version)
            .one(self.database.read())
            .await?;
        Ok(row.map(|row| AcceptedTerms {
            version: row.id,
            text: row.text,
            since: Timestamp::from_millis(row.created_at),
        }))
    }
}

/// The version of the terms that hold for a product now: its own, or the general ones. What no edit has recorded, such
/// as our first text or one that came with a backup, is recorded here. Whoever saw another text is refused: nobody
/// accepts what they have not read.
pub(crate) async fn version_in_force(
    txn: &WriteTxn,
    product: &product::Model,
    seen: Option<&str>,
    now: Timestamp,
) -> Result<String, Error> {
    let own = product.terms_and_conditions.clone();
    let text = match own.filter(|terms| !terms.trim().is_empty()) {
        Some(own) => own,
        None => general_terms(txn.db()).await?,
    };
    let text_sha256 = fingerprint(&text);
    if seen.is_some_and(|seen| seen != text_sha256) {
        return Err(Refusal::TermsChanged.into());
    }
    let known = purchase_terms_version::Entity::find()
        .filter(purchase_terms_version::COLUMN.text_sha256.eq(text_sha256))
        .order_by_desc(purchase_terms_version::COLUMN.created_at)
        .order_by_desc(purchase_terms_version::COLUMN.id)
        .limit(1)
        .one(txn.db())
        .await?;
    match known {
        Some(version) => Ok(version.id),
        None => keep_version(txn, &text, None, now).await,
    }
}

async fn keep_version(txn: &WriteTxn, text: &str, by: Option<&UserId>, now: Timestamp) -> Result<String, Error> {
    let row = purchase_terms_version::Model {
        id: crate::ids::time_ordered_uuid(now),
        text: text.to_owned(),
        text_sha256: fingerprint(text),
        created_at: now.millis(),
        created_by: by.map(ToString::to_string),
    };
    let id = row.id.clone();
    row.into_active_model().reset_all().insert(txn.db()).await?;
    Ok(id)
}

async fn general_terms(db: &impl ConnectionTrait) -> Result<String, Error> {
    Ok(text_of(settings::Entity::find_by_id(ROW).one(db).await?))
}

fn text_of(row: Option<settings::Model>) -> String {
    row.map(|row| row.purchase_terms)
        .filter(|terms| !terms.trim().is_empty())
        .unwrap_or_else(|| DEFAULT_TERMS.to_owned())
}

/// What tells one text of terms from every other; a form carries it from the page to the order.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
