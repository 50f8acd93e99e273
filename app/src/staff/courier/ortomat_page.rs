//! `/courier/ortomats/{id}`: what an ortomat of one's own needs, and where its round begins.

use super::{
    cell_map::CellMap,
    parts::{NextStepBar, OfflineNotice, ProductLine, RoundProgress, own},
};
use crate::{
    components::{
        back_link::BackLink,
        button::{ButtonLink, Look, SubmitButton},
        icon::{Glyph, Icon},
        live_island::LiveIsland,
    },
    error::ApiError,
    page::{Address, engine},
    paths::{self, courier::PassedOver},
    staff::{forms::courier::field, frame::staff_page, person_fields::shown_address},
    texts::staff::courier as words,
};
use domain::{
    cell::CellNumber,
    id::{OrtomatId, ProductId},
};
use engine::cells::{CellProduct, RefillRound};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;

#[component]
pub fn OrtomatPage() -> impl IntoView {
    let ortomat = Address::ortomat_in_path();
    staff_page(paths::COURIER, move |actor| async move {
        let ortomat = ortomat.ok_or(ApiError::NoSuchOrtomat)?;
        let round = match own(engine()?.refill_round(&actor, &ortomat).await)? {
            Ok(round) => round,
            Err(refused) => return Ok(refused),
        };
        let line = round.grid.ortomat.clone();
        let (events, version) = (paths::cells::courier_events(&ortomat), round.grid.version());
        let cells = round.grid.cells.clone();
        Ok(view! {
            <Title text=line.name.clone() />
            <div class="flex flex-wrap items-center justify-between gap-x-4">
                <BackLink href=paths::COURIER text=words::BACK_TO_MINE />
                <LiveIsland events=events version=version />
            </div>
            <h1 class="mt-2 text-2xl font-semibold sm:text-3xl">{line.name.clone()}</h1>
            <p class="text-ink-muted">{shown_address(&line)}</p>
            <div data-live="needs" class="mt-6 max-w-3xl space-y-6">
                <Needs round=round.clone() />
            </div>
            <section id=paths::courier::ALL_CELLS class="mt-8 space-y-2">
                <h2 class="text-xl font-semibold">{words::ALL_CELLS}</h2>
                <p class="pb-2 text-ink-muted">{words::ALL_CELLS_HINT}</p>
                <div data-live="cells">
                    <CellMap ortomat=ortomat.clone() cells=cells />
                </div>
            </section>
            <div data-live="next" class="contents">
                <NextStepBar>
                    <Begin ortomat=ortomat round=round />
                </NextStepBar>
            </div>
        }
        .into_any())
    })
}

/// What goes into which cells, in the order in which the round comes to them.
fn by_product(round: &RefillRound) -> Vec<(CellProduct, Vec<CellNumber>)> {
    let mut order: Vec<ProductId> = Vec::new();
    let mut products: BTreeMap<ProductId, (CellProduct, Vec<CellNumber>)> = BTreeMap::new();
    for number in &round.open {
        let Some(product) = round.cell(*number).and_then(|cell| cell.product.clone()) else {
            continue;
        };
        let id = product.id.clone();
        let (_, numbers) = products.entry(id.clone()).or_insert_with(|| {
            order.push(id);
            (product, Vec::new())
        });
        numbers.push(*number);
    }
    order.iter().filter_map(|id| products.remove(id)).collect()
}

#[component]
fn Needs(round: RefillRound) -> impl IntoView {
    let begun = !round.done.is_empty();
    let offline = !round.grid.online && !round.open.is_empty();
    let lines = by_product(&round)
        .into_iter()
        .map(|(product, cells)| {
            view! {
                <li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-2xl border border-line bg-surface-raised p-4">
                    <ProductLine product=product />
                    <p class="ml-auto text-right">
                        <span class="block text-lg font-semibold tabular-nums">{words::pieces(cells.len())}</span>
                        <span class="block text-sm text-ink-muted">{words::cell_list(&cells)}</span>
                    </p>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        {offline.then(|| view! { <OfflineNotice /> })}
        {begun.then(|| view! { <RoundProgress done=round.done.len() total=round.total() /> })}
        {if lines.is_empty() {
            view! {
                <p class="flex items-center gap-2 text-lg font-semibold text-ok">
                    <Icon glyph=Glyph::Check />
                    {words::NOTHING_TO_REFILL}
                </p>
            }
                .into_any()
        } else {
            view! {
                <section class="space-y-3">
                    <h2 class="text-xl font-semibold">{words::HERE}</h2>
                    <ul class="space-y-3">{lines}</ul>
                </section>
            }
                .into_any()
        }}
    }
}

/// The visit is noted once, whoever presses how often; on a round that has begun there is nothing to note.
#[component]
fn Begin(ortomat: OrtomatId, round: RefillRound) -> impl IntoView {
    match (round.open.first(), round.done.is_empty()) {
        (None, _) => view! {
            <ButtonLink look=Look::Primary href=paths::COURIER>
                {words::TO_MY_ORTOMATS}
            </ButtonLink>
        }
        .into_any(),
        (Some(_), true) => view! {
            <form method="post" action=paths::courier::START_ROUND class="grid">
                <input type="hidden" name=field::ORTOMAT value=ortomat.to_string() />
                <SubmitButton look=Look::Primary>{words::START}</SubmitButton>
            </form>
        }
        .into_any(),
        (Some(next), false) => view! {
            <ButtonLink look=Look::Primary href=paths::courier::round(&ortomat, Some(*next), &PassedOver::default())>
                {words::CONTINUE}
            </ButtonLink>
        }
        .into_any(),
    }
}
