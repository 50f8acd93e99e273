//! The form for an ortomat, new or known.

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        checkbox::CheckboxField,
        error_summary::ErrorSummary,
        field::{SelectField, TextField},
    },
    paths,
    staff::{
        forms::{
            edit_form::EditForm,
            ortomats::{field, filled::Filled},
        },
        person_fields::StoredNow,
    },
    texts::staff::ortomats as words,
};
use domain::ortomat::OrtomatStatus;
use leptos::prelude::*;

/// The whole form; sending it adds an ortomat, or changes the one that is stored.
#[component]
pub fn OrtomatForm(filled: Filled) -> impl IntoView {
    let statuses = OrtomatStatus::ALL
        .iter()
        .map(|status| (status.to_string(), words::status(*status).to_owned()))
        .collect();
    let stored = filled.stored.as_ref().map(|stored| {
        let (id, version) = (stored.row.line.id.to_string(), stored.version.to_string());
        view! {
            <input type="hidden" name="ortomat" value=id />
            <input type="hidden" name=field::VERSION value=version />
        }
    });
    let key = filled
        .key
        .as_ref()
        .map(|key| view! { <input type="hidden" name="key" value=key.to_string() /> });
    let cancel = filled.stored.is_none().then(|| {
        view! {
            <ButtonLink look=Look::Secondary href=paths::ORTOMATS>
                {words::CANCEL}
            </ButtonLink>
        }
    });
    let instead = |name: &str| view! { <StoredNow stored=filled.stored_instead(name) /> };
    view! {
        <form method="post" action=paths::SAVE_ORTOMAT class="max-w-lg space-y-6">
            <ErrorSummary errors=filled.errors() />
            {stored}
            {key}
            <div class="space-y-2">
                <TextField
                    name=field::NAME
                    label=words::NAME
                    value=filled.value(field::NAME)
                    error=filled.error(field::NAME)
                    autocomplete="off"
                    required=true
                />
                {instead(field::NAME)}
            </div>
            <div class="space-y-2">
                <TextField
                    name=field::ADDRESS
                    label=words::ADDRESS
                    hint=words::ADDRESS_HINT
                    value=filled.value(field::ADDRESS)
                    error=filled.error(field::ADDRESS)
                    autocomplete="off"
                    required=true
                />
                {instead(field::ADDRESS)}
            </div>
            <div class="space-y-2">
                <TextField
                    name=field::CITY
                    label=words::CITY
                    value=filled.value(field::CITY)
                    error=filled.error(field::CITY)
                    autocomplete="off"
                    optional=true
                />
                {instead(field::CITY)}
            </div>
            <div class="space-y-2">
                <TextField
                    name=field::TOTAL_CELLS
                    label=words::TOTAL_CELLS
                    hint=words::TOTAL_CELLS_HINT
                    value=filled.value(field::TOTAL_CELLS)
                    error=filled.error(field::TOTAL_CELLS)
                    inputmode="numeric"
                    autocomplete="off"
                    required=true
                />
                {instead(field::TOTAL_CELLS)}
            </div>
            <div class="space-y-2">
                <SelectField
                    name=field::STATUS
                    label=words::STATUS
                    hint=words::STATUS_HINT
                    options=statuses
                    selected=filled.value(field::STATUS)
                    error=filled.error(field::STATUS)
                />
                {instead(field::STATUS)}
            </div>
            <div class="space-y-2">
                <CheckboxField
                    name=field::SELLS_OFFLINE
                    label=words::SELLS_OFFLINE
                    hint=words::SELLS_OFFLINE_HINT
                    checked=filled.sells_offline()
                    error=filled.error(field::SELLS_OFFLINE)
                />
                {instead(field::SELLS_OFFLINE)}
            </div>
            <div class="flex flex-wrap gap-3">
                <SubmitButton look=Look::Primary>{words::SAVE}</SubmitButton>
                {cancel}
            </div>
        </form>
    }
}
