//! `/product/{id}`: everything that decides whether to buy, with the price and the next step always in view.

use super::{frame::customer_page, video::Video};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        disclosure::Disclosure,
        facts::{Fact, Facts},
        field::RequiredCheckbox,
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
        picture::Picture,
    },
    error::ApiError,
    page::{Address, engine},
    paths, texts,
};
use domain::{
    catalog::{Catalog, Product},
    id::{IdempotencyKey, OrtomatId, ProductId},
    ortomat::Availability,
};
use engine::{Engine, Error, Refusal, settings::fingerprint};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn ProductPage() -> impl IntoView {
    let (product, ortomat) = (Address::product_in_path(), Address::ortomat());
    let (referral, problem) = (Address::referral(), Address::problem());
    customer_page(async move {
        let engine = engine()?;
        let id = product.ok_or(ApiError::NoSuchProduct)?;
        let place = match ortomat {
            Some(ortomat) => Place::read(&engine, ortomat, referral, &id).await?,
            None => None,
        };
        let product = match place.as_ref().and_then(|place| place.product.clone()) {
            Some(product) => product,
            None => engine.product(&id).await?,
        };
        let terms = match product.terms.clone() {
            Some(terms) => terms,
            None => engine.purchase_terms().await?,
        };
        Ok(view! { <Page product=product place=place terms=terms problem=problem /> }.into_any())
    })
}

/// The ortomat at which the customer stands, and what it says of the product.
struct Place {
    ortomat: OrtomatId,
    availability: Availability,
    /// `None` when no cell with it can be sold.
    product: Option<Product>,
    referral: Option<String>,
    /// Of the form on this page.
    key: IdempotencyKey,
}

impl Place {
    /// An ortomat that is not there is as good as none: the page then says to scan a code.
    async fn read(
        engine: &Engine,
        ortomat: OrtomatId,
        referral: Option<String>,
        product: &ProductId,
    ) -> Result<Option<Self>, ApiError> {
        let Catalog {
            availability, offers, ..
        } = match engine.catalog(&ortomat, referral.as_deref()).await {
            Err(Error::Refused(Refusal::NoSuchOrtomat)) => return Ok(None),
            catalog => catalog?,
        };
        let offer = offers.into_iter().find(|offer| offer.product.id == *product);
        Ok(Some(Self {
            ortomat,
            availability,
            product: offer.map(|offer| offer.product),
            referral,
            key: engine.new_idempotency_key()?,
        }))
    }

    fn sells(&self) -> bool {
        self.availability == Availability::Selling && self.product.is_some()
    }
}

#[component]
fn Page(product: Product, place: Option<Place>, terms: String, problem: Option<ApiError>) -> impl IntoView {
    let sells = place.as_ref().is_some_and(Place::sells);
    let catalog = place
        .as_ref()
        .map(|place| paths::catalog(&place.ortomat, place.referral.as_deref()));
    let price = product.price.to_string();
    let can_choose_elsewhere = place.is_none();
    let seen_terms = fingerprint(&terms);
    view! {
        <Title text=product.name.clone() />
        {catalog
            .clone()
            .map(|catalog| {
                view! {
                    <ButtonLink look=Look::Quiet href=catalog>
                        <Icon glyph=Glyph::ChevronLeft />
                        {texts::BACK_TO_CATALOG}
                    </ButtonLink>
                }
            })}
        <Obstacle place=place.as_ref() problem=problem />
        <article class="mt-2 grid gap-8 lg:grid-cols-2">
            <Gallery images=product.images.clone() name=product.name.clone() />
            <div class="space-y-6">
                <div class="space-y-1">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{product.name.clone()}</h1>
                    <p class="text-ink-muted">{texts::size(&product.size)}</p>
                </div>
                {product
                    .description_html
                    .clone()
                    .map(|html| {
                        view! {
                            <section class="space-y-2">
                                <h2 class="text-lg font-semibold">{texts::DESCRIPTION}</h2>
                                <div class="prose" inner_html=html></div>
                            </section>
                        }
                    })}
                <Details product=&product />
                <div class="space-y-3">
                    {product
                        .size_chart_url
                        .clone()
                        .filter(|url| is_loadable(url))
                        .map(|url| view! { <SizeChart url=url /> })}
                    {product.video_url.as_deref().and_then(Video::parse).map(|video| view! { <VideoReview video=video /> })}
                    <Disclosure title=texts::TERMS>
                        <p class="whitespace-pre-line">{terms}</p>
                    </Disclosure>
                </div>
                {place.filter(Place::sells).map(|place| view! { <BuyForm place=place product=product.id seen_terms=seen_terms problem=problem /> })}
            </div>
        </article>
        <div class="sticky bottom-0 z-10 -mx-4 mt-8 border-t border-line bg-surface-raised px-4 pt-3 bottom-bar">
            <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
                <p class="whitespace-nowrap text-2xl font-semibold tabular-nums">{price}</p>
                <div class="grid grow sm:grow-0">
                    {if sells {
                        view! {
                            <SubmitButton look=Look::Primary form=paths::BUY_FORM>
                                {texts::BUY}
                            </SubmitButton>
                        }
                            .into_any()
                    } else if can_choose_elsewhere {
                        view! {
                            <ButtonLink look=Look::Primary href=paths::HOME>
                                {texts::CHOOSE_ORTOMAT}
                            </ButtonLink>
                        }
                            .into_any()
                    } else {
                        catalog
                            .map(|catalog| {
                                view! {
                                    <ButtonLink look=Look::Primary href=catalog>
                                        {texts::BACK_TO_CATALOG}
                                    </ButtonLink>
                                }
                            })
                            .into_any()
                    }}
                </div>
            </div>
        </div>
    }
}

