//! `/admin/ortomats/{id}/cells`: the grid of an ortomat's cells, live, and beside it the one cell that is open.
//!
//! Which cell is open stands in the address, so a link opens it, without JavaScript too. On a phone it takes the place
//! of the grid.

pub mod actions;
pub mod grid;
pub mod history;
pub mod opening;
pub mod panel;

use self::{
    grid::Grid,
    panel::{Panel, PanelView},
};
use super::{frame::staff_page, person_fields::shown_address};
use crate::{
    components::{back_link::BackLink, badge::Badge, live_island::LiveIsland, notice::Tone},
    error::ApiError,
    page::{Address, engine},
    paths,
    texts::staff::{cells as words, ortomats::status},
};
use domain::{cell::CellNumber, ortomat::OrtomatStatus};
use engine::cells::{CellGrid, Counters};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn CellsPage() -> impl IntoView {
    let ortomat = Address::ortomat_in_path();
    let number = cell_in(&Address::parameter(paths::CELL));
    staff_page(paths::ORTOMATS, move |actor| async move {
        let ortomat = ortomat.ok_or(ApiError::NoSuchOrtomat)?;
        let engine = engine()?;
        let grid = engine.cells(&actor, &ortomat).await?;
        let panel = Panel::read(&engine, &actor, &grid, number).await?;
        let (events, version) = (paths::cell_events(&ortomat), grid.version());
        let title = match &panel {
            Some(panel) => words::cell(panel.cell.number),
            None => words::TITLE.to_owned(),
        };
        // What is beside an open cell has no room on a phone.
        let beside = panel.is_some().then_some("cells-beside");
        let open = panel.as_ref().map(|panel| panel.cell.number);
        Ok(view! {
            <Title text=title />
            <div class="flex flex-wrap items-center justify-between gap-x-4">
                <BackLink href=paths::ortomat(&ortomat) text=words::BACK />
                <LiveIsland events=events version=version />
            </div>
            <div class=beside>
                <h1 class="mt-2 text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                <Head grid=&grid />
            </div>
            <div class="cells-page mt-6">
                <div class=beside>
                    <Grid grid=grid open=open />
                </div>
                {panel.map(|panel| view! { <PanelView panel=panel /> })}
            </div>
        }
        .into_any())
    })
}

fn cell_in(text: &str) -> Option<CellNumber> {
    let number: i32 = text.parse().ok()?;
    number.try_into().ok()
}

/// Which ortomat it is, whether it is there, and its sums.
#[component]
fn Head<'a>(grid: &'a CellGrid) -> impl IntoView + use<> {
    let (tone, presence) = match grid.online {
        true => (Tone::Ok, words::ONLINE),
        false => (Tone::Danger, words::OFFLINE),
    };
    let state = match grid.status {
        OrtomatStatus::Active => Tone::Ok,
        OrtomatStatus::Inactive | OrtomatStatus::Maintenance => Tone::Warn,
    };
    let Counters {
        total,
        assigned,
        filled,
        without_product,
        blocked,
        reserved,
    } = grid.counters;
    let counters = [
        (words::TOTAL, total),
        (words::ASSIGNED, assigned),
        (words::FILLED, filled),
        (words::WITHOUT_PRODUCT, without_product),
        (words::RESERVED, reserved),
        (words::BLOCKED, blocked),
    ]
    .map(|(name, number)| {
        view! {
            <div class="flex items-center justify-between gap-2 rounded-xl border border-line bg-surface-raised px-3 py-2 sm:flex-col-reverse sm:items-start sm:justify-end sm:gap-0">
                <dt class="text-sm leading-snug text-ink-muted">{name}</dt>
                <dd class="text-xl font-semibold tabular-nums sm:text-2xl">{number}</dd>
            </div>
        }
    });
    view! {
        <div data-live="cells-head" class="mt-2 space-y-5">
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                <p class="min-w-0">
                    <span class="font-medium">{grid.ortomat.name.clone()}</span>
                    <span class="text-ink-muted">" · "{shown_address(&grid.ortomat)}</span>
                </p>
                <span class="flex flex-wrap gap-2">
                    <Badge tone=state text=status(grid.status) />
                    <Badge tone=tone text=presence />
                </span>
            </div>
            <dl aria-label=words::COUNTERS class="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6">
                {counters.collect_view()}
            </dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_a_cell_that_there_can_be() {
        assert_eq!(cell_in("5").map(CellNumber::get), Some(5));
        for nothing in ["", "0", "38", "-1", "five", "5 "] {
            assert_eq!(cell_in(nothing), None, "{nothing}");
        }
    }
}
