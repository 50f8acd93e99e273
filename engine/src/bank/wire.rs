//! The bank's JSON (bank description §1.3–§2). Unknown fields and statuses pass, missing ones are absent.

use domain::{
    Money, Timestamp,
    payment::{HRYVNIA, PaymentStatus, PaymentType},
};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateInvoice<'a> {
    pub(crate) amount: Money,
    pub(crate) ccy: i32,
    pub(crate) merchant_paym_info: MerchantPaymInfo<'a>,
    pub(crate) redirect_url: String,
    pub(crate) web_hook_url: String,
    /// Seconds.
    pub(crate) validity: u64,
    pub(crate) payment_type: PaymentType,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MerchantPaymInfo<'a> {
    /// Our order number; comes back in every status.
    pub(crate) reference: &'a str,
    pub(crate) destination: String,
    pub(crate) basket_order: [BasketItem<'a>; 1],
}

#[derive(Serialize)]
pub(crate) struct BasketItem<'a> {
    pub(crate) name: &'a str,
    pub(crate) qty: u32,
    /// The price of one unit (bank description §1.3).
    pub(crate) sum: Money,
    pub(crate) total: Money,
    pub(crate) code: &'a str,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedInvoice {
    pub(crate) invoice_id: String,
    pub(crate) page_url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceRef<'a> {
    pub(crate) invoice_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CancelInvoice<'a> {
    pub(crate) invoice_id: &'a str,
    pub(crate) ext_ref: &'a str,
    /// Left out, it means the whole sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<Money>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FinalizeInvoice<'a> {
    pub(crate) invoice_id: &'a str,
    /// Always sent: without it the bank answers `1001` (bank description §1.5).
    pub(crate) amount: Money,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CancelAnswer {
    pub(crate) status: CancelStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CancelStatus {
    Processing,
    Success,
    Failure,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PubKey {
    pub(crate) key: String,
}

/// An error body; the HTTP status stays the primary fact (bank description §1.8).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ErrorBody {
    pub(crate) err_code: Option<String>,
}

/// An invoice's status: the answer of `invoice/status` and the body of every webhook.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceStatus {
    pub invoice_id: String,
    pub status: WireStatus,
    pub amount: i64,
    #[serde(default)]
    pub ccy: Option<i32>,
    #[serde(default)]
    pub final_amount: Option<i64>,
    #[serde(default)]
    pub modified_date: Option<String>,
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub failure_reason: Option<String>,
    #[serde(default)]
    pub err_code: Option<String>,
    #[serde(default)]
    pub cancel_list: Vec<Cancellation>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WireStatus {
    Created,
    Processing,
    Hold,
    Success,
    Failure,
    Reversed,
    Expired,
    /// A status that the bank invented after we were built: we keep what we knew.
    #[serde(other)]
    Unknown,
}

/// One accepted request to give money back.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    pub status: CancelStatus,
    #[serde(default)]
    pub ext_ref: Option<String>,
}

impl WireStatus {
    #[must_use]
    pub const fn known(self) -> Option<PaymentStatus> {
        match self {
            Self::Created => Some(PaymentStatus::Created),
            Self::Processing => Some(PaymentStatus::Processing),
            Self::Hold => Some(PaymentStatus::Hold),
            Self::Success => Some(PaymentStatus::Success),
            Self::Failure => Some(PaymentStatus::Failure),
            Self::Reversed => Some(PaymentStatus::Reversed),
            Self::Expired => Some(PaymentStatus::Expired),
            Self::Unknown => None,
        }
    }
}

impl InvoiceStatus {
    #[must_use]
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified_date.as_deref().and_then(Timestamp::parse)
    }

    /// ISO 4217 number; the bank leaves it out only where it means the default.
    #[must_use]
    pub fn currency(&self) -> i32 {
        self.ccy.unwrap_or(HRYVNIA)
    }

    /// The sum that was taken. `finalAmount` can be trusted only at `success` (bank description §0, fact 7). Where two
    /// sums are told, the one that is not the expected one is returned.
    #[must_use]
    pub fn taken(&self, expected: Money) -> Money {
        let amount = Money::from_kopiykas(self.amount);
        match self.final_amount.map(Money::from_kopiykas) {
            Some(last) if amount == expected && self.status == WireStatus::Success => last,
            Some(_) | None => amount,
        }
    }

    /// What the payer or we can read of a failure.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        match (&self.failure_reason, &self.err_code) {
            (Some(reason), Some(code)) => Some(format!("{reason} ({code})")),
            (Some(text), None) | (None, Some(text)) => Some(text.clone()),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> InvoiceStatus {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn fields_and_statuses_of_tomorrow_do_not_break_us() {
        let status = read(r#"{"invoiceId":"i","status":"teleported","amount":1,"payMethod":"wallet","tips":{}}"#);
        assert_eq!(status.status.known(), None);
        assert_eq!(status.currency(), HRYVNIA);
    }

    #[test]
    fn a_hold_counts_what_is_held_and_a_charge_what_was_charged() {
        let total = Money::from_kopiykas(2000);
        let hold = read(r#"{"invoiceId":"i","status":"hold","amount":2000,"ccy":980}"#);
        assert_eq!(hold.taken(total), total);
        let part = read(r#"{"invoiceId":"i","status":"success","amount":2000,"finalAmount":500,"ccy":980}"#);
        assert_eq!(part.taken(total), Money::from_kopiykas(500));
        let other = read(r#"{"invoiceId":"i","status":"success","amount":1,"finalAmount":2000,"ccy":980}"#);
        assert_eq!(other.taken(total), Money::from_kopiykas(1));
    }
}
