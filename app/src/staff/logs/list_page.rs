//! `/admin/logs`: what happened, the newest first, fifty a page.

use super::{
    asked::Asked,
    filters::{Counters, FilterForm},
    severity::SeverityMark,
};
use crate::{
    components::{
        button::{ButtonLink, Look},
        empty_state::EmptyState,
        error_summary::ErrorSummary,
        icon::{Glyph, Icon},
        page_turner::PageTurner,
        table::{Cell, DataTable, Row},
    },
    page::{Address, engine},
    paths,
    staff::frame::staff_page,
    texts::staff::logs as words,
};
use engine::{
    desk::Page,
    logs::{LogCounters, LogOrder, LogRow},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn LogsPage() -> impl IntoView {
    let asked = Asked::read(&Address::query());
    staff_page(paths::LOGS, move |actor| async move {
        let engine = engine()?;
        let counters = engine.count_logs(&actor, &asked.query).await?;
        let page = engine.list_logs(&actor, &asked.query).await?;
        let choices = engine.log_choices(&actor).await?;
        let errors = [("from", &asked.from.error), ("to", &asked.to.error)]
            .into_iter()
            .filter_map(|(id, error)| Some((id.to_owned(), error.clone()?)))
            .collect();
        let export = asked.export();
        Ok(view! {
            <Title text=words::TITLE />
            <div class="space-y-6">
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                    <ButtonLink look=Look::Secondary href=export attr:download="">
                        <Icon glyph=Glyph::Download />
                        {words::DOWNLOAD}
                    </ButtonLink>
                </div>
                <ErrorSummary errors=errors />
                <Counters asked=asked.clone() counters=counters.clone() />
                <FilterForm asked=asked.clone() choices=choices />
                <Entries asked=asked counters=counters page=page />
            </div>
        }
        .into_any())
    })
}

#[component]
fn Entries(asked: Asked, counters: LogCounters, page: Page<LogRow>) -> impl IntoView {
    let Page { items, newer, older } = page;
    let is_empty = items.is_empty();
    let total = counters.total;
    let found = (!is_empty).then(|| view! { <p class="text-ink-muted">{words::found(total.counted, total.more)}</p> });
    let older_name = if is_empty { words::SEARCH_ON } else { words::OLDER };
    let (newer, older) = (newer.map(|it| asked.at(&it)), older.map(|it| asked.at(&it)));
    let newest = asked.list();
    let list = if is_empty {
        view! { <NoEntries filtered=asked.is_filtered() searching=older.is_some() /> }.into_any()
    } else {
        let headers = vec![
            words::TIME,
            words::SEVERITIES,
            words::MESSAGE,
            words::PERSON,
            words::ORTOMAT,
            words::ORDER,
        ];
        let rows = items
            .into_iter()
            .map(|row| view! { <EntryRow href=asked.entry(&row.id) row=row /> })
            .collect::<Vec<_>>();
        view! {
            <DataTable caption=words::TITLE headers=headers>
                {rows}
            </DataTable>
        }
        .into_any()
    };
    view! {
        {found}
        {list}
        <PageTurner newest=newest newer=newer older=older older_name=older_name />
    }
}

/// Why there is nothing, and what to do about it.
#[component]
fn NoEntries(filtered: bool, searching: bool) -> impl IntoView {
    let (title, text) = match (searching, filtered) {
        (true, _) => (words::NOTHING_FOUND_YET, words::NOTHING_FOUND_YET_HINT),
        (false, true) => (words::NOTHING_FOUND, words::NOTHING_FOUND_HINT),
        (false, false) => (words::EMPTY, words::EMPTY_HINT),
    };
    if filtered {
        view! {
            <EmptyState title=title text=text glyph=Glyph::Clock>
                <ButtonLink look=Look::Secondary href=paths::LOGS>
                    {words::CLEAR}
                </ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <EmptyState title=title text=text glyph=Glyph::Clock /> }.into_any()
    }
}

#[component]
fn EntryRow(row: LogRow, href: String) -> impl IntoView {
    let LogRow {
        at,
        severity,
        message,
        by,
        ortomat,
        cell,
        order,
        ..
    } = row;
    let person = by.map_or_else(
        || words::SYSTEM.to_owned(),
        |by| by.name.unwrap_or_else(|| by.id.to_string()),
    );
    let ortomat = ortomat.map(|ortomat| view! { <p>{ortomat.name}</p> });
    let cell = cell.map(|cell| view! { <p class="text-sm text-ink-muted">{words::in_cell(cell)}</p> });
    let order = order.map(|order| view! { <OrderLink order=order /> });
    view! {
        <Row>
            <Cell numeric=true label=words::TIME>
                <time datetime=at.to_string()>{at.kyiv_seconds()}</time>
            </Cell>
            <Cell label=words::SEVERITIES>
                <SeverityMark severity=severity />
            </Cell>
            <Cell heading=true>
                <a href=href class="inline-flex min-h-11 items-center font-medium text-ink underline-offset-4 hover:text-accent hover:underline">
                    {message}
                </a>
            </Cell>
            <Cell label=words::PERSON>{person}</Cell>
            <Cell label=words::ORTOMAT>{ortomat} {cell}</Cell>
            <Cell label=words::ORDER>{order}</Cell>
        </Row>
    }
}

/// The last group of the number is enough to tell one order from another; the whole one is read out.
#[component]
fn OrderLink(order: LogOrder) -> impl IntoView {
    let number = order.number.to_string();
    let shown = number.rsplit('-').next().unwrap_or_default().to_owned();
    view! {
        <a
            href=paths::order_file(&order.id)
            aria-label=number.clone()
            title=number
            class="inline-flex min-h-11 items-center text-accent underline-offset-4 hover:underline"
        >
            {shown}
        </a>
    }
}
