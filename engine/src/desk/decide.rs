//! What an administrator decides about an order: money back, and how a review ends.
//!
//! All of it is one transaction under the order's lock: the decision under its key, what the lifecycle makes of it, and
//! the log entry with the person's name. Carrying a refund out is the jobs' business; nothing here asks the device.

use crate::{
    Engine,
    activity_log::Entry,
    cells::reason_of,
    database::WriteTxn,
    entity::{order_decision, refund, sale},
    error::{Error, Refusal},
    fleet::administrators_only,
    orders,
    payments::{Books, may_be_at_the_bank},
    rows::{is_unique_violation, word},
    staff::Actor,
};
use domain::{
    Money,
    activity::{ActivityType, Severity},
    id::{IdempotencyKey, InvoiceId, OrderId, RefundId},
    order::{Phase, Resolution, lifecycle::Event, progress::OrderProgress},
    payment::{PaymentStatus, RefundStatus},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

/// Money that an administrator wants to give back.
#[derive(Clone, Debug)]
pub struct RefundWish {
    pub order: OrderId,
    /// `None`: all that is left.
    pub amount: Option<Money>,
    /// What was left when the administrator decided. If a colleague has given something back since, the decision was
    /// about another state of things and nothing is given back.
    pub left: Money,
    /// Why, for colleagues: 1 to 200 characters.
    pub reason: String,
    /// Of the form: the same one sent twice gives back once.
    pub key: IdempotencyKey,
}

/// How an administrator wants to end a review.
#[derive(Clone, Debug)]
pub struct ReviewWish {
    pub order: OrderId,
    pub resolution: Resolution,
    /// Why, for colleagues: 1 to 200 characters.
    pub reason: String,
    /// Of the form: the same one sent twice decides once.
    pub key: IdempotencyKey,
}

/// The order after a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub phase: Phase,
    /// The refund that now runs, and its sum.
    pub refund: Option<RefundId>,
    pub amount: Option<Money>,
    /// This very form had been sent before, and nothing was done now.
    pub repeated: bool,
}

/// Both kinds of wishes in one form.
struct Wish<'a> {
    order: &'a OrderId,
    resolution: Resolution,
    amount: Option<Money>,
    /// What was left, as far as whoever decides has seen it.
    left: Option<Money>,
    only_in_review: bool,
    reason: &'a str,
    key: &'a IdempotencyKey,
}

impl Engine {
    /// Gives money back, all that is left or a part of it, at the bank. Parts may follow one another; together they
    /// never exceed what was paid. The goods stay where they are, and the device is asked nothing.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrder`], [`Refusal::ReasonLength`]; [`Refusal::OrderIs`] unless the order
    /// is completed, under review or closed after one; [`Refusal::NothingToRefund`], [`Refusal::RefundSum`],
    /// [`Refusal::RefundUnderWay`], [`Refusal::OnlyWholeRefund`]; [`Refusal::EditConflict`] when something else is left
    /// than [`RefundWish::left`]; [`Refusal::NotChargedYet`] for a part of a held sum; [`Refusal::KeyReused`] when the
    /// key belongs to another decision.
    pub async fn refund_order(&self, actor: &Actor, wish: &RefundWish) -> Result<Decided, Error> {
        administrators_only(actor)?;
        let wish = Wish {
            order: &wish.order,
            resolution: Resolution::Refund,
            amount: wish.amount,
            left: Some(wish.left),
            only_in_review: false,
            reason: reason_of(&wish.reason)?,
            key: &wish.key,
        };
        self.decide(actor, &wish).await
    }

    /// Ends the review of an order: all the money back, or the sale stands because a person handed the goods out (the
    /// cell is written off unless it was filled since), or neither.
    ///
    /// # Errors
    /// As [`Engine::refund_order`]; [`Refusal::OrderIs`] when the order is not under review, [`Refusal::RefundUnderWay`]
    /// while the bank works on a refund of it, and [`Refusal::StatusUnknown`] when the bank does not tell what became of
    /// one that it was asked for.
    pub async fn resolve_review(&self, actor: &Actor, wish: &ReviewWish) -> Result<Decided, Error> {
        administrators_only(actor)?;
        let wish = Wish {
            order: &wish.order,
            resolution: wish.resolution,
            amount: None,
            left: None,
            only_in_review: true,
            reason: reason_of(&wish.reason)?,
            key: &wish.key,
        };
        if wish.resolution != Resolution::Refund {
            self.look_for_the_refund(wish.order).await?;
        }
        self.decide(actor, &wish).await
    }

