//! Where administrators see an ortomat's cells, what they do with them, and where open pages hear of news.

use super::{COURIER, ORTOMATS, encoded, with_query};
use domain::{cell::CellNumber, id::OrtomatId};

pub const ASSIGN_PRODUCT: &str = "/form/assign_product";
pub const OPEN_CELL: &str = "/form/open_cell";
pub const MARK_FILLED: &str = "/form/mark_cell_filled";
pub const MARK_EMPTY: &str = "/form/mark_cell_empty";
pub const BLOCK_CELL: &str = "/form/block_cell";
pub const UNBLOCK_CELL: &str = "/form/unblock_cell";

/// The parameter of the cell that is open beside the grid.
pub const CELL: &str = "cell";

/// The grid of an ortomat's cells.
#[must_use]
pub fn cells(ortomat: &OrtomatId) -> String {
    format!("{ORTOMATS}/{}/cells", encoded(ortomat.as_str()))
}

/// The grid with one cell open.
#[must_use]
pub fn cell(ortomat: &OrtomatId, number: CellNumber) -> String {
    with_query(cells(ortomat), &[(CELL, Some(&number.to_string()))])
}

/// The name of a cell's place in the grid, to come back to it.
#[must_use]
pub fn place_of_cell(number: CellNumber) -> String {
    format!("cell-{number}")
}

/// Where an administrator's page hears that something in the grid has changed.
#[must_use]
pub fn cell_events(ortomat: &OrtomatId) -> String {
    format!("{}/events", cells(ortomat))
}

/// Where a courier's page hears it, of one of their own ortomats.
#[must_use]
pub fn courier_events(ortomat: &OrtomatId) -> String {
    format!("{COURIER}/ortomats/{}/events", encoded(ortomat.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_come_from_below_the_page_that_they_are_for() {
        let ortomat = "каса-1".parse().unwrap();
        let page = "/admin/ortomats/%D0%BA%D0%B0%D1%81%D0%B0-1/cells";
        assert_eq!(cells(&ortomat), page);
        assert_eq!(cell_events(&ortomat), format!("{page}/events"));
        assert_eq!(cell(&ortomat, 5.try_into().unwrap()), format!("{page}?cell=5"));
        assert_eq!(
            courier_events(&"ortomat-1".parse().unwrap()),
            "/courier/ortomats/ortomat-1/events"
        );
    }
}
