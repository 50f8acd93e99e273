//! Payments of the earlier system.

use super::{
    Changes, Wrong,
    row::{default, literal, put, put_text, rounded, text},
};
use crate::backup::{
    column::{FieldProblem, Kind},
    problem::Change,
    read::Fields,
};
use domain::{Timestamp, payment::PaymentStatus};

/// What becomes of a payment's details that this program keeps otherwise, or not at all.
const DETAILS: [&str; 7] = [
    "transactionId",
    "paymentDetails",
    "monoData",
    "description",
    "pageUrl",
    "doctorId",
    "status",
];

pub(super) fn payment(row: &mut Fields, now: Timestamp, changes: &mut Changes) -> Result<(), Wrong> {
    for key in [
        "status",
        "monoStatus",
        "transactionId",
        "pageUrl",
        "description",
        "doctorId",
    ] {
        let is_none = matches!(literal(row, key), None | Some("null"));
        let is_text = is_none || text(row, key).is_some_and(|text| !text.contains('\0'));
        if !is_text {
            return Err((key, FieldProblem::WrongType(Kind::Text)));
        }
    }
    if text(row, "invoiceId").is_some_and(|invoice| invoice.is_empty()) {
        put(row, "invoiceId", "null");
    }
    let invoice = text(row, "invoiceId");
    let state = state(row, invoice.is_some())?;
    let about: Option<serde_json::Value> = literal(row, "monoData").and_then(|data| serde_json::from_str(data).ok());
    let of_bank = |key: &str| {
        about
            .as_ref()
            .and_then(|data| data.get(key))
            .and_then(|value| value.as_str())
    };
    let modified = of_bank("modifiedDate").and_then(Timestamp::parse);
    let failure = of_bank("failureReason").map(ToOwned::to_owned);
    let paid = matches!(
        state,
        PaymentStatus::Success | PaymentStatus::Hold | PaymentStatus::Reversed
    );
    let asked = matches!(state, PaymentStatus::Created | PaymentStatus::Processing);
    let amount = literal(row, "amount").unwrap_or("null").to_owned();
    default(row, "paymentProvider", "\"mono\"");
    put_text(row, "state", Some(state.as_str()));
    put(row, "paymentType", "\"debit\"");
    put(row, "paidAmount", if paid { &amount } else { "null" });
    put(row, "currency", "980");
    put_text(row, "modifiedAt", modified.map(|at| at.to_string()).as_deref());
    put_text(row, "failureReason", failure.as_deref());
    // Whether it was paid after all, the bank is asked anew.
    put_text(row, "nextCheckAt", asked.then(|| now.to_string()).as_deref());
    put(row, "checks", "0");
    put(row, "captureDueAt", "null");
    put(row, "captures", "0");
    // What says the same as another field is no loss.
    if text(row, "transactionId") == invoice {
        row.remove("transactionId");
    }
    row.remove("status");
    let lost = DETAILS
        .into_iter()
        .find(|key| literal(row, key).is_some_and(|value| value != "null"));
    if let Some(lost) = lost {
        changes.push((lost, Change::NotKept));
    }
    for key in DETAILS {
        row.remove(key);
    }
    rounded(row, "amount", changes);
    Ok(())
}

/// How the payment stands. News of the bank came in any order, and what is no end changed only its own word (contract
/// §5.3): a payment that was made stays so until the bank takes it back.
fn state(row: &Fields, was_asked: bool) -> Result<PaymentStatus, Wrong> {
    let by_bank = text(row, "monoStatus").and_then(|word| word.parse::<PaymentStatus>().ok());
    Ok(match (text(row, "status").as_deref(), by_bank) {
        (Some("success" | "completed"), Some(PaymentStatus::Reversed)) => PaymentStatus::Reversed,
        (Some("success" | "completed"), _) => PaymentStatus::Success,
        (Some("failed" | "pending" | "processing") | None, Some(status)) => status,
        (Some("failed"), None) => PaymentStatus::Failure,
        (Some("pending" | "processing") | None, None) if was_asked => PaymentStatus::Created,
        // Nothing was ever asked of the bank.
        (Some("pending" | "processing") | None, None) => PaymentStatus::Refused,
        (Some(other), _) => {
            return Err(("status", FieldProblem::UnknownWord(other.chars().take(40).collect())));
        }
    })
}
