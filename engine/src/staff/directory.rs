//! Everybody who is in the books, without pages and searches: what integrators read.

use crate::{
    Engine,
    entity::user,
    error::{Error, Refusal},
};
use domain::{
    id::UserId,
    staff::{
        Role,
        people::{Courier, Doctor, Person},
    },
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

/// Somebody of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub person: Person,
    pub role: Role,
}

impl Engine {
    /// All people, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_staff(&self) -> Result<Vec<Staff>, Error> {
        self.newest_people(None).await?.iter().map(TryInto::try_into).collect()
    }

    /// # Errors
    /// [`Refusal::NoSuchPerson`].
    pub async fn staff_member(&self, id: &UserId) -> Result<Staff, Error> {
        let row = user::Entity::find_by_id(id.as_str())
            .filter(user::COLUMN.deleted_at.is_null())
            .one(self.database.read())
            .await?;
        (&row.ok_or(Refusal::NoSuchPerson)?).try_into()
    }

    /// All doctors, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_doctors(&self) -> Result<Vec<Doctor>, Error> {
        let rows = self.newest_people(Some(Role::Doctor)).await?;
        let mut places = self.places_of(rows.iter().map(|row| row.id.clone()).collect()).await?;
        rows.iter()
            .map(|row| {
                Ok(Doctor {
                    person: Person::try_from(row)?,
                    places: places.remove(&row.id).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// All couriers, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_couriers(&self) -> Result<Vec<Courier>, Error> {
        let rows = self.newest_people(Some(Role::Courier)).await?;
        let mut ortomats = self.rounds_of(rows.iter().map(|row| row.id.clone()).collect()).await?;
        rows.iter()
            .map(|row| {
                Ok(Courier {
                    person: Person::try_from(row)?,
                    ortomats: ortomats.remove(&row.id).unwrap_or_default(),
                })
            })
            .collect()
    }

    async fn newest_people(&self, role: Option<Role>) -> Result<Vec<user::Model>, Error> {
        let mut people = user::Entity::find().filter(user::COLUMN.deleted_at.is_null());
        if let Some(role) = role {
            people = people.filter(user::COLUMN.role.eq(role.as_str()));
        }
        Ok(people
            .order_by_desc(user::COLUMN.created_at)
            .order_by_desc(user::COLUMN.id)
            .all(self.database.read())
            .await?)
    }
}

impl TryFrom<&user::Model> for Staff {
    type Error = Error;

    fn try_from(row: &user::Model) -> Result<Self, Error> {
        Ok(Self {
            person: row.try_into()?,
            role: row.role()?,
        })
    }
}
