//! Who may do what: sessions and tokens say who it is, one table says what every route asks for.

pub mod access;
mod address;
mod guard;
mod sessions;
mod visitor;

pub(crate) use address::{ClientAddresses, find_client};
pub(crate) use guard::{bearer, guard};
pub(crate) use sessions::layer;
pub(crate) use visitor::Visitor;
