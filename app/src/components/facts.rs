//! Names and values, side by side.

use leptos::prelude::*;

/// A list of [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl>{children()}</dl> }
}

#[component]
pub fn Fact(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! {
        <div class="flex flex-wrap justify-between gap-x-6 border-b border-line py-3 last:border-b-0">
            <dt class="shrink-0 text-ink-muted">{name}</dt>
            <dd class="ml-auto min-w-0 text-right">{children()}</dd>
        </div>
    }
}
