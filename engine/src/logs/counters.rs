//! How many entries there are of each severity, in each drawer and of each kind in it, for the filters of the list.
//!
//! Counting a million entries takes a database half a second, so no count goes beyond ten thousand. Where nothing but
//! drawers, severities, kinds and days are asked for, each count reads its own stretch of an index; otherwise the newest
//! ten thousand entries of the ortomat, the person or the text are counted together.

use super::query::LogsQuery;
use crate::{Engine, entity::activity_log, error::Error, fleet::administrators_only, staff::Actor};
use domain::activity::{ActivityType, Category, Severity};
use sea_orm::{
    ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, UnionType},
};

/// «понад 10 000»
pub const MOST_COUNTED: u32 = 10_000;

/// A count that may have stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// At most [`MOST_COUNTED`].
    pub counted: u32,
    /// There are more, or may be.
    pub more: bool,
}

/// What the filters would find. A severity's count heeds all filters but the severity, a drawer's all but the drawer, a
/// kind's all but the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCounters {
    /// By all filters.
    pub total: Count,
    /// In the order of [`Severity::ALL`].
    pub severities: Vec<(Severity, Count)>,
    /// In the order of [`Category::ALL`].
    pub categories: Vec<(Category, Count)>,
    /// Of the drawer that is asked for, in the order of [`ActivityType::ALL`]; empty while none is.
    pub kinds: Vec<(ActivityType, Count)>,
}

impl Count {
    fn of(found: i64) -> Self {
        let counted = u32::try_from(found).unwrap_or(0);
        Self {
            counted: std::cmp::min(counted, MOST_COUNTED),
            more: counted > MOST_COUNTED,
        }
    }

    fn and(self, other: Self) -> Self {
        let counted = self.counted.saturating_add(other.counted);
        Self {
            counted: std::cmp::min(counted, MOST_COUNTED),
            more: self.more || other.more || counted > MOST_COUNTED,
        }
    }
}

impl Engine {
    /// One statement.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn count_logs(&self, actor: &Actor, query: &LogsQuery) -> Result<LogCounters, Error> {
        administrators_only(actor)?;
        let is_narrow = query.ortomat.is_some() || query.user.is_some() || query.wanted_text().is_some();
        let counters = if is_narrow {
            self.count_newest(query).await?
        } else {
            self.count_each(query).await?
        };
        let total = counters
            .severities
            .iter()
            .filter(|(severity, _)| query.severity.is_none_or(|wanted| wanted == *severity))
            .fold(Count::default(), |sum, (_, count)| sum.and(*count));
        Ok(LogCounters { total, ..counters })
    }

    /// Every counter by itself, from an index that holds all it needs.
    async fn count_each(&self, query: &LogsQuery) -> Result<LogCounters, Error> {
        let rows = self.database.read().query_all(&each(query)).await?;
        let counts = rows
            .iter()
            .map(|row| Ok((row.try_get::<String>("", "word")?, row.try_get::<i64>("", "found")?)))
            .collect::<Result<Vec<_>, sea_orm::DbErr>>()?;
        let count = |word: &str| {
            let found = counts.iter().find(|(counted, _)| counted == word);
            Count::of(found.map_or(0, |(_, found)| *found))
        };
        Ok(LogCounters {
            total: Count::default(),
            severities: Severity::ALL.iter().map(|it| (*it, count(it.as_str()))).collect(),
            categories: Category::ALL.iter().map(|it| (*it, count(it.as_str()))).collect(),
            kinds: query.kinds_of_drawer().map(|it| (it, count(it.as_str()))).collect(),
        })
    }

    /// The newest entries of a filter that has no such index, in one go.
    async fn count_newest(&self, query: &LogsQuery) -> Result<LogCounters, Error> {
        let rows = self.database.read().query_all(&newest(query)).await?;
        let mut groups: Vec<Group> = Vec::new();
        let mut looked_at = 0_i64;
        for row in rows {
            let severity: String = row.try_get("", "severity")?;
            let category: String = row.try_get("", "category")?;
            let kind: String = row.try_get("", "type")?;
            looked_at = looked_at.saturating_add(row.try_get("", "looked_at")?);
            groups.push(Group {
                severity: crate::rows::word(&severity, "activity_logs.severity", "counted")?,
                category: crate::rows::word(&category, "activity_logs.category", "counted")?,
                kind: kind.parse().ok(),
                found: row.try_get("", "found")?,
            });
        }
        let more = looked_at > i64::from(MOST_COUNTED);
        let count = |wanted: &dyn Fn(&Group) -> bool| {
            let found = groups
                .iter()
                .filter(|group| wanted(group))
                .fold(0_i64, |sum, group| sum.saturating_add(group.found));
            let count = Count::of(found);
            Count {
                more: count.more || more,
                ..count
            }
        };
        let in_category = |group: &Group| query.category.is_none_or(|wanted| wanted == group.category);
        let of_severity = |group: &Group| query.severity.is_none_or(|wanted| wanted == group.severity);
        let of_kind = |group: &Group| query.kind.is_none_or(|wanted| Some(wanted) == group.kind);
        Ok(LogCounters {
            total: Count::default(),
            severities: Severity::ALL
                .iter()
                .map(|it| {
                    (
                        *it,
                        count(&|group| group.severity == *it && in_category(group) && of_kind(group)),
                    )
                })
                .collect(),
            categories: Category::ALL
                .iter()
                .map(|it| {
                    (
                        *it,
                        count(&|group| group.category == *it && of_severity(group) && of_kind(group)),
                    )
                })
                .collect(),
            kinds: query
                .kinds_of_drawer()
                .map(|it| (it, count(&|group| group.kind == Some(it) && of_severity(group))))
                .collect(),
        })
    }
}

