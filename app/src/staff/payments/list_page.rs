//! `/admin/payments`: orders and what was paid for them. What is shown stands in the address, so that a link shows a
//! colleague the same.

use super::{
    filter::{Filter, Shown, field},
    tone,
};
use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look, SubmitButton},
        empty_state::EmptyState,
        field::{SelectField, TextField},
        icon::Glyph,
        notice::{NotDone, Notice, Tone},
        page_turner::PageTurner,
        table::{Cell, DataTable, Row},
        tabs::{TabItem, Tabs},
    },
    page::{Address, engine},
    paths,
    staff::frame::staff_page,
    texts::staff::payments as words,
};
use domain::{Money, PhoneNumber, ortomat::Ortomat};
use engine::desk::{Cursor, OrderRow, Page};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn PaymentsPage() -> impl IntoView {
    let (mut filter, problem) = (Filter::read(Address::parameter), Address::problem());
    staff_page(paths::PAYMENTS, move |actor| async move {
        let engine = engine()?;
        let waiting = engine.count_orders_in_review(&actor).await?;
        let ortomats = engine.ortomats().await?;
        filter.know(&ortomats);
        let page = match filter.query() {
            Some(query) => Some(engine.list_orders(&actor, query).await?),
            None => None,
        };
        let export = page
            .as_ref()
            .filter(|page| !page.items.is_empty())
            .map(|_| filter.at(paths::PAYMENTS_EXPORT, None));
        let is_queue = filter.is_queue();
        let tabs = vec![
            TabItem {
                href: paths::PAYMENTS.to_owned(),
                label: words::ALL.to_owned(),
                current: !is_queue,
            },
            TabItem {
                href: Filter::queue(),
                label: words::queue(waiting),
                current: is_queue,
            },
        ];
        Ok(view! {
            <Title text=words::TITLE />
            <div class="space-y-6">
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                    {export
                        .map(|href| {
                            view! {
                                <ButtonLink look=Look::Secondary href=href small=true>
                                    {words::EXPORT}
                                </ButtonLink>
                            }
                        })}
                </div>
                <NotDone why=problem.map(words::problem) />
                <Tabs label=words::KINDS items=tabs />
                {(waiting > 0 && !is_queue).then(|| view! { <Queue waiting=waiting /> })}
                <Filters filter=filter.clone() ortomats=ortomats />
                <Found filter=filter page=page />
            </div>
        }
        .into_any())
    })
}

/// What cannot wait, before everything else.
#[component]
fn Queue(waiting: u64) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warn>
            <p>
                {words::waiting(waiting)} " "
                <a href=Filter::queue() class="font-semibold underline underline-offset-4">
                    {words::DECIDE_NOW}
                </a>
            </p>
        </Notice>
    }
}

#[component]
fn Filters(filter: Filter, ortomats: Vec<Ortomat>) -> impl IntoView {
    let typed = filter.clone();
    let all = (String::new(), words::EVERY_STATUS.to_owned());
    let statuses = std::iter::once(all)
        .chain(
            Shown::ALL
                .iter()
                .map(|shown| (shown.as_str().to_owned(), shown.label())),
        )
        .collect();
    let places = std::iter::once((String::new(), words::ALL_ORTOMATS.to_owned()))
        .chain(
            ortomats
                .into_iter()
                .map(|ortomat| (ortomat.id.to_string(), ortomat.name)),
        )
        .collect();
    let clear = filter
        .is_narrow()
        .then(|| view! { <ButtonLink look=Look::Quiet href=paths::PAYMENTS>{words::CLEAR}</ButtonLink> });
    view! {
        <form method="get" action=paths::PAYMENTS role="search" aria-label=words::FILTERS class="space-y-4">
            <div class="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
                <TextField
                    name=field::NUMBER
                    label=words::NUMBER
                    error=filter.error(field::NUMBER)
                    value=typed.number
                    placeholder="ORD-…"
                    autocomplete="off"
                />
                <TextField
                    name=field::PHONE
                    kind="tel"
                    label=words::PHONE
                    error=filter.error(field::PHONE)
                    value=typed.phone
                    placeholder="+38 (0XX) XXX-XX-XX"
                    autocomplete="off"
                />
                <SelectField
                    name=field::STATUS
                    label=words::STATUS
                    error=filter.error(field::STATUS)
                    options=statuses
                    selected=typed.status
                />
                <SelectField
                    name=field::ORTOMAT
                    label=words::ORTOMAT
                    error=filter.error(field::ORTOMAT)
                    options=places
                    selected=typed.ortomat
                />
                <TextField
                    name=field::FROM
                    kind="date"
                    label=words::FROM
                    error=filter.error(field::FROM)
                    value=typed.from
                />
                <TextField
                    name=field::TO
                    kind="date"
                    label=words::TO
                    error=filter.error(field::TO)
                    value=typed.to
                />
            </div>
            <div class="flex flex-wrap items-center gap-x-6 gap-y-2">
                <SubmitButton look=Look::Secondary>{words::SHOW}</SubmitButton>
                {clear}
            </div>
        </form>
    }
}

