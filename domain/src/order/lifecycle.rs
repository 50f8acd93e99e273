//! The order's state machine: one pure function, every pair of phase and event written out.
//!
//! A decision is the next phase and the effects that are owed for it. The engine stores both in one
//! transaction, so that a process killed at any moment finds its debts in the database. Repeats and late
//! news are not errors, they decide nothing; [`Illegal`] pairs mean that somebody lies or a program is wrong.

use super::{Order, Phase, Reason};
use crate::{
    Money, Timestamp,
    command::DoorResult,
    payment::{HRYVNIA, PaidSum},
};

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The bank charged or held this sum.
    Paid(PaidSum),
    /// The bank or the payer declined.
    PaymentDeclined,
    /// The invoice can no longer be paid.
    PaymentExpired,
    /// The bank says that the money went back to the payer.
    PaymentReversed,
    /// The bank charged another invoice of this order than the one that its customer was sent to.
    PaidElsewhere,
    /// The bank made no invoice.
    InvoiceRefused,
    /// The customer gives the cell back.
    Cancelled,
    /// The phase's time is over. `delivered`: the open command had reached a connection of the device.
    DeadlinePassed { delivered: bool },
    /// The device has the open command.
    CommandAcked,
    /// The device tells what the door did.
    DoorReported(DoorResult),
    /// The bank gave money back on our request, and now all of it is back.
    RefundSettled,
    /// The bank gave a part of the money back on our request.
    PartRefundSettled,
    /// The bank will not give the money back.
    RefundRefused,
    /// An administrator gives back `amount` of `left`: what was paid less what went back already.
    StaffRefund { amount: Money, left: Money },
    /// An administrator says that the customer got the goods from a person's hand.
    HandedOut,
    /// An administrator closes an order that was under review, without giving money back.
    ClosedByStaff,
}

/// What a decision owes. Each becomes a row, or a change of one, in the transaction of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Queue the open command of this order.
    OpenCell,
    /// No door may open for this order any more: expire its command. If a device has it already, nobody knows what
    /// the door will do, so the cell is blocked until somebody has looked.
    CancelCommand,
    /// The goods are out: green → blue.
    WriteOffCell,
    /// The goods went out some time ago: green → blue, unless the cell was filled or taken since.
    WriteOffUnlessRefilled,
    /// The door cannot be trusted until somebody has looked.
    BlockCell(Reason),
    /// Charge the card if the money was only held.
    Capture,
    /// Give back all that was paid and is not back yet (for a hold: release it).
    Refund,
    /// Give back a part of what was paid.
    RefundPart(Money),
    /// Do not ask for a refund that the bank has not accepted.
    DropRefund,
    /// Count the sale for the doctor who referred it, once.
    CreditReward,
    /// Take the doctor's points back, once.
    ReverseReward,
    /// Write what happened into the activity log.
    Log(Note),
}

/// The activity log's entry for a decision; the order's reason goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    PaymentSuccess,
    PaymentFailed,
    Cancelled,
    CommandAcked,
    Completed,
    RefundRequested,
    Refunded,
    PartRefunded,
    NeedsReview,
    /// The door opened although the order had been given up.
    OpenedTooLate,
}

/// The outcome of an event that an order may meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The new phase, and its reason where there is a new one; `None` when the event is a repeat or late.
    pub next: Option<(Phase, Option<Reason>)>,
    pub effects: Vec<Effect>,
}

impl Decision {
    const fn unchanged() -> Self {
        Self {
            next: None,
            effects: Vec::new(),
        }
    }

    fn go(phase: Phase, effects: impl Into<Vec<Effect>>) -> Self {
        Self {
            next: Some((phase, None)),
            effects: effects.into(),
        }
    }

    fn because(phase: Phase, reason: Reason, effects: impl Into<Vec<Effect>>) -> Self {
        Self {
            next: Some((phase, Some(reason))),
            effects: effects.into(),
        }
    }

