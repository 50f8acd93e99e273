//! What all pages of a customer have around them, and how they come by their content.

use crate::{
    components::{
        button::{ButtonLink, Look},
        icon::{Glyph, Icon},
    },
    error::ApiError,
    page, paths, texts,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// A page whose content is read before anything is sent; where that fails, the page says so.
pub fn customer_page(content: impl Future<Output = Result<AnyView, ApiError>> + Send + 'static) -> impl IntoView {
    view! {
        <a
            href="#content"
            class="sr-only focus:not-sr-only focus:fixed focus:left-4 focus:top-4 focus:z-20 focus:rounded-xl focus:bg-accent focus:px-4 focus:py-3 focus:text-accent-ink"
        >
            {texts::SKIP_TO_CONTENT}
        </a>
        <header class="border-b border-line bg-surface-raised">
            <div class="mx-auto max-w-5xl px-4">
                <a href=paths::HOME class="inline-flex min-h-14 items-center gap-2 text-lg font-semibold">
                    <Icon glyph=Glyph::Parcel class="h-6 w-6 shrink-0 text-accent" />
                    {texts::BRAND}
                </a>
            </div>
        </header>
        <main id="content" class="mx-auto max-w-5xl px-4 py-8">
            <Suspense>
                {Suspend::new(async move {
                    content.await.unwrap_or_else(|error| view! { <Problem error=error /> }.into_any())
                })}
            </Suspense>
        </main>
        <footer class="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 px-4 pb-10 pt-4 text-sm text-ink-muted">
            <p>{texts::FOOTER}</p>
            <a
                href=paths::LOGIN
                class="inline-flex min-h-11 items-center underline-offset-4 hover:text-accent hover:underline"
            >
                {texts::FOR_STAFF}
            </a>
        </footer>
    }
}

/// An empty page for a redirected request; nobody sees it.
#[must_use]
pub fn redirected(to: &str) -> AnyView {
    page::redirect(to);
    ().into_any()
}

/// The page that could not be: 404 for what is not there, 503 for what will be again, 500 for our faults.
#[component]
pub fn Problem(error: ApiError) -> impl IntoView {
    let status = error.status();
    page::set_status(status);
    let title = match status {
        404 => texts::NOT_FOUND_TITLE,
        503 => texts::UNAVAILABLE_TITLE,
        _ => texts::FAILED_TITLE,
    };
    view! { <Message title=title text=error.message() /> }
}

/// A page of one message, with the way home.
#[component]
pub fn Message(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <Title text=title />
        <Meta name="robots" content="noindex" />
        <div class="mx-auto max-w-md space-y-6 py-8 text-center">
            <h1 class="text-2xl font-semibold">{title}</h1>
            <p class="text-lg text-ink-muted">{text}</p>
            <ButtonLink look=Look::Primary href=paths::HOME>
                {texts::BACK_TO_HOME}
            </ButtonLink>
        </div>
    }
}
