//! What the customer is told of an order: did I pay, which cell, what happens now.

use super::{Phase, PublicStatus, Reason};
use crate::{
    Money, Timestamp,
    catalog::{Product, Referrer},
    cell::CellNumber,
    id::{OrderId, OrderNumber},
    ortomat::Ortomat,
};
use serde::{Deserialize, Serialize};

/// The answer to "what happens now", one word per thing that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nothing is paid yet.
    AwaitingPayment,
    /// Paid; the cabinet does not answer yet.
    Connecting,
    /// Paid; the device is about to open the door.
    Opening,
    /// The door is open.
    Opened,
    /// The door did not open, the money is on its way back.
    Refunding(Reason),
    /// The money is back.
    Refunded(Reason),
    /// A person looks after it.
    Review(Reason),
    /// Nothing was paid and nothing will be.
    NotPaid(Reason),
}

impl Stage {
    /// `delivered`: the open command has reached a connection of the device.
    #[must_use]
    pub fn of(phase: Phase, reason: Option<Reason>, delivered: bool) -> Self {
        match phase {
            Phase::AwaitingPayment => Self::AwaitingPayment,
            Phase::Opening if !delivered => Self::Connecting,
            Phase::Opening | Phase::Processing => Self::Opening,
            Phase::Completed => Self::Opened,
            Phase::Refunding => Self::Refunding(reason.unwrap_or(Reason::StaffRefund)),
            Phase::Refunded => Self::Refunded(reason.unwrap_or(Reason::StaffRefund)),
            Phase::NeedsReview => Self::Review(reason.unwrap_or(Reason::RefundRefused)),
            Phase::Failed => match reason {
                // A person has closed it. That no money was taken would not be true.
                Some(reason) if !reason.is_unpaid() => Self::Review(reason),
                Some(_) | None => Self::NotPaid(reason.unwrap_or(Reason::PaymentFailed)),
            },
        }
    }

    /// Whether nothing more will happen by itself, so that a page may stop asking.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::AwaitingPayment | Self::Connecting | Self::Opening | Self::Refunding(_) => false,
            Self::Opened | Self::Refunded(_) | Self::Review(_) | Self::NotPaid(_) => true,
        }
    }
}

/// The order as its customer may see it; nothing here is secret to the holder of the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderProgress {
    pub id: OrderId,
    pub number: OrderNumber,
    pub status: PublicStatus,
    pub stage: Stage,
    pub cell: Option<CellNumber>,
    pub total: Money,
    pub product_name: String,
    /// An opening is owed and its command may be sent once more.
    pub can_retry: bool,
}

/// The whole order for the holder of its link: what the pages and the REST answer show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDetails {
    pub progress: OrderProgress,
    /// `None` when it has been deleted meanwhile; the name stays in the progress.
    pub product: Option<Product>,
    pub ortomat: Option<Ortomat>,
    pub referrer: Option<Referrer>,
    pub referral_code: Option<String>,
    /// Until when the cell is kept for the payment; `None` once it no longer matters.
    pub pay_by: Option<Timestamp>,
    pub created_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}
