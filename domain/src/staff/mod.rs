//! People who sign in, and what they may do.

pub mod access;
mod email;
mod name;
pub mod people;

pub use email::{EmailAddress, ParseEmailError};
pub use name::{NameError, NamePart, PersonName};

use crate::text_enum;

text_enum! {
    /// Contract §3.1.
    pub enum Role {
        Admin = "ADMIN",
        Doctor = "DOCTOR",
        Courier = "COURIER",
    }
}
