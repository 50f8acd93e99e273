//! The step at one cell: which one, what goes in, how it stands, and the button of what comes next.

use super::{
    parts::{NextStepBar, OfflineNotice, PlaceFields, ProductLine, RoundProgress},
    step::Step,
};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        cell_tile::CellTile,
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
    },
    error::ApiError,
    paths::{self, courier::PassedOver},
    staff::forms::courier::field,
    texts::staff::courier as words,
};
use domain::{
    command::CommandStatus,
    id::{CommandId, OrtomatId},
};
use engine::cells::{CellView, RefillRound};
use leptos::prelude::*;

/// All that the step is drawn from.
#[derive(Clone, Debug)]
pub struct Here {
    pub round: RefillRound,
    pub cell: CellView,
    pub step: Step,
    pub passed_over: PassedOver,
    /// For the next opening.
    pub key: CommandId,
    pub problem: Option<ApiError>,
}

impl Here {
    fn ortomat(&self) -> OrtomatId {
        self.round.grid.ortomat.id.clone()
    }

    /// The page of the cell that comes next, or the end of the round.
    fn onward(&self, passed_over: &PassedOver) -> (String, String) {
        let next = self.round.next(Some(self.cell.number), passed_over.cells());
        let text = next.map_or_else(|| words::FINISH.to_owned(), words::onward);
        (paths::courier::round(&self.ortomat(), next, passed_over), text)
    }

    /// What a form was answered, as long as nothing has happened since.
    fn said(&self) -> Option<&'static str> {
        let problem = self
            .problem
            .filter(|_| self.step.is_open() && !self.step.is_waiting())?;
        if problem == ApiError::EditConflict {
            return Some(words::CHANGED);
        }
        // As long as it is so the notice beside it tells more; afterwards it is over.
        (problem != ApiError::DeviceOffline).then(|| problem.message())
    }
}

/// The regions of the step; each of them is renewed for itself.
#[component]
pub fn StepView(here: Here) -> impl IntoView {
    let Here { round, cell, step, .. } = &here;
    let (tone, glyph, title, next) = state(step);
    let motion = if step.is_waiting() { "breathe" } else { "" };
    let offline = (!round.grid.online && step.is_open()).then(|| view! { <OfflineNotice /> });
    let problem = here
        .said()
        .map(|sentence| view! { <Notice tone=Tone::Warn>{sentence}</Notice> });
    let product = cell
        .product
        .clone()
        .filter(|_| step.is_open() || matches!(step, Step::Filled | Step::Blocked { .. }))
        .map(|product| {
            view! {
                <div class="rounded-2xl border border-line bg-surface-raised p-4">
                    <h2 class="mb-3 text-sm font-medium text-ink-muted">{words::PUT_INSIDE}</h2>
                    <ProductLine product=product />
                </div>
            }
        });
    view! {
        <div class="mx-auto max-w-md space-y-5">
            <div data-live="progress">
                <RoundProgress done=round.done.len() total=round.total() />
            </div>
            <h1 class="sr-only">{words::step_title(cell.number)}</h1>
            <div data-live="cell" class="space-y-5">
                {problem}
                {offline}
                <CellTile cell=cell.number tone=tone />
            </div>
            // What listens hears the change, wherever the focus is.
            <div aria-live="polite">
                <div data-live="state" class="flex items-center gap-4">
                    <span class=format!(
                        "grid h-12 w-12 shrink-0 place-items-center rounded-full {} {motion}",
                        tone.class(),
                    )>
                        <Icon glyph=glyph class="h-7 w-7" />
                    </span>
                    <div class="min-w-0">
                        <p class="text-lg font-semibold leading-snug">{title}</p>
                        {next.map(|next| view! { <p class="text-ink-muted">{next}</p> })}
                    </div>
                </div>
            </div>
            <div data-live="product">{product}</div>
        </div>
        <div data-live="next" class="contents">
            <NextStepBar>
                <Actions here=here.clone() />
            </NextStepBar>
        </div>
    }
}

