//! The bank and the ortomats, simulated, for the demo, the tests and load.
//!
//! [`bank::Bank`] speaks Monobank acquiring over HTTP and [`device::Device`] speaks the ESP32 protocol over a WebSocket,
//! so that the production clients talk to them unchanged, over real sockets, with the faults of the real world at hand.
//!
//! **Never part of a production process.** Here everybody may pay with nothing, and the signing key is made at start:
//! a server in production refuses to start with it, and nothing here depends on the engine it stands opposite to.

pub mod bank;
pub mod device;
mod error;
mod waiting;

pub use error::SandboxError;
pub use waiting::PATIENCE;
