//! The money of one order: what was taken, what went back of it, and what is on its way back.

use crate::{
    entity::{payment, refund},
    error::Error,
    orders,
};
use domain::{
    Money,
    payment::{PaymentStatus, RefundStatus},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

/// What was paid, as far as anybody knows, of what was `asked` for; `taken` is what the bank told. In kopiykas.
pub(crate) fn paid(status: PaymentStatus, asked: i64, taken: Option<i64>) -> Money {
    Money::from_kopiykas(match status {
        // Rows of before it was recorded were paid exactly.
        PaymentStatus::Hold | PaymentStatus::Success | PaymentStatus::Reversed => taken.unwrap_or(asked),
        PaymentStatus::Processing => taken.unwrap_or(0),
        PaymentStatus::Requested
        | PaymentStatus::Refused
        | PaymentStatus::Created
        | PaymentStatus::Failure
        | PaymentStatus::Expired => 0,
    })
}

/// Read under the order's lock wherever something is decided by it.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) payment: payment::Model,
    /// Kopiykas.
    settled: i64,
    /// The refund that has not ended yet; one at most, the database sees to it.
    pub(crate) live: Option<refund::Model>,
}

impl Books {
    /// `None` when the bank was never asked for an invoice.
    pub(crate) async fn of(db: &impl ConnectionTrait, order: &str) -> Result<Option<Self>, Error> {
        let Some(payment) = orders::payment_of(db, order).await? else {
            return Ok(None);
        };
        let refunds = refund::Entity::find()
            .filter(refund::COLUMN.order_id.eq(order))
            .all(db)
            .await?;
        let settled = refunds
            .iter()
            .filter(|refund| refund.status == RefundStatus::Settled.as_str())
            .fold(0_i64, |sum, refund| sum.saturating_add(refund.amount));
        Ok(Some(Self {
            payment,
            settled,
            live: refunds.into_iter().find(|refund| refund.due_at.is_some()),
        }))
    }

    /// What was taken at first, whatever became of it. Rows of before it was recorded were paid exactly.
    pub(crate) fn taken(&self) -> i64 {
        self.payment.paid_amount.unwrap_or(self.payment.amount)
    }

    /// What our refunds have brought back, and this much more, does not exceed what was taken.
    pub(crate) fn has_room_for(&self, amount: i64) -> bool {
        self.settled.saturating_add(amount) <= self.taken()
    }

    /// Of what was taken, what our refunds have not brought back. Refunds under way are not counted.
    pub(crate) fn rest(&self) -> i64 {
        self.taken().saturating_sub(self.settled).max(0)
    }

    /// What can be given back: nothing when the bank's newest word is that there is no money.
    pub(crate) fn left(&self) -> Result<Money, Error> {
        let is_with_us = match self.payment.status()? {
            PaymentStatus::Hold | PaymentStatus::Success => true,
            // A capture under way.
            PaymentStatus::Processing => self.payment.paid_amount.is_some(),
            PaymentStatus::Requested
            | PaymentStatus::Refused
            | PaymentStatus::Created
            | PaymentStatus::Failure
            | PaymentStatus::Expired
            | PaymentStatus::Reversed => false,
        };
        Ok(Money::from_kopiykas(if is_with_us { self.rest() } else { 0 }))
    }

    /// What was paid, as far as anybody knows.
    pub(crate) fn paid(&self) -> Result<Money, Error> {
        let payment = &self.payment;
        Ok(paid(payment.status()?, payment.amount, payment.paid_amount))
    }

    /// What is with the payer again, by our refunds or because the bank took it all back.
    pub(crate) fn returned(&self) -> Result<Money, Error> {
        let all = self.payment.status()? == PaymentStatus::Reversed;
        Ok(Money::from_kopiykas(if all { self.taken() } else { self.settled }))
    }
}
