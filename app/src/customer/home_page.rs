//! `/`: how it works, and where.

use super::frame::{customer_page, redirected};
use crate::{
    components::icon::{Glyph, Icon},
    error::ApiError,
    page::{Address, engine},
    paths, texts,
};
use domain::ortomat::Ortomat;
use leptos::prelude::*;
use leptos_meta::Title;

/// An old code drawn for `/?ref=` leads to its ortomat; one that is unknown does not disturb.
#[component]
pub fn HomePage() -> impl IntoView {
    let referral = Address::referral();
    customer_page(async move {
        if let Some(catalog) = catalog_of(referral.as_deref()).await? {
            return Ok(redirected(&catalog));
        }
        let ortomats = engine()?.ortomats().await?;
        Ok(view! {
            <Title text=texts::HOME_TITLE />
            <div class="max-w-2xl space-y-4">
                <h1 class="text-3xl font-semibold sm:text-4xl">{texts::HOME_TITLE}</h1>
                <p class="text-lg text-ink-muted">{texts::HOME_LEAD}</p>
            </div>
            <h2 class="mt-10 text-xl font-semibold">{texts::HOW_IT_WORKS}</h2>
            <ol class="mt-4 grid gap-4 sm:grid-cols-3">
                {[Glyph::Qr, Glyph::Card, Glyph::DoorOpen]
                    .into_iter()
                    .zip(texts::STEPS)
                    .map(|(glyph, (step, words))| {
                        view! {
                            <li class="flex gap-4 rounded-2xl border border-line bg-surface-raised p-5 sm:flex-col">
                                <Icon glyph=glyph class="h-8 w-8 shrink-0 text-accent" />
                                <div class="space-y-1">
                                    <h3 class="font-semibold">{step}</h3>
                                    <p class="text-ink-muted">{words}</p>
                                </div>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            <h2 class="mt-10 text-xl font-semibold">{texts::ORTOMATS}</h2>
            <Ortomats ortomats=ortomats />
        }
        .into_any())
    })
}

/// Where a doctor's code leads; `None` without a code and for one that nobody has.
///
/// # Errors
/// When the code could not be looked up.
pub async fn catalog_of(referral: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(code) = referral else { return Ok(None) };
    let ortomat = engine()?.ortomat_of_referral(code).await?;
    Ok(ortomat.map(|ortomat| paths::catalog(&ortomat, Some(code))))
}

/// The ortomats to choose from.
#[component]
pub fn Ortomats(ortomats: Vec<Ortomat>) -> impl IntoView {
    if ortomats.is_empty() {
        return view! { <p class="mt-4 text-ink-muted">{texts::NO_ORTOMATS}</p> }.into_any();
    }
    view! {
        <ul class="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {ortomats
                .into_iter()
                .map(|ortomat| {
                    view! {
                        <li class="relative flex flex-col gap-2 rounded-2xl border border-line bg-surface-raised p-5 hover:border-accent">
                            <h3 class="font-semibold">
                                <a href=paths::catalog(&ortomat.id, None) class="stretched">
                                    {ortomat.name.clone()}
                                </a>
                            </h3>
                            <Place ortomat=ortomat />
                            <p class="mt-auto flex min-h-11 items-center gap-1 font-medium text-accent" aria-hidden="true">
                                {texts::OPEN_CATALOG} <Icon glyph=Glyph::ChevronRight />
                            </p>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// Address and city of an ortomat.
#[component]
pub fn Place(ortomat: Ortomat) -> impl IntoView {
    let place = match ortomat.city {
        Some(city) => format!("{}, {city}", ortomat.address),
        None => ortomat.address,
    };
    view! {
        <p class="flex gap-2 text-ink-muted">
            <Icon glyph=Glyph::Pin class="mt-0.5 h-5 w-5 shrink-0" />
            {place}
        </p>
    }
}
