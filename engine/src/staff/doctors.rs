//! Doctors: people with codes at ortomats.

use super::{
    Actor, PeopleQuery, PersonForm,
    person::{living, person},
};
use crate::{
    Engine,
    database::WriteTxn,
    entity::{doctor_ortomat, ortomat},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    id::{OrtomatId, ReferralCode, UserId},
    staff::{
        Role,
        people::{Doctor, DoctorPlace, Listing, OrtomatLine, Person},
    },
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{BTreeSet, HashMap};

/// What a form says about a doctor.
#[derive(Clone, Debug)]
pub struct DoctorForm {
    pub person: PersonForm,
    pub ortomats: Vec<OrtomatId>,
}

impl Engine {
    /// # Errors
    /// When the database fails.
    pub async fn list_doctors(&self, query: &PeopleQuery) -> Result<Listing<Doctor>, Error> {
        let sold: HashMap<String, i64> = doctor_ortomat::Entity::find()
            .select_only()
            .column(doctor_ortomat::Column::DoctorId)
            // PostgreSQL sums up to a NUMERIC otherwise.
            .column_as(
                Expr::col(doctor_ortomat::Column::TotalSales).sum().cast_as("BIGINT"),
                "sold",
            )
            .group_by(doctor_ortomat::Column::DoctorId)
            .into_tuple::<(String, Option<i64>)>()
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|(doctor, sold)| (doctor, sold.unwrap_or(0)))
            .collect();
        let rows = self.people_page(Role::Doctor, query, &sold).await?;
        let mut places = self
            .places_of(rows.items.iter().map(|row| row.id.clone()).collect())
            .await?;
        let people = rows.items.iter().map(|row| {
            Ok(Doctor {
                person: Person::try_from(row)?,
                places: places.remove(&row.id).unwrap_or_default(),
            })
        });
        Ok(rows.with_items(people.collect::<Result<_, Error>>()?))
    }

    /// # Errors
    /// [`Refusal::NoSuchPerson`].
    pub async fn doctor(&self, id: &UserId) -> Result<Doctor, Error> {
        let row = living(Role::Doctor, id)
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchPerson)?;
        let mut places = self.places_of(vec![row.id.clone()]).await?;
        Ok(Doctor {
            person: Person::try_from(&row)?,
            places: places.remove(&row.id).unwrap_or_default(),
        })
    }

    /// # Errors
    /// [`Refusal::EmailTaken`], [`Refusal::PhoneTaken`], [`Refusal::NoEmail`] for a password without one,
    /// [`Refusal::WeakPassword`], [`Refusal::PasswordLength`], [`Refusal::NoSuchOrtomat`].
    pub async fn add_doctor(&self, by: &Actor, form: &DoctorForm) -> Result<UserId, Error> {
        let hash = self.hash_of_form(&form.person).await?;
        let txn = self.database.write().await?;
        let row = self.insert_person(&txn, by, Role::Doctor, &form.person, hash).await?;
        self.set_places(&txn, &row.id, &form.ortomats).await?;
        txn.commit(&self.wakeups).await?;
        word(&row.id, "users.id", &row.id)
    }

    /// Changes a doctor as it was at `version`. Codes and totals are never touched: the paper hangs on a wall.
    ///
    /// # Errors
    /// As [`Engine::add_doctor`], and [`Refusal::NoSuchPerson`], [`Refusal::EditConflict`].
    pub async fn edit_doctor(&self, by: &Actor, id: &UserId, version: i64, form: &DoctorForm) -> Result<(), Error> {
        let hash = self.hash_of_form(&form.person).await?;
        let txn = self.database.write().await?;
        let row = person(&txn, Role::Doctor, id, Some(version)).await?;
        self.update_person(&txn, by, row, &form.person, hash).await?;
        self.set_places(&txn, id.as_str(), &form.ortomats).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Gives a doctor a place at one more ortomat. Said once more it changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPerson`], [`Refusal::NoSuchOrtomat`].
    pub async fn add_doctor_to(&self, by: &Actor, id: &UserId, ortomat: &OrtomatId) -> Result<(), Error> {
        let txn = self.database.write().await?;
        let row = person(&txn, Role::Doctor, id, None).await?;
        let mut wanted = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.doctor_id.eq(id.as_str()))
            .filter(doctor_ortomat::COLUMN.ended_at.is_null())
            .all(txn.db())
            .await?
            .into_iter()
            .map(|place| word(&place.ortomat_id, "doctor_ortomats.ortomat_id", &place.id))
            .collect::<Result<Vec<OrtomatId>, Error>>()?;
        if wanted.contains(ortomat) {
            return Ok(());
        }
        wanted.push(ortomat.clone());
        self.set_places(&txn, id.as_str(), &wanted).await?;
        self.count_edit(&txn, by, row).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// # Errors
    /// [`Refusal::NoSuchPerson`], [`Refusal::EditConflict`].
    pub async fn delete_doctor(&self, by: &Actor, id: &UserId, version: Option<i64>) -> Result<(), Error> {
        self.delete_person(by, Role::Doctor, id, version).await
    }

    /// The ortomats a doctor can be given: all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ortomat_lines(&self) -> Result<Vec<OrtomatLine>, Error> {
        ortomat::Entity::find()
            .order_by_asc(ortomat::COLUMN.name)
            .order_by_asc(ortomat::COLUMN.id)
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| row.line())
            .collect()
    }

    /// The living places of doctors, the oldest first.
    pub(super) async fn places_of(&self, doctors: Vec<String>) -> Result<HashMap<String, Vec<DoctorPlace>>, Error> {
        let rows = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.doctor_id.is_in(doctors))
            .filter(doctor_ortomat::COLUMN.ended_at.is_null())
            .order_by_asc(doctor_ortomat::COLUMN.created_at)
            .order_by_asc(doctor_ortomat::COLUMN.ortomat_id)
            .all(self.database.read())
            .await?;
        let ortomats = self
            .lines_of(rows.iter().map(|row| row.ortomat_id.clone()).collect())
            .await?;
        let mut places: HashMap<String, Vec<DoctorPlace>> = HashMap::new();
        for row in rows {
            let Some(ortomat) = ortomats.get(&row.ortomat_id).cloned() else {
                continue;
            };
            places.entry(row.doctor_id).or_default().push(DoctorPlace {
                id: word(&row.id, "doctor_ortomats.id", &row.id)?,
                code: word::<ReferralCode>(&row.referral_code, "doctor_ortomats.referral_code", &row.id)?,
                ortomat,
                total_points: row.total_points,
                total_sales: row.total_sales,
            });
        }
        Ok(places)
    }

    /// Ortomats by their ids.
    pub(super) async fn lines_of(&self, ids: BTreeSet<String>) -> Result<HashMap<String, OrtomatLine>, Error> {
        ortomat::Entity::find()
            .filter(ortomat::COLUMN.id.is_in(ids))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| Ok((row.id.clone(), row.line()?)))
            .collect()
    }

    /// A place that was left and is taken again is the same place, with the same code.
    async fn set_places(&self, txn: &WriteTxn, doctor: &str, wanted: &[OrtomatId]) -> Result<(), Error> {
        let now = self.now().millis();
        let wanted: BTreeSet<&str> = wanted.iter().map(OrtomatId::as_str).collect();
        let known = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.doctor_id.eq(doctor))
            .all(txn.db())
            .await?;
        for place in &known {
            let ended = match (wanted.contains(place.ortomat_id.as_str()), place.ended_at) {
                (true, Some(_)) => None,
                (false, None) => Some(now),
                (true, None) | (false, Some(_)) => continue,
            };
            let mut place = place.clone().into_active_model();
            place.ended_at = Set(ended);
            place.update(txn.db()).await?;
        }
        for ortomat in wanted {
            if known.iter().any(|place| place.ortomat_id == ortomat) {
                continue;
            }
            if ortomat::Entity::find_by_id(ortomat).one(txn.db()).await?.is_none() {
                return Err(Refusal::NoSuchOrtomat.into());
            }
            doctor_ortomat::Model {
                id: crate::ids::random_uuid(),
                doctor_id: doctor.to_owned(),
                ortomat_id: ortomat.to_owned(),
                referral_code: free_code(txn).await?,
                total_points: 0,
                total_sales: 0,
                created_at: now,
                ended_at: None,
            }
            .into_active_model()
            .reset_all()
            .insert(txn.db())
            .await?;
        }
        Ok(())
    }
}

impl ortomat::Model {
    pub(crate) fn line(self) -> Result<OrtomatLine, Error> {
        Ok(OrtomatLine {
            id: word(&self.id, "ortomats.id", &self.id)?,
            name: self.name,
            address: self.address,
            city: self.city,
        })
    }
}

/// A code of the form that the field knows (contract §5.4) and that nobody has.
async fn free_code(txn: &WriteTxn) -> Result<String, Error> {
    loop {
        let code = crate::ids::referral_code();
        let taken = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.referral_code.eq(code.as_str()))
            .one(txn.db())
            .await?;
        if taken.is_none() {
            return Ok(code);
        }
    }
}
