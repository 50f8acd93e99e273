//! The list of orders as a table to download. Read page by page as people do, so that a hundred thousand orders need no
//! more memory than five hundred and nobody waits for one long statement.

use super::{
    orders::{Line, OrderRow, lines},
    page::{Cursor, window},
    query::OrdersQuery,
};
use crate::{
    Engine,
    activity_log::Entry,
    csv::{self, Row},
    entity::sale,
    error::Error,
    fleet::administrators_only,
    staff::Actor,
};
use bytes::Bytes;
use domain::{
    PhoneNumber, Timestamp,
    activity::{ActivityType, Severity},
    order::{Phase, Reason},
    payment::PaymentStatus,
};
use futures_util::Stream;
use sea_orm::QueryFilter;

/// Rows of one chunk.
const CHUNK: u64 = 500;

/// Columns of the table.
const HEADINGS: [&str; 15] = [
    "Номер",
    "Створено",
    "Видано",
    "Ортомат",
    "Адреса",
    "Комірка",
    "Товар",
    "Сума, грн",
    "Повернено, грн",
    "Стан",
    "Причина",
    "Стан оплати",
    "Лікар",
    "Реферальний код",
    "Телефон покупця",
];

/// How the words of the database are said in the table: the texts live with the pages.
#[derive(Clone, Copy, Debug)]
pub struct OrderWords {
    pub phase: fn(Phase) -> &'static str,
    pub reason: fn(Reason) -> &'static str,
    pub payment: fn(PaymentStatus) -> &'static str,
}

/// The words themselves.
impl Default for OrderWords {
    fn default() -> Self {
        Self {
            phase: Phase::as_str,
            reason: Reason::as_str,
            payment: PaymentStatus::as_str,
        }
    }
}

/// Where an export is.
struct Reading {
    engine: Engine,
    query: OrdersQuery,
    words: OrderWords,
    /// Orders that are placed later are not in the table.
    begun: Timestamp,
}

impl Engine {
    /// All orders that the filters let pass, the newest first, as a table for spreadsheets (UTF-8, semicolons, Kyiv's
    /// clock, sums in hryvnias). Who took it is written into the log before the first byte. Reading it slowly holds
    /// nothing in the database.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`]; a chunk that cannot be read ends the stream with its error.
    pub async fn export_orders_csv(
        &self,
        actor: &Actor,
        query: &OrdersQuery,
        words: OrderWords,
    ) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>, Error> {
        administrators_only(actor)?;
        self.log_export(actor, "Вивантажено список замовлень", query.to_words())
            .await?;
        let reading = Reading {
            engine: self.clone(),
            query: OrdersQuery {
                cursor: None,
                ..query.clone()
            },
            words,
            begun: self.now(),
        };
        Ok(csv::stream(&HEADINGS, reading, Reading::rows))
    }

    /// Who took data out of the program, and which.
    pub(crate) async fn log_export(&self, actor: &Actor, message: &str, filters: String) -> Result<(), Error> {
        let txn = self.database.write().await?;
        Entry::new(ActivityType::DataExported, Severity::Warning, message)
            .by(&actor.id)
            .with("filters", filters)
            .write(&txn, self.now())
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

impl Reading {
    async fn rows(mut self) -> Result<Option<(Bytes, Option<Self>)>, Error> {
        let db = self.engine.database.read();
        let select = self
            .query
            .filter(lines(), db.get_database_backend())
            .filter(sale::COLUMN.created_at.lte(self.begun.millis()));
        let cursor = self.query.cursor.as_ref();
        let rows = window(
            select,
            sale::Column::CreatedAt,
            sale::Column::OrderNumber,
            cursor,
            CHUNK,
        )
        .into_model::<Line>()
        .all(db)
        .await?
        .into_iter()
        .map(OrderRow::try_from)
        .collect::<Result<Vec<_>, Error>>()?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let is_last = u64::try_from(rows.len()).is_ok_and(|found| found < CHUNK);
        self.query.cursor = Some(Cursor::Older(last.position()));
        let bytes = csv::table(rows.iter().map(|row| self.words.row(row)))?;
        Ok(Some((bytes, (!is_last).then_some(self))))
    }
}

impl OrderWords {
    fn row(self, order: &OrderRow) -> Row {
        let ortomat = order.ortomat.as_ref();
        Row::default()
            .text(order.number.as_str())
            .time(Some(order.created_at))
            .time(order.completed_at)
            .text(ortomat.map_or("", |ortomat| &ortomat.name))
            .text(&ortomat.map(address).unwrap_or_default())
            .number(order.cell.map(Into::into))
            .text(&order.product)
            .money(order.total)
            .money(order.refunded)
            .text((self.phase)(order.phase))
            .text(order.reason.map_or("", self.reason))
            .text(order.payment.map_or("", self.payment))
            .text(order.doctor.as_deref().unwrap_or_default())
            .text(order.referral_code.as_deref().unwrap_or_default())
            .text(order.phone.as_ref().map_or("", PhoneNumber::as_str))
    }
}

fn address(ortomat: &domain::staff::people::OrtomatLine) -> String {
    match &ortomat.city {
        Some(city) => format!("{city}, {}", ortomat.address),
        None => ortomat.address.clone(),
    }
}

impl OrdersQuery {
    /// For the log: what was asked for. A phone number is hidden, as everywhere in logs.
    fn to_words(&self) -> String {
        let parts = [
            self.status.map(|status| format!("status={status}")),
            self.phase.map(|phase| format!("phase={phase}")),
            self.live.then(|| "live".to_owned()),
            self.from.map(|day| format!("from={day}")),
            self.to.map(|day| format!("to={day}")),
            self.ortomat.as_ref().map(|ortomat| format!("ortomat={ortomat}")),
            self.doctor.as_ref().map(|doctor| format!("doctor={doctor}")),
            self.phone.as_ref().map(|phone| format!("phone={}", phone.redacted())),
            self.number.as_ref().map(|number| format!("number={}", number.as_str())),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
