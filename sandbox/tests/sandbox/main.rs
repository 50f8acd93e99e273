//! The sandbox seen from outside: a shop at the bank, a gateway opposite the devices, real sockets between them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where the surprise is"
)]

mod availability;
mod device_connection;
mod device_faults;
mod device_protocol;
mod gateway;
mod holds;
mod payment_page;
mod refunds;
mod round_trip;
mod shop;
mod webhooks;
