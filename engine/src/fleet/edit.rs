//! Adding and changing ortomats. Nobody deletes one: its codes hang on walls, and its sales are history; it is switched
//! off instead.

use super::{OrtomatForm, administrators_only};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, ortomat, sale},
    error::{Error, Refusal},
    orders::LIVE_PHASES,
    rows::{is_unique_violation, word},
    staff::Actor,
};
use domain::{
    activity::{ActivityType, Severity},
    id::{IdempotencyKey, OrtomatId},
};
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};
use std::collections::BTreeSet;

impl Engine {
    /// Adds an ortomat with cells 1 to N, all grey.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::InvalidForm`] for what [`OrtomatForm::cleaned`] does not accept.
    pub async fn add_ortomat(&self, by: &Actor, form: &OrtomatForm) -> Result<OrtomatId, Error> {
        self.add_ortomat_once(by, &self.new_idempotency_key()?, form).await
    }

    /// The same, once per key: nobody can delete the second one that a form sent twice would make.
    ///
    /// # Errors
    /// Those of [`Engine::add_ortomat`]; [`Refusal::KeyReused`] when the one with this key is another by now.
    pub async fn add_ortomat_once(
        &self,
        by: &Actor,
        key: &IdempotencyKey,
        form: &OrtomatForm,
    ) -> Result<OrtomatId, Error> {
        administrators_only(by)?;
        let form = form.cleaned().map_err(|_| Refusal::InvalidForm)?;
        let now = self.now().millis();
        let row = ortomat::Model {
            id: key.to_string(),
            name: String::new(),
            address: String::new(),
            city: None,
            total_cells: 0,
            status: String::new(),
            sells_offline: false,
            version: 0,
            created_at: now,
            updated_at: now,
        };
        let row = written(row, form);
        let id = word(&row.id, "ortomats.id", &row.id)?;
        let txn = self.database.write().await?;
        let known = ortomat::Entity::find_by_id(row.id.as_str()).one(txn.db()).await?;
        if let Some(known) = known {
            return match changed_fields(&known, &row).is_empty() {
                true => Ok(id),
                false => Err(Refusal::KeyReused.into()),
            };
        }
        if let Err(error) = row.clone().into_active_model().reset_all().insert(txn.db()).await {
            // The same form at this very moment.
            return match is_unique_violation(&error) {
                true => Ok(id),
                false => Err(error.into()),
            };
        }
        self.add_missing_cells(&txn, &row).await?;
        self.log_ortomat(&txn, by, &row, "Додано ортомат", &[]).await?;
        txn.commit(&self.wakeups).await?;
        Ok(id)
    }

