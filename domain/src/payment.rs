//! What the bank can say of an invoice, and which of two sayings is the newer one.

use crate::{Money, Timestamp, text_enum};

/// ISO 4217 number of the hryvnia, the only currency that is sold for.
pub const HRYVNIA: i32 = 980;

/// A sum that the bank says it has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidSum {
    pub amount: Money,
    /// ISO 4217 number.
    pub currency: i32,
}

text_enum! {
    /// How the card is charged.
    pub enum PaymentType {
        /// At once.
        Debit = "debit",
        /// Blocked first, charged by us when the door has opened, released when it has not.
        Hold = "hold",
    }
}

text_enum! {
    /// Our payment's status: the bank's seven (bank description §2) and two of before it answered.
    pub enum PaymentStatus {
        /// We are about to ask for an invoice, or asked and got no answer.
        Requested = "requested",
        /// The bank made no invoice.
        Refused = "refused",
        Created = "created",
        Processing = "processing",
        Hold = "hold",
        Failure = "failure",
        Expired = "expired",
        Success = "success",
        Reversed = "reversed",
    }
}

impl PaymentStatus {
    /// Breaks ties between news of the same second (bank description §2.2).
    const fn rank(self) -> u8 {
        match self {
            Self::Requested | Self::Refused => 0,
            Self::Created => 1,
            Self::Processing => 2,
            Self::Hold => 3,
            Self::Failure | Self::Expired => 4,
            Self::Success => 5,
            Self::Reversed => 6,
        }
    }

    /// Whether the bank may still change its mind without being asked by us. A failure may: nobody knows whether the
    /// payer can try another card on the same invoice (bank description §2.1).
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Requested | Self::Created | Self::Processing | Self::Hold | Self::Failure => true,
            Self::Refused | Self::Expired | Self::Success | Self::Reversed => false,
        }
    }
}

/// A status and the moment from which it holds, as the bank tells it (`modifiedDate`, whole seconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusAt {
    pub status: PaymentStatus,
    pub modified: Option<Timestamp>,
}

/// Whether `incoming` is news against `known` (bank description §2.2).
///
/// Older news never applies. Of the same second the higher rank wins. Newer news applies, except that money
/// which has moved (success, reversed) never becomes "not yet paid" again; the one honest way back is
/// hold → processing while our own capture is under way.
#[must_use]
pub fn is_news(known: StatusAt, incoming: StatusAt) -> bool {
    use PaymentStatus as S;
    match incoming.modified.cmp(&known.modified) {
        _ if known.modified.is_none() => incoming.status.rank() > known.status.rank(),
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => incoming.status.rank() > known.status.rank(),
        std::cmp::Ordering::Greater => match (known.status, incoming.status) {
            (S::Success | S::Reversed, S::Requested | S::Refused | S::Created | S::Processing | S::Hold) => false,
            (S::Reversed, S::Success) => false,
            (known, incoming) => known != incoming,
        },
    }
}

text_enum! {
    /// How news of a payment reached us; all of them end in the same function.
    pub enum NewsSource {
        Webhook = "webhook",
        /// Our own question, by the poller or by somebody's «check» button.
        Status = "status",
    }
}

text_enum! {
    /// A refund is an entity of its own, because banks answer late, twice or not at all.
    pub enum RefundStatus {
        /// Owed, not yet told to the bank, or told without an answer.
        Requested = "requested",
        /// The bank accepted and is working on it.
        Accepted = "accepted",
        Settled = "settled",
        /// The bank refuses; a person must act.
        Refused = "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(status: PaymentStatus, second: i64) -> StatusAt {
        StatusAt {
            status,
            modified: Some(Timestamp::from_millis(second * 1000)),
        }
    }

    #[test]
    fn older_news_never_applies() {
        assert!(!is_news(at(PaymentStatus::Success, 5), at(PaymentStatus::Failure, 4)));
        assert!(!is_news(at(PaymentStatus::Failure, 5), at(PaymentStatus::Success, 4)));
    }

    #[test]
    fn of_one_second_the_later_stage_wins() {
        assert!(is_news(at(PaymentStatus::Processing, 5), at(PaymentStatus::Hold, 5)));
        assert!(!is_news(at(PaymentStatus::Hold, 5), at(PaymentStatus::Processing, 5)));
        assert!(!is_news(at(PaymentStatus::Success, 5), at(PaymentStatus::Success, 5)));
    }

    #[test]
    fn money_that_has_moved_is_never_unpaid_again() {
        assert!(!is_news(
            at(PaymentStatus::Success, 5),
            at(PaymentStatus::Processing, 9)
        ));
        assert!(!is_news(at(PaymentStatus::Reversed, 5), at(PaymentStatus::Success, 9)));
        assert!(is_news(at(PaymentStatus::Success, 5), at(PaymentStatus::Reversed, 9)));
        assert!(is_news(at(PaymentStatus::Hold, 5), at(PaymentStatus::Processing, 6)));
    }

    #[test]
    fn the_first_word_of_the_bank_is_always_news() {
        let requested = StatusAt {
            status: PaymentStatus::Requested,
            modified: None,
        };
        for status in [PaymentStatus::Created, PaymentStatus::Success, PaymentStatus::Failure] {
            assert!(is_news(requested, at(status, 1)));
            assert!(is_news(requested, StatusAt { status, modified: None }));
        }
    }
}
