//! `/admin/products`: the list. What is shown stands in the address, so that a link shows a colleague the same.

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        dialog::{Dialog, DialogButton, DialogCloseButton},
        empty_state::EmptyState,
        field::{SelectField, TextField},
        notice::NotDone,
        pagination::Pagination,
        picture::Picture,
        table::{Cell, DataTable, Row},
    },
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::frame::staff_page,
    texts::{self, staff::products as words},
};
use domain::staff::people::Listing;
use engine::products::{ProductQuery, ProductRow, ProductSort};
use leptos::prelude::*;
use leptos_meta::Title;

fn asked() -> ProductQuery {
    ProductQuery {
        search: Address::parameter("q").trim().to_owned(),
        sort: Address::parameter("sort").parse().unwrap_or(ProductSort::Name),
        page: Address::parameter("page").parse().unwrap_or(1),
    }
}

/// The same list at another page; what goes without saying is left out.
fn address(query: &ProductQuery, page: u64) -> String {
    let sort = (query.sort != ProductSort::Name).then_some(query.sort.as_str());
    let search = (!query.search.is_empty()).then_some(query.search.as_str());
    let page = (page > 1).then(|| page.to_string());
    paths::with_query(
        paths::PRODUCTS.to_owned(),
        &[("q", search), ("sort", sort), ("page", page.as_deref())],
    )
}

