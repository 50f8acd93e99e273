//! What a browser may load for an answer (`Content-Security-Policy`). Scripts run only by the nonce of the request they
//! were written for, which the page takes from here; so no page can come with another policy than its scripts need.

use axum::{
    extract::Request,
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, with_context},
};

/// For whatever is no page: it loads nothing and nobody frames it.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// For documents without scripts.
pub(crate) const NO_SCRIPTS: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// Gives every answer that has no policy of its own the one of its kind.
pub(crate) async fn give(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = answer.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = if is_page { of_page(&nonce) } else { NOTHING };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// Pictures and videos of products are wherever the administrator found them.
///
/// No `form-action`: browsers apply it to the redirect that follows a form, and paying leads to the bank.
fn of_page(nonce: &Nonce) -> HeaderValue {
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; img-src 'self' https: data:; \
         media-src 'self' https:; frame-src https://www.youtube-nocookie.com; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // A nonce is written in letters that every header may hold.
    HeaderValue::from_str(&policy).unwrap_or(NO_SCRIPTS)
}

/// Lets the page that is written for this request mark its scripts with the nonce of its policy.
pub(crate) fn provide_nonce() {
    let nonce = with_context(|request: &Parts| request.extensions.get::<Nonce>().cloned());
    if let Some(nonce) = nonce.flatten() {
        provide_context(nonce);
    }
}
