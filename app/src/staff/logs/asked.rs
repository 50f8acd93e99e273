//! What the address of the log asks for. The page, its links and the table to download read and write it here, so that a
//! link shows a colleague the same.

use crate::{
    paths,
    texts::staff::{self, logs as words},
};
use domain::{
    Day,
    activity::{ActivityType, Category, Severity},
};
use engine::{
    desk::Cursor,
    logs::{LogWords, LogsQuery},
};

/// The filters as the address has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub query: LogsQuery,
    pub from: Date,
    pub to: Date,
}

/// A day as it was typed; a browser without date fields lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// What stands in the field: a day that was understood, as browsers write it, or whatever was typed.
    pub shown: String,
    pub error: Option<String>,
}

impl Date {
    fn read(typed: &str) -> (Self, Option<Day>) {
        if typed.is_empty() {
            return (Self::default(), None);
        }
        match typed.parse::<Day>() {
            Ok(day) => {
                let date = Self {
                    shown: day.to_string(),
                    error: None,
                };
                (date, Some(day))
            }
            Err(error) => {
                let date = Self {
                    shown: typed.to_owned(),
                    error: Some(error.to_string()),
                };
                (date, None)
            }
        }
    }
}

impl Asked {
    /// Reads the part of an address behind its question mark. What makes no sense there is not asked for; only a date,
    /// which a person may have typed, is answered with what is wrong with it.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        let (from, first) = Date::read(&value("from"));
        let (mut to, last) = Date::read(&value("to"));
        let is_backwards = matches!((first, last), (Some(first), Some(last)) if last < first);
        if is_backwards {
            to.error = Some(words::ENDS_BEFORE.to_owned());
        }
        let text = value("q");
        Self {
            query: LogsQuery {
                category: value("category").parse().ok(),
                severity: value("severity").parse().ok(),
                kind: value("type").parse().ok(),
                ortomat: value("ortomat").parse().ok(),
                user: value("user").parse().ok(),
                from: first,
                to: last.filter(|_| !is_backwards),
                text: (!text.is_empty()).then_some(text),
                cursor: value("at").parse().ok(),
            },
            from,
            to,
        }
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        let query = LogsQuery {
            cursor: None,
            ..self.query.clone()
        };
        query != LogsQuery::default() || self.has_errors()
    }

    /// Whether a field of the form, not a counter, narrows the list: then the form stands open.
    #[must_use]
    pub const fn is_typed(&self) -> bool {
        let query = &self.query;
        query.ortomat.is_some()
            || query.user.is_some()
            || query.text.is_some()
            || query.from.is_some()
            || query.to.is_some()
            || self.has_errors()
    }

    #[must_use]
    pub const fn has_errors(&self) -> bool {
        self.from.error.is_some() || self.to.error.is_some()
    }

    /// The list from its top.
    #[must_use]
    pub fn list(&self) -> String {
        self.address(paths::LOGS.to_owned(), None)
    }

    /// Another page of the list.
    #[must_use]
    pub fn at(&self, cursor: &Cursor) -> String {
        self.address(paths::LOGS.to_owned(), Some(cursor))
    }

    /// The list as a table to download.
    #[must_use]
    pub fn export(&self) -> String {
        self.address(paths::LOGS_EXPORT.to_owned(), None)
    }

    /// An entry, with the way back to this page of the list.
    #[must_use]
    pub fn entry(&self, id: &str) -> String {
        self.address(paths::log_entry(id), self.query.cursor.as_ref())
    }

    /// The page of the list that an entry was opened from.
    #[must_use]
    pub fn back(&self) -> String {
        self.address(paths::LOGS.to_owned(), self.query.cursor.as_ref())
    }

    /// The same list with one severity, or all of them.
    #[must_use]
    pub fn of_severity(&self, severity: Option<Severity>) -> String {
        self.changed(|query| query.severity = severity)
    }

    /// The same list with one drawer, or all of them. A kind of another drawer is not in it.
    #[must_use]
    pub fn of_category(&self, category: Option<Category>) -> String {
        self.changed(|query| {
            query.category = category;
            query.kind = query.kind.filter(|kind| Some(kind.category()) == category);
        })
    }

    /// The same list with one kind, or all of the drawer that is open.
    #[must_use]
    pub fn of_kind(&self, kind: Option<ActivityType>) -> String {
        self.changed(|query| {
            query.category = query.category.or(query.kind.map(ActivityType::category));
            query.kind = kind;
        })
    }

    fn changed(&self, change: impl FnOnce(&mut LogsQuery)) -> String {
        let mut other = self.clone();
        change(&mut other.query);
        other.list()
    }

    /// The path with the filters; what goes without saying is left out.
    fn address(&self, path: String, cursor: Option<&Cursor>) -> String {
        let Self { query, from, to } = self;
        let cursor = cursor.map(ToString::to_string);
        let typed = |date: &Date| (!date.shown.is_empty()).then(|| date.shown.clone());
        let (from, to) = (typed(from), typed(to));
        paths::with_query(
            path,
            &[
                ("category", query.category.map(Category::as_str)),
                ("severity", query.severity.map(Severity::as_str)),
                ("type", query.kind.map(ActivityType::as_str)),
                ("ortomat", query.ortomat.as_ref().map(|id| id.as_str())),
                ("user", query.user.as_ref().map(|id| id.as_str())),
                ("from", from.as_deref()),
                ("to", to.as_deref()),
                ("q", query.text.as_deref()),
                ("at", cursor.as_deref()),
            ],
        )
    }
}

