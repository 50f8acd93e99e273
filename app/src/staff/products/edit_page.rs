//! `/admin/products/new` and `/admin/products/{id}`: one product.

use super::fields::{PRODUCT_FORM, ProductFields};
use crate::{
    components::{
        back_link::BackLink,
        button::{ButtonLink, Look, SubmitButton},
    },
    draft::Draft,
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{
        forms::products::filled::{Filled, Stored},
        frame::staff_page,
    },
    texts::staff::products as words,
};
use engine::products::ProductPlace;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NewProductPage() -> impl IntoView {
    staff_page(paths::PRODUCTS, move |_| async move {
        let filled = Filled {
            typed: Draft::take(paths::NEW_PRODUCT).await?,
            stored: None,
        };
        Ok(view! {
            <Heading title=words::NEW />
            <ProductFields filled=filled />
        }
        .into_any())
    })
}

#[component]
pub fn EditProductPage() -> impl IntoView {
    let id = Address::product_in_path();
    staff_page(paths::PRODUCTS, move |actor| async move {
        let id = id.ok_or(ApiError::NoSuchProduct)?;
        let engine = engine()?;
        let product = engine.product_for_edit(&actor, &id).await?;
        let places = engine.product_places(&actor, &id).await?;
        let title = product.form.name.clone();
        let page = paths::product(&id, None, None);
        let filled = Filled {
            typed: Draft::take(&paths::edit_product(&id)).await?,
            stored: Some(Stored { id, product }),
        };
        Ok(view! {
            <Heading title=title page=page />
            <ProductFields filled=filled />
            <Places places=places />
        }
        .into_any())
    })
}

/// The title with the button that saves, so that nobody has to go to the end of the form for it.
#[component]
fn Heading(#[prop(into)] title: String, #[prop(optional, into)] page: Option<String>) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <BackLink href=paths::PRODUCTS text=words::LIST />
        <div class="mb-6 mt-2 flex flex-wrap items-center gap-x-6 gap-y-3">
            <h1 class="min-w-0 grow break-words text-2xl font-semibold sm:text-3xl">{title}</h1>
            {page
                .map(|page| {
                    view! {
                        <ButtonLink look=Look::Quiet href=page>
                            {words::CUSTOMERS_PAGE}
                        </ButtonLink>
                    }
                })}
            <SubmitButton look=Look::Primary form=PRODUCT_FORM name="act" value="save">
                {words::SAVE}
            </SubmitButton>
        </div>
    }
}

/// The cells that are meant for the product, with the way to each.
#[component]
fn Places(places: Vec<ProductPlace>) -> impl IntoView {
    let is_nowhere = places.is_empty();
    let places = places
        .into_iter()
        .map(|place| {
            let cells = place
                .cells
                .iter()
                .map(|(number, filled)| {
                    let (state, look) = match filled {
                        true => (words::HOLDS_IT, "border-ok bg-ok-soft text-ok"),
                        false => (words::IS_EMPTY, "border-line-strong bg-surface-raised text-ink"),
                    };
                    view! {
                        <li>
                            <a
                                href=paths::cells::cell(&place.ortomat, *number)
                                class=format!(
                                    "inline-flex min-h-11 items-center gap-1 rounded-lg border px-3 hover:underline {look}",
                                )
                            >
                                {words::cell(number.get())}
                                <span class="text-sm">{state}</span>
                            </a>
                        </li>
                    }
                })
                .collect::<Vec<_>>();
            view! {
                <li class="space-y-2">
                    <h3 class="font-medium">{place.name}</h3>
                    <ul class="flex flex-wrap gap-2">{cells}</ul>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section id="places" class="mt-10 space-y-4">
            <h2 class="text-xl font-semibold">{words::LIES}</h2>
            {if is_nowhere {
                view! {
                    <p class="text-ink-muted">{words::NOT_ANYWHERE}</p>
                    <ButtonLink look=Look::Quiet href=paths::ORTOMATS>
                        {words::TO_ORTOMATS}
                    </ButtonLink>
                }
                    .into_any()
            } else {
                view! { <ul class="space-y-6">{places}</ul> }.into_any()
            }}
        </section>
    }
}
