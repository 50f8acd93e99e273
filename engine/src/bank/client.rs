//! The HTTP client. It never repeats a call that moves money: repeating is decided upon by rows in the database.

use super::{
    signature::BankKey,
    wire::{
        CancelAnswer, CancelInvoice, CancelStatus, CreateInvoice, CreatedInvoice, ErrorBody, FinalizeInvoice,
        InvoiceRef, InvoiceStatus, PubKey,
    },
};
use domain::{
    Money,
    id::{InvoiceId, RefundId},
};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The bank answers in well under a second; a customer waits behind this call.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Clone, Debug)]
pub struct BankConfig {
    /// Without the path, such as `https://api.monobank.ua`.
    pub api_url: String,
    pub token: SecretString,
}

#[derive(Clone, Debug)]
pub struct Bank {
    http: Client,
    config: BankConfig,
}

#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// Nobody knows whether the bank has acted.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The bank does not know the invoice.
    #[error("the invoice is unknown to the bank")]
    NotFound,
    /// The bank says no; the text code is its `errCode`.
    #[error("refused with {status} {code}")]
    Refused { status: u16, code: String },
    /// The bank is there but cannot.
    #[error("unavailable with {status} {code}")]
    Unavailable { status: u16, code: String },
    #[error("an answer that is not the described one")]
    Unreadable,
    #[error("the http client cannot be made: {0}")]
    Client(String),
}

impl Bank {
    /// # Errors
    /// When the TLS set-up of this machine is unusable.
    pub fn new(config: BankConfig) -> Result<Self, BankError> {
        // Of two installers in one process the second one is told no; both want the same provider.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("ortomat/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| BankError::Client(error.to_string()))?;
        Ok(Self { http, config })
    }

    pub(crate) async fn create_invoice(&self, invoice: &CreateInvoice<'_>) -> Result<CreatedInvoice, BankError> {
        self.call(self.request(Method::POST, "/api/merchant/invoice/create").json(invoice))
            .await
    }

    /// The status and its exact bytes, for the record.
    pub(crate) async fn invoice_status(&self, invoice: &InvoiceId) -> Result<(InvoiceStatus, Vec<u8>), BankError> {
        let request = self
            .request(Method::GET, "/api/merchant/invoice/status")
            .query(&[("invoiceId", invoice.as_str())]);
        let body = self.answer(request).await?;
        let status: InvoiceStatus = serde_json::from_slice(&body).map_err(|_| BankError::Unreadable)?;
        if status.invoice_id == invoice.as_str() {
            Ok((status, body))
        } else {
            Err(BankError::Unreadable)
        }
    }

    /// Gives the whole sum back (`None`) or a part of it, or releases a hold (bank description §1.4). Not idempotent at
    /// the bank.
    pub(crate) async fn cancel(
        &self,
        invoice: &InvoiceId,
        refund: &RefundId,
        part: Option<Money>,
    ) -> Result<CancelStatus, BankError> {
        let body = CancelInvoice {
            invoice_id: invoice.as_str(),
            ext_ref: refund.as_str(),
            amount: part,
        };
        let answer: CancelAnswer = self
            .call(self.request(Method::POST, "/api/merchant/invoice/cancel").json(&body))
            .await?;
        Ok(answer.status)
    }

    /// Makes an unpaid invoice unpayable.
    pub(crate) async fn remove(&self, invoice: &InvoiceId) -> Result<(), BankError> {
        let body = InvoiceRef {
            invoice_id: invoice.as_str(),
        };
        self.answer(self.request(Method::POST, "/api/merchant/invoice/remove").json(&body))
            .await
            .map(drop)
    }

    /// Charges what is held (bank description §1.5).
    pub(crate) async fn finalize(&self, invoice: &InvoiceId, amount: Money) -> Result<(), BankError> {
        let body = FinalizeInvoice {
            invoice_id: invoice.as_str(),
            amount,
        };
        self.answer(self.request(Method::POST, "/api/merchant/invoice/finalize").json(&body))
            .await
            .map(drop)
    }

    pub(crate) async fn public_key(&self) -> Result<BankKey, BankError> {
        let answer: PubKey = self.call(self.request(Method::GET, "/api/merchant/pubkey")).await?;
        BankKey::from_base64_pem(&answer.key).ok_or(BankError::Unreadable)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.config.api_url.trim_end_matches('/')))
            .header("X-Token", self.config.token.expose_secret())
    }

    async fn call<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, BankError> {
        serde_json::from_slice(&self.answer(request).await?).map_err(|_| BankError::Unreadable)
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Vec<u8>, BankError> {
        // The address may carry an invoice id; errors are logged without it.
        let no_answer = |error: reqwest::Error| BankError::NoAnswer(error.without_url().to_string());
        let response = request.send().await.map_err(no_answer)?;
        let status = response.status();
        let body = response.bytes().await.map_err(no_answer)?;
        if status.is_success() {
            return Ok(body.to_vec());
        }
        let code = serde_json::from_slice::<ErrorBody>(&body)
            .unwrap_or_default()
            .err_code
            .unwrap_or_default();
        Err(match status {
            // A 404 without the bank's own code may come from anything in between.
            StatusCode::NOT_FOUND if matches!(code.as_str(), "NOT_FOUND" | "1004") => BankError::NotFound,
            StatusCode::NOT_FOUND => BankError::Unavailable {
                status: status.as_u16(),
                code,
            },
            StatusCode::TOO_MANY_REQUESTS => BankError::Unavailable {
                status: status.as_u16(),
                code,
            },
            _ if status.is_client_error() => BankError::Refused {
                status: status.as_u16(),
                code,
            },
            _ => BankError::Unavailable {
                status: status.as_u16(),
                code,
            },
        })
    }
}