#[component]
fn Found(filter: Filter, page: Option<Page<OrderRow>>) -> impl IntoView {
    let Some(page) = page else {
        return view! { <Notice tone=Tone::Danger>{words::WRONG_FILTER}</Notice> }.into_any();
    };
    if page.items.is_empty() {
        let (title, text, glyph) = match (filter.is_queue(), filter.is_narrow()) {
            (true, _) => (words::NOTHING_TO_DECIDE, words::NOTHING_TO_DECIDE_HINT, Glyph::Check),
            (false, true) => (words::NOTHING_FOUND, words::NOTHING_FOUND_HINT, Glyph::Card),
            (false, false) => (words::NOTHING_YET, words::NOTHING_YET_HINT, Glyph::Card),
        };
        return view! { <EmptyState title=title text=text glyph=glyph /> }.into_any();
    }
    let everything = page.newer.is_none() && page.older.is_none();
    let totals = Totals::of(&page.items, everything).words();
    let rows = page
        .items
        .into_iter()
        .map(|order| view! { <OrderLine order=order /> })
        .collect::<Vec<_>>();
    let headers = vec![
        words::ORDER,
        words::PRODUCT,
        words::PLACE,
        words::PAID,
        words::RETURNED,
        words::STATUS,
    ];
    let turned = |cursor: Option<Cursor>| cursor.map(|cursor| filter.at(paths::PAYMENTS, Some(&cursor)));
    let newest = filter.at(paths::PAYMENTS, None);
    let (newer, older) = (turned(page.newer), turned(page.older));
    view! {
        <p role="status" class="text-ink-muted">
            {totals}
        </p>
        <DataTable caption=words::LIST headers=headers sums=&[words::PAID, words::RETURNED]>
            {rows}
        </DataTable>
        <PageTurner newest=newest newer=newer older=older />
    }
    .into_any()
}

/// What the orders of a page come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Totals {
    orders: u64,
    paid: Money,
    returned: Money,
    /// There are no others that the filters let pass.
    everything: bool,
}

impl Totals {
    fn of(orders: &[OrderRow], everything: bool) -> Self {
        let sum = |part: fn(&OrderRow) -> Money| {
            let kopiykas = orders.iter().map(|order| part(order).kopiykas());
            Money::from_kopiykas(kopiykas.fold(0_i64, i64::saturating_add))
        };
        Self {
            orders: u64::try_from(orders.len()).unwrap_or(u64::MAX),
            paid: sum(|order| order.paid),
            returned: sum(|order| order.refunded),
            everything,
        }
    }

    fn words(self) -> String {
        let number = words::shown(self.orders, self.everything);
        let paid = words::paid_sum(self.paid);
        match self.returned.is_positive() {
            true => format!("{number}: {paid}, {}.", words::returned_sum(self.returned)),
            false => format!("{number}: {paid}."),
        }
    }
}

#[component]
fn OrderLine(order: OrderRow) -> impl IntoView {
    let place = match (&order.ortomat, order.cell) {
        (Some(ortomat), Some(cell)) => format!("{}, {}", ortomat.name, words::cell(&cell.to_string())),
        (Some(ortomat), None) => ortomat.name.clone(),
        (None, _) => words::NO_ORTOMAT.to_owned(),
    };
    let reason = order
        .reason
        .map(|reason| view! { <p class="text-sm text-ink-muted">{words::reason(reason)}</p> });
    let phone = order
        .phone
        .as_ref()
        .map(PhoneNumber::formatted)
        .map(|phone| view! { <p class="font-normal text-ink-muted">{phone}</p> });
    view! {
        <Row>
            <Cell heading=true>
                <a
                    href=paths::order_file(&order.id)
                    class="inline-flex min-h-11 items-center break-words text-accent underline-offset-4 hover:underline"
                >
                    {order.number.to_string()}
                </a>
                <p class="text-sm font-normal text-ink-muted">{order.created_at.kyiv()}</p>
                {phone}
            </Cell>
            <Cell label=words::PRODUCT>{order.product}</Cell>
            <Cell label=words::PLACE>{place}</Cell>
            <Cell label=words::PAID sum=true>
                {some_sum(order.paid)}
            </Cell>
            <Cell label=words::RETURNED sum=true>
                {some_sum(order.refunded)}
            </Cell>
            <Cell label=words::STATUS>
                <Badge tone=tone(order.phase) text=words::phase(order.phase) />
                {reason}
            </Cell>
        </Row>
    }
}

/// Nothing is a dash: a column of zeros hides the sums.
fn some_sum(sum: Money) -> String {
    match sum.is_positive() {
        true => sum.to_string(),
        false => "—".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Timestamp, order::Phase};

    fn order(paid: i64, refunded: i64) -> OrderRow {
        OrderRow {
            id: "o".parse().unwrap(),
            number: "ORD-1".parse().unwrap(),
            created_at: Timestamp::from_millis(0),
            completed_at: None,
            ortomat: None,
            cell: None,
            product: "Ортез".to_owned(),
            total: Money::from_kopiykas(125_050),
            phase: Phase::Completed,
            reason: None,
            payment: None,
            paid: Money::from_kopiykas(paid),
            refunded: Money::from_kopiykas(refunded),
            doctor: None,
            referral_code: None,
            phone: None,
        }
    }

    #[test]
    fn a_page_says_what_it_comes_to_and_whether_that_is_all() {
        let words = |orders: &[OrderRow], everything| Totals::of(orders, everything).words().replace('\u{a0}', " ");
        assert_eq!(
            words(&[order(125_050, 30_000), order(0, 0)], true),
            "Усього 2 замовлення: оплачено 1 250,50 ₴, повернуто 300,00 ₴."
        );
        assert_eq!(
            words(&[order(100, 0)], false),
            "На цій сторінці 1 замовлення: оплачено 1,00 ₴."
        );
    }
}
