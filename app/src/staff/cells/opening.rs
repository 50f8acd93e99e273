//! The door: whether it can be opened now, and how an opening goes on until the device has answered.

use super::panel::Panel;
use crate::{
    components::{
        button::Look,
        dialog::DialogButton,
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
    },
    texts::staff::cells as words,
};
use domain::command::CommandStatus;
use engine::cells::CellOpening;
use leptos::prelude::*;

/// What opens the question; the question itself is not drawn anew with every change.
pub(super) const OPEN_DIALOG: &str = "open-cell";

#[component]
pub fn Opening<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let cell = &panel.cell;
    let progress = cell.opening.as_ref().map(|opening| {
        let opening = opening.clone();
        view! { <Progress opening=opening /> }
    });
    let way = if cell.reserved.is_some() || panel.is_opening() {
        // The notice above says why not.
        None
    } else if panel.online {
        Some(view! { <DialogButton target=OPEN_DIALOG look=Look::Secondary text=words::OPEN /> }.into_any())
    } else {
        Some(view! { <p class="text-ink-muted">{words::CANNOT_OPEN_OFFLINE}</p> }.into_any())
    };
    view! { <div data-live="cell-opening" class="space-y-4">{progress} {way}</div> }
}

/// Where an opening is: three steps, and a sentence.
#[component]
fn Progress(opening: CellOpening) -> impl IntoView {
    let status = opening.status;
    let tone = match status {
        CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Acked => Tone::Calm,
        CommandStatus::Opened => Tone::Ok,
        CommandStatus::Failed => Tone::Danger,
        CommandStatus::Expired => Tone::Warn,
    };
    let done = match status {
        CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Expired => 1,
        CommandStatus::Acked | CommandStatus::Failed => 2,
        CommandStatus::Opened => 3,
    };
    let steps = words::STEPS
        .into_iter()
        .zip(1_u8..)
        .map(|(step, number)| {
            let is_done = number <= done;
            // What is next breathes as long as anybody waits for it.
            let is_next = number == done + 1 && !status.is_terminal();
            let (glyph, look) = match (is_done, is_next) {
                (true, _) => (Glyph::Check, "flex items-center gap-2"),
                (false, true) => (Glyph::Clock, "flex items-center gap-2 breathe"),
                (false, false) => (Glyph::Clock, "flex items-center gap-2 text-ink-muted"),
            };
            view! {
                <li class=look>
                    <Icon glyph=glyph />
                    {step}
                    {is_done.then(|| view! { <span class="sr-only">{words::STEP_DONE}</span> })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let hint = words::opening_hint(status).map(|hint| view! { <p>{hint}</p> });
    view! {
        <div class="space-y-3">
            <Notice tone=tone title=words::opening_title(status)>
                {hint}
                <p class="text-sm">{words::asked_at(&opening.since.kyiv_seconds())}</p>
            </Notice>
            <ol class="space-y-1 text-sm">{steps}</ol>
        </div>
    }
}
