//! The activity log by REST (contract §1.9), for administrators. Nobody deletes entries here: what is forgotten is a
//! setting.

use super::{error::RestError, extract::Params, questions::Questions};
use axum::{Extension, Json, extract::State};
use domain::{
    activity::{ActivityType, Category, Severity},
    id::{OrtomatId, UserId},
    staff::{Role, people::OrtomatLine},
};
use engine::{
    Engine,
    logs::{Count, DEEPEST, LogRecord, LogsQuery, MOST_RECORDS},
    staff::Actor,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

const USUAL_LIMIT: u64 = 100;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct LogFilters {
    /// What happened, such as `CELL_OPENED`.
    r#type: Option<String>,
    /// `cells`, `orders`, `couriers`, `system`, `security` or `payment`.
    category: Option<String>,
    /// `INFO`, `WARNING`, `ERROR` or `CRITICAL`.
    severity: Option<String>,
    ortomat_id: Option<String>,
    /// Whose doing it was, or whose account.
    user_id: Option<String>,
    /// The first day in Kyiv, as `2026-11-22`; of a moment, its day counts.
    start_date: Option<String>,
    /// The last day, which is included.
    end_date: Option<String>,
}

impl LogFilters {
    fn query(&self, questions: &mut Questions) -> LogsQuery {
        LogsQuery {
            category: questions.read::<Category>("category", self.category.as_deref()),
            severity: questions.read::<Severity>("severity", self.severity.as_deref()),
            kind: questions.read::<ActivityType>("type", self.r#type.as_deref()),
            ortomat: questions.read::<OrtomatId>("ortomatId", self.ortomat_id.as_deref()),
            user: questions.read::<UserId>("userId", self.user_id.as_deref()),
            from: questions.day("startDate", self.start_date.as_deref()),
            to: questions.day("endDate", self.end_date.as_deref()),
            text: None,
            cursor: None,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogStretch {
    /// How many at most: 1 to 200; 100 unless said otherwise.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// How many to leave out at the beginning, at most 10 000. `cursor` goes deeper.
    #[param(maximum = 10_000)]
    offset: Option<u64>,
    /// The `next` of the answer before.
    cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LogPerson)]
#[serde(rename_all = "camelCase")]
struct LogPersonJson {
    #[schema(value_type = String)]
    id: UserId,
    first_name: String,
    last_name: String,
    /// `ADMIN`, `DOCTOR` or `COURIER`.
    #[schema(value_type = String)]
    role: Role,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LogOrtomat)]
struct LogOrtomatJson {
    #[schema(value_type = String)]
    id: OrtomatId,
    name: String,
    address: String,
}

impl From<OrtomatLine> for LogOrtomatJson {
    fn from(ortomat: OrtomatLine) -> Self {
        Self {
            id: ortomat.id,
            name: ortomat.name,
            address: ortomat.address,
        }
    }
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = LogEntry)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogJson {
    id: String,
    r#type: String,
    #[schema(value_type = String)]
    category: Category,
    #[schema(value_type = String)]
    severity: Severity,
    /// In Ukrainian.
    message: String,
    /// What else is known; its keys depend on the type.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    metadata: Map<String, Value>,
    #[schema(value_type = Option<String>)]
    user_id: Option<UserId>,
    #[schema(value_type = Option<String>)]
    ortomat_id: Option<OrtomatId>,
    cell_number: Option<i32>,
    order_number: Option<String>,
    created_at: String,
    /// Whose doing it was; `null` for customers, devices and the program itself.
    user: Option<LogPersonJson>,
    ortomat: Option<LogOrtomatJson>,
}

impl From<LogRecord> for LogJson {
    fn from(record: LogRecord) -> Self {
        let LogRecord { entry, person } = record;
        let row = entry.row;
        let name = person.unwrap_or_default();
        Self {
            r#type: row.kind,
            category: row.category,
            severity: row.severity,
            message: row.message,
            metadata: entry.metadata,
            user_id: row.by.as_ref().map(|person| person.id.clone()),
            ortomat_id: row.ortomat.as_ref().map(|ortomat| ortomat.id.clone()),
            cell_number: row.cell.map(Into::into),
            order_number: row.order.map(|order| order.number.into()),
            created_at: row.at.to_string(),
            user: row.by.map(|person| LogPersonJson {
                id: person.id,
                first_name: name.first,
                last_name: name.last,
                role: person.role,
            }),
            ortomat: row.ortomat.map(Into::into),
            id: row.id,
        }
    }
}

/// A stretch of the log.
#[derive(Serialize, ToSchema)]
#[schema(as = LogPage)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogsJson {
    logs: Vec<LogJson>,
    /// How many entries match, but 10 000 at most.
    total: u32,
    /// There are more than `total`.
    total_is_more: bool,
    limit: u64,
    offset: u64,
    /// The `cursor` of the next stretch; `null` at the end.
    next: Option<String>,
}

/// Entries of the log, the newest first.
#[utoipa::path(
    get,
    path = "/api/logs",
    tag = "Logs",
    operation_id = "listLogs",
    params(LogFilters, LogStretch),
    responses((status = 200, description = "The entries", body = LogsJson)),
)]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Params(filters): Params<LogFilters>,
    Params(stretch): Params<LogStretch>,
) -> Result<Json<LogsJson>, RestError> {
    let mut questions = Questions::default();
    let mut query = filters.query(&mut questions);
    let (limit, offset) = (stretch.limit.unwrap_or(USUAL_LIMIT), stretch.offset.unwrap_or(0));
    questions.check("limit", (1..=MOST_RECORDS).contains(&limit), "Від 1 до 200");
    questions.check("offset", offset <= DEEPEST, "До 10000; далі веде cursor");
    let cursor = questions.read("cursor", stretch.cursor.as_deref());
    questions.done(())?;
    // All that match are counted, wherever the stretch begins.
    let total = engine.count_logs(&actor, &query).await?.total;
    query.cursor = cursor;
    let found = engine.log_records(&actor, &query, limit, offset).await?;
    Ok(Json(LogsJson {
        logs: found.records.into_iter().map(Into::into).collect(),
        total: total.counted,
        total_is_more: total.more,
        limit,
        offset,
        next: found.older.map(|cursor| cursor.to_string()),
    }))
}

