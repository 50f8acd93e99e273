//! Monobank acquiring as an HTTP server: the merchant's API, the payment page and signed webhooks.
//!
//! Facts are from the project's bank description; where it says that something is not established, the quieter reading
//! is played: a part refund leaves `success`, and neither creating nor removing an invoice is announced.

mod api;
mod controls;
mod create;
mod invoice;
mod key;
mod ledger;
mod page;
mod pay;
mod refusal;
mod snapshot;
mod status;
mod webhook;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rand::distr::{Alphanumeric, SampleString};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use controls::{CancelMode, WebhookMode};
pub use snapshot::{CancelSnapshot, InvoiceSnapshot, WebhookAttempt};
pub use status::{CancelStatus, InvoiceStatus, PaymentType};

use crate::SandboxError;
use key::BankKey;
use ledger::Ledger;

/// How long the bank waits for the answer to a webhook (the real time is not published, §3).
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(5);

/// How to start a bank.
#[derive(Clone, Debug)]
pub struct BankOptions {
    /// Where to listen; 127.0.0.1 and a free port by default.
    pub addr: SocketAddr,
    /// The `X-Token` of the only merchant; freshly made by default.
    pub token: String,
    /// Pauses between the attempts to deliver a webhook, so there is one attempt more than pauses.
    pub webhook_pauses: Vec<Duration>,
}

impl Default for BankOptions {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            token: Alphanumeric.sample_string(&mut rand::rng(), 32),
            webhook_pauses: vec![Duration::from_millis(200), Duration::from_secs(1)],
        }
    }
}

/// A running bank; clones are the same bank, which stops with the last of them.
#[derive(Clone)]
pub struct Bank {
    ledger: Arc<Ledger>,
    _stop: Arc<DropGuard>,
}

impl Bank {
    /// Starts to listen, on the runtime of the caller.
    pub async fn start(options: BankOptions) -> Result<Self, SandboxError> {
        let listener = TcpListener::bind(options.addr).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let stopped = CancellationToken::new();
        let ledger = Arc::new(Ledger::new(
            url,
            options.token,
            BankKey::fresh()?,
            webhook_client()?,
            options.webhook_pauses,
            stopped.clone(),
        ));
        let router = Router::new()
            .nest("/api/merchant", api::routes(&ledger))
            .merge(pay::routes())
            .with_state(Arc::clone(&ledger));
        let served = axum::serve(listener, router).with_graceful_shutdown(stopped.clone().cancelled_owned());
        tokio::spawn(served.into_future());
        Ok(Self {
            ledger,
            _stop: Arc::new(stopped.drop_guard()),
        })
    }

    /// Stops listening, lets go of hanging calls and gives up webhooks under way.
    pub fn shutdown(&self) {
        self.ledger.stopped.cancel();
    }

