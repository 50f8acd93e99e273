//! What is said of an ortomat wherever it is shown: whether it is there, how full it is, whether it works.

use crate::{
    components::{badge::Badge, fill_bar::FillBar, notice::Tone},
    texts::staff::ortomats as words,
};
use domain::{Timestamp, ortomat::OrtomatStatus};
use engine::fleet::OrtomatRow;
use leptos::prelude::*;

/// Whether it is connected, and if not, since when.
#[component]
pub fn Presence(online: bool, last_seen: Option<Timestamp>) -> impl IntoView {
    if online {
        return view! {
            <span class="whitespace-nowrap">
                <Badge tone=Tone::Ok text=words::ONLINE />
            </span>
        }
        .into_any();
    }
    let since = match last_seen {
        Some(at) => words::last_seen(&at.kyiv()),
        None => words::NEVER_SEEN.to_owned(),
    };
    view! {
        <span class="whitespace-nowrap">
            <Badge tone=Tone::Danger text=words::OFFLINE />
        </span>
        <p class="mt-1 text-sm text-ink-muted">{since}</p>
    }
    .into_any()
}

/// That it works goes without a colour; that it does not, catches the eye.
#[component]
pub fn Status(status: OrtomatStatus) -> impl IntoView {
    let text = words::status(status);
    match status {
        OrtomatStatus::Active => view! { <span>{text}</span> }.into_any(),
        OrtomatStatus::Inactive => view! { <Badge tone=Tone::Calm text=text /> }.into_any(),
        OrtomatStatus::Maintenance => view! { <Badge tone=Tone::Warn text=text /> }.into_any(),
    }
}

/// How many cells are filled, and what there is to do about the others.
#[component]
pub fn Filling(row: OrtomatRow) -> impl IntoView {
    let rate = row.fill_rate();
    let to_refill = (row.to_refill > 0).then(|| words::to_refill(row.to_refill));
    let blocked = (row.blocked > 0).then(|| words::blocked(row.blocked));
    view! {
        <div class="w-44 max-w-full space-y-1">
            <p class="whitespace-nowrap tabular-nums">{words::filled(row.filled, row.total_cells, rate)}</p>
            <FillBar rate=rate />
            {to_refill.map(|text| view! { <p class="text-sm text-ink-muted">{text}</p> })}
            {blocked.map(|text| view! { <p class="text-sm font-medium text-warn">{text}</p> })}
        </div>
    }
}
