//! The numbered cells, grey, blue and green, with their marks.

use crate::{
    components::{
        button::{ButtonLink, Look},
        empty_state::EmptyState,
        icon::{Glyph, Icon},
    },
    paths,
    texts::staff::cells::{self as words, Mark},
};
use domain::{
    cell::{CellNumber, Colour},
    id::OrtomatId,
};
use engine::cells::{CellGrid, CellView};
use leptos::prelude::*;

const HINT: &str = "cells-hint";

/// The class that paints a colour, and the drawing that says the same to whoever does not see colours.
pub(super) const fn look_of(colour: Colour) -> (&'static str, Glyph) {
    match colour {
        Colour::Grey => ("cell-grey", Glyph::Cross),
        Colour::Blue => ("cell-blue", Glyph::Parcel),
        Colour::Green => ("cell-green", Glyph::Check),
    }
}

const fn drawing_of(mark: Mark) -> Glyph {
    match mark {
        Mark::Reserved => Glyph::Clock,
        Mark::Blocked => Glyph::Warning,
        Mark::Opening => Glyph::DoorOpen,
    }
}

pub(super) fn marks_of(cell: &CellView) -> Vec<Mark> {
    let is_opening = cell
        .opening
        .as_ref()
        .is_some_and(|opening| !opening.status.is_terminal());
    Mark::ALL
        .into_iter()
        .filter(|mark| match mark {
            Mark::Reserved => cell.reserved.is_some(),
            Mark::Blocked => cell.blocked.is_some(),
            Mark::Opening => is_opening,
        })
        .collect()
}

/// All cells as links; `open` is the one whose panel stands beside.
#[component]
pub fn Grid(grid: CellGrid, open: Option<CellNumber>) -> impl IntoView {
    let ortomat = grid.ortomat.id;
    if grid.cells.is_empty() {
        return view! {
            <EmptyState title=words::NO_CELLS text=words::NO_CELLS_HINT>
                <ButtonLink look=Look::Primary href=paths::ortomat(&ortomat)>
                    {words::EDIT_ORTOMAT}
                </ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let tiles = grid
        .cells
        .into_iter()
        .map(|cell| {
            let is_open = open == Some(cell.number);
            view! { <Tile cell=cell ortomat=ortomat.clone() is_open=is_open /> }
        })
        .collect::<Vec<_>>();
    view! {
        <section aria-label=words::GRID class="space-y-4">
            <Legend />
            <p id=HINT class="sr-only">
                {words::ARROWS}
            </p>
            <div data-live="cells-grid">
                <ul data-arrows aria-describedby=HINT class="cells">
                    {tiles}
                </ul>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Legend() -> impl IntoView {
    let colours = [Colour::Grey, Colour::Blue, Colour::Green].map(|colour| {
        let (paint, glyph) = look_of(colour);
        view! {
            <li class="flex items-center gap-2">
                <span class=format!("grid h-6 w-6 shrink-0 place-items-center rounded-md border {paint}")>
                    <Icon glyph=glyph class="h-4 w-4" />
                </span>
                {words::colour_explained(colour)}
            </li>
        }
    });
    let marks = Mark::ALL.map(|mark| {
        view! {
            <li class="flex items-center gap-2">
                <span class="cell-mark grid h-6 w-6 shrink-0 place-items-center rounded-md">
                    <Icon glyph=drawing_of(mark) class="h-4 w-4" />
                </span>
                {mark.explained()}
            </li>
        }
    });
    view! {
        <ul aria-label=words::LEGEND class="flex flex-wrap gap-x-5 gap-y-2 text-sm text-ink-muted">
            {colours.collect_view()}
            {marks.collect_view()}
        </ul>
    }
}

#[component]
fn Tile(cell: CellView, ortomat: OrtomatId, is_open: bool) -> impl IntoView {
    let (paint, glyph) = look_of(cell.colour);
    let marks = marks_of(&cell)
        .into_iter()
        .map(|mark| {
            view! {
                <span class="cell-mark">
                    <Icon glyph=drawing_of(mark) class="h-4 w-4 shrink-0" />
                    {mark.short()}
                </span>
            }
        })
        .collect::<Vec<_>>();
    let product = cell.product.map(|product| {
        let size = (!product.size.is_empty()).then(|| view! { <span class="cell-size">{product.size}</span> });
        view! {
            {size}
            <span class="cell-product">{product.name}</span>
        }
    });
    view! {
        <li>
            <a
                id=paths::place_of_cell(cell.number)
                href=paths::cell(&ortomat, cell.number)
                aria-current=is_open.then_some("true")
                class=format!("cell {paint}")
            >
                <span class="cell-number">
                    <span class="sr-only">{words::CELL}</span>
                    {cell.number.get()}
                </span>
                <span class="cell-colour">
                    <Icon glyph=glyph class="h-4 w-4 shrink-0" />
                    <span>{words::colour(cell.colour)}</span>
                </span>
                {product}
                {marks}
            </a>
        </li>
    }
}
