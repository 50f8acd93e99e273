//! `/admin/ortomats`: all of the fleet. What is shown stands in the address, so that a link shows a colleague the same.

use super::presence::{Filling, Presence, Status};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        empty_state::EmptyState,
        field::{SelectField, TextField},
        icon::Glyph,
        notice::NotDone,
        pagination::Pagination,
        table::{Cell, DataTable, Row},
    },
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{frame::staff_page, person_fields::shown_address},
    texts::staff::ortomats as words,
};
use domain::{ortomat::OrtomatStatus, staff::people::Listing};
use engine::fleet::{OrtomatQuery, OrtomatRow, OrtomatSort};
use leptos::prelude::*;
use leptos_meta::Title;

/// What the address asks for.
#[derive(Clone, Debug)]
struct Asked(OrtomatQuery);

impl Asked {
    fn read() -> Self {
        Self(OrtomatQuery {
            search: Address::parameter("q").trim().to_owned(),
            status: Address::parameter("status").parse().ok(),
            sort: Address::parameter("sort").parse().unwrap_or(OrtomatSort::Name),
            page: Address::parameter("page").parse().unwrap_or(1),
        })
    }

    fn is_everything(&self) -> bool {
        self.0.search.is_empty() && self.0.status.is_none()
    }

    /// The same list at another page; what goes without saying is left out.
    fn at(&self, page: u64) -> String {
        let Self(query) = self;
        let search = (!query.search.is_empty()).then_some(query.search.as_str());
        let sort = (query.sort != OrtomatSort::Name).then_some(query.sort.as_str());
        let page = (page > 1).then(|| page.to_string());
        let status = query.status.map(OrtomatStatus::as_str);
        paths::with_query(
            paths::ORTOMATS.to_owned(),
            &[
                ("q", search),
                ("status", status),
                ("sort", sort),
                ("page", page.as_deref()),
            ],
        )
    }
}

#[component]
pub fn OrtomatsPage() -> impl IntoView {
    let (asked, problem) = (Asked::read(), Address::problem());
    staff_page(paths::ORTOMATS, move |actor| async move {
        let listing = engine()?.list_ortomats(&actor, &asked.0).await?;
        let any = listing.total > 0 || !asked.is_everything();
        Ok(view! {
            <Title text=words::TITLE />
            <div class="space-y-6">
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                    {any.then(|| view! { <AddButton /> })}
                </div>
                <NotDone why=problem.map(ApiError::message) />
                {if any {
                    view! { <List asked=asked listing=listing /> }.into_any()
                } else {
                    view! {
                        <EmptyState title=words::NOBODY text=words::NOBODY_HINT glyph=Glyph::Parcel>
                            <AddButton />
                        </EmptyState>
                    }
                        .into_any()
                }}
            </div>
        }
        .into_any())
    })
}

#[component]
fn AddButton() -> impl IntoView {
    view! {
        <ButtonLink look=Look::Primary href=paths::NEW_ORTOMAT>
            {words::ADD}
        </ButtonLink>
    }
}

#[component]
fn List(asked: Asked, listing: Listing<OrtomatRow>) -> impl IntoView {
    let filtered = !asked.is_everything();
    let rows = listing
        .items
        .into_iter()
        .map(|row| view! { <OrtomatLine row=row /> })
        .collect::<Vec<_>>();
    let headers = vec![
        words::ORTOMAT,
        words::PRESENCE,
        words::FILLING,
        words::LAST_SALE,
        words::STATUS,
        words::COURIER,
        words::ACTIONS,
    ];
    view! {
        <Search asked=asked.clone() />
        {filtered
            .then(|| {
                view! {
                    <p class="flex flex-wrap items-center gap-x-4 text-ink-muted">
                        {words::found(listing.total)}
                        <ButtonLink look=Look::Quiet href=paths::ORTOMATS small=true>
                            {words::SHOW_ALL}
                        </ButtonLink>
                    </p>
                }
            })}
        {if rows.is_empty() {
            view! { <EmptyState title=words::NOTHING_FOUND text=words::NOTHING_FOUND_HINT /> }.into_any()
        } else {
            view! {
                <DataTable caption=words::TITLE headers=headers>
                    {rows}
                </DataTable>
            }
                .into_any()
        }}
        <Pagination page=listing.page pages=listing.pages href=move |page| asked.at(page) />
    }
}

