//! What the bank knows: its invoices and its switches, behind one lock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::controls::{CancelMode, WebhookMode};
use super::invoice::{Invoice, Terms};
use super::key::BankKey;
use super::refusal::Refusal;
use super::snapshot::InvoiceSnapshot;
use super::status::{StatusObject, unix_now};
use super::webhook;
use crate::waiting::Changes;

/// Shared by the API, the payment page, the webhook deliveries and the controls.
pub(super) struct Ledger {
    /// Address of the bank without a slash at the end.
    pub(super) url: String,
    pub(super) token: String,
    pub(super) changes: Changes,
    pub(super) client: reqwest::Client,
    /// Pauses between the attempts to deliver a webhook.
    pub(super) webhook_pauses: Vec<Duration>,
    /// Deliveries run here, whichever thread caused them.
    pub(super) runtime: Handle,
    pub(super) stopped: CancellationToken,
    state: Mutex<State>,
}

/// What changes.
pub(super) struct State {
    pub(super) invoices: HashMap<String, Invoice>,
    pub(super) key: Arc<BankKey>,
    pub(super) webhooks: WebhookMode,
    pub(super) cancels: CancelMode,
    pub(super) available: bool,
    pub(super) hanging: bool,
    pub(super) hanging_calls: u64,
    pub(super) pubkey_requests: u64,
    issued: u64,
}

impl Ledger {
    pub(super) fn new(
        url: String,
        token: String,
        key: BankKey,
        client: reqwest::Client,
        webhook_pauses: Vec<Duration>,
        stopped: CancellationToken,
    ) -> Self {
        Self {
            url,
            token,
            changes: Changes::new(),
            client,
            webhook_pauses,
            runtime: Handle::current(),
            stopped,
            state: Mutex::new(State {
                invoices: HashMap::new(),
                key: Arc::new(key),
                webhooks: WebhookMode::Normal,
                cancels: CancelMode::Normal,
                available: true,
                hanging: false,
                hanging_calls: 0,
                pubkey_requests: 0,
                issued: 0,
            }),
        }
    }

    /// Looks at the state.
    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and wakes whoever waits for a change.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.lock());
        self.changes.note();
        outcome
    }

    /// Issues an invoice and returns its id.
    pub(super) fn issue(&self, terms: Terms) -> String {
        self.write(|state| {
            state.issued += 1;
            let invoice = Invoice::new(state.issued, terms, unix_now());
            let id = invoice.id.clone();
            state.invoices.insert(id.clone(), invoice);
            id
        })
    }

    /// Takes one step with an invoice and announces what the step returns.
    pub(super) fn step(
        self: &Arc<Self>,
        id: &str,
        step: impl FnOnce(&mut Invoice, i64) -> Result<Vec<StatusObject>, Refusal>,
    ) -> Result<InvoiceSnapshot, Refusal> {
        self.write(|state| {
            let now = unix_now();
            let invoice = state.invoices.get_mut(id).ok_or_else(Refusal::not_found)?;
            invoice.lapse(now);
            let told = step(invoice, now)?;
            webhook::announce(self, invoice, told, state.webhooks);
            Ok(self.snapshot(invoice))
        })
    }

    /// Takes the same step with every invoice.
    pub(super) fn step_each(self: &Arc<Self>, step: impl Fn(&mut Invoice, i64) -> Vec<StatusObject>) {
        self.write(|state| {
            let now = unix_now();
            for invoice in state.invoices.values_mut() {
                let told = step(invoice, now);
                webhook::announce(self, invoice, told, state.webhooks);
            }
        });
    }

    /// The status object as the API tells it now.
    pub(super) fn status(&self, id: &str) -> Option<StatusObject> {
        let mut state = self.lock();
        let mode = state.webhooks;
        let invoice = state.invoices.get_mut(id)?;
        invoice.lapse(unix_now());
        Some(invoice.told().told_under(mode))
    }

    /// One invoice.
    pub(super) fn invoice(&self, id: &str) -> Option<InvoiceSnapshot> {
        let mut state = self.lock();
        let invoice = state.invoices.get_mut(id)?;
        invoice.lapse(unix_now());
        Some(self.snapshot(invoice))
    }

    /// All invoices, in the order in which they were issued.
    pub(super) fn invoices(&self) -> Vec<InvoiceSnapshot> {
        let mut state = self.lock();
        let now = unix_now();
        let mut invoices: Vec<_> = state.invoices.values_mut().collect();
        invoices.sort_by_key(|invoice| invoice.number);
        let snapshots = invoices.into_iter().map(|invoice| {
            invoice.lapse(now);
            self.snapshot(invoice)
        });
        snapshots.collect()
    }

    pub(super) fn page_url(&self, id: &str) -> String {
        format!("{}/pay/{id}", self.url)
    }

    fn snapshot(&self, invoice: &Invoice) -> InvoiceSnapshot {
        InvoiceSnapshot::of(invoice, self.page_url(&invoice.id))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
