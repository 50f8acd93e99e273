//! The forms of an order's page that write a decision down. What is possible the engine has said; nothing else is shown.

use crate::{
    components::{
        button::{Look, SubmitButton},
        field::TextField,
        notice::{Notice, Tone},
        radio::{RadioItem, RadioList},
    },
    draft::Draft,
    paths,
    staff::forms::payments::{LONGEST_REASON, field, resolutions, typed_sum},
    texts::staff::payments as words,
};
use domain::{Money, order::Phase};
use engine::desk::OrderFile;
use leptos::prelude::*;

/// The form for what may be decided now; nothing when nothing may.
#[component]
pub fn Decision<'a>(file: &'a OrderFile, draft: Draft) -> impl IntoView + use<> {
    let open = resolutions(file);
    let money = file.money.as_ref();
    let left = money.map_or(Money::ZERO, |money| money.left);
    let order = file.row.id.to_string();
    if !open.is_empty() {
        let items = open
            .into_iter()
            .map(|resolution| RadioItem {
                value: resolution.to_string(),
                label: words::resolution(resolution, left),
                note: Some(words::resolution_hint(resolution).to_owned()),
            })
            .collect::<Vec<_>>();
        return view! {
            <Panel title=words::REVIEW>
                <form method="post" action=paths::PREPARE_REVIEW class="space-y-5">
                    <input type="hidden" name="order" value=order />
                    <RadioList
                        name=field::RESOLUTION
                        legend=words::RESOLUTION
                        items=items
                        selected=draft.value(field::RESOLUTION)
                        error=draft.error(field::RESOLUTION)
                    />
                    <ReasonField draft=&draft />
                    <SubmitButton look=Look::Primary>{words::GO_ON}</SubmitButton>
                </form>
            </Panel>
        }
        .into_any();
    }
    if file.actions.refund_all {
        let part = file.actions.refund_part;
        return view! {
            <Panel title=words::REFUND>
                <form method="post" action=paths::PREPARE_REFUND class="space-y-5">
                    <input type="hidden" name="order" value=order />
                    <p class="text-ink-muted">{words::REFUND_HINT}</p>
                    <SumField draft=&draft left=left part=part />
                    <ReasonField draft=&draft />
                    <SubmitButton look=Look::Secondary>{words::GO_ON}</SubmitButton>
                </form>
            </Panel>
        }
        .into_any();
    }
    let runs = money.is_some_and(|money| money.on_its_way.is_positive());
    let could_be_more = matches!(file.row.phase, Phase::Completed | Phase::NeedsReview);
    (runs && could_be_more)
        .then(|| view! { <Notice tone=Tone::Calm>{words::UNDER_WAY}</Notice> })
        .into_any()
}

#[component]
fn Panel(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section
            id=paths::DECISION
            aria-labelledby="decision-title"
            class="max-w-2xl space-y-4 rounded-2xl border border-line-strong bg-surface-raised p-5"
        >
            <h2 id="decision-title" class="text-xl font-semibold">
                {title}
            </h2>
            {children()}
        </section>
    }
}

/// All that is left stands there already; where a part cannot go back there is nothing to type.
#[component]
fn SumField<'a>(draft: &'a Draft, left: Money, part: bool) -> impl IntoView + use<> {
    if !part {
        return view! { <p class="font-medium">{words::whole_only(left)}</p> }.into_any();
    }
    let typed = draft.value(field::AMOUNT);
    let value = if typed.is_empty() && draft.error(field::AMOUNT).is_none() {
        typed_sum(left)
    } else {
        typed
    };
    view! {
        <div class="sm:max-w-xs">
            <TextField
                name=field::AMOUNT
                label=words::AMOUNT
                hint=words::AMOUNT_HINT
                value=value
                error=draft.error(field::AMOUNT)
                inputmode="decimal"
                autocomplete="off"
                required=true
            />
        </div>
    }
    .into_any()
}

#[component]
fn ReasonField<'a>(draft: &'a Draft) -> impl IntoView + use<> {
    view! {
        <TextField
            name=field::REASON
            label=words::WHY
            hint=words::WHY_HINT
            value=draft.value(field::REASON)
            error=draft.error(field::REASON)
            maxlength=LONGEST_REASON
            autocomplete="off"
            required=true
        />
    }
}
