//! `/admin/logs/{entry}`: one entry with all that was written down about it.

use super::{asked::Asked, metadata::Metadata, severity::SeverityMark};
use crate::{
    components::{
        back_link::BackLink,
        disclosure::Disclosure,
        facts::{Fact, Facts},
    },
    customer::frame::Problem,
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::frame::staff_page,
    texts::staff::{self, logs as words},
};
use engine::logs::{LogEntry, LogRow};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn LogEntryPage() -> impl IntoView {
    let (entry, asked) = (Address::log_entry_in_path(), Asked::read(&Address::query()));
    staff_page(paths::LOGS, move |actor| async move {
        let Some(entry) = entry else {
            return Ok(view! { <Problem error=ApiError::NoSuchEntry /> }.into_any());
        };
        let LogEntry { row, metadata } = engine()?.log_entry(&actor, &entry).await?;
        let title = row.message.clone();
        let json = serde_json::to_string_pretty(&metadata).unwrap_or_default();
        let details = if metadata.is_empty() {
            view! { <p class="text-ink-muted">{words::NO_DETAILS}</p> }.into_any()
        } else {
            view! {
                <div class="space-y-4">
                    <Metadata metadata=metadata kind=row.known_kind() />
                    <Disclosure title=words::JSON>
                        <pre class="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm">{json}</pre>
                    </Disclosure>
                </div>
            }
            .into_any()
        };
        Ok(view! {
            <Title text=title.clone() />
            <div class="mx-auto max-w-3xl space-y-6">
                <div class="space-y-2">
                    <BackLink href=asked.back() text=words::BACK />
                    <h1 class="break-words text-2xl font-semibold sm:text-3xl">{title}</h1>
                </div>
                <section class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                    <About row=row />
                </section>
                <section class="space-y-3">
                    <h2 class="text-xl font-semibold">{words::DETAILS}</h2>
                    {details}
                </section>
            </div>
        }
        .into_any())
    })
}

const LINK: &str = "-my-2.5 inline-flex min-h-11 items-center break-all text-accent underline-offset-4 hover:underline";

/// Who, where, when, and about which order.
#[component]
fn About(row: LogRow) -> impl IntoView {
    let kind = row
        .known_kind()
        .map_or_else(|| row.kind.clone(), |kind| words::kind(kind).to_owned());
    let (at, severity, category) = (row.at, row.severity, words::category(row.category));
    let person = match row.by {
        None => words::SYSTEM.into_any(),
        Some(by) => {
            let name = by.name.unwrap_or_else(|| by.id.to_string());
            view! {
                <a href=paths::logs_of_person(&by.id) class=LINK title=words::OF_PERSON>
                    {name}
                </a>
                <span class="text-ink-muted">{format!(", {}", staff::role(by.role))}</span>
            }
            .into_any()
        }
    };
    let ortomat = row.ortomat.map(|ortomat| {
        view! {
            <Fact name=words::ORTOMAT>
                <a href=paths::logs_of_ortomat(&ortomat.id) class=LINK title=words::OF_ORTOMAT>
                    {ortomat.name}
                </a>
            </Fact>
        }
    });
    let cell = row
        .cell
        .map(|cell| view! { <Fact name=words::CELL>{crate::texts::cell_number(cell)}</Fact> });
    let order = row.order.map(|order| {
        view! {
            <Fact name=words::ORDER>
                <a href=paths::order_file(&order.id) class=LINK>
                    {order.number.to_string()}
                </a>
            </Fact>
        }
    });
    view! {
        <Facts>
            <Fact name=words::TIME>
                <time datetime=at.to_string() class="tabular-nums">
                    {at.kyiv_seconds()}
                </time>
            </Fact>
            <Fact name=words::SEVERITIES>
                <SeverityMark severity=severity />
            </Fact>
            <Fact name=words::CATEGORIES>{category}</Fact>
            <Fact name=words::KINDS>{kind}</Fact>
            <Fact name=words::PERSON>{person}</Fact>
            {ortomat}
            {cell}
            {order}
        </Facts>
    }
}
