//! Monobank acquiring: what we ask, what it answers, and how its signature is checked.
//!
//! The only module that speaks HTTP to the bank. Its types are the wire's; [`wire::InvoiceStatus::news`] is the one
//! place where they become the domain's.

mod client;
pub mod signature;
pub mod wire;

pub(crate) use client::PATIENCE;
pub use client::{Bank, BankConfig, BankError};
