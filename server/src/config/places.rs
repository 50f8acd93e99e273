//! Where files lie: pictures and backups.

use super::{ConfigError, PicturesConfig, Variables, complain};
use engine::backup::{BackupConfig, Schedule};
use secrecy::SecretString;

/// Where backups lie, and when the program makes them by itself: `BACKUP_HOUR=off` is never.
pub(super) fn backups(vars: &Variables<impl Fn(&str) -> Option<String>>) -> Result<BackupConfig, ConfigError> {
    let folder = vars.text("BACKUP_FOLDER").unwrap_or_else(|| "data/backups".to_owned());
    let keep_days: u16 = vars.parse("BACKUP_KEEP_DAYS", 14)?;
    if keep_days == 0 {
        return Err(complain("BACKUP_KEEP_DAYS", "must be at least one day"));
    }
    let hour = match vars.text("BACKUP_HOUR").as_deref() {
        Some("off") => None,
        _ => Some(vars.parse("BACKUP_HOUR", 3)?),
    };
    if hour.is_some_and(|hour: u8| hour > 23) {
        return Err(complain("BACKUP_HOUR", "must be an hour of the day, 0 to 23, or off"));
    }
    Ok(BackupConfig {
        folder: folder.into(),
        schedule: hour.map(|hour| Schedule { hour, keep_days }),
    })
}

pub(super) fn pictures(vars: &Variables<impl Fn(&str) -> Option<String>>) -> Result<PicturesConfig, ConfigError> {
    // The names by which every S3 client knows them.
    const OPTIONS: [(&str, &str); 5] = [
        ("AWS_ENDPOINT", "aws_endpoint"),
        ("AWS_REGION", "aws_region"),
        ("AWS_ACCESS_KEY_ID", "aws_access_key_id"),
        ("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
        ("AWS_ALLOW_HTTP", "aws_allow_http"),
    ];
    let url = vars.text("PICTURES_URL").unwrap_or_else(|| "data/pictures".to_owned());
    let is_store = url.starts_with("s3://");
    if !is_store && url.contains("://") && !url.starts_with("file://") {
        return Err(complain(
            "PICTURES_URL",
            format!("`{url}` is neither a folder nor an address such as s3://bucket/folder"),
        ));
    }
    vars.flag("AWS_ALLOW_HTTP")?;
    let options = OPTIONS
        .into_iter()
        .filter(|_| is_store)
        .filter_map(|(variable, option)| Some((option, SecretString::from(vars.text(variable)?))))
        .collect();
    Ok(PicturesConfig { url, options })
}
