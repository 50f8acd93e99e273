//! The list of ortomats: presence, fill rate, last sale.
//!
//! There are some hundreds of ortomats, so they are searched and sorted here, in Ukrainian; what is counted is counted
//! for the page that is shown, or in one statement for all when the order depends on it. The number of statements does
//! not depend on the number of ortomats.

use super::administrators_only;
use crate::{
    Engine,
    entity::{cell, courier_ortomat, device, ortomat, user},
    error::{Error, Refusal},
    rows::word,
    staff::{Actor, cut},
};
use domain::{
    Timestamp, alphabet,
    id::OrtomatId,
    ortomat::OrtomatStatus,
    staff::{
        PersonName,
        people::{Listing, OrtomatLine},
    },
    text_enum,
};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
    mem,
};

text_enum! {
    /// In which order ortomats are listed.
    pub enum OrtomatSort {
        /// За алфавітом.
        Name = "name",
        /// Спочатку порожніші.
        Fill = "fill",
        /// Спочатку ті, що продавали нещодавно.
        LastSale = "last_sale",
    }
}

/// Which ortomats are asked for.
#[derive(Clone, Debug)]
pub struct OrtomatQuery {
    /// A part of a name, an address, a city or an id.
    pub search: String,
    pub status: Option<OrtomatStatus>,
    pub sort: OrtomatSort,
    /// From 1; a page that does not exist is the last one.
    pub page: u64,
}

impl Default for OrtomatQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            status: None,
            sort: OrtomatSort::Name,
            page: 1,
        }
    }
}

/// An ortomat in the list of administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrtomatRow {
    pub line: OrtomatLine,
    pub status: OrtomatStatus,
    pub total_cells: i64,
    pub filled: i64,
    /// A product is assigned and the cell is empty.
    pub to_refill: i64,
    pub blocked: i64,
    /// Some device of it is connected.
    pub online: bool,
    /// When any device of it gave its last sign of life.
    pub last_seen: Option<Timestamp>,
    /// When a customer last took something out.
    pub last_sale_at: Option<Timestamp>,
    pub courier: Option<PersonName>,
    pub sells_offline: bool,
}

impl OrtomatRow {
    /// Per cent of all cells that are filled.
    #[must_use]
    pub fn fill_rate(&self) -> i64 {
        self.filled * 100 / self.total_cells.max(1)
    }
}

/// An ortomat with what an edit has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrtomatDetails {
    pub row: OrtomatRow,
    /// Counts edits: who saves must have seen the last one.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    filled: i64,
    to_refill: i64,
    blocked: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Presence {
    last_seen: Option<i64>,
    online_until: i64,
}

impl Engine {
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub async fn list_ortomats(&self, by: &Actor, query: &OrtomatQuery) -> Result<Listing<OrtomatRow>, Error> {
        administrators_only(by)?;
        let mut rows = ortomat::Entity::find().all(self.database.read()).await?;
        rows.retain(|row| query.status.is_none_or(|status| row.status == status.as_str()));
        rows.retain(|row| is_found(row, &query.search));
        rows.sort_by_cached_key(|row| (alphabet::sort_key(&row.name), row.id.clone()));
        match query.sort {
            OrtomatSort::Name => {}
            OrtomatSort::Fill => {
                let counts = self.counts_of(&ids_of(&rows)).await?;
                rows.sort_by_key(|row| {
                    let filled = counts.get(&row.id).map_or(0, |counts| counts.filled);
                    // In thousandths, because two cabinets of 37 cells differ by less than a hundredth.
                    filled * 1_000 / i64::from(row.total_cells.max(1))
                });
            }
            OrtomatSort::LastSale => {
                let sold = self.last_sales_of(&ids_of(&rows)).await?;
                rows.sort_by_key(|row| Reverse(sold.get(&row.id).copied()));
            }
        }
        let mut page = cut(rows, query.page);
        let rows = self.ortomat_rows(mem::take(&mut page.items)).await?;
        Ok(page.with_items(rows))
    }

    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn ortomat_details(&self, by: &Actor, id: &OrtomatId) -> Result<OrtomatDetails, Error> {
        administrators_only(by)?;
        let row = ortomat::Entity::find_by_id(id.as_str())
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        let (version, created_at, updated_at) = (row.version, row.created_at, row.updated_at);
        let row = self.ortomat_rows(vec![row]).await?.pop();
        Ok(OrtomatDetails {
            row: row.ok_or(Refusal::NoSuchOrtomat)?,
            version,
            created_at: Timestamp::from_millis(created_at),
            updated_at: Timestamp::from_millis(updated_at),
        })
    }