/// How many entries there are of a type, a severity or a category.
#[derive(Serialize, ToSchema)]
#[schema(as = LogCount)]
pub(crate) struct CountJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    r#type: Option<ActivityType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    category: Option<Category>,
    /// 10 000 at most.
    #[serde(rename = "_count")]
    count: u32,
    /// There are more.
    more: bool,
}

impl CountJson {
    const fn of(count: Count) -> Self {
        Self {
            r#type: None,
            severity: None,
            category: None,
            count: count.counted,
            more: count.more,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = LogStats)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogStatsJson {
    /// How many entries match, but 10 000 at most.
    total_logs: u32,
    /// There are more than `totalLogs`.
    total_is_more: bool,
    /// Types without an entry are left out.
    by_type: Vec<CountJson>,
    by_severity: Vec<CountJson>,
    by_category: Vec<CountJson>,
}

/// How many entries there are of which kind. No count goes beyond 10 000.
#[utoipa::path(
    get,
    path = "/api/logs/stats",
    tag = "Logs",
    operation_id = "countLogs",
    params(LogFilters),
    responses((status = 200, description = "The counts", body = LogStatsJson)),
)]
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Params(filters): Params<LogFilters>,
) -> Result<Json<LogStatsJson>, RestError> {
    let mut questions = Questions::default();
    let query = filters.query(&mut questions);
    questions.done(())?;
    let counters = engine.count_logs(&actor, &query).await?;
    let mut by_type = Vec::new();
    // Kinds are counted drawer by drawer.
    for category in Category::ALL {
        let is_asked = query.category.is_none_or(|wanted| wanted == *category)
            && query.kind.is_none_or(|kind| kind.category() == *category);
        if !is_asked {
            continue;
        }
        let drawer = LogsQuery {
            category: Some(*category),
            ..query.clone()
        };
        let kinds = engine.count_logs(&actor, &drawer).await?.kinds;
        by_type.extend(
            kinds
                .into_iter()
                .filter(|(kind, count)| count.counted > 0 && query.kind.is_none_or(|wanted| wanted == *kind))
                .map(|(kind, count)| CountJson {
                    r#type: Some(kind),
                    ..CountJson::of(count)
                }),
        );
    }
    Ok(Json(LogStatsJson {
        total_logs: counters.total.counted,
        total_is_more: counters.total.more,
        by_type,
        by_severity: counters
            .severities
            .into_iter()
            .map(|(severity, count)| CountJson {
                severity: Some(severity),
                ..CountJson::of(count)
            })
            .collect(),
        by_category: counters
            .categories
            .into_iter()
            .map(|(category, count)| CountJson {
                category: Some(category),
                ..CountJson::of(count)
            })
            .collect(),
    }))
}
