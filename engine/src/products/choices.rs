//! All products, to choose one for a cell.

use crate::{Engine, entity::product, error::Error, fleet::administrators_only, rows::word, staff::Actor};
use domain::{Money, alphabet, id::ProductId};
use sea_orm::{EntityTrait, FromQueryResult, QuerySelect};

/// A product as far as it has to be told from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductChoice {
    pub id: ProductId,
    pub name: String,
    pub size: String,
    pub sku: String,
    pub price: Money,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    name: String,
    size: String,
    sku: String,
    price: i64,
}

impl Engine {
    /// Every product, by the alphabet; the sizes of one stand together.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`].
    pub async fn product_choices(&self, by: &Actor) -> Result<Vec<ProductChoice>, Error> {
        administrators_only(by)?;
        let mut rows: Vec<Row> = product::Entity::find()
            .select_only()
            .columns([
                product::Column::Id,
                product::Column::Name,
                product::Column::Size,
                product::Column::Sku,
                product::Column::Price,
            ])
            .into_model()
            .all(self.database.read())
            .await?;
        rows.sort_by_cached_key(|row| (alphabet::sort_key(&row.name), row.size.clone(), row.id.clone()));
        rows.into_iter()
            .map(|row| {
                Ok(ProductChoice {
                    id: word(&row.id, "products.id", &row.id)?,
                    name: row.name,
                    size: row.size,
                    sku: row.sku,
                    price: Money::from_kopiykas(row.price),
                })
            })
            .collect()
    }
}