    /// Changes an ortomat as it was at `version`. More cells are added; fewer only when those that go are out of use.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::InvalidForm`], [`Refusal::NoSuchOrtomat`], [`Refusal::EditConflict`],
    /// [`Refusal::CellsInUse`].
    pub async fn edit_ortomat(
        &self,
        by: &Actor,
        id: &OrtomatId,
        version: i64,
        form: &OrtomatForm,
    ) -> Result<(), Error> {
        administrators_only(by)?;
        let form = form.cleaned().map_err(|_| Refusal::InvalidForm)?;
        let txn = self.database.write().await?;
        let old = ortomat::Entity::find_by_id(id.as_str())
            // An order that is being placed only needs the ortomat to stay; it and we must not wait for each other.
            .lock(LockType::NoKeyUpdate)
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        if old.version != version {
            return Err(Refusal::EditConflict.into());
        }
        if form.total_cells < old.total_cells {
            remove_cells_above(&txn, id, form.total_cells).await?;
        }
        let mut new = written(old.clone(), form);
        new.version += 1;
        new.updated_at = self.now().millis();
        new.clone().into_active_model().reset_all().update(txn.db()).await?;
        self.add_missing_cells(&txn, &new).await?;
        self.log_ortomat(&txn, by, &new, "Змінено ортомат", &changed_fields(&old, &new))
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// The cells that an ortomat should have and has not.
    pub(crate) async fn add_cells_of(&self, txn: &WriteTxn, id: &OrtomatId) -> Result<(), Error> {
        let ortomat = ortomat::Entity::find_by_id(id.as_str())
            .lock(LockType::NoKeyUpdate)
            .one(txn.db())
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        self.add_missing_cells(txn, &ortomat).await
    }

    /// Also heals what the earlier system left: there a number of cells could be changed without the cells (contract
    /// §10.5).
    async fn add_missing_cells(&self, txn: &WriteTxn, ortomat: &ortomat::Model) -> Result<(), Error> {
        let there: Vec<i32> = cell::Entity::find()
            .select_only()
            .column(cell::Column::Number)
            .filter(cell::COLUMN.ortomat_id.eq(ortomat.id.as_str()))
            .into_tuple()
            .all(txn.db())
            .await?;
        let there: BTreeSet<i32> = there.into_iter().collect();
        let now = self.now().millis();
        let missing: Vec<_> = (1..=ortomat.total_cells)
            .filter(|number| !there.contains(number))
            .map(|number| {
                cell::Model {
                    id: crate::ids::random_uuid(),
                    ortomat_id: ortomat.id.clone(),
                    number,
                    product_id: None,
                    filled: false,
                    blocked_reason: None,
                    last_refill_at: None,
                    courier_id: None,
                    created_at: now,
                    updated_at: now,
                }
                .into_active_model()
                .reset_all()
            })
            .collect();
        if !missing.is_empty() {
            cell::Entity::insert_many(missing)
                .exec_without_returning(txn.db())
                .await?;
        }
        Ok(())
    }

    async fn log_ortomat(
        &self,
        txn: &WriteTxn,
        by: &Actor,
        row: &ortomat::Model,
        what: &str,
        changed: &[&'static str],
    ) -> Result<(), Error> {
        Entry::new(
            ActivityType::FleetChanged,
            Severity::Info,
            format!("{what}: {}", row.name),
        )
        .by(&by.id)
        .at_ortomat(&row.id)
        .with("fields", changed.join(", "))
        .with("status", row.status.as_str())
        .with("totalCells", row.total_cells)
        .write(txn, self.now())
        .await
    }
}

/// A cell that holds a product, or that somebody is just buying from, stays.
async fn remove_cells_above(txn: &WriteTxn, ortomat: &OrtomatId, last: i32) -> Result<(), Error> {
    let above = cell::Entity::find()
        .filter(cell::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(cell::COLUMN.number.gt(last))
        .lock_exclusive()
        .all(txn.db())
        .await?;
    let bought = sale::Entity::find()
        .filter(sale::COLUMN.ortomat_id.eq(ortomat.as_str()))
        .filter(sale::COLUMN.cell_number.gt(last))
        .filter(Expr::cust(LIVE_PHASES))
        .one(txn.db())
        .await?;
    if bought.is_some() || above.iter().any(|cell| cell.product_id.is_some()) {
        return Err(Refusal::CellsInUse.into());
    }
    cell::Entity::delete_many()
        .filter(cell::COLUMN.id.is_in(above.iter().map(|cell| cell.id.as_str())))
        .exec(txn.db())
        .await?;
    Ok(())
}

fn written(mut row: ortomat::Model, form: OrtomatForm) -> ortomat::Model {
    row.name = form.name;
    row.address = form.address;
    row.city = form.city;
    row.total_cells = form.total_cells;
    row.status = form.status.to_string();
    row.sells_offline = form.sells_offline;
    row
}

fn changed_fields(old: &ortomat::Model, new: &ortomat::Model) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("address", old.address != new.address),
        ("city", old.city != new.city),
        ("totalCells", old.total_cells != new.total_cells),
        ("status", old.status != new.status),
        ("sellsOffline", old.sells_offline != new.sells_offline),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}
