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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Colour {
    /// No product is assigned.
    Grey,
    /// A product is assigned, the cell is empty: a courier is needed.
    Blue,
    /// The product lies inside.
    Green,
}

/// Why the staff cannot do something with a cell as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A live order has it: until that has ended, nobody else decides about it.
    Reserved,
    /// Something lies inside.
    Filled,
    /// No product is assigned.
    NoProduct,
    /// Somebody has to look at it first.
    Blocked,
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

    /// Blue and free to be filled: what a courier comes for.
    #[must_use]
    pub const fn needs_refill(self) -> bool {
        matches!(self.colour(), Colour::Blue) && !self.reserved && !self.blocked
    }

    /// The cell after a product was assigned or changed, or taken away: grey ↔ blue. What lies inside has to be taken
    /// out first, because nobody can see through the door.
    ///
    /// # Errors
    /// [`Hindrance::Reserved`], [`Hindrance::Filled`].
    pub const fn with_product(self, assigned: bool) -> Result<Self, Hindrance> {
        match self.colour() {
            _ if self.reserved => Err(Hindrance::Reserved),
            Colour::Green => Err(Hindrance::Filled),
            Colour::Grey | Colour::Blue => Ok(Self {
                product_assigned: assigned,
                filled: false,
                ..self
            }),
        }
    }

    /// Blue → green. A mark stays on top: what was put into a blocked cell is not sold before somebody has looked.
    ///
    /// # Errors
    /// [`Hindrance::NoProduct`], [`Hindrance::Reserved`].
    pub const fn refilled(self) -> Result<Self, Hindrance> {
        match self.colour() {
            // Said twice, or sold the moment after it was said: it is as it was wanted.
            Colour::Green => Ok(self),
            Colour::Grey => Err(Hindrance::NoProduct),
            Colour::Blue if self.reserved => Err(Hindrance::Reserved),
            Colour::Blue => Ok(Self { filled: true, ..self }),
        }
    }

    /// Green → blue, by the hand of an administrator.
    ///
    /// # Errors
    /// [`Hindrance::Reserved`]: what is inside belongs to a customer.
    pub const fn emptied(self) -> Result<Self, Hindrance> {
        match self.colour() {
            Colour::Grey | Colour::Blue => Ok(self),
            Colour::Green if self.reserved => Err(Hindrance::Reserved),
            Colour::Green => Ok(Self { filled: false, ..self }),
        }
    }

    /// Whether its door may be opened by hand, or its sale be stopped.
    ///
    /// # Errors
    /// [`Hindrance::Reserved`].
    pub const fn is_free(self) -> Result<(), Hindrance> {
        if self.reserved {
            Err(Hindrance::Reserved)
        } else {
            Ok(())
        }
    }

    /// Whether its door may be opened to fill it.
    ///
    /// # Errors
    /// Whatever keeps it from being filled.
    pub const fn is_refillable(self) -> Result<(), Hindrance> {
        match self.colour() {
            _ if self.reserved => Err(Hindrance::Reserved),
            _ if self.blocked => Err(Hindrance::Blocked),
            Colour::Grey => Err(Hindrance::NoProduct),
            Colour::Green => Err(Hindrance::Filled),
            Colour::Blue => Ok(()),
        }
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

    const BLUE: Cell = Cell { filled: false, ..GREEN };
    const GREY: Cell = Cell {
        product_assigned: false,
        ..BLUE
    };

    const fn reserved(cell: Cell) -> Cell {
        Cell { reserved: true, ..cell }
    }

    const fn blocked(cell: Cell) -> Cell {
        Cell { blocked: true, ..cell }
    }

    #[test]
    fn a_product_is_assigned_and_taken_away_only_where_nothing_lies_inside() {
        for cell in [GREY, BLUE, blocked(GREY), blocked(BLUE)] {
            let assigned = cell.with_product(true).unwrap();
            assert_eq!((assigned.colour(), assigned.blocked), (Colour::Blue, cell.blocked));
            assert_eq!(cell.with_product(false).unwrap().colour(), Colour::Grey);
        }
        assert_eq!(GREEN.with_product(true), Err(Hindrance::Filled));
        assert_eq!(GREEN.with_product(false), Err(Hindrance::Filled));
        assert_eq!(reserved(BLUE).with_product(true), Err(Hindrance::Reserved));
        assert_eq!(reserved(GREEN).with_product(false), Err(Hindrance::Reserved));
    }

    #[test]
    fn a_hand_fills_blue_and_empties_green_and_repeats_change_nothing() {
        assert_eq!(BLUE.refilled(), Ok(GREEN));
        assert_eq!(blocked(BLUE).refilled(), Ok(blocked(GREEN)));
        assert_eq!(GREEN.emptied(), Ok(BLUE));
        for done in [GREEN, reserved(GREEN), blocked(GREEN)] {
            assert_eq!(done.refilled(), Ok(done));
        }
        for done in [BLUE, reserved(BLUE), GREY] {
            assert_eq!(done.emptied(), Ok(done));
        }
        assert_eq!(GREY.refilled(), Err(Hindrance::NoProduct));
        assert_eq!(reserved(BLUE).refilled(), Err(Hindrance::Reserved));
        assert_eq!(reserved(GREEN).emptied(), Err(Hindrance::Reserved));
    }

    #[test]
    fn only_a_free_blue_cell_without_a_mark_is_opened_to_be_filled() {
        assert_eq!(BLUE.is_refillable(), Ok(()));
        assert!(BLUE.needs_refill());
        for (cell, hindrance) in [
            (GREEN, Hindrance::Filled),
            (GREY, Hindrance::NoProduct),
            (blocked(BLUE), Hindrance::Blocked),
            (reserved(BLUE), Hindrance::Reserved),
            (reserved(GREEN), Hindrance::Reserved),
        ] {
            assert_eq!(cell.is_refillable(), Err(hindrance));
            assert!(!cell.needs_refill());
        }
        assert_eq!(reserved(GREEN).is_free(), Err(Hindrance::Reserved));
        for cell in [GREY, BLUE, GREEN, blocked(GREEN)] {
            assert_eq!(cell.is_free(), Ok(()));
        }
    }

    #[test]
    fn doors_are_numbered_from_1_to_37() {
        assert!(CellNumber::try_from(1).is_ok() && CellNumber::try_from(37).is_ok());
        for wrong in [0, -1, 38, 256, i32::MAX] {
            assert_eq!(CellNumber::try_from(wrong), Err(NoSuchCell(wrong)));
        }
    }
}
