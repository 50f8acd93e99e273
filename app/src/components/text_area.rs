//! A text of many lines that people type.

use super::field::{Labelled, control_class, described_by};
use leptos::prelude::*;

#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    /// Lines that are seen at once.
    #[prop(default = 4)]
    rows: u8,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional_no_strip)] hint: Option<&'static str>,
    /// The browser asks for it first.
    #[prop(optional)]
    required: bool,
    /// Says beside the label that it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// In characters.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let invalid = error.is_some();
    let described_by = described_by(name, hint.is_some(), invalid);
    // Leptos writes the content of this element as it is (tachys: ESCAPE_CHILDREN is false), so it is escaped here. A
    // browser drops the first line break of the text, so that there has to be one to drop.
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let value = format!("\n{escaped}");
    view! {
        <Labelled id=name label=label optional=optional hint=hint error=error>
            <textarea
                id=name
                name=name
                rows=rows.to_string()
                required=required
                maxlength=maxlength
                aria-invalid=invalid.then_some("true")
                aria-describedby=described_by
                class=control_class(invalid)
            >
                {value}
            </textarea>
        </Labelled>
    }
}
