//! Asking the bank ourselves: for invoices whose webhook never came, and when somebody presses «check».

use crate::{
    Engine,
    bank::BankError,
    entity::payment,
    error::{Error, Refusal},
    jobs::work_off,
    orders,
    rows::word,
};
use domain::{
    Timestamp,
    id::{InvoiceId, OrderId},
    order::progress::OrderProgress,
    payment::PaymentStatus,
};
use sea_orm::{
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::time::Duration;

/// Waits between questions about one invoice; the last one repeats. The bank publishes no limit
/// (bank description §1.9), so we stay far below anything that could be one.
const SCHEDULE: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(3600),
];
const BATCH: u64 = 50;

/// How long to wait after the `n`-th question.
pub(crate) fn pause(n: i32) -> Duration {
    let step = usize::try_from(n).unwrap_or(0);
    SCHEDULE.get(step).or(SCHEDULE.last()).copied().unwrap_or_default()
}

impl Engine {
    /// Asks the bank how an order's payment stands, and acts upon the answer.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrder`], or [`Refusal::StatusUnknown`] when there is no answer; nothing is changed then.
    pub async fn check_payment(&self, order: &OrderId) -> Result<OrderProgress, Error> {
        let payment = orders::payment_of(self.database.read(), order.as_str()).await?;
        if let Some(payment) = payment
            && let Some(invoice) = payment.invoice_id.as_deref()
            && payment.status()?.is_open()
        {
            let invoice: InvoiceId = word(invoice, "payments.invoice_id", &payment.id)?;
            match self.ask_and_apply(&invoice).await {
                Ok(()) => {}
                Err(Error::Bank(error)) => {
                    tracing::warn!(%error, "the bank does not tell a status");
                    return Err(Refusal::StatusUnknown.into());
                }
                Err(other) => return Err(other),
            }
        }
        self.order_progress(order).await
    }

    pub(crate) async fn ask_and_apply(&self, invoice: &InvoiceId) -> Result<(), Error> {
        let (status, body) = self.bank.invoice_status(invoice).await?;
        self.apply_status(&status, &body).await?;
        Ok(())
    }

    /// Asks about the invoices whose time has come. Returns whether there may be more.
    pub(crate) async fn poll_invoices(&self) -> Result<bool, Error> {
        let now = self.now().millis();
        let due = payment::Entity::find()
            .filter(payment::COLUMN.next_check_at.lte(now))
            .order_by_asc(payment::COLUMN.next_check_at)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let is_full = work_off(due, BATCH, |payment| async move {
            let id = payment.id.clone();
            if let Err(error) = self.poll_invoice(payment).await {
                tracing::warn!(payment.id = id, %error, "an invoice could not be polled");
            }
        })
        .await;
        Ok(is_full)
    }

    async fn poll_invoice(&self, payment: payment::Model) -> Result<(), Error> {
        let Some(invoice) = payment.invoice_id.as_deref() else {
            return Ok(());
        };
        if !self.claim_check(&payment).await? {
            return Ok(());
        }
        let invoice: InvoiceId = word(invoice, "payments.invoice_id", &payment.id)?;
        match self.ask_and_apply(&invoice).await {
            // The bank will never know it: a sandbox that was restarted, or another bank than yesterday.
            Err(Error::Bank(BankError::NotFound)) => return self.stop_checking(&payment).await,
            other => other?,
        }
        // A declined invoice may still be payable with another card, for a cell that is free again: end that.
        let now = self.payment_row(&payment.id).await?;
        if now.is_some_and(|payment| payment.status == PaymentStatus::Failure.as_str()) {
            self.remove_invoice(&invoice).await;
            return self.stop_checking(&payment).await;
        }
        Ok(())
    }

    /// The next question is scheduled before this one is asked, so that a crash or a second process asks no twice.
    async fn claim_check(&self, payment: &payment::Model) -> Result<bool, Error> {
        let next: Timestamp = self.now().after(pause(payment.checks));
        let txn = self.database.write().await?;
        let claimed = payment::Entity::update_many()
            .col_expr(payment::Column::NextCheckAt, Expr::value(next.millis()))
            .col_expr(payment::Column::Checks, Expr::col(payment::Column::Checks).add(1))
            .filter(payment::COLUMN.id.eq(payment.id.as_str()))
            .filter(payment::COLUMN.next_check_at.eq(payment.next_check_at))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(claimed.rows_affected == 1)
    }

    async fn stop_checking(&self, payment: &payment::Model) -> Result<(), Error> {
        let txn = self.database.write().await?;
        payment::Entity::update_many()
            .col_expr(payment::Column::NextCheckAt, Expr::value(Option::<i64>::None))
            .filter(payment::COLUMN.id.eq(payment.id.as_str()))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}
