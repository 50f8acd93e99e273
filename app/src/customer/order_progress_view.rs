//! The answer to the three questions of somebody who has paid: did I pay, which cell, what happens now.
//!
//! The server draws it, for the first time and for every news (see [`super::order_progress_island`]).

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        cell_tile::CellTile,
        icon::{Glyph, Icon},
        notice::Tone,
    },
    paths, texts,
};
use domain::order::progress::{OrderProgress, Stage};
use leptos::prelude::*;

/// `again` leads to where the customer can try once more.
#[component]
pub fn OrderProgressView(progress: OrderProgress, again: Option<String>) -> impl IntoView {
    let OrderProgress {
        id,
        stage,
        cell,
        total,
        can_retry,
        ..
    } = progress;
    let tone = tone(stage);
    // Where the door stays shut, its number would only mislead; the details below have it.
    let cell = cell.filter(|_| leads_to_the_cell(stage));
    let motion = if stage.is_final() { "" } else { "breathe" };
    view! {
        <div class="space-y-6">
            <div class="flex items-center gap-4">
                <span class=format!("grid h-14 w-14 shrink-0 place-items-center rounded-full {} {motion}", tone.class())>
                    <Icon glyph=glyph(stage) class="h-8 w-8" />
                </span>
                <div>
                    <h1 class="text-xl font-semibold sm:text-2xl">{texts::stage_title(stage)}</h1>
                    <p class="text-ink-muted">{texts::stage_payment(stage, total)}</p>
                </div>
            </div>
            {cell.map(|cell| view! { <CellTile cell=cell tone=tone /> })}
            <p class="text-lg">{texts::stage_next(stage, total)}</p>
            {(stage == Stage::AwaitingPayment)
                .then(|| {
                    view! {
                        <OrderForm action=paths::CHECK_PAYMENT order=id.to_string()>
                            <SubmitButton look=Look::Primary>{texts::CHECK_PAYMENT}</SubmitButton>
                        </OrderForm>
                        <div class="grid">
                            <ButtonLink look=Look::Quiet href=paths::payment(&id)>
                                {texts::NOT_PAID_YET}
                            </ButtonLink>
                        </div>
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
            {again
                .filter(|_| matches!(stage, Stage::NotPaid(_)))
                .map(|again| {
                    view! {
                        <div class="grid">
                            <ButtonLink look=Look::Primary href=again>
                                {texts::CHOOSE_AGAIN}
                            </ButtonLink>
                        </div>
                    }
                })}
        </div>
    }
}

/// A plain form about one order.
#[component]
pub fn OrderForm(action: &'static str, order: String, children: Children) -> impl IntoView {
    view! {
        <form method="post" action=action class="grid">
            <input type="hidden" name="order" value=order />
            {children()}
        </form>
    }
}

const fn leads_to_the_cell(stage: Stage) -> bool {
    match stage {
        Stage::AwaitingPayment | Stage::Connecting | Stage::Opening | Stage::Opened => true,
        Stage::Refunding(_) | Stage::Refunded(_) | Stage::Review(_) | Stage::NotPaid(_) => false,
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Money,
        order::{PublicStatus, Reason},
    };

    fn html(stage: Stage, can_retry: bool) -> String {
        let progress = OrderProgress {
            id: "o-1".parse().unwrap(),
            number: "ORD-1-ABCDEFGHI".parse().unwrap(),
            status: PublicStatus::Pending,
            stage,
            cell: 7.try_into().ok(),
            total: Money::from_kopiykas(45_000),
            product_name: "Бандаж".to_owned(),
            can_retry,
        };
        let again = Some("/product/p1".to_owned());
        Owner::new().with(|| view! { <OrderProgressView progress=progress again=again /> }.to_html())
    }

    #[test]
    fn only_an_unpaid_order_offers_to_pay() {
        let awaiting = html(Stage::AwaitingPayment, false);
        assert!(awaiting.contains(paths::CHECK_PAYMENT) && awaiting.contains("/payment?orderId=o-1"));
        for stage in [
            Stage::Connecting,
            Stage::Opening,
            Stage::Opened,
            Stage::Refunding(Reason::DoorFailed),
        ] {
            let page = html(stage, false);
            assert!(!page.contains("<form") && !page.contains("/payment?"), "{page}");
        }
    }

    #[test]
    fn an_opening_that_is_owed_can_be_asked_for_again() {
        assert!(html(Stage::Opening, true).contains(paths::RETRY_OPENING));
        assert!(!html(Stage::Opening, false).contains(paths::RETRY_OPENING));
    }

    #[test]
    fn the_cell_is_shown_as_long_as_its_door_is_the_answer() {
        for stage in [Stage::AwaitingPayment, Stage::Connecting, Stage::Opening, Stage::Opened] {
            assert!(html(stage, false).contains(">7<"), "{stage:?}");
        }
        for stage in [
            Stage::Refunding(Reason::DeviceUnreachable),
            Stage::NotPaid(Reason::Cancelled),
        ] {
            assert!(!html(stage, false).contains(">7<"), "{stage:?}");
        }
    }

    #[test]
    fn who_has_not_paid_can_choose_again() {
        assert!(html(Stage::NotPaid(Reason::PaymentFailed), false).contains("/product/p1"));
        assert!(!html(Stage::Opened, false).contains("/product/p1"));
    }
}
