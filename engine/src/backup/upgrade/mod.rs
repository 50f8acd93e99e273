//! Rows of version 1.0, the earlier system's (contract §6), as version 2.0 would have written them.

mod order;
mod payment;
mod row;

use super::{
    check::{Values, value},
    column::{FieldProblem, Kind, Stored},
    problem::{Change, Problem},
    read::{Fields, Header, fields, rows_in_order},
    table::{ORTOMATS, PAYMENTS, SALES, Table, USERS},
};
use domain::{
    Money, PhoneNumber, Timestamp,
    cell::CellNumber,
    ortomat::DEFAULT_CELLS,
    staff::{EmailAddress, Role},
};
use order::{earned, order};
use payment::payment;
use row::{default, hryvnias, is_beyond, literal, put, put_text, rounded, text};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

/// What a row needs to know of others.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Names of products, which new orders keep themselves.
    names: HashMap<String, String>,
    /// Of every cell the newest order whose device had the command.
    newest: HashMap<(String, String), (String, String)>,
    phones: HashSet<String>,
    /// E-mails in our letters, and whose each of them is.
    owners: HashMap<String, Owner>,
}

/// Who keeps an address that several have written in different letters: an administrator before others, so that nobody
/// takes the way in of who runs the fleet, then whoever wrote it as we do, then the oldest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    is_no_administrator: bool,
    wrote_otherwise: bool,
    since: String,
    id: String,
    typed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    LeftOut,
}

/// Bytes of an address that nobody has typed.
const MADE_UP: usize = 1_000;

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
                    USERS => memory.see_person(&fields),
                    SALES => memory.see_order(&fields),
                    _ => {}
                }
            }
            Ok(())
        })?;
        Ok(memory)
    }

    fn see_person(&mut self, fields: &Fields) {
        let Some(typed) = text(fields, "email") else { return };
        let email = in_our_letters(&typed);
        let owner = Owner {
            is_no_administrator: text(fields, "role").as_deref() != Some(Role::Admin.as_str()),
            wrote_otherwise: typed != email,
            since: text(fields, "createdAt").unwrap_or_default(),
            id: text(fields, "id").unwrap_or_default(),
            typed,
        };
        if self.owners.get(&email).is_none_or(|known| owner < *known) {
            self.owners.insert(email, owner);
        }
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
        ORTOMATS => {
            default(row, "status", "\"active\"");
            default(row, "totalCells", &DEFAULT_CELLS.to_string());
            if is_beyond(row, "totalCells") {
                changes.push(("totalCells", Change::TooManyCells));
                put(row, "totalCells", &CellNumber::MAX.to_string());
            }
            put(row, "sellsOffline", "false");
        }
        "products" => {
            default(row, "images", "[]");
            default(row, "size", "\"Uni\"");
            default(row, "referralPoints", "0");
            rounded(row, "price", changes);
        }
        "cells" if is_beyond(row, "number") => {
            changes.push(("number", Change::NoSuchCell));
            return Ok(Fate::LeftOut);
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
        PAYMENTS => payment(row, now, changes)?,
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

/// Whether the earlier system gave points for an order. It kept no ledger of them; here they are taken back by it when the
/// money goes back.
pub(super) fn has_earned(table: &Table, values: &Values) -> bool {
    let is = |key, yes: fn(&Stored) -> bool| yes(value(table, values, key));
    is(
        "phase",
        |phase| matches!(phase, Stored::Text(phase) if phase == "completed"),
    ) && is("doctorId", |doctor| *doctor != Stored::Null)
        && is(
            "pointsEarned",
            |points| matches!(points, Stored::Integer(points) if *points > 0),
        )
}

/// The ledger's rows for the orders that [`has_earned`] counts.
pub(super) const LEDGER: &str = "INSERT INTO rewards \
    (id, doctor_id, doctor_ortomat_id, sale_id, kind, points, created_at) \
    SELECT id, doctor_id, doctor_ortomat_id, id, 'earned', points, completed_at FROM sales \
    WHERE phase = 'completed' AND doctor_id IS NOT NULL AND points > 0";

fn user(row: &mut Fields, memory: &mut Memory, changes: &mut Changes) -> Result<(), Wrong> {
    put(row, "deletedAt", "null");
    default(row, "isVerified", "false");
    default(row, "email", "null");
    if let Some(typed) = text(row, "email") {
        let id = text(row, "id").unwrap_or_default();
        let email = email(&typed, &id, memory, changes);
        put_text(row, "email", email.as_deref());
    }
    default(row, "phone", "null");
    let Some(typed) = text(row, "phone") else {
        return match literal(row, "phone") {
            Some("null") | None => Ok(()),
            Some(_) => Err(("phone", FieldProblem::WrongType(Kind::Phone))),
        };
    };
    match typed.parse::<PhoneNumber>() {
        Ok(phone) if memory.phones.insert(phone.to_string()) => {
            if phone.as_str() != typed {
                changes.push(("phone", Change::PhoneRewritten));
            }
            put_text(row, "phone", Some(phone.as_str()));
        }
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

/// As this program keeps it. A person whose address is none, or somebody else's in other letters, stays without it: one
/// careless registration is no reason to have no backup (contract §1.1). What nobody types by mistake is left to the check.
fn email(typed: &str, id: &str, memory: &Memory, changes: &mut Changes) -> Option<String> {
    let email = in_our_letters(typed);
    if email.is_empty() {
        return None;
    }
    if email.len() > MADE_UP || email.chars().any(char::is_control) {
        return Some(email);
    }
    if email.parse::<EmailAddress>().is_err() {
        changes.push(("email", Change::EmailUnreadable));
        return None;
    }
    match memory.owners.get(&email) {
        Some(owner) if owner.id != id && owner.typed != typed => {
            changes.push(("email", Change::EmailTaken));
            None
        }
        Some(_) | None => Some(email),
    }
}

fn in_our_letters(email: &str) -> String {
    email.trim().to_lowercase()
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
    if hryvnias(row, "commissionPercent")?.is_some_and(Money::is_positive) {
        changes.push(("commissionPercent", Change::NotKept));
    }
    row.remove("commissionPercent");
    earned(row, "totalEarnings", "totalPoints", changes)
}
