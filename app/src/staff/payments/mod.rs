//! Payments as administrators look after them: the list, one order with all that happened to it, and decisions.

pub mod confirm_page;
pub mod decision;
pub mod filter;
pub mod list_page;
pub mod money;
pub mod order_page;
pub mod timeline;

use crate::components::notice::Tone;
use domain::order::Phase;

/// How much a phase wants to be seen.
const fn tone(phase: Phase) -> Tone {
    match phase {
        Phase::AwaitingPayment | Phase::Opening | Phase::Processing | Phase::Refunded | Phase::Failed => Tone::Calm,
        Phase::Completed => Tone::Ok,
        Phase::Refunding => Tone::Warn,
        Phase::NeedsReview => Tone::Danger,
    }
}
