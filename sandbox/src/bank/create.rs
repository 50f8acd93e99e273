//! The request of `invoice/create` and what makes it acceptable (bank description §1.3).

use serde::Deserialize;
use serde_json::Number;

use super::invoice::Terms;
use super::refusal::Refusal;
use super::status::PaymentType;

const DAY: i64 = 24 * 60 * 60;
const HRYVNIA: i32 = 980;
/// Characters of `destination`.
const LONGEST_DESTINATION: usize = 280;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateRequest {
    amount: i64,
    ccy: Option<i32>,
    merchant_paym_info: Option<MerchantPaymInfo>,
    redirect_url: Option<String>,
    web_hook_url: Option<String>,
    validity: Option<i64>,
    payment_type: Option<PaymentType>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MerchantPaymInfo {
    reference: Option<String>,
    destination: Option<String>,
    #[serde(default)]
    basket_order: Vec<BasketItem>,
}

#[derive(Deserialize)]
struct BasketItem {
    name: String,
    qty: Number,
    /// Minor units for **one** piece.
    sum: i64,
}

impl CreateRequest {
    pub(super) fn into_terms(self) -> Result<Terms, Refusal> {
        if self.amount <= 0 {
            return Err(Refusal::bad_request("amount must be positive"));
        }
        if self.validity.is_some_and(|seconds| seconds <= 0) {
            return Err(Refusal::bad_request("validity must be positive"));
        }
        for url in self.redirect_url.iter().chain(&self.web_hook_url) {
            require_http(url)?;
        }
        let info = self.merchant_paym_info.unwrap_or_default();
        info.check(self.amount)?;
        Ok(Terms {
            amount: self.amount,
            ccy: self.ccy.unwrap_or(HRYVNIA),
            payment_type: self.payment_type.unwrap_or_default(),
            reference: info.reference,
            destination: info.destination,
            redirect_url: self.redirect_url,
            webhook_url: self.web_hook_url,
            // A longer one is cut without a word.
            validity: self.validity.unwrap_or(DAY).min(30 * DAY),
        })
    }
}

impl MerchantPaymInfo {
    fn check(&self, amount: i64) -> Result<(), Refusal> {
        if self
            .destination
            .as_ref()
            .is_some_and(|text| text.chars().count() > LONGEST_DESTINATION)
        {
            return Err(Refusal::bad_payment_info("'destination' is too long"));
        }
        if self
            .basket_order
            .iter()
            .any(|item| item.name.is_empty() || item.sum <= 0)
        {
            return Err(Refusal::bad_payment_info(
                "'basketOrder' has an item without name or sum",
            ));
        }
        match self.basket_total() {
            Some(total) if total != amount => Err(Refusal::bad_payment_info("'basketOrder' does not add up to amount")),
            Some(_) | None => Ok(()),
        }
    }

    /// Minor units; `None` without a basket, or when a quantity is not a whole number.
    fn basket_total(&self) -> Option<i64> {
        let lines = self
            .basket_order
            .iter()
            .map(|item| item.qty.as_i64()?.checked_mul(item.sum));
        lines.reduce(|total, line| total?.checked_add(line?)).flatten()
    }
}

fn require_http(url: &str) -> Result<(), Refusal> {
    match reqwest::Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(()),
        Ok(_) | Err(_) => Err(Refusal::bad_request("a URL must be http or https")),
    }
}
