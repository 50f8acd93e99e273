//! What is done on the page of a file that was brought.

use crate::{
    draft::{Draft, WHOLE_FORM, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::backup as words,
    visitor,
};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub const UPLOAD: &str = "upload";
    pub const WORD: &str = "word";
}

/// Begins to replace everything; the page then follows it.
///
/// # Errors
/// What the page then says.
#[server(prefix = "/form", endpoint = "confirm_restore")]
pub async fn confirm_restore(upload: String, word: String) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let mut draft = Draft::of(paths::RESTORE);
    if word.trim() != words::WORD {
        draft.blame(field::WORD, words::WRONG_WORD);
        return Err(draft.send_back(paths::RESTORE, ApiError::BadRequest).await?);
    }
    // What the session has to say is stored before it is kept through the restore.
    let session = visitor::session_name(&visitor::session()?);
    match engine()?
        .restore_backup_file(&by, session, &upload)
        .map_err(ApiError::from)
    {
        Ok(()) => {
            redirect(paths::RESTORE);
            Ok(())
        }
        Err(problem) => {
            draft.blame(WHOLE_FORM, problem.message());
            Err(draft.send_back(paths::RESTORE, problem).await?)
        }
    }
}

/// Lets the file go.
///
/// # Errors
/// What the page then says.
#[server(prefix = "/form", endpoint = "forget_backup_file")]
pub async fn forget_backup_file() -> Result<(), ApiError> {
    engine()?.forget_backup_file(&visitor::actor()?)?;
    leave_toast(words::FORGOTTEN).await?;
    redirect(paths::SETTINGS);
    Ok(())
}
