//! What a status of the bank means for our payment, its refund and its order. The one function behind webhook,
//! poller and button.

use super::{
    books::Books,
    end_refund::{ALL_BACK_OTHERWISE, BANK_REFUSED, End, end_refund},
    webhook::store,
};
use crate::{
    Engine,
    bank::wire::{CancelStatus, InvoiceStatus},
    database::WriteTxn,
    entity::{payment, payment_event, refund, sale},
    error::Error,
    orders::{self, Rules},
    rows::word,
};
use domain::{
    Money,
    order::lifecycle::Event,
    payment::{NewsSource, PaidSum, PaymentStatus, StatusAt, is_news},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter};
use std::time::Duration;

/// When the bank is asked about a payment that nobody watched.
const NEXT_CHECK: Duration = Duration::from_secs(30);

/// What became of a status, in a word for the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Applied,
    /// A repeat, or older than what we know.
    NotNews,
    /// Not one of our invoices.
    Unknown,
    /// Ours by its reference, but not the invoice that the order was sent to.
    ForeignInvoice,
}

impl Outcome {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::NotNews => "not news",
            Self::Unknown => "unknown invoice",
            Self::ForeignInvoice => "foreign invoice",
        }
    }
}

/// Applies a status inside the caller's transaction. Repeating it changes nothing.
pub(crate) async fn apply(txn: &mut WriteTxn, rules: &Rules, status: &InvoiceStatus) -> Result<Outcome, Error> {
    let Some((sale, payment)) = find(txn, status).await? else {
        return Ok(Outcome::Unknown);
    };
    if payment
        .invoice_id
        .as_deref()
        .is_some_and(|known| known != status.invoice_id)
    {
        return paid_elsewhere(txn, rules, &sale, status).await;
    }
    let Some(incoming) = status.status.known() else {
        tracing::warn!("the bank told a status that we do not know");
        return Ok(Outcome::NotNews);
    };
    let sale = settle_refunds(txn, rules, sale, status).await?;
    if !is_news(
        payment.status_at()?,
        StatusAt {
            status: incoming,
            modified: status.modified(),
        },
    ) {
        return Ok(Outcome::NotNews);
    }
    let expected = Money::from_kopiykas(payment.amount);
    record(txn, rules, payment, incoming, status).await?;
    let event = match incoming {
        PaymentStatus::Hold | PaymentStatus::Success => Event::Paid(PaidSum {
            amount: status.taken(expected),
            currency: status.currency(),
        }),
        PaymentStatus::Failure => Event::PaymentDeclined,
        PaymentStatus::Expired => Event::PaymentExpired,
        PaymentStatus::Reversed => return reversed(txn, rules, &sale).await,
        PaymentStatus::Requested | PaymentStatus::Refused | PaymentStatus::Created | PaymentStatus::Processing => {
            return Ok(Outcome::Applied);
        }
    };
    orders::meet(txn, rules, &sale, event).await?;
    Ok(Outcome::Applied)
}

/// The order is locked first, by whichever name the bank gives: its invoice, or our own reference.
async fn find(txn: &WriteTxn, status: &InvoiceStatus) -> Result<Option<(sale::Model, payment::Model)>, Error> {
    let by_invoice = payment::Entity::find()
        .filter(payment::COLUMN.invoice_id.eq(status.invoice_id.as_str()))
        .one(txn.db())
        .await?;
    let order_id = match (by_invoice, status.reference.as_deref()) {
        (Some(payment), _) => Some(payment.order_id),
        (None, Some(reference)) => sale::Entity::find()
            .filter(sale::COLUMN.order_number.eq(reference))
            .one(txn.db())
            .await?
            .map(|sale| sale.id),
        (None, None) => None,
    };
    let Some(order_id) = order_id else { return Ok(None) };
    let Some(sale) = orders::lock(txn, &word(&order_id, "payments.order_id", &order_id)?).await? else {
        return Ok(None);
    };
    // Read again under the lock.
    Ok(orders::payment_of(txn.db(), &sale.id)
        .await?
        .map(|payment| (sale, payment)))
}