/// How the table to download says what the database has words for.
#[must_use]
pub fn export_words() -> LogWords {
    LogWords {
        category: words::category,
        severity: words::severity,
        kind: words::kind,
        role: staff::role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "category=cells&severity=ERROR&type=CELL_ERROR&ortomat=ortomat-1&user=u-1&from=2026-11-01\
                         &to=2026-11-22&q=%D0%B4%D0%B2%D0%B5%D1%80%D1%96";

    #[test]
    fn an_address_reads_back_what_was_written_into_it() {
        let asked = Asked::read(WHOLE);
        assert_eq!(asked.query.kind, Some(ActivityType::CellError));
        assert_eq!(asked.query.text.as_deref(), Some("двері"));
        assert_eq!(asked.list(), format!("/admin/logs?{WHOLE}"));
        assert_eq!(asked.export(), format!("/admin/logs/export.csv?{WHOLE}"));
        assert_eq!(Asked::default().list(), "/admin/logs");
    }

    #[test]
    fn another_filter_begins_at_the_top_and_a_detail_leads_back_to_the_page() {
        let asked = Asked::read("severity=INFO&at=older.5.x");
        assert_eq!(
            asked.of_category(Some(Category::Orders)),
            "/admin/logs?category=orders&severity=INFO"
        );
        assert_eq!(asked.entry("e"), "/admin/logs/e?severity=INFO&at=older.5.x");
        assert_eq!(asked.back(), "/admin/logs?severity=INFO&at=older.5.x");
    }

    #[test]
    fn a_kind_stays_only_in_its_own_drawer() {
        let asked = Asked::read("type=CELL_ERROR");
        assert_eq!(
            asked.of_category(Some(Category::Cells)),
            "/admin/logs?category=cells&type=CELL_ERROR"
        );
        assert_eq!(asked.of_category(Some(Category::Orders)), "/admin/logs?category=orders");
        assert_eq!(asked.of_kind(None), "/admin/logs?category=cells");
    }

    #[test]
    fn what_makes_no_sense_is_not_asked_for() {
        let asked = Asked::read("category=x&severity=&type=1&user=%00&at=nowhere");
        assert!(!asked.is_filtered(), "{asked:?}");
        assert!(!Asked::read("at=older.5.x").is_filtered(), "a page is no filter");
    }

    #[test]
    fn a_date_that_is_none_is_kept_and_answered() {
        let asked = Asked::read("from=31.02.2026&to=22.11.2026");
        assert_eq!(
            (asked.from.shown.as_str(), asked.from.error.is_some()),
            ("31.02.2026", true)
        );
        assert_eq!((asked.query.from, asked.to.shown.as_str()), (None, "2026-11-22"));
        let backwards = Asked::read("from=2026-11-22&to=2026-11-21");
        assert_eq!(backwards.to.error.as_deref(), Some(words::ENDS_BEFORE));
        assert_eq!(backwards.query.to, None);
        assert_eq!(backwards.list(), "/admin/logs?from=2026-11-22&to=2026-11-21");
    }
}
