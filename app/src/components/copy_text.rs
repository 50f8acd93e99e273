//! A link or a code that people copy.

use leptos::prelude::*;

/// One press selects all of it and nothing else (`select-all`), which a read-only `input` cannot do without a script.
///
/// It is an `output`, so its label belongs to it as to a field.
#[component]
pub fn CopyText(#[prop(into)] id: String, #[prop(into)] label: String, #[prop(into)] value: String) -> impl IntoView {
    view! {
        <div class="space-y-2">
            <label for=id.clone() class="block font-medium">
                {label}
            </label>
            <output
                id=id
                class="block min-h-12 cursor-text select-all break-all rounded-lg border border-line bg-surface-raised px-3 py-3 font-mono text-sm"
            >
                {value}
            </output>
        </div>
    }
}
