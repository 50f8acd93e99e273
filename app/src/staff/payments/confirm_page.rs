//! `/admin/payments/{order}/confirm`: asks once more before money moves or a review ends, with everything named.

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        facts::{Fact, Facts},
        notice::{Notice, Tone},
    },
    customer::frame::redirected,
    draft::Draft,
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{
        forms::payments::{Prepared, field},
        frame::staff_page,
    },
    texts::staff::payments as words,
};
use domain::{Money, order::Resolution};
use engine::desk::OrderRow;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn ConfirmDecisionPage() -> impl IntoView {
    let order = Address::order_in_path();
    staff_page(paths::PAYMENTS, move |actor| async move {
        let order = order.ok_or(ApiError::NoSuchOrder)?;
        let form = paths::order_file(&order);
        let draft = Draft::take(&form).await?;
        let prepared = draft.as_ref().and_then(Prepared::read);
        let (Some(draft), Some(prepared)) = (draft, prepared) else {
            // Nothing is prepared, or it has been done.
            return Ok(redirected(&form));
        };
        // Loading the page again, or going back to the form, finds it once more.
        draft.keep().await?;
        let row = engine()?.order_timeline(&actor, &order).await?.row;
        Ok(view! { <Question prepared=prepared row=row form=form /> }.into_any())
    })
}

#[component]
fn Question(prepared: Prepared, row: OrderRow, form: String) -> impl IntoView {
    let Prepared {
        resolution,
        amount,
        left,
        reason,
        key,
        ends_review,
    } = prepared;
    let (title, said) = (words::confirm_title(resolution, amount), reason.clone());
    let moves_money = resolution == Resolution::Refund;
    let sums = moves_money.then(|| {
        let remains = left.checked_sub(amount).unwrap_or(Money::ZERO);
        view! {
            <Fact name=words::AMOUNT_TO_RETURN>
                <span class="font-semibold tabular-nums">{amount.to_string()}</span>
            </Fact>
            <Fact name=words::WILL_REMAIN>
                <span class="tabular-nums">{remains.to_string()}</span>
            </Fact>
        }
    });
    let warning = match moves_money {
        true => words::NO_WAY_BACK,
        false => words::resolution_hint(resolution),
    };
    let (action, of_kind) = match ends_review {
        true => (
            paths::RESOLVE_REVIEW,
            view! { <input type="hidden" name=field::RESOLUTION value=resolution.as_str() /> }.into_any(),
        ),
        false => (
            paths::REFUND_ORDER,
            view! {
                <input type="hidden" name=field::KOPIYKAS value=amount.kopiykas().to_string() />
                <input type="hidden" name=field::LEFT value=left.kopiykas().to_string() />
            }
            .into_any(),
        ),
    };
    view! {
        <Title text=title.clone() />
        <div class="mx-auto max-w-xl space-y-6">
            <div>
                <p class="font-medium text-ink-muted">{words::SURE}</p>
                <h1 class="mt-1 text-2xl font-semibold sm:text-3xl">{title}</h1>
            </div>
            <section class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                <Facts>
                    {sums}
                    <Fact name=words::ORDER>
                        <span class="break-all">{row.number.to_string()}</span>
                    </Fact>
                    <Fact name=words::PRODUCT>{row.product}</Fact>
                    <Fact name=words::WHY>
                        <span class="break-words">{said}</span>
                    </Fact>
                </Facts>
            </section>
            <Notice tone=Tone::Warn>{warning}</Notice>
            <form method="post" action=action class="flex flex-wrap gap-3">
                <input type="hidden" name="order" value=row.id.to_string() />
                {of_kind}
                <input type="hidden" name=field::REASON value=reason />
                <input type="hidden" name=field::KEY value=key.to_string() />
                <SubmitButton look=Look::Danger>{words::confirm_button(resolution, amount)}</SubmitButton>
                <ButtonLink look=Look::Secondary href=format!("{form}#{}", paths::DECISION)>
                    {words::CHANGE}
                </ButtonLink>
            </form>
        </div>
    }
}
