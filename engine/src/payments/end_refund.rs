//! How a refund ends, and what its end means for the order. By whatever way the bank's word came, it ends here.

use super::books::Books;
use crate::{
    database::WriteTxn,
    entity::{refund, sale},
    error::Error,
    orders::{self, Rules},
};
use domain::{
    order::lifecycle::Event,
    payment::{PaymentStatus, RefundStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// Why a refund is over, when the bank told no reason of its own.
pub(crate) const BANK_REFUSED: &str = "банк відмовив у поверненні";
/// Why a refund of a part is over, when the bank took everything back without it.
pub(crate) const ALL_BACK_OTHERWISE: &str = "гроші повернуто повністю без цього повернення";
const ALREADY_BACK: &str = "гроші вже повернуто раніше";

/// The bank's last word about a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End<'a> {
    Settled,
    /// And why, for people.
    Refused(&'a str),
}

/// Ends a refund of a locked order and tells the order; returns the order if that moved it or owes something.
///
/// Settled stays settled. A refused refund that the bank has made after all is settled: where the money is decides.
pub(crate) async fn end_refund(
    txn: &mut WriteTxn,
    rules: &Rules,
    sale: &sale::Model,
    refund: refund::Model,
    end: End<'_>,
) -> Result<Option<sale::Model>, Error> {
    let had_ended = refund.due_at.is_none();
    let came_after_all = refund.status == RefundStatus::Refused.as_str() && end == End::Settled;
    if had_ended && !came_after_all {
        return Ok(None);
    }
    let Some(books) = Books::of(txn.db(), &sale.id).await? else {
        return Err(Error::CorruptRow {
            column: "refunds.payment_id",
            id: refund.id,
        });
    };
    // The money can only come back once, whatever the number of refunds that say so.
    let end = match end {
        End::Settled if !books.has_room_for(refund.amount) => End::Refused(ALREADY_BACK),
        end @ (End::Settled | End::Refused(_)) => end,
    };
    let was_late = came_after_all && end == End::Settled;
    let event = match end {
        End::Settled if refund.amount >= books.rest() => Event::RefundSettled,
        End::Settled => Event::PartRefundSettled,
        End::Refused(_) if is_all_back(&books)? => Event::RefundSettled,
        End::Refused(_) => Event::RefundRefused,
    };
    let mut row = refund.into_active_model();
    row.due_at = Set(None);
    match end {
        End::Settled => {
            row.status = Set(RefundStatus::Settled.to_string());
            row.settled_at = Set(Some(rules.now.millis()));
        }
        End::Refused(why) => {
            row.status = Set(RefundStatus::Refused.to_string());
            row.last_error = Set(Some(why.to_owned()));
        }
    }
    row.update(txn.db()).await?;
    let moved = orders::meet(txn, rules, sale, event).await?;
    if was_late {
        // Somebody was told that this money stays, and may have given it back in another way.
        tracing::warn!(
            order.number = sale.order_number,
            "the bank made a refund that it had refused"
        );
    }
    Ok(moved)
}

fn is_all_back(books: &Books) -> Result<bool, Error> {
    Ok(books.rest() == 0 || books.payment.status()? == PaymentStatus::Reversed)
}
