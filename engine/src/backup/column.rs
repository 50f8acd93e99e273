//! One field of a backup file: what it is called, where it comes from, and what may stand in it.

use domain::{Money, PhoneNumber, Timestamp};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use std::{collections::HashSet, fmt};

/// The longest text that any field may hold, in bytes; a description of a product is far below.
const LONGEST_TEXT: usize = 1024 * 1024;
/// The longest text that stands in an index: PostgreSQL takes entries of 2,704 bytes, and some hold two texts.
const LONGEST_INDEXED: usize = 1024;
/// As many kopiykas, points or visits as anybody will ever count: sums of them can be held as well.
pub(super) const MOST: i64 = 1_000_000_000_000;

/// How a value stands in the database and in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// The name of a row: see [`domain::id`].
    Id,
    /// Stored as `+380XXXXXXXXX`; old files also hold the mask of the forms.
    Phone,
    Integer,
    Boolean,
    /// Kopiykas in the database, a JSON number of hryvnias in the file, as the old files have it.
    Money,
    /// Milliseconds in the database, `2026-11-22T12:05:09.120Z` in the file.
    Moment,
    /// JSON, kept as text in the database.
    Json,
    /// A JSON list of texts, kept as text in the database.
    Texts,
    /// Bytes in the database, base64 in the file.
    Bytes,
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its key in the file.
    pub(super) key: &'static str,
    /// The column that it is stored in; `None` for what old tools want to read and we derive.
    pub(super) column: Option<&'static str>,
    /// What is selected for it.
    pub(super) select: &'static str,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) unique: bool,
    /// The table, by its key, in which the row of this name has to be.
    pub(super) refers: Option<&'static str>,
    /// Which texts are words of ours.
    pub(super) knows: Option<fn(&str) -> bool>,
    /// The least and the most that a number may be.
    pub(super) range: Option<(i64, i64)>,
    /// The most bytes that a text may have.
    longest: usize,
    /// The earlier system's files do not have it.
    pub(super) ours: bool,
}

/// A field that is stored.
pub(super) const fn stored(key: &'static str, column: &'static str, kind: Kind) -> Column {
    Column {
        key,
        column: Some(column),
        select: column,
        kind,
        nullable: false,
        unique: false,
        refers: None,
        knows: None,
        range: None,
        longest: LONGEST_TEXT,
        ours: false,
    }
}

/// A field that only old tools read.
pub(super) const fn derived(key: &'static str, select: &'static str, kind: Kind) -> Column {
    Column {
        key,
        column: None,
        select,
        kind,
        nullable: true,
        unique: false,
        refers: None,
        knows: None,
        range: None,
        longest: LONGEST_TEXT,
        ours: false,
    }
}

impl Column {
    pub(super) const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// No two rows have the same; there is an index for it.
    pub(super) const fn unique(mut self) -> Self {
        self.unique = true;
        self.indexed()
    }

    pub(super) const fn indexed(mut self) -> Self {
        self.longest = LONGEST_INDEXED;
        self
    }

    pub(super) const fn ours(mut self) -> Self {
        self.ours = true;
        self
    }

    pub(super) const fn refers(mut self, table: &'static str) -> Self {
        self.refers = Some(table);
        self
    }

    pub(super) const fn knows(mut self, word: fn(&str) -> bool) -> Self {
        self.knows = Some(word);
        self
    }

    pub(super) const fn between(mut self, least: i64, most: i64) -> Self {
        self.range = Some((least, most));
        self
    }
}

/// A value on its way between a file and the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Null,
    Text(String),
    Integer(i64),
    Boolean(bool),
    Bytes(Vec<u8>),
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// It has to be there.
    Missing,
    /// It is something else than it has to be.
    WrongType(Kind),
    /// A number or a length outside of what is possible.
    OutOfRange,
    /// A word that this program does not know.
    UnknownWord(String),
    /// Another row before it has the same.
    Duplicate(String),
    /// The file has no such row in that table.
    NoSuchRow { table: &'static str, id: String },
    /// A field that such a row does not have.
    UnknownField,
    /// A field that no backup holds: a password, a token, a secret.
    Secret,
    /// The same key twice in one row.
    TwiceInRow,
}

