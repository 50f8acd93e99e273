//! Orders of the earlier system, and what doctors earned with them.

use super::{
    Changes, Memory, Wrong,
    row::{default, hryvnias, is_beyond, literal, put, put_text, rounded, text},
};
use crate::backup::{column::FieldProblem, problem::Change, read::Fields};
use domain::{Money, PhoneNumber, Timestamp};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long an invoice of the bank can be paid when nobody says otherwise (bank description: `validity`).
const INVOICE_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// What an old file left open is open for so long at least.
const GRACE: Duration = Duration::from_secs(10 * 60);
/// As many characters of a row's name fit into the number of its order.
const TAIL: usize = 40;

pub(super) fn order(row: &mut Fields, memory: &Memory, now: Timestamp, changes: &mut Changes) -> Result<(), Wrong> {
    let id = text(row, "id").unwrap_or_default();
    let created = text(row, "createdAt")
        .and_then(|at| Timestamp::parse(&at))
        .unwrap_or(now);
    default(row, "orderNumber", "\"\"");
    if text(row, "orderNumber").is_some_and(|number| number.is_empty()) {
        changes.push(("orderNumber", Change::NumberMade));
        put_text(
            row,
            "orderNumber",
            Some(&format!("ORD-{}-{}", created.millis(), tail(&id))),
        );
    }
    let name = text(row, "productId").and_then(|product| memory.names.get(&product).cloned());
    put_text(row, "productName", Some(name.as_deref().unwrap_or("Товар")));
    earned(row, "commission", "pointsEarned", changes)?;
    rounded(row, "amount", changes);
    // A phone that is none was typed by a customer long ago; nobody will call it.
    if let Some(typed) = text(row, "customerPhone") {
        match typed.parse::<PhoneNumber>() {
            Ok(phone) if phone.as_str() == typed => {}
            Ok(_) => changes.push(("customerPhone", Change::PhoneRewritten)),
            Err(_) => {
                if !typed.trim().is_empty() {
                    changes.push(("customerPhone", Change::PhoneUnreadable));
                }
                put(row, "customerPhone", "null");
            }
        }
    }
    if is_beyond(row, "cellNumber") {
        changes.push(("cellNumber", Change::NoSuchCell));
        put(row, "cellNumber", "null");
    }
    let (phase, deadline) = match text(row, "status").as_deref() {
        Some("completed") => ("completed", None),
        Some("failed") => ("failed", None),
        // The bank's page of an old order may be paid for a day. A person decides then; no cell waits for it.
        Some("pending") => {
            empty_cell(row, Change::Released, changes);
            let end = created.after(INVOICE_LIFETIME).max(now.after(GRACE));
            ("awaiting_payment", Some(end))
        }
        Some("processing") => {
            if !memory.is_newest_of_its_cell(row) {
                empty_cell(row, Change::GaveWay, changes);
            }
            ("processing", Some(now.after(GRACE)))
        }
        Some(other) => return Err(("status", FieldProblem::UnknownWord(other.chars().take(40).collect()))),
        None => return Err(("status", FieldProblem::Missing)),
    };
    put(row, "reason", "null");
    put_text(row, "deadlineAt", deadline.map(|at| at.to_string()).as_deref());
    put_text(row, "phase", Some(phase));
    if phase == "completed" && literal(row, "completedAt").is_none_or(|at| at == "null") {
        changes.push(("completedAt", Change::TimeTaken));
        put_text(row, "completedAt", Some(&created.to_string()));
    }
    default(row, "idempotencyKey", "null");
    default(row, "termsVersion", "null");
    Ok(())
}

/// The end of a number that is made of the row's name, which may be longer than a number, or in other letters.
fn tail(id: &str) -> String {
    let is_plain = id.len() <= TAIL && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match is_plain {
        true => id.replace('-', "").to_uppercase(),
        false => hex::encode_upper(Sha256::digest(id)).chars().take(TAIL).collect(),
    }
}

fn empty_cell(row: &mut Fields, why: Change, changes: &mut Changes) {
    if literal(row, "cellNumber").is_some_and(|number| number != "null") {
        changes.push(("cellNumber", why));
        put(row, "cellNumber", "null");
    }
}

/// What a doctor earned in hryvnias, as points where there are none.
pub(super) fn earned(row: &mut Fields, of: &'static str, points: &str, changes: &mut Changes) -> Result<(), Wrong> {
    let sum = hryvnias(row, of)?.unwrap_or(Money::ZERO);
    row.remove(of);
    if literal(row, points).is_none_or(|points| points == "null") {
        if sum.is_positive() {
            changes.push((of, Change::CommissionToPoints));
        }
        put(row, points, &points_of(sum).to_string());
    }
    Ok(())
}

/// As the earlier system's own migration made points of hryvnias: a cast of its database to whole ones, which rounds
/// (contract §3.3).
fn points_of(earned: Money) -> i64 {
    earned.kopiykas().saturating_add(50) / 100
}