/// Entries that all counters count alike.
struct Group {
    severity: Severity,
    category: Category,
    /// `None` for a word of another version of this program.
    kind: Option<ActivityType>,
    found: i64,
}

/// All counts in one statement, each of which stops behind the ten thousandth entry.
pub(super) fn each(query: &LogsQuery) -> SelectStatement {
    let base = |category: Option<Category>, severity: Option<Severity>| {
        query
            .narrow(activity_log::Entity::find())
            .apply_if(category, |select, it| {
                select.filter(activity_log::COLUMN.category.eq(it.as_str()))
            })
            .apply_if(severity, |select, it| {
                select.filter(activity_log::COLUMN.severity.eq(it.as_str()))
            })
    };
    let severities = Severity::ALL
        .iter()
        .map(|it| capped(it.as_str(), base(query.category_filter(), Some(*it))));
    let categories = Category::ALL.iter().filter_map(|it| match query.kind {
        // A kind lives in one drawer; the others have none of it.
        Some(kind) if kind.category() != *it => None,
        Some(_) => Some(capped(it.as_str(), base(None, query.severity))),
        None => Some(capped(it.as_str(), base(Some(*it), query.severity))),
    });
    let kinds = query.kinds_of_drawer().map(|it| {
        let of_kind = LogsQuery {
            kind: Some(it),
            ..query.clone()
        };
        let entries = of_kind
            .narrow(activity_log::Entity::find())
            .apply_if(query.severity, |select, it| {
                select.filter(activity_log::COLUMN.severity.eq(it.as_str()))
            });
        capped(it.as_str(), entries)
    });
    severities
        .chain(categories)
        .chain(kinds)
        .reduce(|mut all, next| {
            all.union(UnionType::All, next);
            all
        })
        .unwrap_or_default()
}

fn capped(word: &str, entries: Select<activity_log::Entity>) -> SelectStatement {
    let entries = entries
        .select_only()
        .expr_as(Expr::cust("1"), "one")
        .limit(u64::from(MOST_COUNTED) + 1)
        .into_query();
    Query::select()
        .expr_as(Expr::cust(format!("'{word}'")), Alias::new("word"))
        .expr_as(Func::count(Expr::cust("1")), Alias::new("found"))
        .from_subquery(entries, Alias::new("entries"))
        .to_owned()
}

/// The newest entries by severity, drawer and kind, and of how many entries they are. The ortomat or the person leads
/// here always, so the filters that would lead instead are left to whoever counts.
pub(super) fn newest(query: &LogsQuery) -> SelectStatement {
    use activity_log::Column::{Category, CreatedAt, Kind, Message, Severity};
    let all_kinds = LogsQuery {
        severity: None,
        kind: None,
        ..query.clone()
    };
    let entries = all_kinds
        .narrow(activity_log::Entity::find())
        .select_only()
        .columns([Severity, Category, Kind, Message])
        .order_by_desc(CreatedAt)
        .limit(u64::from(MOST_COUNTED) + 1)
        .into_query();
    let matches = match query.text_condition() {
        Some(text) => text,
        None => sea_orm::Condition::all(),
    };
    Query::select()
        .column(Severity)
        .column(Category)
        .column(Kind)
        .expr_as(
            Expr::case(matches, Expr::cust("1"))
                .finally(Expr::cust("0"))
                .sum()
                .cast_as("BIGINT"),
            Alias::new("found"),
        )
        .expr_as(Func::count(Expr::cust("1")), Alias::new("looked_at"))
        // The condition of the text names the table.
        .from_subquery(entries, Alias::new("activity_logs"))
        .group_by_columns([Severity, Category, Kind])
        .to_owned()
}