    async fn ortomat_rows(&self, rows: Vec<ortomat::Model>) -> Result<Vec<OrtomatRow>, Error> {
        let ids = ids_of(&rows);
        let counts = self.counts_of(&ids).await?;
        let presence = self.presence_of(&ids).await?;
        let sold = self.last_sales_of(&ids).await?;
        let mut couriers = self.couriers_of(&ids).await?;
        let now = self.now().millis();
        rows.into_iter()
            .map(|row| {
                let id: OrtomatId = word(&row.id, "ortomats.id", &row.id)?;
                let counts = counts.get(&row.id).copied().unwrap_or_default();
                let presence = presence.get(&row.id).copied().unwrap_or_default();
                Ok(OrtomatRow {
                    status: word(&row.status, "ortomats.status", &row.id)?,
                    total_cells: i64::from(row.total_cells),
                    filled: counts.filled,
                    to_refill: counts.to_refill,
                    blocked: counts.blocked,
                    online: self.registry.has_ortomat(&id) || presence.online_until > now,
                    last_seen: presence.last_seen.map(Timestamp::from_millis),
                    last_sale_at: sold.get(&row.id).copied().map(Timestamp::from_millis),
                    courier: couriers.remove(&row.id),
                    sells_offline: row.sells_offline,
                    line: row.line()?,
                })
            })
            .collect()
    }

    async fn counts_of(&self, ids: &BTreeSet<String>) -> Result<HashMap<String, Counts>, Error> {
        let counted: Vec<(String, i64, i64, i64)> = cell::Entity::find()
            .select_only()
            .column(cell::Column::OrtomatId)
            .expr_as(Expr::cust("COUNT(CASE WHEN filled THEN 1 END)"), "filled_cells")
            .expr_as(
                Expr::cust("COUNT(CASE WHEN product_id IS NOT NULL AND NOT filled THEN 1 END)"),
                "to_refill",
            )
            .expr_as(Expr::cust("COUNT(blocked_reason)"), "blocked")
            .filter(cell::COLUMN.ortomat_id.is_in(ids))
            .group_by(cell::Column::OrtomatId)
            .into_tuple()
            .all(self.database.read())
            .await?;
        Ok(counted
            .into_iter()
            .map(|(ortomat, filled, to_refill, blocked)| {
                let counts = Counts {
                    filled,
                    to_refill,
                    blocked,
                };
                (ortomat, counts)
            })
            .collect())
    }

    async fn presence_of(&self, ids: &BTreeSet<String>) -> Result<HashMap<String, Presence>, Error> {
        let told: Vec<(String, Option<i64>, i64)> = device::Entity::find()
            .select_only()
            .column(device::Column::OrtomatId)
            .expr_as(Expr::cust("MAX(last_seen_at)"), "seen")
            .expr_as(Expr::cust("MAX(online_until)"), "believed")
            .filter(device::COLUMN.ortomat_id.is_in(ids))
            .filter(device::COLUMN.revoked_at.is_null())
            .group_by(device::Column::OrtomatId)
            .into_tuple()
            .all(self.database.read())
            .await?;
        Ok(told
            .into_iter()
            .map(|(ortomat, last_seen, online_until)| {
                let presence = Presence {
                    last_seen,
                    online_until,
                };
                (ortomat, presence)
            })
            .collect())
    }

    /// One probe of the index `sales_completed` for each ortomat; the history behind it is not read.
    async fn last_sales_of(&self, ids: &BTreeSet<String>) -> Result<HashMap<String, i64>, Error> {
        let sold: Vec<(String, Option<i64>)> = ortomat::Entity::find()
            .select_only()
            .column(ortomat::Column::Id)
            .expr_as(Expr::cust(LAST_SALE), "sold_at")
            .filter(ortomat::COLUMN.id.is_in(ids))
            .into_tuple()
            .all(self.database.read())
            .await?;
        Ok(sold.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
    }

    async fn couriers_of(&self, ids: &BTreeSet<String>) -> Result<HashMap<String, PersonName>, Error> {
        let links = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.ortomat_id.is_in(ids))
            .filter(courier_ortomat::COLUMN.status.eq("active"))
            .all(self.database.read())
            .await?;
        let couriers: BTreeSet<&str> = links.iter().map(|link| link.courier_id.as_str()).collect();
        let names: HashMap<String, PersonName> = user::Entity::find()
            .filter(user::COLUMN.id.is_in(couriers))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row.name()))
            .collect();
        Ok(links
            .into_iter()
            .filter_map(|link| Some((link.ortomat_id, names.get(&link.courier_id)?.clone())))
            .collect())
    }
}

/// With the condition of the index `sales_completed`, word for word.
const LAST_SALE: &str = "(SELECT MAX(s.completed_at) FROM sales s \
                          WHERE s.ortomat_id = ortomats.id AND s.completed_at IS NOT NULL)";

fn ids_of(rows: &[ortomat::Model]) -> BTreeSet<String> {
    rows.iter().map(|row| row.id.clone()).collect()
}

/// Every word of the search must be somewhere.
fn is_found(row: &ortomat::Model, search: &str) -> bool {
    let city = row.city.as_deref().unwrap_or_default();
    let text = format!("{} {} {city} {}", row.name, row.address, row.id).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