async fn record(
    txn: &mut WriteTxn,
    rules: &Rules,
    payment: payment::Model,
    incoming: PaymentStatus,
    status: &InvoiceStatus,
) -> Result<(), Error> {
    let is_watched = payment.next_check_at.is_some();
    let expected = Money::from_kopiykas(payment.amount);
    let mut row = payment.into_active_model();
    row.invoice_id = Set(Some(status.invoice_id.clone()));
    row.status = Set(incoming.to_string());
    row.modified_at = Set(status.modified().map(|moment| moment.millis()));
    row.failure_reason = Set(status.failure());
    if matches!(incoming, PaymentStatus::Hold | PaymentStatus::Success) {
        row.paid_amount = Set(Some(status.taken(expected).kopiykas()));
        row.currency = Set(status.currency());
    }
    row.updated_at = Set(rules.now.millis());
    if !incoming.is_open() {
        row.next_check_at = Set(None);
    } else if !is_watched {
        row.next_check_at = Set(Some(rules.now.after(NEXT_CHECK).millis()));
    }
    if !matches!(incoming, PaymentStatus::Hold | PaymentStatus::Processing) {
        row.capture_due_at = Set(None);
    }
    row.update(txn.db()).await?;
    Ok(())
}

/// Our requests to give money back, as the bank sees them. Independent of the order of news: settled stays settled.
async fn settle_refunds(
    txn: &mut WriteTxn,
    rules: &Rules,
    sale: sale::Model,
    status: &InvoiceStatus,
) -> Result<sale::Model, Error> {
    let mut sale = sale;
    for cancellation in &status.cancel_list {
        let Some(ext_ref) = cancellation.ext_ref.as_deref() else {
            continue;
        };
        let Some(refund) = refund::Entity::find_by_id(ext_ref.to_owned()).one(txn.db()).await? else {
            continue;
        };
        if refund.order_id != sale.id {
            continue;
        }
        let settled = match cancellation.status {
            CancelStatus::Success => end_refund(txn, rules, &sale, refund, End::Settled).await?,
            CancelStatus::Failure => end_refund(txn, rules, &sale, refund, End::Refused(BANK_REFUSED)).await?,
            CancelStatus::Processing | CancelStatus::Unknown => None,
        };
        sale = settled.unwrap_or(sale);
    }
    Ok(sale)
}

/// All the money went back: by our refund where one of all that was left is under way, otherwise by somebody else's hand.
async fn reversed(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<Outcome, Error> {
    let mut sale = sale.clone();
    if let Some(books) = Books::of(txn.db(), &sale.id).await?
        && let Some(live) = books.live.clone()
    {
        let end = if live.amount >= books.rest() {
            End::Settled
        } else {
            End::Refused(ALL_BACK_OTHERWISE)
        };
        if let Some(moved) = end_refund(txn, rules, &sale, live, end).await? {
            sale = moved;
        }
    }
    orders::meet(txn, rules, &sale, Event::PaymentReversed).await?;
    Ok(Outcome::Applied)
}

/// Money on another invoice of this order than the one that its customer was sent to: nothing opens for it.
async fn paid_elsewhere(
    txn: &mut WriteTxn,
    rules: &Rules,
    sale: &sale::Model,
    status: &InvoiceStatus,
) -> Result<Outcome, Error> {
    if matches!(
        status.status.known(),
        Some(PaymentStatus::Success | PaymentStatus::Hold)
    ) {
        orders::meet(txn, rules, sale, Event::PaidElsewhere).await?;
    }
    Ok(Outcome::ForeignInvoice)
}

impl Engine {
    /// Applies a status that we asked for ourselves, in a transaction of its own. Where it was news, its bytes are
    /// kept beside the webhooks'.
    pub(crate) async fn apply_status(&self, status: &InvoiceStatus, body: &[u8]) -> Result<Outcome, Error> {
        let mut txn = self.database.write().await?;
        let outcome = apply(&mut txn, &self.rules(), status).await?;
        if outcome == Outcome::Applied {
            let event = payment_event::Model {
                applied_at: Some(self.now().millis()),
                outcome: Some(outcome.as_str().to_owned()),
                ..self.new_event(NewsSource::Status, body)
            };
            store(&txn, event).await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(outcome)
    }
}
