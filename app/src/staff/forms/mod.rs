//! The server functions behind the staff's forms: read, ask the engine, lead on. Who may call them is in the server's
//! table of routes.

pub mod account;
pub mod backups;
pub mod cells;
pub mod courier;
pub mod edit_form;
pub mod ortomats;
pub mod payments;
pub mod people;
pub mod products;
pub mod settings;
pub mod sign_in;
