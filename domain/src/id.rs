//! Names of things: one type per kind, so that an order is never looked up by a cell's id.
//!
//! Ids are opaque text. New ones are UUIDs, but the field also knows `ortomat-1` and `p1`
//! (contract §1.0), and printed QR codes keep them alive for ever.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Longer than any id seen in the field; keeps hostile input out of indexes and logs.
const MAX_CHARS: usize = 64;

/// A text that cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to {MAX_CHARS} characters without spaces, slashes or control characters")]
pub struct InvalidId;

fn validate(text: &str) -> Result<(), InvalidId> {
    let fits = (1..=MAX_CHARS).contains(&text.chars().count());
    let clean = text
        .chars()
        .all(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '/' | '\\' | '?' | '#' | '&'));
    if fits && clean { Ok(()) } else { Err(InvalidId) }
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                validate(text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                validate(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

ids! {
    /// A cabinet; printed on its QR code.
    OrtomatId,
    /// The ESP32 of a cabinet; `device_id` of its connection.
    DeviceId,
    /// A compartment's row; people say its number instead.
    CellId,
    /// A thing that is sold.
    ProductId,
    /// A sale. It is the customer's secret link to the order, so it never goes into a log line.
    OrderId,
    /// The order's name for people and for the bank: `ORD-{epoch ms}-{9 of A–Z0–9}` (contract §5.1).
    OrderNumber,
    /// Our record of a Monobank invoice.
    PaymentId,
    /// The bank's name of an invoice; opaque (bank description §1.3).
    InvoiceId,
    /// Money on its way back; it is the `extRef` of the bank's cancel call.
    RefundId,
    /// A durable request to a device; the `cmd_id` of the wire.
    CommandId,
    /// A doctor's code on an ortomat; printed on paper, case-sensitive (contract §5.4).
    ReferralCode,
    /// A doctor's place at an ortomat.
    DoctorOrtomatId,
    /// Somebody who signs in.
    UserId,
    /// Names one wish, so that a form sent twice is one order or one ortomat.
    IdempotencyKey,
}
