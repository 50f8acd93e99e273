//! One invoice and everything that may happen to it; no sockets, no clock.
//!
//! Every step returns the status objects the bank announces about it, oldest first.

use rand::distr::{Alphanumeric, SampleString};
use tokio::task::JoinHandle;

use super::refusal::Refusal;
use super::snapshot::WebhookAttempt;
use super::status::{CancelObject, CancelStatus, InvoiceStatus, PaymentInfo, PaymentType, StatusObject, rfc3339};

/// What a merchant asked for.
pub(super) struct Terms {
    /// Kopiykas, above zero.
    pub(super) amount: i64,
    /// ISO 4217 number.
    pub(super) ccy: i32,
    pub(super) payment_type: PaymentType,
    pub(super) reference: Option<String>,
    pub(super) destination: Option<String>,
    pub(super) redirect_url: Option<String>,
    pub(super) webhook_url: Option<String>,
    /// Seconds.
    pub(super) validity: i64,
}

/// A refund or the release of a hold.
pub(super) struct Cancel {
    pub(super) status: CancelStatus,
    pub(super) amount: i64,
    pub(super) ext_ref: Option<String>,
    pub(super) created: i64,
    pub(super) modified: i64,
    rrn: String,
}

/// An invoice; times are whole seconds since 1970.
pub(super) struct Invoice {
    pub(super) id: String,
    /// The how-manieth invoice of this bank it is.
    pub(super) number: u64,
    pub(super) terms: Terms,
    pub(super) status: InvoiceStatus,
    /// What the card was charged: present from capture on, less what went back (§2).
    pub(super) final_amount: Option<i64>,
    pub(super) created: i64,
    pub(super) modified: i64,
    pub(super) cancels: Vec<Cancel>,
    pub(super) cancel_requests: u64,
    pub(super) webhook_attempts: Vec<WebhookAttempt>,
    pub(super) webhooks_underway: usize,
    /// The delivery which the next one waits for.
    pub(super) delivery: Option<JoinHandle<()>>,
    payment: Option<PaymentInfo>,
}

impl Invoice {
    pub(super) fn new(number: u64, terms: Terms, now: i64) -> Self {
        Self {
            id: format!("sbx{}", Alphanumeric.sample_string(&mut rand::rng(), 14)),
            number,
            terms,
            status: InvoiceStatus::Created,
            final_amount: None,
            created: now,
            modified: now,
            cancels: Vec::new(),
            cancel_requests: 0,
            webhook_attempts: Vec::new(),
            webhooks_underway: 0,
            delivery: None,
            payment: None,
        }
    }

    /// Ends an unpaid invoice whose validity is over; nobody is told (§0, fact 5).
    pub(super) fn lapse(&mut self, now: i64) {
        let end = self.created.saturating_add(self.terms.validity);
        if self.status == InvoiceStatus::Created && now >= end {
            self.enter(InvoiceStatus::Expired, end);
        }
    }

    /// The payer has started to pay and nothing more is known: `processing`.
    pub(super) fn begin_payment(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        self.require_unpaid()?;
        self.enter(InvoiceStatus::Processing, now);
        Ok(vec![self.told()])
    }

    /// The payer pays: `processing` unless that was told before, then `success` or `hold`.
    pub(super) fn pay(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        let begun = self.status == InvoiceStatus::Processing;
        let mut told = if begun { Vec::new() } else { self.begin_payment(now)? };
        self.payment = Some(card_payment(self.terms.amount));
        match self.terms.payment_type {
            PaymentType::Debit => {
                self.final_amount = Some(self.terms.amount);
                self.enter(InvoiceStatus::Success, now);
            }
            PaymentType::Hold => self.enter(InvoiceStatus::Hold, now),
        }
        told.push(self.told());
        Ok(told)
    }

    /// The payer gives up: error 8002 of §2.3.
    pub(super) fn decline(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        if self.status != InvoiceStatus::Processing {
            self.require_unpaid()?;
        }
        self.enter(InvoiceStatus::Failure, now);
        Ok(vec![self.told()])
    }

    /// The validity ends now, without a word.
    pub(super) fn expire(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        self.require_unpaid()?;
        self.enter(InvoiceStatus::Expired, now);
        Ok(Vec::new())
    }

