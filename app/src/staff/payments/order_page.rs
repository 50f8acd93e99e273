//! `/admin/payments/{order}`: one order, its money, what may be decided about it, and all that happened to it.

use super::{decision::Decision, money::MoneyFacts, timeline::Timeline, tone};
use crate::{
    components::{
        back_link::BackLink,
        badge::Badge,
        error_summary::ErrorSummary,
        facts::{Fact, Facts},
        notice::NotDone,
    },
    draft::Draft,
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{frame::staff_page, person_fields::shown_address},
    texts::staff::payments as words,
};
use domain::{
    Timestamp,
    order::{Phase, Reason},
};
use engine::desk::{OrderFile, OrderRow};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn OrderPage() -> impl IntoView {
    let (order, problem) = (Address::order_in_path(), Address::problem());
    staff_page(paths::PAYMENTS, move |actor| async move {
        let order = order.ok_or(ApiError::NoSuchOrder)?;
        let file = engine()?.order_timeline(&actor, &order).await?;
        let draft = Draft::take(&paths::order_file(&order)).await?.unwrap_or_default();
        // Whoever waits for a decision sees it first; a refund comes after a look at the order.
        let is_review = file.row.phase == Phase::NeedsReview;
        let title = words::order(file.row.number.as_str());
        Ok(view! {
            <Title text=title.clone() />
            <div class="space-y-8">
                <div>
                    <BackLink href=paths::PAYMENTS text=words::TITLE />
                    <h1 class="mt-2 break-words text-2xl font-semibold sm:text-3xl">{title}</h1>
                    <State file=&file />
                </div>
                <NotDone why=problem.map(words::problem) />
                <ErrorSummary errors=draft.errors() />
                {is_review.then(|| view! { <Decision file=&file draft=draft.clone() /> })}
                <div class="grid items-start gap-6 lg:grid-cols-2">
                    <section class="rounded-2xl border border-line bg-surface-raised p-5">
                        <h2 class="text-xl font-semibold">{words::FACTS}</h2>
                        <OrderFacts row=file.row.clone() points=file.points deadline=file.deadline />
                    </section>
                    <section class="rounded-2xl border border-line bg-surface-raised p-5">
                        <h2 class="text-xl font-semibold">{words::MONEY}</h2>
                        <MoneyFacts file=&file />
                    </section>
                </div>
                {(!is_review).then(|| view! { <Decision file=&file draft=draft.clone() /> })}
                <Timeline number=file.row.number happenings=file.happenings />
            </div>
        }
        .into_any())
    })
}

/// Where the order is, in a word and in a sentence.
#[component]
fn State<'a>(file: &'a OrderFile) -> impl IntoView + use<> {
    let phase = file.row.phase;
    let reason = file.row.reason.map(|reason: Reason| {
        view! { <span class="text-ink-muted">{words::reason(reason)}</span> }
    });
    view! {
        <div class="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
            <Badge tone=tone(phase) text=words::phase(phase) />
            {reason}
        </div>
        <p class="mt-2 text-ink-muted">{words::phase_explained(phase)}</p>
    }
}

#[component]
fn OrderFacts(row: OrderRow, points: i64, deadline: Option<Timestamp>) -> impl IntoView {
    let moment = |name: &'static str, at: Option<Timestamp>| at.map(|at| view! { <Fact name=name>{at.kyiv()}</Fact> });
    let (ortomat, address) = match &row.ortomat {
        Some(ortomat) => (ortomat.name.clone(), Some(shown_address(ortomat))),
        None => (words::NO_ORTOMAT.to_owned(), None),
    };
    let phone = match &row.phone {
        Some(phone) => view! {
            <a
                href=format!("tel:{}", phone.as_str())
                class="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
            >
                {phone.formatted()}
            </a>
        }
        .into_any(),
        None => words::NO_PHONE.into_any(),
    };
    let points = (row.doctor.is_some() && points > 0 && row.phase != Phase::Refunded).then_some(points);
    view! {
        <Facts>
            <Fact name=words::PRODUCT>{row.product}</Fact>
            <Fact name=words::PRICE>{row.total.to_string()}</Fact>
            <Fact name=words::ORTOMAT>{ortomat}</Fact>
            {address.map(|address| view! { <Fact name=words::WHERE>{address}</Fact> })}
            {row.cell.map(|cell| view! { <Fact name=words::CELL>{cell.to_string()}</Fact> })}
            <Fact name=words::CUSTOMER>{phone}</Fact>
            {row.doctor.map(|doctor| view! { <Fact name=words::DOCTOR>{doctor}</Fact> })}
            {row.referral_code.map(|code| view! { <Fact name=words::CODE>{code}</Fact> })}
            {points.map(|points| view! { <Fact name=words::POINTS>{points}</Fact> })}
            {moment(words::PLACED, Some(row.created_at))}
            {moment(words::COMPLETED, row.completed_at)}
            {moment(words::DEADLINE, deadline)}
        </Facts>
    }
}
