//! A text as squares for a camera.

use crate::qr;
use leptos::prelude::*;

/// Black on white in the dark too: cameras want it so. Nothing when the text is too long for a code.
#[component]
pub fn QrCode(#[prop(into)] text: String, #[prop(into)] label: String, class: &'static str) -> impl IntoView {
    let (width, path) = qr::svg_path(&text)?;
    Some(view! {
        <svg
            viewBox=format!("0 0 {width} {width}")
            shape-rendering="crispEdges"
            role="img"
            aria-label=label
            class=class
        >
            <rect width=width height=width fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    })
}
