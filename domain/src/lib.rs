//! The pure rules of Ortomat: what may happen to money, cells, orders and commands.
//!
//! Nothing here does I/O, reads a clock or waits. `now` is always a parameter, so every rule can be
//! tested in a millisecond and runs in the browser as well as on the server.

pub mod activity;
pub mod alphabet;
pub mod catalog;
pub mod cell;
pub mod command;
pub mod day;
pub mod frame;
pub mod id;
pub mod money;
pub mod order;
pub mod ortomat;
pub mod payment;
pub mod phone;
pub mod staff;
pub mod text_enum;
pub mod timestamp;

pub use day::Day;
pub use money::Money;
pub use phone::PhoneNumber;
pub use timestamp::Timestamp;
