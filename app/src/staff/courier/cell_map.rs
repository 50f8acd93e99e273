//! All cells of an ortomat as the courier sees them: which are empty, and which of those can be begun with.

use crate::{
    components::icon::{Glyph, Icon},
    paths::{self, courier::PassedOver},
    texts::staff::courier::{self as words, CellSign},
};
use domain::{cell::Colour, id::OrtomatId};
use engine::cells::CellView;
use leptos::prelude::*;

const SIGNS: [CellSign; 5] = [
    CellSign::Empty,
    CellSign::Full,
    CellSign::NoProduct,
    CellSign::Reserved,
    CellSign::Blocked,
];

/// What hinders comes before the colour.
fn sign_of(cell: &CellView) -> CellSign {
    match (cell.colour, cell.cell()) {
        (_, state) if state.blocked => CellSign::Blocked,
        (_, state) if state.reserved => CellSign::Reserved,
        (Colour::Grey, _) => CellSign::NoProduct,
        (Colour::Blue, _) => CellSign::Empty,
        (Colour::Green, _) => CellSign::Full,
    }
}

const fn glyph(sign: CellSign) -> Option<Glyph> {
    match sign {
        CellSign::Empty => Some(Glyph::Parcel),
        CellSign::Full => Some(Glyph::Check),
        CellSign::NoProduct => None,
        CellSign::Reserved => Some(Glyph::Card),
        CellSign::Blocked => Some(Glyph::Warning),
    }
}

/// Ground, ink and edge: the drawing says the same without colour.
const fn look(sign: CellSign) -> &'static str {
    match sign {
        CellSign::Empty => "border-accent bg-accent-soft text-accent",
        CellSign::Full => "border-transparent bg-ok-soft text-ok",
        CellSign::NoProduct => "border-dashed border-line-strong bg-surface text-ink-muted",
        CellSign::Reserved => "border-transparent bg-warn-soft text-warn",
        CellSign::Blocked => "border-transparent bg-danger-soft text-danger",
    }
}

/// The grid with its legend. Every cell leads to its step, where it is said why if nothing can be done.
#[component]
pub fn CellMap(ortomat: OrtomatId, cells: Vec<CellView>) -> impl IntoView {
    let present: Vec<CellSign> = SIGNS
        .into_iter()
        .filter(|sign| cells.iter().any(|cell| sign_of(cell) == *sign))
        .collect();
    let legend = present
        .into_iter()
        .map(|sign| {
            view! {
                <li class="flex items-center gap-2">
                    <span class=format!("grid h-6 w-6 shrink-0 place-items-center rounded-md border {}", look(sign))>
                        {glyph(sign).map(|glyph| view! { <Icon glyph=glyph class="h-4 w-4" /> })}
                    </span>
                    {words::sign(sign)}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let cells = cells
        .iter()
        .map(|cell| {
            let (number, sign) = (cell.number, sign_of(cell));
            let href = paths::courier::round(&ortomat, Some(number), &PassedOver::default());
            view! {
                <li>
                    <a
                        href=href
                        aria-label=words::cell_with_sign(number, sign)
                        class=format!(
                            "flex min-h-14 flex-col items-center justify-center rounded-xl border-2 hover:border-accent {}",
                            look(sign),
                        )
                    >
                        <span class="text-lg font-semibold leading-none tabular-nums">{number.get()}</span>
                        {glyph(sign).map(|glyph| view! { <Icon glyph=glyph class="mt-1 h-4 w-4" /> })}
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <ul class="flex flex-wrap gap-x-5 gap-y-2 text-sm text-ink-muted">{legend}</ul>
        <ul data-arrows="" class="mt-4 grid grid-cols-5 gap-2 sm:grid-cols-8 lg:grid-cols-10">
            {cells}
        </ul>
    }
}
