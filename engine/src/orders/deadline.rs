//! Every phase that must end ends here, if nothing else ended it in time.

use super::{lock, meet, payment_of};
use crate::{
    Engine,
    entity::{command, sale},
    error::Error,
    jobs::work_off,
    payments::apply,
    rows::word,
};
use domain::{
    command::CommandStatus,
    id::{InvoiceId, OrderId},
    order::{Phase, lifecycle::Event},
};
use sea_orm::{
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

const BATCH: u64 = 100;
/// The phase, written so that no index of phases is chosen: this is asked every second, and what is due is less.
const PHASE: &str = "(phase || '')";

impl Engine {
    /// Ends those of these phases whose deadline has passed. Returns whether there may be more.
    pub(crate) async fn end_overdue(&self, phases: &[Phase]) -> Result<bool, Error> {
        let due = sale::Entity::find()
            .filter(sale::COLUMN.deadline_at.lte(self.now().millis()))
            .filter(Expr::cust(PHASE).is_in(phases.iter().map(|phase| phase.as_str())))
            .order_by_asc(sale::COLUMN.deadline_at)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let is_full = work_off(due, BATCH, |sale| async move {
            if let Err(error) = self.end_phase(&sale).await {
                tracing::error!(order.number = sale.order_number, %error, "an overdue order could not be moved on");
            }
        })
        .await;
        Ok(is_full)
    }

    async fn end_phase(&self, sale: &sale::Model) -> Result<(), Error> {
        let order: OrderId = word(&sale.id, "sales.id", &sale.id)?;
        let invoice = match sale.phase()? {
            Phase::AwaitingPayment => self.last_look(&sale.id).await?,
            Phase::Opening
            | Phase::Processing
            | Phase::Completed
            | Phase::Refunding
            | Phase::Refunded
            | Phase::NeedsReview
            | Phase::Failed => None,
        };
        let mut txn = self.database.write().await?;
        let Some(sale) = lock(&txn, &order).await? else {
            return Ok(());
        };
        let delivered = command::Entity::find()
            .filter(command::COLUMN.order_id.eq(sale.id.as_str()))
            .filter(command::COLUMN.status.ne(CommandStatus::Queued.as_str()))
            .one(txn.db())
            .await?
            .is_some();
        let moved = meet(&mut txn, &self.rules(), &sale, Event::DeadlinePassed { delivered }).await?;
        txn.commit(&self.wakeups).await?;
        if let (Some(_), Some(invoice)) = (moved, invoice) {
            self.remove_invoice(&invoice).await;
        }
        Ok(())
    }

    /// Before a reservation is given up the bank is asked once more: a payment whose webhook was lost still counts.
    /// Returns the invoice that nobody should pay any more. A bank that does not answer holds nobody's cell.
    async fn last_look(&self, order: &str) -> Result<Option<InvoiceId>, Error> {
        let Some(payment) = payment_of(self.database.read(), order).await? else {
            return Ok(None);
        };
        let Some(invoice) = payment.invoice_id.as_deref() else {
            return Ok(None);
        };
        let invoice: InvoiceId = word(invoice, "payments.invoice_id", &payment.id)?;
        match self.bank.invoice_status(&invoice).await {
            Ok((status, body)) => {
                let outcome: apply::Outcome = self.apply_status(&status, &body).await?;
                tracing::debug!(
                    outcome = outcome.as_str(),
                    "asked the bank before giving a reservation up"
                );
            }
            Err(error) => tracing::warn!(%error, "the bank does not answer, the reservation ends without it"),
        }
        Ok(Some(invoice))
    }
}
