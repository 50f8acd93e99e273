//! The list of orders: one statement for a page, whatever the filters.

use super::{
    page::{Page, Position, page_of},
    query::OrdersQuery,
};
use crate::{
    Engine,
    entity::{ortomat, payment, refund, sale, user},
    error::Error,
    fleet::administrators_only,
    payments::paid,
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    Money, PhoneNumber, Timestamp,
    cell::CellNumber,
    id::{OrderId, OrderNumber},
    order::{Phase, Reason},
    payment::{PaymentStatus, RefundStatus},
    staff::{PersonName, people::OrtomatLine},
};
use sea_orm::{
    DatabaseBackend, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

/// An order in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// The customer's secret link: for addresses of pages, never for people.
    pub id: OrderId,
    pub number: OrderNumber,
    pub created_at: Timestamp,
    /// When the door opened, or a person handed the goods out.
    pub completed_at: Option<Timestamp>,
    /// `None` when it has been deleted meanwhile.
    pub ortomat: Option<OrtomatLine>,
    pub cell: Option<CellNumber>,
    pub product: String,
    pub total: Money,
    pub phase: Phase,
    pub reason: Option<Reason>,
    /// `None` when the bank was never asked for an invoice.
    pub payment: Option<PaymentStatus>,
    /// What the bank took of the customer at first, whatever became of it.
    pub paid: Money,
    /// What is with the payer again.
    pub refunded: Money,
    pub doctor: Option<String>,
    /// As it was in the link, known or not.
    pub referral_code: Option<String>,
    pub phone: Option<PhoneNumber>,
}

impl Engine {
    /// How many orders wait for a person.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn count_orders_in_review(&self, actor: &Actor) -> Result<u64, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        Ok(sale::Entity::find()
            .filter(sale::COLUMN.phase.eq(Phase::NeedsReview.as_str()))
            .count(db)
            .await?)
    }

    /// A page of the orders, the newest first.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn list_orders(&self, actor: &Actor, query: &OrdersQuery) -> Result<Page<OrderRow>, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        let rows = page(query, db.get_database_backend())
            .into_model::<Line>()
            .all(db)
            .await?
            .into_iter()
            .map(OrderRow::try_from)
            .collect::<Result<_, Error>>()?;
        Ok(Page::cut(rows, query.cursor.as_ref(), OrderRow::position))
    }
}

/// A page and one row more.
pub(super) fn page(query: &OrdersQuery, backend: DatabaseBackend) -> Select<sale::Entity> {
    page_of(
        query.filter(lines(), backend),
        sale::Column::CreatedAt,
        sale::Column::OrderNumber,
        query.cursor.as_ref(),
    )
}

impl OrderRow {
    pub(super) fn position(&self) -> Position {
        Position {
            at: self.created_at,
            name: self.number.to_string(),
        }
    }
}

/// A row of [`lines`].
#[derive(Debug, FromQueryResult)]
pub(super) struct Line {
    id: String,
    pub(super) product_id: Option<String>,
    pub(super) doctor_id: Option<String>,
    pub(super) points: i64,
    order_number: String,
    created_at: i64,
    completed_at: Option<i64>,
    cell_number: Option<i32>,
    product_name: String,
    amount: i64,
    phase: String,
    reason: Option<String>,
    referral_code: Option<String>,
    customer_phone: Option<String>,
    payment_status: Option<String>,
    asked_amount: Option<i64>,
    paid_amount: Option<i64>,
    settled: Option<i64>,
    ortomat_id: Option<String>,
    ortomat_name: Option<String>,
    address: Option<String>,
    city: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) middle_name: Option<String>,
}

