//! What was typed into the form of an ortomat, and what is wrong with it.

use super::field;
use crate::{draft::Draft, error::ApiError};
use domain::ortomat::OrtomatStatus;
use engine::fleet::OrtomatForm;

/// What was typed about an ortomat.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) city: String,
    pub(super) total_cells: String,
    pub(super) status: String,
    pub(super) sells_offline: bool,
}

impl Typed {
    /// What the form shows again.
    pub(super) fn draft(&self, page: &str, version: Option<i64>) -> Draft {
        let version = version.map(|version| version.to_string()).unwrap_or_default();
        Draft::of(page)
            .with(field::VERSION, &version)
            .with(field::NAME, &self.name)
            .with(field::ADDRESS, &self.address)
            .with(field::CITY, &self.city)
            .with(field::TOTAL_CELLS, &self.total_cells)
            .with(field::STATUS, &self.status)
            .with(field::SELLS_OFFLINE, if self.sells_offline { "yes" } else { "" })
    }

    /// Reads all of it; what is wrong is said in the draft, in the order of the fields.
    pub(super) fn read(&self, draft: &mut Draft) -> Option<OrtomatForm> {
        let status = self.status.parse::<OrtomatStatus>();
        let form = OrtomatForm {
            name: self.name.clone(),
            address: self.address.clone(),
            city: Some(self.city.clone()),
            // What is no number is no number of cells either.
            total_cells: self.total_cells.trim().parse().unwrap_or(0),
            status: status.as_ref().copied().unwrap_or(OrtomatStatus::Active),
            sells_offline: self.sells_offline,
        };
        let cleaned = form.cleaned().map_err(|wrong| {
            wrong
                .iter()
                .for_each(|wrong| draft.blame(field_of(wrong.field), wrong.problem));
        });
        if status.is_err() {
            draft.blame(field::STATUS, ApiError::BadRequest.message());
        }
        cleaned.ok().filter(|_| status.is_ok())
    }
}

/// The field of the page for one of the contract's.
fn field_of(name: &str) -> &'static str {
    match name {
        "name" => field::NAME,
        "address" => field::ADDRESS,
        "city" => field::CITY,
        "totalCells" => field::TOTAL_CELLS,
        _ => field::WHOLE_FORM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            name: " Лікарня ".to_owned(),
            address: "вул. Перша, 1".to_owned(),
            city: String::new(),
            total_cells: " 12 ".to_owned(),
            status: "maintenance".to_owned(),
            sells_offline: true,
        }
    }

    fn blamed(typed: &Typed) -> Vec<String> {
        let mut draft = Draft::of("/");
        let read = typed.read(&mut draft);
        assert_eq!(read.is_none(), draft.has_errors());
        draft.errors().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_form_is_read_as_it_will_be_kept() {
        let form = typed().read(&mut Draft::of("/")).unwrap();
        assert_eq!((form.name.as_str(), form.city, form.total_cells), ("Лікарня", None, 12));
        assert_eq!((form.status, form.sells_offline), (OrtomatStatus::Maintenance, true));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields() {
        let wrong = Typed {
            name: String::new(),
            address: " ".to_owned(),
            city: "я".repeat(81),
            total_cells: "багато".to_owned(),
            status: "broken".to_owned(),
            sells_offline: false,
        };
        assert_eq!(blamed(&wrong), ["name", "address", "city", "total_cells", "status"]);
        for cells in ["0", "38", "-1", "1.5", "99999999999", ""] {
            let wrong = Typed {
                total_cells: cells.to_owned(),
                ..typed()
            };
            assert_eq!(blamed(&wrong), ["total_cells"], "{cells}");
        }
    }

    #[test]
    fn what_was_typed_is_kept_as_it_was_typed() {
        let draft = typed().draft("/", Some(3));
        assert_eq!(draft.value(field::VERSION), "3");
        assert_eq!(draft.value(field::NAME), " Лікарня ");
        assert_eq!(draft.value(field::TOTAL_CELLS), " 12 ");
        assert_eq!(draft.value(field::SELLS_OFFLINE), "yes");
    }
}
