//! Where the forms of the settings are sent.

pub const SAVE_TERMS: &str = "/form/save_terms";
pub const SAVE_LOG_RETENTION: &str = "/form/save_log_retention";

/// The download of a backup.
pub const BACKUP: &str = "/admin/backup";
/// Where pages hear how far a backup or a restore has come.
pub const BACKUP_EVENTS: &str = "/admin/backup/events";
/// The file that was brought, and what becomes of it.
pub const RESTORE: &str = "/admin/restore";
/// Where a form sends the file.
pub const UPLOAD_BACKUP: &str = "/admin/restore/upload";
pub const CONFIRM_RESTORE: &str = "/form/confirm_restore";
pub const FORGET_BACKUP_FILE: &str = "/form/forget_backup_file";
