//! Charging what was held, after the door has opened.
//!
//! The bank's `finalize` may have worked although its answer was lost, and says `1001` for every kind of no (bank
//! description §1.5). So the invoice's status decides: the debt ends when that says `success`.

use super::poll::pause;
use crate::{Engine, entity::payment, error::Error, jobs::work_off, rows::word};
use domain::{Money, id::InvoiceId};
use sea_orm::{
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

const BATCH: u64 = 50;
/// From here on a person should know: a hold lapses after nine days.
const WORRYING_ATTEMPTS: i32 = 8;

impl Engine {
    /// Charges the holds that are due. Returns whether there may be more.
    pub(crate) async fn carry_out_captures(&self) -> Result<bool, Error> {
        let due = payment::Entity::find()
            .filter(payment::COLUMN.capture_due_at.lte(self.now().millis()))
            .filter(payment::COLUMN.restored.eq(false))
            .order_by_asc(payment::COLUMN.capture_due_at)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let is_full = work_off(due, BATCH, |payment| async move {
            let id = payment.id.clone();
            if let Err(error) = self.capture(payment).await {
                tracing::warn!(payment.id = id, %error, "a hold could not be charged yet");
            }
        })
        .await;
        Ok(is_full)
    }

    async fn capture(&self, payment: payment::Model) -> Result<(), Error> {
        let Some(invoice) = payment.invoice_id.as_deref() else {
            return Ok(());
        };
        if !self.claim_capture(&payment).await? {
            return Ok(());
        }
        if payment.captures >= WORRYING_ATTEMPTS {
            tracing::error!(
                payment.id = payment.id,
                attempts = payment.captures,
                "a hold is still not charged"
            );
        }
        let invoice: InvoiceId = word(invoice, "payments.invoice_id", &payment.id)?;
        let asked = self.bank.finalize(&invoice, Money::from_kopiykas(payment.amount)).await;
        self.ask_and_apply(&invoice).await?;
        Ok(asked?)
    }

    async fn claim_capture(&self, payment: &payment::Model) -> Result<bool, Error> {
        let txn = self.database.write().await?;
        let claimed = payment::Entity::update_many()
            .col_expr(
                payment::Column::CaptureDueAt,
                Expr::value(self.now().after(pause(payment.captures)).millis()),
            )
            .col_expr(payment::Column::Captures, Expr::col(payment::Column::Captures).add(1))
            .filter(payment::COLUMN.id.eq(payment.id.as_str()))
            .filter(payment::COLUMN.capture_due_at.eq(payment.capture_due_at))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(claimed.rows_affected == 1)
    }
}
