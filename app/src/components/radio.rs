//! One of a few things, all of them in sight.

use super::field::{FieldError, described_by, error_id};
use leptos::prelude::*;

/// One of the things to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RadioItem {
    pub value: String,
    pub label: String,
    /// What follows from it.
    pub note: Option<String>,
}

/// Several things under one name, of which one can be chosen. The first has the name as its id, where the error summary
/// leads.
#[component]
pub fn RadioList(
    name: &'static str,
    #[prop(into)] legend: String,
    items: Vec<RadioItem>,
    #[prop(optional, into)] selected: String,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let invalid = error.is_some();
    let ids = std::iter::once(Some(name)).chain(std::iter::repeat(None));
    let items = items
        .into_iter()
        .zip(ids)
        .map(|(item, id)| {
            let checked = item.value == selected;
            view! {
                <label class="flex min-h-12 items-center gap-3 py-2">
                    <input
                        type="radio"
                        id=id
                        name=name
                        value=item.value
                        checked=checked
                        aria-describedby=described_by(name, false, invalid)
                        class="h-6 w-6 shrink-0"
                    />
                    <span class="min-w-0">
                        {item.label}
                        {item.note.map(|note| view! { <span class="block text-sm text-ink-muted">{note}</span> })}
                    </span>
                </label>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset class="min-w-0 space-y-1">
            <legend class="font-medium">{legend}</legend>
            {error.map(|error| view! { <FieldError id=error_id(name) text=error /> })}
            {items}
        </fieldset>
    }
}
