//! What the page of a brought file says before everything is replaced, and afterwards.

use super::restore_page::Forget;
use crate::{
    components::{
        button::{Look, SubmitButton},
        disclosure::Disclosure,
        field::TextField,
        notice::{Notice, Tone},
        table::{Cell, DataTable, Row},
    },
    draft::Draft,
    paths,
    staff::forms::backups::field,
    texts::staff::{backup as words, payments},
};
use engine::backup::{Check, PasswordLink, Preview, Report, Unsettled};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// A file that can be restored: what would happen, and the question.
#[component]
pub fn Ready(id: String, name: String, preview: Arc<Preview>, draft: Option<Draft>) -> impl IntoView {
    let check = &preview.check;
    let error = draft.as_ref().and_then(|draft| draft.error(field::WORD));
    let file = words::file(&name, &check.timestamp);
    let open = (check.open_orders > 0).then(|| words::open_orders(check.open_orders));
    let unsettled = preview.unsettled.clone();
    view! {
        <section class="space-y-4">
            <div>
                <h2 class="text-xl font-semibold">{words::READY}</h2>
                <p class="break-words text-ink-muted">{file}</p>
            </div>
            <Tables check=check.clone() now=Some(preview.now.clone()) />
            <Changes check=check.clone() />
        </section>
        {open.map(|open| view! { <Notice tone=Tone::Warn>{open}</Notice> })}
        {(!unsettled.is_empty())
            .then(|| view! { <UnsettledOrders orders=unsettled hint=words::UNSETTLED_NOW /> })}
        <section class="space-y-4 rounded-2xl border border-line bg-surface-raised p-5">
            <div class="space-y-1">
                <h2 class="text-xl font-semibold">{words::CONFIRM_TITLE}</h2>
                <p class="text-ink-muted">{words::CONFIRM_HINT}</p>
            </div>
            <form method="post" action=paths::CONFIRM_RESTORE class="max-w-md space-y-4">
                <input type="hidden" name=field::UPLOAD value=id />
                <TextField name=field::WORD label=words::WORD_LABEL error=error autocomplete="off" required=true />
                <SubmitButton look=Look::Danger>{words::REPLACE}</SubmitButton>
            </form>
            <Forget />
        </section>
    }
}

/// After everything was replaced: what is done, and what people still have to do.
#[component]
pub fn Restored(report: Arc<Report>, site: String) -> impl IntoView {
    let restored = &report.restored;
    let safety = restored
        .safety_backup
        .as_ref()
        .map(|file| words::safety(&file.display().to_string()));
    let some = |count: u64, say: fn(u64) -> String| (count > 0).then(|| say(count));
    let to_do = [
        some(restored.blocked_cells, words::blocked_cells),
        some(restored.without_secret, words::without_secret),
        some(restored.check.open_orders, words::open_orders),
    ]
    .into_iter()
    .flatten()
    .map(|sentence| view! { <Notice tone=Tone::Warn>{sentence}</Notice> })
    .collect::<Vec<_>>();
    let pictures = (restored.pictures > 0).then(|| view! { <p>{words::pictures(restored.pictures)}</p> });
    let unsettled = restored.unsettled.clone();
    let links = report.links.clone();
    view! {
        <Notice tone=Tone::Ok title=words::DONE>
            <p class="break-words">{safety}</p>
        </Notice>
        {pictures}
        {to_do}
        {(!unsettled.is_empty())
            .then(|| view! { <UnsettledOrders orders=unsettled hint=words::UNSETTLED_THEN /> })}
        {(!links.is_empty()).then(|| view! { <Links links=links site=site /> })}
        <Tables check=restored.check.clone() now=None />
        <Changes check=restored.check.clone() />
        <Forget name=words::CLOSE />
    }
}

