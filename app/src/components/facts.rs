//! Names and values, side by side.

use leptos::prelude::*;

/// A list of [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="divide-y divide-line">{children()}</dl> }
}

#[component]
pub fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="flex justify-between gap-6 py-3">
            <dt class="shrink-0 text-ink-muted">{name}</dt>
            <dd class="min-w-0 text-right">{children()}</dd>
        </div>
    }
}
