//! The REST contract (contract §1) without its holes: same paths and keys, nothing secret, nothing trusted.

pub(crate) mod catalog;
pub(crate) mod error;
mod extract;
mod json;
pub(crate) mod orders;
pub(crate) mod webhook;
