//! The fleet: ortomats, their cells and devices, as administrators run them.

mod devices;
mod edit;
mod form;
mod listing;

pub use devices::{DeviceReport, DeviceRow};
pub use form::OrtomatForm;
pub use listing::{OrtomatDetails, OrtomatQuery, OrtomatRow, OrtomatSort};

use crate::{error::Refusal, staff::Actor};
use domain::staff::Role;

/// Whoever else comes this far is sent away: the edge of the program is not the only guard.
pub(crate) fn administrators_only(by: &Actor) -> Result<(), Refusal> {
    match by.role {
        Role::Admin => Ok(()),
        Role::Doctor | Role::Courier => Err(Refusal::Forbidden),
    }
}
