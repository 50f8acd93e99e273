//! The form for a doctor or a courier, new or known.

use super::forms::{
    edit_form::EditForm,
    people::{
        People, field,
        filled::{Filled, Stored},
    },
};
use crate::{
    components::{
        back_link::BackLink,
        badge::Badge,
        button::{ButtonLink, Look, SubmitButton},
        checkbox::{CheckboxItem, CheckboxList},
        copy_text::CopyText,
        error_summary::ErrorSummary,
        field::TextField,
        notice::Tone,
        phone_mask_island::PhoneMaskIsland,
    },
    paths,
    texts::staff::people as words,
};
use domain::staff::people::{OrtomatChoice, OrtomatLine, Person};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// A page about one person, with the way back to the list.
#[component]
pub fn PersonPage(people: People, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <BackLink href=people.list() text=people.words().list />
        <h1 class="mb-6 mt-2 text-2xl font-semibold sm:text-3xl">{title}</h1>
        {children()}
    }
}

/// The whole form; sending it adds somebody, or changes whoever is stored.
#[component]
pub fn PersonForm(people: People, filled: Filled, choices: Vec<OrtomatChoice>) -> impl IntoView {
    let (action, is_courier) = match people {
        People::Doctors => (paths::SAVE_DOCTOR, false),
        People::Couriers => (paths::SAVE_COURIER, true),
    };
    let kind = people.words();
    let chosen = filled.chosen();
    let items: Vec<CheckboxItem> = choices.into_iter().map(|choice| item(choice, &chosen)).collect();
    let ortomats = match items.is_empty() {
        true => view! { <p class="text-ink-muted">{words::NO_ORTOMATS_YET}</p> }.into_any(),
        false => view! {
            <CheckboxList
                id=field::ORTOMATS
                name="ortomats[]"
                legend=words::ASSIGN_ORTOMATS
                hint=kind.ortomats_hint
                items=items
                error=filled.error(field::ORTOMATS)
            />
        }
        .into_any(),
    };
    view! {
        <form method="post" action=action class="max-w-lg space-y-6">
            <ErrorSummary errors=filled.errors() />
            {filled
                .stored
                .as_ref()
                .map(|Stored { person, .. }| {
                    view! {
                        <input type="hidden" name="person" value=person.id.to_string() />
                        <input type="hidden" name=field::VERSION value=person.version.to_string() />
                    }
                })}
            <NameField filled=&filled name=field::LAST_NAME label=words::LAST_NAME />
            <NameField filled=&filled name=field::FIRST_NAME label=words::FIRST_NAME />
            <NameField filled=&filled name=field::MIDDLE_NAME label=words::MIDDLE_NAME optional=true />
            <div class="space-y-2">
                <TextField
                    name=field::PHONE
                    kind="tel"
                    label=words::PHONE
                    value=filled.value(field::PHONE)
                    error=filled.error(field::PHONE)
                    mask="phone"
                    placeholder=words::PHONE_FORM
                    inputmode="tel"
                    autocomplete="off"
                    required=true
                />
                <StoredNow stored=filled.stored_instead(field::PHONE) />
            </div>
            <PhoneMaskIsland />
            <div class="space-y-2">
                <TextField
                    name=field::EMAIL
                    kind="email"
                    label=words::EMAIL
                    value=filled.value(field::EMAIL)
                    error=filled.error(field::EMAIL)
                    hint=kind.email_hint
                    autocomplete="off"
                    required=is_courier
                    optional=!is_courier
                />
                <StoredNow stored=filled.stored_instead(field::EMAIL) />
            </div>
            <TextField
                name=field::PASSWORD
                kind="password"
                label=words::PASSWORD
                error=filled.error(field::PASSWORD)
                hint=filled.password_hint()
                autocomplete="new-password"
                required=is_courier && filled.stored.is_none()
                optional=!is_courier && filled.stored.is_none()
            />
            <div class="space-y-2">
                {ortomats} <StoredNow stored=filled.ortomats_instead() />
            </div>
            <div class="flex flex-wrap gap-3">
                <SubmitButton look=Look::Primary>{words::SAVE}</SubmitButton>
                <ButtonLink look=Look::Secondary href=people.list()>
                    {words::CANCEL}
                </ButtonLink>
            </div>
        </form>
    }
}

#[component]
fn NameField<'a>(
    filled: &'a Filled,
    name: &'static str,
    label: &'static str,
    #[prop(optional)] optional: bool,
) -> impl IntoView + use<> {
    view! {
        <div class="space-y-2">
            <TextField
                name=name
                label=label
                value=filled.value(name)
                error=filled.error(name)
                autocomplete="off"
                required=!optional
                optional=optional
            />
            <StoredNow stored=filled.stored_instead(name) />
        </div>
    }
}

/// What somebody else has saved meanwhile in the field above.
#[component]
pub(super) fn StoredNow(stored: Option<String>) -> impl IntoView {
    stored.map(|stored| {
        view! {
            <p class="rounded-lg bg-warn-soft px-3 py-2 font-medium text-warn">{words::stored_now(&stored)}</p>
        }
    })
}

fn item(OrtomatChoice { ortomat, taken }: OrtomatChoice, chosen: &BTreeSet<String>) -> CheckboxItem {
    CheckboxItem {
        checked: !taken && chosen.contains(ortomat.id.as_str()),
        value: ortomat.id.to_string(),
        note: Some(shown_address(&ortomat)),
        label: match taken {
            true => words::taken(&ortomat.name),
            false => ortomat.name,
        },
        disabled: taken,
    }
}

/// Whoever has an e-mail can be given a link with which they set their password themselves.
#[component]
pub fn PasswordLink(people: People, person: Person, link: Option<String>) -> impl IntoView {
    person.email.as_ref()?;
    let link = match link {
        Some(link) => view! {
            <CopyText id=field::PASSWORD_LINK label=words::LINK value=link />
            <p class="text-ink-muted">{words::LINK_ONCE}</p>
        }
        .into_any(),
        None => view! {
            <p class="text-ink-muted">{words::LINK_WHY}</p>
            <form method="post" action=paths::MAKE_PASSWORD_LINK>
                <input type="hidden" name="person" value=person.id.to_string() />
                <input type="hidden" name="back" value=people.as_str() />
                <SubmitButton look=Look::Secondary>{words::MAKE_LINK}</SubmitButton>
            </form>
        }
        .into_any(),
    };
    Some(view! {
        <section class="space-y-4">
            <div class="flex flex-wrap items-center gap-3">
                <h2 class="text-xl font-semibold">{words::SIGN_IN}</h2>
                {(!person.can_sign_in).then(|| view! { <Badge tone=Tone::Calm text=words::NO_SIGN_IN /> })}
            </div>
            {link}
        </section>
    })
}

/// A person's name, or that there is none: rows of the past may be without.
pub(super) fn shown_name(person: &Person) -> String {
    match person.name.full() {
        name if name.is_empty() => words::NAMELESS.to_owned(),
        name => name,
    }
}

/// Where an ortomat stands.
pub(super) fn shown_address(ortomat: &OrtomatLine) -> String {
    match &ortomat.city {
        Some(city) => format!("{}, {city}", ortomat.address),
        None => ortomat.address.clone(),
    }
}
