//! The log as integrators read it: a stretch by its number and length, with the details of every entry.

use super::{
    LogEntry, LogsQuery,
    list::{Line, lines, read_metadata},
};
use crate::{
    Engine,
    desk::{Cursor, window},
    entity::activity_log,
    error::Error,
    fleet::administrators_only,
    staff::Actor,
};
use domain::staff::PersonName;
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Entries of one stretch.
pub const MOST_RECORDS: u64 = 200;
/// Entries that a stretch may leave out: they are read all the same. Whoever goes deeper goes on from a cursor.
pub const DEEPEST: u64 = 10_000;

/// An entry with its details and its person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    pub entry: LogEntry,
    pub person: Option<PersonName>,
}

/// A stretch of the log, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecords {
    pub records: Vec<LogRecord>,
    /// Where the next one begins; `None` at the end.
    pub older: Option<Cursor>,
}

impl Engine {
    /// At most `limit` entries behind the first `offset` ones; both are cut to [`MOST_RECORDS`] and [`DEEPEST`]. The
    /// query's text is not looked for.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn log_records(
        &self,
        actor: &Actor,
        query: &LogsQuery,
        limit: u64,
        offset: u64,
    ) -> Result<LogRecords, Error> {
        use activity_log::Column::{CreatedAt, Id, Metadata};
        administrators_only(actor)?;
        let db = self.database.read();
        let limit = limit.clamp(1, MOST_RECORDS);
        let select = window(query.filter(lines()), CreatedAt, Id, query.cursor.as_ref(), limit + 1);
        let mut found = select
            .offset(std::cmp::min(offset, DEEPEST))
            .into_model::<Line>()
            .all(db)
            .await?
            .into_iter()
            .map(|line| Ok((line.person_name(), line.try_into()?)))
            .collect::<Result<Vec<(_, super::LogRow)>, Error>>()?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let upwards = matches!(query.cursor, Some(Cursor::Newer(_)));
        if upwards {
            found.reverse();
        }
        let older = found
            .last()
            .filter(|_| has_more || upwards)
            .map(|(_, row)| Cursor::Older(row.position()));
        let mut details: HashMap<String, Option<String>> = activity_log::Entity::find()
            .select_only()
            .columns([Id, Metadata])
            .filter(
                activity_log::COLUMN
                    .id
                    .is_in(found.iter().map(|(_, row)| row.id.as_str())),
            )
            .into_tuple::<(String, Option<String>)>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        let records = found
            .into_iter()
            .map(|(person, row)| LogRecord {
                entry: LogEntry {
                    metadata: details
                        .remove(&row.id)
                        .flatten()
                        .map(|text| read_metadata(&text))
                        .unwrap_or_default(),
                    row,
                },
                person,
            })
            .collect();
        Ok(LogRecords { records, older })
    }
}
