//! Decides what becomes of each row of a file, in the order in which rows can be put back. The same decisions are made
//! twice: for the preview, and when the rows are stored.

use super::{
    column::{Column, FieldProblem, Kind, Stored},
    problem::{Change, Note, Problem},
    read::{Fields, Header, Version, fields, rows_in_order},
    table::{ORTOMATS, REWARDS, SALES, TABLES, Table, USERS},
    uniqueness::TOGETHER,
    upgrade::{self, Fate},
};
use domain::{Money, Timestamp};
use serde_json::value::RawValue;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

/// As many of them are told one by one; all are counted.
const TOLD: usize = 200;
/// As much of a value is told.
const TOLD_CHARS: usize = 80;

/// A row that is ready for the database: its values in the order of the table's stored columns.
pub(super) type Values = Vec<Stored>;

/// What becomes of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableCheck {
    /// Rows in the file.
    pub found: u64,
    /// Rows that will be stored.
    pub kept: u64,
    /// Rows that are stored otherwise than they stand in the file.
    pub changed: u64,
    /// Rows that are left out.
    pub left_out: u64,
}

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub version: Version,
    /// When the file was made, as it says itself.
    pub timestamp: String,
    /// By the key of the table.
    pub tables: BTreeMap<&'static str, TableCheck>,
    /// The first of what is changed or left out.
    pub notes: Vec<Note>,
    /// How often what is changed or left out, by table.
    pub changes: BTreeMap<(&'static str, Change), u64>,
    /// Orders that had not ended when the file was made.
    pub open_orders: u64,
    /// The names of its ortomats.
    pub(super) ortomats: BTreeSet<String>,
}

impl Check {
    /// Rows that will be stored, of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.kept).sum()
    }

    /// Those that come out of the file.
    pub(super) fn rows_of_file(&self) -> u64 {
        let of_file = self.tables.values().filter(|table| table.found > 0);
        of_file.map(|table| table.kept).sum()
    }

    /// Rows of this table that will be stored.
    pub(super) fn kept(&self, table: &str) -> u64 {
        self.tables.get(table).map_or(0, |table| table.kept)
    }

    /// So many rows of this table stay besides, from what is there now.
    pub(super) fn stay(&mut self, table: &'static str, rows: u64) {
        self.tables.entry(table).or_default().kept += rows;
    }
}