    /// The merchant takes the invoice back before it is paid; whether the bank tells about it is not known, so it does not.
    pub(super) fn remove(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        if self.status != InvoiceStatus::Expired {
            self.expire(now)?;
        }
        Ok(Vec::new())
    }

    /// The bank itself sends all the money back: a lapsed hold or a chargeback.
    pub(super) fn reverse(&mut self, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        self.refundable()?;
        self.final_amount = Some(0);
        self.enter(InvoiceStatus::Reversed, now);
        Ok(vec![self.told()])
    }

    /// Captures a hold, whole or in part (§1.5): `processing` with the full hold for a moment, then `success`.
    pub(super) fn finalize(&mut self, amount: Option<i64>, now: i64) -> Result<Vec<StatusObject>, Refusal> {
        if self.status != InvoiceStatus::Hold || self.pending_cancels() > 0 {
            return Err(Refusal::no_hold());
        }
        let captured = amount
            .filter(|amount| *amount <= self.terms.amount)
            .ok_or_else(Refusal::above_hold)?;
        if captured <= 0 {
            return Err(Refusal::bad_request("amount must be positive"));
        }
        self.final_amount = Some(self.terms.amount);
        self.enter(InvoiceStatus::Processing, now);
        let mut processing = self.told();
        // Capture webhooks leave out the card (§2.2, rule 5).
        processing.payment_info = None;
        if let Some(payment) = &mut self.payment {
            payment.rrn = digits(12);
            payment.tran_id = digits(13);
            payment.fee = fee(captured);
        }
        self.final_amount = Some(captured);
        self.enter(InvoiceStatus::Success, now);
        Ok(vec![processing, self.told()])
    }

    /// Accepts a refund of a part or of the rest, or the release of a whole hold (§1.4). `extRef` is only echoed.
    pub(super) fn cancel(&mut self, amount: Option<i64>, ext_ref: Option<String>, now: i64) -> Result<(), Refusal> {
        let left = self.refundable()?.saturating_sub(self.pending_cancels());
        let amount = amount.unwrap_or(left);
        let part_of_hold = self.status == InvoiceStatus::Hold && amount != self.terms.amount;
        if amount <= 0 || amount > left || part_of_hold {
            return Err(Refusal::wrong_cancel_amount());
        }
        self.cancels.push(Cancel {
            status: CancelStatus::Processing,
            amount,
            ext_ref,
            created: now,
            modified: now,
            rrn: digits(12),
        });
        self.modified = self.modified.max(now);
        Ok(())
    }

    /// Ends every refund under way.
    pub(super) fn settle_cancels(&mut self, outcome: CancelStatus, now: i64) -> Vec<StatusObject> {
        let settled = self.pending_cancels();
        if settled == 0 {
            return Vec::new();
        }
        for cancel in self
            .cancels
            .iter_mut()
            .filter(|cancel| cancel.status == CancelStatus::Processing)
        {
            cancel.status = outcome;
            cancel.modified = now.max(cancel.created);
        }
        if outcome == CancelStatus::Success {
            let left = self
                .final_amount
                .unwrap_or(self.terms.amount)
                .saturating_sub(settled)
                .max(0);
            self.final_amount = Some(left);
            if left == 0 {
                self.status = InvoiceStatus::Reversed;
            }
        }
        self.enter(self.status, now);
        vec![self.told()]
    }

    /// The status object of this moment.
    pub(super) fn told(&self) -> StatusObject {
        let failed = self.status == InvoiceStatus::Failure;
        StatusObject {
            invoice_id: self.id.clone(),
            status: self.status,
            failure_reason: failed.then_some("Оплату скасовано платником"),
            err_code: failed.then_some("8002"),
            amount: self.terms.amount,
            ccy: self.terms.ccy,
            final_amount: self.final_amount,
            created_date: rfc3339(self.created),
            modified_date: rfc3339(self.modified),
            reference: self.terms.reference.clone(),
            destination: self.terms.destination.clone(),
            cancel_list: self.cancels.iter().map(|cancel| self.told_cancel(cancel)).collect(),
            payment_info: self.payment.clone(),
            pay_method: self.payment.is_some().then_some("wallet"),
        }
    }