    /// Asks the bank how an order's payment and its refunds stand, acts upon the answer, and writes down who asked.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrder`], or [`Refusal::StatusUnknown`] when there is no answer; nothing is
    /// changed then.
    pub async fn check_payment_by(&self, actor: &Actor, order: &OrderId) -> Result<OrderProgress, Error> {
        administrators_only(actor)?;
        let txn = self.database.write().await?;
        let sale = orders::lock(&txn, order).await?.ok_or(Refusal::NoSuchOrder)?;
        Entry::of_order(
            ActivityType::PaymentChecked,
            Severity::Info,
            "Перевірено статус оплати в банку",
            &sale,
        )
        .by(&actor.id)
        .write(&txn, self.now())
        .await?;
        txn.commit(&self.wakeups).await?;
        if let Some(payment) = orders::payment_of(self.database.read(), order.as_str()).await?
            && let Some(invoice) = payment.invoice_id.as_deref()
        {
            self.ask_bank(&word(invoice, "payments.invoice_id", &payment.id)?)
                .await?;
        }
        self.order_progress(order).await
    }

    async fn ask_bank(&self, invoice: &InvoiceId) -> Result<(), Error> {
        match self.ask_and_apply(invoice).await {
            Err(Error::Bank(error)) => {
                tracing::warn!(%error, "the bank does not tell a status");
                Err(Refusal::StatusUnknown.into())
            }
            other => other,
        }
    }

    /// A refund that the bank was asked for may have been made without our knowing. Before it is dropped the bank has
    /// the word.
    async fn look_for_the_refund(&self, order: &OrderId) -> Result<(), Error> {
        let Some(books) = Books::of(self.database.read(), order.as_str()).await? else {
            return Ok(());
        };
        let was_asked = books.live.as_ref().is_some_and(|live| live.attempts > 0);
        match books.payment.invoice_id.as_deref() {
            Some(invoice) if was_asked => {
                let invoice = word(invoice, "payments.invoice_id", &books.payment.id)?;
                self.ask_bank(&invoice).await
            }
            Some(_) | None => Ok(()),
        }
    }

    async fn decide(&self, actor: &Actor, wish: &Wish<'_>) -> Result<Decided, Error> {
        let mut txn = self.database.write().await?;
        let sale = orders::lock(&txn, wish.order).await?.ok_or(Refusal::NoSuchOrder)?;
        let known = order_decision::Entity::find_by_id(wish.key.as_str())
            .one(txn.db())
            .await?;
        if let Some(known) = known {
            return wish.repeat_of(&known, &sale);
        }
        let phase = sale.phase()?;
        if wish.only_in_review && phase != Phase::NeedsReview {
            return Err(Refusal::OrderIs(phase).into());
        }
        let books = Books::of(txn.db(), &sale.id).await?;
        let (event, amount) = match wish.resolution {
            Resolution::Refund => {
                let (amount, left) = sum(phase, wish, books.as_ref())?;
                (Event::StaffRefund { amount, left }, Some(amount))
            }
            Resolution::HandedOut => (Event::HandedOut, None),
            Resolution::Close => (Event::ClosedByStaff, None),
        };
        if amount.is_none() && books.is_some_and(|books| self.is_at_the_bank(&books)) {
            return Err(Refusal::RefundUnderWay.into());
        }
        let Some(moved) = orders::meet(&mut txn, &self.rules(), &sale, event).await? else {
            return Err(Refusal::OrderIs(phase).into());
        };
        let live = match amount {
            Some(_) => Books::of(txn.db(), &sale.id).await?.and_then(|books| books.live),
            None => None,
        };
        let refund = live
            .as_ref()
            .map(|live| word(&live.id, "refunds.id", &sale.id))
            .transpose()?;
        self.record(&txn, actor, wish, &moved, live.as_ref(), amount).await?;
        txn.commit(&self.wakeups).await?;
        Ok(Decided {
            phase: moved.phase()?,
            refund,
            amount,
            repeated: false,
        })
    }

    fn is_at_the_bank(&self, books: &Books) -> bool {
        books
            .live
            .as_ref()
            .is_some_and(|live| live.status == RefundStatus::Accepted.as_str() || may_be_at_the_bank(live, self.now()))
    }