/// What is known of the rows so far.
pub(super) struct Checker<'a> {
    header: &'a Header,
    now: Timestamp,
    seen: HashMap<(&'static str, &'static str), HashSet<String>>,
    /// By table and fields, the values that are taken together.
    taken: HashMap<(&'static str, &'static [&'static str]), HashSet<String>>,
    pub(super) memory: upgrade::Memory,
    check: Check,
}

/// Decides about every row and hands out those that are kept.
pub(super) fn check(
    path: &Path,
    limit: u64,
    header: &Header,
    now: Timestamp,
    keep: &mut dyn FnMut(&'static Table, Values) -> Result<(), Problem>,
) -> Result<Check, Problem> {
    let memory = match header.version {
        Version::One => upgrade::Memory::gather(path, limit, header)?,
        Version::Two => upgrade::Memory::default(),
    };
    let mut checker = Checker {
        header,
        now,
        seen: HashMap::new(),
        taken: HashMap::new(),
        memory,
        check: Check {
            version: header.version,
            timestamp: header.timestamp.clone(),
            // Also those that the file does not have: what they hold now will be gone.
            tables: TABLES
                .iter()
                .map(|table| {
                    let found = header.found.get(table.key).copied().unwrap_or(0);
                    let check = TableCheck {
                        found,
                        ..TableCheck::default()
                    };
                    (table.key, check)
                })
                .collect(),
            ortomats: BTreeSet::new(),
            notes: Vec::new(),
            changes: BTreeMap::new(),
            open_orders: 0,
        },
    };
    for (table, rows) in &header.foreign {
        *checker.check.changes.entry((table, Change::NotKept)).or_default() += rows;
    }
    rows_in_order(
        path,
        limit,
        header,
        &mut |table, number, row| match checker.row(table, number, row)? {
            Some(values) => keep(table, values),
            None => Ok(()),
        },
    )?;
    Ok(checker.check)
}

impl Checker<'_> {
    fn row(&mut self, table: &'static Table, number: u64, row: &RawValue) -> Result<Option<Values>, Problem> {
        let mut fields = match fields(row) {
            Ok(Ok(fields)) => fields,
            Ok(Err(twice)) => return Err(wrong(table, number, None, &twice, FieldProblem::TwiceInRow)),
            Err(_) => {
                return Err(Problem::NoObject {
                    table: table.key,
                    row: number,
                });
            }
        };
        let id = name_of(table, &fields);
        let told = id.clone().unwrap_or_default();
        if let Some(secret) = fields.keys().find(|key| is_secret(key)) {
            return Err(wrong(table, number, id, secret, FieldProblem::Secret));
        }
        let mut changed = false;
        if self.header.version == Version::One {
            let ours = table
                .columns
                .iter()
                .find(|column| column.ours && fields.contains_key(column.key));
            if let Some(ours) = ours {
                return Err(wrong(table, number, id, ours.key, FieldProblem::UnknownField));
            }
            let mut changes = Vec::new();
            let fate = upgrade::upgrade(table, &mut fields, &mut self.memory, self.now, &mut changes)
                .map_err(|(field, problem)| wrong(table, number, id.clone(), field, problem))?;
            changed = !changes.is_empty();
            for (field, change) in changes {
                self.note(table.key, number, &told, field, change);
            }
            if fate == Fate::LeftOut {
                self.count(table).left_out += 1;
                return Ok(None);
            }
        }
        if let Some(unknown) = fields.keys().find(|key| table.column(key).is_none()) {
            return Err(wrong(table, number, id, unknown, FieldProblem::UnknownField));
        }
        for column in table.derived() {
            // Nobody reads it here, but what stands there has to be what the next reader expects.
            if let Some(literal) = fields.get(column.key) {
                column
                    .read(literal.get())
                    .map_err(|problem| wrong(table, number, id.clone(), column.key, problem))?;
            }
        }
        let mut values = Vec::with_capacity(table.columns.len());
        for column in table.stored() {
            let value = match fields.get(column.key) {
                Some(literal) => self.read(column, literal.get()),
                None => Err(FieldProblem::Missing),
            };
            let value = value.map_err(|problem| wrong(table, number, id.clone(), column.key, problem))?;
            match self.place(table, column, value) {
                Ok(value) => values.push(value),
                Err(problem) if self.header.version == Version::One && column.refers.is_some() => {
                    changed = true;
                    if !column.nullable {
                        let change = match matches!(problem, FieldProblem::Duplicate(_)) {
                            true => Change::Taken,
                            false => Change::LeftOut,
                        };
                        self.note(table.key, number, &told, column.key, change);
                        self.count(table).left_out += 1;
                        return Ok(None);
                    }
                    self.note(table.key, number, &told, column.key, Change::Emptied);
                    values.push(Stored::Null);
                }
                Err(problem) => return Err(wrong(table, number, id, column.key, problem)),
            }
        }
        if self.header.version == Version::One {
            upgrade::agree(table, &mut values);
        }
        together(table, &values).map_err(|(field, problem)| wrong(table, number, id.clone(), field, problem))?;
        self.take(table, &values)
            .map_err(|(fields, problem)| wrong(table, number, id, &fields, problem))?;
        self.remember(table, &values);
        self.tell_of(table, &values);
        let count = self.count(table);
        count.kept += 1;
        count.changed += u64::from(changed);
        Ok(Some(values))
    }

    /// Reads a field. Only the earlier system wrote amounts that need rounding; ours have one form.
    fn read(&self, column: &Column, literal: &str) -> Result<Stored, FieldProblem> {
        let value = column.read(literal)?;
        if let (Kind::Money, Version::Two, Stored::Integer(kopiykas)) = (column.kind, self.header.version, &value)
            && Money::from_kopiykas(*kopiykas).to_hryvnias() != literal
        {
            return Err(FieldProblem::WrongType(Kind::Money));
        }
        Ok(value)
    }

    /// Whether the value may stand there: what it points to is in the file, and nobody has it already.
    fn place(&self, table: &'static Table, column: &'static Column, value: Stored) -> Result<Stored, FieldProblem> {
        let Stored::Text(text) = &value else { return Ok(value) };
        if let Some(other) = column.refers {
            let names = self.seen.get(&(other, id_of(other)));
            if !names.is_some_and(|names| names.contains(text)) {
                return Err(FieldProblem::NoSuchRow {
                    table: other,
                    id: text.clone(),
                });
            }
        }
        if column.unique
            && self
                .seen
                .get(&(table.key, column.key))
                .is_some_and(|seen| seen.contains(text))
        {
            return Err(FieldProblem::Duplicate(text.chars().take(TOLD_CHARS).collect()));
        }
        Ok(value)
    }

    /// Takes what the row alone may have of fields together, unless a row before it has it.
    fn take(&mut self, table: &'static Table, values: &Values) -> Result<(), (String, FieldProblem)> {
        for together in TOGETHER.iter().filter(|together| together.table == table.key) {
            let counts = together.among.is_none_or(|(key, words)| {
                matches!(value(table, values, key), Stored::Text(word) if words.contains(&word.as_str()))
            });
            let parts = together.keys.iter().map(|key| shown(value(table, values, key)));
            // As in SQL, a row without one of the values is like no other.
            let (true, Some(parts)) = (counts, parts.collect::<Option<Vec<_>>>()) else {
                continue;
            };
            let taken = self.taken.entry((together.table, together.keys)).or_default();
            // No text has NUL in it.
            if !taken.insert(parts.join("\0")) {
                let value = parts.join(", ").chars().take(TOLD_CHARS).collect();
                return Err((together.keys.join(", "), FieldProblem::Duplicate(value)));
            }
        }
        Ok(())
    }

    fn remember(&mut self, table: &'static Table, values: &Values) {
        for (column, value) in table.stored().zip(values) {
            if let (true, Stored::Text(text)) = (column.unique, value) {
                self.seen
                    .entry((table.key, column.key))
                    .or_default()
                    .insert(text.clone());
            }
        }
    }

    /// What a row says of more than itself.
    fn tell_of(&mut self, table: &'static Table, values: &Values) {
        if table.key == SALES && is_open(table, values) {
            self.check.open_orders += 1;
        }
        if table.key == SALES && self.header.version == Version::One && upgrade::has_earned(table, values) {
            self.check.tables.entry(REWARDS).or_default().kept += 1;
        }
        if let (ORTOMATS, Stored::Text(id)) = (table.key, value(table, values, "id")) {
            self.check.ortomats.insert(id.clone());
        }
    }

    fn count(&mut self, table: &'static Table) -> &mut TableCheck {
        self.check.tables.entry(table.key).or_default()
    }

    fn note(&mut self, table: &'static str, row: u64, id: &str, field: &'static str, change: Change) {
        *self.check.changes.entry((table, change)).or_default() += 1;
        if self.check.notes.len() < TOLD {
            self.check.notes.push(Note {
                table,
                row,
                id: id.to_owned(),
                field,
                change,
            });
        }
    }
}

fn id_of(key: &'static str) -> &'static str {
    super::table::table(key).map_or("id", |table| table.id().key)
}

fn wrong(table: &Table, row: u64, id: Option<String>, field: &str, problem: FieldProblem) -> Problem {
    Problem::Row {
        table: table.key,
        row,
        id,
        field: field.chars().take(40).collect(),
        problem,
    }
}

fn name_of(table: &Table, fields: &Fields) -> Option<String> {
    let literal = fields.get(table.id().key)?.get();
    let name: String = serde_json::from_str(literal).ok()?;
    Some(name.chars().take(64).collect())
}

/// What the earlier system kept of people besides their names, and what an attacker would like to set.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "token", "secret", "hash", "totp", "credentials"]
        .iter()
        .any(|word| key.contains(word))
        && key != "textsha256"
        && key != "bodysha256"
}

/// The value of a stored column.
pub(super) fn value<'a>(table: &Table, values: &'a Values, key: &str) -> &'a Stored {
    table
        .stored()
        .zip(values)
        .find(|(column, _)| column.key == key)
        .map_or(&Stored::Null, |(_, value)| value)
}