    fn told_cancel(&self, cancel: &Cancel) -> CancelObject {
        let done = cancel.status == CancelStatus::Success;
        CancelObject {
            status: cancel.status,
            amount: cancel.amount,
            ccy: self.terms.ccy,
            created_date: rfc3339(cancel.created),
            modified_date: rfc3339(cancel.modified),
            approval_code: self
                .payment
                .as_ref()
                .filter(|_| done)
                .map(|payment| payment.approval_code.clone()),
            rrn: done.then(|| cancel.rrn.clone()),
            ext_ref: cancel.ext_ref.clone(),
        }
    }

    /// Time of change never runs backwards, whatever the clock does (§2.2).
    fn enter(&mut self, status: InvoiceStatus, now: i64) {
        self.status = status;
        self.modified = self.modified.max(now);
    }

    fn require_unpaid(&self) -> Result<(), Refusal> {
        if self.status == InvoiceStatus::Created {
            Ok(())
        } else {
            Err(Refusal::already_used())
        }
    }

    /// What is charged or held, before refunds under way; kopiykas.
    fn refundable(&self) -> Result<i64, Refusal> {
        match self.status {
            InvoiceStatus::Hold => Ok(self.terms.amount),
            InvoiceStatus::Success => Ok(self.final_amount.unwrap_or(0)),
            InvoiceStatus::Reversed => Err(Refusal::wrong_cancel_amount()),
            InvoiceStatus::Created | InvoiceStatus::Processing | InvoiceStatus::Failure | InvoiceStatus::Expired => {
                Err(Refusal::not_paid())
            }
        }
    }

    fn pending_cancels(&self) -> i64 {
        let pending = self
            .cancels
            .iter()
            .filter(|cancel| cancel.status == CancelStatus::Processing);
        pending.map(|cancel| cancel.amount).sum()
    }
}

fn card_payment(amount: i64) -> PaymentInfo {
    PaymentInfo {
        masked_pan: "444403******1902",
        terminal: "MI000000",
        payment_system: "visa",
        payment_method: "wallet",
        approval_code: digits(6),
        rrn: digits(12),
        tran_id: digits(13),
        bank: "Тестовий банк",
        country: "804",
        fee: fee(amount),
    }
}

/// 1.3 %, rounded: 26 kopiykas of 2000 and 7 of 500, as seen in §1.5.
fn fee(amount: i64) -> i64 {
    amount.saturating_mul(13).saturating_add(500) / 1000
}

fn digits(count: usize) -> String {
    (0..count)
        .filter_map(|_| char::from_digit(rand::random_range(0..10), 10))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Invoice, InvoiceStatus, PaymentType, Terms};

    const BIRTH: i64 = 1_000_000;

    fn invoice() -> Invoice {
        let terms = Terms {
            amount: 45_000,
            ccy: 980,
            payment_type: PaymentType::Debit,
            reference: None,
            destination: None,
            redirect_url: None,
            webhook_url: None,
            validity: 900,
        };
        Invoice::new(1, terms, BIRTH)
    }

    #[test]
    fn an_unpaid_invoice_ends_with_its_validity() {
        let mut invoice = invoice();
        invoice.lapse(BIRTH + 899);
        assert_eq!(invoice.status, InvoiceStatus::Created);
        invoice.lapse(BIRTH + 1_000);
        assert_eq!(
            (invoice.status, invoice.modified),
            (InvoiceStatus::Expired, BIRTH + 900)
        );
        assert!(invoice.pay(BIRTH + 1_000).is_err());
    }

    #[test]
    fn a_paid_invoice_does_not_end_with_its_validity() {
        let mut invoice = invoice();
        assert!(invoice.pay(BIRTH + 10).is_ok());
        invoice.lapse(BIRTH + 1_000);
        assert_eq!(invoice.status, InvoiceStatus::Success);
    }

    #[test]
    fn the_time_of_change_never_runs_backwards() {
        let mut invoice = invoice();
        assert!(invoice.begin_payment(BIRTH + 10).is_ok());
        assert!(invoice.pay(BIRTH + 5).is_ok());
        assert_eq!(invoice.modified, BIRTH + 10);
        assert!(invoice.cancel(None, None, BIRTH).is_ok());
        assert_eq!(invoice.modified, BIRTH + 10);
    }
}
