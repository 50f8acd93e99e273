//! Reads a file row by row, without ever having all of it in memory, and believes nothing of it.

use super::{
    document::Checksum,
    problem::Problem,
    source::{OfRow, open},
    table::{TABLES, Table, table},
};
use domain::Timestamp;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{error::Category, value::RawValue};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{self, BufReader},
    path::Path,
};

/// The tables of ours that the earlier system wrote (contract §6.1).
const OLD: [&str; 10] = [
    "users",
    "ortomats",
    "products",
    "cells",
    "payments",
    "doctorOrtomats",
    "courierOrtomats",
    "sales",
    "logs",
    "settings",
];
/// The tables that the earlier system wrote and this program does not have.
const FOREIGN: [&str; 2] = [FOREIGN_OF_OURS, "orders"];
/// The one that our files have as well, always empty.
const FOREIGN_OF_OURS: &str = "invites";

/// The version of a file's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The earlier system's.
    One,
    Two,
}

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) timestamp: String,
    pub(super) version: Version,
    /// Rows by table, as counted while reading.
    pub(super) found: BTreeMap<&'static str, u64>,
    /// Rows of tables that this program does not have.
    pub(super) foreign: BTreeMap<&'static str, u64>,
}

impl Header {
    /// Rows of all tables.
    pub(super) fn rows(&self) -> u64 {
        self.found.values().sum()
    }
}

/// A row as it stands in the file: its fields and their JSON.
pub(super) type Fields = BTreeMap<String, Box<RawValue>>;

/// What is done with each row: its table, its number from 1, and its JSON.
type OnRow<'a> = dyn FnMut(&'static Table, u64, &RawValue) -> Result<(), Problem> + 'a;

/// Reads the whole file once and checks what it says of itself: version, tables, counts, checksum.
pub(super) fn header(path: &Path, limit: u64) -> Result<Header, Problem> {
    let mut found = BTreeMap::new();
    let mut top = parse(path, limit, &mut |table, number, _| {
        found.insert(table.key, number);
        Ok(())
    })?;
    let version = match top.version.as_deref() {
        Some("1.0") => Version::One,
        Some("2.0") => Version::Two,
        Some(other) => return Err(Problem::UnknownVersion(other.chars().take(20).collect())),
        None => return Err(Problem::NotABackup { key: "version" }),
    };
    if !top.has_data {
        return Err(Problem::NotABackup { key: "data" });
    }
    let mut counts: BTreeMap<&'static str, u64> = top.tables.iter().map(|key| (*key, 0)).collect();
    counts.extend(found);
    if version == Version::Two {
        if let Some(missing) = TABLES.iter().find(|table| !counts.contains_key(table.key)) {
            return Err(Problem::MissingTable(missing.key));
        }
        top.timestamp.as_ref().ok_or(Problem::NotABackup { key: "timestamp" })?;
        let said = top.counts.ok_or(Problem::NotABackup { key: "counts" })?;
        if let Some(unknown) = said.keys().find(|key| !counts.contains_key(key.as_str())) {
            return Err(Problem::UnknownTable(unknown.chars().take(40).collect()));
        }
        // Of these we write none, and the checksum sees none.
        if let Some((table, found)) = top.foreign.pop_first() {
            let said = 0;
            return Err(Problem::WrongCount { table, said, found });
        }
        for (key, found) in &counts {
            match said.get(*key) {
                Some(said) if said == found => {}
                said => {
                    return Err(Problem::WrongCount {
                        table: key,
                        said: said.copied().unwrap_or(0),
                        found: *found,
                    });
                }
            }
        }
        let sha256 = top.sha256.ok_or(Problem::NotABackup { key: "sha256" })?;
        if checksum(path, limit, &top.tables)? != sha256 {
            return Err(Problem::WrongChecksum);
        }
    } else if top.counts.is_some() || top.sha256.is_some() {
        // One of ours that shall be read without its checksum.
        return Err(Problem::UnknownKey("sha256".to_owned()));
    } else if let Some(ours) = top.tables.iter().find(|key| !OLD.contains(key)) {
        return Err(Problem::UnknownTable((*ours).to_owned()));
    } else if counts.values().all(|rows| *rows == 0) {
        // Nothing in the place of everything is nobody's wish; the earlier system could not make such a file.
        return Err(Problem::NoRows);
    }
    Ok(Header {
        timestamp: top.timestamp.unwrap_or_default(),
        version,
        found: counts,
        foreign: top.foreign,
    })
}

