//! Fields of forms, with the error where the eye is.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

const OPTIONAL: &str = "(необов'язково)";

/// A line of text that people type.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    /// Where the error summary leads: the name, unless a page has two fields of that name.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(optional, into)] value: String,
    /// The `type` of the input: text, email, tel, password, search.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional)] hint: Option<&'static str>,
    /// The browser asks for it first.
    #[prop(optional)]
    required: bool,
    /// Says beside the label that it may stay empty.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// The form in which an island keeps what is typed.
    #[prop(optional)]
    mask: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let invalid = error.is_some();
    let described_by = described_by(id, hint.is_some(), invalid);
    view! {
        <Labelled id=id label=label optional=optional hint=hint error=error>
            <input
                id=id
                name=name
                type=kind
                value=value
                required=required
                autocomplete=autocomplete
                inputmode=inputmode
                data-mask=mask
                placeholder=placeholder
                autofocus=autofocus
                maxlength=maxlength
                aria-invalid=invalid.then_some("true")
                aria-describedby=described_by
                class=control_class(invalid)
            />
        </Labelled>
    }
}

/// One of a few things. An option is what is sent and what is read.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] selected: String,
    /// Where the error summary leads: the name, unless a page has two fields of that name.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional)] hint: Option<&'static str>,
    /// The browser asks for it first, where the first option is an empty one.
    #[prop(optional)]
    required: bool,
    /// Says beside the label that it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let invalid = error.is_some();
    let described_by = described_by(id, hint.is_some(), invalid);
    let options = options
        .into_iter()
        .map(|(value, label)| {
            let chosen = value == selected;
            view! {
                <option value=value selected=chosen>
                    {label}
                </option>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Labelled id=id label=label optional=optional hint=hint error=error>
            <select
                id=id
                name=name
                required=required
                aria-invalid=invalid.then_some("true")
                aria-describedby=described_by
                class=control_class(invalid)
            >
                {options}
            </select>
        </Labelled>
    }
}

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
                    id=name
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

/// What stands around a control: the label, what helps, what is wrong, and then the control.
#[component]
pub(super) fn Labelled(
    id: &'static str,
    label: String,
    optional: bool,
    hint: Option<&'static str>,
    error: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="space-y-2">
            <label for=id class="block font-medium">
                {label}
                {optional.then(|| view! { <span class="ml-1 font-normal text-ink-muted">{OPTIONAL}</span> })}
            </label>
            {hint.map(|hint| view! { <Hint id=hint_id(id) text=hint /> })}
            {error.map(|error| view! { <FieldError id=error_id(id) text=error /> })}
            {children()}
        </div>
    }
}

/// What helps to fill a field in.
#[component]
pub(super) fn Hint(id: String, text: &'static str) -> impl IntoView {
    view! {
        <p id=id class="text-sm text-ink-muted">
            {text}
        </p>
    }
}

/// What is wrong with a field.
#[component]
pub(super) fn FieldError(id: String, text: String) -> impl IntoView {
    view! {
        <p id=id class="flex items-center gap-2 font-medium text-danger">
            <Icon glyph=Glyph::Warning />
            {text}
        </p>
    }
}

pub(super) const fn control_class(invalid: bool) -> &'static str {
    if invalid {
        "block min-h-12 w-full rounded-lg border-2 border-danger bg-surface-raised px-3 py-2"
    } else {
        "block min-h-12 w-full rounded-lg border border-line-strong bg-surface-raised px-3 py-2"
    }
}

pub(super) fn hint_id(id: &str) -> String {
    format!("{id}-hint")
}

pub(super) fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// What is read out after the label: what is wrong first.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<String> = [error.then(|| error_id(id)), hint.then(|| hint_id(id))]
        .into_iter()
        .flatten()
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
