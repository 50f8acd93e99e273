//! Lists of people: searched, sorted and cut into pages.
//!
//! There are at most a few thousand people, and neither database sorts or searches Ukrainian without regard to case by
//! itself, so it is done here; what belongs to a person is read for one page only.

use crate::{Engine, entity::user, error::Error};
use domain::{
    alphabet,
    staff::{
        Role,
        people::{Listing, PeopleSort},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter};
use std::{cmp::Reverse, collections::HashMap};

/// People, or whatever else is listed, on one page.
const PAGE: usize = 25;

/// Which people are asked for.
#[derive(Clone, Debug)]
pub struct PeopleQuery {
    /// A part of a name, an e-mail or a phone number.
    pub search: String,
    pub sort: PeopleSort,
    /// From 1; a page that does not exist is the last one.
    pub page: u64,
}

impl Default for PeopleQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: PeopleSort::Name,
            page: 1,
        }
    }
}

impl Engine {
    /// How many doctors and couriers there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_people(&self) -> Result<(u64, u64), Error> {
        let count = |role: Role| {
            user::Entity::find()
                .filter(user::COLUMN.role.eq(role.as_str()))
                .filter(user::COLUMN.deleted_at.is_null())
                .count(self.database.read())
        };
        Ok((count(Role::Doctor).await?, count(Role::Courier).await?))
    }

    /// The rows of one page. `activity` says how busy a person was.
    pub(super) async fn people_page(
        &self,
        role: Role,
        query: &PeopleQuery,
        activity: &HashMap<String, i64>,
    ) -> Result<Listing<user::Model>, Error> {
        let mut rows = user::Entity::find()
            .filter(user::COLUMN.role.eq(role.as_str()))
            .filter(user::COLUMN.deleted_at.is_null())
            .all(self.database.read())
            .await?;
        rows.retain(|row| matches(row, &query.search));
        rows.sort_by_cached_key(|row| (alphabet::sort_key(&row.name().full()), row.id.clone()));
        match query.sort {
            PeopleSort::Name => {}
            PeopleSort::Newest => rows.sort_by_key(|row| Reverse(row.created_at)),
            PeopleSort::Activity => rows.sort_by_key(|row| Reverse(activity.get(&row.id).copied().unwrap_or(0))),
        }
        Ok(cut(rows, query.page))
    }
}

pub(crate) fn cut<T>(items: Vec<T>, page: u64) -> Listing<T> {
    let total = items.len();
    let pages = total.div_ceil(PAGE).max(1);
    let page = usize::try_from(page).unwrap_or(pages).clamp(1, pages);
    Listing {
        items: items.into_iter().skip((page - 1) * PAGE).take(PAGE).collect(),
        total: u64::try_from(total).unwrap_or(u64::MAX),
        page: u64::try_from(page).unwrap_or(1),
        pages: u64::try_from(pages).unwrap_or(1),
    }
}

/// Every word of the search must be somewhere; a number is found however it is written.
fn matches(row: &user::Model, search: &str) -> bool {
    let digits: String = search.chars().filter(char::is_ascii_digit).collect();
    let is_number = !digits.is_empty() && !search.chars().any(char::is_alphabetic) && !search.contains('@');
    if is_number {
        return row.phone.as_deref().is_some_and(|phone| phone.contains(&digits));
    }
    let text = format!("{} {}", row.name(), row.email.as_deref().unwrap_or_default()).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::account::new_row;

    fn olena() -> user::Model {
        user::Model {
            last_name: "Коваль".to_owned(),
            first_name: "Олена".to_owned(),
            email: Some("olena@example.com".to_owned()),
            phone: Some("+380671234567".to_owned()),
            ..new_row("u1".to_owned(), Role::Doctor, 0)
        }
    }

    #[test]
    fn people_are_found_by_any_part_of_what_one_knows() {
        for search in ["", "ковал", "олена КОВ", "EXAMPLE", "067 123", "+38 (067) 123", "4567"] {
            assert!(matches(&olena(), search), "{search}");
        }
        for search in ["шевчук", "олена шевчук", "050", "other@example.com"] {
            assert!(!matches(&olena(), search), "{search}");
        }
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let page = |page| cut((0..51).collect::<Vec<_>>(), page);
        assert_eq!((page(1).items.len(), page(1).pages), (25, 3));
        assert_eq!((page(9).page, page(9).items), (3, vec![50]));
        assert_eq!(page(0).page, 1);
        assert_eq!(cut(Vec::<u8>::new(), 1).pages, 1);
    }
}