#[component]
pub fn ProductsPage() -> impl IntoView {
    let (query, problem) = (asked(), Address::problem());
    staff_page(paths::PRODUCTS, move |actor| async move {
        let listing = engine()?.list_products(&actor, &query).await?;
        let any = listing.total > 0 || !query.search.is_empty();
        Ok(view! {
            <Title text=words::TITLE />
            <div class="space-y-6">
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                    {any.then(|| view! { <AddButton /> })}
                </div>
                <NotDone why=problem.map(ApiError::message) />
                {if any {
                    view! { <List query=query listing=listing /> }.into_any()
                } else {
                    view! {
                        <EmptyState title=words::NOBODY text=words::NOBODY_HINT>
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
        <ButtonLink look=Look::Primary href=paths::NEW_PRODUCT>
            {words::ADD}
        </ButtonLink>
    }
}

#[component]
fn List(query: ProductQuery, listing: Listing<ProductRow>) -> impl IntoView {
    let searched = !query.search.is_empty();
    let rows = listing
        .items
        .into_iter()
        .zip(1_usize..)
        .map(|(row, number)| view! { <ProductLine row=row number=number /> })
        .collect::<Vec<_>>();
    let headers = vec![words::PRODUCT, words::PRICE, words::LIES, words::POINTS, words::ACTIONS];
    let count = match searched {
        true => words::found(listing.total),
        false => words::total(listing.total),
    };
    view! {
        <Search query=query.clone() />
        <p class="flex flex-wrap items-center gap-x-4 text-ink-muted">
            {count}
            {searched
                .then(|| {
                    view! {
                        <ButtonLink look=Look::Quiet href=paths::PRODUCTS small=true>
                            {words::SHOW_ALL}
                        </ButtonLink>
                    }
                })}
        </p>
        {if rows.is_empty() {
            view! { <EmptyState title=words::NOTHING_FOUND text=words::NOTHING_FOUND_HINT /> }.into_any()
        } else {
            view! {
                <DataTable caption=words::LIST headers=headers>
                    {rows}
                </DataTable>
            }
                .into_any()
        }}
        <Pagination page=listing.page pages=listing.pages href=move |page| address(&query, page) />
    }
}

#[component]
fn Search(query: ProductQuery) -> impl IntoView {
    let sorts = ProductSort::ALL
        .iter()
        .map(|sort| (sort.as_str().to_owned(), words::sort(*sort).to_owned()))
        .collect();
    view! {
        <form method="get" action=paths::PRODUCTS role="search" class="flex flex-wrap items-end gap-3">
            <div class="w-full sm:w-80">
                <TextField
                    name="q"
                    kind="search"
                    label=words::SEARCH
                    placeholder=words::SEARCH_PLACEHOLDER
                    value=query.search
                />
            </div>
            <div class="min-w-0 grow sm:grow-0">
                <SelectField name="sort" label=words::SORT options=sorts selected=query.sort.as_str() />
            </div>
            <SubmitButton look=Look::Secondary>{words::SHOW}</SubmitButton>
        </form>
    }
}

#[component]
fn ProductLine(row: ProductRow, number: usize) -> impl IntoView {
    let product = row.product.clone();
    let (name, whom) = (product.name.clone(), product.name.clone());
    let about = format!("{} · {}", product.sku, texts::size_name(&product.size));
    let thumbnail = product.images.first().cloned();
    let edit = paths::edit_product(&product.id);
    view! {
        <Row>
            <Cell heading=true>
                <div class="flex items-center gap-4">
                    <div class="w-16 shrink-0 overflow-hidden rounded-lg border border-line">
                        <Picture src=thumbnail alt="" />
                    </div>
                    <div class="min-w-0">
                        {name}
                        <p class="break-words text-sm font-normal text-ink-muted">{about}</p>
                    </div>
                </div>
            </Cell>
            <Cell label=words::PRICE numeric=true>
                {product.price.to_string()}
            </Cell>
            <Cell label=words::LIES>{words::lies(row.cells_assigned, row.filled)}</Cell>
            <Cell label=words::POINTS numeric=true>
                {product.referral_points}
            </Cell>
            <Cell>
                <div class="flex flex-wrap items-center gap-x-5 sm:flex-nowrap">
                    <ButtonLink look=Look::Quiet href=edit small=true>
                        {words::EDIT}
                        <span class="sr-only">{whom}</span>
                    </ButtonLink>
                    <Delete row=row number=number />
                </div>
            </Cell>
        </Row>
    }
}

/// Asks before it deletes, or says why that cannot be. The dialog is named by the row's number: an id may hold what
/// cannot stand in a selector.
#[component]
fn Delete(row: ProductRow, number: usize) -> impl IntoView {
    let dialog = format!("delete-{number}");
    let target = dialog.clone();
    let ProductRow {
        product,
        cells_assigned,
        version,
        ..
    } = row;
    let content = if cells_assigned > 0 {
        let places = format!("{}#places", paths::edit_product(&product.id));
        view! {
            <Dialog id=dialog.clone() title=words::IN_USE_TITLE>
                <p>{words::in_use_text(&product.name, cells_assigned)}</p>
                <div class="flex flex-wrap justify-end gap-3">
                    <DialogCloseButton target=dialog text=words::CANCEL />
                    <ButtonLink look=Look::Primary href=places>
                        {words::TO_PLACES}
                    </ButtonLink>
                </div>
            </Dialog>
        }
        .into_any()
    } else {
        view! {
            <Dialog id=dialog.clone() title=words::DELETE_TITLE>
                <p>{words::delete_text(&product.name)}</p>
                <form method="post" action=paths::DELETE_PRODUCT class="flex flex-wrap justify-end gap-3">
                    <input type="hidden" name="product" value=product.id.to_string() />
                    <input type="hidden" name="version" value=version.to_string() />
                    <DialogCloseButton target=dialog text=words::CANCEL />
                    <SubmitButton look=Look::Danger>{words::DELETE}</SubmitButton>
                </form>
            </Dialog>
        }
        .into_any()
    };
    view! {
        <DialogButton target=target look=Look::Quiet text=words::DELETE small=true />
        {content}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_page_keeps_the_filters() {
        let mut query = ProductQuery::default();
        assert_eq!(address(&query, 1), "/admin/products");
        query.search = "бинт".to_owned();
        query.sort = ProductSort::Price;
        assert_eq!(
            address(&query, 2),
            "/admin/products?q=%D0%B1%D0%B8%D0%BD%D1%82&sort=price&page=2"
        );
    }
}
