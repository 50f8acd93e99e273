//! A numbered compartment: its colour for the staff, and whether it can be sold.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The number painted on the door, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct CellNumber(u8);

/// A number that no door of an ortomat can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a cell number (1 to 37)")]
pub struct NoSuchCell(pub i32);

impl CellNumber {
    /// The largest cabinet in the field has 37 cells.
    pub const MAX: Self = Self(37);

    #[must_use]
    pub fn get(self) -> i32 {
        i32::from(self.0)
    }
}

impl TryFrom<i32> for CellNumber {
    type Error = NoSuchCell;

    fn try_from(number: i32) -> Result<Self, NoSuchCell> {
        match u8::try_from(number) {
            Ok(small @ 1..=37) => Ok(Self(small)),
            Ok(_) | Err(_) => Err(NoSuchCell(number)),
        }
    }
}

impl From<CellNumber> for i32 {
    fn from(number: CellNumber) -> i32 {
        number.get()
    }
}

impl fmt::Display for CellNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What the staff see (contract §4). Reserved and blocked are marks on top of a colour, not colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colour {
    /// No product is assigned.
    Grey,
    /// A product is assigned, the cell is empty: a courier is needed.
    Blue,
    /// The product lies inside.
    Green,
}

/// Everything that decides what may happen to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub product_assigned: bool,
    pub filled: bool,
    pub blocked: bool,
    pub reserved: bool,
}

impl Cell {
    /// A filled cell without a product cannot exist in our database; read from an old file it is grey,
    /// as the old staff pages showed it (contract §4).
    #[must_use]
    pub const fn colour(self) -> Colour {
        match (self.product_assigned, self.filled) {
            (false, _) => Colour::Grey,
            (true, false) => Colour::Blue,
            (true, true) => Colour::Green,
        }
    }

    /// Whether a customer may buy what is inside; the ortomat has its say as well.
    #[must_use]
    pub const fn is_sellable(self) -> bool {
        matches!(self.colour(), Colour::Green) && !self.reserved && !self.blocked
    }

    /// The cell after its door reported `opened` for a sale: the goods are out, the product stays assigned.
    #[must_use]
    pub const fn written_off(self) -> Self {
        Self { filled: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEN: Cell = Cell {
        product_assigned: true,
        filled: true,
        blocked: false,
        reserved: false,
    };

    #[test]
    fn only_a_green_cell_without_marks_is_sold() {
        assert!(GREEN.is_sellable());
        assert!(
            !Cell {
                reserved: true,
                ..GREEN
            }
            .is_sellable()
        );
        assert!(!Cell { blocked: true, ..GREEN }.is_sellable());
        assert!(!Cell { filled: false, ..GREEN }.is_sellable());
        assert!(
            !Cell {
                product_assigned: false,
                ..GREEN
            }
            .is_sellable()
        );
    }

    #[test]
    fn a_sale_turns_green_into_blue() {
        assert_eq!(GREEN.written_off().colour(), Colour::Blue);
    }

    #[test]
    fn doors_are_numbered_from_1_to_37() {
        assert!(CellNumber::try_from(1).is_ok() && CellNumber::try_from(37).is_ok());
        for wrong in [0, -1, 38, 256, i32::MAX] {
            assert_eq!(CellNumber::try_from(wrong), Err(NoSuchCell(wrong)));
        }
    }
}
