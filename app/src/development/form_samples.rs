//! The forms of the components' page: one to be filled in, and one that came back with its errors.

use super::components_page::{HERE, Section};
use crate::components::{
    button::{Look, SubmitButton},
    checkbox::{CheckboxField, CheckboxItem, CheckboxList},
    error_summary::ErrorSummary,
    field::{RequiredCheckbox, SelectField, TextField},
    phone_mask_island::PhoneMaskIsland,
};
use leptos::prelude::*;

/// What a form looks like before anybody has made a mistake.
#[component]
pub fn Form() -> impl IntoView {
    let roles = [("doctor", "Лікар"), ("courier", "Кур'єр"), ("admin", "Адміністратор")]
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .to_vec();
    view! {
        <Section title="Форма">
            <form method="get" action=HERE class="max-w-lg space-y-6">
                <TextField name="last-name" label="Прізвище" value="Коваль" required=true autocomplete="family-name" />
                <TextField
                    name="phone"
                    kind="tel"
                    label="Телефон"
                    hint="Український мобільний номер"
                    mask="phone"
                    placeholder="+38 (0XX) XXX-XX-XX"
                    autocomplete="tel"
                    inputmode="tel"
                    required=true
                />
                <PhoneMaskIsland />
                <TextField name="email" kind="email" label="Електронна пошта" optional=true maxlength=254 />
                <TextField name="password" kind="password" label="Пароль" autocomplete="new-password" required=true />
                <TextField name="search" kind="search" label="Пошук" placeholder="Ім'я, телефон або пошта" />
                <SelectField name="role" label="Роль" options=roles selected="courier" hint="Що людина бачить після входу" />
                <CheckboxList
                    id="ortomats"
                    name="ortomats[]"
                    legend="Ортомати"
                    hint="Лікар бачить лише свої ортомати"
                    items=ortomats()
                />
                <CheckboxField name="active" label="Може входити" hint="Без цього обліковий запис закрито" checked=true />
                <SubmitButton look=Look::Primary>"Створити"</SubmitButton>
            </form>
        </Section>
    }
}

/// What a form looks like that came back.
#[component]
pub fn InvalidForm() -> impl IntoView {
    let errors = [
        ("", "Спробуйте ще раз: сторінка була відкрита надто довго"),
        ("wrong-email", "Вкажіть пошту, як-от likar@example.com"),
        ("wrong-role", "Оберіть роль"),
        ("wrong-ortomats", "Оберіть хоча б один ортомат"),
    ]
    .map(|(id, sentence)| (id.to_owned(), sentence.to_owned()))
    .to_vec();
    let roles = vec![
        (String::new(), "Оберіть".to_owned()),
        ("doctor".to_owned(), "Лікар".to_owned()),
    ];
    view! {
        <Section title="Форма з помилками">
            <form method="get" action=HERE novalidate class="max-w-lg space-y-6">
                <ErrorSummary errors=errors />
                <TextField
                    id="wrong-email"
                    name="email"
                    kind="email"
                    label="Електронна пошта"
                    hint="На неї прийде лист"
                    value="likar"
                    error=Some("Вкажіть пошту, як-от likar@example.com".to_owned())
                />
                <SelectField
                    id="wrong-role"
                    name="role"
                    label="Роль"
                    options=roles
                    error=Some("Оберіть роль".to_owned())
                />
                <CheckboxList
                    id="wrong-ortomats"
                    name="ortomats[]"
                    legend="Ортомати"
                    items=ortomats()
                    error=Some("Оберіть хоча б один ортомат".to_owned())
                />
                <CheckboxField name="wrong-active" label="Може входити" error=Some("Поставте позначку".to_owned()) />
                <RequiredCheckbox name="wrong-terms" label="Я приймаю умови" error=Some("Прийміть умови") />
                <SubmitButton look=Look::Primary>"Зберегти"</SubmitButton>
            </form>
        </Section>
    }
}

fn ortomats() -> Vec<CheckboxItem> {
    [
        ("1", "Клініка «Мотор»", "Київ, вул. Ортопедична, 1", true, false),
        ("2", "Лікарня № 4", "Львів, вул. Зелена, 12", false, false),
        ("3", "Склад", "Без адреси", false, true),
    ]
    .map(|(value, label, note, checked, disabled)| CheckboxItem {
        value: value.to_owned(),
        label: label.to_owned(),
        note: Some(note.to_owned()),
        checked,
        disabled,
    })
    .to_vec()
}
