//! The end of a round: what was filled, what was passed over, what is out of service.

use super::{
    parts::{NextStepBar, RoundProgress},
    round_page::blocked_words,
};
use crate::{
    components::{
        back_link::BackLink,
        button::{ButtonLink, Look},
        facts::{Fact, Facts},
        icon::{Glyph, Icon},
        notice::Tone,
    },
    paths::{self, courier::PassedOver},
    texts::staff::courier as words,
};
use domain::cell::CellNumber;
use engine::cells::RefillRound;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn RoundEnd(round: RefillRound, passed_over: PassedOver) -> impl IntoView {
    let ortomat = round.grid.ortomat.clone();
    let is_full = round.open.is_empty();
    let (title, tone, glyph) = match is_full {
        true => (words::ALL_DONE, Tone::Ok, Glyph::Check),
        false => (words::ROUND_OVER, Tone::Calm, Glyph::Parcel),
    };
    let (skipped, left): (Vec<CellNumber>, Vec<CellNumber>) =
        round.open.iter().partition(|cell| passed_over.cells().contains(cell));
    let numbers = |cells: &[CellNumber]| (!cells.is_empty()).then(|| words::cell_list(cells));
    let blocked = round
        .grid
        .cells
        .iter()
        .filter_map(|cell| {
            Some(words::blocked_cell(
                cell.number,
                &blocked_words(cell.blocked.as_deref()?),
            ))
        })
        .map(|line| view! { <p>{line}</p> })
        .collect::<Vec<_>>();
    let again = (!is_full).then(|| {
        let href = paths::courier::round(&ortomat.id, round.open.first().copied(), &PassedOver::default());
        view! {
            <ButtonLink look=Look::Secondary href=href>
                {words::BACK_TO_PASSED_OVER}
            </ButtonLink>
        }
    });
    let out_of_service = (!blocked.is_empty()).then(|| view! { <Fact name=words::OUT_OF_SERVICE>{blocked}</Fact> });
    view! {
        <Title text=title />
        <BackLink href=paths::courier::own_ortomat(&ortomat.id) text=ortomat.name.clone() />
        <div class="mx-auto mt-4 max-w-md space-y-6">
            <div class="flex items-center gap-4">
                <span class=format!("grid h-14 w-14 shrink-0 place-items-center rounded-full {}", tone.class())>
                    <Icon glyph=glyph class="h-8 w-8" />
                </span>
                <h1 class="text-2xl font-semibold">{title}</h1>
            </div>
            <RoundProgress done=round.done.len() total=round.total() />
            <section class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                <h2 class="sr-only">{words::SUMMARY}</h2>
                <Facts>
                    <Fact name=words::REFILLED>
                        {numbers(&round.done).unwrap_or_else(|| words::NOTHING.to_owned())}
                    </Fact>
                    {numbers(&skipped).map(|cells| view! { <Fact name=words::PASSED_OVER>{cells}</Fact> })}
                    {numbers(&left).map(|cells| view! { <Fact name=words::STILL_EMPTY>{cells}</Fact> })}
                    {out_of_service}
                </Facts>
            </section>
        </div>
        <NextStepBar>
            <ButtonLink look=Look::Primary href=paths::COURIER>
                {words::TO_MY_ORTOMATS}
            </ButtonLink>
            {again}
        </NextStepBar>
    }
}
