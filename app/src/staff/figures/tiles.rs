//! Figures, each of which leads to the list that explains it.

use crate::{
    components::icon::{Glyph, Icon},
    paths,
    texts::staff::figures as words,
};
use domain::Day;
use engine::figures::{Figures, Going, Sold};
use leptos::prelude::*;

/// What was sold, and what is going on. The last day of the figures is today.
#[component]
pub fn FigureTiles(figures: Figures) -> impl IntoView {
    let Figures {
        today: sold_today,
        week,
        month,
        now,
        days,
        ..
    } = figures;
    let today = days.last().map(|day| day.day);
    let since = |ago: u16| today.map(|today| today.back(ago));
    view! {
        <section class="space-y-3">
            <h2 class="text-xl font-semibold">{words::SALES}</h2>
            <ul class="grid gap-3 sm:grid-cols-3">
                <SoldTile title=words::TODAY sold=sold_today from=since(0) to=today />
                <SoldTile title=words::WEEK sold=week from=since(6) to=today />
                <SoldTile title=words::MONTH sold=month from=since(29) to=today />
            </ul>
        </section>
        <GoingTiles now=now />
    }
}

/// Orders that were completed between two days.
fn completed(from: Option<Day>, to: Option<Day>) -> String {
    let (from, to) = (from.map(|day| day.to_string()), to.map(|day| day.to_string()));
    paths::with_query(
        paths::PAYMENTS.to_owned(),
        &[
            ("status", Some("completed")),
            ("from", from.as_deref()),
            ("to", to.as_deref()),
        ],
    )
}

fn in_state(state: &str) -> String {
    paths::with_query(paths::PAYMENTS.to_owned(), &[("status", Some(state))])
}

#[component]
fn SoldTile(title: &'static str, sold: Sold, from: Option<Day>, to: Option<Day>) -> impl IntoView {
    view! {
        <li class="relative rounded-2xl border border-line bg-surface-raised p-4 hover:border-accent sm:p-5">
            <h3 class="text-ink-muted">
                <a href=completed(from, to) class="stretched">
                    {title}
                </a>
            </h3>
            <p class="text-2xl font-semibold tabular-nums">{sold.revenue.to_string()}</p>
            <p class="tabular-nums text-ink-muted">{words::sales(sold.sales)}</p>
        </li>
    }
}

#[component]
fn GoingTiles(now: Going) -> impl IntoView {
    let emptiest = paths::with_query(paths::ORTOMATS.to_owned(), &[("sort", Some("fill"))]);
    view! {
        <section class="space-y-3">
            <h2 class="text-xl font-semibold">{words::NOW}</h2>
            <ul class="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
                <GoingTile
                    title=words::OPEN_ORDERS
                    number=now.open_orders
                    hint=words::OPEN_ORDERS_HINT
                    href=in_state("pending")
                />
                <GoingTile
                    title=words::IN_REVIEW
                    number=now.in_review
                    hint=words::IN_REVIEW_HINT
                    href=in_state("needs_review")
                    alarming=true
                />
                <GoingTile
                    title=words::REFUNDING
                    number=now.refunding
                    hint=words::REFUNDING_HINT
                    href=in_state("refunding")
                />
                <GoingTile
                    title=words::OFFLINE
                    number=now.devices_offline
                    hint=words::of_devices(now.devices)
                    href=paths::ORTOMATS
                    alarming=true
                />
                <GoingTile
                    title=words::TO_REFILL
                    number=now.cells_to_refill
                    hint=words::TO_REFILL_HINT
                    href=emptiest
                />
            </ul>
        </section>
    }
}

#[component]
fn GoingTile(
    title: &'static str,
    number: i64,
    #[prop(into)] hint: String,
    #[prop(into)] href: String,
    /// More than none is for somebody to look at.
    #[prop(optional)]
    alarming: bool,
) -> impl IntoView {
    let alarm = (alarming && number > 0).then(|| {
        view! {
            <Icon glyph=Glyph::Warning class="h-6 w-6 shrink-0" />
            <span class="sr-only">{words::NEEDS_ATTENTION}</span>
        }
    });
    let class = match alarm.is_some() {
        true => "flex items-center gap-2 text-2xl font-semibold tabular-nums text-danger",
        false => "flex items-center gap-2 text-2xl font-semibold tabular-nums",
    };
    view! {
        <li class="relative rounded-2xl border border-line bg-surface-raised p-4 hover:border-accent sm:p-5">
            <h3 class="text-ink-muted">
                <a href=href class="stretched">
                    {title}
                </a>
            </h3>
            <p class=class>{words::number(number)} {alarm}</p>
            <p class="text-sm text-ink-muted">{hint}</p>
        </li>
    }
}
