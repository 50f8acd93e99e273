//! What has just been done, said once at the top of the page that follows.

use super::notice::{Notice, Tone};
use leptos::prelude::*;

/// It stands above the content and not over it: without a script nobody could send it away.
#[component]
pub fn Toast(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    // A notice of danger speaks for itself.
    let role = (tone != Tone::Danger).then_some("status");
    view! {
        <div role=role class="mb-6 font-medium shadow-md rounded-xl md:ml-auto md:w-fit md:max-w-lg toast">
            <Notice tone=tone>{text}</Notice>
        </div>
    }
}
