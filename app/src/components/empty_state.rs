//! A list without anything in it, which says what to do about that.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// Why there is nothing, and the next step; its children are the button that takes it.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(default = Glyph::Parcel)] glyph: Glyph,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="space-y-4 rounded-2xl border border-line bg-surface-raised px-5 py-8 text-center">
            <span class="mx-auto grid h-14 w-14 place-items-center rounded-full bg-accent-soft text-accent">
                <Icon glyph=glyph class="h-8 w-8" />
            </span>
            <div class="mx-auto max-w-md space-y-1">
                <h2 class="text-lg font-semibold">{title}</h2>
                <p class="text-ink-muted">{text}</p>
            </div>
            {children
                .map(|children| view! { <div class="flex flex-wrap justify-center gap-3">{children()}</div> })}
        </div>
    }
}
