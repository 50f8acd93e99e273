//! Giving money back: exactly once, although the bank's call is not idempotent and may lose its answer.
//!
//! The refund's id is the bank's `extRef`. Before any second attempt the invoice is read: if our `extRef` stands in
//! its `cancelList`, or the money is back already, nothing is asked again (bank description §1.4).

use super::{
    apply,
    poll::{IN_PARALLEL, pause},
};
use crate::{
    Engine,
    bank::{
        BankError,
        wire::{CancelStatus, InvoiceStatus},
    },
    entity::refund,
    error::Error,
    orders,
    rows::word,
};
use domain::{
    id::{InvoiceId, RefundId},
    payment::{PaymentStatus, RefundStatus},
};
use futures_util::{StreamExt, stream};
use sea_orm::{
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::time::Duration;

const BATCH: u64 = 50;
/// Longer than the bank's client waits, so that no second attempt begins beside the first.
const BANK_PATIENCE: Duration = Duration::from_secs(12);

/// What one attempt taught us.
enum Learnt {
    Settled,
    /// The bank has our request and works on it.
    Accepted,
    /// The bank says that this money cannot go back.
    Refused(String),
    /// Nothing; try again later.
    Nothing(String),
}

impl Engine {
    /// Carries out the refunds that are due. Returns whether there may be more.
    pub(crate) async fn carry_out_refunds(&self) -> Result<bool, Error> {
        let due = refund::Entity::find()
            .filter(refund::COLUMN.due_at.lte(self.now().millis()))
            .order_by_asc(refund::COLUMN.due_at)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let full = u64::try_from(due.len()).is_ok_and(|found| found == BATCH);
        stream::iter(due)
            .for_each_concurrent(IN_PARALLEL, |refund| async move {
                let id = refund.id.clone();
                if let Err(error) = self.carry_out_refund(refund).await {
                    tracing::error!(refund.id = id, %error, "a refund could not be carried out");
                }
            })
            .await;
        Ok(full)
    }

    async fn carry_out_refund(&self, refund: refund::Model) -> Result<(), Error> {
        if !self.claim_refund(&refund).await? {
            return Ok(());
        }
        let payment = self.payment_row(&refund.payment_id).await?;
        let Some(invoice) = payment.and_then(|payment| payment.invoice_id) else {
            return self
                .end_refund(&refund, Learnt::Refused("рахунок невідомий".to_owned()))
                .await;
        };
        let invoice: InvoiceId = word(&invoice, "payments.invoice_id", &refund.payment_id)?;
        let id: RefundId = word(&refund.id, "refunds.id", &refund.id)?;
        let learnt = if refund.attempts == 0 {
            self.ask_for_refund(&invoice, &id).await
        } else {
            self.repeat_refund(&invoice, &id).await?
        };
        self.end_refund(&refund, learnt).await
    }

    /// Before the bank is asked, the next attempt is written down: whoever finds it knows that this one was begun.
    async fn claim_refund(&self, refund: &refund::Model) -> Result<bool, Error> {
        let txn = self.database.write().await?;
        let claimed = refund::Entity::update_many()
            .col_expr(
                refund::Column::DueAt,
                Expr::value(self.now().after(BANK_PATIENCE).after(pause(refund.attempts)).millis()),
            )
            .col_expr(refund::Column::Attempts, Expr::col(refund::Column::Attempts).add(1))
            .filter(refund::COLUMN.id.eq(refund.id.as_str()))
            .filter(refund::COLUMN.due_at.eq(refund.due_at))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(claimed.rows_affected == 1)
    }

    async fn ask_for_refund(&self, invoice: &InvoiceId, id: &RefundId) -> Learnt {
        match self.bank.cancel(invoice, id).await {
            Ok(CancelStatus::Success) => Learnt::Settled,
            Ok(CancelStatus::Processing | CancelStatus::Unknown) => Learnt::Accepted,
            Ok(CancelStatus::Failure) => Learnt::Refused("банк відмовив у поверненні".to_owned()),
            // Whether it was done after all, the invoice's status will tell at the next attempt.
            Err(error) => Learnt::Nothing(error.to_string()),
        }
    }

    /// Reads first. Only when the bank knows nothing of this refund it is asked once more.
    async fn repeat_refund(&self, invoice: &InvoiceId, id: &RefundId) -> Result<Learnt, Error> {
        let (status, body) = match self.bank.invoice_status(invoice).await {
            Ok(answer) => answer,
            Err(error @ BankError::NotFound) => return Ok(Learnt::Refused(error.to_string())),
            Err(error) => return Ok(Learnt::Nothing(error.to_string())),
        };
        self.apply_status(&status, &body).await?;
        Ok(match told_of(&status, id) {
            Some(learnt) => learnt,
            None => self.ask_for_refund(invoice, id).await,
        })
    }

    async fn end_refund(&self, refund: &refund::Model, learnt: Learnt) -> Result<(), Error> {
        let mut txn = self.database.write().await?;
        let order = word(&refund.order_id, "refunds.order_id", &refund.id)?;
        let Some(sale) = orders::lock(&txn, &order).await? else {
            return Ok(());
        };
        let Some(current) = refund::Entity::find_by_id(refund.id.clone()).one(txn.db()).await? else {
            return Ok(());
        };
        let rules = self.rules();
        match learnt {
            Learnt::Settled => {
                apply::end_refund(&mut txn, &rules, &sale, current, RefundStatus::Settled).await?;
            }
            Learnt::Refused(why) => {
                note(&txn, &current, None, Some(why)).await?;
                apply::end_refund(&mut txn, &rules, &sale, current, RefundStatus::Refused).await?;
            }
            Learnt::Accepted if current.due_at.is_some() => {
                note(&txn, &current, Some(RefundStatus::Accepted), None).await?;
            }
            Learnt::Nothing(why) => note(&txn, &current, None, Some(why)).await?,
            Learnt::Accepted => {}
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

/// What the invoice says of our refund; `None` when the bank has never heard of it.
fn told_of(status: &InvoiceStatus, id: &RefundId) -> Option<Learnt> {
    let ours = status
        .cancel_list
        .iter()
        .find(|entry| entry.ext_ref.as_deref() == Some(id.as_str()));
    match (ours.map(|entry| entry.status), status.status.known()) {
        (Some(CancelStatus::Success), _) => Some(Learnt::Settled),
        (Some(CancelStatus::Processing | CancelStatus::Unknown), _) => Some(Learnt::Accepted),
        (Some(CancelStatus::Failure), _) => Some(Learnt::Refused("банк відмовив у поверненні".to_owned())),
        (None, Some(PaymentStatus::Reversed)) => Some(Learnt::Settled),
        // Neither charged nor held: there is nothing to give back.
        (None, Some(PaymentStatus::Failure | PaymentStatus::Expired)) => Some(Learnt::Settled),
        (None, _) => None,
    }
}

async fn note(
    txn: &crate::database::WriteTxn,
    refund: &refund::Model,
    status: Option<RefundStatus>,
    error: Option<String>,
) -> Result<(), Error> {
    let mut update = refund::Entity::update_many()
        .col_expr(refund::Column::LastError, Expr::value(error))
        .filter(refund::COLUMN.id.eq(refund.id.as_str()));
    if let Some(status) = status {
        update = update.col_expr(refund::Column::Status, Expr::value(status.as_str()));
    }
    update.exec(txn.db()).await?;
    Ok(())
}
