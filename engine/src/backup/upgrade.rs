//! Rows of version 1.0, the earlier system's (contract §6), as version 2.0 would have written them.

use super::{
    check::Values,
    column::{FieldProblem, Stored},
    problem::{Change, Problem},
    read::{Fields, Header, fields, rows_in_order},
    table::{PAYMENTS, SALES, Table, USERS},
};
use domain::{Money, PhoneNumber, Timestamp, payment::PaymentStatus};
use serde_json::value::RawValue;
use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Duration,
};

/// How long an invoice of the bank can be paid when nobody says otherwise (bank description: `validity`).
const INVOICE_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// What an old file left open is open for so long at least.
const GRACE: Duration = Duration::from_secs(10 * 60);

/// What a row needs to know of others.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Names of products, which new orders keep themselves.
    names: HashMap<String, String>,
    /// Of every cell the newest order whose device had the command.
    newest: HashMap<(String, String), (String, String)>,
    phones: HashSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    LeftOut,
}

type Changes = Vec<(&'static str, Change)>;
type Wrong = (&'static str, FieldProblem);

impl Memory {
    pub(super) fn gather(path: &Path, limit: u64, header: &Header) -> Result<Self, Problem> {
        let mut memory = Self::default();
        rows_in_order(path, limit, header, &mut |table, _, row| {
            if let Ok(Ok(fields)) = fields(row) {
                match table.key {
                    "products" => {
                        if let (Some(id), Some(name)) = (text(&fields, "id"), text(&fields, "name")) {
                            memory.names.insert(id, name);
                        }
                    }
                    SALES => memory.see_order(&fields),
                    _ => {}
                }
            }
            Ok(())
        })?;
        Ok(memory)
    }

    fn see_order(&mut self, fields: &Fields) {
        let open = text(fields, "status").as_deref() == Some("processing");
        let cell = fields.get("cellNumber").map(|number| number.get().to_owned());
        if let (true, Some(ortomat), Some(cell), Some(id), Some(at)) = (
            open,
            text(fields, "ortomatId"),
            cell,
            text(fields, "id"),
            text(fields, "createdAt"),
        ) {
            let newest = self
                .newest
                .entry((ortomat, cell))
                .or_insert_with(|| (at.clone(), id.clone()));
            if (at.as_str(), id.as_str()) > (newest.0.as_str(), newest.1.as_str()) {
                *newest = (at, id);
            }
        }
    }

    fn is_newest_of_its_cell(&self, fields: &Fields) -> bool {
        let cell = fields.get("cellNumber").map(|number| number.get().to_owned());
        match (text(fields, "ortomatId"), cell, text(fields, "id")) {
            (Some(ortomat), Some(cell), Some(id)) => self
                .newest
                .get(&(ortomat, cell))
                .is_none_or(|(_, newest)| *newest == id),
            _ => true,
        }
    }
}

/// Makes a row of version 1.0 one of 2.0.
pub(super) fn upgrade(
    table: &Table,
    row: &mut Fields,
    memory: &mut Memory,
    now: Timestamp,
    changes: &mut Changes,
) -> Result<Fate, Wrong> {
    match table.key {
        USERS => user(row, memory, changes)?,
        "ortomats" => {
            default(row, "status", "\"active\"");
            default(row, "totalCells", "37");
            put(row, "sellsOffline", "false");
        }
        "products" => {
            default(row, "images", "[]");
            default(row, "size", "\"Uni\"");
            default(row, "referralPoints", "0");
        }
        "cells" => {
            let filled = literal(row, "isAvailable") == Some("false") && text(row, "productId").is_some();
            put(row, "filled", if filled { "true" } else { "false" });
            default(row, "blockedReason", "null");
        }
        "doctorOrtomats" => doctors_place(row, changes)?,
        "courierOrtomats" => couriers_place(row),
        "settings" => default(row, "logRetentionDays", "null"),
        SALES => order(row, memory, now, changes)?,
        PAYMENTS => payment(row, now),
        "logs" => default(row, "orderId", "null"),
        _ => {}
    }
    let created = literal(row, "createdAt").unwrap_or("null").to_owned();
    if table.column("updatedAt").is_some() {
        default(row, "updatedAt", &created);
    }
    // The earlier system left out what had no value.
    for column in table.stored().filter(|column| column.nullable) {
        default(row, column.key, "null");
    }
    Ok(Fate::Kept)
}

/// After the references are known: a cell that lost its product is empty.
pub(super) fn agree(table: &Table, values: &mut Values) {
    if table.key != "cells" {
        return;
    }
    let position = |key| table.stored().position(|column| column.key == key);
    if let (Some(product), Some(filled)) = (position("productId"), position("filled"))
        && values.get(product) == Some(&Stored::Null)
        && let Some(filled) = values.get_mut(filled)
    {
        *filled = Stored::Boolean(false);
    }
}

fn user(row: &mut Fields, memory: &mut Memory, changes: &mut Changes) -> Result<(), Wrong> {
    put(row, "deletedAt", "null");
    default(row, "isVerified", "false");
    default(row, "email", "null");
    if let Some(email) = text(row, "email") {
        let email = email.trim().to_lowercase();
        put_text(
            row,
            "email",
            Some(&email).filter(|email| !email.is_empty()).map(String::as_str),
        );
    }
    default(row, "phone", "null");
    let Some(typed) = text(row, "phone") else {
        return match literal(row, "phone") {
            Some("null") | None => Ok(()),
            Some(_) => Err(("phone", FieldProblem::WrongType(super::Kind::Phone))),
        };
    };
    match typed.parse::<PhoneNumber>() {
        Ok(phone) if memory.phones.insert(phone.to_string()) => put_text(row, "phone", Some(&phone.to_string())),
        Ok(_) => {
            changes.push(("phone", Change::PhoneTaken));
            put(row, "phone", "null");
        }
        Err(_) => {
            if !typed.trim().is_empty() {
                changes.push(("phone", Change::PhoneUnreadable));
            }
            put(row, "phone", "null");
        }
    }
    Ok(())
}

/// Any word but one means that the courier comes.
fn couriers_place(row: &mut Fields) {
    default(row, "status", "\"active\"");
    if text(row, "status").is_some_and(|status| status != "inactive") {
        put(row, "status", "\"active\"");
    }
}

fn doctors_place(row: &mut Fields, changes: &mut Changes) -> Result<(), Wrong> {
    put(row, "endedAt", "null");
    default(row, "totalSales", "0");
    row.remove("commissionPercent");
    let earned = row.remove("totalEarnings");
    if literal(row, "totalPoints").is_none_or(|points| points == "null") {
        let earned = earned.as_deref().map_or("0", RawValue::get);
        let earned = if earned == "null" { "0" } else { earned };
        let points = points_of(earned).ok_or(("totalEarnings", FieldProblem::WrongType(super::Kind::Money)))?;
        if points > 0 {
            changes.push(("totalEarnings", Change::CommissionToPoints));
        }
        put(row, "totalPoints", &points.to_string());
    }
    Ok(())
}

/// As the earlier system's own migration made points of hryvnias: whole ones (contract §3.3).
fn points_of(hryvnias: &str) -> Option<i64> {
    let kopiykas = Money::from_hryvnias_literal(hryvnias).ok()?.kopiykas();
    Some((kopiykas / 100).max(0))
}

fn order(row: &mut Fields, memory: &Memory, now: Timestamp, changes: &mut Changes) -> Result<(), Wrong> {
    let id = text(row, "id").unwrap_or_default();
    let created = text(row, "createdAt")
        .and_then(|at| Timestamp::parse(&at))
        .unwrap_or(now);
    default(row, "orderNumber", "\"\"");
    if text(row, "orderNumber").is_some_and(|number| number.is_empty()) {
        changes.push(("orderNumber", Change::NumberMade));
        let tail: String = id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_uppercase();
        put_text(row, "orderNumber", Some(&format!("ORD-{}-{tail}", created.millis())));
    }
    let name = text(row, "productId").and_then(|product| memory.names.get(&product).cloned());
    put_text(row, "productName", Some(name.as_deref().unwrap_or("Товар")));
    let commission = row.remove("commission");
    if literal(row, "pointsEarned").is_none_or(|points| points == "null") {
        let commission = commission
            .as_deref()
            .map(RawValue::get)
            .filter(|earned| *earned != "null");
        let points =
            points_of(commission.unwrap_or("0")).ok_or(("commission", FieldProblem::WrongType(super::Kind::Money)))?;
        if points > 0 {
            changes.push(("commission", Change::CommissionToPoints));
        }
        put(row, "pointsEarned", &points.to_string());
    }
    // A phone that is none was typed by a customer long ago; nobody will call it.
    if let Some(typed) = text(row, "customerPhone")
        && typed.parse::<PhoneNumber>().is_err()
    {
        if !typed.trim().is_empty() {
            changes.push(("customerPhone", Change::PhoneUnreadable));
        }
        put(row, "customerPhone", "null");
    }
    let (phase, deadline) = match text(row, "status").as_deref() {
        Some("completed") => ("completed", None),
        Some("failed") => ("failed", None),
        // The bank's page of an old order may be paid for a day. A person decides then; no cell waits for it.
        Some("pending") => {
            empty_cell(row, changes);
            let end = created.after(INVOICE_LIFETIME).max(now.after(GRACE));
            ("awaiting_payment", Some(end))
        }
        Some("processing") => {
            if !memory.is_newest_of_its_cell(row) {
                empty_cell(row, changes);
            }
            ("processing", Some(now.after(GRACE)))
        }
        Some(other) => return Err(("status", FieldProblem::UnknownWord(other.chars().take(40).collect()))),
        None => return Err(("status", FieldProblem::Missing)),
    };
    put(row, "reason", "null");
    put_text(row, "deadlineAt", deadline.map(|at| at.to_string()).as_deref());
    put_text(row, "phase", Some(phase));
    if phase == "completed" {
        default(row, "completedAt", &format!("\"{created}\""));
    }
    default(row, "idempotencyKey", "null");
    default(row, "termsVersion", "null");
    Ok(())
}

fn empty_cell(row: &mut Fields, changes: &mut Changes) {
    if literal(row, "cellNumber").is_some_and(|number| number != "null") {
        changes.push(("cellNumber", Change::Released));
        put(row, "cellNumber", "null");
    }
}

fn payment(row: &mut Fields, now: Timestamp) {
    let by_bank = text(row, "monoStatus").filter(|word| word.parse::<PaymentStatus>().is_ok());
    let invoice = text(row, "invoiceId");
    let state = match (by_bank, text(row, "status").as_deref()) {
        (Some(status), _) => status,
        (None, Some("success" | "completed")) => PaymentStatus::Success.to_string(),
        (None, Some("failed")) => PaymentStatus::Failure.to_string(),
        (None, _) if invoice.is_some() => PaymentStatus::Created.to_string(),
        // Nothing was ever asked of the bank.
        (None, _) => PaymentStatus::Refused.to_string(),
    };
    let about: Option<serde_json::Value> = literal(row, "monoData").and_then(|data| serde_json::from_str(data).ok());
    let of_bank = |key: &str| {
        about
            .as_ref()
            .and_then(|data| data.get(key))
            .and_then(|value| value.as_str())
    };
    let modified = of_bank("modifiedDate").and_then(Timestamp::parse);
    let failure = of_bank("failureReason").map(ToOwned::to_owned);
    let paid = matches!(state.as_str(), "success" | "hold" | "reversed");
    let asked = matches!(state.as_str(), "created" | "processing");
    let amount = literal(row, "amount").unwrap_or("null").to_owned();
    default(row, "paymentProvider", "\"mono\"");
    put_text(row, "state", Some(&state));
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
    for derived in [
        "pageUrl",
        "monoData",
        "doctorId",
        "description",
        "paymentDetails",
        "status",
        "transactionId",
    ] {
        row.remove(derived);
    }
}

fn literal<'a>(row: &'a Fields, key: &str) -> Option<&'a str> {
    row.get(key).map(|value| value.get())
}

fn text(row: &Fields, key: &str) -> Option<String> {
    serde_json::from_str(literal(row, key)?).ok()
}

fn put(row: &mut Fields, key: &str, literal: &str) {
    if let Ok(value) = RawValue::from_string(literal.to_owned()) {
        row.insert(key.to_owned(), value);
    }
}

fn put_text(row: &mut Fields, key: &str, value: Option<&str>) {
    let value = value.map_or(serde_json::Value::Null, |text| {
        serde_json::Value::String(text.to_owned())
    });
    put(row, key, &value.to_string());
}

fn default(row: &mut Fields, key: &str, literal: &str) {
    if row.get(key).is_none_or(|value| value.get() == "null") {
        put(row, key, literal);
    }
}
