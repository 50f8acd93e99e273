//! What only some want to read, folded without JavaScript.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn Disclosure(
    title: &'static str,
    /// Unfolded from the beginning.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details open=open class="rounded-xl border border-line bg-surface-raised">
            <summary class="flex min-h-12 items-center justify-between gap-3 px-4 py-3 font-medium">
                {title} <Icon glyph=Glyph::ChevronRight class="chevron h-5 w-5 shrink-0 text-ink-muted" />
            </summary>
            <div class="border-t border-line p-4">{children()}</div>
        </details>
    }
}
