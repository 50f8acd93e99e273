//! The ESP32s: who they are, which of them are here, what is sent to them and what they answer.

mod credentials;
mod dispatch;
mod presence;
mod registry;
mod report;

pub use credentials::DeviceToken;
pub(crate) use presence::RENEW_EVERY;
pub use presence::Vitals;
pub(crate) use registry::Registry;
pub use registry::{Connection, ConnectionId, Outgoing};
