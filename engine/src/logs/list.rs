//! The list of entries, fifty a page, and one entry with all its details.

use super::query::LogsQuery;
use crate::{
    Engine,
    desk::{Cursor, PAGE, Page, Person, Position, full_name, page_of, window},
    entity::{activity_log, ortomat, sale, user},
    error::{Error, Refusal},
    fleet::administrators_only,
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Category, Severity},
    cell::CellNumber,
    id::{OrderId, OrderNumber},
    staff::{PersonName, people::OrtomatLine},
};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select};
use serde_json::{Map, Value};

/// How many entries are looked through for a text at once; a few hundredths of a second.
const LOOKED_THROUGH: u64 = 10_000;

/// An entry in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    pub id: String,
    pub at: Timestamp,
    /// The stored word; see [`LogRow::known_kind`].
    pub kind: String,
    pub category: Category,
    pub severity: Severity,
    pub message: String,
    /// `None`: the program itself.
    pub by: Option<Person>,
    pub ortomat: Option<OrtomatLine>,
    pub cell: Option<CellNumber>,
    pub order: Option<LogOrder>,
}

/// The order that an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOrder {
    pub id: OrderId,
    pub number: OrderNumber,
}

/// An entry with its details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    pub row: LogRow,
    /// Empty when there are none.
    pub metadata: Map<String, Value>,
}

impl LogRow {
    /// `None` for a word of another version of this program.
    #[must_use]
    pub fn known_kind(&self) -> Option<ActivityType> {
        self.kind.parse().ok()
    }

    pub(super) fn position(&self) -> Position {
        Position {
            at: self.at,
            name: self.id.clone(),
        }
    }
}

impl Engine {
    /// A page of the log, the newest first. A page that looks for a text may hold few entries or none although there are
    /// more: then its cursor leads to where the search goes on.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody but administrators.
    pub async fn list_logs(&self, actor: &Actor, query: &LogsQuery) -> Result<Page<LogRow>, Error> {
        administrators_only(actor)?;
        let cursor = query.cursor.as_ref();
        let Some(text) = query.text_condition() else {
            let rows = self.log_rows(page(query)).await?;
            return Ok(Page::cut(rows, cursor, LogRow::position));
        };
        // How far it is looked this time.
        let end: Option<(i64, String)> = search_window(query).into_tuple().one(self.database.read()).await?;
        let searched = page(query).filter(text);
        let Some((at, id)) = end else {
            let rows = self.log_rows(searched).await?;
            return Ok(Page::cut(rows, cursor, LogRow::position));
        };
        let end = Position {
            at: Timestamp::from_millis(at),
            name: id,
        };
        let upwards = matches!(cursor, Some(Cursor::Newer(_)));
        let searched = searched.filter(within(&end, upwards));
        let rows = self.log_rows(searched).await?;
        let is_full = u64::try_from(rows.len()).is_ok_and(|found| found > PAGE);
        let mut page = Page::cut(rows, cursor, LogRow::position);
        if !is_full && upwards {
            page.newer = Some(Cursor::Newer(end));
        } else if !is_full {
            page.older = Some(Cursor::Older(end));
        }
        Ok(page)
    }

    /// One entry with its details.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchEntry`].
    pub async fn log_entry(&self, actor: &Actor, id: &str) -> Result<LogEntry, Error> {
        administrators_only(actor)?;
        if id.contains('\0') {
            return Err(Refusal::NoSuchEntry.into());
        }
        let line = lines()
            .filter(activity_log::COLUMN.id.eq(id))
            .into_model::<Line>()
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchEntry)?;
        let metadata: Option<Option<String>> = activity_log::Entity::find_by_id(id)
            .select_only()
            .column(activity_log::Column::Metadata)
            .into_tuple()
            .one(self.database.read())
            .await?;
        Ok(LogEntry {
            row: line.try_into()?,
            metadata: metadata.flatten().map(|text| read_metadata(&text)).unwrap_or_default(),
        })
    }

    pub(super) async fn log_rows(&self, select: Select<activity_log::Entity>) -> Result<Vec<LogRow>, Error> {
        select
            .into_model::<Line>()
            .all(self.database.read())
            .await?
            .into_iter()
            .map(LogRow::try_from)
            .collect()
    }
}

/// A page and one row more, without the condition of the text.
pub(super) fn page(query: &LogsQuery) -> Select<activity_log::Entity> {
    page_of(
        query.filter(lines()),
        activity_log::Column::CreatedAt,
        activity_log::Column::Id,
        query.cursor.as_ref(),
    )
}

