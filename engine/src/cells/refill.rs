//! A courier's round: what to take along, where to put it, how far one is.

use super::{CellProduct, CellView, grid};
use crate::{
    Engine,
    activity_log::Entry,
    entity::{activity_log, cell, courier_ortomat, device, ortomat, sale},
    error::{Error, Refusal},
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    alphabet,
    cell::CellNumber,
    id::{OrtomatId, ProductId, UserId},
    staff::{Role, people::OrtomatLine},
};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

/// A courier who comes back sooner has not been away, and a pause between two cells that is longer begins a new round.
const VISIT: Duration = Duration::from_secs(30 * 60);

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

/// How far a round at one ortomat has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefillStep {
    /// The next cell to fill; `None` when none is left, or none behind those that were passed over.
    pub next: Option<CellView>,
    /// The cells that this person has filled in this round and that are still full: the last one at most half an hour
    /// ago, and half an hour at most between one and the next. The cell in hand is therefore number `done + 1`.
    pub done: usize,
    /// `done` and all cells that can still be filled, passed over or not.
    pub total: usize,
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
        let online: HashSet<String> = device::Entity::find()
            .select_only()
            .column(device::Column::OrtomatId)
            .filter(device::COLUMN.ortomat_id.is_in(ids.clone()))
            .filter(device::COLUMN.online_until.gt(self.now().millis()))
            .into_tuple::<String>()
            .all(db)
            .await?
            .into_iter()
            .collect();
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
                    online: online.contains(&row.id) || self.registry.has_ortomat(&id),
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

    /// The first cell behind `after` that can be filled, and how far the round has come. The way leads through the
    /// cabinet once: cells that were passed over come again when it begins anew, without `after`.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn next_to_refill(
        &self,
        actor: &Actor,
        ortomat: &OrtomatId,
        after: Option<CellNumber>,
    ) -> Result<RefillStep, Error> {
        let cells = self.cells(actor, ortomat).await?.cells;
        let since = round_began(self.now(), &cells, &actor.id);
        let is_done = |cell: &&CellView| {
            let filled_at = filled_by(cell, &actor.id).filter(|_| cell.filled);
            since.zip(filled_at).is_some_and(|(since, at)| at >= since)
        };
        let done = cells.iter().filter(is_done).count();
        let open = cells.iter().filter(|cell| cell.cell().needs_refill()).count();
        let next = cells
            .into_iter()
            .filter(|cell| after.is_none_or(|after| cell.number > after))
            .find(|cell| cell.cell().needs_refill());
        Ok(RefillStep {
            next,
            done,
            total: done + open,
        })
    }

    /// Notes that a courier is at an ortomat. Once per visit: within half an hour it is the same one, and the answer
    /// is `false`.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody but the ortomat's courier.
    pub async fn check_in(&self, courier: &Actor, ortomat: &OrtomatId) -> Result<bool, Error> {
        only_courier(courier)?;
        let txn = self.database.write().await?;
        // Two pages that are opened at once take turns at the courier's link.
        let link = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(courier_ortomat::COLUMN.courier_id.eq(courier.id.as_str()))
            .filter(courier_ortomat::COLUMN.status.eq("active"))
            .lock_exclusive()
            .one(txn.db())
            .await?
            .ok_or(Refusal::Forbidden)?;
        let now = self.now();
        let before = activity_log::Entity::find()
            .filter(activity_log::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(activity_log::COLUMN.created_at.gt(now.before(VISIT).millis()))
            .filter(activity_log::COLUMN.user_id.eq(courier.id.as_str()))
            .filter(activity_log::COLUMN.kind.eq(ActivityType::CourierCheckin.as_str()))
            .count(txn.db())
            .await?;
        if before > 0 {
            return Ok(false);
        }
        Entry::new(
            ActivityType::CourierCheckin,
            Severity::Info,
            format!("Кур'єр біля ортомата: {}", courier.name),
        )
        .by(&courier.id)
        .at_ortomat(&link.ortomat_id)
        .write(&txn, now)
        .await?;
        txn.commit(&self.wakeups).await?;
        Ok(true)
    }
}

fn only_courier(actor: &Actor) -> Result<(), Error> {
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

/// When this person filled the cell, if they were the last to do it.
fn filled_by(cell: &CellView, person: &UserId) -> Option<Timestamp> {
    let refill = cell.last_refill.as_ref()?;
    (refill.by.as_ref() == Some(person)).then_some(refill.at)
}

/// The first cell of the round that goes on at this moment; `None` when none does.
fn round_began(now: Timestamp, cells: &[CellView], person: &UserId) -> Option<Timestamp> {
    let mut fills: Vec<Timestamp> = cells.iter().filter_map(|cell| filled_by(cell, person)).collect();
    fills.sort_unstable();
    let mut began = None;
    for fill in fills.into_iter().rev() {
        if began.unwrap_or(now).since(fill) > VISIT {
            break;
        }
        began = Some(fill);
    }
    began
}