/// The checksum as [`super::document`] describes it.
fn checksum(path: &Path, limit: u64, tables: &[&'static str]) -> Result<String, Problem> {
    let mut checksum = Checksum::default();
    let mut to_come = tables.iter();
    parse(path, limit, &mut |table, number, row| {
        if number == 1 {
            // Tables without rows count as well.
            for key in to_come.by_ref() {
                checksum.table(key);
                if *key == table.key {
                    break;
                }
            }
        }
        checksum.row(row.get().as_bytes());
        Ok(())
    })?;
    for key in to_come {
        checksum.table(key);
    }
    Ok(checksum.finish())
}

/// Hands out the rows of all tables in the order of [`TABLES`], however the file has them.
pub(super) fn rows_in_order(path: &Path, limit: u64, header: &Header, on_row: &mut OnRow<'_>) -> Result<(), Problem> {
    let wanted: Vec<&'static str> = TABLES
        .iter()
        .map(|table| table.key)
        .filter(|key| header.found.get(key).is_some_and(|rows| *rows > 0))
        .collect();
    let mut done = 0;
    while done < wanted.len() {
        // A file of ours has them in order, and is read once; of others a few more times.
        let mut begun = None;
        let before = done;
        parse(path, limit, &mut |table, number, row| {
            if number == 1 {
                if begun.is_some() {
                    done += 1;
                }
                begun = (wanted.get(done) == Some(&table.key)).then_some(table.key);
            }
            match begun == Some(table.key) {
                true => on_row(table, number, row),
                false => Ok(()),
            }
        })?;
        if begun.is_some() {
            done += 1;
        }
        if done == before {
            // The file changed under our hands.
            return Err(Problem::Unreadable);
        }
    }
    Ok(())
}

/// The fields of a row; a field twice is a trap for somebody, us or the reader.
pub(super) fn fields(row: &RawValue) -> Result<Result<Fields, String>, serde_json::Error> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = Result<Fields, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Fields::new();
            let mut twice = None;
            while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                if fields.insert(key.clone(), value).is_some() {
                    twice = Some(key);
                }
            }
            Ok(twice.map_or(Ok(fields), Err))
        }
    }
    let mut json = serde_json::Deserializer::from_str(row.get());
    json.deserialize_map(Object)
}

/// How many rows the file says that it has.
fn said(counts: &RawValue) -> Result<BTreeMap<String, u64>, Problem> {
    let wrong = Problem::NotABackup { key: "counts" };
    match fields(counts) {
        Ok(Ok(counts)) => counts
            .into_iter()
            .map(|(key, count)| Some((key, count.get().parse::<u64>().ok()?)))
            .collect::<Option<_>>()
            .ok_or(wrong),
        Ok(Err(twice)) => Err(Problem::Twice(twice.chars().take(40).collect())),
        Err(_) => Err(wrong),
    }
}

/// The document around the rows.
#[derive(Default)]
struct Top {
    timestamp: Option<String>,
    version: Option<String>,
    has_data: bool,
    counts: Option<BTreeMap<String, u64>>,
    sha256: Option<String>,
    /// In the order of the file.
    tables: Vec<&'static str>,
    foreign: BTreeMap<&'static str, u64>,
}

fn parse(path: &Path, limit: u64, on_row: &mut OnRow<'_>) -> Result<Top, Problem> {
    let mut state = State {
        top: Top::default(),
        problem: None,
        at: "data",
        of_row: OfRow::default(),
        on_row,
    };
    let source = open(path, limit, state.of_row.clone())?;
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, source));
    let outcome = (&mut state).deserialize(&mut json).and_then(|()| json.end());
    match (state.problem, outcome) {
        (Some(problem), _) => Err(problem),
        (None, Ok(())) => Ok(state.top),
        (None, Err(error)) => Err(match error.classify() {
            Category::Eof => Problem::Truncated,
            Category::Syntax => Problem::Broken {
                line: error.line(),
                column: error.column(),
            },
            Category::Data => Problem::NotABackup { key: state.at },
            Category::Io => match error.io_error_kind() {
                Some(io::ErrorKind::FileTooLarge) if state.of_row.is_too_long() => Problem::LongRow,
                Some(io::ErrorKind::FileTooLarge) => Problem::TooLarge { limit },
                Some(io::ErrorKind::UnexpectedEof) => Problem::Truncated,
                _ => Problem::Unreadable,
            },
        }),
    }
}