/// What stands between the customer and the product; nothing, usually.
#[component]
fn Obstacle<'a>(place: Option<&'a Place>, problem: Option<ApiError>) -> impl IntoView + use<> {
    let (tone, title, text) = match (problem, place) {
        // Said beside the box.
        (Some(ApiError::TermsNotAccepted) | None, Some(place)) => match texts::not_selling(place.availability) {
            Some((title, text)) => (Tone::Warn, title, text),
            None if place.product.is_none() => (Tone::Warn, texts::SOLD_OUT, texts::SOLD_OUT_HERE),
            None => return None,
        },
        (Some(problem), Some(_)) => (Tone::Danger, texts::ORDER_FAILED_TITLE, problem.message()),
        (_, None) => (Tone::Calm, texts::SCAN_TO_BUY_TITLE, texts::SCAN_TO_BUY),
    };
    Some(view! {
        <div class="my-4">
            <Notice tone=tone title=title>
                {text}
            </Notice>
        </div>
    })
}

/// Pictures that scroll by themselves from one to the next; the thumbnails are links to them.
#[component]
fn Gallery(images: Vec<String>, name: String) -> impl IntoView {
    if images.len() < 2 {
        return view! {
            <div class="overflow-hidden rounded-2xl border border-line lg:self-start">
                <Picture src=images.into_iter().next() alt=name eager=true />
            </div>
        }
        .into_any();
    }
    let numbered = || images.iter().cloned().zip(1_usize..);
    let pictures = numbered()
        .map(|(src, number)| {
            view! {
                <li id=format!("photo-{number}") class="w-full shrink-0 snap-center">
                    <Picture src=Some(src) alt=texts::photo(number, &name) eager=number == 1 />
                </li>
            }
        })
        .collect::<Vec<_>>();
    let thumbnails = numbered()
        .map(|(src, number)| {
            view! {
                <li class="w-16 shrink-0">
                    <a href=format!("#photo-{number}") class="block overflow-hidden rounded-lg border border-line hover:border-accent">
                        <Picture src=Some(src) alt=texts::photo(number, &name) />
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section aria-label=texts::PHOTOS class="min-w-0 space-y-3 lg:self-start">
            <ul class="flex snap-x snap-mandatory overflow-x-auto rounded-2xl border border-line" tabindex="0">
                {pictures}
            </ul>
            <ul class="flex gap-2 overflow-x-auto">{thumbnails}</ul>
        </section>
    }
    .into_any()
}

/// What is known of the product; what is not known is not shown.
#[component]
fn Details<'a>(product: &'a Product) -> impl IntoView + use<> {
    let facts = [
        (texts::MANUFACTURER, product.manufacturer.clone()),
        (texts::COUNTRY, product.country.clone()),
        (texts::MATERIAL, product.material.clone()),
        (texts::COLOR, product.color.clone()),
        (texts::KIND, product.kind.clone()),
        (texts::SIZE, Some(texts::size_name(&product.size).to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .chain(
        product
            .attributes
            .iter()
            .map(|more| (more.name.clone(), more.value.clone())),
    )
    .map(|(name, value)| view! { <Fact name=name>{value}</Fact> })
    .collect::<Vec<_>>();
    view! {
        <section>
            <h2 class="text-lg font-semibold">{texts::DETAILS}</h2>
            <Facts>{facts}</Facts>
        </section>
    }
}

#[component]
fn SizeChart(url: String) -> impl IntoView {
    view! {
        <Disclosure title=texts::SIZE_CHART>
            <img src=url.clone() alt=texts::SIZE_CHART loading="lazy" decoding="async" class="mx-auto bg-picture" />
            <a href=url class="mt-2 inline-flex min-h-11 items-center font-medium text-accent hover:underline">
                {texts::SIZE_CHART_OPEN}
            </a>
        </Disclosure>
    }
}

/// A folded player: nothing is asked of anybody before it is unfolded.
#[component]
fn VideoReview(video: Video) -> impl IntoView {
    let player = match video {
        Video::YouTube { player } => view! {
            <iframe
                src=player
                allowfullscreen
                referrerpolicy="strict-origin-when-cross-origin"
                title=texts::VIDEO
                class="aspect-video w-full rounded-lg"
            ></iframe>
        }
        .attr("loading", "lazy")
        .into_any(),
        Video::File { address } => view! {
            <video controls preload="none" src=address class="aspect-video w-full rounded-lg"></video>
        }
        .into_any(),
    };
    view! { <Disclosure title=texts::VIDEO>{player}</Disclosure> }
}

/// The plain form behind the button in the bar.
#[component]
fn BuyForm(place: Place, product: ProductId, seen_terms: String, problem: Option<ApiError>) -> impl IntoView {
    let error = problem
        .filter(|problem| *problem == ApiError::TermsNotAccepted)
        .map(ApiError::message);
    view! {
        <form id=paths::BUY_FORM method="post" action=paths::PLACE_ORDER>
            <input type="hidden" name="key" value=place.key.to_string() />
            <input type="hidden" name="ortomat" value=place.ortomat.to_string() />
            <input type="hidden" name="product" value=product.to_string() />
            <input type="hidden" name="seen_terms" value=seen_terms />
            {place.referral.map(|code| view! { <input type="hidden" name="referral" value=code /> })}
            <RequiredCheckbox name="terms" label=texts::ACCEPT_TERMS error=error />
        </form>
    }
}

/// Pictures come from https or from ourselves; anything else an old record holds is no picture.
fn is_loadable(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with('/')
}