/// How it stands, and what the courier does about it.
fn state(step: &Step) -> (Tone, Glyph, String, Option<String>) {
    let said = |tone, glyph, title: &str, next: Option<&str>| (tone, glyph, title.to_owned(), next.map(str::to_owned));
    match step {
        Step::Ready => said(Tone::Calm, Glyph::Parcel, words::READY, None),
        Step::Waiting(CommandStatus::Queued) => said(Tone::Calm, Glyph::Clock, words::QUEUED, None),
        Step::Waiting(CommandStatus::Sent) => said(Tone::Calm, Glyph::Clock, words::SENT, None),
        Step::Waiting(_) => said(Tone::Calm, Glyph::Clock, words::ACKED, None),
        Step::Busy => said(Tone::Warn, Glyph::Clock, words::BUSY, Some(words::BUSY_NEXT)),
        Step::Opened => said(Tone::Ok, Glyph::DoorOpen, words::OPENED, Some(words::OPENED_NEXT)),
        Step::Failed => said(Tone::Danger, Glyph::Warning, words::FAILED, Some(words::FAILED_NEXT)),
        Step::Expired => said(Tone::Warn, Glyph::Warning, words::EXPIRED, Some(words::EXPIRED_NEXT)),
        Step::Filled => said(Tone::Ok, Glyph::Check, words::FILLED, Some(words::FILLED_NEXT)),
        Step::Reserved => said(Tone::Warn, Glyph::Card, words::RESERVED, Some(words::RESERVED_NEXT)),
        Step::Blocked { reason, .. } => said(
            Tone::Danger,
            Glyph::Warning,
            words::BLOCKED,
            Some(&words::blocked_because(reason)),
        ),
        Step::NoProduct => said(Tone::Warn, Glyph::Info, words::NO_PRODUCT, Some(words::NO_PRODUCT_NEXT)),
    }
}

/// The next step first, below it what leads away from it.
#[component]
fn Actions(here: Here) -> impl IntoView {
    let number = here.cell.number;
    let main = match &here.step {
        Step::Ready => view! { <OpenForm here=here.clone() look=Look::Primary text=words::open(number) /> }.into_any(),
        Step::Waiting(_) | Step::Busy => {
            let again = paths::courier::round(&here.ortomat(), Some(number), &here.passed_over);
            view! {
                <ButtonLink look=Look::Secondary href=again>
                    {words::REFRESH}
                </ButtonLink>
            }
            .into_any()
        }
        Step::Opened => view! {
            <ConfirmForm here=here.clone() look=Look::Primary text=words::DONE_HERE />
            <OpenForm here=here.clone() look=Look::Quiet text=words::OPEN_AGAIN.to_owned() />
        }
        .into_any(),
        Step::Failed | Step::Expired => view! {
            <OpenForm here=here.clone() look=Look::Primary text=words::OPEN_AGAIN.to_owned() />
            <ConfirmForm here=here.clone() look=Look::Secondary text=words::DONE_ALL_THE_SAME />
        }
        .into_any(),
        Step::Blocked { opened: true, .. } => view! {
            <ConfirmForm here=here.clone() look=Look::Secondary text=words::DONE_HERE />
            <Onward here=here.clone() />
        }
        .into_any(),
        Step::Filled | Step::Reserved | Step::Blocked { .. } | Step::NoProduct => {
            view! { <Onward here=here.clone() /> }.into_any()
        }
    };
    let ways_out = here.step.is_open().then(|| {
        let (skip, _) = here.onward(&here.passed_over.with(number));
        let fault = paths::courier::fault(&here.ortomat(), number, &here.passed_over);
        view! {
            <div class="flex flex-wrap justify-between gap-x-6">
                <ButtonLink look=Look::Quiet href=skip>
                    {words::SKIP}
                </ButtonLink>
                <ButtonLink look=Look::Quiet href=fault>
                    {words::REPORT}
                </ButtonLink>
            </div>
        }
    });
    view! {
        {main}
        {ways_out}
    }
}

#[component]
fn OpenForm(here: Here, look: Look, text: String) -> impl IntoView {
    let (ortomat, number) = (here.ortomat(), here.cell.number);
    view! {
        <form method="post" action=paths::courier::OPEN_TO_REFILL class="grid">
            <PlaceFields ortomat=ortomat cell=number passed_over=here.passed_over />
            <input type="hidden" name=field::KEY value=here.key.to_string() />
            <SubmitButton look=look>{text}</SubmitButton>
        </form>
    }
}

#[component]
fn ConfirmForm(here: Here, look: Look, text: &'static str) -> impl IntoView {
    let (ortomat, number) = (here.ortomat(), here.cell.number);
    let product = here.cell.product.map(|product| product.id.to_string());
    view! {
        <form method="post" action=paths::courier::CONFIRM_REFILL class="grid">
            <PlaceFields ortomat=ortomat cell=number passed_over=here.passed_over />
            <input type="hidden" name=field::PRODUCT value=product.unwrap_or_default() />
            <input type="hidden" name=field::SEEN value=here.cell.changed_at.millis().to_string() />
            <SubmitButton look=look>{text}</SubmitButton>
        </form>
    }
}

#[component]
fn Onward(here: Here) -> impl IntoView {
    let (href, text) = here.onward(&here.passed_over);
    view! {
        <ButtonLink look=Look::Primary href=href>
            {text}
        </ButtonLink>
    }
}
