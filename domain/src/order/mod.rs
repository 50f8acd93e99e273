//! One sale of one cell's product, from the reservation to the open door or to the money back.

pub mod lifecycle;
pub mod progress;

use crate::{Money, Timestamp, text_enum};
use std::time::Duration;

text_enum! {
    /// Where an order is. The world sees the coarser [`PublicStatus`].
    pub enum Phase {
        /// The cell is reserved, the bank has not said yes.
        AwaitingPayment = "awaiting_payment",
        /// Paid or held; the open command is queued or sent.
        Opening = "opening",
        /// The device acknowledged the command.
        Processing = "processing",
        /// The door reported `opened`.
        Completed = "completed",
        /// The money is on its way back.
        Refunding = "refunding",
        /// The money is back.
        Refunded = "refunded",
        /// A person has to decide; nothing opens by itself.
        NeedsReview = "needs_review",
        /// No money was taken and the reservation is released; or a person has closed the order without a refund.
        Failed = "failed",
    }
}

text_enum! {
    /// What the contract calls the status of a sale (§5.3).
    pub enum PublicStatus {
        Pending = "pending",
        Processing = "processing",
        Completed = "completed",
        Failed = "failed",
    }
}

text_enum! {
    /// Why an order did not simply complete.
    pub enum Reason {
        /// The bank declined the card, or the customer declined to pay.
        PaymentFailed = "payment_failed",
        /// Nobody paid in time.
        PaymentExpired = "payment_expired",
        /// The customer gave the cell back before paying.
        Cancelled = "cancelled",
        /// The bank did not make an invoice.
        BankUnavailable = "bank_unavailable",
        /// The payment arrived after the reservation had ended.
        PaidTooLate = "paid_too_late",
        /// Amount or currency of the payment is not the order's.
        PaymentMismatch = "payment_mismatch",
        /// The bank took the money back from us.
        PaymentReversed = "payment_reversed",
        /// The device said that the door did not open.
        DoorFailed = "door_failed",
        /// The device got the command and told nothing more; the door's state is unknown.
        DeviceSilent = "device_silent",
        /// The command could not be delivered within its window.
        DeviceUnreachable = "device_unreachable",
        /// The bank refused to give the money back.
        RefundRefused = "refund_refused",
        /// An administrator gave the money back.
        StaffRefund = "staff_refund",
    }
}

text_enum! {
    /// How a person ends a review.
    pub enum Resolution {
        /// «Повернути гроші»: all that is left of what was paid.
        Refund = "refund",
        /// «Видано вручну»: the customer has the goods, the sale stands.
        HandedOut = "handed_out",
        /// «Закрити без повернення»: there is nothing to give back, or not by us.
        Close = "close",
    }
}

impl Reason {
    /// Whether an order that failed for this reason never had anybody's money. The others were paid and ended by a
    /// person.
    #[must_use]
    pub const fn is_unpaid(self) -> bool {
        match self {
            Self::PaymentFailed | Self::PaymentExpired | Self::Cancelled | Self::BankUnavailable => true,
            Self::PaidTooLate
            | Self::PaymentMismatch
            | Self::PaymentReversed
            | Self::DoorFailed
            | Self::DeviceSilent
            | Self::DeviceUnreachable
            | Self::RefundRefused
            | Self::StaffRefund => false,
        }
    }
}

impl Phase {
    #[must_use]
    pub const fn public_status(self) -> PublicStatus {
        match self {
            Self::AwaitingPayment | Self::Opening => PublicStatus::Pending,
            Self::Processing => PublicStatus::Processing,
            Self::Completed => PublicStatus::Completed,
            Self::Refunding | Self::Refunded | Self::NeedsReview | Self::Failed => PublicStatus::Failed,
        }
    }

    /// While an order is live its cell belongs to it; the database lets no second live order have the cell.
    #[must_use]
    pub const fn holds_cell(self) -> bool {
        match self {
            Self::AwaitingPayment | Self::Opening | Self::Processing => true,
            Self::Completed | Self::Refunding | Self::Refunded | Self::NeedsReview | Self::Failed => false,
        }
    }

    /// When a phase that has just begun must end, by a job if by nothing else; `None` for phases that may stay.
    #[must_use]
    pub fn deadline(self, timings: &Timings, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::AwaitingPayment => Some(now.after(timings.reservation).after(timings.payment_grace)),
            Self::Opening => Some(now.after(timings.open_window).after(timings.door)),
            Self::Processing => Some(now.after(timings.door)),
            Self::Refunding => Some(now.after(timings.refund_patience)),
            Self::Completed | Self::Refunded | Self::NeedsReview | Self::Failed => None,
        }
    }
}

/// How long each phase may take. Configured once per process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// How long a cell is kept for somebody who pays; the invoice is valid for as long.
    pub reservation: Duration,
    /// How long after that a payment's news may still be on its way.
    pub payment_grace: Duration,
    /// How long after the payment an open command may be sent.
    pub open_window: Duration,
    /// How long a device may take from the command to the door's report.
    pub door: Duration,
    /// How long the bank may refuse or stay silent about a refund before a person is called.
    pub refund_patience: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            reservation: Duration::from_secs(10 * 60),
            payment_grace: Duration::from_secs(60),
            open_window: Duration::from_secs(90),
            door: Duration::from_secs(30),
            refund_patience: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// What [`lifecycle::decide`] needs to know of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub phase: Phase,
    pub total: Money,
    /// When the phase must end.
    pub deadline: Option<Timestamp>,
    /// It comes from a backup: what became of it afterwards, nobody here knows.
    pub restored: bool,
}
