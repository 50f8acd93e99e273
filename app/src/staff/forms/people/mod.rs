//! What is done to doctors and couriers: saving, deleting, a link for a new password.

#![expect(
    clippy::too_many_arguments,
    reason = "a plain form sends its fields side by side, and each is an argument"
)]

pub mod filled;
mod typed;

use self::typed::{Typed, field_of};
use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::people as words,
    visitor,
};
use domain::{
    id::{OrtomatId, UserId},
    text_enum,
};
use engine::staff::{Actor, CourierForm, DoctorForm, PersonForm};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::{draft::WHOLE_FORM, staff::forms::edit_form::VERSION};

    pub const LAST_NAME: &str = "last_name";
    pub const FIRST_NAME: &str = "first_name";
    pub const MIDDLE_NAME: &str = "middle_name";
    pub const PHONE: &str = "phone";
    pub const EMAIL: &str = "email";
    pub const PASSWORD: &str = "password";
    pub const ORTOMATS: &str = "ortomats";
    /// That there was a password, which must be typed again.
    pub const PASSWORD_GIVEN: &str = "password_given";
    /// A link that has just been made, instead of anything typed.
    pub const PASSWORD_LINK: &str = "password_link";
}

text_enum! {
    /// Whose list or form it is.
    pub enum People {
        Doctors = "doctors",
        Couriers = "couriers",
    }
}

impl People {
    #[must_use]
    pub fn list(self) -> String {
        paths::with_query(paths::USERS.to_owned(), &[("tab", Some(self.as_str()))])
    }

    /// The form for somebody new.
    #[must_use]
    pub const fn new_page(self) -> &'static str {
        match self {
            Self::Doctors => paths::NEW_DOCTOR,
            Self::Couriers => paths::NEW_COURIER,
        }
    }

    /// The form for somebody who is in the list.
    #[must_use]
    pub fn edit_page(self, id: &UserId) -> String {
        match self {
            Self::Doctors => paths::doctor(id),
            Self::Couriers => paths::courier(id),
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static words::Kind {
        match self {
            Self::Doctors => &words::DOCTORS,
            Self::Couriers => &words::COURIERS,
        }
    }
}

/// Adds a doctor, or changes the one that is named.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "save_doctor")]
pub async fn save_doctor(
    person: Option<String>,
    version: Option<i64>,
    last_name: String,
    first_name: String,
    middle_name: String,
    phone: String,
    email: String,
    password: String,
    #[server(default)] ortomats: Vec<String>,
) -> Result<(), ApiError> {
    let names = [last_name, first_name, middle_name];
    let typed = Typed {
        names,
        phone,
        email,
        password,
        ortomats,
    };
    save(People::Doctors, person, version, typed).await
}

/// Adds a courier, or changes the one that is named.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "save_courier")]
pub async fn save_courier(
    person: Option<String>,
    version: Option<i64>,
    last_name: String,
    first_name: String,
    middle_name: String,
    phone: String,
    email: String,
    password: String,
    #[server(default)] ortomats: Vec<String>,
) -> Result<(), ApiError> {
    let names = [last_name, first_name, middle_name];
    let typed = Typed {
        names,
        phone,
        email,
        password,
        ortomats,
    };
    save(People::Couriers, person, version, typed).await
}

/// # Errors
/// What the list then says.
#[server(prefix = "/form", endpoint = "delete_doctor")]
pub async fn delete_doctor(person: String, version: i64) -> Result<(), ApiError> {
    delete(People::Doctors, &person, version).await
}

/// # Errors
/// What the list then says.
#[server(prefix = "/form", endpoint = "delete_courier")]
pub async fn delete_courier(person: String, version: i64) -> Result<(), ApiError> {
    delete(People::Couriers, &person, version).await
}

/// Makes a link with which somebody sets a password; their own page shows it once.
///
/// # Errors
/// What the list then says.
#[server(prefix = "/form", endpoint = "make_password_link")]
pub async fn make_password_link(person: String, back: String) -> Result<(), ApiError> {
    let people: People = back.parse().map_err(|_| ApiError::BadRequest)?;
    let (by, engine) = (visitor::actor()?, engine()?);
    let id = read_id(people, &person)?;
    let token = engine
        .make_password_link(&by, &id)
        .await
        .map_err(|error| back_to_list(people, error.into()))?;
    let path = paths::reset_password(&token);
    let form = people.edit_page(&id);
    Draft::of(form.as_str())
        .with(field::PASSWORD_LINK, &format!("{}{path}", engine.public_url()))
        .keep()
        .await?;
    redirect(&format!("{form}#{}", field::PASSWORD_LINK));
    Ok(())
}

/// The person whom a form changes, as they were when it was shown.
type Edited = (UserId, i64);

async fn save(people: People, person: Option<String>, version: Option<i64>, typed: Typed) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let edited = match (person, version) {
        (None, _) => None,
        (Some(id), Some(version)) => Some((read_id(people, &id)?, version)),
        (Some(_), None) => return Err(back_to_list(people, ApiError::BadRequest)),
    };
    let form = match &edited {
        Some((id, _)) => people.edit_page(id),
        None => people.new_page().to_owned(),
    };
    let mut draft = typed.draft(&form, version);
    let Some((person, ortomats)) = typed.read(people, edited.is_none(), &mut draft) else {
        return Err(draft.send_back(&form, ApiError::BadRequest).await?);
    };
    let name = person.name.full();
    let shows_codes = people == People::Doctors && !ortomats.is_empty();
    match store(people, &by, edited.as_ref(), person, ortomats).await {
        Ok(Some(new)) if shows_codes => {
            leave_toast(&words::added_with_codes(people.words(), &name)).await?;
            redirect(&people.edit_page(&new));
            Ok(())
        }
        Ok(new) => {
            let toast = match new {
                Some(_) => words::added(people.words(), &name),
                None => words::saved(&name),
            };
            leave_toast(&toast).await?;
            redirect(&people.list());
            Ok(())
        }
        Err(ApiError::NoSuchPerson) => Err(back_to_list(people, ApiError::NoSuchPerson)),
        Err(problem) => {
            // The form sees for itself that it was overtaken, and says by what.
            if problem != ApiError::EditConflict {
                draft.blame(field_of(problem), problem.message());
            }
            Err(draft.send_back(&form, problem).await?)
        }
    }
}

