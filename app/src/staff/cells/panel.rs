//! The one cell that is open: what it holds, what happens to it, and everything that can be done with it.

use super::{
    actions::{Content, Dialogs, ProductForm, Sale},
    grid::{look_of, marks_of},
    history::History,
    opening::Opening,
};
use crate::{
    components::{
        error_summary::ErrorSummary,
        facts::{Fact, Facts},
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
    },
    draft::Draft,
    error::ApiError,
    paths,
    texts::staff::cells::{self as words, Mark},
};
use domain::{
    cell::CellNumber,
    id::{CommandId, OrtomatId},
};
use engine::{
    Engine,
    cells::{CellEvent, CellGrid, CellView, Purpose},
    products::ProductChoice,
    staff::Actor,
};
use leptos::prelude::*;

const TITLE: &str = "cell-title";
/// Entries of the history that are shown.
const RECENT: u64 = 15;

/// All that the panel is drawn from.
pub struct Panel {
    pub(super) ortomat: OrtomatId,
    pub(super) cell: CellView,
    /// Whether a door could be opened now.
    pub(super) online: bool,
    /// What could not be accepted, with what was typed.
    pub(super) typed: Draft,
    pub(super) products: Vec<ProductChoice>,
    /// Makes a form that is sent twice one opening.
    pub(super) key: CommandId,
    history: Vec<CellEvent>,
    neighbours: [Option<CellNumber>; 2],
}

impl Panel {
    /// Of the cell with this number, if the grid has it.
    pub(super) async fn read(
        engine: &Engine,
        actor: &Actor,
        grid: &CellGrid,
        number: Option<CellNumber>,
    ) -> Result<Option<Self>, ApiError> {
        let ortomat = grid.ortomat.id.clone();
        let place = grid.cells.iter().position(|cell| Some(cell.number) == number);
        let Some((place, cell)) = place.and_then(|place| Some((place, grid.cells.get(place)?.clone()))) else {
            return Ok(None);
        };
        let neighbour = |place: Option<usize>| Some(grid.cells.get(place?)?.number);
        let page = paths::cell(&ortomat, cell.number);
        Ok(Some(Self {
            online: grid.online,
            typed: Draft::take(&page).await?.unwrap_or_default(),
            products: engine.product_choices(actor).await?,
            key: engine.new_command_key(Purpose::Staff)?,
            history: engine.cell_history(actor, &ortomat, cell.number, RECENT).await?,
            neighbours: [neighbour(place.checked_sub(1)), neighbour(place.checked_add(1))],
            cell,
            ortomat,
        }))
    }

    pub(super) fn is_opening(&self) -> bool {
        marks_of(&self.cell).contains(&Mark::Opening)
    }

    /// A form of this cell: where it goes, and what every one of them says.
    pub(super) fn hidden_fields(&self) -> impl IntoView + use<> {
        view! {
            <input type="hidden" name="ortomat" value=self.ortomat.to_string() />
            <input type="hidden" name="cell" value=self.cell.number.to_string() />
        }
    }
}

#[component]
pub fn PanelView(panel: Panel) -> impl IntoView {
    let number = panel.cell.number;
    let [before, after] = panel.neighbours;
    // Whoever listens hears first what went wrong.
    let takes_focus = !panel.typed.has_errors();
    let close = format!("{}#{}", paths::cells(&panel.ortomat), paths::place_of_cell(number));
    view! {
        <section id="cell-panel" tabindex="-1" autofocus=takes_focus aria-labelledby=TITLE class="cell-panel space-y-5">
            <div class="flex items-center gap-1">
                <Neighbour ortomat=&panel.ortomat number=before glyph=Glyph::ChevronLeft />
                <h2 id=TITLE class="text-xl font-semibold">
                    {words::cell(number)}
                </h2>
                <Neighbour ortomat=&panel.ortomat number=after glyph=Glyph::ChevronRight />
                <a
                    href=close
                    data-escape
                    class="ml-auto inline-flex min-h-11 min-w-11 items-center justify-center gap-1 rounded-lg px-2 font-medium text-accent underline-offset-4 hover:underline"
                >
                    <span class="sr-only sm:not-sr-only">{words::CLOSE}</span>
                    <Icon glyph=Glyph::Cross />
                </a>
            </div>
            <ErrorSummary errors=panel.typed.errors() />
            <State panel=&panel />
            <div role="status">
                <Opening panel=&panel />
            </div>
            <Content panel=&panel />
            <ProductForm panel=&panel />
            <Sale panel=&panel />
            <div>
                <Dialogs panel=&panel />
            </div>
            <History ortomat=&panel.ortomat events=panel.history />
        </section>
    }
}

#[component]
fn Neighbour<'a>(ortomat: &'a OrtomatId, number: Option<CellNumber>, glyph: Glyph) -> impl IntoView + use<> {
    let Some(number) = number else {
        return view! { <span class="h-11 w-11 shrink-0"></span> }.into_any();
    };
    view! {
        <a
            href=paths::cell(ortomat, number)
            class="grid h-11 w-11 shrink-0 place-items-center rounded-lg text-ink-muted hover:text-accent"
        >
            <Icon glyph=glyph />
            <span class="sr-only">{words::cell(number)}</span>
        </a>
    }
    .into_any()
}

/// Its colour, what it holds, and why it does not sell.
#[component]
fn State<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let cell = &panel.cell;
    let (paint, glyph) = look_of(cell.colour);
    let reserved = cell.reserved.as_ref().map(|reservation| {
        let sentence = words::reserved_by(reservation.order.as_str(), reservation.phase);
        view! {
            <Notice tone=Tone::Warn title=Mark::Reserved.explained()>
                {sentence}
            </Notice>
        }
    });
    let blocked = cell.blocked.as_deref().map(|reason| {
        let reason = words::blocked_because(reason);
        view! {
            <Notice tone=Tone::Warn title=words::BLOCKED_TITLE>
                {reason}
            </Notice>
        }
    });
    let product = cell.product.as_ref().map(|product| {
        let (name, price) = (
            words::product_with_size(&product.name, &product.size),
            product.price.to_string(),
        );
        view! {
            <Fact name=words::PRODUCT>{name}</Fact>
            <Fact name=words::PRICE>
                <span class="tabular-nums">{price}</span>
            </Fact>
        }
    });
    let refill = cell.last_refill.as_ref().map(|refill| {
        let refilled = words::refilled(&refill.at.kyiv(), refill.name.as_deref());
        view! { <Fact name=words::LAST_REFILL>{refilled}</Fact> }
    });
    view! {
        <div data-live="cell-state" class="space-y-4">
            <p class=format!("flex items-center gap-2 rounded-xl border px-4 py-3 font-semibold {paint}")>
                <Icon glyph=glyph />
                {words::colour_explained(cell.colour)}
            </p>
            {reserved}
            {blocked}
            <Facts>{product} {refill}</Facts>
        </div>
    }
}
