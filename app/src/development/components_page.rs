//! `/development/components`: every component in every state, for the eye and for the browser tests.

use super::form_samples::{Form, InvalidForm};
use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look, SubmitButton},
        copy_text::CopyText,
        dialog::{Dialog, DialogButton, DialogCloseButton},
        disclosure::Disclosure,
        empty_state::EmptyState,
        facts::{Fact, Facts},
        icon::Glyph,
        notice::{Notice, Tone},
        pagination::Pagination,
        table::{Cell, DataTable, Row},
        tabs::{TabItem, Tabs},
        toast::Toast,
    },
    customer::frame::customer_page,
    paths,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// Where the forms and links of this page lead: back to it.
pub(super) const HERE: &str = paths::COMPONENTS;
const DIALOG: &str = "delete-user";

/// What a screen is made of, on one page.
#[component]
pub fn ComponentsPage() -> impl IntoView {
    customer_page(async {
        Ok(view! {
            <Title text="Компоненти" />
            <Meta name="robots" content="noindex" />
            <Toast tone=Tone::Ok text="Зміни збережено." />
            <h1 class="text-2xl font-semibold sm:text-3xl">"Компоненти"</h1>
            <div class="mt-8 space-y-12">
                <Buttons />
                <Words />
                <Form />
                <InvalidForm />
                <Users />
                <Question />
                <Ways />
                <Rest />
            </div>
        }
        .into_any())
    })
}

/// One kind of things, under its name.
#[component]
pub fn Section(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="space-y-4">
            <h2 class="border-b border-line pb-2 text-xl font-semibold">{title}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let looks = [
        (Look::Primary, "Зберегти"),
        (Look::Secondary, "Змінити"),
        (Look::Danger, "Вилучити"),
        (Look::Quiet, "Пропустити"),
    ];
    let buttons = |small: bool| {
        looks
            .map(|(look, text)| {
                view! {
                    <SubmitButton look=look name="action" value=text small=small>
                        {text}
                    </SubmitButton>
                }
            })
            .into_iter()
            .collect::<Vec<_>>()
    };
    let links = looks
        .map(|(look, text)| {
            view! {
                <ButtonLink look=look href=HERE>
                    {text}
                </ButtonLink>
            }
        })
        .into_iter()
        .collect::<Vec<_>>();
    let (large, small) = (buttons(false), buttons(true));
    view! {
        <Section title="Кнопки">
            <form method="get" action=HERE class="space-y-4">
                <div class="flex flex-wrap items-center gap-3">{large}</div>
                <div class="flex flex-wrap items-center gap-3">{small}</div>
            </form>
            <div class="flex flex-wrap items-center gap-3">{links}</div>
        </Section>
    }
}

#[component]
fn Words() -> impl IntoView {
    view! {
        <Section title="Повідомлення">
            <div class="flex flex-wrap gap-2">
                <Badge tone=Tone::Ok text="На зв'язку" />
                <Badge tone=Tone::Calm text="Очікує" />
                <Badge tone=Tone::Warn text="Обслуговування" />
                <Badge tone=Tone::Danger text="Не на зв'язку" />
            </div>
            <Notice tone=Tone::Calm>"Знижки рахуються на кожну одиницю товару."</Notice>
            <Notice tone=Tone::Warn title="Ортомат зараз не на зв'язку">"Команда почекає, доки він озветься."</Notice>
            <Notice tone=Tone::Danger title="Не вдалося зберегти">"Спробуйте ще раз за хвилину."</Notice>
            <Toast tone=Tone::Warn text="Збережено, але лист не надіслано." />
        </Section>
    }
}

#[component]
fn Users() -> impl IntoView {
    let rows = [
        (
            "Коваль Олена Ігорівна",
            "Лікар",
            Tone::Ok,
            "Працює",
            "1\u{a0}250,50\u{a0}₴",
        ),
        ("Шевченко Тарас", "Кур'єр", Tone::Warn, "Запрошено", "0,00\u{a0}₴"),
        (
            "Нечуй-Левицька Олександра",
            "Адміністратор",
            Tone::Danger,
            "Закрито",
            "18\u{a0}300,00\u{a0}₴",
        ),
    ]
    .map(|(name, role, tone, state, sales)| {
        view! {
            <Row>
                <Cell heading=true>{name}</Cell>
                <Cell label="Роль">{role}</Cell>
                <Cell label="Стан">
                    <Badge tone=tone text=state />
                </Cell>
                <Cell label="Продажі" numeric=true>
                    {sales}
                </Cell>
                <Cell>
                    <ButtonLink look=Look::Secondary href=HERE small=true>
                        "Відкрити"
                    </ButtonLink>
                </Cell>
            </Row>
        }
    })
    .into_iter()
    .collect::<Vec<_>>();
    let headers = vec!["Ім'я", "Роль", "Стан", "Продажі", "Дії"];
    view! {
        <Section title="Таблиця">
            <DataTable caption="Працівники" headers=headers>
                {rows}
            </DataTable>
        </Section>
    }
}

#[component]
fn Question() -> impl IntoView {
    view! {
        <Section title="Запитання">
            <DialogButton target=DIALOG look=Look::Danger text="Вилучити працівника" />
            <Dialog id=DIALOG title="Вилучити працівника?">
                <p>"Коваль Олена Ігорівна більше не зможе увійти. Її продажі залишаться у звітах."</p>
                <form method="get" action=HERE class="flex flex-wrap justify-end gap-3">
                    <DialogCloseButton target=DIALOG text="Скасувати" />
                    <SubmitButton look=Look::Danger name="action" value="delete">
                        "Вилучити"
                    </SubmitButton>
                </form>
            </Dialog>
        </Section>
    }
}

#[component]
fn Ways() -> impl IntoView {
    let tabs = ["Огляд", "Комірки", "Продажі", "Журнал", "Налаштування"]
        .map(|label| TabItem {
            href: HERE.to_owned(),
            label: label.to_owned(),
            current: label == "Продажі",
        })
        .to_vec();
    let href = |page: u64| format!("{HERE}?page={page}");
    view! {
        <Section title="Вкладки і сторінки">
            <Tabs label="Розділи ортомата" items=tabs />
            <Pagination page=6 pages=12 href=href />
            <Pagination page=1 pages=3 href=href />
            <Pagination page=1 pages=1 href=href />
        </Section>
    }
}

#[component]
fn Rest() -> impl IntoView {
    view! {
        <Section title="Решта">
            <CopyText id="invitation" label="Посилання для запрошення" value="https://ortomat.example/invite/7f3a9c2e5b8d41f06a7c" />
            <Disclosure title="Що бачить лікар">"Лише власні продажі та комірки своїх ортоматів."</Disclosure>
            <Facts>
                <Fact name="Остання поява">"22.11.2026, 14:05"</Fact>
                <Fact name="Прошивка">"1.4.2"</Fact>
            </Facts>
            <EmptyState title="Працівників ще немає" text="Створіть першого, і він отримає лист із посиланням." glyph=Glyph::Person>
                <ButtonLink look=Look::Primary href=HERE>
                    "Створити працівника"
                </ButtonLink>
            </EmptyState>
            <EmptyState title="Нічого не знайдено" text="Спробуйте коротше слово або приберіть фільтр." />
        </Section>
    }
}
