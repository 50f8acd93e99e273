//! Asking the bank for an invoice: once per order, with a record before the question.

use crate::{
    Engine,
    activity_log::Entry,
    bank::wire::{BasketItem, CreateInvoice, CreatedInvoice, MerchantPaymInfo},
    entity::{payment, sale},
    error::{Error, Refusal},
    orders,
    rows::word,
};
use domain::{
    Money, Timestamp,
    activity::{ActivityType, Severity},
    id::{InvoiceId, OrderId},
    order::{Phase, lifecycle::Event},
    payment::{HRYVNIA, PaymentStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use std::time::Duration;

/// The customer's page at the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    pub invoice_id: InvoiceId,
    pub page_url: String,
}

/// Longer than the bank's client waits: a question older than this was lost with its process.
const QUESTION_LOST_AFTER: Duration = Duration::from_secs(20);
/// How often somebody who clicked twice looks whether the first click has its answer.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// The bank learns of a webhook late; the poller asks first after this.
const FIRST_CHECK: Duration = Duration::from_secs(15);
/// A cell that is kept for less than this is not worth sending somebody to the bank.
const SHORTEST_VALIDITY: Duration = Duration::from_secs(5);

/// What to do about the invoice of an order that awaits payment.
enum Step {
    Ready(Invoice),
    /// Somebody else is asking the bank at this moment.
    Wait,
    Ask {
        sale: Box<sale::Model>,
        payment: Box<payment::Model>,
        validity: Duration,
    },
}

impl Engine {
    /// The order's invoice at the bank; made on the first call, the same on every further one.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrder`], [`Refusal::OrderIs`] when the order no longer awaits payment,
    /// [`Refusal::BankUnavailable`] when the bank made no invoice: the reservation is then released.
    pub async fn start_payment(&self, order: &OrderId) -> Result<Invoice, Error> {
        self.refuse_while_paused()?;
        loop {
            match self.invoice_step(order).await? {
                Step::Ready(invoice) => return Ok(invoice),
                // Two clicks, two tabs or two processes: the first one's answer serves all.
                Step::Wait => tokio::time::sleep(LOOK_AGAIN).await,
                Step::Ask {
                    sale,
                    payment,
                    validity,
                } => {
                    // A task of its own: a customer who leaves must not tear the answer from its question.
                    let engine = self.clone();
                    let asked = tokio::spawn(async move { engine.ask_for_invoice(*sale, *payment, validity).await });
                    return asked.await.map_err(|_| Error::Refused(Refusal::BankUnavailable))?;
                }
            }
        }
    }

    /// Decides, and records before the bank is asked: a crash in between leaves a row that tells of the question.
    async fn invoice_step(&self, order: &OrderId) -> Result<Step, Error> {
        // Whoever only waits for the answer to somebody else's question does not take the writer's turn.
        if let Some(known) = orders::payment_of(self.database.read(), order.as_str()).await?
            && self.is_being_asked(&known)?
        {
            return Ok(Step::Wait);
        }
        let txn = self.database.write().await?;
        let now = self.now();
        let sale = orders::lock(&txn, order).await?.ok_or(Refusal::NoSuchOrder)?;
        let phase = sale.phase()?;
        if phase != Phase::AwaitingPayment {
            return Err(Refusal::OrderIs(phase).into());
        }
        let kept_until = sale
            .deadline_at
            .map(|deadline| Timestamp::from_millis(deadline).before(self.timings.payment_grace));
        let validity = kept_until.map(|until| until.since(now)).unwrap_or_default();
        if validity < SHORTEST_VALIDITY {
            return Err(Refusal::OrderIs(Phase::Failed).into());
        }
        let payment = match orders::payment_of(txn.db(), &sale.id).await? {
            Some(known) => match (known.status()?, known.invoice_id.as_deref(), known.page_url.as_deref()) {
                (_, Some(invoice), Some(page_url)) => {
                    return Ok(Step::Ready(Invoice {
                        invoice_id: word(invoice, "payments.invoice_id", &known.id)?,
                        page_url: page_url.to_owned(),
                    }));
                }
                _ if self.is_being_asked(&known)? => return Ok(Step::Wait),
                // Nobody knows that invoice's page, so nobody can pay it: ask for another.
                _ => {
                    let mut again = known.into_active_model();
                    again.updated_at = Set(now.millis());
                    again.update(txn.db()).await?
                }
            },
            None => self.new_payment(&sale, now).insert(txn.db()).await?,
        };
        txn.commit(&self.wakeups).await?;
        Ok(Step::Ask {
            sale: Box::new(sale),
            payment: Box::new(payment),
            validity,
        })
    }

    /// Somebody asked the bank a moment ago and has no answer yet.
    fn is_being_asked(&self, payment: &payment::Model) -> Result<bool, Error> {
        let age = self.now().since(Timestamp::from_millis(payment.updated_at));
        Ok(payment.status()? == PaymentStatus::Requested && payment.invoice_id.is_none() && age < QUESTION_LOST_AFTER)
    }

    fn new_payment(&self, sale: &sale::Model, now: Timestamp) -> payment::ActiveModel {
        payment::Model {
            id: crate::ids::random_uuid(),
            order_id: sale.id.clone(),
            provider: "mono".to_owned(),
            payment_type: self.payment_type.to_string(),
            invoice_id: None,
            page_url: None,
            amount: sale.amount,
            paid_amount: None,
            currency: HRYVNIA,
            status: PaymentStatus::Requested.to_string(),
            modified_at: None,
            failure_reason: None,
            next_check_at: None,
            checks: 0,
            capture_due_at: None,
            captures: 0,
            created_at: now.millis(),
            updated_at: now.millis(),
            restored: false,
        }
        .into_active_model()
        .reset_all()
    }

    async fn ask_for_invoice(
        &self,
        sale: sale::Model,
        payment: payment::Model,
        validity: Duration,
    ) -> Result<Invoice, Error> {
        let amount = Money::from_kopiykas(sale.amount);
        let question = CreateInvoice {
            amount,
            ccy: HRYVNIA,
            merchant_paym_info: MerchantPaymInfo {
                reference: &sale.order_number,
                destination: format!("Оплата: {}", sale.product_name).chars().take(280).collect(),
                basket_order: [BasketItem {
                    name: &sale.product_name,
                    qty: 1,
                    sum: amount,
                    total: amount,
                    code: sale.product_id.as_deref().unwrap_or(&sale.order_number),
                }],
            },
            redirect_url: format!("{}/payment/success?orderId={}", self.public_url, sale.id),
            web_hook_url: format!("{}/api/orders/mono-webhook", self.public_url),
            validity: validity.as_secs(),
            payment_type: self.payment_type,
        };
        match self.bank.create_invoice(&question).await {
            Ok(created) => self.keep_invoice(&sale, payment, created).await,
            Err(error) => {
                tracing::warn!(order.number = sale.order_number, %error, "the bank made no invoice");
                self.give_up_payment(&sale, payment).await?;
                Err(Refusal::BankUnavailable.into())
            }
        }
    }

    async fn keep_invoice(
        &self,
        sale: &sale::Model,
        payment: payment::Model,
        created: CreatedInvoice,
    ) -> Result<Invoice, Error> {
        let Ok(invoice_id) = created.invoice_id.parse::<InvoiceId>() else {
            tracing::error!("the bank names an invoice in a way that cannot be kept");
            self.give_up_payment(sale, payment).await?;
            return Err(Refusal::BankUnavailable.into());
        };
        let txn = self.database.write().await?;
        let now = self.now();
        let sale = orders::lock(&txn, &word(&sale.id, "sales.id", &sale.id)?)
            .await?
            .ok_or(Refusal::NoSuchOrder)?;
        // A webhook may have overtaken this answer and know more already.
        let current = orders::payment_of(txn.db(), &sale.id).await?.unwrap_or(payment);
        if let (Some(first), Some(page_url)) = (&current.invoice_id, &current.page_url)
            && *first != created.invoice_id
        {
            // Somebody who asked after us was answered before us: theirs stays, ours goes.
            let first = Invoice {
                invoice_id: word(first, "payments.invoice_id", &current.id)?,
                page_url: page_url.clone(),
            };
            drop(txn);
            self.remove_invoice(&invoice_id).await;
            return Ok(first);
        }
        let overtaken = current.status()? != PaymentStatus::Requested;
        let mut row = current.into_active_model();
        row.invoice_id = Set(Some(created.invoice_id));
        row.page_url = Set(Some(created.page_url.clone()));
        row.updated_at = Set(now.millis());
        row.next_check_at = Set(Some(now.after(FIRST_CHECK).millis()));
        if !overtaken {
            row.status = Set(PaymentStatus::Created.to_string());
        }
        row.update(txn.db()).await?;
        Entry::of_order(
            ActivityType::PaymentInitiated,
            Severity::Info,
            "Рахунок створено",
            &sale,
        )
        .write(&txn, now)
        .await?;
        txn.commit(&self.wakeups).await?;
        let phase = sale.phase()?;
        if phase == Phase::AwaitingPayment {
            return Ok(Invoice {
                invoice_id,
                page_url: created.page_url,
            });
        }
        self.remove_invoice(&invoice_id).await;
        Err(Refusal::OrderIs(phase).into())
    }

    async fn give_up_payment(&self, sale: &sale::Model, payment: payment::Model) -> Result<(), Error> {
        let now = self.now();
        let mut txn = self.database.write().await?;
        if let Some(sale) = orders::lock(&txn, &word(&sale.id, "sales.id", &sale.id)?).await? {
            let mut row = payment.into_active_model();
            row.status = Set(PaymentStatus::Refused.to_string());
            row.updated_at = Set(now.millis());
            row.update(txn.db()).await?;
            orders::meet(&mut txn, &self.rules(), &sale, Event::InvoiceRefused).await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Makes an invoice that nobody should pay any more unpayable, if the bank can be reached. If it cannot, a
    /// payment that still comes is given back by itself.
    pub(crate) async fn remove_invoice(&self, invoice: &InvoiceId) {
        if let Err(error) = self.bank.remove(invoice).await {
            tracing::info!(%error, "an invoice could not be removed");
        }
    }

    /// The customer gives the cell back before paying.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrder`], or [`Refusal::OrderIs`] when it is too late for that.
    pub async fn cancel_order(&self, order: &OrderId) -> Result<(), Error> {
        let mut txn = self.database.write().await?;
        let sale = orders::lock(&txn, order).await?.ok_or(Refusal::NoSuchOrder)?;
        let phase = sale.phase()?;
        if orders::meet(&mut txn, &self.rules(), &sale, Event::Cancelled)
            .await?
            .is_none()
        {
            return Err(Refusal::OrderIs(phase).into());
        }
        let payment = orders::payment_of(txn.db(), &sale.id).await?;
        txn.commit(&self.wakeups).await?;
        if let Some(invoice) = payment.and_then(|payment| payment.invoice_id) {
            self.remove_invoice(&word(&invoice, "payments.invoice_id", &sale.id)?)
                .await;
        }
        Ok(())
    }

    pub(crate) async fn payment_row(&self, id: &str) -> Result<Option<payment::Model>, Error> {
        Ok(payment::Entity::find_by_id(id.to_owned())
            .one(self.database.read())
            .await?)
    }
}
