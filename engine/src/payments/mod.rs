//! Money: invoices, what the bank says of them, refunds and captures.
//!
//! Webhook, poller and «check» button all end in [`apply`], so a payment is understood in one way only.

pub(crate) mod apply;
mod capture;
mod invoice;
mod poll;
mod refund;
mod webhook;

pub use invoice::Invoice;
pub use webhook::{WebhookError, WebhookReceipt};