    /// The base URL, for instance `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        self.ledger.url.clone()
    }

    /// The accepted `X-Token`.
    pub fn token(&self) -> &str {
        &self.ledger.token
    }

    /// The key as `GET /api/merchant/pubkey` tells it, without counting as a request.
    pub fn public_key_base64(&self) -> String {
        self.ledger.read(|state| state.key.public().to_owned())
    }

    /// The `X-Sign` of these bytes under the present key, to forge webhooks that look genuine.
    pub fn sign(&self, bytes: &[u8]) -> String {
        self.ledger.read(|state| Arc::clone(&state.key)).sign(bytes)
    }

    /// Signs with another key from now on.
    pub fn rotate_key(&self) -> Result<(), SandboxError> {
        let key = Arc::new(BankKey::fresh()?);
        self.ledger.write(|state| state.key = key);
        Ok(())
    }

    /// The payer has started: the invoice stays `processing` until [`pay`](Self::pay) or [`decline`](Self::decline).
    pub fn begin_payment(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        Ok(self
            .ledger
            .step(invoice_id, |invoice, now| invoice.begin_payment(now))?)
    }

    /// The payer pays.
    pub fn pay(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        Ok(self.ledger.step(invoice_id, |invoice, now| invoice.pay(now))?)
    }

    /// The payer gives up.
    pub fn decline(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        Ok(self.ledger.step(invoice_id, |invoice, now| invoice.decline(now))?)
    }

    /// The time to pay is over; no webhook tells it.
    pub fn expire(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        Ok(self.ledger.step(invoice_id, |invoice, now| invoice.expire(now))?)
    }

    /// The bank itself sends the money back, as with a lapsed hold.
    pub fn reverse(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        Ok(self.ledger.step(invoice_id, |invoice, now| invoice.reverse(now))?)
    }

    /// How later status changes are told.
    pub fn set_webhooks(&self, mode: WebhookMode) {
        self.ledger.write(|state| state.webhooks = mode);
    }

    /// How later refunds behave.
    pub fn set_cancel_mode(&self, mode: CancelMode) {
        self.ledger.write(|state| state.cancels = mode);
    }

    /// `false`: every API call is answered with 503.
    pub fn set_available(&self, available: bool) {
        self.ledger.write(|state| state.available = available);
    }

    /// `true`: API calls are accepted and never answered, even after this is switched off again.
    pub fn set_hanging(&self, hanging: bool) {
        self.ledger.write(|state| state.hanging = hanging);
    }

    /// The refunds under way succeed, and the merchant is told.
    pub fn settle_cancels(&self) {
        self.ledger
            .step_each(|invoice, now| invoice.settle_cancels(CancelStatus::Success, now));
    }

    /// The refunds under way fail, and the merchant is told.
    pub fn fail_cancels(&self) {
        self.ledger
            .step_each(|invoice, now| invoice.settle_cancels(CancelStatus::Failure, now));
    }

    /// One invoice by the bank's id.
    pub fn invoice(&self, invoice_id: &str) -> Option<InvoiceSnapshot> {
        self.ledger.invoice(invoice_id)
    }

    /// All invoices, in the order in which they were created.
    pub fn invoices(&self) -> Vec<InvoiceSnapshot> {
        self.ledger.invoices()
    }

    /// The newest invoice with this reference.
    pub fn find_by_reference(&self, reference: &str) -> Option<InvoiceSnapshot> {
        self.invoices()
            .into_iter()
            .rev()
            .find(|invoice| invoice.reference.as_deref() == Some(reference))
    }

    /// How many API calls have been left hanging.
    pub fn hanging_calls(&self) -> u64 {
        self.ledger.read(|state| state.hanging_calls)
    }

    /// How often the public key was asked for.
    pub fn pubkey_requests(&self) -> u64 {
        self.ledger.read(|state| state.pubkey_requests)
    }

    /// How often a refund of this invoice was asked for, refused ones included.
    pub fn cancel_requests(&self, invoice_id: &str) -> u64 {
        self.ledger.read(|state| {
            state
                .invoices
                .get(invoice_id)
                .map_or(0, |invoice| invoice.cancel_requests)
        })
    }

    /// Waits until there is something to see, looking again after every change at the bank (time alone is no change).
    pub async fn wait_for<T>(&self, mut seen: impl FnMut(&Self) -> Option<T>) -> Result<T, SandboxError> {
        self.ledger.changes.until(|| seen(self)).await
    }

    /// Waits until the invoice has this status.
    pub async fn wait_for_status(
        &self,
        invoice_id: &str,
        status: InvoiceStatus,
    ) -> Result<InvoiceSnapshot, SandboxError> {
        self.wait_for(|bank| bank.invoice(invoice_id).filter(|invoice| invoice.status == status))
            .await
    }

    /// Waits until no webhook of the invoice is under way: each was accepted or given up.
    pub async fn wait_for_webhooks(&self, invoice_id: &str) -> Result<InvoiceSnapshot, SandboxError> {
        self.wait_for(|bank| {
            bank.invoice(invoice_id)
                .filter(|invoice| invoice.webhooks_underway == 0)
        })
        .await
    }
}

impl fmt::Debug for Bank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bank")
            .field("url", &self.ledger.url)
            .finish_non_exhaustive()
    }
}

/// Straight to the merchant: no proxy, no redirects (only 200 counts).
fn webhook_client() -> Result<reqwest::Client, SandboxError> {
    // Fails only when the process has chosen one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(WEBHOOK_TIMEOUT)
        .build()?;
    Ok(client)
}
