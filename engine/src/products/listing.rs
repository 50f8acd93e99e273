//! The list of products: searched, sorted and cut into pages. What takes room, such as descriptions, is read for one
//! page only.

use crate::{
    Engine,
    entity::{cell, product},
    error::Error,
    fleet::administrators_only,
    staff::{Actor, cut},
};
use domain::{alphabet, catalog::Product, staff::people::Listing, text_enum};
use sea_orm::{EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};
use std::{cmp::Reverse, collections::HashMap};

text_enum! {
    /// In which order products are listed.
    pub enum ProductSort {
        /// За алфавітом.
        Name = "name",
        /// Спочатку нові.
        Newest = "newest",
        /// Спочатку дешевші.
        Price = "price",
    }
}

/// Which products are asked for.
#[derive(Clone, Debug)]
pub struct ProductQuery {
    /// A part of a name, an article number, a kind, a colour or a manufacturer.
    pub search: String,
    pub sort: ProductSort,
    /// From 1; a page that does not exist is the last one.
    pub page: u64,
}

impl Default for ProductQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: ProductSort::Name,
            page: 1,
        }
    }
}

/// A product in the list of administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    pub product: Product,
    /// Cells of all ortomats that are meant for it; while there are any, it cannot be deleted.
    pub cells_assigned: i64,
    /// Those of them that hold it.
    pub filled: i64,
    /// Counts edits: who deletes must have seen the last one.
    pub version: i64,
}

/// What finding and sorting need to know.
#[derive(FromQueryResult)]
struct Key {
    id: String,
    name: String,
    sku: String,
    price: i64,
    color: Option<String>,
    manufacturer: Option<String>,
    kind: Option<String>,
    created_at: i64,
}

impl Engine {
    /// # Errors
    /// [`crate::Refusal::Forbidden`].
    pub async fn list_products(&self, by: &Actor, query: &ProductQuery) -> Result<Listing<ProductRow>, Error> {
        administrators_only(by)?;
        let mut keys: Vec<Key> = product::Entity::find()
            .select_only()
            .columns([
                product::Column::Id,
                product::Column::Name,
                product::Column::Sku,
                product::Column::Price,
                product::Column::Color,
                product::Column::Manufacturer,
                product::Column::CreatedAt,
            ])
            .column_as(product::Column::Kind, "kind")
            .into_model()
            .all(self.database.read())
            .await?;
        keys.retain(|key| is_found(key, &query.search));
        keys.sort_by_cached_key(|key| (alphabet::sort_key(&key.name), key.id.clone()));
        match query.sort {
            ProductSort::Name => {}
            ProductSort::Newest => keys.sort_by_key(|key| Reverse(key.created_at)),
            ProductSort::Price => keys.sort_by_key(|key| key.price),
        }
        let page = cut(keys, query.page);
        let ids = page.items.iter().map(|key| key.id.clone()).collect();
        Ok(page.with_items(self.product_rows(ids).await?))
    }

    async fn product_rows(&self, ids: Vec<String>) -> Result<Vec<ProductRow>, Error> {
        let mut rows: HashMap<String, product::Model> = product::Entity::find()
            .filter(product::COLUMN.id.is_in(&ids))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row))
            .collect();
        let counted: Vec<(String, i64, i64)> = cell::Entity::find()
            .select_only()
            .column(cell::Column::ProductId)
            .expr_as(Expr::cust("COUNT(*)"), "assigned")
            .expr_as(Expr::cust("COUNT(CASE WHEN filled THEN 1 END)"), "filled_cells")
            .filter(cell::COLUMN.product_id.is_in(ids.iter().cloned()))
            .group_by(cell::Column::ProductId)
            .into_tuple()
            .all(self.database.read())
            .await?;
        let counts: HashMap<String, (i64, i64)> = counted
            .into_iter()
            .map(|(product, assigned, filled)| (product, (assigned, filled)))
            .collect();
        ids.iter()
            .filter_map(|id| rows.remove(id))
            .map(|row| {
                let (cells_assigned, filled) = counts.get(&row.id).copied().unwrap_or_default();
                Ok(ProductRow {
                    version: row.version,
                    product: row.try_into()?,
                    cells_assigned,
                    filled,
                })
            })
            .collect()
    }
}

/// Every word of the search must be somewhere.
fn is_found(key: &Key, search: &str) -> bool {
    let more = [&key.color, &key.manufacturer, &key.kind].map(|text| text.as_deref().unwrap_or_default());
    let text = format!("{} {} {}", key.name, key.sku, more.join(" ")).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
