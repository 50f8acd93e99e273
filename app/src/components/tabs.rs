//! The parts of one thing, each with an address of its own.

use leptos::prelude::*;

/// One part and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabItem {
    pub href: String,
    pub label: String,
    /// Whether this is the page that is shown.
    pub current: bool,
}

/// Links in a row that look like tabs: a part can be sent to a colleague, and going back goes back.
#[component]
pub fn Tabs(
    /// What they are parts of, for whoever listens instead of looking.
    label: &'static str,
    items: Vec<TabItem>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|TabItem { href, label, current }| {
            let class = if current {
                "inline-flex min-h-11 items-center border-b-2 border-accent px-3 font-semibold text-accent"
            } else {
                "inline-flex min-h-11 items-center border-b-2 border-transparent px-3 font-medium text-ink-muted hover:border-line-strong hover:text-ink"
            };
            view! {
                <li>
                    <a href=href aria-current=current.then_some("page") class=class>
                        {label}
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <nav aria-label=label>
            <ul class="flex flex-wrap gap-x-2 border-b border-line">{items}</ul>
        </nav>
    }
}
