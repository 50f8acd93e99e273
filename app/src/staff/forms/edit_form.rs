//! What stands in a form that changes something which is stored: also after it could not be saved, and when somebody
//! else was faster.

use crate::draft::{Draft, WHOLE_FORM};

/// The hidden field with the version that the form began with.
pub const VERSION: &str = "version";

/// What stands in the fields: what was typed and could not be saved, or else what is stored.
pub trait EditForm {
    /// Said when something else is stored by now than what this form began with.
    const CONFLICT: &'static str;
    /// Said when it is just what was typed: whoever presses «save» twice has overtaken themselves.
    const ALREADY_STORED: &'static str;

    fn typed(&self) -> Option<&Draft>;

    /// The version that is stored now; `None` for something new.
    fn stored_version(&self) -> Option<i64>;

    /// A field as somebody would have typed it who wants what is stored, or what something new begins with.
    fn stored_value(&self, field: &str) -> String;

    /// Whether it was overtaken by something that differs, in any field that the form shows, from what was typed.
    fn is_stored_otherwise(&self) -> bool;

    /// Somebody saved it after this form had been shown. Whatever the reason for which the form came back, the next
    /// save would overwrite that, so the form says it.
    fn is_overtaken(&self) -> bool {
        match (self.typed(), self.stored_version()) {
            (Some(typed), Some(stored)) => typed.value(VERSION) != stored.to_string(),
            (None, _) | (_, None) => false,
        }
    }

    /// What is wrong with the form: the field and the sentence.
    fn errors(&self) -> Vec<(String, String)> {
        let sentence = match (self.is_overtaken(), self.is_stored_otherwise()) {
            (true, true) => Some(Self::CONFLICT),
            (true, false) => Some(Self::ALREADY_STORED),
            (false, _) => None,
        };
        let overtaken = sentence.map(|sentence| (WHOLE_FORM.to_owned(), sentence.to_owned()));
        let typed = self.typed().into_iter().flat_map(Draft::errors);
        overtaken.into_iter().chain(typed).collect()
    }

    /// All that is wrong with a field.
    fn error(&self, field: &str) -> Option<String> {
        self.typed()?.error(field)
    }

    fn value(&self, field: &str) -> String {
        match self.typed() {
            Some(typed) => typed.value(field),
            None => self.stored_value(field),
        }
    }
}