/// The last of the entries that are looked through; none when all that there are can be.
pub(super) fn search_window(query: &LogsQuery) -> Select<activity_log::Entity> {
    use activity_log::Column::{CreatedAt, Id};
    let keys = activity_log::Entity::find().select_only().columns([CreatedAt, Id]);
    window(query.filter(keys), CreatedAt, Id, query.cursor.as_ref(), 1).offset(LOOKED_THROUGH - 1)
}

/// Up to the end of the window, and with it.
fn within(end: &Position, upwards: bool) -> sea_orm::Condition {
    use sea_orm::sea_query::{Expr, ExprTrait};
    let place = Expr::tuple([
        Expr::col((activity_log::Entity, activity_log::Column::CreatedAt)),
        Expr::col((activity_log::Entity, activity_log::Column::Id)),
    ]);
    let last = Expr::tuple([Expr::value(end.at.millis()), Expr::value(end.name.as_str())]);
    sea_orm::Condition::all().add(if upwards { place.lte(last) } else { place.gte(last) })
}

/// A row of [`lines`].
#[derive(Debug, FromQueryResult)]
pub(super) struct Line {
    id: String,
    kind: String,
    category: String,
    severity: String,
    message: String,
    cell_number: Option<i32>,
    created_at: i64,
    user_id: Option<String>,
    role: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    middle_name: Option<String>,
    ortomat_id: Option<String>,
    ortomat_name: Option<String>,
    address: Option<String>,
    city: Option<String>,
    order_id: Option<String>,
    order_number: Option<String>,
}

/// Entries with the names of what they are about, joined by primary keys row by row of the page.
pub(super) fn lines() -> Select<activity_log::Entity> {
    use activity_log::Column as L;
    activity_log::Entity::find()
        .select_only()
        .columns([L::Id, L::Category, L::Severity, L::Message, L::CellNumber, L::CreatedAt])
        .column_as(L::Kind, "kind")
        .column_as(user::Column::Id, "user_id")
        .column(user::Column::Role)
        .column(user::Column::FirstName)
        .column(user::Column::LastName)
        .column(user::Column::MiddleName)
        .column_as(ortomat::Column::Id, "ortomat_id")
        .column_as(ortomat::Column::Name, "ortomat_name")
        .column(ortomat::Column::Address)
        .column(ortomat::Column::City)
        .column_as(sale::Column::Id, "order_id")
        .column(sale::Column::OrderNumber)
        .join(
            JoinType::LeftJoin,
            activity_log::Entity::belongs_to(user::Entity)
                .from(L::UserId)
                .to(user::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            activity_log::Entity::belongs_to(ortomat::Entity)
                .from(L::OrtomatId)
                .to(ortomat::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            activity_log::Entity::belongs_to(sale::Entity)
                .from(L::OrderId)
                .to(sale::Column::Id)
                .into(),
        )
}

impl Line {
    /// Whose doing it was, in parts.
    pub(super) fn person_name(&self) -> Option<PersonName> {
        self.user_id.as_ref()?;
        Some(PersonName {
            last: self.last_name.clone().unwrap_or_default(),
            first: self.first_name.clone().unwrap_or_default(),
            middle: self.middle_name.clone().filter(|middle| !middle.is_empty()),
        })
    }
}

impl TryFrom<Line> for LogRow {
    type Error = Error;

    fn try_from(line: Line) -> Result<Self, Error> {
        let id = &line.id;
        let by = match (&line.user_id, &line.role) {
            (Some(user), Some(role)) => Some(Person {
                id: word(user, "users.id", user)?,
                name: full_name(line.last_name, line.first_name, line.middle_name),
                role: word(role, "users.role", user)?,
            }),
            _ => None,
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
        let order = match (&line.order_id, &line.order_number) {
            (Some(order), Some(number)) => Some(LogOrder {
                id: word(order, "sales.id", order)?,
                number: word(number, "sales.order_number", order)?,
            }),
            _ => None,
        };
        Ok(Self {
            at: Timestamp::from_millis(line.created_at),
            category: word(&line.category, "activity_logs.category", id)?,
            severity: word(&line.severity, "activity_logs.severity", id)?,
            cell: line.cell_number.map(|number| cell_number(number, id)).transpose()?,
            kind: line.kind,
            message: line.message,
            by,
            ortomat,
            order,
            id: line.id,
        })
    }
}

/// Details of the past may be anything; they are shown all the same.
pub(super) fn read_metadata(text: &str) -> Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(details)) => details,
        Ok(other) => Map::from_iter([("value".to_owned(), other)]),
        Err(_) => Map::from_iter([("text".to_owned(), Value::from(text))]),
    }
}
