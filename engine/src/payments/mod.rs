//! Money: invoices, what the bank says of them, refunds and captures.
//!
//! Webhook, poller and «check» button all end in [`apply`], so a payment is understood in one way only.

pub(crate) mod apply;
mod books;
mod capture;
mod end_refund;
mod invoice;
mod poll;
mod refund;
mod webhook;

pub(crate) use books::{Books, paid};
pub use invoice::Invoice;
pub(crate) use refund::{BANK_PATIENCE, may_be_at_the_bank};
pub use webhook::{WebhookError, WebhookReceipt};
