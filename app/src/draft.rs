//! A form's second chance without JavaScript: what was typed and what is wrong with it wait in the session until the
//! form is shown again, once. Passwords are never kept.

use crate::{
    error::ApiError,
    page::redirect,
    visitor::{failed, is_refresh, keep_cookie, session},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

const DRAFT: &str = "draft";
const TOAST: &str = "toast";

/// The field of what is wrong with no field: it is said above the form.
pub const WHOLE_FORM: &str = "";

/// What was typed into one form, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    form: String,
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<(String, String)>,
}

impl Draft {
    /// Of the form at this address.
    #[must_use]
    pub fn of(form: impl Into<String>) -> Self {
        Self {
            form: form.into(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.values.insert(field.to_owned(), vec![value.to_owned()]);
        self
    }

    #[must_use]
    pub fn with_all(mut self, field: &str, values: &[String]) -> Self {
        self.values.insert(field.to_owned(), values.to_vec());
        self
    }

    /// Something is wrong with a field.
    pub fn blame(&mut self, field: &str, sentence: impl ToString) {
        self.errors.push((field.to_owned(), sentence.to_string()));
    }

    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What was typed into a field.
    #[must_use]
    pub fn value(&self, field: &str) -> String {
        self.all(field).first().cloned().unwrap_or_default()
    }

    /// What was ticked in a list.
    #[must_use]
    pub fn all(&self, field: &str) -> &[String] {
        self.values.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// All that is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<String> {
        let about_it = self.errors.iter().filter(|(blamed, _)| blamed == field);
        let sentences: Vec<&str> = about_it.map(|(_, sentence)| sentence.as_str()).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// All that is wrong: the field and the sentence.
    #[must_use]
    pub fn errors(&self) -> Vec<(String, String)> {
        self.errors.clone()
    }

    /// Keeps it until the form is shown again.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub async fn keep(&self) -> Result<(), ApiError> {
        put(DRAFT, self).await
    }

    /// Keeps it and leads back to the page of its form, because of `problem`, which the form's function then answers.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub async fn send_back(&self, page: &str, problem: ApiError) -> Result<ApiError, ApiError> {
        self.keep().await?;
        redirect(page);
        Ok(problem)
    }

    /// The draft of this form, if there is one; afterwards there is none.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub async fn take(form: &str) -> Result<Option<Self>, ApiError> {
        let kept: Option<Self> = take(DRAFT).await?;
        Ok(kept.filter(|draft| draft.form == form))
    }
}

/// Leaves a sentence for the next page: that it worked.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn leave_toast(sentence: &str) -> Result<(), ApiError> {
    put(TOAST, sentence).await
}

/// The sentence that the last form has left.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn take_toast() -> Result<Option<String>, ApiError> {
    take(TOAST).await
}

async fn put(word: &str, value: impl Serialize) -> Result<(), ApiError> {
    let session = session()?;
    session.insert(word, value).await.map_err(failed)?;
    keep_cookie(&session).await
}

async fn take<T: DeserializeOwned>(word: &str) -> Result<Option<T>, ApiError> {
    let session = session()?;
    if is_refresh() || session.get_value(word).await.map_err(failed)?.is_none() {
        return Ok(None);
    }
    let taken = session.remove(word).await.map_err(failed)?;
    keep_cookie(&session).await?;
    Ok(taken)
}
