//! What happened to a cell, the newest first.

use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look},
        icon::{Glyph, Icon},
        notice::Tone,
    },
    paths,
    texts::staff::cells as words,
};
use domain::{activity::Severity, id::OrtomatId};
use engine::cells::CellEvent;
use leptos::prelude::*;

#[component]
pub fn History<'a>(ortomat: &'a OrtomatId, events: Vec<CellEvent>) -> impl IntoView + use<> {
    let nothing = events.is_empty().then_some(words::NO_HISTORY);
    let events = events
        .into_iter()
        .map(|event| view! { <Entry event=event /> })
        .collect::<Vec<_>>();
    view! {
        <div data-live="cell-history">
            <details id="cell-history" class="rounded-xl border border-line bg-surface-raised">
                <summary class="flex min-h-12 items-center justify-between gap-3 px-4 py-3 font-medium">
                    {words::HISTORY} <Icon glyph=Glyph::ChevronRight class="chevron h-5 w-5 shrink-0 text-ink-muted" />
                </summary>
                <div class="space-y-3 border-t border-line p-4">
                    {nothing}
                    <ol class="space-y-3">{events}</ol>
                    <ButtonLink look=Look::Quiet href=paths::logs_of_ortomat(ortomat) small=true>
                        {words::WHOLE_LOG}
                    </ButtonLink>
                </div>
            </details>
        </div>
    }
}

#[component]
fn Entry(event: CellEvent) -> impl IntoView {
    let tone = match event.severity {
        Severity::Info => Tone::Calm,
        Severity::Warning => Tone::Warn,
        Severity::Error | Severity::Critical => Tone::Danger,
    };
    let badge = words::severity(event.severity).map(|word| view! { <Badge tone=tone text=word /> });
    let who = event.person.unwrap_or_else(|| words::SYSTEM.to_owned());
    view! {
        <li class="space-y-1">
            <p class="flex flex-wrap items-center gap-x-3 text-sm text-ink-muted">
                <span class="tabular-nums">{event.at.kyiv_seconds()}</span>
                <span>{who}</span>
                {badge}
            </p>
            <p>{event.message}</p>
        </li>
    }
}
