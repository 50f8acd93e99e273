//! What is wrong with a file, so exactly that a person can find it.

use super::column::FieldProblem;

/// Why a file cannot be restored. Nothing has been touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Larger than is read, packed or unpacked; in bytes.
    TooLarge {
        limit: u64,
    },
    /// One row is larger than any can be.
    LongRow,
    /// It cannot be read or unpacked.
    Unreadable,
    /// It ends in the middle.
    Truncated,
    /// An archive with something in it that is neither the document nor a picture, nor even a plain file.
    ForeignEntry(String),
    /// An archive that does not begin with the document.
    NoDocument,
    /// A picture of an archive that is not what its name says.
    WrongPicture(String),
    TooManyPictures {
        limit: usize,
    },
    /// No JSON from this place on.
    Broken {
        line: usize,
        column: usize,
    },
    /// JSON, but no backup: this key is missing or is something else.
    NotABackup {
        key: &'static str,
    },
    /// Made by a version of the program that this one does not know.
    UnknownVersion(String),
    UnknownKey(String),
    UnknownTable(String),
    /// The same key or the same table twice.
    Twice(String),
    MissingTable(&'static str),
    /// A file of the earlier system without a single row.
    NoRows,
    /// Another number of rows than the file itself says.
    WrongCount {
        table: &'static str,
        said: u64,
        found: u64,
    },
    /// The content was changed after the file was made.
    WrongChecksum,
    /// A row, by its number in its table from 1.
    Row {
        table: &'static str,
        row: u64,
        /// What the row calls itself, if it does.
        id: Option<String>,
        field: String,
        problem: FieldProblem,
    },
    /// A row that is no object.
    NoObject {
        table: &'static str,
        row: u64,
    },
}

/// What is done with rows of old files that cannot be kept as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// A phone in another form than ours: it is stored in ours.
    PhoneRewritten,
    /// A phone that is none: the person stays, without it.
    PhoneUnreadable,
    /// Somebody before has the same phone: the person stays, without it.
    PhoneTaken,
    /// An e-mail that is none: the person stays, without it.
    EmailUnreadable,
    /// Somebody else has the same e-mail in other letters: the person stays, without it.
    EmailTaken,
    /// The row that it points to is not in the file: it points nowhere now.
    Emptied,
    /// The row that it belongs to is not in the file: it is left out.
    LeftOut,
    /// A row before points to the same, which only one may: a second courier of an ortomat, a second payment of an order.
    /// It is left out.
    Taken,
    /// A cell whose number no ortomat has, which the earlier system let everybody make (contract §10.5): it is left out.
    NoSuchCell,
    /// An ortomat with more cells than there can be: it has as many as there can be.
    TooManyCells,
    /// An amount with parts of a kopiyka: it is rounded.
    Rounded,
    /// An order without a number gets one.
    NumberMade,
    /// Nobody wrote down when an order was completed: it was when it was placed.
    TimeTaken,
    /// An order that was never paid waits on without its cell.
    Released,
    /// An order whose door may have been opened waits on without its cell, for which there is a later one.
    GaveWay,
    /// Hryvnias of the earlier reckoning became whole points.
    CommissionToPoints,
    /// What this program does not have: invitations of the earlier one, percents, details of payments.
    NotKept,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub table: &'static str,
    /// From 1; 0 for all rows of the table.
    pub row: u64,
    pub id: String,
    pub field: &'static str,
    pub change: Change,
}
