//! The document around the tables, as it is written.
//!
//! ```json
//! {"timestamp":"…","version":"2.0","data":{"users":[…],…},"counts":{"users":5,…},"sha256":"…"}
//! ```
//!
//! The checksum is of the tables: of each its key and a line feed, then each row as it stands in the file and a line
//! feed. It does not see where lines are broken between rows, and tells a changed, lost or added row.

use super::{
    column::{Column, Kind},
    table::Table,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{Money, Timestamp};
use sea_orm::{DbErr, QueryResult, TryGetable};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The version of the files that this program writes. It reads those of version 1.0 as well.
pub const VERSION: &str = "2.0";

/// A checksum that grows with the tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Checksum(Sha256);

impl Checksum {
    pub(super) fn table(&mut self, key: &str) {
        self.line(key.as_bytes());
    }

    pub(super) fn row(&mut self, row: &[u8]) {
        self.line(row);
    }

    fn line(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        self.0.update(b"\n");
    }

    pub(super) fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// Writes the document part by part.
pub(super) struct Document<W> {
    out: W,
    checksum: Checksum,
    counts: Vec<(&'static str, u64)>,
}

impl<W: Write> Document<W> {
    pub(super) fn begin(mut out: W, timestamp: Timestamp) -> io::Result<Self> {
        write!(
            out,
            "{{\"timestamp\":\"{timestamp}\",\"version\":\"{VERSION}\",\"data\":{{"
        )?;
        Ok(Self {
            out,
            checksum: Checksum::default(),
            counts: Vec::new(),
        })
    }

    pub(super) fn begin_table(&mut self, key: &'static str) -> io::Result<()> {
        let comma = if self.counts.is_empty() { "" } else { "," };
        write!(self.out, "{comma}\n\"{key}\":[")?;
        self.checksum.table(key);
        self.counts.push((key, 0));
        Ok(())
    }

    pub(super) fn row(&mut self, row: &[u8]) -> io::Result<()> {
        let Some((_, count)) = self.counts.last_mut() else {
            return Err(io::Error::other("a row outside of a table"));
        };
        self.out.write_all(if *count == 0 { b"\n" } else { b",\n" })?;
        *count += 1;
        self.checksum.row(row);
        self.out.write_all(row)
    }

    pub(super) fn end_table(&mut self) -> io::Result<()> {
        self.out.write_all(b"]")
    }

    /// Ends the document; the tables that this program does not have are there for old tools, empty.
    pub(super) fn end(mut self, timestamp: Timestamp) -> io::Result<(W, Totals)> {
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(key, count)| format!("\"{key}\":{count}"))
            .collect();
        let sha256 = self.checksum.finish();
        write!(
            self.out,
            ",\n\"invites\":[]}},\n\"counts\":{{{}}},\n\"sha256\":\"{sha256}\"}}\n",
            counts.join(",")
        )?;
        let totals = Totals {
            timestamp,
            counts: self.counts,
            sha256,
        };
        Ok((self.out, totals))
    }

    /// Where it is written to.
    pub(super) const fn out(&mut self) -> &mut W {
        &mut self.out
    }
}

/// What a finished document holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The moment of the snapshot.
    pub timestamp: Timestamp,
    /// Rows by table, with the tables' keys.
    pub counts: Vec<(&'static str, u64)>,
    pub sha256: String,
}

impl Totals {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

/// Writes a row of the database as an object of the file.
///
/// # Errors
/// When a column holds another type than the schema says.
pub(super) fn write_row(table: &Table, row: &QueryResult, out: &mut Vec<u8>) -> Result<(), DbErr> {
    for (index, column) in table.columns.iter().enumerate() {
        out.push(if index == 0 { b'{' } else { b',' });
        out.push(b'"');
        out.extend_from_slice(column.key.as_bytes());
        out.extend_from_slice(b"\":");
        write_value(column, row, index, out)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_value(column: &Column, row: &QueryResult, index: usize, out: &mut Vec<u8>) -> Result<(), DbErr> {
    match column.kind {
        Kind::Text | Kind::Id | Kind::Phone => put(out, get::<String>(row, index)?.map(quoted)),
        Kind::Json | Kind::Texts => put(out, get::<String>(row, index)?),
        Kind::Integer => put(out, get::<i64>(row, index)?.map(|number| number.to_string())),
        Kind::Boolean => put(out, get::<bool>(row, index)?.map(|yes| yes.to_string())),
        Kind::Money => put(
            out,
            get::<i64>(row, index)?.map(|kopiykas| Money::from_kopiykas(kopiykas).to_hryvnias()),
        ),
        Kind::Moment => put(
            out,
            get::<i64>(row, index)?.map(|millis| format!("\"{}\"", Timestamp::from_millis(millis))),
        ),
        Kind::Bytes => put(
            out,
            get::<Vec<u8>>(row, index)?.map(|bytes| format!("\"{}\"", STANDARD.encode(bytes))),
        ),
    }
    Ok(())
}

fn get<T: TryGetable>(row: &QueryResult, index: usize) -> Result<Option<T>, DbErr> {
    row.try_get_by_index(index)
}

fn put(out: &mut Vec<u8>, literal: Option<String>) {
    out.extend_from_slice(literal.as_deref().unwrap_or("null").as_bytes());
}

fn quoted(text: String) -> String {
    serde_json::Value::String(text).to_string()
}
