//! `/payment/success?orderId=`: the page that the bank leads back to, whatever happened there.

use super::{
    frame::customer_page,
    order_progress_island::{FOLLOWED, OrderProgressIsland},
    order_progress_view::OrderProgressView,
};
use crate::{
    components::{
        button::{ButtonLink, Look},
        facts::{Fact, Facts},
        notice::{Notice, Tone},
    },
    error::ApiError,
    page::{Address, engine},
    paths, texts,
};
use domain::order::progress::OrderDetails;
use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

#[component]
pub fn SuccessPage() -> impl IntoView {
    let (order, problem) = (Address::order(), Address::problem());
    customer_page(async move {
        let order = order.ok_or(ApiError::NoSuchOrder)?;
        let details = engine()?.order(&order).await?;
        Ok(view! { <Page details=details problem=problem /> }.into_any())
    })
}

#[component]
fn Page(details: OrderDetails, problem: Option<ApiError>) -> impl IntoView {
    let OrderDetails {
        progress,
        product,
        ortomat,
        referral_code,
        ..
    } = details;
    let referral = referral_code.as_deref();
    let again = product
        .zip(ortomat.as_ref())
        .map(|(product, ortomat)| paths::product(&product.id, Some(&ortomat.id), referral));
    let news = (!progress.stage.is_final()).then(|| paths::order_progress(&progress.id));
    let catalog = ortomat.as_ref().map(|ortomat| paths::catalog(&ortomat.id, referral));
    view! {
        <Title text=texts::PROGRESS_TITLE />
        <Meta name="robots" content="noindex" />
        <div class="mx-auto max-w-md space-y-6">
            {problem
                .map(|problem| view! { <Notice tone=Tone::Warn>{problem.message()}</Notice> })}
            <div id=FOLLOWED data-news=news aria-live="polite">
                <OrderProgressView progress=progress.clone() again=again />
            </div>
            <OrderProgressIsland />
            <div class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                <Facts>
                    <Fact name=texts::PRODUCT>{progress.product_name.clone()}</Fact>
                    <Fact name=texts::TOTAL>
                        <span class="whitespace-nowrap tabular-nums">{progress.total.to_string()}</span>
                    </Fact>
                    {ortomat.map(|ortomat| view! { <Fact name=texts::ORTOMAT>{ortomat.name}</Fact> })}
                    {progress.cell.map(|cell| view! { <Fact name=texts::CELL>{texts::cell_number(cell)}</Fact> })}
                    <Fact name=texts::ORDER>
                        <span class="whitespace-nowrap text-sm">{progress.number.to_string()}</span>
                    </Fact>
                </Facts>
            </div>
            <div class="grid">
                <ButtonLink look=Look::Quiet href=catalog.unwrap_or_else(|| paths::HOME.to_owned())>
                    {texts::BACK_TO_CATALOG}
                </ButtonLink>
            </div>
        </div>
    }
}

/// Without scripts the page asks again by itself, as long as something may change.
///
/// It belongs into the head, which is written before the page knows its order, so it asks on its own.
#[component]
pub fn RefreshWithoutScripts() -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                let order = use_context::<Parts>().and_then(|request| order_in(request.uri.query()?))?;
                let details = engine().ok()?.order(&order).await.ok()?;
                (!details.progress.stage.is_final())
                    .then(|| view! { <noscript><meta http-equiv="refresh" content="3" /></noscript> })
            })}
        </Suspense>
    }
}

/// The head stands outside of the router, so it reads the query by itself; our own links need no decoding.
fn order_in(query: &str) -> Option<domain::id::OrderId> {
    query
        .split('&')
        .find_map(|parameter| parameter.strip_prefix("orderId="))?
        .parse()
        .ok()
}
