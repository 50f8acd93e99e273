//! `/courier`: a courier's own ortomats, those with most to do first, and what to take along for all of them.

use super::parts::ProductLine;
use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look},
        empty_state::EmptyState,
        fill_bar::FillBar,
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
    },
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{frame::staff_page, person_fields::shown_address},
    texts::{
        self,
        staff::{courier as words, people},
    },
};
use domain::id::OrtomatId;
use engine::{
    cells::{RefillPlan, RefillStop},
    staff::CourierOrtomat,
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::HashMap;

const MINE: &str = "mine";
const PICK_LIST: &str = "pick-list";

#[component]
pub fn CourierPage() -> impl IntoView {
    let problem = Address::problem();
    staff_page(paths::COURIER, move |actor| async move {
        let engine = engine()?;
        let plan = engine.refill_plan(&actor).await?;
        let stops = most_to_do_first(&plan, engine.courier_round(&actor.id).await?);
        let nothing = stops.is_empty();
        let cards = stops
            .into_iter()
            .map(|(ortomat, to_do)| view! { <Ortomat ortomat=ortomat to_do=to_do /> })
            .collect::<Vec<_>>();
        Ok(view! {
            <Title text=people::COURIER_TITLE />
            <h1 class="text-2xl font-semibold sm:text-3xl">{people::COURIER_TITLE}</h1>
            {problem.map(|problem| view! { <Said problem=problem /> })}
            {if nothing {
                view! {
                    <div class="mt-6">
                        <EmptyState title=people::NO_ROUND_TITLE text=people::NO_ROUND />
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="mt-6 grid gap-x-10 gap-y-8 lg:grid-cols-2">
                        <section class="min-w-0" aria-labelledby=MINE>
                            <h2 id=MINE class="text-xl font-semibold">
                                {people::MY_ORTOMATS}
                            </h2>
                            <ul class="mt-4 grid gap-4">{cards}</ul>
                        </section>
                        <PickList plan=plan />
                    </div>
                }
                    .into_any()
            }}
        }
        .into_any())
    })
}

/// The ortomats with the number of cells that can be filled now. Among equals the emptier one comes first.
fn most_to_do_first(plan: &RefillPlan, round: Vec<CourierOrtomat>) -> Vec<(CourierOrtomat, usize)> {
    let to_do: HashMap<&OrtomatId, usize> = plan
        .stops
        .iter()
        .map(|stop| (&stop.ortomat.id, stop.cells.len()))
        .collect();
    let mut stops: Vec<(CourierOrtomat, usize)> = round
        .into_iter()
        .map(|ortomat| {
            let cells = to_do.get(&ortomat.ortomat.id).copied().unwrap_or(0);
            (ortomat, cells)
        })
        .collect();
    stops.sort_by_key(|(ortomat, cells)| (std::cmp::Reverse(*cells), ortomat.fill_rate()));
    stops
}

/// Why a form led here: the ortomat is somebody else's by now.
#[component]
fn Said(problem: ApiError) -> impl IntoView {
    let (title, sentence) = if matches!(problem, ApiError::Forbidden | ApiError::NoSuchOrtomat) {
        (words::NOT_YOURS_TITLE, words::NOT_YOURS)
    } else {
        (texts::staff::NOT_DONE, problem.message())
    };
    view! {
        <div class="mt-6">
            <Notice tone=Tone::Danger title=title>
                {sentence}
            </Notice>
        </div>
    }
}

#[component]
fn Ortomat(ortomat: CourierOrtomat, to_do: usize) -> impl IntoView {
    let rate = ortomat.fill_rate();
    let line = ortomat.ortomat;
    let (tone, state) = match ortomat.online {
        true => (Tone::Ok, people::ONLINE),
        false => (Tone::Danger, people::OFFLINE),
    };
    let hindered = usize::try_from(ortomat.to_refill).unwrap_or(0).saturating_sub(to_do);
    let (ink, glyph, need) = match (to_do, hindered) {
        (0, 0) => ("text-ok", Glyph::Check, people::FULL.to_owned()),
        (0, hindered) => ("text-ink-muted", Glyph::Info, words::cannot_be_refilled(hindered)),
        (cells, _) => ("text-warn", Glyph::Parcel, words::to_refill(cells)),
    };
    let also = (to_do > 0 && hindered > 0).then(|| view! { <p>{words::cannot_be_refilled(hindered)}</p> });
    let refilled = match ortomat.last_refill_at {
        Some(at) => people::last_refill(&at.kyiv()),
        None => people::NEVER_REFILLED.to_owned(),
    };
    let (look, step) = match to_do {
        0 => (Look::Secondary, words::LOOK),
        _ => (Look::Primary, words::REFILL),
    };
    view! {
        <li class="space-y-4 rounded-2xl border border-line bg-surface-raised p-5">
            <div class="flex flex-wrap items-start justify-between gap-3">
                <div class="min-w-0">
                    <h3 class="text-lg font-semibold leading-snug">{line.name.clone()}</h3>
                    <p class="text-ink-muted">{shown_address(&line)}</p>
                </div>
                <Badge tone=tone text=state />
            </div>
            <p class=format!("flex items-center gap-2 font-semibold {ink}")>
                <Icon glyph=glyph />
                {need}
            </p>
            <div class="space-y-2">
                <div class="flex flex-wrap justify-between gap-x-4">
                    <span class="text-ink-muted">{people::FILLING}</span>
                    <span class="tabular-nums">{people::filled(ortomat.filled, ortomat.total_cells, rate)}</span>
                </div>
                <FillBar rate=rate />
            </div>
            <div class="space-y-1 text-sm text-ink-muted">
                {also}
                {(ortomat.without_product > 0).then(|| view! { <p>{people::without_product(ortomat.without_product)}</p> })}
                <p>{refilled}</p>
            </div>
            <div class="grid">
                <ButtonLink look=look href=paths::courier::own_ortomat(&line.id)>
                    {step}
                    <span class="sr-only">{line.name.clone()}</span>
                </ButtonLink>
            </div>
        </li>
    }
}

/// Each product with its sum, and below it where how many of it go.
#[component]
fn PickList(plan: RefillPlan) -> impl IntoView {
    let RefillPlan { products, stops } = plan;
    if products.is_empty() {
        return view! {
            <section class="min-w-0 space-y-3" aria-labelledby=PICK_LIST>
                <h2 id=PICK_LIST class="text-xl font-semibold">
                    {words::PICK_LIST}
                </h2>
                <p class="text-ink-muted">{words::NOTHING_TO_TAKE}</p>
            </section>
        }
        .into_any();
    }
    let total = products.iter().map(|line| line.count).sum();
    let lines = products
        .into_iter()
        .map(|line| {
            let places = goes_to(&stops, &line.product.id)
                .into_iter()
                .map(|(name, count)| view! { <li>{words::goes_to(&name, count)}</li> })
                .collect::<Vec<_>>();
            view! {
                <li class="space-y-2 px-5 py-4">
                    <div class="flex items-center justify-between gap-4">
                        <ProductLine product=line.product />
                        <p class="whitespace-nowrap text-xl font-semibold tabular-nums">{words::pieces(line.count)}</p>
                    </div>
                    <ul class="flex flex-wrap gap-x-5 text-sm text-ink-muted tabular-nums">{places}</ul>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="min-w-0" aria-labelledby=PICK_LIST>
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <h2 id=PICK_LIST class="text-xl font-semibold">
                    {words::PICK_LIST}
                </h2>
                <p class="font-medium tabular-nums">{words::total_pieces(total)}</p>
            </div>
            <p class="text-ink-muted">{words::PICK_LIST_HINT}</p>
            <ul class="mt-4 divide-y divide-line rounded-2xl border border-line bg-surface-raised">{lines}</ul>
        </section>
    }
    .into_any()
}

/// The ortomats that want a product, and how many of it.
fn goes_to(stops: &[RefillStop], product: &domain::id::ProductId) -> Vec<(String, usize)> {
    stops
        .iter()
        .map(|stop| {
            let wanted = stop.cells.iter().filter(|(_, here)| here.id == *product).count();
            (stop.ortomat.name.clone(), wanted)
        })
        .filter(|(_, wanted)| *wanted > 0)
        .collect()
}
