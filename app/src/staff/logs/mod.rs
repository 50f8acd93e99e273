//! The activity log: its list with the filters, and one entry with its details.

pub mod asked;
pub mod entry_page;
pub mod filters;
pub mod list_page;
pub mod metadata;
pub mod severity;
