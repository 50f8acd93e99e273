//! The wire to the ESP32s: `GET /ws?device_id=…&token=…` (contract §2).

mod connection;
mod handshake;

pub(crate) use handshake::{Gateway, connect};
