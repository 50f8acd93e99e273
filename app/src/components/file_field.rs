//! Files that people choose from their device.

use super::field::{Labelled, control_class, described_by};
use leptos::prelude::*;

/// Pictures that can be kept; the server looks into the files themselves.
pub const PICTURES: &str = "image/jpeg,image/png,image/webp";

/// What is chosen travels only in a form whose `enctype` is `multipart/form-data`.
#[component]
pub fn FileField(
    /// Where the error summary leads.
    id: &'static str,
    name: &'static str,
    #[prop(into)] label: String,
    /// What the browser offers; the server looks into the file itself.
    accept: &'static str,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let invalid = error.is_some();
    let described_by = described_by(id, hint.is_some(), invalid);
    view! {
        <Labelled id=id label=label optional=false hint=hint error=error>
            <input
                type="file"
                id=id
                name=name
                accept=accept
                multiple=multiple
                aria-invalid=invalid.then_some("true")
                aria-describedby=described_by
                class=control_class(invalid)
            />
        </Labelled>
    }
}
