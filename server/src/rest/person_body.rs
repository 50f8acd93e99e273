//! What a request may say about a doctor or a courier (contract §1.2, §1.3). A body that names anything else is refused
//! as a whole, so that nobody writes a role, an id or a hash.

use super::error::RestError;
use domain::{
    PhoneNumber,
    id::OrtomatId,
    staff::{NameError, NamePart, ParseEmailError, PersonName, Role, people::Person},
};
use engine::staff::PersonForm;
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use utoipa::ToSchema;

/// A person as a request wants them. When somebody is changed, what is not there stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[schema(as = PersonWish)]
pub(crate) struct PersonBody {
    #[serde(deserialize_with = "given")]
    first_name: Option<String>,
    #[serde(deserialize_with = "given")]
    last_name: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    middle_name: Option<Option<String>>,
    /// In any usual form; kept as `+380` and nine digits.
    #[serde(deserialize_with = "given")]
    phone: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    password: Option<String>,
    #[serde(deserialize_with = "given")]
    ortomat_ids: Option<Vec<String>>,
    /// What old clients send for a doctor's only ortomat.
    #[serde(deserialize_with = "given")]
    ortomat_id: Option<String>,
    /// Which edit the sender has seen; the newest unless it is there. Only for changes.
    #[serde(deserialize_with = "given")]
    version: Option<i64>,
}

/// A field that is there. `null` clears what may be empty; anything else does not take it.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What the engine is asked to write.
pub(super) struct Wanted {
    pub(super) person: PersonForm,
    pub(super) ortomats: Vec<OrtomatId>,
}

impl PersonBody {
    /// Which edit of the person the sender has seen; the newest unless they say.
    pub(super) fn version(&self, person: &Person) -> i64 {
        self.version.unwrap_or(person.version)
    }

    /// Somebody new.
    pub(super) fn add(self, role: Role) -> Result<Wanted, RestError> {
        self.read(role, None, Vec::new())
    }

    /// The same person with the changes.
    pub(super) fn change(
        self,
        role: Role,
        person: &Person,
        ortomats: impl Iterator<Item = OrtomatId>,
    ) -> Result<Wanted, RestError> {
        self.read(role, Some(person), ortomats.collect())
    }

    fn read(self, role: Role, known: Option<&Person>, kept: Vec<OrtomatId>) -> Result<Wanted, RestError> {
        let mut wrong = Wrong::default();
        let old = known.map(|person| person.name.clone()).unwrap_or_default();
        let middle = self.middle_name.unwrap_or(old.middle).unwrap_or_default();
        let name = wrong.name(PersonName::read(
            &self.last_name.unwrap_or(old.last),
            &self.first_name.unwrap_or(old.first),
            &middle,
        ));
        let phone = match (self.phone, known.and_then(|person| person.phone.clone())) {
            (None, Some(phone)) => Some(phone),
            (phone, _) => wrong.field("phone", phone.unwrap_or_default().parse::<PhoneNumber>()),
        };
        let email = match self.email {
            Some(Some(email)) => wrong.field("email", email.parse().map(Some)),
            Some(None) => Some(None),
            // Saving somebody whose address of the past is none would take their way to sign in.
            None if known.is_some_and(|person| person.can_sign_in && person.email.is_none()) => {
                wrong.field("email", Err(ParseEmailError::Incorrect))
            }
            None => Some(known.and_then(|person| person.email.clone())),
        };
        if known.is_none() && role == Role::Courier {
            // A courier without a way in could fill nothing.
            if matches!(email, Some(None)) {
                wrong.say("email", ParseEmailError::Empty);
            }
            if self.password.is_none() {
                wrong.say("password", "Введіть пароль");
            }
        }
        if known.is_none() && self.version.is_some() {
            wrong.say("version", "Нового запису ще ніхто не змінював");
        }
        let ortomats = match (self.ortomat_ids, self.ortomat_id) {
            (None, None) => kept,
            (Some(ids), None) => wrong.ortomats("ortomatIds", &ids),
            (None, Some(id)) if role == Role::Doctor => wrong.ortomats("ortomatId", &[id]),
            (_, Some(_)) => {
                wrong.say("ortomatId", "Вкажіть ортомати в ortomatIds");
                kept
            }
        };
        match (name, phone, email, wrong.0.is_empty()) {
            (Some(name), Some(phone), Some(email), true) => Ok(Wanted {
                person: PersonForm {
                    name,
                    phone,
                    email,
                    password: self.password.map(Into::into),
                },
                ortomats,
            }),
            _ => Err(RestError::wrong_fields(wrong.0)),
        }
    }
}

