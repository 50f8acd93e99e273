//! What a test may see of an invoice.

use super::invoice::Invoice;
use super::status::{CancelStatus, InvoiceStatus, PaymentType};

/// An invoice at one moment; sums in minor units (kopiykas).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvoiceSnapshot {
    /// The bank's id.
    pub id: String,
    /// The merchant's own order number.
    pub reference: Option<String>,
    /// What the payer reads.
    pub destination: Option<String>,
    /// As asked for; for a hold the held sum.
    pub amount: i64,
    /// ISO 4217 number.
    pub ccy: i32,
    /// Debit or hold.
    pub payment_type: PaymentType,
    /// Where it is.
    pub status: InvoiceStatus,
    /// Charged less refunded; `None` before capture.
    pub final_amount: Option<i64>,
    /// Refunds accepted, oldest first.
    pub cancels: Vec<CancelSnapshot>,
    /// Where the payer goes to pay.
    pub page_url: String,
    /// Where the payer goes afterwards.
    pub redirect_url: Option<String>,
    /// Where webhooks go.
    pub webhook_url: Option<String>,
    /// Every POST made, oldest first.
    pub webhook_attempts: Vec<WebhookAttempt>,
    /// Webhooks neither accepted nor given up yet.
    pub webhooks_underway: usize,
}

/// A refund at one moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CancelSnapshot {
    /// The merchant's own reference of the refund.
    pub ext_ref: Option<String>,
    /// Minor units.
    pub amount: i64,
    /// Where it is.
    pub status: CancelStatus,
}

/// One POST of a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WebhookAttempt {
    /// The status told.
    pub status: InvoiceStatus,
    /// The HTTP status answered; `None` when nobody answered.
    pub answer: Option<u16>,
}

impl InvoiceSnapshot {
    pub(super) fn of(invoice: &Invoice, page_url: String) -> Self {
        let cancels = invoice.cancels.iter().map(|cancel| CancelSnapshot {
            ext_ref: cancel.ext_ref.clone(),
            amount: cancel.amount,
            status: cancel.status,
        });
        Self {
            id: invoice.id.clone(),
            reference: invoice.terms.reference.clone(),
            destination: invoice.terms.destination.clone(),
            amount: invoice.terms.amount,
            ccy: invoice.terms.ccy,
            payment_type: invoice.terms.payment_type,
            status: invoice.status,
            final_amount: invoice.final_amount,
            cancels: cancels.collect(),
            page_url,
            redirect_url: invoice.terms.redirect_url.clone(),
            webhook_url: invoice.terms.webhook_url.clone(),
            webhook_attempts: invoice.webhook_attempts.clone(),
            webhooks_underway: invoice.webhooks_underway,
        }
    }
}