struct State<'a, 'b> {
    top: Top,
    problem: Option<Problem>,
    /// The key whose value is being read.
    at: &'static str,
    of_row: OfRow,
    on_row: &'a mut OnRow<'b>,
}

impl State<'_, '_> {
    /// Ends the reading; the parser only hears that it ends.
    fn refuse<T, E: serde::de::Error>(&mut self, problem: Problem) -> Result<T, E> {
        self.problem = Some(problem);
        Err(E::custom("refused"))
    }
}

impl<'de> DeserializeSeed<'de> for &mut State<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut State<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a backup")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !keys.insert(key.clone()) {
                return self.refuse(Problem::Twice(key));
            }
            match key.as_str() {
                "timestamp" => {
                    self.at = "timestamp";
                    let timestamp: String = map.next_value()?;
                    if Timestamp::parse(&timestamp).is_none() {
                        return self.refuse(Problem::NotABackup { key: "timestamp" });
                    }
                    self.top.timestamp = Some(timestamp);
                }
                "version" => match map.next_value::<serde_json::Value>()? {
                    serde_json::Value::String(version) => self.top.version = Some(version),
                    other @ (serde_json::Value::Null
                    | serde_json::Value::Bool(_)
                    | serde_json::Value::Number(_)
                    | serde_json::Value::Array(_)
                    | serde_json::Value::Object(_)) => {
                        return self.refuse(Problem::UnknownVersion(other.to_string().chars().take(20).collect()));
                    }
                },
                "data" => {
                    self.at = "data";
                    map.next_value_seed(Data(self))?;
                    self.top.has_data = true;
                }
                "counts" => {
                    self.at = "counts";
                    let counts: Box<RawValue> = map.next_value()?;
                    match said(&counts) {
                        Ok(counts) => self.top.counts = Some(counts),
                        Err(problem) => return self.refuse(problem),
                    }
                }
                "sha256" => {
                    self.at = "sha256";
                    self.top.sha256 = Some(map.next_value()?);
                }
                _ => return self.refuse(Problem::UnknownKey(key.chars().take(40).collect())),
            }
        }
        Ok(())
    }
}

struct Data<'s, 'a, 'b>(&'s mut State<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Data<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Data<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tables")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !keys.insert(key.clone()) {
                return self.0.refuse(Problem::Twice(key));
            }
            if let Some(foreign) = FOREIGN.into_iter().find(|foreign| *foreign == key) {
                self.0.at = foreign;
                let rows: Option<Vec<IgnoredAny>> = map.next_value()?;
                let rows = rows.map_or(0, |rows| u64::try_from(rows.len()).unwrap_or(u64::MAX));
                if rows > 0 {
                    self.0.top.foreign.insert(foreign, rows);
                }
                continue;
            }
            let Some(table) = table(&key) else {
                return self.0.refuse(Problem::UnknownTable(key.chars().take(40).collect()));
            };
            self.0.at = table.key;
            self.0.top.tables.push(table.key);
            map.next_value_seed(Rows(self.0, table))?;
        }
        Ok(())
    }
}

struct Rows<'s, 'a, 'b>(&'s mut State<'a, 'b>, &'static Table);

impl<'de> DeserializeSeed<'de> for Rows<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    /// `null`: the earlier system did not know the table.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let Self(state, table) = self;
        let mut number = 0;
        while let Some(row) = rows.next_element::<Box<RawValue>>()? {
            number += 1;
            if let Err(problem) = (state.on_row)(table, number, &row) {
                return state.refuse(problem);
            }
            state.of_row.end();
        }
        Ok(())
    }
}
