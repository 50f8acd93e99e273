//! The number to look for on the cabinet, readable at arm's length.

use super::notice::Tone;
use crate::texts;
use domain::cell::CellNumber;
use leptos::prelude::*;

#[component]
pub fn CellTile(cell: CellNumber, tone: Tone) -> impl IntoView {
    view! {
        <p class=format!("rounded-2xl py-6 text-center {}", tone.class())>
            <span class="block font-medium">{texts::CELL}</span>
            <span class="block text-7xl font-semibold tabular-nums">{cell.get()}</span>
        </p>
    }
}
