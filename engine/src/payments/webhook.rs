//! The bank's word arrives: believed by its signature, stored byte for byte, then applied.

use super::apply::{Outcome, apply};
use crate::{
    Engine,
    bank::{signature::SignatureError, wire::InvoiceStatus},
    database::WriteTxn,
    entity::payment_event,
    error::Error,
};
use domain::{Timestamp, payment::NewsSource};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use sha2::{Digest, Sha256};

/// One look into the queue; what is left is found by the next look.
const BATCH: u64 = 50;

/// What we answer the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookReceipt {
    Stored,
    /// These very bytes were stored before.
    Repeated,
}

/// Why the bank hears anything but 200.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Not the bank's words; nothing was stored.
    #[error("forged")]
    Forged,
    /// It could not be checked or stored; the bank shall send it again.
    #[error("not stored: {0}")]
    NotStored(#[from] Error),
}

impl Engine {
    /// Takes a webhook. Once this returns `Ok` the bytes are durable and will be applied whatever happens.
    ///
    /// # Errors
    /// [`WebhookError::Forged`] when the signature does not fit these exact bytes, [`WebhookError::NotStored`] when
    /// the bank has to try again.
    pub async fn take_webhook(&self, body: &[u8], x_sign: &str) -> Result<WebhookReceipt, WebhookError> {
        self.verifier
            .verify(&self.bank, self.now(), body, x_sign)
            .await
            .map_err(|error| match error {
                SignatureError::Forged => WebhookError::Forged,
                SignatureError::NoKey(bank) => WebhookError::NotStored(bank.into()),
            })?;
        Ok(self.take_event(body).await?)
    }

    async fn take_event(&self, body: &[u8]) -> Result<WebhookReceipt, Error> {
        let event = self.new_event(NewsSource::Webhook, body);
        let mut txn = self.database.write().await?;
        let receipt = store(&txn, event).await?;
        txn.owed.payment_event = true;
        txn.commit(&self.wakeups).await?;
        Ok(receipt)
    }

    /// The bytes as a row. Signed bytes that are no status are kept as well, for whoever has to understand them.
    pub(super) fn new_event(&self, source: NewsSource, body: &[u8]) -> payment_event::Model {
        payment_event::Model {
            id: self.new_log_id(),
            source: source.to_string(),
            invoice_id: serde_json::from_slice::<InvoiceStatus>(body)
                .map(|status| status.invoice_id)
                .unwrap_or_default(),
            body: body.to_vec(),
            body_sha256: hex::encode(Sha256::digest(body)),
            received_at: self.now().millis(),
            applied_at: None,
            outcome: None,
            attempts: 0,
            restored: false,
        }
    }

    /// Applies the events that wait, oldest first. Returns whether there may be more.
    pub(crate) async fn apply_waiting_events(&self) -> Result<bool, Error> {
        let waiting = payment_event::Entity::find()
            .filter(payment_event::COLUMN.applied_at.is_null())
            // Who signed those of a backup, nobody can tell; the bank is asked instead.
            .filter(payment_event::COLUMN.restored.eq(false))
            .order_by_asc(payment_event::COLUMN.attempts)
            .order_by_asc(payment_event::COLUMN.received_at)
            .order_by_asc(payment_event::COLUMN.id)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let full = u64::try_from(waiting.len()).is_ok_and(|found| found == BATCH);
        for event in waiting {
            let id = event.id.clone();
            if let Err(error) = self.apply_event(event).await {
                // One bad event must not stop the others; it is tried again after them.
                tracing::error!(event.id = id, %error, "a payment event could not be applied");
                self.count_attempt(&id).await?;
            }
        }
        Ok(full)
    }

    /// Applies one event exactly once: marking it and applying it are one transaction.
    async fn apply_event(&self, event: payment_event::Model) -> Result<(), Error> {
        let mut txn = self.database.write().await?;
        let claimed = payment_event::Entity::update_many()
            .col_expr(payment_event::Column::AppliedAt, Expr::value(self.now().millis()))
            .filter(payment_event::COLUMN.id.eq(event.id.as_str()))
            .filter(payment_event::COLUMN.applied_at.is_null())
            .exec(txn.db())
            .await?;
        if claimed.rows_affected == 0 {
            return Ok(());
        }
        let outcome = match serde_json::from_slice::<InvoiceStatus>(&event.body) {
            Ok(status) => match apply(&mut txn, &self.rules(), &status).await? {
                // Our own answer from the bank may still be on its way into the database.
                Outcome::Unknown if self.is_fresh(&event) => {
                    drop(txn);
                    return self.count_attempt(&event.id).await;
                }
                known @ (Outcome::Applied | Outcome::NotNews | Outcome::Unknown | Outcome::ForeignInvoice) => {
                    known.as_str()
                }
            },
            Err(_) => "unreadable",
        };
        payment_event::Entity::update_many()
            .set(payment_event::ActiveModel {
                outcome: Set(Some(outcome.to_owned())),
                ..Default::default()
            })
            .filter(payment_event::COLUMN.id.eq(event.id.as_str()))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    fn is_fresh(&self, event: &payment_event::Model) -> bool {
        self.now().since(Timestamp::from_millis(event.received_at)) < std::time::Duration::from_secs(30)
    }

    async fn count_attempt(&self, event: &str) -> Result<(), Error> {
        let txn = self.database.write().await?;
        payment_event::Entity::update_many()
            .col_expr(
                payment_event::Column::Attempts,
                Expr::col(payment_event::Column::Attempts).add(1),
            )
            .filter(payment_event::COLUMN.id.eq(event))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

/// Keeps the same bytes once.
pub(super) async fn store(txn: &WriteTxn, event: payment_event::Model) -> Result<WebhookReceipt, Error> {
    let stored = payment_event::Entity::insert(event.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([payment_event::Column::InvoiceId, payment_event::Column::BodySha256])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn.db())
        .await?;
    Ok(if stored == 0 {
        WebhookReceipt::Repeated
    } else {
        WebhookReceipt::Stored
    })
}
