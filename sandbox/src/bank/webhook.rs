//! Telling the merchant about status changes: signed POSTs, several attempts, in order (bank description §3).

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use futures_util::future::join_all;
use tokio::time::sleep;

use super::controls::WebhookMode;
use super::invoice::Invoice;
use super::ledger::Ledger;
use super::snapshot::WebhookAttempt;
use super::status::{InvoiceStatus, StatusObject};

/// The exact bytes of one webhook, made when the status changed.
#[derive(Clone)]
struct Notice {
    status: InvoiceStatus,
    body: Bytes,
}

/// Starts the delivery of one step's status objects, after whatever of this invoice is still being delivered.
pub(super) fn announce(ledger: &Arc<Ledger>, invoice: &mut Invoice, told: Vec<StatusObject>, mode: WebhookMode) {
    let Some(url) = invoice.terms.webhook_url.clone().filter(|_| mode != WebhookMode::Off) else {
        return;
    };
    let mut notices: Vec<_> = told
        .into_iter()
        .map(|object| object.told_under(mode))
        .filter_map(notice)
        .collect();
    if notices.is_empty() {
        return;
    }
    let mut copies = 1;
    let mut delay = None;
    match mode {
        WebhookMode::Duplicate(extra) => copies += usize::from(extra),
        WebhookMode::Reversed => notices.reverse(),
        WebhookMode::Delayed(time) => delay = Some(time),
        WebhookMode::Normal | WebhookMode::Off | WebhookMode::WrongAmount(_) | WebhookMode::WrongCurrency(_) => {}
    }
    invoice.webhooks_underway += notices.len() * copies;

    let (id, before, ledger) = (invoice.id.clone(), invoice.delivery.take(), Arc::clone(ledger));
    let (runtime, stopped) = (ledger.runtime.clone(), ledger.stopped.clone());
    let delivery = async move {
        if let Some(before) = before {
            // Only a stopped bank cancels a delivery, and then this one is cancelled too.
            let _ = before.await;
        }
        if let Some(delay) = delay {
            sleep(delay).await;
        }
        for notice in notices {
            join_all((0..copies).map(|_| deliver(&ledger, &id, &url, notice.clone()))).await;
        }
    };
    invoice.delivery = Some(runtime.spawn(async move {
        stopped.run_until_cancelled_owned(delivery).await;
    }));
}

fn notice(object: StatusObject) -> Option<Notice> {
    let body = serde_json::to_vec(&object).ok()?;
    Some(Notice {
        status: object.status,
        body: Bytes::from(body),
    })
}

/// Posts until 200 or until the attempts are used up.
async fn deliver(ledger: &Ledger, id: &str, url: &str, notice: Notice) {
    let key = ledger.read(|state| Arc::clone(&state.key));
    let signature = key.sign(&notice.body);
    let mut pauses = ledger.webhook_pauses.iter();
    loop {
        let sent = ledger
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("X-Sign", &signature)
            .body(notice.body.clone())
            .send()
            .await;
        let answer = sent.ok().map(|response| response.status());
        let pause = if answer == Some(StatusCode::OK) {
            None
        } else {
            pauses.next()
        };
        tracing::debug!(invoice = id, status = ?notice.status, ?answer, "webhook attempted");
        ledger.write(|state| {
            if let Some(invoice) = state.invoices.get_mut(id) {
                let answer = answer.map(|status| status.as_u16());
                invoice.webhook_attempts.push(WebhookAttempt {
                    status: notice.status,
                    answer,
                });
                if pause.is_none() {
                    invoice.webhooks_underway -= 1;
                }
            }
        });
        let Some(pause) = pause else { return };
        sleep(*pause).await;
    }
}