    /// No money was taken: the order is over and the cell free.
    fn unpaid(reason: Reason, note: Note) -> Self {
        Self::because(Phase::Failed, reason, [Effect::Log(note)])
    }

    fn refund(reason: Reason) -> Self {
        Self::because(
            Phase::Refunding,
            reason,
            [
                Effect::CancelCommand,
                Effect::Refund,
                Effect::Log(Note::RefundRequested),
            ],
        )
    }

    /// Nobody's log entry is owed for what a person asks for: the use case writes it, with the person's name.
    fn staff_refund() -> Self {
        Self::because(
            Phase::Refunding,
            Reason::StaffRefund,
            [Effect::CancelCommand, Effect::Refund],
        )
    }

    fn refund_and_block(reason: Reason) -> Self {
        let mut decision = Self::refund(reason);
        decision.effects.push(Effect::BlockCell(reason));
        decision
    }

    fn refunded(reason: Reason) -> Self {
        Self::because(
            Phase::Refunded,
            reason,
            [
                Effect::CancelCommand,
                Effect::ReverseReward,
                Effect::Log(Note::Refunded),
            ],
        )
    }

    fn review(reason: Reason) -> Self {
        Self::because(
            Phase::NeedsReview,
            reason,
            [Effect::CancelCommand, Effect::Log(Note::NeedsReview)],
        )
    }

    fn completed() -> Self {
        Self::go(
            Phase::Completed,
            [
                Effect::WriteOffCell,
                Effect::Capture,
                Effect::CreditReward,
                Effect::Log(Note::Completed),
            ],
        )
    }

    /// A part of the money is back; the order goes its way.
    fn part_refunded() -> Self {
        Self {
            next: None,
            effects: vec![Effect::Log(Note::PartRefunded)],
        }
    }

    /// The order goes its way, but somebody has to look at the money.
    fn told_to_people() -> Self {
        Self {
            next: None,
            effects: vec![Effect::Log(Note::NeedsReview)],
        }
    }

    /// The order goes its way, but the goods are out.
    fn opened_too_late() -> Self {
        Self {
            next: None,
            effects: vec![Effect::WriteOffCell, Effect::Log(Note::OpenedTooLate)],
        }
    }
}

/// An event that this order cannot honestly meet; nothing is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order in phase {phase} cannot meet {event:?}")]
pub struct Illegal {
    pub phase: Phase,
    pub event: Event,
}

/// Decides what an event means for an order at the moment `now`.
///
/// An order from a backup may have gone on after the backup was made: its goods may be out, its money back. Where
/// another order's door would open or its money go back by itself, a person looks at it first.
///
/// # Errors
/// [`Illegal`] when the pair is impossible for an honest world, such as an opened door for an unpaid order.
pub fn decide(order: &Order, event: Event, now: Timestamp) -> Result<Decision, Illegal> {
    let decision = decide_of_this_life(order, event, now)?;
    let acts = decision
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::OpenCell | Effect::Refund));
    if order.restored && acts && !matches!(event, Event::StaffRefund { .. }) {
        let (_, reason) = decision.next.unwrap_or((order.phase, None));
        let mut review = Decision::review(reason.unwrap_or(Reason::DeviceSilent));
        // What is known of the cell is true all the same.
        let of_the_cell = |effect: &Effect| matches!(effect, Effect::BlockCell(_) | Effect::WriteOffCell);
        review.effects.extend(decision.effects.into_iter().filter(of_the_cell));
        return Ok(review);
    }
    Ok(decision)
}

