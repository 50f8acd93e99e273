//! What happened to one cell.

use crate::{
    Engine,
    entity::{activity_log, user},
    error::Error,
    rows::word,
    staff::Actor,
};
use domain::{Timestamp, activity::Severity, cell::CellNumber, id::OrtomatId, staff::PersonName};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select};

/// As many as anybody reads at once.
const LONGEST: u64 = 200;

/// An entry of the log about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEvent {
    pub at: Timestamp,
    /// The stored word, which may be one of another version of this program.
    pub kind: String,
    pub severity: Severity,
    pub message: String,
    /// Whose doing it was; `None` for customers, devices and jobs.
    pub person: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: String,
    kind: String,
    severity: String,
    message: String,
    created_at: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    middle_name: Option<String>,
}

impl Engine {
    /// The log of one cell, the newest first.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`]. A cell that there is not has no history.
    pub async fn cell_history(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        number: CellNumber,
        limit: u64,
    ) -> Result<Vec<CellEvent>, Error> {
        self.admit(self.database.read(), actor, ortomat).await?;
        entries(ortomat, number, limit)
            .into_model::<Row>()
            .all(self.database.read())
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }
}

/// The newest so many entries.
fn entries(ortomat: &OrtomatId, number: CellNumber, limit: u64) -> Select<activity_log::Entity> {
    activity_log::Entity::find()
        .select_only()
        .column(activity_log::Column::Id)
        .column_as(activity_log::Column::Kind, "kind")
        .column(activity_log::Column::Severity)
        .column(activity_log::Column::Message)
        .column(activity_log::Column::CreatedAt)
        .column(user::Column::FirstName)
        .column(user::Column::LastName)
        .column(user::Column::MiddleName)
        .join(
            JoinType::LeftJoin,
            activity_log::Entity::belongs_to(user::Entity)
                .from(activity_log::Column::UserId)
                .to(user::Column::Id)
                .into(),
        )
        .filter(activity_log::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(activity_log::COLUMN.cell_number.eq(number.get()))
        .order_by_desc(activity_log::COLUMN.created_at)
        .order_by_desc(activity_log::COLUMN.id)
        .limit(Ord::min(limit, LONGEST))
}

impl TryFrom<Row> for CellEvent {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let name = PersonName {
            last: row.last_name.unwrap_or_default(),
            first: row.first_name.unwrap_or_default(),
            middle: row.middle_name.filter(|middle| !middle.is_empty()),
        };
        Ok(Self {
            at: Timestamp::from_millis(row.created_at),
            kind: row.kind,
            severity: word(&row.severity, "activity_logs.severity", &row.id)?,
            message: row.message,
            person: Some(name.full()).filter(|name| !name.trim().is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::plans::{assert_reads, database, plan};
    use sea_orm::{DatabaseBackend, QueryTrait};

    #[tokio::test]
    async fn the_history_of_a_cell_is_not_searched_for_among_that_of_its_ortomat() {
        let (_folder, database) = database().await;
        let entries = entries(&"ortomat-1".parse().unwrap(), 5.try_into().unwrap(), LONGEST);
        let plan = plan(&database, entries.build(DatabaseBackend::Sqlite)).await;
        assert_reads(&plan, "activity_logs_of_cell", "a cell's history");
    }
}
