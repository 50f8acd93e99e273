//! Keeps a page that stays open up to date, whoever changes what it shows.
//!
//! The page says where news are told and which version of them it has drawn; each of its regions that may change carries
//! `data-live` with a name of its own. Told of another version, the page fetches itself again and puts the regions that
//! are different in place of the old ones. So everything is drawn in one place, on the server, with and without
//! JavaScript, and any page can be live:
//!
//! ```text
//! <LiveIsland events=paths::cell_events(&id) version=grid.version() />
//! <section data-live="counters">…</section>
//! ```
//!
//! What somebody does is not disturbed: a region in which somebody has typed, or whose dialog is open, waits, and the
//! focus stays where it was. A region that says something only once, such as what was wrong with a form, says
//! `data-typed` from the start. There are no islands inside of regions.
//!
//! Two more things that every such page wants are here because all islands are one download: arrow keys move between
//! the links inside of `data-arrows`, and Escape follows the link that carries `data-escape`.

#[cfg(feature = "staff")]
mod arrow_keys;
#[cfg(feature = "staff")]
mod browser;
#[cfg(feature = "staff")]
mod region;

use leptos::prelude::*;

/// The header of a request for a page that is only compared with the one that is open.
pub const REFRESH: &str = "x-ortomat-refresh";

/// The element that knows where news are told, and shows whether they come.
const LIVE: &str = "live";
/// Where it says so.
const STATUS: &str = "live-status";

/// Says quietly whether the page is live, and leads to a fresh one where it is not. Stands outside of the regions.
#[cfg(feature = "ssr")]
#[component]
pub fn LiveIsland(
    /// Where news are told: events named `version`, at once and after every change.
    #[prop(into)]
    events: String,
    /// The version that this page was drawn from.
    #[prop(into)]
    version: String,
) -> impl IntoView {
    use crate::texts::staff::live as words;
    view! {
        <div
            id=LIVE
            data-events=events
            data-version=version
            data-said-live=words::LIVE
            data-said-lost=words::LOST
            class="live"
        >
            <span class="live-dot" aria-hidden="true"></span>
            <span id=STATUS role="status"></span>
            <a href="" class="live-refresh">
                {words::REFRESH}
            </a>
            <FollowIsland />
        </div>
    }
}

/// What wakes in the browser.
#[island]
pub fn FollowIsland() -> impl IntoView {
    #[cfg(feature = "staff")]
    browser::follow();
    view! { <span hidden></span> }
}
