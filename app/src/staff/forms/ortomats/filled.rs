//! What stands in the form of an ortomat, also after it could not be saved.

use super::field;
use crate::{draft::Draft, staff::forms::edit_form::EditForm, texts::staff::ortomats as words};
use domain::{
    id::IdempotencyKey,
    ortomat::{DEFAULT_CELLS, OrtomatStatus},
};
use engine::fleet::OrtomatDetails;

/// What stands in the fields: what was typed and could not be saved, or else what is stored, or what a new ortomat
/// begins with.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub typed: Option<Draft>,
    pub stored: Option<OrtomatDetails>,
    /// Of a new one: sent twice, the form adds it once.
    pub key: Option<IdempotencyKey>,
}

impl EditForm for Filled {
    const CONFLICT: &'static str = words::CONFLICT;
    const ALREADY_STORED: &'static str = words::ALREADY_STORED;

    fn typed(&self) -> Option<&Draft> {
        self.typed.as_ref()
    }

    fn stored_version(&self) -> Option<i64> {
        self.stored.as_ref().map(|stored| stored.version)
    }

    fn stored_value(&self, field: &str) -> String {
        let Some(OrtomatDetails { row, .. }) = &self.stored else {
            return match field {
                field::TOTAL_CELLS => DEFAULT_CELLS.to_string(),
                field::STATUS => OrtomatStatus::Active.to_string(),
                _ => String::new(),
            };
        };
        match field {
            field::NAME => row.line.name.clone(),
            field::ADDRESS => row.line.address.clone(),
            field::CITY => row.line.city.clone().unwrap_or_default(),
            field::TOTAL_CELLS => row.total_cells.to_string(),
            field::STATUS => row.status.to_string(),
            field::SELLS_OFFLINE if row.sells_offline => "yes".to_owned(),
            _ => String::new(),
        }
    }

    fn is_stored_otherwise(&self) -> bool {
        const SHOWN: [&str; 6] = [
            field::NAME,
            field::ADDRESS,
            field::CITY,
            field::TOTAL_CELLS,
            field::STATUS,
            field::SELLS_OFFLINE,
        ];
        SHOWN.iter().any(|field| self.stored_instead(field).is_some())
    }
}

impl Filled {
    #[must_use]
    pub fn sells_offline(&self) -> bool {
        !self.value(field::SELLS_OFFLINE).is_empty()
    }

    /// What is stored instead of what was typed, for whoever was overtaken, as people read it.
    #[must_use]
    pub fn stored_instead(&self, field: &str) -> Option<String> {
        let (typed, stored) = (self.value(field), self.stored_value(field));
        if !self.is_overtaken() || typed.trim() == stored {
            return None;
        }
        Some(match field {
            field::STATUS => stored.parse().map(words::status).unwrap_or_default().to_owned(),
            field::SELLS_OFFLINE if stored.is_empty() => words::NO.to_owned(),
            field::SELLS_OFFLINE => words::YES.to_owned(),
            _ => stored,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Timestamp, staff::people::OrtomatLine};
    use engine::fleet::OrtomatRow;

    fn stored() -> OrtomatDetails {
        let line = OrtomatLine {
            id: "ortomat-1".parse().unwrap(),
            name: "Мотор".to_owned(),
            address: "вул. Перша, 1".to_owned(),
            city: None,
        };
        OrtomatDetails {
            row: OrtomatRow {
                line,
                status: OrtomatStatus::Maintenance,
                total_cells: 12,
                filled: 0,
                to_refill: 0,
                blocked: 0,
                online: false,
                last_seen: None,
                last_sale_at: None,
                courier: None,
                sells_offline: true,
            },
            version: 4,
            created_at: Timestamp::from_millis(0),
            updated_at: Timestamp::from_millis(0),
        }
    }

    fn typed(version: &str) -> Filled {
        let draft = Draft::of("/")
            .with(field::VERSION, version)
            .with(field::NAME, "Мотор ")
            .with(field::ADDRESS, "вул. Друга, 2")
            .with(field::CITY, "")
            .with(field::TOTAL_CELLS, "12")
            .with(field::STATUS, "active")
            .with(field::SELLS_OFFLINE, "");
        Filled {
            typed: Some(draft),
            stored: Some(stored()),
            key: None,
        }
    }

    #[test]
    fn a_form_that_was_overtaken_keeps_what_was_typed_and_says_what_is_stored() {
        let filled = typed("3");
        assert_eq!(filled.value(field::ADDRESS), "вул. Друга, 2");
        for (field, stored) in [
            (field::ADDRESS, "вул. Перша, 1"),
            (field::STATUS, "Обслуговування"),
            (field::SELLS_OFFLINE, "так"),
        ] {
            assert_eq!(filled.stored_instead(field).as_deref(), Some(stored), "{field}");
        }
        for same in [field::NAME, field::CITY, field::TOTAL_CELLS] {
            assert_eq!(filled.stored_instead(same), None, "{same}");
        }
        assert_eq!(filled.errors(), [(String::new(), words::CONFLICT.to_owned())]);
    }

    #[test]
    fn whoever_saves_twice_hears_that_it_is_saved() {
        let mut filled = typed("3");
        filled.typed = filled.typed.map(|draft| {
            draft
                .with(field::ADDRESS, "вул. Перша, 1")
                .with(field::STATUS, "maintenance")
                .with(field::SELLS_OFFLINE, "yes")
        });
        assert_eq!(filled.errors(), [(String::new(), words::ALREADY_STORED.to_owned())]);
    }

    #[test]
    fn a_form_with_a_mistake_only_shows_what_was_typed() {
        let filled = typed("4");
        assert_eq!(filled.stored_instead(field::ADDRESS), None);
        assert!(filled.errors().is_empty() && !filled.sells_offline());
    }

    #[test]
    fn a_new_ortomat_begins_with_what_most_have() {
        let filled = Filled::default();
        assert_eq!(filled.value(field::TOTAL_CELLS), "37");
        assert_eq!(filled.value(field::STATUS), "active");
        assert_eq!(filled.value(field::NAME), "");
        assert!(!filled.sells_offline());
    }
}
