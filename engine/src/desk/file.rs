//! One order with all that is known of it, and what may be decided now.

use super::{
    orders::{Line, OrderRow, lines},
    timeline::Happening,
};
use crate::{
    Engine,
    entity::sale,
    error::{Error, Refusal},
    fleet::administrators_only,
    payments::Books,
    rows::word,
    staff::Actor,
};
use domain::{
    Money, Timestamp,
    id::{InvoiceId, OrderId},
    order::Phase,
    payment::{PaymentStatus, PaymentType, RefundStatus},
};
use sea_orm::{EntityTrait, QueryFilter};

/// All that is known of an order.
#[derive(Clone, Debug)]
pub struct OrderFile {
    pub row: OrderRow,
    /// When the phase ends by itself.
    pub deadline: Option<Timestamp>,
    /// Points that the sale is worth to its doctor.
    pub points: i64,
    /// `None` when the bank was never asked for an invoice.
    pub money: Option<OrderMoney>,
    pub actions: Actions,
    /// What happened, the oldest first.
    pub happenings: Vec<Happening>,
}

/// The payment and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderMoney {
    pub invoice: Option<InvoiceId>,
    pub kind: PaymentType,
    pub status: PaymentStatus,
    /// ISO 4217 number of what was paid; the sums are hundredths of that, kopiykas nearly always.
    pub currency: i32,
    pub paid: Money,
    /// With the payer again.
    pub returned: Money,
    /// Asked for and not yet made.
    pub on_its_way: Money,
    /// What can still be given back.
    pub left: Money,
    /// In the bank's words.
    pub failure: Option<String>,
    /// When a held sum will be charged.
    pub capture_due: Option<Timestamp>,
}

/// What an administrator may decide now. The use cases decide for themselves; this is for buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    pub check: bool,
    pub refund_all: bool,
    pub refund_part: bool,
    pub resolve: bool,
}

impl Engine {
    /// An order with everything that happened to it, in order of time: what the bank said, the command to the device, the
    /// log with the names of people, refunds with their attempts. Never a card's data.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrder`].
    pub async fn order_timeline(&self, actor: &Actor, order: &OrderId) -> Result<OrderFile, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        let sale = sale::Entity::find_by_id(order.as_str())
            .one(db)
            .await?
            .ok_or(Refusal::NoSuchOrder)?;
        let line = lines()
            .filter(sale::COLUMN.id.eq(order.as_str()))
            .into_model::<Line>()
            .one(db)
            .await?
            .ok_or(Refusal::NoSuchOrder)?;
        let books = Books::of(db, &sale.id).await?;
        let happenings = self.happenings(&sale, books.as_ref()).await?;
        Ok(OrderFile {
            row: line.try_into()?,
            deadline: sale.deadline_at.map(Timestamp::from_millis),
            points: sale.points,
            money: books.as_ref().map(OrderMoney::try_from).transpose()?,
            actions: actions(sale.phase()?, books.as_ref())?,
            happenings,
        })
    }
}

impl TryFrom<&Books> for OrderMoney {
    type Error = Error;

    fn try_from(books: &Books) -> Result<Self, Error> {
        let payment = &books.payment;
        Ok(Self {
            invoice: payment
                .invoice_id
                .as_deref()
                .map(|invoice| word(invoice, "payments.invoice_id", &payment.id))
                .transpose()?,
            kind: word(&payment.payment_type, "payments.payment_type", &payment.id)?,
            status: payment.status()?,
            currency: payment.currency,
            paid: books.paid()?,
            returned: books.returned()?,
            on_its_way: Money::from_kopiykas(books.live.as_ref().map_or(0, |live| live.amount)),
            left: books.left()?,
            failure: payment.failure_reason.clone(),
            capture_due: payment.capture_due_at.map(Timestamp::from_millis),
        })
    }
}

fn actions(phase: Phase, books: Option<&Books>) -> Result<Actions, Error> {
    let Some(books) = books else {
        return Ok(Actions {
            resolve: phase == Phase::NeedsReview,
            ..Actions::default()
        });
    };
    let has_money = books.left()?.is_positive();
    let runs = books.live.is_some();
    let accepted = books
        .live
        .as_ref()
        .is_some_and(|live| live.status == RefundStatus::Accepted.as_str());
    let refund_all = has_money
        && match phase {
            Phase::Completed | Phase::Failed => !runs,
            Phase::NeedsReview => true,
            Phase::AwaitingPayment | Phase::Opening | Phase::Processing | Phase::Refunding | Phase::Refunded => false,
        };
    Ok(Actions {
        check: books.payment.invoice_id.is_some(),
        refund_all,
        refund_part: refund_all && phase == Phase::Completed && books.payment.status()? == PaymentStatus::Success,
        resolve: phase == Phase::NeedsReview && !accepted,
    })
}