#[component]
fn Tables(check: Check, now: Option<BTreeMap<&'static str, u64>>) -> impl IntoView {
    let mut headers = vec![words::TABLE];
    headers.extend(now.as_ref().map(|_| words::NOW));
    headers.extend([words::WILL_BE, words::CHANGED, words::LEFT_OUT]);
    let rows = check
        .tables
        .into_iter()
        .map(|(key, table)| (key, table, now.as_ref().map(|now| now.get(key).copied().unwrap_or(0))))
        // What is empty and stays so tells nobody anything.
        .filter(|(_, table, now)| table.found + table.kept > 0 || now.is_some_and(|now| now > 0))
        .map(|(key, table, now)| {
            view! {
                <Row>
                    <Cell heading=true>{words::table(key).to_owned()}</Cell>
                    {now.map(|now| view! { <Cell label=words::NOW sum=true>{now}</Cell> })}
                    <Cell label=words::WILL_BE sum=true>
                        {table.kept}
                    </Cell>
                    <Cell label=words::CHANGED sum=true>
                        {table.changed}
                    </Cell>
                    <Cell label=words::LEFT_OUT sum=true>
                        {table.left_out}
                    </Cell>
                </Row>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <DataTable
            caption=words::READY
            headers=headers
            sums=&[words::NOW, words::WILL_BE, words::CHANGED, words::LEFT_OUT]
        >
            {rows}
        </DataTable>
    }
}

/// What cannot stay as it stands in the file, counted and one by one.
#[component]
fn Changes(check: Check) -> impl IntoView {
    if check.changes.is_empty() {
        return None;
    }
    let counts = check
        .changes
        .iter()
        .map(|((table, change), count)| view! { <li>{words::change_count(table, *count, *change)}</li> })
        .collect::<Vec<_>>();
    let all: u64 = check.changes.values().sum();
    let notes = check
        .notes
        .iter()
        .filter(|note| note.row > 0)
        .map(|note| view! { <li class="break-words">{words::note(note)}</li> })
        .collect::<Vec<_>>();
    let is_cut = u64::try_from(notes.len()).is_ok_and(|told| told < all);
    Some(view! {
        <div class="space-y-3">
            <h3 class="font-medium">{words::CHANGES}</h3>
            <ul class="list-disc space-y-1 pl-5">{counts}</ul>
            {(!notes.is_empty())
                .then(|| {
                    view! {
                        <Disclosure title=words::EVERY_CHANGE>
                            <ul class="list-disc space-y-1 pl-5 text-sm">{notes}</ul>
                            {is_cut.then(|| view! { <p class="pt-2 text-ink-muted">{words::FIRST_CHANGES}</p> })}
                        </Disclosure>
                    }
                })}
        </div>
    })
}

#[component]
fn UnsettledOrders(orders: Vec<Unsettled>, hint: &'static str) -> impl IntoView {
    let headers = vec![words::ORDER, words::PRODUCT, words::SUM, words::PHASE, words::INVOICE];
    let rows = orders
        .into_iter()
        .map(|order| {
            view! {
                <Row>
                    <Cell heading=true>{order.number}</Cell>
                    <Cell label=words::PRODUCT>{order.product}</Cell>
                    <Cell label=words::SUM sum=true>
                        {order.total.to_string()}
                    </Cell>
                    <Cell label=words::PHASE>{payments::phase(order.phase)}</Cell>
                    <Cell label=words::INVOICE>
                        <span class="break-all">
                            {order.invoice.unwrap_or_else(|| words::NO_INVOICE.to_owned())}
                        </span>
                    </Cell>
                </Row>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="space-y-3">
            <div>
                <h2 class="text-xl font-semibold">{words::UNSETTLED}</h2>
                <p class="text-ink-muted">{hint}</p>
            </div>
            <DataTable caption=words::UNSETTLED headers=headers sums=&[words::SUM]>
                {rows}
            </DataTable>
        </section>
    }
}

#[component]
fn Links(links: Vec<PasswordLink>, site: String) -> impl IntoView {
    let lines = links
        .into_iter()
        .map(|PasswordLink { person, token }| {
            let way_in = match token {
                Some(token) => view! {
                    <output class="block select-all break-all font-mono text-sm">
                        {format!("{site}{}", paths::reset_password(&token))}
                    </output>
                }
                .into_any(),
                None => view! { <p class="text-sm text-ink-muted">{words::TERMINAL_LINK}</p> }.into_any(),
            };
            view! {
                <li class="space-y-1">
                    <p class="break-words font-medium">{format!("{} ({})", person.name, person.email)}</p>
                    {way_in}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="space-y-3">
            <div>
                <h2 class="text-xl font-semibold">{words::LINKS}</h2>
                <p class="text-ink-muted">{words::LINKS_HINT}</p>
            </div>
            <ul class="space-y-4">{lines}</ul>
        </section>
    }
}
