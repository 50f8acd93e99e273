//! What all staff pages have around them: who is signed in, where they can go, and the way out.

use crate::{
    components::{
        button::{Look, SubmitButton},
        icon::{Glyph, Icon},
        notice::Tone,
        toast::Toast,
    },
    customer::frame::{Problem, redirected},
    draft,
    error::ApiError,
    paths,
    texts::{self, staff as words},
    visitor,
};
use domain::staff::Role;
use engine::staff::Actor;
use leptos::prelude::*;
use leptos_meta::Meta;

/// A page for somebody who is signed in. `here` is the entry of the menu that it belongs to. Where the content cannot
/// be read, the page says so.
pub fn staff_page<F>(here: &'static str, content: impl FnOnce(Actor) -> F + Send + 'static) -> impl IntoView
where
    F: Future<Output = Result<AnyView, ApiError>> + Send + 'static,
{
    view! {
        <Meta name="robots" content="noindex" />
        <Suspense>
            {Suspend::new(async move {
                match visitor::actor() {
                    Ok(actor) => {
                        let toast = draft::take_toast().await.unwrap_or_default();
                        let content = content(actor.clone())
                            .await
                            .unwrap_or_else(|error| view! { <Problem error=error /> }.into_any());
                        view! { <Frame actor=actor here=here toast=toast content=content /> }.into_any()
                    }
                    // The server lets nobody come so far; a page that asks again is better than a broken one.
                    Err(_) => redirected(&paths::login(None)),
                }
            })}
        </Suspense>
    }
}

/// The sections of a role: its address and name.
const fn sections(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Admin => &[
            (paths::ADMIN, words::ADMIN_HOME),
            (paths::ORTOMATS, words::ORTOMATS),
            (paths::PRODUCTS, words::PRODUCTS),
            (paths::PAYMENTS, words::PAYMENTS),
            (paths::USERS, words::USERS),
            (paths::LOGS, words::LOGS),
            (paths::SETTINGS, words::SETTINGS),
        ],
        Role::Courier => &[(paths::COURIER, words::COURIER_HOME)],
        Role::Doctor => &[(paths::DOCTOR, words::DOCTOR_HOME)],
    }
}

#[component]
fn Frame(actor: Actor, here: &'static str, toast: Option<String>, content: AnyView) -> impl IntoView {
    let sections = sections(actor.role)
        .iter()
        .map(|(path, name)| view! { <MenuLink path=path name=name here=here /> })
        .collect_view();
    view! {
        <a
            href="#content"
            class="sr-only focus:not-sr-only focus:fixed focus:left-4 focus:top-4 focus:z-20 focus:rounded-xl focus:bg-accent focus:px-4 focus:py-3 focus:text-accent-ink"
        >
            {texts::SKIP_TO_CONTENT}
        </a>
        <header class="border-b border-line bg-surface-raised">
            <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4">
                <a
                    href=paths::home_of(actor.role)
                    class="inline-flex min-h-14 items-center gap-2 text-lg font-semibold"
                >
                    <Icon glyph=Glyph::Parcel class="h-6 w-6 shrink-0 text-accent" />
                    {texts::BRAND}
                </a>
                <div class="ml-auto flex items-center gap-4">
                    <a
                        href=paths::ACCOUNT
                        class="inline-flex min-h-11 items-center gap-2 underline-offset-4 hover:text-accent hover:underline"
                        aria-current=(here == paths::ACCOUNT).then_some("page")
                    >
                        <Icon glyph=Glyph::Person class="h-5 w-5 shrink-0 text-ink-muted" />
                        <span class="sr-only sm:not-sr-only">{account_name(&actor)}</span>
                    </a>
                    <form method="post" action=paths::SIGN_OUT>
                        <SubmitButton look=Look::Quiet>{words::SIGN_OUT}</SubmitButton>
                    </form>
                </div>
                <nav aria-label=words::MENU class="-mx-3 flex w-full gap-1 overflow-x-auto">
                    {sections}
                </nav>
            </div>
        </header>
        <main id="content" class="mx-auto max-w-6xl px-4 py-8">
            {toast.map(|sentence| view! { <Toast tone=Tone::Ok text=sentence /> })}
            {content}
        </main>
    }
}

#[component]
fn MenuLink(path: &'static str, name: &'static str, here: &'static str) -> impl IntoView {
    let is_here = path == here;
    let look = match is_here {
        true => "border-accent font-semibold text-accent",
        false => "border-transparent text-ink hover:text-accent",
    };
    view! {
        <a
            href=path
            aria-current=is_here.then_some("page")
            class=format!("inline-flex min-h-12 items-center whitespace-nowrap border-b-2 px-3 {look}")
        >
            {name}
        </a>
    }
}

/// The name of whoever is signed in; accounts of the command line may have none.
fn account_name(actor: &Actor) -> String {
    let name = actor.name.full();
    match (name.is_empty(), &actor.email) {
        (false, _) => name,
        (true, Some(email)) => email.to_string(),
        (true, None) => words::ACCOUNT.to_owned(),
    }
}
