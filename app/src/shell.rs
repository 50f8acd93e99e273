//! The document around a page.

use crate::{app::App, customer::success_page::RefreshWithoutScripts, page, paths, stylesheet};
use http::{header, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// Whether the page at this path has something to wake. All others are sent without any script.
#[must_use]
pub fn has_island(path: &str) -> bool {
    path == paths::PAYMENT_SUCCESS
}

/// The whole document. The server calls it for every page, with the engine in the context.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let has_island = use_context::<Parts>().is_some_and(|request| has_island(request.uri.path()));
    page::set_header(header::CONTENT_SECURITY_POLICY, &content_security_policy());
    view! {
        <!DOCTYPE html>
        <html lang="uk">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f8f8" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1618" />
                <link rel="stylesheet" href=stylesheet::PATH />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                {has_island
                    .then(|| {
                        view! {
                            <HydrationScripts options=options islands=true />
                            <RefreshWithoutScripts />
                        }
                    })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What a page may load. Pictures and videos of products are wherever the administrator found them.
///
/// No `form-action`: browsers apply it to the redirect that follows a form, and paying leads to the bank.
fn content_security_policy() -> String {
    let nonce = use_nonce().map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{nonce}; img-src 'self' https: data:; \
         media-src 'self' https:; frame-src https://www.youtube-nocookie.com; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
