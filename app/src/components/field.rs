//! Fields of forms, with the error where the eye is.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A box that must be ticked. The browser asks for it first; the error is for whoever got past the browser.
#[component]
pub fn RequiredCheckbox(name: &'static str, label: &'static str, error: Option<&'static str>) -> impl IntoView {
    let error_id = format!("{name}-error");
    let described_by = error.is_some().then(|| error_id.clone());
    view! {
        <div>
            <label class="flex min-h-11 items-center gap-3 py-2">
                <input
                    type="checkbox"
                    name=name
                    value="yes"
                    required
                    aria-invalid=error.map(|_| "true")
                    aria-describedby=described_by
                    class="h-6 w-6 shrink-0"
                />
                <span>{label}</span>
            </label>
            {error
                .map(|error| {
                    view! {
                        <p id=error_id role="alert" class="flex items-center gap-2 font-medium text-danger">
                            <Icon glyph=Glyph::Warning />
                            {error}
                        </p>
                    }
                })}
        </div>
    }
}
