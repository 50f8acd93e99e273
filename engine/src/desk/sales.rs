//! Orders as integrators read them: with the ids of what they are about.

use super::{
    orders::{Line, OrderRow, lines, page},
    page::Page,
    query::OrdersQuery,
};
use crate::{
    Engine,
    entity::sale,
    error::{Error, Refusal},
    fleet::administrators_only,
    rows::word,
    staff::Actor,
};
use domain::{
    catalog::Referrer,
    id::{OrderId, ProductId},
};
use sea_orm::QueryFilter;

/// An order with the ids that a program needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRow {
    pub row: OrderRow,
    /// `None` when it has been deleted meanwhile.
    pub product: Option<ProductId>,
    /// The doctor whose code led to the sale.
    pub doctor: Option<Referrer>,
    /// What the sale is worth to the doctor.
    pub points: i64,
}

impl Engine {
    /// A page of the orders, the newest first, as [`Engine::list_orders`] finds them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody but administrators.
    pub async fn list_sales(&self, actor: &Actor, query: &OrdersQuery) -> Result<Page<SaleRow>, Error> {
        administrators_only(actor)?;
        let db = self.database.read();
        let rows = page(query, db.get_database_backend())
            .into_model::<Line>()
            .all(db)
            .await?
            .into_iter()
            .map(SaleRow::try_from)
            .collect::<Result<_, Error>>()?;
        Ok(Page::cut(rows, query.cursor.as_ref(), |sale: &SaleRow| {
            sale.row.position()
        }))
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrder`].
    pub async fn sale_row(&self, actor: &Actor, order: &OrderId) -> Result<SaleRow, Error> {
        administrators_only(actor)?;
        let line = lines()
            .filter(sale::COLUMN.id.eq(order.as_str()))
            .into_model::<Line>()
            .one(self.database.read())
            .await?;
        line.ok_or(Refusal::NoSuchOrder)?.try_into()
    }
}

impl TryFrom<Line> for SaleRow {
    type Error = Error;

    fn try_from(line: Line) -> Result<Self, Error> {
        let product = line
            .product_id
            .as_deref()
            .map(|id| word(id, "sales.product_id", id))
            .transpose()?;
        let doctor = match line.doctor_id.as_deref() {
            Some(id) => Some(Referrer {
                id: word(id, "sales.doctor_id", id)?,
                first_name: line.first_name.clone().unwrap_or_default(),
                last_name: line.last_name.clone().unwrap_or_default(),
                middle_name: line.middle_name.clone().filter(|middle| !middle.is_empty()),
            }),
            None => None,
        };
        Ok(Self {
            product,
            doctor,
            points: line.points,
            row: line.try_into()?,
        })
    }
}
