//! The REST contract (contract §1) without its holes: same paths and keys, nothing secret, nothing trusted.

pub(crate) mod auth;
pub(crate) mod catalog;
pub(crate) mod couriers;
pub(crate) mod error;
pub(crate) mod extract;
mod json;
pub(crate) mod orders;
pub(crate) mod ortomat_qr;
mod person_body;
pub(crate) mod qr;
mod staff_json;
pub(crate) mod users;
pub(crate) mod webhook;
