//! What a form says about an ortomat.

use crate::form::{Fields, Problem, WrongField};
use domain::{cell::CellNumber, ortomat::OrtomatStatus};

const LONGEST_NAME: usize = 120;
const LONGEST_ADDRESS: usize = 200;
const LONGEST_CITY: usize = 80;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrtomatForm {
    pub name: String,
    pub address: String,
    pub city: Option<String>,
    pub total_cells: i32,
    pub status: OrtomatStatus,
    /// Takes orders although no device is connected.
    pub sells_offline: bool,
}

impl OrtomatForm {
    /// The form as it will be kept.
    ///
    /// # Errors
    /// Every field that cannot be kept, by its name in the contract.
    pub fn cleaned(&self) -> Result<Self, Vec<WrongField>> {
        let mut fields = Fields::default();
        let is_possible = CellNumber::try_from(self.total_cells).is_ok();
        let form = Self {
            name: fields.required("name", &self.name, LONGEST_NAME),
            address: fields.required("address", &self.address, LONGEST_ADDRESS),
            city: fields.optional("city", self.city.as_deref(), LONGEST_CITY),
            total_cells: self.total_cells,
            status: self.status,
            sells_offline: self.sells_offline,
        };
        fields.check("totalCells", is_possible, Problem::CellCount);
        fields.done(form)
    }
}
