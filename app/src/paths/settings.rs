//! Where the forms of the settings are sent.

pub const SAVE_TERMS: &str = "/form/save_terms";
pub const SAVE_LOG_RETENTION: &str = "/form/save_log_retention";
