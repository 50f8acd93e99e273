//! The answer to the three questions of somebody who has paid: did I pay, which cell, what happens now.
//!
//! The server draws it, and the island draws it again with every news.

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        cell_tile::CellTile,
        facts::{Fact, Facts},
        icon::{Glyph, Icon},
        notice::Tone,
    },
    paths, texts,
};
use domain::order::progress::{OrderProgress, Stage};
use leptos::prelude::*;

#[component]
pub fn OrderProgressView(progress: OrderProgress) -> impl IntoView {
    let OrderProgress { id, stage, cell, total, can_retry, .. } = progress;
    let tone = tone(stage);
    // The number is an answer only while the cell is, or was, the customer's.
    let cell = cell.filter(|_| !matches!(stage, Stage::NotPaid(_)));
    let circle = if stage.is_final() { "" } else { "breathe" };
    view! {
        <div class="space-y-6">
            <div aria-live="polite" class="space-y-4">
                <div class="flex items-center gap-4">
                    <span class=format!("grid h-14 w-14 shrink-0 place-items-center rounded-full {} {circle}", tone.class())>
                        <Icon glyph=glyph(stage) class="h-8 w-8" />
                    </span>
                    <h1 class="text-2xl font-semibold">{texts::stage_title(stage)}</h1>
                </div>
                {cell.map(|cell| view! { <CellTile cell=cell tone=tone /> })}
                <p class="text-lg">{texts::stage_next(stage, total)}</p>
                <Facts>
                    <Fact name=texts::PAYMENT_ROW>{texts::stage_payment(stage, total)}</Fact>
                </Facts>
            </div>
            {(stage == Stage::AwaitingPayment)
                .then(|| {
                    view! {
                        <OrderForm action=paths::CHECK_PAYMENT order=id.to_string()>
                            <SubmitButton look=Look::Primary>{texts::CHECK_PAYMENT}</SubmitButton>
                        </OrderForm>
                        <ButtonLink look=Look::Quiet href=paths::payment(&id)>
                            {texts::NOT_PAID_YET}
                        </ButtonLink>
                    }
                })}
            {can_retry
                .then(|| {
                    view! {
                        <OrderForm action=paths::RETRY_OPENING order=id.to_string()>
                            <SubmitButton look=Look::Secondary>{texts::RETRY_OPENING}</SubmitButton>
                        </OrderForm>
                    }
                })}
        </div>
    }
}

/// A plain form about one order: it works before, without and after the island.
#[component]
pub fn OrderForm(action: &'static str, order: String, children: Children) -> impl IntoView {
    view! {
        <form method="post" action=action class="grid">
            <input type="hidden" name="order" value=order />
            {children()}
        </form>
    }
}

const fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::AwaitingPayment | Stage::Connecting | Stage::Opening => Tone::Calm,
        Stage::Opened | Stage::Refunded(_) => Tone::Ok,
        Stage::Refunding(_) | Stage::Review(_) => Tone::Warn,
        Stage::NotPaid(_) => Tone::Danger,
    }
}

const fn glyph(stage: Stage) -> Glyph {
    match stage {
        Stage::AwaitingPayment => Glyph::Card,
        Stage::Connecting | Stage::Opening => Glyph::Clock,
        Stage::Opened => Glyph::DoorOpen,
        Stage::Refunding(_) => Glyph::Return,
        Stage::Refunded(_) => Glyph::Check,
        Stage::Review(_) => Glyph::Person,
        Stage::NotPaid(_) => Glyph::Cross,
    }
}
