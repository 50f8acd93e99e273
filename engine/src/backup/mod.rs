//! Backup and restore: everything that the program knows, as one document that people can keep.
//!
//! [`table`] says what is in it and [`export`] writes it, in version 2.0 of the format. A file, ours or one of the
//! earlier system ([`upgrade`]), is [`read`] and [`check`]ed before [`restore`] puts it in the place of what is there.

mod check;
mod column;
mod document;
mod export;
mod keep;
mod problem;
mod read;
mod restore;
mod table;
mod upgrade;

pub use check::{Check, TableCheck};
pub use column::{FieldProblem, Kind};
pub use document::{Totals, VERSION};
pub use export::{Packing, Part, file_name};
pub use problem::{Change, Note, Problem};
pub use read::Version;
pub use restore::{By, LARGEST, Preview, RestoreError, Restored};
