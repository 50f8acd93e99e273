//! What several pages of a courier have: how far a round has come, the bar of the next step, and whose ortomat it is.

use crate::{
    components::{
        button::{ButtonLink, Look},
        empty_state::EmptyState,
        fill_bar::FillBar,
        icon::Glyph,
        notice::{Notice, Tone},
        picture::Picture,
    },
    error::ApiError,
    page, paths,
    texts::{self, staff::courier as words},
};
use domain::id::OrtomatId;
use engine::cells::{CellProduct, RefillRound};
use leptos::prelude::*;
use leptos_meta::Title;

/// «Поповнено 3 з 11», in words and drawn.
#[component]
pub fn RoundProgress(done: usize, total: usize) -> impl IntoView {
    let rate = i64::try_from(done * 100 / total.max(1)).unwrap_or(100);
    view! {
        <div class="space-y-2">
            <p class="font-medium tabular-nums">{words::progress(done, total)}</p>
            <FillBar rate=rate />
        </div>
    }
}

/// The next step, always in reach of the thumb; below it what else can be done.
#[component]
pub fn NextStepBar(children: Children) -> impl IntoView {
    view! {
        <div
            role="group"
            aria-label=words::NEXT_STEP
            class="sticky bottom-0 z-10 -mx-4 mt-8 border-t border-line bg-surface-raised px-4 pt-3 bottom-bar"
        >
            <div class="mx-auto grid max-w-md gap-2">{children()}</div>
        </div>
    }
}

/// A product as it looks and is called, small enough for a list.
#[component]
pub fn ProductLine(product: CellProduct) -> impl IntoView {
    view! {
        <div class="flex min-w-0 items-center gap-3 sm:gap-4">
            <div class="w-14 shrink-0 overflow-hidden rounded-xl sm:w-20">
                <Picture src=product.image alt="" />
            </div>
            <div class="min-w-0">
                <p class="hyphens-auto text-lg font-semibold leading-snug">{product.name}</p>
                <p class="text-ink-muted">{texts::size(&product.size)}</p>
            </div>
        </div>
    }
}

/// Why no door will open now.
#[component]
pub fn OfflineNotice() -> impl IntoView {
    view! {
        <Notice tone=Tone::Warn title=words::OFFLINE_TITLE>
            {words::OFFLINE}
        </Notice>
    }
}

/// The round at an ortomat, or the page for whoever it is not: of somebody else's they learn nothing, not even that
/// it exists.
///
/// # Errors
/// What the page then says.
pub fn own(round: Result<RefillRound, engine::Error>) -> Result<Result<RefillRound, AnyView>, ApiError> {
    match round.map_err(ApiError::from) {
        Ok(round) => Ok(Ok(round)),
        Err(ApiError::Forbidden | ApiError::NoSuchOrtomat) => Ok(Err(view! { <NotYours /> }.into_any())),
        Err(problem) => Err(problem),
    }
}

#[component]
fn NotYours() -> impl IntoView {
    page::set_status(ApiError::Forbidden.status());
    view! {
        <Title text=words::NOT_YOURS_TITLE />
        <h1 class="sr-only">{words::NOT_YOURS_TITLE}</h1>
        <EmptyState title=words::NOT_YOURS_TITLE text=words::NOT_YOURS glyph=Glyph::Pin>
            <ButtonLink look=Look::Primary href=paths::COURIER>
                {words::TO_MY_ORTOMATS}
            </ButtonLink>
        </EmptyState>
    }
}

/// The fields by which a form knows where on the round it is.
#[component]
pub fn PlaceFields(
    ortomat: OrtomatId,
    cell: domain::cell::CellNumber,
    passed_over: paths::courier::PassedOver,
) -> impl IntoView {
    use crate::staff::forms::courier::field;
    let skip = Some(passed_over.to_string()).filter(|skip| !skip.is_empty());
    view! {
        <input type="hidden" name=field::ORTOMAT value=ortomat.to_string() />
        <input type="hidden" name=field::CELL value=cell.to_string() />
        {skip.map(|skip| view! { <input type="hidden" name=field::SKIP value=skip /> })}
    }
}
