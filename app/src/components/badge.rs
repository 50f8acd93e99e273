//! A state in one or two words.

use super::notice::Tone;
use leptos::prelude::*;

/// A word on a coloured ground: the word says it, the colour only helps the eye along a column.
#[component]
pub fn Badge(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <span class=format!("inline-block rounded-full px-3 py-1 text-sm font-medium leading-snug {}", tone.class())>
            {text}
        </span>
    }
}