fn decide_of_this_life(order: &Order, event: Event, now: Timestamp) -> Result<Decision, Illegal> {
    use Event as E;
    use Phase as P;
    let illegal = Err(Illegal {
        phase: order.phase,
        event,
    });
    let decision = match (order.phase, event) {
        (P::AwaitingPayment, E::Paid(paid)) if is_exact(paid, order.total) => {
            Decision::go(P::Opening, [Effect::OpenCell, Effect::Log(Note::PaymentSuccess)])
        }
        (P::Failed, E::Paid(paid)) if is_exact(paid, order.total) => Decision::refund(Reason::PaidTooLate),
        (P::AwaitingPayment | P::Failed, E::Paid(_)) => Decision::review(Reason::PaymentMismatch),
        (P::Opening | P::Processing | P::Completed | P::Refunding | P::Refunded | P::NeedsReview, E::Paid(_)) => {
            Decision::unchanged()
        }

        (P::AwaitingPayment, E::PaymentDeclined) => Decision::unpaid(Reason::PaymentFailed, Note::PaymentFailed),
        (P::AwaitingPayment, E::PaymentExpired) => Decision::unpaid(Reason::PaymentExpired, Note::Cancelled),
        // The newest word of the bank is that there is no money: nothing may open for it.
        (P::Opening | P::Processing, E::PaymentDeclined | E::PaymentExpired) => {
            Decision::review(Reason::PaymentReversed)
        }
        (
            P::Completed | P::Refunding | P::Refunded | P::NeedsReview | P::Failed,
            E::PaymentDeclined | E::PaymentExpired,
        ) => Decision::unchanged(),

        (
            P::AwaitingPayment | P::Opening | P::Processing | P::Completed | P::Refunding | P::NeedsReview,
            E::PaymentReversed,
        ) => Decision::refunded(Reason::PaymentReversed),
        (P::Refunded | P::Failed, E::PaymentReversed) => Decision::unchanged(),

        (P::AwaitingPayment | P::Failed, E::PaidElsewhere) => Decision::review(Reason::PaymentMismatch),
        (P::Opening | P::Processing | P::Completed | P::Refunding | P::Refunded | P::NeedsReview, E::PaidElsewhere) => {
            Decision::told_to_people()
        }

        (P::AwaitingPayment, E::InvoiceRefused) => Decision::unpaid(Reason::BankUnavailable, Note::PaymentFailed),
        (
            P::Opening | P::Processing | P::Completed | P::Refunding | P::Refunded | P::NeedsReview | P::Failed,
            E::InvoiceRefused,
        ) => Decision::unchanged(),

        (P::AwaitingPayment, E::Cancelled) => Decision::unpaid(Reason::Cancelled, Note::Cancelled),
        (P::Failed, E::Cancelled) => Decision::unchanged(),
        (P::Opening | P::Processing | P::Completed | P::Refunding | P::Refunded | P::NeedsReview, E::Cancelled) => {
            return illegal;
        }

        // A job whose clock ran ahead, or a deadline that has moved meanwhile.
        (P::AwaitingPayment | P::Opening | P::Processing | P::Refunding, E::DeadlinePassed { .. })
            if order.deadline.is_none_or(|deadline| now < deadline) =>
        {
            Decision::unchanged()
        }
        (P::AwaitingPayment, E::DeadlinePassed { .. }) => Decision::unpaid(Reason::PaymentExpired, Note::Cancelled),
        (P::Opening, E::DeadlinePassed { delivered: false }) => Decision::refund(Reason::DeviceUnreachable),
        (P::Opening, E::DeadlinePassed { delivered: true }) | (P::Processing, E::DeadlinePassed { .. }) => {
            Decision::refund(Reason::DeviceSilent)
        }
        (P::Refunding, E::DeadlinePassed { .. }) => Decision::review(Reason::RefundRefused),
        (P::Completed | P::Refunded | P::NeedsReview | P::Failed, E::DeadlinePassed { .. }) => Decision::unchanged(),

        (P::Opening, E::CommandAcked) => Decision::go(P::Processing, [Effect::Log(Note::CommandAcked)]),
        (P::Processing | P::Completed | P::Refunding | P::Refunded | P::NeedsReview | P::Failed, E::CommandAcked) => {
            Decision::unchanged()
        }
        (P::AwaitingPayment, E::CommandAcked | E::DoorReported(_)) => return illegal,

        (P::Opening | P::Processing, E::DoorReported(DoorResult::Opened)) => Decision::completed(),
        (P::Opening | P::Processing, E::DoorReported(DoorResult::Failed)) => {
            Decision::refund_and_block(Reason::DoorFailed)
        }
        // Of the failed orders only one that a person has closed was ever sent to a device.
        (P::Refunding | P::Refunded | P::NeedsReview | P::Failed, E::DoorReported(DoorResult::Opened)) => {
            Decision::opened_too_late()
        }
        (P::Completed, E::DoorReported(_)) => Decision::unchanged(),
        (P::Refunding | P::Refunded | P::NeedsReview | P::Failed, E::DoorReported(DoorResult::Failed)) => {
            Decision::unchanged()
        }

        // The reason of the refund stays; only the phase moves on. A closed order's money may be back all the same: the
        // bank had the request before the order was closed.
        (P::Refunding | P::NeedsReview | P::Failed, E::RefundSettled) => {
            Decision::go(P::Refunded, [Effect::ReverseReward, Effect::Log(Note::Refunded)])
        }
        (P::Completed, E::RefundSettled) => Decision::refunded(Reason::StaffRefund),
        (P::Refunded, E::RefundSettled | E::PartRefundSettled) => Decision::unchanged(),
        (P::Completed | P::Refunding | P::NeedsReview | P::Failed, E::PartRefundSettled) => Decision::part_refunded(),
        (P::AwaitingPayment | P::Opening | P::Processing, E::RefundSettled | E::PartRefundSettled) => return illegal,

        (P::Refunding, E::RefundRefused) => Decision::review(Reason::RefundRefused),
        // A part that somebody wanted to give back; the sale stands.
        (P::Completed, E::RefundRefused) => Decision::told_to_people(),
        (P::Refunded | P::NeedsReview | P::Failed, E::RefundRefused) => Decision::unchanged(),
        (P::AwaitingPayment | P::Opening | P::Processing, E::RefundRefused) => return illegal,

        (P::Refunding | P::Refunded, E::StaffRefund { .. }) => Decision::unchanged(),
        (_, E::StaffRefund { amount, left }) if !amount.is_positive() || amount > left => return illegal,
        // Failed: somebody closed it, and somebody thought better of it.
        (P::Completed | P::NeedsReview | P::Failed, E::StaffRefund { amount, left }) if amount == left => {
            Decision::staff_refund()
        }
        (P::Completed, E::StaffRefund { amount, .. }) => Decision {
            next: None,
            effects: vec![Effect::RefundPart(amount)],
        },
        (P::AwaitingPayment | P::Opening | P::Processing | P::NeedsReview | P::Failed, E::StaffRefund { .. }) => {
            return illegal;
        }

        (P::NeedsReview, E::HandedOut) => Decision::go(
            P::Completed,
            [
                Effect::DropRefund,
                Effect::WriteOffUnlessRefilled,
                Effect::Capture,
                Effect::CreditReward,
            ],
        ),
        (P::Completed, E::HandedOut) => Decision::unchanged(),
        (P::AwaitingPayment | P::Opening | P::Processing | P::Refunding | P::Refunded | P::Failed, E::HandedOut) => {
            return illegal;
        }

        // The reason of the review stays: it tells a closed order from one that was never paid.
        (P::NeedsReview, E::ClosedByStaff) => Decision::go(P::Failed, [Effect::DropRefund, Effect::ReverseReward]),
        (P::Failed, E::ClosedByStaff) => Decision::unchanged(),
        (
            P::AwaitingPayment | P::Opening | P::Processing | P::Completed | P::Refunding | P::Refunded,
            E::ClosedByStaff,
        ) => return illegal,
    };
    Ok(decision)
}

/// What was paid is what was asked, to the kopiyka, in hryvnias.
fn is_exact(paid: PaidSum, total: Money) -> bool {
    paid.amount == total && paid.currency == HRYVNIA
}
