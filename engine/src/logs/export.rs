//! The log as a table to download, read in chunks.

use super::{
    list::{LogRow, lines},
    query::LogsQuery,
};
use crate::{
    Engine,
    csv::{self, Row},
    desk::{Cursor, window},
    entity::activity_log,
    error::Error,
    fleet::administrators_only,
    staff::Actor,
};
use bytes::Bytes;
use domain::{
    Timestamp,
    activity::{ActivityType, Category, Severity},
    staff::Role,
};
use futures_util::Stream;
use sea_orm::QueryFilter;

/// Rows of one chunk.
const CHUNK: u64 = 1_000;

const HEADINGS: [&str; 10] = [
    "Час",
    "Категорія",
    "Важливість",
    "Тип",
    "Повідомлення",
    "Користувач",
    "Роль",
    "Ортомат",
    "Комірка",
    "Замовлення",
];

/// How the words of the database are said in the table: the texts live with the pages.
#[derive(Clone, Copy, Debug)]
pub struct LogWords {
    pub category: fn(Category) -> &'static str,
    pub severity: fn(Severity) -> &'static str,
    pub kind: fn(ActivityType) -> &'static str,
    pub role: fn(Role) -> &'static str,
}

/// The words themselves.
impl Default for LogWords {
    fn default() -> Self {
        Self {
            category: Category::as_str,
            severity: Severity::as_str,
            kind: ActivityType::as_str,
            role: Role::as_str,
        }
    }
}

struct Reading {
    engine: Engine,
    query: LogsQuery,
    words: LogWords,
    /// Later entries are not in the table.
    begun: Timestamp,
}

impl Engine {
    /// All entries that the filters let pass, the newest first, as a table for spreadsheets. That it was taken is the
    /// first thing in the log after it. A text is looked for in all entries, which takes its time.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`]; a chunk that cannot be read ends the stream with its error.
    pub async fn export_logs_csv(
        &self,
        actor: &Actor,
        query: &LogsQuery,
        words: LogWords,
    ) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>, Error> {
        administrators_only(actor)?;
        self.log_export(actor, "Вивантажено журнал", query.to_words()).await?;
        let reading = Reading {
            engine: self.clone(),
            query: LogsQuery {
                cursor: None,
                ..query.clone()
            },
            words,
            begun: self.now(),
        };
        Ok(csv::stream(&HEADINGS, reading, Reading::rows))
    }
}

impl Reading {
    async fn rows(mut self) -> Result<Option<(Bytes, Option<Self>)>, Error> {
        let mut select = self
            .query
            .filter(lines())
            .filter(activity_log::COLUMN.created_at.lte(self.begun.millis()));
        if let Some(text) = self.query.text_condition() {
            select = select.filter(text);
        }
        let cursor = self.query.cursor.as_ref();
        let select = window(
            select,
            activity_log::Column::CreatedAt,
            activity_log::Column::Id,
            cursor,
            CHUNK,
        );
        let rows = self.engine.log_rows(select).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let is_last = u64::try_from(rows.len()).is_ok_and(|found| found < CHUNK);
        self.query.cursor = Some(Cursor::Older(last.position()));
        let bytes = csv::table(rows.iter().map(|row| self.words.row(row)))?;
        Ok(Some((bytes, (!is_last).then_some(self))))
    }
}

impl LogWords {
    fn row(self, entry: &LogRow) -> Row {
        let by = entry.by.as_ref();
        Row::default()
            .time(Some(entry.at))
            .text((self.category)(entry.category))
            .text((self.severity)(entry.severity))
            .text(entry.known_kind().map_or(entry.kind.as_str(), self.kind))
            .text(&entry.message)
            .text(by.and_then(|by| by.name.as_deref()).unwrap_or_default())
            .text(by.map_or("", |by| (self.role)(by.role)))
            .text(entry.ortomat.as_ref().map_or("", |ortomat| &ortomat.name))
            .number(entry.cell.map(Into::into))
            .text(entry.order.as_ref().map_or("", |order| order.number.as_str()))
    }
}

impl LogsQuery {
    /// For the log: what was asked for.
    fn to_words(&self) -> String {
        let parts = [
            self.category.map(|category| format!("category={category}")),
            self.severity.map(|severity| format!("severity={severity}")),
            self.kind.map(|kind| format!("type={kind}")),
            self.from.map(|day| format!("from={day}")),
            self.to.map(|day| format!("to={day}")),
            self.ortomat.as_ref().map(|ortomat| format!("ortomat={ortomat}")),
            self.user.as_ref().map(|user| format!("user={user}")),
            self.wanted_text().map(|text| format!("text={text}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
