//! Boxes to tick: one, or several under one name.

use super::field::{FieldError, Hint, described_by, error_id, hint_id};
use leptos::prelude::*;

/// One thing that is so or not so; nothing is sent when it is not ticked.
#[component]
pub fn CheckboxField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(default = "yes")] value: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let invalid = error.is_some();
    let described_by = described_by(name, false, invalid);
    let item = CheckboxItem {
        value: value.to_owned(),
        label,
        note: hint.map(str::to_owned),
        checked,
        disabled: false,
    };
    view! {
        <div>
            <TickBox id=Some(name) name=name item=item invalid=invalid described_by=described_by />
            {error.map(|error| view! { <FieldError id=error_id(name) text=error /> })}
        </div>
    }
}

/// One of several things that can be chosen together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckboxItem {
    pub value: String,
    pub label: String,
    /// What helps to tell it from its neighbours.
    pub note: Option<String>,
    pub checked: bool,
    pub disabled: bool,
}

/// Several boxes under one name, of which any number may be ticked. The first has the id.
#[component]
pub fn CheckboxList(
    id: &'static str,
    name: &'static str,
    #[prop(into)] legend: String,
    items: Vec<CheckboxItem>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let invalid = error.is_some();
    let ids = std::iter::once(Some(id)).chain(std::iter::repeat(None));
    let items = items
        .into_iter()
        .zip(ids)
        .map(|(item, id)| view! { <TickBox id=id name=name item=item invalid=invalid described_by=None /> })
        .collect::<Vec<_>>();
    view! {
        <fieldset aria-describedby=described_by(id, hint.is_some(), invalid) class="min-w-0 space-y-1">
            <legend class="font-medium">{legend}</legend>
            {hint.map(|hint| view! { <Hint id=hint_id(id) text=hint /> })}
            {error.map(|error| view! { <FieldError id=error_id(id) text=error /> })}
            <div class="grid gap-x-6 sm:grid-cols-2">{items}</div>
        </fieldset>
    }
}

/// A box with its words, both of them as high as a finger.
#[component]
fn TickBox(
    id: Option<&'static str>,
    name: &'static str,
    item: CheckboxItem,
    invalid: bool,
    described_by: Option<String>,
) -> impl IntoView {
    let ink = if item.disabled { "text-ink-muted" } else { "" };
    view! {
        <label class=format!("flex min-h-11 items-center gap-3 py-2 {ink}")>
            <input
                type="checkbox"
                id=id
                name=name
                value=item.value
                checked=item.checked
                disabled=item.disabled
                aria-invalid=invalid.then_some("true")
                aria-describedby=described_by
                class="h-6 w-6 shrink-0"
            />
            <span class="min-w-0">
                {item.label}
                {item.note.map(|note| view! { <span class="block text-sm text-ink-muted">{note}</span> })}
            </span>
        </label>
    }
}