#[component]
fn Search(asked: Asked) -> impl IntoView {
    let Asked(query) = asked;
    let any = (String::new(), words::ANY_STATUS.to_owned());
    let statuses = OrtomatStatus::ALL
        .iter()
        .map(|status| (status.to_string(), words::status(*status).to_owned()));
    let statuses = std::iter::once(any).chain(statuses).collect();
    let sorts = OrtomatSort::ALL
        .iter()
        .map(|sort| (sort.to_string(), words::sort(*sort).to_owned()))
        .collect();
    let status = query.status.map(OrtomatStatus::as_str).unwrap_or_default();
    view! {
        <form method="get" action=paths::ORTOMATS role="search" class="flex flex-wrap items-end gap-3">
            <div class="w-full sm:w-80">
                <TextField
                    name="q"
                    kind="search"
                    label=words::SEARCH
                    placeholder=words::SEARCH_PLACEHOLDER
                    value=query.search
                />
            </div>
            <div class="min-w-0 grow basis-36 sm:grow-0 sm:basis-auto">
                <SelectField name="status" label=words::STATUS options=statuses selected=status />
            </div>
            <div class="min-w-0 grow basis-36 sm:grow-0 sm:basis-auto">
                <SelectField name="sort" label=words::SORT options=sorts selected=query.sort.as_str() />
            </div>
            <SubmitButton look=Look::Secondary>{words::SHOW}</SubmitButton>
        </form>
    }
}

#[component]
fn OrtomatLine(row: OrtomatRow) -> impl IntoView {
    let (id, name) = (row.line.id.clone(), row.line.name.clone());
    let (to_edit, to_cells) = (name.clone(), name.clone());
    let address = shown_address(&row.line);
    let (online, last_seen, status) = (row.online, row.last_seen, row.status);
    let sold = row.last_sale_at.map(|at| at.kyiv());
    let sold = sold.unwrap_or_else(|| words::NEVER_SOLD.to_owned());
    let courier = row.courier.as_ref().map(|name| name.full());
    let courier = courier.unwrap_or_else(|| words::NO_COURIER.to_owned());
    let sells_offline = (row.sells_offline && !online).then_some(words::SELLS_OFFLINE_TOO);
    view! {
        <Row>
            <Cell heading=true>
                {name} <span class="block text-sm font-normal text-ink-muted">{address}</span>
            </Cell>
            <Cell label=words::PRESENCE>
                <Presence online=online last_seen=last_seen />
                {sells_offline.map(|text| view! { <p class="text-sm text-ink-muted">{text}</p> })}
            </Cell>
            <Cell label=words::FILLING>
                <Filling row=row />
            </Cell>
            <Cell label=words::LAST_SALE>{sold}</Cell>
            <Cell label=words::STATUS>
                <Status status=status />
            </Cell>
            <Cell label=words::COURIER>{courier}</Cell>
            <Cell>
                <div class="flex flex-wrap items-center gap-x-5 md:flex-col md:items-start">
                    <ButtonLink look=Look::Quiet href=paths::cells(&id) small=true>
                        {words::CELLS}
                        <span class="sr-only">{to_cells}</span>
                    </ButtonLink>
                    <ButtonLink look=Look::Quiet href=paths::ortomat(&id) small=true>
                        {words::EDIT}
                        <span class="sr-only">{to_edit}</span>
                    </ButtonLink>
                </div>
            </Cell>
        </Row>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_page_keeps_the_filters() {
        let mut asked = Asked(OrtomatQuery::default());
        assert!(asked.is_everything());
        assert_eq!(asked.at(1), "/admin/ortomats");
        asked.0.search = "Київ".to_owned();
        asked.0.status = Some(OrtomatStatus::Maintenance);
        asked.0.sort = OrtomatSort::Fill;
        assert!(!asked.is_everything());
        assert_eq!(
            asked.at(2),
            "/admin/ortomats?q=%D0%9A%D0%B8%D1%97%D0%B2&status=maintenance&sort=fill&page=2"
        );
    }
}