/// Who was added, if anybody was.
async fn store(
    people: People,
    by: &Actor,
    edited: Option<&Edited>,
    person: PersonForm,
    ortomats: Vec<OrtomatId>,
) -> Result<Option<UserId>, ApiError> {
    let engine = engine()?;
    match people {
        People::Doctors => {
            let form = DoctorForm { person, ortomats };
            let Some((id, version)) = edited else {
                return Ok(Some(engine.add_doctor(by, &form).await?));
            };
            engine.edit_doctor(by, id, *version, &form).await?;
        }
        People::Couriers => {
            let form = CourierForm { person, ortomats };
            let Some((id, version)) = edited else {
                return Ok(Some(engine.add_courier(by, &form).await?));
            };
            engine.edit_courier(by, id, *version, &form).await?;
        }
    }
    Ok(None)
}

async fn delete(people: People, person: &str, version: i64) -> Result<(), ApiError> {
    let (by, engine) = (visitor::actor()?, engine()?);
    let id = read_id(people, person)?;
    let done = match people {
        People::Doctors => engine.delete_doctor(&by, &id, Some(version)).await,
        People::Couriers => engine.delete_courier(&by, &id, Some(version)).await,
    };
    done.map_err(|error| back_to_list(people, error.into()))?;
    leave_toast(people.words().deleted).await?;
    redirect(&people.list());
    Ok(())
}

fn read_id(people: People, id: &str) -> Result<UserId, ApiError> {
    id.parse().map_err(|_| back_to_list(people, ApiError::NoSuchPerson))
}

fn back_to_list(people: People, problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(people.list(), problem));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(SaveDoctor::url(), paths::SAVE_DOCTOR);
        assert_eq!(DeleteDoctor::url(), paths::DELETE_DOCTOR);
        assert_eq!(SaveCourier::url(), paths::SAVE_COURIER);
        assert_eq!(DeleteCourier::url(), paths::DELETE_COURIER);
        assert_eq!(MakePasswordLink::url(), paths::MAKE_PASSWORD_LINK);
    }
}
