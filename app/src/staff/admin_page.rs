//! `/admin`: where an administrator begins. What was sold, what goes on, what needs somebody.

use super::{
    figures::{best::BestLists, sales_chart::SalesChart, success_chart::SuccessChart, tiles::FigureTiles},
    frame::staff_page,
};
use crate::{
    components::{
        button::{ButtonLink, Look},
        empty_state::EmptyState,
        icon::{Glyph, Icon},
    },
    page::engine,
    paths,
    texts::staff::{self, figures as figure_words, people as words},
};
use engine::figures::Figures;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn AdminPage() -> impl IntoView {
    staff_page(paths::ADMIN, move |actor| async move {
        let engine = engine()?;
        let figures = engine.figures(&actor).await?;
        let (doctors, couriers) = engine.count_people().await?;
        let content = match Next::after(&figures) {
            Some(next) => view! { <NextStep next=next /> }.into_any(),
            None => view! { <Overview figures=figures /> }.into_any(),
        };
        Ok(view! {
            <Title text=words::ADMIN_TITLE />
            <div class="space-y-8">
                <div class="space-y-1">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::ADMIN_TITLE}</h1>
                    <p class="text-lg text-ink-muted">{words::welcome(&actor.name.first)}</p>
                </div>
                {content}
                <section class="space-y-3">
                    <h2 class="text-xl font-semibold">{figure_words::SECTIONS}</h2>
                    <ul class="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
                        <Tile
                            href=paths::USERS
                            glyph=Glyph::Person
                            title=words::USERS_TITLE
                            text=words::people_counts(doctors, couriers)
                        />
                        <Tile href=paths::ACCOUNT glyph=Glyph::Check title=staff::ACCOUNT text=words::ACCOUNT_TILE />
                    </ul>
                </section>
            </div>
        }
        .into_any())
    })
}

/// What a fresh install lacks before it can sell anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Ortomat,
    Product,
}

impl Next {
    fn after(figures: &Figures) -> Option<Self> {
        let now = figures.now;
        let has_sold = figures.month.sales > 0;
        match (now.ortomats, now.products) {
            (0, _) if !has_sold => Some(Self::Ortomat),
            (_, 0) if !has_sold => Some(Self::Product),
            _ => None,
        }
    }
}

#[component]
fn NextStep(next: Next) -> impl IntoView {
    let (title, text, href, button, glyph) = match next {
        Next::Ortomat => (
            figure_words::NO_ORTOMATS,
            figure_words::NO_ORTOMATS_HINT,
            paths::NEW_ORTOMAT,
            figure_words::ADD_ORTOMAT,
            Glyph::Pin,
        ),
        Next::Product => (
            figure_words::NO_PRODUCTS,
            figure_words::NO_PRODUCTS_HINT,
            paths::NEW_PRODUCT,
            figure_words::ADD_PRODUCT,
            Glyph::Parcel,
        ),
    };
    view! {
        <EmptyState title=title text=text glyph=glyph>
            <ButtonLink look=Look::Primary href=href>
                {button}
            </ButtonLink>
        </EmptyState>
    }
}

/// The figures; charts only when there is something to draw.
#[component]
fn Overview(figures: Figures) -> impl IntoView {
    let is_still = figures.days.iter().all(|day| day.placed == 0 && day.sold.sales == 0);
    let Figures {
        month,
        days,
        products,
        doctors,
        ortomats,
        ..
    } = figures.clone();
    let drawn = if is_still {
        view! {
            <EmptyState title=figure_words::NO_SALES text=figure_words::NO_SALES_HINT glyph=Glyph::Card>
                <ButtonLink look=Look::Secondary href=paths::ORTOMATS>
                    {figure_words::SHOW_ORTOMATS}
                </ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <div class="grid items-start gap-4 lg:grid-cols-2">
                <SalesChart days=days.clone() total=month />
                <SuccessChart days=days />
            </div>
            <BestLists products=products doctors=doctors ortomats=ortomats />
        }
        .into_any()
    };
    view! {
        <FigureTiles figures=figures />
        {drawn}
    }
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
                <h3 class="font-semibold leading-snug">
                    <a href=href class="stretched">
                        {title}
                    </a>
                </h3>
                <p class="text-sm text-ink-muted">{text}</p>
            </div>
        </li>
    }
}
