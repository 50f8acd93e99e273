//! `/catalog/{ortomatId}`: what is in the cabinet in front of the customer.

use super::{
    frame::{customer_page, redirected},
    home_page::{Ortomats, Place, catalog_of},
};
use crate::{
    components::{
        button::{ButtonLink, Look},
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
        picture::Picture,
    },
    error::ApiError,
    page::{Address, engine},
    paths, texts,
};
use domain::catalog::{Catalog, Offer};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn CatalogPage() -> impl IntoView {
    let (ortomat, referral) = (Address::ortomat_in_path(), Address::referral());
    customer_page(async move {
        let ortomat = ortomat.ok_or(ApiError::NoSuchOrtomat)?;
        let catalog = engine()?.catalog(&ortomat, referral.as_deref()).await?;
        Ok(view! { <Window catalog=catalog referral=referral /> }.into_any())
    })
}

/// `/catalog?ref=`: printed for a week in 2025, when codes did not name their ortomat (contract §5.5).
#[component]
pub fn CatalogWithoutOrtomatPage() -> impl IntoView {
    let referral = Address::referral();
    customer_page(async move {
        if let Some(catalog) = catalog_of(referral.as_deref()).await? {
            return Ok(redirected(&catalog));
        }
        let ortomats = engine()?.ortomats().await?;
        let lead = if referral.is_some() {
            texts::UNKNOWN_CODE
        } else {
            texts::SCAN_LEAD
        };
        Ok(view! {
            <Title text=texts::SCAN_TITLE />
            <h1 class="text-2xl font-semibold">{texts::SCAN_TITLE}</h1>
            <p class="mt-2 text-lg text-ink-muted">{lead}</p>
            <Ortomats ortomats=ortomats />
        }
        .into_any())
    })
}

#[component]
fn Window(catalog: Catalog, referral: Option<String>) -> impl IntoView {
    let Catalog {
        ortomat,
        availability,
        offers,
        referrer,
    } = catalog;
    let ortomat_id = ortomat.id.clone();
    let heading = (!offers.is_empty()).then(|| {
        let count = u64::try_from(offers.len()).unwrap_or(u64::MAX);
        view! {
            <div class="mt-8 flex flex-wrap items-baseline justify-between gap-2">
                <h2 class="text-xl font-semibold">{texts::CATALOG}</h2>
                <p class="text-ink-muted">{texts::products(count)}</p>
            </div>
        }
    });
    let cards = offers
        .into_iter()
        .map(|offer| {
            let href = paths::product(&offer.product.id, Some(&ortomat_id), referral.as_deref());
            view! { <Card offer=offer href=href /> }
        })
        .collect::<Vec<_>>();
    view! {
        <Title text=ortomat.name.clone() />
        <h1 class="text-2xl font-semibold sm:text-3xl">{ortomat.name.clone()}</h1>
        <div class="mt-2 space-y-1">
            <Place ortomat=ortomat />
            {referrer
                .map(|referrer| {
                    view! {
                        <p class="flex gap-2 text-ink-muted">
                            <Icon glyph=Glyph::Person class="mt-0.5 h-5 w-5 shrink-0" />
                            {texts::referred_by(&referrer)}
                        </p>
                    }
                })}
        </div>
        {texts::not_selling(availability)
            .map(|(title, text)| {
                view! {
                    <div class="mt-6">
                        <Notice tone=Tone::Warn title=title>
                            {text}
                        </Notice>
                    </div>
                }
            })}
        {heading}
        {if cards.is_empty() {
            view! { <Empty /> }.into_any()
        } else {
            view! { <ul class="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{cards}</ul> }.into_any()
        }}
    }
}

/// One product; the link covers the whole card.
#[component]
fn Card(offer: Offer, href: String) -> impl IntoView {
    let Offer { product, cells } = offer;
    view! {
        <li class="relative flex overflow-hidden rounded-2xl border border-line bg-surface-raised hover:border-accent sm:flex-col">
            <div class="w-32 shrink-0 p-3 pr-0 sm:w-full sm:pb-0 sm:pr-3">
                <div class="overflow-hidden rounded-lg">
                    <Picture src=product.images.into_iter().next() alt="" />
                </div>
            </div>
            <div class="flex min-w-0 flex-1 flex-col gap-1 p-4">
                <h3 class="font-semibold leading-snug">
                    <a href=href class="stretched">
                        {product.name}
                    </a>
                </h3>
                <p class="text-sm text-ink-muted">{texts::size(&product.size)}</p>
                <p class="text-sm text-ink-muted">{texts::in_stock(cells.len())}</p>
                <div class="mt-auto flex flex-wrap items-center justify-between gap-x-4 pt-2">
                    <p class="whitespace-nowrap text-lg font-semibold tabular-nums">{product.price.to_string()}</p>
                    <p class="flex items-center gap-1 font-medium text-accent" aria-hidden="true">
                        {texts::VIEW_PRODUCT} <Icon glyph=Glyph::ChevronRight />
                    </p>
                </div>
            </div>
        </li>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="mt-8 space-y-4 rounded-2xl border border-line bg-surface-raised p-8 text-center">
            <h2 class="text-xl font-semibold">{texts::CATALOG_EMPTY_TITLE}</h2>
            <p class="text-ink-muted">{texts::CATALOG_EMPTY}</p>
            <ButtonLink look=Look::Secondary href=paths::HOME>
                {texts::OTHER_ORTOMATS}
            </ButtonLink>
        </div>
    }
}
