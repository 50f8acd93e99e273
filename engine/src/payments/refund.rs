//! Giving money back: exactly once, although the bank's call is not idempotent and may lose its answer.
//!
//! The refund's id is the bank's `extRef`. Before any second attempt, and before another refund of the same order, the
//! invoice is read: if our `extRef` stands in its `cancelList`, or the money is back already, nothing is asked again
//! (bank description §1.4).

use super::{
    books::Books,
    end_refund::{ALL_BACK_OTHERWISE, BANK_REFUSED, End, end_refund},
    poll::pause,
};
use crate::{
    Engine,
    activity_log::Entry,
    bank::{
        BankError, PATIENCE,
        wire::{CancelStatus, InvoiceStatus},
    },
    database::WriteTxn,
    entity::refund,
    error::Error,
    jobs::work_off,
    orders,
    rows::word,
};
use domain::{
    Money, Timestamp,
    activity::{ActivityType, Severity},
    id::{InvoiceId, RefundId},
    order::Phase,
    payment::{PaymentStatus, RefundStatus},
};
use sea_orm::{
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::time::Duration;

const BATCH: u64 = 50;
/// Longer than the bank's client waits for both its questions, so that no second attempt begins beside the first.
pub(crate) const BANK_PATIENCE: Duration = Duration::from_secs(22);
/// By the pauses between them, about a day of attempts. A whole refund has a deadline of its own by then; about a part,
/// which leaves the order completed, a person is told at this one.
const WORRYING_ATTEMPT: i32 = 30;
/// The sum is not there to give back, says the bank (bank description §1.8).
const WRONG_SUM: &str = "WRONG_CANCEL_AMOUNT";

const TOO_LATE: &str = "не встигли запитати банк вчасно";

/// What one attempt taught us.
enum Learnt {
    Settled,
    /// The bank has our request and works on it.
    Accepted,
    /// The bank says that this money cannot go back.
    Refused(String),
    /// Nothing; try again later.
    Nothing(String),
}

/// What the bank is asked for.
struct Question {
    invoice: InvoiceId,
    id: RefundId,
    /// `None`: all that was taken.
    part: Option<Money>,
}

impl From<CancelStatus> for Learnt {
    fn from(answer: CancelStatus) -> Self {
        match answer {
            CancelStatus::Success => Self::Settled,
            CancelStatus::Processing | CancelStatus::Unknown => Self::Accepted,
            CancelStatus::Failure => Self::Refused(BANK_REFUSED.to_owned()),
        }
    }
}

/// Whether an attempt may have begun so short a time ago that its question is still on its way to the bank. The next
/// attempt is due when that has been answered, at the latest after [`BANK_PATIENCE`], and [`pause`] has passed.
pub(crate) fn may_be_at_the_bank(refund: &refund::Model, now: Timestamp) -> bool {
    let answered_by = refund
        .due_at
        .map(|due| Timestamp::from_millis(due).before(pause(refund.attempts.saturating_sub(1))));
    refund.attempts > 0 && answered_by.is_some_and(|answered_by| now < answered_by)
}

/// Whether an attempt has been held up for so long, between its beginning and its question, that the answer could
/// come after the next attempt has begun: two questions for one refund must never be on their way at once.
fn is_too_late(claimed: &refund::Model, now: Timestamp) -> bool {
    !may_be_at_the_bank(claimed, now.after(PATIENCE))
}

impl Engine {
    /// Carries out the refunds that are due. Returns whether there may be more.
    pub(crate) async fn carry_out_refunds(&self) -> Result<bool, Error> {
        let due = refund::Entity::find()
            .filter(refund::COLUMN.due_at.lte(self.now().millis()))
            .order_by_asc(refund::COLUMN.due_at)
            .limit(BATCH)
            .all(self.database.read())
            .await?;
        let is_full = work_off(due, BATCH, |refund| async move {
            let id = refund.id.clone();
            if let Err(error) = self.carry_out_refund(refund).await {
                tracing::error!(refund.id = id, %error, "a refund could not be carried out");
            }
        })
        .await;
        Ok(is_full)
    }

    async fn carry_out_refund(&self, refund: refund::Model) -> Result<(), Error> {
        let Some(refund) = self.claim_refund(refund).await? else {
            return Ok(());
        };
        let books = Books::of(self.database.read(), &refund.order_id).await?;
        let Some((invoice, books)) = books.and_then(|books| Some((books.payment.invoice_id.clone()?, books))) else {
            return self
                .end_refund(&refund, Learnt::Refused("рахунок невідомий".to_owned()))
                .await;
        };
        let question = Question {
            invoice: word(&invoice, "payments.invoice_id", &refund.payment_id)?,
            id: word(&refund.id, "refunds.id", &refund.id)?,
            part: (refund.amount != books.taken()).then(|| Money::from_kopiykas(refund.amount)),
        };
        let is_first = refund.attempts == 1 && self.is_only_refund(&refund).await?;
        let learnt = match (refund.restored, books.payment.restored) {
            (true, _) => self.look_after_restored_refund(&question).await?,
            (false, false) if is_first => self.ask_for_refund(&question, &refund).await,
            // The money of a payment from a backup may have gone back after the backup was made.
            (false, _) => self.repeat_refund(&question, &refund).await?,
        };
        self.end_refund(&refund, learnt).await
    }

    async fn is_only_refund(&self, refund: &refund::Model) -> Result<bool, Error> {
        let of_the_order = refund::Entity::find()
            .filter(refund::COLUMN.order_id.eq(refund.order_id.as_str()))
            .count(self.database.read())
            .await?;
        Ok(of_the_order == 1)
    }

    /// Before the bank is asked, the next attempt is written down: whoever finds it knows that this one was begun.
    /// Returns it as it is then, or `None` when somebody else was faster.
    async fn claim_refund(&self, refund: refund::Model) -> Result<Option<refund::Model>, Error> {
        let txn = self.database.write().await?;
        // Whoever decides about the order now either finds this attempt begun or prevents it.
        let order = word(&refund.order_id, "refunds.order_id", &refund.id)?;
        if orders::lock(&txn, &order).await?.is_none() {
            return Ok(None);
        }
        let next = self.now().after(BANK_PATIENCE).after(pause(refund.attempts)).millis();
        let claimed = refund::Entity::update_many()
            .col_expr(refund::Column::DueAt, Expr::value(next))
            .col_expr(refund::Column::Attempts, Expr::col(refund::Column::Attempts).add(1))
            .filter(refund::COLUMN.id.eq(refund.id.as_str()))
            .filter(refund::COLUMN.due_at.eq(refund.due_at))
            .exec(txn.db())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok((claimed.rows_affected == 1).then(|| refund::Model {
            due_at: Some(next),
            attempts: refund.attempts.saturating_add(1),
            ..refund
        }))
    }

    async fn ask_for_refund(&self, question: &Question, refund: &refund::Model) -> Learnt {
        if is_too_late(refund, self.now()) {
            return Learnt::Nothing(TOO_LATE.to_owned());
        }
        match self.bank.cancel(&question.invoice, &question.id, question.part).await {
            Ok(answer) => answer.into(),
            // Whether it was done after all, the invoice's status will tell at the next attempt.
            Err(error) => Learnt::Nothing(error.to_string()),
        }
    }

    /// Of a refund from a backup only the bank knows what became of it. What it does not know of is not asked for by
    /// itself: a person decides.
    async fn look_after_restored_refund(&self, question: &Question) -> Result<Learnt, Error> {
        let (status, body) = match self.bank.invoice_status(&question.invoice).await {
            Ok(answer) => answer,
            Err(error @ BankError::NotFound) => return Ok(Learnt::Refused(error.to_string())),
            Err(error) => return Ok(Learnt::Nothing(error.to_string())),
        };
        self.apply_status(&status, &body).await?;
        let unknown = || Learnt::Refused("повернення з резервної копії, про яке банк не знає".to_owned());
        Ok(told_of(&status, question).unwrap_or_else(unknown))
    }

    /// Reads first. Only when the bank knows nothing of this refund it is asked once more.
    async fn repeat_refund(&self, question: &Question, refund: &refund::Model) -> Result<Learnt, Error> {
        let (status, body) = match self.bank.invoice_status(&question.invoice).await {
            Ok(answer) => answer,
            Err(error @ BankError::NotFound) => return Ok(Learnt::Refused(error.to_string())),
            Err(error) => return Ok(Learnt::Nothing(error.to_string())),
        };
        self.apply_status(&status, &body).await?;
        if let Some(learnt) = told_of(&status, question) {
            return Ok(learnt);
        }
        // Of one order at most one refund runs at a time: another one that was made since this one was wanted is the
        // one before, which the bank had refused or seemed to.
        let made_meanwhile = refund::Entity::find()
            .filter(refund::COLUMN.order_id.eq(refund.order_id.as_str()))
            .filter(refund::COLUMN.id.ne(refund.id.as_str()))
            .filter(refund::COLUMN.settled_at.gte(refund.created_at))
            .count(self.database.read())
            .await?;
        if made_meanwhile > 0 {
            return Ok(Learnt::Refused("попереднє повернення все ж пройшло".to_owned()));
        }
        if is_too_late(refund, self.now()) {
            return Ok(Learnt::Nothing(TOO_LATE.to_owned()));
        }
        Ok(
            match self.bank.cancel(&question.invoice, &question.id, question.part).await {
                Ok(answer) => answer.into(),
                // The bank has just said that it never heard of this refund: a no to the sum is final.
                Err(BankError::Refused { code, .. }) if code == WRONG_SUM => {
                    Learnt::Refused("банк не має такої суми для повернення".to_owned())
                }
                Err(error) => Learnt::Nothing(error.to_string()),
            },
        )
    }

    async fn end_refund(&self, refund: &refund::Model, learnt: Learnt) -> Result<(), Error> {
        let mut txn = self.database.write().await?;
        let order = word(&refund.order_id, "refunds.order_id", &refund.id)?;
        let Some(sale) = orders::lock(&txn, &order).await? else {
            return Ok(());
        };
        let Some(current) = refund::Entity::find_by_id(refund.id.clone()).one(txn.db()).await? else {
            return Ok(());
        };
        let rules = self.rules();
        let still_waits = matches!(learnt, Learnt::Accepted | Learnt::Nothing(_));
        match learnt {
            Learnt::Settled => {
                end_refund(&mut txn, &rules, &sale, current, End::Settled).await?;
            }
            Learnt::Refused(why) => {
                end_refund(&mut txn, &rules, &sale, current, End::Refused(&why)).await?;
            }
            Learnt::Accepted => note(&txn, refund, Some(RefundStatus::Accepted), None, rules.now).await?,
            Learnt::Nothing(why) => note(&txn, refund, None, Some(why), rules.now).await?,
        }
        if still_waits && refund.attempts == WORRYING_ATTEMPT && sale.phase()? == Phase::Completed {
            let message = "Часткове повернення досі не пройшло";
            Entry::of_order(ActivityType::NeedsReview, Severity::Critical, message, &sale)
                .with("refundId", refund.id.as_str())
                .write(&txn, rules.now)
                .await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

/// What the invoice says of our refund; `None` when the bank has never heard of it.
fn told_of(status: &InvoiceStatus, question: &Question) -> Option<Learnt> {
    let ours = status
        .cancel_list
        .iter()
        .find(|entry| entry.ext_ref.as_deref() == Some(question.id.as_str()));
    match (ours.map(|entry| entry.status), status.status.known()) {
        (Some(CancelStatus::Success), _) => Some(Learnt::Settled),
        (Some(CancelStatus::Processing | CancelStatus::Unknown), _) => Some(Learnt::Accepted),
        (Some(CancelStatus::Failure), _) => Some(Learnt::Refused(BANK_REFUSED.to_owned())),
        // Of a part nobody can say that it was this one that came back: all of it did, in another way.
        (None, Some(PaymentStatus::Reversed)) if question.part.is_some() => {
            Some(Learnt::Refused(ALL_BACK_OTHERWISE.to_owned()))
        }
        (None, Some(PaymentStatus::Reversed)) => Some(Learnt::Settled),
        // Neither charged nor held: there is nothing to give back.
        (None, Some(PaymentStatus::Failure | PaymentStatus::Expired)) => Some(Learnt::Settled),
        (None, _) => None,
    }
}

/// Writes down what an attempt taught. The bank has answered, so the pause to the next attempt begins now; unless
/// somebody has ended the refund or set it going again meanwhile.
async fn note(
    txn: &WriteTxn,
    claimed: &refund::Model,
    status: Option<RefundStatus>,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let next = now.after(pause(claimed.attempts.saturating_sub(1)));
    let mut update = refund::Entity::update_many()
        .col_expr(refund::Column::LastError, Expr::value(error))
        .col_expr(refund::Column::DueAt, Expr::value(next.millis()))
        .filter(refund::COLUMN.id.eq(claimed.id.as_str()))
        .filter(refund::COLUMN.due_at.eq(claimed.due_at));
    if let Some(status) = status {
        update = update.col_expr(refund::Column::Status, Expr::value(status.as_str()));
    }
    update.exec(txn.db()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_was_held_up_is_not_asked_beside_the_next_one() {
        let begun = Timestamp::from_millis(1_763_812_800_000);
        for attempts in [1, 2, 9] {
            let next = begun.after(BANK_PATIENCE).after(pause(attempts - 1));
            let claimed = refund::Model {
                id: "r".to_owned(),
                order_id: "o".to_owned(),
                payment_id: "p".to_owned(),
                amount: 100,
                reason: String::new(),
                status: RefundStatus::Requested.to_string(),
                due_at: Some(next.millis()),
                attempts,
                last_error: None,
                created_at: begun.millis(),
                settled_at: None,
                restored: false,
            };
            let late = |seconds| is_too_late(&claimed, begun.after(Duration::from_secs(seconds)));
            assert!(!late(0) && !late(11), "{attempts}");
            assert!(late(12) && late(60) && late(86_400), "{attempts}");
        }
    }
}
