//! What a courier takes along, and where it goes.

use super::{CellProduct, grid};
use crate::{
    Engine,
    entity::{cell, courier_ortomat, device, ortomat, sale},
    error::{Error, Refusal},
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    alphabet,
    cell::CellNumber,
    id::{OrtomatId, ProductId, UserId},
    staff::{Role, people::OrtomatLine},
};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::{BTreeMap, HashMap, HashSet};

/// All that a courier has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefillPlan {
    /// What to take along for all ortomats together, by name.
    pub products: Vec<PickLine>,
    /// All own ortomats by name, also those where nothing is to be done.
    pub stops: Vec<RefillStop>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickLine {
    pub product: CellProduct,
    pub count: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefillStop {
    pub ortomat: OrtomatLine,
    pub online: bool,
    /// Blue cells that are neither blocked nor reserved, in the order of their numbers.
    pub cells: Vec<(CellNumber, CellProduct)>,
}

#[derive(Debug, FromQueryResult)]
struct EmptyCell {
    ortomat_id: String,
    number: i32,
    #[sea_orm(nested(prefix = "product_"))]
    product: grid::ProductRow,
}

impl Engine {
    /// What a courier takes along, and where it goes.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody who is no courier.
    pub async fn refill_plan(&self, courier: &Actor) -> Result<RefillPlan, Error> {
        only_courier(courier)?;
        let db = self.database.read();
        let mut ortomats = own_ortomats(&courier.id).all(db).await?;
        ortomats.sort_by_cached_key(|ortomat| (alphabet::sort_key(&ortomat.name), ortomat.id.clone()));
        let ids: Vec<String> = ortomats.iter().map(|ortomat| ortomat.id.clone()).collect();
        let online = self.online_among(ids.clone()).await?;
        let mut cells: HashMap<String, Vec<(CellNumber, CellProduct)>> = HashMap::new();
        let mut products: BTreeMap<ProductId, PickLine> = BTreeMap::new();
        for cell in empty_cells(ids).into_model::<EmptyCell>().all(db).await? {
            let product: CellProduct = cell.product.try_into()?;
            products
                .entry(product.id.clone())
                .or_insert_with(|| PickLine {
                    product: product.clone(),
                    count: 0,
                })
                .count += 1;
            let number = cell_number(cell.number, &cell.ortomat_id)?;
            cells.entry(cell.ortomat_id).or_default().push((number, product));
        }
        let mut products: Vec<PickLine> = products.into_values().collect();
        products.sort_by_cached_key(|line| (alphabet::sort_key(&line.product.name), line.product.size.clone()));
        let stops = ortomats
            .into_iter()
            .map(|row| {
                let id: OrtomatId = word(&row.id, "ortomats.id", &row.id)?;
                Ok(RefillStop {
                    online: online.contains(&id),
                    cells: cells.remove(&row.id).unwrap_or_default(),
                    ortomat: OrtomatLine {
                        id,
                        name: row.name,
                        address: row.address,
                        city: row.city,
                    },
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(RefillPlan { products, stops })
    }

    /// Those of these ortomats whose doors can be opened now.
    pub(crate) async fn online_among(&self, ortomats: Vec<String>) -> Result<HashSet<OrtomatId>, Error> {
        let known: HashSet<String> = device::Entity::find()
            .select_only()
            .column(device::Column::OrtomatId)
            .filter(device::COLUMN.ortomat_id.is_in(ortomats.clone()))
            .filter(device::COLUMN.online_until.gt(self.now().millis()))
            .into_tuple::<String>()
            .all(self.database.read())
            .await?
            .into_iter()
            .collect();
        let mut online = HashSet::new();
        for ortomat in ortomats {
            let is_known = known.contains(&ortomat);
            let id: OrtomatId = word(&ortomat, "ortomats.id", &ortomat)?;
            // A device that has come to this process a moment ago is not written down yet.
            if is_known || self.registry.has_ortomat(&id) {
                online.insert(id);
            }
        }
        Ok(online)
    }
}

pub(super) fn only_courier(actor: &Actor) -> Result<(), Error> {
    match actor.role {
        Role::Courier => Ok(()),
        Role::Admin | Role::Doctor => Err(Refusal::Forbidden.into()),
    }
}

fn own_ortomats(courier: &UserId) -> Select<ortomat::Entity> {
    ortomat::Entity::find()
        .join(
            JoinType::InnerJoin,
            ortomat::Entity::belongs_to(courier_ortomat::Entity)
                .from(ortomat::Column::Id)
                .to(courier_ortomat::Column::OrtomatId)
                .into(),
        )
        .filter(courier_ortomat::COLUMN.courier_id.eq(courier.as_str()))
        .filter(courier_ortomat::COLUMN.status.eq("active"))
}

/// What [`domain::cell::Cell::needs_refill`] says, for many ortomats at once.
fn empty_cells(ortomats: Vec<String>) -> Select<cell::Entity> {
    grid::with_products(cell::Entity::find())
        .column(cell::Column::OrtomatId)
        .column(cell::Column::Number)
        .join(JoinType::LeftJoin, grid::live_order())
        .filter(cell::COLUMN.ortomat_id.is_in(ortomats))
        .filter(cell::COLUMN.product_id.is_not_null())
        .filter(cell::COLUMN.filled.eq(false))
        .filter(cell::COLUMN.blocked_reason.is_null())
        .filter(sale::COLUMN.id.is_null())
        .order_by_asc(cell::COLUMN.ortomat_id)
        .order_by_asc(cell::COLUMN.number)
}
