//! `/admin`: where an administrator begins.

use super::frame::staff_page;
use crate::{
    components::icon::{Glyph, Icon},
    page::engine,
    paths,
    texts::staff::{self, people as words},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn AdminPage() -> impl IntoView {
    staff_page(paths::ADMIN, move |actor| async move {
        let (doctors, couriers) = engine()?.count_people().await?;
        Ok(view! {
            <Title text=words::ADMIN_TITLE />
            <div class="space-y-6">
                <div class="space-y-1">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::ADMIN_TITLE}</h1>
                    <p class="text-lg text-ink-muted">{words::welcome(&actor.name.first)}</p>
                </div>
                <ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                    <Tile
                        href=paths::USERS
                        glyph=Glyph::Person
                        title=words::USERS_TITLE
                        text=words::people_counts(doctors, couriers)
                    />
                    <Tile href=paths::ACCOUNT glyph=Glyph::Check title=staff::ACCOUNT text=words::ACCOUNT_TILE />
                </ul>
            </div>
        }
        .into_any())
    })
}

/// The way to a section; all of the tile is the link.
#[component]
fn Tile(href: &'static str, glyph: Glyph, title: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <li class="relative flex gap-4 rounded-2xl border border-line bg-surface-raised p-5 hover:border-accent">
            <span class="grid h-11 w-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
                <Icon glyph=glyph class="h-6 w-6" />
            </span>
            <div class="min-w-0">
                <h2 class="font-semibold leading-snug">
                    <a href=href class="stretched">
                        {title}
                    </a>
                </h2>
                <p class="text-sm text-ink-muted">{text}</p>
            </div>
        </li>
    }
}
