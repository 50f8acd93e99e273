//! Whom and what the filters of the log can name.

use crate::{
    Engine,
    desk::{Person, full_name},
    entity::user,
    error::Error,
    fleet::administrators_only,
    rows::word,
    staff::Actor,
};
use domain::{alphabet, staff::people::OrtomatLine};
use sea_orm::{EntityTrait, QuerySelect};

/// What a person can choose from, in the order of the alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogChoices {
    pub ortomats: Vec<OrtomatLine>,
    /// Those who have been deleted too: what they did is still in the log.
    pub people: Vec<Person>,
}

type Row = (String, String, Option<String>, Option<String>, Option<String>);

impl Engine {
    /// Two statements.
    ///
    /// # Errors
    /// [`crate::Refusal::Forbidden`] for everybody but administrators.
    pub async fn log_choices(&self, actor: &Actor) -> Result<LogChoices, Error> {
        administrators_only(actor)?;
        let rows: Vec<Row> = user::Entity::find()
            .select_only()
            .columns([
                user::Column::Id,
                user::Column::Role,
                user::Column::LastName,
                user::Column::FirstName,
                user::Column::MiddleName,
            ])
            .into_tuple()
            .all(self.database.read())
            .await?;
        let mut people = rows
            .into_iter()
            .map(|(id, role, last, first, middle)| {
                Ok(Person {
                    id: word(&id, "users.id", &id)?,
                    role: word(&role, "users.role", &id)?,
                    name: full_name(last, first, middle),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        people.sort_by_cached_key(|person| {
            let name = person.name.as_deref().unwrap_or_default();
            // The nameless stand at the end.
            (name.is_empty(), alphabet::sort_key(name), person.id.clone())
        });
        let mut ortomats = self.ortomat_lines().await?;
        ortomats.sort_by_cached_key(|line| (alphabet::sort_key(&line.name), line.id.clone()));
        Ok(LogChoices { ortomats, people })
    }
}
