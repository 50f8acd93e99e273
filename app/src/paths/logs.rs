//! Where administrators read the activity log.

use super::{LOGS, encoded, with_query};
use domain::id::{OrtomatId, UserId};

/// The log as a table for spreadsheets, with the filters of the list.
pub const LOGS_EXPORT: &str = "/admin/logs/export.csv";

/// One entry with its details.
#[must_use]
pub fn log_entry(id: &str) -> String {
    format!("{LOGS}/{}", encoded(id))
}

/// What happened at an ortomat.
#[must_use]
pub fn logs_of_ortomat(ortomat: &OrtomatId) -> String {
    with_query(LOGS.to_owned(), &[("ortomat", Some(ortomat.as_str()))])
}

/// What somebody did, and what happened to their account.
#[must_use]
pub fn logs_of_person(person: &UserId) -> String {
    with_query(LOGS.to_owned(), &[("user", Some(person.as_str()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_the_past_may_have_any_id() {
        assert_eq!(log_entry("a/b?c"), "/admin/logs/a%2Fb%3Fc");
        assert_eq!(
            logs_of_ortomat(&"ortomat-1".parse().unwrap()),
            "/admin/logs?ortomat=ortomat-1"
        );
        assert_eq!(logs_of_person(&"u-1".parse().unwrap()), "/admin/logs?user=u-1");
    }
}
