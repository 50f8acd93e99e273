//! The faults a test may switch on at the bank.

use std::time::Duration;

/// How status changes are told; the mode in force when the status changes counts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum WebhookMode {
    /// Each once, in order, again until 200.
    #[default]
    Normal,
    /// Not at all.
    Off,
    /// Each this many extra times, at the same moment.
    Duplicate(u8),
    /// The last status of a step before the earlier ones.
    Reversed,
    /// In order, but only after this time.
    Delayed(Duration),
    /// Webhooks and status tell this amount (minor units) instead, properly signed.
    WrongAmount(i64),
    /// Webhooks and status tell this currency (ISO 4217 number) instead, properly signed.
    WrongCurrency(i32),
}

/// How `invoice/cancel` behaves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum CancelMode {
    /// Answers `success` and means it.
    #[default]
    Normal,
    /// Answers `processing`; [`Bank::settle_cancels`](super::Bank::settle_cancels) ends it.
    Processing,
    /// 500 `CANCEL_NOT_AVAILABLE`, nothing is done.
    Unavailable,
    /// The refund is made, but the connection drops before the answer.
    LoseAnswer,
    /// The refund is made, but the answer is 500 `INTERNAL_ERROR`.
    FailAnswer,
}
