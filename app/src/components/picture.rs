//! The photograph of a product, or a calm place where it would be.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A square picture. Its size is written down, so that nothing jumps when it arrives.
#[component]
pub fn Picture(
    src: Option<String>,
    #[prop(into)] alt: String,
    /// The first picture of a page is wanted at once.
    #[prop(optional)]
    eager: bool,
) -> impl IntoView {
    match src {
        Some(src) => view! {
            <img
                src=src
                alt=alt
                width="600"
                height="600"
                loading=(!eager).then_some("lazy")
                decoding="async"
                class="aspect-square w-full bg-picture object-contain"
            />
        }
        .into_any(),
        None => view! {
            <div class="grid aspect-square w-full place-items-center bg-accent-soft text-accent">
                <Icon glyph=Glyph::Parcel class="h-10 w-10" />
            </div>
        }
        .into_any(),
    }
}
