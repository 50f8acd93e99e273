//! The activity log as administrators read it. Nobody can delete an entry here; what the settings let be forgotten is
//! forgotten by a job, which says so in the log.

mod choices;
mod counters;
mod export;
mod list;
#[cfg(test)]
mod plans;
mod query;
mod records;
mod retention;

pub use choices::LogChoices;
pub use counters::{Count, LogCounters, MOST_COUNTED};
pub use export::LogWords;
pub use list::{LogEntry, LogOrder, LogRow};
pub use query::LogsQuery;
pub use records::{DEEPEST, LogRecord, LogRecords, MOST_RECORDS};
