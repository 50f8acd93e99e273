//! Which entries are asked for.
//!
//! Among a million entries every filter has an index, and the two that are rare together (an error among sales) share
//! one. A text is looked for in the newest entries only, as many as can be read in a moment; the next page goes on from
//! there.

use crate::{
    desk::{Cursor, follower},
    entity::activity_log,
};
use domain::{
    Day,
    activity::{ActivityType, Category, Severity},
    id::{OrtomatId, UserId},
};
use sea_orm::{
    Condition, QueryFilter, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

/// The filters of the log; what is `None` lets all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogsQuery {
    pub category: Option<Category>,
    pub severity: Option<Severity>,
    pub kind: Option<ActivityType>,
    pub ortomat: Option<OrtomatId>,
    /// Whose doing it was, or whose account.
    pub user: Option<UserId>,
    /// The first day, in Kyiv.
    pub from: Option<Day>,
    /// The last day, which is included.
    pub to: Option<Day>,
    /// A part of the message. Blank is none.
    pub text: Option<String>,
    pub cursor: Option<Cursor>,
}

/// Characters of a text to look for that are looked for.
const LONGEST_TEXT: usize = 100;

impl LogsQuery {
    /// All filters but the text and the cursor. Some of them lead the database to their index; the others are written in
    /// a way that no index answers, because SQLite, which keeps no statistics, would choose among them by chance.
    pub(super) fn filter(&self, select: Select<activity_log::Entity>) -> Select<activity_log::Entity> {
        let by_drawer = self.leads_by_drawer();
        self.narrow(select)
            .apply_if(self.category_filter(), |select, category| {
                select.filter(column("category", by_drawer && self.kind.is_none()).eq(category.as_str()))
            })
            .apply_if(self.severity, |select, severity| {
                select.filter(column("severity", by_drawer).eq(severity.as_str()))
            })
    }

    /// The filters that are no counters: kind, ortomat, person and days.
    pub(super) fn narrow(&self, select: Select<activity_log::Entity>) -> Select<activity_log::Entity> {
        let by_drawer = self.leads_by_drawer();
        let by_ortomat = !by_drawer && self.user.is_none();
        select
            .apply_if(self.kind, |select, kind| {
                select.filter(column("type", by_drawer).eq(kind.as_str()))
            })
            .apply_if(self.ortomat.as_ref(), |select, ortomat| {
                select.filter(column("ortomat_id", by_ortomat).eq(ortomat.as_str()))
            })
            .apply_if(self.user.as_ref(), |select, user| {
                select.filter(column("user_id", !by_drawer).eq(user.as_str()))
            })
            .apply_if(self.from, |select, from| {
                select.filter(activity_log::COLUMN.created_at.gte(from.start().millis()))
            })
            .apply_if(self.to, |select, to| {
                select.filter(activity_log::COLUMN.created_at.lt(to.end().millis()))
            })
    }

    /// Kind, drawer and severity lead where no ortomat or person does, and always to errors: there are few of those.
    fn leads_by_drawer(&self) -> bool {
        let rare = matches!(self.severity, Some(Severity::Error | Severity::Critical));
        rare || (self.ortomat.is_none() && self.user.is_none())
    }

    /// A kind lives in one drawer: to ask for both would only lead the database to a worse index.
    pub(super) fn category_filter(&self) -> Option<Category> {
        match self.kind {
            Some(kind) if self.category == Some(kind.category()) => None,
            Some(_) | None => self.category,
        }
    }

    /// The kinds of the drawer that is asked for, by itself or by one of its kinds.
    pub(super) fn kinds_of_drawer(&self) -> impl Iterator<Item = ActivityType> + use<> {
        let drawer = self.category.or(self.kind.map(ActivityType::category));
        ActivityType::ALL
            .iter()
            .copied()
            .filter(move |kind| Some(kind.category()) == drawer)
    }

    /// What is looked for in the messages.
    pub(super) fn wanted_text(&self) -> Option<&str> {
        let text = self.text.as_deref().unwrap_or_default().trim();
        let end = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(end, _)| end);
        text.get(..end).filter(|text| !text.is_empty() && !text.contains('\0'))
    }

    /// The condition of the text. Neither database folds Ukrainian letters everywhere, so the usual ways to write a word
    /// are looked for: as typed, in small letters, and with a capital one in front.
    pub(super) fn text_condition(&self) -> Option<Condition> {
        let text = self.wanted_text()?;
        let small = text.to_lowercase();
        let mut capital = small.chars();
        let capital: String = capital
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(capital)
            .collect();
        let mut forms = vec![text.to_owned()];
        for form in [small, capital] {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        Some(forms.into_iter().fold(Condition::any(), |any, form| {
            let pattern = LikeExpr::new(format!("%{}%", literal(&form))).escape('\\');
            any.add(Expr::col((activity_log::Entity, activity_log::Column::Message)).like(pattern))
        }))
    }
}

fn column(name: &str, leads: bool) -> Expr {
    let column = format!("activity_logs.{name}");
    if leads { Expr::cust(column) } else { follower(&column) }
}

/// Signs that mean something in a pattern mean themselves.
fn literal(text: &str) -> String {
    text.chars().fold(String::new(), |mut pattern, c| {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
        pattern
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_looked_for_themselves() {
        assert_eq!(literal(r"100%_\"), r"100\%\_\\");
    }

    #[test]
    fn a_text_is_cut_between_letters_and_blank_is_none() {
        let text = |text: &str| LogsQuery {
            text: Some(text.to_owned()),
            ..LogsQuery::default()
        };
        assert_eq!(text(" Двері ").wanted_text(), Some("Двері"));
        assert_eq!(text(" \t").wanted_text(), None);
        assert_eq!(text("a\0b").wanted_text(), None);
        assert_eq!(
            text(&"ї".repeat(300)).wanted_text().unwrap().chars().count(),
            LONGEST_TEXT
        );
    }

    #[test]
    fn the_drawer_of_a_kind_is_not_asked_for_twice() {
        let mut query = LogsQuery {
            kind: Some(ActivityType::CellOpened),
            category: Some(Category::Cells),
            ..LogsQuery::default()
        };
        assert_eq!(query.category_filter(), None);
        query.category = Some(Category::Payment);
        assert_eq!(query.category_filter(), Some(Category::Payment), "nothing is both");
    }
}
