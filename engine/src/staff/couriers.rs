//! Couriers: people who refill ortomats, one for each.

use super::{
    Actor, PeopleQuery, PersonForm,
    person::{living, person},
};
use crate::{
    Engine,
    database::WriteTxn,
    entity::{cell, courier_ortomat, ortomat},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    alphabet,
    id::{OrtomatId, UserId},
    staff::{
        Role,
        people::{Courier, Listing, OrtomatChoice, OrtomatLine, Person},
    },
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};

const ACTIVE: &str = "active";

/// What a form says about a courier.
#[derive(Clone, Debug)]
pub struct CourierForm {
    pub person: PersonForm,
    pub ortomats: Vec<OrtomatId>,
}

impl Engine {
    /// # Errors
    /// When the database fails.
    pub async fn list_couriers(&self, query: &PeopleQuery) -> Result<Listing<Courier>, Error> {
        let refilled: HashMap<String, i64> = cell::Entity::find()
            .select_only()
            .column(cell::Column::CourierId)
            .column_as(cell::COLUMN.last_refill_at.max(), "refilled")
            .filter(cell::COLUMN.courier_id.is_not_null())
            .group_by(cell::Column::CourierId)
            .into_tuple::<(String, Option<i64>)>()
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|(courier, refilled)| (courier, refilled.unwrap_or(0)))
            .collect();
        let rows = self.people_page(Role::Courier, query, &refilled).await?;
        let mut ortomats = self
            .rounds_of(rows.items.iter().map(|row| row.id.clone()).collect())
            .await?;
        let people = rows.items.iter().map(|row| {
            Ok(Courier {
                person: Person::try_from(row)?,
                ortomats: ortomats.remove(&row.id).unwrap_or_default(),
            })
        });
        Ok(rows.with_items(people.collect::<Result<_, Error>>()?))
    }

    /// # Errors
    /// [`Refusal::NoSuchPerson`].
    pub async fn courier(&self, id: &UserId) -> Result<Courier, Error> {
        let row = living(Role::Courier, id)
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchPerson)?;
        let mut ortomats = self.rounds_of(vec![row.id.clone()]).await?;
        Ok(Courier {
            person: Person::try_from(&row)?,
            ortomats: ortomats.remove(&row.id).unwrap_or_default(),
        })
    }

    /// # Errors
    /// As [`Engine::add_doctor`], and [`Refusal::OrtomatTaken`] when another courier has one of the ortomats.
    pub async fn add_courier(&self, by: &Actor, form: &CourierForm) -> Result<UserId, Error> {
        let hash = self.hash_of_form(&form.person).await?;
        let txn = self.database.write().await?;
        let row = self.insert_person(&txn, by, Role::Courier, &form.person, hash).await?;
        self.set_round(&txn, &row.id, &form.ortomats).await?;
        txn.commit(&self.wakeups).await?;
        word(&row.id, "users.id", &row.id)
    }

    /// Changes a courier as it was at `version`.
    ///
    /// # Errors
    /// As [`Engine::add_courier`], and [`Refusal::NoSuchPerson`], [`Refusal::EditConflict`].
    pub async fn edit_courier(&self, by: &Actor, id: &UserId, version: i64, form: &CourierForm) -> Result<(), Error> {
        let hash = self.hash_of_form(&form.person).await?;
        let txn = self.database.write().await?;
        let row = person(&txn, Role::Courier, id, Some(version)).await?;
        self.update_person(&txn, by, row, &form.person, hash).await?;
        self.set_round(&txn, id.as_str(), &form.ortomats).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Gives a courier one more ortomat. Said once more it changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPerson`], [`Refusal::NoSuchOrtomat`], [`Refusal::OrtomatTaken`].
    pub async fn add_courier_to(&self, by: &Actor, id: &UserId, ortomat: &OrtomatId) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let row = person(&txn, Role::Courier, id, None).await?;
        let mut wanted = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.courier_id.eq(id.as_str()))
            .filter(courier_ortomat::COLUMN.status.eq(ACTIVE))
            .all(txn.db())
            .await?
            .into_iter()
            .map(|link| word(&link.ortomat_id, "courier_ortomats.ortomat_id", &link.id))
            .collect::<Result<Vec<OrtomatId>, Error>>()?;
        if wanted.contains(ortomat) {
            return Ok(());
        }
        wanted.push(ortomat.clone());
        self.set_round(&txn, id.as_str(), &wanted).await?;
        self.count_edit(&txn, by, row).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// # Errors
    /// [`Refusal::NoSuchPerson`], [`Refusal::EditConflict`].
    pub async fn delete_courier(&self, by: &Actor, id: &UserId, version: Option<i64>) -> Result<(), Error> {
        self.delete_person(by, Role::Courier, id, version).await
    }

    /// All ortomats, with a mark on those that another courier than this one has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ortomat_choices(&self, courier: Option<&UserId>) -> Result<Vec<OrtomatChoice>, Error> {
        let taken: BTreeSet<String> = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.status.eq(ACTIVE))
            .filter(
                courier_ortomat::COLUMN
                    .courier_id
                    .ne(courier.map(UserId::as_str).unwrap_or_default()),
            )
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|link| link.ortomat_id)
            .collect();
        Ok(self
            .ortomat_lines()
            .await?
            .into_iter()
            .map(|ortomat| OrtomatChoice {
                taken: taken.contains(ortomat.id.as_str()),
                ortomat,
            })
            .collect())
    }

    /// The ortomats of couriers, by name.
    pub(super) async fn rounds_of(&self, couriers: Vec<String>) -> Result<HashMap<String, Vec<OrtomatLine>>, Error> {
        let rows = courier_ortomat::Entity::find()
            .filter(courier_ortomat::COLUMN.courier_id.is_in(couriers))
            .filter(courier_ortomat::COLUMN.status.eq(ACTIVE))
            .all(self.database.read())
            .await?;
        let ortomats = self
            .lines_of(rows.iter().map(|row| row.ortomat_id.clone()).collect())
            .await?;
        let mut rounds: HashMap<String, Vec<OrtomatLine>> = HashMap::new();
        for row in rows {
            if let Some(ortomat) = ortomats.get(&row.ortomat_id) {
                rounds.entry(row.courier_id).or_default().push(ortomat.clone());
            }
        }
        for round in rounds.values_mut() {
            round.sort_by_cached_key(|ortomat| alphabet::sort_key(&ortomat.name));
        }
        Ok(rounds)
    }

    async fn set_round(&self, txn: &WriteTxn, courier: &str, wanted: &[OrtomatId]) -> Result<(), Error> {
        let now = self.now().millis();
        let wanted: BTreeSet<&str> = wanted.iter().map(OrtomatId::as_str).collect();
        let links = courier_ortomat::Entity::find().lock_exclusive().all(txn.db()).await?;
        let of = |ortomat: &str| links.iter().find(|link| link.ortomat_id == ortomat);
        for link in links.iter().filter(|link| link.courier_id == courier) {
            if !wanted.contains(link.ortomat_id.as_str()) {
                courier_ortomat::Entity::delete_by_id(link.id.as_str())
                    .exec(txn.db())
                    .await?;
            }
        }
        for ortomat in wanted {
            match of(ortomat) {
                Some(link) if link.courier_id == courier && link.status == ACTIVE => continue,
                Some(link) if link.courier_id != courier && link.status == ACTIVE => {
                    return Err(Refusal::OrtomatTaken.into());
                }
                // A link of the past that counts no more.
                Some(link) => {
                    courier_ortomat::Entity::delete_by_id(link.id.as_str())
                        .exec(txn.db())
                        .await?;
                }
                None => {}
            }
            if ortomat::Entity::find_by_id(ortomat).one(txn.db()).await?.is_none() {
                return Err(Refusal::NoSuchOrtomat.into());
            }
            let link = courier_ortomat::Model {
                id: crate::ids::random_uuid(),
                courier_id: courier.to_owned(),
                ortomat_id: ortomat.to_owned(),
                status: ACTIVE.to_owned(),
                created_at: now,
                updated_at: now,
            };
            // Somebody else may give it away at this very moment.
            if let Err(error) = link.into_active_model().reset_all().insert(txn.db()).await {
                return Err(match crate::rows::is_unique_violation(&error) {
                    true => Refusal::OrtomatTaken.into(),
                    false => error.into(),
                });
            }
        }
        Ok(())
    }
}
