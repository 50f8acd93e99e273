//! `/courier`: a courier's own ortomats, those with most to do first.

use super::{frame::staff_page, person_fields::shown_address};
use crate::{
    components::{
        badge::Badge,
        empty_state::EmptyState,
        icon::{Glyph, Icon},
        notice::Tone,
    },
    page::engine,
    paths,
    texts::staff::people as words,
};
use engine::staff::CourierOrtomat;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn CourierPage() -> impl IntoView {
    staff_page(paths::COURIER, move |actor| async move {
        let round = engine()?.courier_round(&actor.id).await?;
        let empty = round.is_empty();
        let cards = round
            .into_iter()
            .map(|ortomat| view! { <Ortomat ortomat=ortomat /> })
            .collect::<Vec<_>>();
        Ok(view! {
            <Title text=words::COURIER_TITLE />
            <h1 class="text-2xl font-semibold sm:text-3xl">{words::COURIER_TITLE}</h1>
            {if empty {
                view! {
                    <div class="mt-6">
                        <EmptyState title=words::NO_ROUND_TITLE text=words::NO_ROUND />
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <h2 class="mt-6 text-xl font-semibold">{words::MY_ORTOMATS}</h2>
                    <ul class="mt-4 grid gap-4 md:grid-cols-2">{cards}</ul>
                }
                    .into_any()
            }}
        }
        .into_any())
    })
}

#[component]
fn Ortomat(ortomat: CourierOrtomat) -> impl IntoView {
    let rate = ortomat.fill_rate();
    let line = &ortomat.ortomat;
    let (tone, state) = match ortomat.online {
        true => (Tone::Ok, words::ONLINE),
        false => (Tone::Danger, words::OFFLINE),
    };
    let (ink, glyph, need) = match ortomat.to_refill {
        0 => ("text-ok", Glyph::Check, words::FULL.to_owned()),
        empty => ("text-warn", Glyph::Parcel, words::to_refill(empty)),
    };
    let refilled = match ortomat.last_refill_at {
        Some(at) => words::last_refill(&at.kyiv()),
        None => words::NEVER_REFILLED.to_owned(),
    };
    view! {
        <li class="space-y-4 rounded-2xl border border-line bg-surface-raised p-5">
            <div class="flex flex-wrap items-start justify-between gap-3">
                <div class="min-w-0">
                    <h3 class="text-lg font-semibold leading-snug">{line.name.clone()}</h3>
                    <p class="text-ink-muted">{shown_address(line)}</p>
                </div>
                <Badge tone=tone text=state />
            </div>
            <p class=format!("flex items-center gap-2 font-semibold {ink}")>
                <Icon glyph=glyph />
                {need}
            </p>
            <div class="space-y-2">
                <div class="flex flex-wrap justify-between gap-x-4">
                    <span class="text-ink-muted">{words::FILLING}</span>
                    <span class="tabular-nums">{words::filled(ortomat.filled, ortomat.total_cells, rate)}</span>
                </div>
                <FillBar rate=rate />
            </div>
            <div class="space-y-1 text-sm text-ink-muted">
                {(ortomat.without_product > 0).then(|| view! { <p>{words::without_product(ortomat.without_product)}</p> })}
                <p>{refilled}</p>
            </div>
        </li>
    }
}

/// Draws what the words above it have said; an attribute gives its width, as pages have no inline styles.
#[component]
fn FillBar(rate: i64) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 100 1"
            preserveAspectRatio="none"
            class="block h-3 w-full overflow-hidden rounded-full text-accent"
            aria-hidden="true"
        >
            <rect class="text-line" width="100" height="1" fill="currentColor" />
            <rect width=rate.to_string() height="1" fill="currentColor" />
        </svg>
    }
}