/// A value as a text that no other value of its column has.
fn shown(value: &Stored) -> Option<String> {
    match value {
        Stored::Null => None,
        Stored::Text(text) => Some(text.clone()),
        Stored::Integer(number) => Some(number.to_string()),
        Stored::Boolean(yes) => Some(yes.to_string()),
        Stored::Bytes(bytes) => Some(hex::encode(bytes)),
    }
}

fn is_null(table: &Table, values: &Values, key: &str) -> bool {
    *value(table, values, key) == Stored::Null
}

/// Whether an order has not ended.
pub(super) fn is_open(table: &Table, values: &Values) -> bool {
    matches!(value(table, values, "phase"), Stored::Text(phase)
        if matches!(phase.as_str(), "awaiting_payment" | "opening" | "processing" | "refunding"))
}

/// Columns of one row that must agree, as the schema's CHECKs say.
fn together(table: &Table, values: &Values) -> Result<(), (&'static str, FieldProblem)> {
    let null = |key| is_null(table, values, key);
    let text = |key| match value(table, values, key) {
        Stored::Text(text) => text.as_str(),
        Stored::Null | Stored::Integer(_) | Stored::Boolean(_) | Stored::Bytes(_) => "",
    };
    let positive = |key| matches!(value(table, values, key), Stored::Integer(number) if *number > 0);
    let wrong = |field| Err((field, FieldProblem::OutOfRange));
    match table.key {
        USERS if !null("email") && text("email").parse::<domain::staff::EmailAddress>().is_err() => wrong("email"),
        "cells" if null("productId") && *value(table, values, "filled") == Stored::Boolean(true) => wrong("filled"),
        SALES if is_open(table, values) == null("deadlineAt") => wrong("deadlineAt"),
        SALES if text("phase") == "completed" && null("completedAt") => wrong("completedAt"),
        "refunds" if matches!(text("status"), "requested" | "accepted") == null("dueAt") => wrong("dueAt"),
        "refunds" if !positive("amount") => wrong("amount"),
        "orderDecisions" if (text("resolution") == "refund") == null("amount") => wrong("amount"),
        "orderDecisions" if !null("amount") && !positive("amount") => wrong("amount"),
        "commands" if (text("kind") == "sale") == null("orderId") => wrong("orderId"),
        _ => Ok(()),
    }
}
