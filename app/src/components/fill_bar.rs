//! How full something is, drawn beside the words that say it.

use leptos::prelude::*;

/// Per cent of the whole width. An attribute gives it, as pages have no inline styles.
#[component]
pub fn FillBar(rate: i64) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 100 1"
            preserveAspectRatio="none"
            class="block h-2 w-full overflow-hidden rounded-full text-accent"
            aria-hidden="true"
        >
            <rect class="text-line" width="100" height="1" fill="currentColor" />
            <rect width=rate.clamp(0, 100).to_string() height="1" fill="currentColor" />
        </svg>
    }
}
