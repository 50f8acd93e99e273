//! Where a product lies: the ortomats whose cells are meant for it.

use crate::{
    Engine,
    entity::{cell, ortomat},
    error::Error,
    fleet::administrators_only,
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    cell::CellNumber,
    id::{OrtomatId, ProductId},
};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};

/// An ortomat where a product lies, or shall lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductPlace {
    pub ortomat: OrtomatId,
    pub name: String,
    /// The cells that are meant for it, in ascending order, and whether it is in there.
    pub cells: Vec<(CellNumber, bool)>,
}

#[derive(FromQueryResult)]
struct Row {
    ortomat_id: String,
    name: String,
    number: i32,
    filled: bool,
}

impl Engine {
    /// By the name of the ortomat; of an unknown product nothing.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`].
    pub async fn product_places(&self, by: &Actor, product: &ProductId) -> Result<Vec<ProductPlace>, Error> {
        administrators_only(by)?;
        let rows: Vec<Row> = cell::Entity::find()
            .select_only()
            .column(cell::Column::OrtomatId)
            .column(cell::Column::Number)
            .column(cell::Column::Filled)
            .column_as(ortomat::Column::Name, "name")
            .join(
                JoinType::InnerJoin,
                cell::Entity::belongs_to(ortomat::Entity)
                    .from(cell::Column::OrtomatId)
                    .to(ortomat::Column::Id)
                    .into(),
            )
            .filter(cell::COLUMN.product_id.eq(product.as_str()))
            .order_by_asc(ortomat::COLUMN.name)
            .order_by_asc(cell::COLUMN.ortomat_id)
            .order_by_asc(cell::COLUMN.number)
            .into_model()
            .all(self.database.read())
            .await?;
        let mut places: Vec<ProductPlace> = Vec::new();
        for row in rows {
            let found = (cell_number(row.number, &row.ortomat_id)?, row.filled);
            match places
                .last_mut()
                .filter(|place| place.ortomat.as_str() == row.ortomat_id)
            {
                Some(place) => place.cells.push(found),
                None => places.push(ProductPlace {
                    ortomat: word(&row.ortomat_id, "cells.ortomat_id", &row.ortomat_id)?,
                    name: row.name,
                    cells: vec![found],
                }),
            }
        }
        Ok(places)
    }
}