/// Orders with the names of what they are about. All joins are by primary or unique keys, row by row of the page.
pub(super) fn lines() -> Select<sale::Entity> {
    use sale::Column as S;
    sale::Entity::find()
        .select_only()
        .columns([
            S::Id,
            S::ProductId,
            S::DoctorId,
            S::Points,
            S::OrderNumber,
            S::CreatedAt,
            S::CompletedAt,
            S::CellNumber,
            S::ProductName,
            S::Amount,
            S::Phase,
            S::Reason,
            S::ReferralCode,
            S::CustomerPhone,
        ])
        .column_as(payment::Column::Status, "payment_status")
        .column_as(payment::Column::Amount, "asked_amount")
        .column(payment::Column::PaidAmount)
        .column_as(settled(), "settled")
        .column_as(ortomat::Column::Id, "ortomat_id")
        .column_as(ortomat::Column::Name, "ortomat_name")
        .column(ortomat::Column::Address)
        .column(ortomat::Column::City)
        .column(user::Column::FirstName)
        .column(user::Column::LastName)
        .column(user::Column::MiddleName)
        .join(
            JoinType::LeftJoin,
            sale::Entity::belongs_to(payment::Entity)
                .from(S::Id)
                .to(payment::Column::OrderId)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            sale::Entity::belongs_to(ortomat::Entity)
                .from(S::OrtomatId)
                .to(ortomat::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            sale::Entity::belongs_to(user::Entity)
                .from(S::DoctorId)
                .to(user::Column::Id)
                .into(),
        )
}

/// Kopiykas that our refunds have brought back; NULL for none.
fn settled() -> Expr {
    let sum = Query::select()
        // PostgreSQL sums up to a NUMERIC otherwise.
        .expr(
            Expr::col((refund::Entity, refund::Column::Amount))
                .sum()
                .cast_as("BIGINT"),
        )
        .from(refund::Entity)
        .and_where(Expr::col((refund::Entity, refund::Column::OrderId)).equals((sale::Entity, sale::Column::Id)))
        .and_where(Expr::col((refund::Entity, refund::Column::Status)).eq(RefundStatus::Settled.as_str()))
        .to_owned();
    Expr::SubQuery(None, Box::new(sum.into()))
}

impl TryFrom<Line> for OrderRow {
    type Error = Error;

    fn try_from(line: Line) -> Result<Self, Error> {
        let id = &line.id;
        let payment: Option<PaymentStatus> = line
            .payment_status
            .as_deref()
            .map(|status| word(status, "payments.status", id))
            .transpose()?;
        // What the bank took back by itself is back as well.
        let refunded = match payment {
            Some(PaymentStatus::Reversed) => line.paid_amount.or(line.asked_amount),
            Some(_) | None => line.settled,
        };
        let paid_sum = match (payment, line.asked_amount) {
            (Some(status), Some(asked)) => paid(status, asked, line.paid_amount),
            _ => Money::ZERO,
        };
        let ortomat = match (&line.ortomat_id, line.ortomat_name, line.address) {
            (Some(ortomat), Some(name), Some(address)) => Some(OrtomatLine {
                id: word(ortomat, "ortomats.id", ortomat)?,
                name,
                address,
                city: line.city,
            }),
            _ => None,
        };
        Ok(Self {
            id: word(id, "sales.id", id)?,
            number: word(&line.order_number, "sales.order_number", id)?,
            created_at: Timestamp::from_millis(line.created_at),
            completed_at: line.completed_at.map(Timestamp::from_millis),
            ortomat,
            cell: line.cell_number.map(|number| cell_number(number, id)).transpose()?,
            product: line.product_name,
            total: Money::from_kopiykas(line.amount),
            phase: word(&line.phase, "sales.phase", id)?,
            reason: line
                .reason
                .as_deref()
                .map(|reason| word(reason, "sales.reason", id))
                .transpose()?,
            payment,
            paid: paid_sum,
            refunded: Money::from_kopiykas(refunded.unwrap_or(0)),
            doctor: full_name(line.last_name, line.first_name, line.middle_name),
            referral_code: line.referral_code,
            // A backup of the past may hold anything that looks like a number.
            phone: line.customer_phone.and_then(|phone| phone.parse().ok()),
        })
    }
}

/// The name of somebody who was joined; `None` when nobody was, or nobody's name is known.
pub(crate) fn full_name(last: Option<String>, first: Option<String>, middle: Option<String>) -> Option<String> {
    let name = PersonName {
        last: last.unwrap_or_default(),
        first: first.unwrap_or_default(),
        middle: middle.filter(|middle| !middle.is_empty()),
    };
    Some(name.full().trim().to_owned()).filter(|name| !name.is_empty())
}
