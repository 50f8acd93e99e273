//! What stands in the form of a doctor or a courier, also after it could not be saved.

use super::field;
use crate::{draft::Draft, error::ApiError, staff::forms::edit_form::EditForm, texts::staff::people as words};
use domain::{
    PhoneNumber,
    staff::people::{OrtomatLine, Person},
};
use std::collections::BTreeSet;

/// A person as the database knows them now.
#[derive(Clone, Debug)]
pub struct Stored {
    pub person: Person,
    pub ortomats: Vec<OrtomatLine>,
}

/// What stands in the fields: what was typed and could not be saved, or else what is stored.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub typed: Option<Draft>,
    pub stored: Option<Stored>,
}

/// What the form at this address has left behind: what was typed into it, or the link that it has made.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn left_behind(form: &str) -> Result<(Option<Draft>, Option<String>), ApiError> {
    let draft = Draft::take(form).await?;
    let link = draft
        .as_ref()
        .map(|draft| draft.value(field::PASSWORD_LINK))
        .filter(|link| !link.is_empty());
    Ok((draft.filter(|_| link.is_none()), link))
}

impl EditForm for Filled {
    const CONFLICT: &'static str = words::CONFLICT;
    const ALREADY_STORED: &'static str = words::ALREADY_STORED;

    fn typed(&self) -> Option<&Draft> {
        self.typed.as_ref()
    }

    fn stored_version(&self) -> Option<i64> {
        self.stored.as_ref().map(|stored| stored.person.version)
    }

    fn stored_value(&self, field: &str) -> String {
        let Some(Stored { person, .. }) = &self.stored else {
            return String::new();
        };
        match field {
            field::LAST_NAME => person.name.last.clone(),
            field::FIRST_NAME => person.name.first.clone(),
            field::MIDDLE_NAME => person.name.middle.clone().unwrap_or_default(),
            field::PHONE => person.phone.as_ref().map(PhoneNumber::formatted).unwrap_or_default(),
            field::EMAIL => person.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn is_stored_otherwise(&self) -> bool {
        const SHOWN: [&str; 5] = [
            field::LAST_NAME,
            field::FIRST_NAME,
            field::MIDDLE_NAME,
            field::PHONE,
            field::EMAIL,
        ];
        self.ortomats_instead().is_some() || SHOWN.iter().any(|field| self.stored_instead(field).is_some())
    }
}

impl Filled {
    /// What is stored instead of what was typed, for whoever was overtaken.
    #[must_use]
    pub fn stored_instead(&self, field: &str) -> Option<String> {
        let typed = self.value(field);
        let typed = match field {
            field::PHONE => PhoneNumber::parse(&typed)
                .map(|phone| phone.formatted())
                .unwrap_or(typed),
            field::EMAIL => typed.trim().to_lowercase(),
            _ => typed.trim().to_owned(),
        };
        let stored = self.stored_value(field);
        (self.is_overtaken() && typed != stored).then_some(stored)
    }

    #[must_use]
    pub fn chosen(&self) -> BTreeSet<String> {
        match &self.typed {
            Some(typed) => typed.all(field::ORTOMATS).iter().cloned().collect(),
            None => self
                .stored_ortomats()
                .iter()
                .map(|ortomat| ortomat.id.to_string())
                .collect(),
        }
    }

    fn stored_ortomats(&self) -> &[OrtomatLine] {
        self.stored
            .as_ref()
            .map(|stored| stored.ortomats.as_slice())
            .unwrap_or_default()
    }

    #[must_use]
    pub fn ortomats_instead(&self) -> Option<String> {
        let stored = self.stored_ortomats();
        let ids: BTreeSet<String> = stored.iter().map(|ortomat| ortomat.id.to_string()).collect();
        let names: Vec<&str> = stored.iter().map(|ortomat| ortomat.name.as_str()).collect();
        (self.is_overtaken() && ids != self.chosen()).then(|| names.join(", "))
    }

    #[must_use]
    pub fn password_hint(&self) -> &'static str {
        let given = self
            .typed
            .as_ref()
            .is_some_and(|typed| !typed.value(field::PASSWORD_GIVEN).is_empty());
        match (given, &self.stored) {
            (true, _) => words::PASSWORD_AGAIN,
            (false, Some(_)) => words::PASSWORD_KEEP,
            (false, None) => words::PASSWORD_NEW,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Timestamp, staff::PersonName};

    fn stored() -> Stored {
        let person = Person {
            id: "d1".parse().unwrap(),
            name: PersonName::read("Коваль", "Олена", "").unwrap(),
            email: None,
            phone: Some("+380671234567".parse().unwrap()),
            can_sign_in: false,
            version: 4,
            created_at: Timestamp::from_millis(0),
        };
        let ortomat = OrtomatLine {
            id: "ortomat-1".parse().unwrap(),
            name: "Мотор".to_owned(),
            address: "вул. Перша, 1".to_owned(),
            city: None,
        };
        Stored {
            person,
            ortomats: vec![ortomat],
        }
    }

    fn typed(version: &str) -> Filled {
        let draft = Draft::of("/")
            .with(field::VERSION, version)
            .with(field::LAST_NAME, "Шевчук ")
            .with(field::FIRST_NAME, "Олена ")
            .with(field::PHONE, "067 123 45 67")
            .with_all(field::ORTOMATS, &[]);
        Filled {
            typed: Some(draft),
            stored: Some(stored()),
        }
    }

    #[test]
    fn a_form_that_was_overtaken_keeps_what_was_typed_and_says_what_is_stored() {
        let filled = typed("3");
        assert_eq!(filled.value(field::LAST_NAME), "Шевчук ");
        assert_eq!(filled.stored_instead(field::LAST_NAME).as_deref(), Some("Коваль"));
        for same in [field::FIRST_NAME, field::MIDDLE_NAME, field::PHONE, field::EMAIL] {
            assert_eq!(filled.stored_instead(same), None, "{same}");
        }
        assert!(filled.chosen().is_empty());
        assert_eq!(filled.ortomats_instead().as_deref(), Some("Мотор"));
        assert_eq!(filled.errors(), [(String::new(), words::CONFLICT.to_owned())]);
    }

    #[test]
    fn whoever_saves_twice_hears_that_it_is_saved() {
        let mut filled = typed("3");
        filled.typed = filled.typed.map(|draft| {
            draft
                .with(field::LAST_NAME, "Коваль")
                .with_all(field::ORTOMATS, &["ortomat-1".to_owned()])
        });
        assert_eq!(filled.errors(), [(String::new(), words::ALREADY_STORED.to_owned())]);
    }

    #[test]
    fn a_form_with_a_mistake_only_shows_what_was_typed() {
        let filled = typed("4");
        assert_eq!(filled.stored_instead(field::LAST_NAME), None);
        assert_eq!(filled.ortomats_instead(), None);
        assert!(filled.errors().is_empty());
    }

    #[test]
    fn a_form_that_is_shown_first_holds_what_is_stored() {
        let filled = Filled {
            typed: None,
            stored: Some(stored()),
        };
        assert_eq!(filled.value(field::PHONE), "+38 (067) 123-45-67");
        assert!(filled.chosen().contains("ortomat-1"));
        assert_eq!(Filled::default().value(field::LAST_NAME), "");
    }
}
