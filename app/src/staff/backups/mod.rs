//! Backups: the section of the settings where they are taken and brought, and the page of a file that was brought.

pub mod restore_page;
pub mod section;
pub mod steps;

use crate::components::fill_bar::FillBar;
use engine::backup::Progress;
use leptos::prelude::*;

/// How far something has come, drawn and said.
#[component]
fn ProgressBar(title: &'static str, progress: Option<Progress>) -> impl IntoView {
    let rate = progress.and_then(|progress| {
        let rate = progress.rows.saturating_mul(100).checked_div(progress.of)?;
        i64::try_from(rate).ok()
    });
    view! {
        <div class="space-y-2">
            <p class="font-medium">{title}</p>
            <FillBar rate=rate.unwrap_or(0) />
            <p class="text-sm tabular-nums text-ink-muted">
                {progress.map(crate::texts::staff::backup::progress)}
            </p>
        </div>
    }
}
