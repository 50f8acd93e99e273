//! What was paid for an order, what went back, and the button that asks the bank.

use crate::{
    components::{
        button::{Look, SubmitButton},
        facts::{Fact, Facts},
    },
    paths,
    texts::staff::payments as words,
};
use domain::payment::HRYVNIA;
use engine::desk::{OrderFile, OrderMoney};
use leptos::prelude::*;

#[component]
pub fn MoneyFacts<'a>(file: &'a OrderFile) -> impl IntoView + use<> {
    let money = match &file.money {
        Some(money) => view! { <Sums money=money.clone() /> }.into_any(),
        None => view! { <p class="py-3 text-ink-muted">{words::NO_PAYMENT}</p> }.into_any(),
    };
    let order = file.row.id.to_string();
    let check = file.actions.check.then(|| {
        view! {
            <form method="post" action=paths::CHECK_ORDER class="mt-4 space-y-2">
                <input type="hidden" name="order" value=order />
                <SubmitButton look=Look::Secondary small=true>
                    {words::CHECK}
                </SubmitButton>
                <p class="text-sm text-ink-muted">{words::CHECK_HINT}</p>
            </form>
        }
    });
    view! {
        {money}
        {check}
    }
}

#[component]
fn Sums(money: OrderMoney) -> impl IntoView {
    let on_its_way = money.on_its_way.is_positive().then_some(money.on_its_way);
    let foreign = (money.currency != HRYVNIA).then_some(money.currency);
    view! {
        <Facts>
            <Fact name=words::PAID>
                <span class="tabular-nums">{money.paid.to_string()}</span>
            </Fact>
            <Fact name=words::RETURNED>
                <span class="tabular-nums">{money.returned.to_string()}</span>
            </Fact>
            {on_its_way
                .map(|sum| {
                    view! {
                        <Fact name=words::ON_ITS_WAY>
                            <span class="tabular-nums">{sum.to_string()}</span>
                        </Fact>
                    }
                })}
            <Fact name=words::LEFT>
                <span class="font-semibold tabular-nums">{money.left.to_string()}</span>
            </Fact>
            <Fact name=words::AT_THE_BANK>{words::payment(money.status)}</Fact>
            {foreign.map(|number| view! { <Fact name=words::CURRENCY>{words::currency(number)}</Fact> })}
            {money.failure.map(|failure| view! { <Fact name=words::FAILURE>{failure}</Fact> })}
            <Fact name=words::KIND>{words::payment_type(money.kind)}</Fact>
            {money.capture_due.map(|at| view! { <Fact name=words::CAPTURE>{at.kyiv_seconds()}</Fact> })}
            {money
                .invoice
                .map(|invoice| {
                    view! {
                        <Fact name=words::INVOICE>
                            <code class="break-all text-sm">{invoice.to_string()}</code>
                        </Fact>
                    }
                })}
        </Facts>
    }
}