    /// The decision and its entry in the log.
    async fn record(
        &self,
        txn: &WriteTxn,
        actor: &Actor,
        wish: &Wish<'_>,
        sale: &sale::Model,
        refund: Option<&refund::Model>,
        amount: Option<Money>,
    ) -> Result<(), Error> {
        let now = self.now();
        order_decision::Model {
            idempotency_key: wish.key.to_string(),
            order_id: sale.id.clone(),
            user_id: Some(actor.id.to_string()),
            resolution: wish.resolution.to_string(),
            amount: amount.map(Money::kopiykas),
            reason: wish.reason.to_owned(),
            refund_id: refund.map(|refund| refund.id.clone()),
            created_at: now.millis(),
        }
        .into_active_model()
        .reset_all()
        .insert(txn.db())
        .await
        // Another order's form has it, and was a moment faster.
        .map_err(|error| {
            if is_unique_violation(&error) {
                Refusal::KeyReused.into()
            } else {
                Error::from(error)
            }
        })?;
        let (kind, message) = match (wish.resolution, amount) {
            (Resolution::Refund, Some(amount)) => (
                ActivityType::RefundRequested,
                format!("Адміністратор повертає {amount}"),
            ),
            (Resolution::Refund, None) => (ActivityType::RefundRequested, "Адміністратор повертає гроші".to_owned()),
            (Resolution::HandedOut, _) => (ActivityType::ReviewResolved, "Видано вручну".to_owned()),
            (Resolution::Close, _) => (ActivityType::ReviewResolved, "Закрито без повернення".to_owned()),
        };
        let mut entry = Entry::of_order(kind, Severity::Warning, &message, sale)
            .by(&actor.id)
            .with("resolution", wish.resolution.as_str())
            .with("note", wish.reason);
        if let Some(amount) = amount {
            entry = entry.with("amount", amount.kopiykas());
        }
        if let Some(refund) = refund {
            entry = entry.with("refundId", refund.id.as_str());
        }
        entry.write(txn, now).await
    }
}

impl Wish<'_> {
    /// The answer to a form that was sent before: what came of it.
    fn repeat_of(&self, known: &order_decision::Model, sale: &sale::Model) -> Result<Decided, Error> {
        let is_ours = known.order_id == sale.id
            && known.resolution == self.resolution.as_str()
            && known.reason == self.reason
            && self.amount.is_none_or(|amount| known.amount == Some(amount.kopiykas()));
        if !is_ours {
            return Err(Refusal::KeyReused.into());
        }
        Ok(Decided {
            phase: sale.phase()?,
            refund: known
                .refund_id
                .as_deref()
                .map(|id| word(id, "order_decisions.refund_id", &known.order_id))
                .transpose()?,
            amount: known.amount.map(Money::from_kopiykas),
            repeated: true,
        })
    }
}

/// The sum that a refund is of, and what is left to give back; or why there can be no such refund.
fn sum(phase: Phase, wish: &Wish<'_>, books: Option<&Books>) -> Result<(Money, Money), Error> {
    let was_sold = match phase {
        Phase::Completed => true,
        Phase::NeedsReview | Phase::Failed => false,
        Phase::AwaitingPayment | Phase::Opening | Phase::Processing | Phase::Refunding | Phase::Refunded => {
            return Err(Refusal::OrderIs(phase).into());
        }
    };
    let books = books.ok_or(Refusal::NothingToRefund)?;
    let left = books.left()?;
    if !left.is_positive() {
        return Err(Refusal::NothingToRefund.into());
    }
    // Of an order under review the one that runs is set going again; of a completed one it is another part.
    if was_sold && books.live.is_some() {
        return Err(Refusal::RefundUnderWay.into());
    }
    if wish.left.is_some_and(|seen| seen != left) {
        return Err(Refusal::EditConflict.into());
    }
    let amount = wish.amount.unwrap_or(left);
    if !amount.is_positive() || amount > left {
        return Err(Refusal::RefundSum { left }.into());
    }
    if amount < left && !was_sold {
        return Err(Refusal::OnlyWholeRefund.into());
    }
    let is_part = amount.kopiykas() != books.taken();
    if is_part && books.payment.status()? != PaymentStatus::Success {
        return Err(Refusal::NotChargedYet.into());
    }
    Ok((amount, left))
}
