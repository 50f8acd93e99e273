//! `/doctor`: a doctor's own codes, and what they have brought.

use super::{frame::staff_page, person_fields::shown_address};
use crate::{
    components::{
        button::{ButtonLink, Look},
        copy_text::CopyText,
        empty_state::EmptyState,
        facts::{Fact, Facts},
        icon::Glyph,
        qr_code::QrCode,
        table::{Cell, DataTable, Row},
    },
    page::engine,
    paths,
    texts::staff::people as words,
};
use domain::{id::UserId, staff::people::DoctorPlace};
use engine::staff::{DoctorCabinet, DoctorSale, MonthOfSales};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn DoctorPage() -> impl IntoView {
    staff_page(paths::DOCTOR, move |actor| async move {
        let engine = engine()?;
        let cabinet = engine.doctor_cabinet(&actor.id).await?;
        let site = engine.public_url().to_owned();
        Ok(view! { <Cabinet cabinet=cabinet site=site /> }.into_any())
    })
}

#[component]
fn Cabinet(cabinet: DoctorCabinet, site: String) -> impl IntoView {
    let DoctorCabinet {
        doctor,
        total_sales,
        total_points,
        recent,
        months,
    } = cabinet;
    let no_places = doctor.places.is_empty();
    let id = doctor.person.id;
    let cards = doctor
        .places
        .into_iter()
        .map(|place| view! { <PlaceCard doctor=id.clone() place=place site=site.clone() /> })
        .collect::<Vec<_>>();
    view! {
        <Title text=words::DOCTOR_TITLE />
        <div class="space-y-10">
            <div class="space-y-6">
                <h1 class="text-2xl font-semibold sm:text-3xl">{words::DOCTOR_TITLE}</h1>
                <dl class="grid gap-4 sm:grid-cols-2">
                    <Total name=words::TOTAL_SALES number=total_sales />
                    <Total name=words::TOTAL_POINTS number=total_points />
                </dl>
            </div>
            {if no_places {
                view! { <EmptyState title=words::NO_CODES_TITLE text=words::ASK_FOR_CODE glyph=Glyph::Qr /> }.into_any()
            } else {
                view! {
                    <section class="space-y-4">
                        <div>
                            <h2 class="text-xl font-semibold">{words::CODES}</h2>
                            <p class="text-ink-muted">{words::CODES_HINT}</p>
                        </div>
                        <div class="grid gap-4 lg:grid-cols-2">{cards}</div>
                    </section>
                }
                    .into_any()
            }}
            {if recent.is_empty() {
                view! { <EmptyState title=words::NO_SALES_TITLE text=words::NO_SALES /> }.into_any()
            } else {
                view! { <History recent=recent /> }.into_any()
            }}
            {(!months.is_empty()).then(|| view! { <Months months=months /> })}
        </div>
    }
}

#[component]
fn Total(name: &'static str, number: i64) -> impl IntoView {
    view! {
        <div class="rounded-2xl border border-line bg-surface-raised p-5">
            <dt class="text-ink-muted">{name}</dt>
            <dd class="text-3xl font-semibold tabular-nums">{number}</dd>
        </div>
    }
}

/// A doctor at an ortomat: the code, the link and the picture that hangs on a wall, and what they have brought.
#[component]
pub fn PlaceCard(doctor: UserId, place: DoctorPlace, site: String) -> impl IntoView {
    let DoctorPlace {
        ortomat,
        code,
        total_points,
        total_sales,
        ..
    } = place;
    let link = format!("{site}{}", paths::catalog(&ortomat.id, Some(code.as_str())));
    let picture = view! {
        <QrCode
            text=link.clone()
            label=words::qr_code(&ortomat.name)
            class="h-44 w-44 rounded-lg border border-line"
        />
    };
    let image = paths::qr_code_image(&doctor, code.as_str());
    let file = format!("{code}.png");
    let shown_code = code.to_string();
    view! {
        <article class="space-y-4 rounded-2xl border border-line bg-surface-raised p-5">
            <div>
                <h3 class="text-lg font-semibold leading-snug">{ortomat.name.clone()}</h3>
                <p class="text-ink-muted">{shown_address(&ortomat)}</p>
            </div>
            <div class="flex flex-wrap items-start gap-x-6 gap-y-3">
                <div class="space-y-1 text-center">
                    {picture}
                    <ButtonLink look=Look::Quiet href=image attr:download=file>
                        {words::DOWNLOAD_QR}
                        <span class="sr-only">{ortomat.name}</span>
                    </ButtonLink>
                </div>
                <div class="min-w-48 grow">
                    <Facts>
                        <Fact name=words::CODE>
                            <span class="select-all font-mono">{shown_code}</span>
                        </Fact>
                        <Fact name=words::TOTAL_SALES>{total_sales}</Fact>
                        <Fact name=words::TOTAL_POINTS>{total_points}</Fact>
                    </Facts>
                </div>
            </div>
            <CopyText id=format!("link-{code}") label=words::REFERRAL_LINK value=link />
        </article>
    }
}

#[component]
fn History(recent: Vec<DoctorSale>) -> impl IntoView {
    let headers = vec![words::PRODUCT, words::DATE, words::ORTOMAT, words::SUM, words::POINTS];
    let rows = recent
        .into_iter()
        .map(|sale| {
            let (date, total) = (sale.completed_at.kyiv(), sale.total.to_string());
            let DoctorSale {
                product,
                ortomat,
                points,
                ..
            } = sale;
            view! {
                <Row>
                    <Cell heading=true>{product}</Cell>
                    <Cell label=words::DATE numeric=true>
                        {date}
                    </Cell>
                    <Cell label=words::ORTOMAT>{ortomat}</Cell>
                    <Cell label=words::SUM numeric=true>
                        {total}
                    </Cell>
                    <Cell label=words::POINTS numeric=true>
                        {points}
                    </Cell>
                </Row>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="space-y-4">
            <div>
                <h2 class="text-xl font-semibold">{words::HISTORY}</h2>
                <p class="text-ink-muted">{words::HISTORY_HINT}</p>
            </div>
            <DataTable caption=words::HISTORY headers=headers>
                {rows}
            </DataTable>
        </section>
    }
}

#[component]
fn Months(months: Vec<MonthOfSales>) -> impl IntoView {
    let headers = vec![words::MONTH, words::SALES, words::SUM, words::POINTS];
    let rows = months
        .into_iter()
        .map(|month| {
            let (name, revenue) = (words::month(&month.month), month.revenue.to_string());
            let MonthOfSales { sales, points, .. } = month;
            view! {
                <Row>
                    <Cell heading=true>{name}</Cell>
                    <Cell label=words::SALES numeric=true>
                        {sales}
                    </Cell>
                    <Cell label=words::SUM numeric=true>
                        {revenue}
                    </Cell>
                    <Cell label=words::POINTS numeric=true>
                        {points}
                    </Cell>
                </Row>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="space-y-4">
            <h2 class="text-xl font-semibold">{words::BY_MONTH}</h2>
            <DataTable caption=words::BY_MONTH headers=headers>
                {rows}
            </DataTable>
        </section>
    }
}
