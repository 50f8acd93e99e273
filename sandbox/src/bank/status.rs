//! The status object: the answer of `invoice/status` and the body of every webhook (bank description §2).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::controls::WebhookMode;

/// Where an invoice is (§2.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InvoiceStatus {
    /// Waits for the payer.
    Created,
    /// Being paid or captured.
    Processing,
    /// The sum is blocked on the card.
    Hold,
    /// The card is charged.
    Success,
    /// The payment was refused or given up.
    Failure,
    /// All the money went back.
    Reversed,
    /// Not paid within its validity, or removed.
    Expired,
}

/// How the card is charged (§1.3).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum PaymentType {
    /// At once.
    #[default]
    Debit,
    /// Blocked first, charged by `finalize`.
    Hold,
}

/// Where a refund is (§1.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CancelStatus {
    /// Accepted; the final word comes later.
    Processing,
    /// The money went back.
    Success,
    /// The money did not go back.
    Failure,
}

/// The JSON of §2.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusObject {
    pub(super) invoice_id: String,
    pub(super) status: InvoiceStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) err_code: Option<&'static str>,
    pub(super) amount: i64,
    pub(super) ccy: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) final_amount: Option<i64>,
    pub(super) created_date: String,
    pub(super) modified_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cancel_list: Vec<CancelObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_info: Option<PaymentInfo>,
    /// In no description, seen in real bodies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pay_method: Option<&'static str>,
}

impl StatusObject {
    /// The object as told while a mode lies about the money.
    pub(super) fn told_under(mut self, mode: WebhookMode) -> Self {
        match mode {
            WebhookMode::WrongAmount(amount) => {
                self.amount = amount;
                self.final_amount = self.final_amount.map(|_| amount);
            }
            WebhookMode::WrongCurrency(ccy) => self.ccy = ccy,
            WebhookMode::Normal
            | WebhookMode::Off
            | WebhookMode::Duplicate(_)
            | WebhookMode::Reversed
            | WebhookMode::Delayed(_) => {}
        }
        self
    }
}

/// One entry of `cancelList`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelObject {
    pub(super) status: CancelStatus,
    pub(super) amount: i64,
    pub(super) ccy: i32,
    pub(super) created_date: String,
    pub(super) modified_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approval_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rrn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ext_ref: Option<String>,
}

/// `paymentInfo`, of a card that does not exist.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentInfo {
    pub(super) masked_pan: &'static str,
    pub(super) terminal: &'static str,
    pub(super) payment_system: &'static str,
    pub(super) payment_method: &'static str,
    pub(super) approval_code: String,
    pub(super) rrn: String,
    pub(super) tran_id: String,
    pub(super) bank: &'static str,
    pub(super) country: &'static str,
    /// Kopiykas.
    pub(super) fee: i64,
}

/// Whole seconds since 1970, as the bank counts time.
pub(super) fn unix_now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// RFC 3339 in UTC without fractions, for instance `2026-11-22T12:05:00Z`.
pub(super) fn rfc3339(unix_seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_seconds)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .format(&Rfc3339)
        .unwrap_or_default()
}
