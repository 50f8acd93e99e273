//! Reading the grid: three statements for all of it, whatever the number of cells.

use super::{
    CellGrid, CellOpening, CellProduct, CellReservation, CellView, Counters, DeviceBrief, LastRefill, Purpose,
    order_is_live,
};
use crate::{
    Engine,
    entity::{cell, command, device, ortomat, product, sale, user},
    error::{Error, Refusal},
    rows::{cell_number, word},
    staff::Actor,
};
use domain::{
    Money, Timestamp,
    cell::Cell,
    command::CommandKind,
    id::{DeviceId, OrtomatId},
    staff::{PersonName, people::OrtomatLine},
};
use sea_orm::{
    Condition, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Select,
    sea_query::{Expr, ExprTrait, IntoCondition},
};
use std::{collections::HashMap, time::Duration};

/// How long an opening stays in the grid after it ended.
const JUST_ENDED: Duration = Duration::from_secs(2 * 60);
/// No opening that is older than this can be live or have just ended.
const RECENT: Duration = Duration::from_secs(10 * 60);

#[derive(Debug, FromQueryResult)]
struct CellRow {
    number: i32,
    filled: bool,
    blocked_reason: Option<String>,
    last_refill_at: Option<i64>,
    courier_id: Option<String>,
    updated_at: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    middle_name: Option<String>,
    order_number: Option<String>,
    phase: Option<String>,
    #[sea_orm(nested(prefix = "product_"))]
    product: Option<ProductRow>,
}

/// What the staff see of a product.
#[derive(Debug, FromQueryResult)]
pub(super) struct ProductRow {
    product_id: String,
    name: String,
    size: String,
    price: i64,
    main_image: Option<String>,
    images: String,
    image_url: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct OrtomatRow {
    id: String,
    name: String,
    address: String,
    city: Option<String>,
    status: String,
    device_id: Option<String>,
    online_until: Option<i64>,
    last_seen_at: Option<i64>,
    wifi_rssi: Option<i32>,
}

impl Engine {
    /// All cells of an ortomat with what is in them and what happens to them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn cells(&self, actor: &Actor, ortomat: &OrtomatId) -> Result<CellGrid, Error> {
        self.admit(self.database.read(), actor, ortomat).await?;
        self.grid(ortomat).await
    }

