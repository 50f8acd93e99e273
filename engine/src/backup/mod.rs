//! Backup and restore: everything that the program knows, as one document that people can keep.
//!
//! [`table`] says what is in it and [`export`] writes it, in version 2.0 of the format. A file, ours or one of the
//! earlier system ([`upgrade`]), is [`read`] and [`check`]ed before [`restore`] puts it in the place of what is there.

mod archive;
mod check;
mod column;
mod document;
mod export;
mod file;
mod insert;
mod keep;
mod limit;
mod problem;
mod read;
mod restore;
mod schedule;
mod snapshot;
mod source;
mod stock;
mod table;
mod temporary;
mod uniqueness;
mod unsettled;
mod upgrade;
mod upload;
mod work;

pub use archive::Archived;
pub use check::{Check, TableCheck};
pub use column::{FieldProblem, Kind};
pub use document::{Totals, VERSION};
pub use export::{Packing, Part, file_name};
pub use keep::Newcomer;
pub use problem::{Change, Note, Problem};
pub use read::Version;
pub use restore::{By, LARGEST, Preview, RestoreError, Restored};
pub use schedule::{PastRestore, ScheduledBackup};
pub use unsettled::Unsettled;
pub use upload::{Arrived, Incoming};
pub(crate) use work::Backups;
pub use work::{BackupConfig, BackupWork, PasswordLink, Progress, Report, Schedule, Stage, Upload, Work};
