//! What is done on the page of the settings.

use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::settings as words,
    visitor,
};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::staff::forms::edit_form::VERSION;

    pub const TERMS: &str = "terms";
    pub const DAYS: &str = "days";
    /// That something was looked at, and not saved.
    pub const UNSAVED: &str = "unsaved";
}

/// As the engine takes it.
pub const LONGEST_TERMS: usize = 50_000;

/// Changes the terms of purchase, or only shows what they would look like.
///
/// # Errors
/// What the page then says.
#[server(prefix = "/form", endpoint = "save_terms")]
pub async fn save_terms(version: i64, terms: String, act: Option<String>) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    // A browser counts a line break as one character and sends two.
    let terms = terms.replace("\r\n", "\n");
    let mut draft = Draft::of(paths::SETTINGS)
        .with(field::TERMS, &terms)
        .with(field::VERSION, &version.to_string());
    if terms.chars().count() > LONGEST_TERMS {
        draft.blame(field::TERMS, words::TERMS_TOO_LONG);
        return Err(draft.send_back(paths::SETTINGS, ApiError::BadRequest).await?);
    }
    if act.as_deref() == Some("preview") {
        draft.with(field::UNSAVED, "yes").keep().await?;
        redirect(&format!("{}#preview", paths::SETTINGS));
        return Ok(());
    }
    match engine()?
        .edit_purchase_terms(&by, version, &terms)
        .await
        .map_err(ApiError::from)
    {
        Ok(()) => {
            leave_toast(words::TERMS_SAVED).await?;
            redirect(paths::SETTINGS);
            Ok(())
        }
        Err(problem) => {
            // The page sees for itself that it was overtaken, and says by what.
            if problem != ApiError::EditConflict {
                draft.blame(field::TERMS, problem.message());
            }
            Err(draft.send_back(paths::SETTINGS, problem).await?)
        }
    }
}

/// Changes how long ordinary entries of the log are kept; nothing is for ever.
///
/// # Errors
/// What the page then says.
#[server(prefix = "/form", endpoint = "save_log_retention")]
pub async fn save_log_retention(days: String) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let mut draft = Draft::of(paths::SETTINGS).with(field::DAYS, &days);
    let read = match days.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| ApiError::RetentionDays),
    };
    let saved = match read {
        Ok(wanted) => {
            let done = engine()?.set_log_retention(&by, wanted).await;
            done.map(|()| wanted).map_err(ApiError::from)
        }
        Err(problem) => Err(problem),
    };
    match saved {
        Ok(wanted) => {
            let toast = wanted.map_or_else(|| words::RETENTION_SAVED_ALL.to_owned(), words::retention_saved);
            leave_toast(&toast).await?;
            redirect(paths::SETTINGS);
            Ok(())
        }
        Err(problem) => {
            draft.blame(field::DAYS, problem.message());
            Err(draft.send_back(paths::SETTINGS, problem).await?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_page_are_sent_to_these_functions() {
        assert_eq!(SaveTerms::url(), paths::SAVE_TERMS);
        assert_eq!(SaveLogRetention::url(), paths::SAVE_LOG_RETENTION);
    }
}
