//! Where couriers go round: their ortomats, and the steps of a round at one of them.

use super::{COURIER, encoded, with_query};
use domain::{cell::CellNumber, id::OrtomatId};
use std::fmt;

pub const START_ROUND: &str = "/form/start_round";
pub const OPEN_TO_REFILL: &str = "/form/open_to_refill";
pub const CONFIRM_REFILL: &str = "/form/confirm_refill";
pub const REPORT_FAULT: &str = "/form/report_fault";

/// The parameter of the cell that is in hand.
pub const CELL_IN_HAND: &str = "cell";
/// The parameter of the cells that were passed over.
pub const SKIP: &str = "skip";
/// Where on the page of an ortomat its cells begin.
pub const ALL_CELLS: &str = "cells";

/// The cells that were passed over on a round. The address keeps them, `3.7`, so that nobody else does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver(Vec<CellNumber>);

impl PassedOver {
    /// What is no number of a cell is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut cells: Vec<CellNumber> = text
            .split('.')
            .filter_map(|number| number.parse::<i32>().ok()?.try_into().ok())
            .collect();
        cells.sort_unstable();
        cells.dedup();
        Self(cells)
    }

    #[must_use]
    pub fn with(&self, cell: CellNumber) -> Self {
        let mut cells = self.without(cell).0;
        cells.push(cell);
        cells.sort_unstable();
        Self(cells)
    }

    #[must_use]
    pub fn without(&self, cell: CellNumber) -> Self {
        Self(self.0.iter().copied().filter(|known| *known != cell).collect())
    }

    /// In the order of their numbers.
    #[must_use]
    pub fn cells(&self) -> &[CellNumber] {
        &self.0
    }
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// One of a courier's own ortomats.
#[must_use]
pub fn own_ortomat(ortomat: &OrtomatId) -> String {
    format!("{COURIER}/ortomats/{}", encoded(ortomat.as_str()))
}

/// The pages that follow what happens to an ortomat's cells.
#[must_use]
pub fn is_live(path: &str) -> bool {
    below(path).is_some_and(|rest| !rest.ends_with("/fault"))
}

/// The ortomat of a round, as it is written in this path.
#[must_use]
pub fn written_in_round(path: &str) -> Option<&str> {
    below(path)?.strip_suffix("/round")
}

fn below(path: &str) -> Option<&str> {
    path.strip_prefix(COURIER)?.strip_prefix("/ortomats/")
}

/// A round at an ortomat: at a cell, or at whichever comes next.
#[must_use]
pub fn round(ortomat: &OrtomatId, cell: Option<CellNumber>, passed_over: &PassedOver) -> String {
    at_cell(format!("{}/round", own_ortomat(ortomat)), cell, passed_over)
}

/// Where a courier tells that something is wrong with a cell.
#[must_use]
pub fn fault(ortomat: &OrtomatId, cell: CellNumber, passed_over: &PassedOver) -> String {
    at_cell(format!("{}/fault", own_ortomat(ortomat)), Some(cell), passed_over)
}

fn at_cell(page: String, cell: Option<CellNumber>, passed_over: &PassedOver) -> String {
    let cell = cell.map(|cell| cell.to_string());
    let skip = Some(passed_over.to_string()).filter(|skip| !skip.is_empty());
    with_query(page, &[(CELL_IN_HAND, cell.as_deref()), (SKIP, skip.as_deref())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(number: i32) -> CellNumber {
        number.try_into().unwrap()
    }

    #[test]
    fn the_address_of_a_round_keeps_the_cell_and_what_was_passed_over() {
        let ortomat = "каса".parse().unwrap();
        let page = "/courier/ortomats/%D0%BA%D0%B0%D1%81%D0%B0";
        let none = PassedOver::default();
        assert_eq!(own_ortomat(&ortomat), page);
        assert_eq!(round(&ortomat, None, &none), format!("{page}/round"));
        let some = none.with(cell(7)).with(cell(3)).with(cell(7));
        assert_eq!(
            round(&ortomat, Some(cell(9)), &some),
            format!("{page}/round?cell=9&skip=3.7")
        );
        assert_eq!(
            fault(&ortomat, cell(9), &some.without(cell(3))),
            format!("{page}/fault?cell=9&skip=7")
        );
    }

    #[test]
    fn the_pages_of_a_round_are_told_apart() {
        let id = "ortomat-1".parse().unwrap();
        let none = PassedOver::default();
        let (page, at_round) = (own_ortomat(&id), round(&id, None, &none));
        assert!(is_live(&page) && is_live(&at_round));
        assert!(!is_live(COURIER) && !is_live("/courier/ortomats/ortomat-1/fault"));
        assert_eq!(written_in_round(&at_round), Some("ortomat-1"));
        assert_eq!(written_in_round(&page), None);
    }

    #[test]
    fn whatever_stands_in_the_address_only_cells_are_passed_over() {
        for (text, kept) in [
            ("", ""),
            ("7.3.7", "3.7"),
            ("0.38.-1.99999999999.x. 5 ..2", "2"),
            ("<script>", ""),
        ] {
            assert_eq!(PassedOver::read(text).to_string(), kept, "{text}");
        }
    }
}
