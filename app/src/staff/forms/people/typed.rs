//! What was typed into the form of a doctor or a courier, and what is wrong with it.

use super::{People, field};
use crate::{draft::Draft, error::ApiError, texts::staff::people as words};
use domain::{
    PhoneNumber,
    id::OrtomatId,
    staff::{EmailAddress, NamePart, PersonName},
};
use engine::staff::PersonForm;
use secrecy::SecretString;

/// What was typed about somebody.
pub(super) struct Typed {
    /// Last, first and middle.
    pub(super) names: [String; 3],
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) password: String,
    pub(super) ortomats: Vec<String>,
}

impl Typed {
    /// What the form shows again; of the password only that there was one.
    pub(super) fn draft(&self, form: &str, version: Option<i64>) -> Draft {
        let [last, first, middle] = &self.names;
        let password_given = if self.password.is_empty() { "" } else { "yes" };
        Draft::of(form)
            .with(
                field::VERSION,
                &version.map(|version| version.to_string()).unwrap_or_default(),
            )
            .with(field::LAST_NAME, last)
            .with(field::FIRST_NAME, first)
            .with(field::MIDDLE_NAME, middle)
            .with(field::PHONE, &self.phone)
            .with(field::EMAIL, &self.email)
            .with(field::PASSWORD_GIVEN, password_given)
            .with_all(field::ORTOMATS, &self.ortomats)
    }

    /// Reads all of it; what is wrong is said in the draft, in the order of the fields.
    pub(super) fn read(self, people: People, adding: bool, draft: &mut Draft) -> Option<(PersonForm, Vec<OrtomatId>)> {
        let [last, first, middle] = &self.names;
        let name = PersonName::read(last, first, middle).map_err(|errors| {
            errors
                .iter()
                .for_each(|error| draft.blame(field_of_name(error.part()), error))
        });
        let phone = PhoneNumber::parse(&self.phone).map_err(|error| draft.blame(field::PHONE, error));
        let is_courier = people == People::Couriers;
        let email = match self.email.trim().is_empty() && !is_courier {
            true => Ok(None),
            false => self
                .email
                .parse::<EmailAddress>()
                .map(Some)
                .map_err(|error| draft.blame(field::EMAIL, error)),
        };
        let password = (!self.password.is_empty()).then(|| SecretString::from(self.password));
        if password.is_some() && matches!(email, Ok(None)) {
            draft.blame(field::EMAIL, ApiError::NoEmail.message());
        }
        if password.is_none() && adding && is_courier {
            draft.blame(field::PASSWORD, words::PASSWORD_MISSING);
        }
        let ortomats = self
            .ortomats
            .iter()
            .map(|id| id.parse())
            .collect::<Result<Vec<OrtomatId>, _>>();
        let ortomats = ortomats.map_err(|_| draft.blame(field::ORTOMATS, ApiError::NoSuchOrtomat.message()));
        match (name, phone, email, ortomats) {
            (Ok(name), Ok(phone), Ok(email), Ok(ortomats)) if !draft.has_errors() => Some((
                PersonForm {
                    name,
                    phone,
                    email,
                    password,
                },
                ortomats,
            )),
            _ => None,
        }
    }
}

const fn field_of_name(part: NamePart) -> &'static str {
    match part {
        NamePart::Last => field::LAST_NAME,
        NamePart::First => field::FIRST_NAME,
        NamePart::Middle => field::MIDDLE_NAME,
    }
}

/// The field that a refusal is about; what is about none is said above the form.
pub(super) fn field_of(problem: ApiError) -> &'static str {
    const FIELDS: [(ApiError, &str); 7] = [
        (ApiError::EmailTaken, field::EMAIL),
        (ApiError::NoEmail, field::EMAIL),
        (ApiError::PhoneTaken, field::PHONE),
        (ApiError::WeakPassword, field::PASSWORD),
        (ApiError::PasswordLength, field::PASSWORD),
        (ApiError::OrtomatTaken, field::ORTOMATS),
        (ApiError::NoSuchOrtomat, field::ORTOMATS),
    ];
    let found = FIELDS.iter().find(|(known, _)| *known == problem);
    found.map_or(field::WHOLE_FORM, |(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(email: &str, password: &str) -> Typed {
        Typed {
            names: ["Коваль".to_owned(), "Олена".to_owned(), String::new()],
            phone: "067 123 45 67".to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
            ortomats: vec!["ortomat-1".to_owned()],
        }
    }

    fn blamed(typed: Typed, people: People, adding: bool) -> Vec<String> {
        let mut draft = Draft::of("/");
        let read = typed.read(people, adding, &mut draft);
        assert_eq!(read.is_none(), draft.has_errors());
        draft.errors().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields() {
        let nothing = Typed {
            names: Default::default(),
            phone: String::new(),
            ortomats: vec!["a b".to_owned()],
            ..typed("", "")
        };
        assert_eq!(
            blamed(nothing, People::Couriers, true),
            ["last_name", "first_name", "phone", "email", "password", "ortomats"]
        );
    }

    #[test]
    fn a_doctor_needs_no_account_and_a_courier_does() {
        let nobody: [&str; 0] = [];
        assert_eq!(blamed(typed("", ""), People::Doctors, true), nobody);
        assert_eq!(blamed(typed("", "secret words"), People::Doctors, true), ["email"]);
        assert_eq!(blamed(typed("a@example.com", ""), People::Couriers, true), ["password"]);
        assert_eq!(blamed(typed("a@example.com", ""), People::Couriers, false), nobody);
    }

    #[test]
    fn a_password_is_never_kept() {
        let draft = typed("a@example.com", "secret words").draft("/", Some(3));
        assert!(!format!("{draft:?}").contains("secret"));
        assert_eq!(draft.value(field::VERSION), "3");
    }
}