    /// A short text that changes when anything that [`Engine::cells`] shows changes, whoever changed it, in whatever
    /// process; see [`CellGrid::version`].
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`].
    pub async fn grid_version(&self, ortomat: &OrtomatId) -> Result<String, Error> {
        Ok(self.grid(ortomat).await?.version())
    }

    /// Whether somebody may see the cells of an ortomat now; pages that stay open ask it again and again.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn may_see_cells(&self, actor: &Actor, ortomat: &OrtomatId) -> Result<(), Error> {
        let db = self.database.read();
        self.admit(db, actor, ortomat).await?;
        match ortomat::Entity::find_by_id(ortomat.as_str()).count(db).await? {
            0 => Err(Refusal::NoSuchOrtomat.into()),
            _ => Ok(()),
        }
    }

    async fn grid(&self, ortomat: &OrtomatId) -> Result<CellGrid, Error> {
        let db = self.database.read();
        let now = self.now();
        let places = ortomat_with_devices(ortomat).into_model::<OrtomatRow>().all(db).await?;
        let rows = cells_of(ortomat).into_model::<CellRow>().all(db).await?;
        let opened = openings_of(ortomat, now).all(db).await?;
        let mut openings = HashMap::new();
        // The newest comes last and stays.
        for command in opened {
            let cell = command.cell_number;
            openings.insert(cell, opening(command, now)?);
        }
        let cells = rows
            .into_iter()
            .map(|row| {
                let opening = openings.remove(&row.number).flatten();
                row.view(opening)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let ortomat_row = places.first().ok_or(Refusal::NoSuchOrtomat)?;
        let devices = places
            .iter()
            .filter_map(|row| self.brief(ortomat, row, now).transpose())
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(CellGrid {
            ortomat: OrtomatLine {
                id: word(&ortomat_row.id, "ortomats.id", &ortomat_row.id)?,
                name: ortomat_row.name.clone(),
                address: ortomat_row.address.clone(),
                city: ortomat_row.city.clone(),
            },
            status: word(&ortomat_row.status, "ortomats.status", &ortomat_row.id)?,
            online: devices.iter().any(|device| device.online),
            devices,
            counters: Counters::of(&cells),
            cells,
        })
    }

    fn brief(&self, ortomat: &OrtomatId, row: &OrtomatRow, now: Timestamp) -> Result<Option<DeviceBrief>, Error> {
        let Some(id) = row.device_id.as_deref() else {
            return Ok(None);
        };
        let id: DeviceId = word(id, "devices.id", id)?;
        let is_here = self.registry.reach(ortomat, Some(&id)).is_some();
        Ok(Some(DeviceBrief {
            online: is_here || row.online_until.is_some_and(|until| until > now.millis()),
            id,
            last_seen_at: row.last_seen_at.map(Timestamp::from_millis),
            wifi_rssi: row.wifi_rssi,
        }))
    }
}

impl CellRow {
    fn view(self, opening: Option<CellOpening>) -> Result<CellView, Error> {
        let reserved = match (&self.order_number, &self.phase) {
            (Some(order), Some(phase)) => Some(CellReservation {
                order: word(order, "sales.order_number", order)?,
                phase: word(phase, "sales.phase", order)?,
            }),
            _ => None,
        };
        let name = PersonName {
            last: self.last_name.unwrap_or_default(),
            first: self.first_name.unwrap_or_default(),
            middle: self.middle_name.filter(|middle| !middle.is_empty()),
        };
        let cell = Cell {
            product_assigned: self.product.is_some(),
            filled: self.filled,
            blocked: self.blocked_reason.is_some(),
            reserved: reserved.is_some(),
        };
        Ok(CellView {
            number: cell_number(self.number, "cells.number")?,
            colour: cell.colour(),
            filled: self.filled,
            product: self.product.map(TryInto::try_into).transpose()?,
            blocked: self.blocked_reason,
            reserved,
            last_refill: self.last_refill_at.map(|at| LastRefill {
                at: Timestamp::from_millis(at),
                // A backup of the past may hold anything here.
                by: self.courier_id.and_then(|id| id.parse().ok()),
                name: Some(name.full()).filter(|name| !name.trim().is_empty()),
            }),
            opening,
            changed_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

impl TryFrom<ProductRow> for CellProduct {
    type Error = Error;

    fn try_from(row: ProductRow) -> Result<Self, Error> {
        let more: Vec<String> = serde_json::from_str(&row.images).map_err(|_| Error::CorruptRow {
            column: "products.images",
            id: row.product_id.clone(),
        })?;
        let mut images = row.main_image.into_iter().chain(more).chain(row.image_url);
        Ok(Self {
            id: word(&row.product_id, "products.id", &row.product_id)?,
            image: images.find(|image| !image.trim().is_empty()),
            name: row.name,
            size: row.size,
            price: Money::from_kopiykas(row.price),
        })
    }
}

/// The opening, if somebody still wants to see it.
fn opening(command: command::Model, now: Timestamp) -> Result<Option<CellOpening>, Error> {
    let is_past = command
        .settled_at
        .is_some_and(|settled| now.since(Timestamp::from_millis(settled)) >= JUST_ENDED);
    if is_past {
        return Ok(None);
    }
    Ok(Some(CellOpening {
        purpose: Purpose::of(&command)?,
        status: command.status()?,
        since: Timestamp::from_millis(command.created_at),
        id: word(&command.id, "commands.id", &command.id)?,
    }))
}

/// Cells with their products, the live orders that have them, and the people who filled them last.
pub(super) fn cells_of(ortomat: &OrtomatId) -> Select<cell::Entity> {
    with_products(cell::Entity::find())
        .column(cell::Column::Number)
        .column(cell::Column::Filled)
        .column(cell::Column::BlockedReason)
        .column(cell::Column::LastRefillAt)
        .column(cell::Column::CourierId)
        .column(cell::Column::UpdatedAt)
        .column(user::Column::FirstName)
        .column(user::Column::LastName)
        .column(user::Column::MiddleName)
        .column(sale::Column::OrderNumber)
        .column(sale::Column::Phase)
        .join(JoinType::LeftJoin, live_order())
        .join(
            JoinType::LeftJoin,
            cell::Entity::belongs_to(user::Entity)
                .from(cell::Column::CourierId)
                .to(user::Column::Id)
                .into(),
        )
        .filter(cell::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .order_by_asc(cell::COLUMN.number)
}

/// Joins the columns of [`ProductRow`], and selects no others.
pub(super) fn with_products(cells: Select<cell::Entity>) -> Select<cell::Entity> {
    cells
        .select_only()
        .column_as(product::Column::Id, "product_product_id")
        .column_as(product::Column::Name, "product_name")
        .column_as(product::Column::Size, "product_size")
        .column_as(product::Column::Price, "product_price")
        .column_as(product::Column::MainImage, "product_main_image")
        .column_as(product::Column::Images, "product_images")
        .column_as(product::Column::ImageUrl, "product_image_url")
        .join(
            JoinType::LeftJoin,
            cell::Entity::belongs_to(product::Entity)
                .from(cell::Column::ProductId)
                .to(product::Column::Id)
                .into(),
        )
}

/// The live order of a cell: one at most, by the index that this reads.
pub(super) fn live_order() -> RelationDef {
    cell::Entity::belongs_to(sale::Entity)
        .from((cell::Column::OrtomatId, cell::Column::Number))
        .to((sale::Column::OrtomatId, sale::Column::CellNumber))
        .on_condition(|_cells, _sales| order_is_live().into_condition())
        .into()
}

fn openings_of(ortomat: &OrtomatId, now: Timestamp) -> Select<command::Entity> {
    command::Entity::find()
        .filter(command::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(command::COLUMN.created_at.gt(now.before(RECENT).millis()))
        .filter(command::COLUMN.kind.ne(CommandKind::Sale.as_str()))
        .order_by_asc(command::COLUMN.created_at)
        .order_by_asc(command::COLUMN.id)
}

/// One row for each device, or one without any.
fn ortomat_with_devices(ortomat: &OrtomatId) -> Select<ortomat::Entity> {
    ortomat::Entity::find_by_id(ortomat.as_str())
        .select_only()
        .column(ortomat::Column::Id)
        .column(ortomat::Column::Name)
        .column(ortomat::Column::Address)
        .column(ortomat::Column::City)
        .column(ortomat::Column::Status)
        .column_as(device::Column::Id, "device_id")
        .column(device::Column::OnlineUntil)
        .column(device::Column::LastSeenAt)
        .column(device::Column::WifiRssi)
        .join(
            JoinType::LeftJoin,
            ortomat::Entity::belongs_to(device::Entity)
                .from(ortomat::Column::Id)
                .to(device::Column::OrtomatId)
                .on_condition(|_ortomats, _devices| {
                    Condition::all().add(Expr::col((device::Entity, device::Column::RevokedAt)).is_null())
                })
                .into(),
        )
        .order_by_asc(device::COLUMN.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration::{Migrator, MigratorTrait};
    use sea_orm::{ConnectionTrait, Database, DbBackend, QueryTrait, Statement};

    /// The grid is read every second for everybody who looks at it.
    #[tokio::test]
    async fn the_grid_reads_indexes_and_no_table() {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let (ortomat, now) = ("ortomat-1".parse().unwrap(), Timestamp::from_millis(1));
        for (statement, indexes) in [
            (
                cells_of(&ortomat).build(DbBackend::Sqlite),
                &[
                    "sqlite_autoindex_cells_",
                    "sales_live_cell",
                    "sqlite_autoindex_products_",
                    "sqlite_autoindex_users_",
                ][..],
            ),
            (
                openings_of(&ortomat, now).build(DbBackend::Sqlite),
                &["commands_of_ortomat"],
            ),
            (
                ortomat_with_devices(&ortomat).build(DbBackend::Sqlite),
                &["devices_of_ortomat"],
            ),
        ] {
            let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql);
            let explain = Statement::from_sql_and_values(DbBackend::Sqlite, explain, statement.values.unwrap());
            let plan = db.query_all_raw(explain).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
            for index in indexes {
                assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:?}");
            }
        }
    }
}