/// All that is wrong with a body, so that it can be said at once.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, field: &str, sentence: impl Display) {
        self.0.push(format!("{field}: {sentence}"));
    }

    fn field<T, E: Display>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.say(field, error)).ok()
    }

    fn name(&mut self, read: Result<PersonName, Vec<NameError>>) -> Option<PersonName> {
        let errors = match read {
            Ok(name) => return Some(name),
            Err(errors) => errors,
        };
        for error in errors {
            let field = match error.part() {
                NamePart::Last => "lastName",
                NamePart::First => "firstName",
                NamePart::Middle => "middleName",
            };
            self.say(field, error);
        }
        None
    }

    fn ortomats(&mut self, field: &str, ids: &[String]) -> Vec<OrtomatId> {
        ids.iter()
            .filter_map(|id| self.field(field, id.parse().map_err(|_| "Такого ортомата немає")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(json: &str) -> Result<PersonBody, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn olena() -> Person {
        Person {
            id: "u1".parse().unwrap(),
            name: PersonName::read("Коваль", "Олена", "Ігорівна").unwrap(),
            email: Some("olena@example.com".parse().unwrap()),
            phone: Some("+380671234567".parse().unwrap()),
            can_sign_in: true,
            version: 3,
            created_at: domain::Timestamp::from_millis(0),
        }
    }

    fn change(json: &str, person: &Person) -> PersonForm {
        let kept = std::iter::empty();
        body(json)
            .unwrap()
            .change(Role::Doctor, person, kept)
            .ok()
            .unwrap()
            .person
    }

    #[test]
    fn what_is_absent_stays_and_null_clears_what_may_be_empty() {
        let same = change("{}", &olena());
        assert_eq!(
            (same.name, same.email, same.phone),
            (olena().name, olena().email, olena().phone.unwrap())
        );
        let cleared = change(r#"{"middleName":null,"email":null}"#, &olena());
        assert_eq!((cleared.name.middle, cleared.email), (None, None));
        for json in [r#"{"firstName":null}"#, r#"{"phone":null}"#, r#"{"password":null}"#] {
            assert!(body(json).is_err(), "{json}");
        }
    }

    #[test]
    fn nobody_writes_what_is_not_in_the_list() {
        for field in [
            "id",
            "role",
            "isVerified",
            "passwordHash",
            "totpSecret",
            "totalPoints",
            "createdAt",
            "deletedAt",
        ] {
            assert!(body(&format!(r#"{{"{field}":1}}"#)).is_err(), "{field}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let refusal = body(r#"{"phone":"067","email":"olena","ortomatIds":["a/b"],"version":1}"#)
            .unwrap()
            .add(Role::Courier)
            .err()
            .unwrap();
        let said = format!("{refusal:?}");
        for field in [
            "lastName: ",
            "firstName: ",
            "phone: ",
            "email: ",
            "ortomatIds: ",
            "version: ",
        ] {
            assert!(said.contains(field), "{field} in {said}");
        }
    }

    #[test]
    fn an_unreadable_address_of_the_past_is_not_erased_by_the_way() {
        let past = Person { email: None, ..olena() };
        let kept = std::iter::empty();
        assert!(body("{}").unwrap().change(Role::Doctor, &past, kept).is_err());
        assert!(change(r#"{"email":null}"#, &past).email.is_none());
    }
}
