//! `/payment?orderId=`: the last look before the bank.

use super::{
    frame::{customer_page, redirected},
    order_progress_view::OrderForm,
};
use crate::{
    components::{
        button::{Look, SubmitButton},
        facts::{Fact, Facts},
        icon::{Glyph, Icon},
        notice::{Notice, Tone},
    },
    error::ApiError,
    page::{Address, engine},
    paths, texts,
};
use domain::{
    Timestamp,
    order::progress::{OrderDetails, Stage},
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The earlier site placed its orders here, so its links name a product: they lead to that product's page.
#[component]
pub fn PaymentPage() -> impl IntoView {
    let (order, problem) = (Address::order(), Address::problem());
    let (product, ortomat, referral) = (Address::product(), Address::ortomat(), Address::referral());
    customer_page(async move {
        let order = match (order, product) {
            (Some(order), _) => order,
            (None, Some(product)) => {
                return Ok(redirected(&paths::product(
                    &product,
                    ortomat.as_ref(),
                    referral.as_deref(),
                )));
            }
            (None, None) => return Err(ApiError::NoSuchOrder),
        };
        let engine = engine()?;
        let details = engine.order(&order).await?;
        if details.progress.stage != Stage::AwaitingPayment {
            return Ok(redirected(&paths::payment_success(&order)));
        }
        let now = engine.now();
        Ok(view! { <Page details=details now=now problem=problem /> }.into_any())
    })
}

#[component]
fn Page(details: OrderDetails, now: Timestamp, problem: Option<ApiError>) -> impl IntoView {
    let OrderDetails {
        progress,
        ortomat,
        pay_by,
        ..
    } = details;
    let kept = match pay_by.map(|until| minutes_until(until, now)) {
        Some(minutes) if minutes > 0 => texts::cell_is_kept(minutes),
        _ => texts::CELL_IS_KEPT_NO_MORE.to_owned(),
    };
    view! {
        <Title text=texts::PAYMENT_TITLE />
        <Meta name="robots" content="noindex" />
        <div class="mx-auto max-w-md space-y-6">
            <div class="space-y-1">
                <h1 class="text-2xl font-semibold">{texts::PAYMENT_TITLE}</h1>
                <p class="text-sm text-ink-muted">{texts::order_number(progress.number.as_str())}</p>
            </div>
            {problem
                .map(|problem| {
                    view! {
                        <Notice tone=Tone::Danger title=title_of(problem)>
                            {problem.message()}
                        </Notice>
                    }
                })}
            <div class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                <Facts>
                    <Fact name=texts::PRODUCT>{progress.product_name.clone()}</Fact>
                    {ortomat.map(|ortomat| view! { <Fact name=texts::ORTOMAT>{ortomat.name}</Fact> })}
                    {progress.cell.map(|cell| view! { <Fact name=texts::CELL>{texts::cell_number(cell)}</Fact> })}
                    <Fact name=texts::TO_PAY>
                        <strong class="whitespace-nowrap text-xl font-semibold tabular-nums">
                            {progress.total.to_string()}
                        </strong>
                    </Fact>
                </Facts>
            </div>
            <p class="flex items-center gap-2">
                <Icon glyph=Glyph::Clock class="h-5 w-5 shrink-0 text-accent" />
                {kept}
            </p>
            <div class="space-y-3">
                <OrderForm action=paths::START_PAYMENT order=progress.id.to_string()>
                    <SubmitButton look=Look::Primary>{texts::pay(progress.total)}</SubmitButton>
                </OrderForm>
                <p class="text-center text-sm text-ink-muted">{texts::PAY_AT_BANK}</p>
                <OrderForm action=paths::CANCEL_ORDER order=progress.id.to_string()>
                    <SubmitButton look=Look::Quiet>{texts::CANCEL}</SubmitButton>
                </OrderForm>
            </div>
        </div>
    }
}

const fn title_of(problem: ApiError) -> &'static str {
    match problem.status() {
        503 => texts::BANK_UNAVAILABLE_TITLE,
        _ => texts::FAILED_TITLE,
    }
}

/// Minutes as people count them: a begun one counts.
fn minutes_until(until: Timestamp, now: Timestamp) -> u64 {
    until.since(now).as_secs().div_ceil(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begun_minute_counts() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        assert_eq!(minutes_until(at(600), at(0)), 10);
        assert_eq!(minutes_until(at(600), at(1)), 10);
        assert_eq!(minutes_until(at(600), at(590)), 1);
        assert_eq!(minutes_until(at(600), at(600)), 0);
        assert_eq!(minutes_until(at(600), at(900)), 0);
    }
}