impl Column {
    /// Reads a field as it stands in the file.
    pub(super) fn read(&self, literal: &str) -> Result<Stored, FieldProblem> {
        let literal = literal.trim();
        if literal == "null" {
            return match self.nullable {
                true => Ok(Stored::Null),
                false => Err(FieldProblem::Missing),
            };
        }
        let wrong = FieldProblem::WrongType(self.kind);
        match self.kind {
            Kind::Text => {
                let text = text(literal).ok_or(wrong)?;
                match self.knows {
                    _ if text.len() > self.longest => Err(FieldProblem::OutOfRange),
                    Some(knows) if !knows(&text) => Err(FieldProblem::UnknownWord(text.chars().take(40).collect())),
                    _ => Ok(Stored::Text(text)),
                }
            }
            Kind::Id => match text(literal) {
                Some(id) if id.parse::<domain::id::OrderId>().is_err() => Err(wrong),
                Some(id) if self.knows.is_some_and(|knows| !knows(&id)) => Err(FieldProblem::UnknownWord(id)),
                Some(id) => Ok(Stored::Text(id)),
                None => Err(wrong),
            },
            Kind::Phone => {
                let phone: PhoneNumber = text(literal).and_then(|text| text.parse().ok()).ok_or(wrong)?;
                Ok(Stored::Text(phone.to_string()))
            }
            Kind::Integer => {
                let number: i64 = literal.parse().map_err(|_| wrong)?;
                match self.range {
                    Some((least, most)) if !(least..=most).contains(&number) => Err(FieldProblem::OutOfRange),
                    _ => Ok(Stored::Integer(number)),
                }
            }
            Kind::Boolean => literal.parse().map(Stored::Boolean).map_err(|_| wrong),
            Kind::Money => {
                let kopiykas = Money::from_hryvnias_literal(literal).map_err(|_| wrong)?.kopiykas();
                match (0..=MOST).contains(&kopiykas) {
                    true => Ok(Stored::Integer(kopiykas)),
                    false => Err(FieldProblem::OutOfRange),
                }
            }
            Kind::Moment => text(literal)
                .and_then(|text| Timestamp::parse(&text))
                .filter(|moment| moment.millis() >= 0)
                .map(|moment| Stored::Integer(moment.millis()))
                .ok_or(wrong),
            Kind::Json | Kind::Texts if literal.len() > self.longest => Err(FieldProblem::OutOfRange),
            Kind::Json => match serde_json::from_str(literal) {
                Ok(Unambiguous) => Ok(Stored::Text(literal.to_owned())),
                Err(_) => Err(wrong),
            },
            Kind::Texts => match serde_json::from_str::<Vec<String>>(literal) {
                Ok(texts) if texts.iter().all(|text| !text.contains('\0')) => Ok(Stored::Text(literal.to_owned())),
                Ok(_) | Err(_) => Err(wrong),
            },
            Kind::Bytes => text(literal)
                .and_then(|text| base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok())
                .map(Stored::Bytes)
                .ok_or(wrong),
        }
    }
}

/// A JSON text that both databases can hold: PostgreSQL knows no NUL.
fn text(literal: &str) -> Option<String> {
    let text: String = serde_json::from_str(literal).ok()?;
    (!text.contains('\0')).then_some(text)
}

/// JSON that both databases can hold and every reader understands alike: no NUL, no key twice.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without NUL and without a key twice")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self, E> {
        match text.contains('\0') {
            true => Err(E::custom("NUL")),
            false => Ok(self),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self, A::Error> {
        while values.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        let mut keys = HashSet::new();
        while let Some((key, Self)) = fields.next_entry::<String, Self>()? {
            if key.contains('\0') || !keys.insert(key) {
                return Err(A::Error::custom("a key with NUL, or twice"));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICE: Column = stored("price", "price", Kind::Money);

    #[test]
    fn money_is_read_to_the_kopiyka_however_a_float_wrote_it() {
        for (literal, kopiykas) in [
            ("200.99", 20_099),
            ("200.98999999999998", 20_099),
            ("450", 45_000),
            ("4.5e2", 45_000),
        ] {
            assert_eq!(PRICE.read(literal), Ok(Stored::Integer(kopiykas)), "{literal}");
        }
        assert_eq!(PRICE.read("-1"), Err(FieldProblem::OutOfRange));
        assert_eq!(PRICE.read("\"450\""), Err(FieldProblem::WrongType(Kind::Money)));
        assert_eq!(PRICE.read("1e400"), Err(FieldProblem::WrongType(Kind::Money)));
        assert_eq!(PRICE.read("null"), Err(FieldProblem::Missing));
    }

    #[test]
    fn what_one_of_the_databases_cannot_hold_is_refused() {
        let name = stored("name", "name", Kind::Text);
        assert_eq!(name.read("\"а\\u0000б\""), Err(FieldProblem::WrongType(Kind::Text)));
        let json = stored("metadata", "metadata", Kind::Json).nullable();
        assert_eq!(
            json.read("{\"a\":[\"\\u0000\"]}"),
            Err(FieldProblem::WrongType(Kind::Json))
        );
        assert_eq!(json.read("{\"a\":1,\"a\":2}"), Err(FieldProblem::WrongType(Kind::Json)));
        assert_eq!(json.read("{\"a\":1}"), Ok(Stored::Text("{\"a\":1}".to_owned())));
        let code = name.indexed();
        let long = format!("\"{}\"", "a".repeat(LONGEST_INDEXED + 1));
        assert_eq!(code.read(&long), Err(FieldProblem::OutOfRange));
        assert_eq!(PRICE.read("10000000000.01"), Err(FieldProblem::OutOfRange));
    }

    #[test]
    fn phones_are_stored_in_one_form() {
        let phone = stored("phone", "phone", Kind::Phone).nullable();
        for literal in ["\"+38 (067) 111-00-02\"", "\"+380671110002\""] {
            assert_eq!(
                phone.read(literal),
                Ok(Stored::Text("+380671110002".to_owned())),
                "{literal}"
            );
        }
    }
}
