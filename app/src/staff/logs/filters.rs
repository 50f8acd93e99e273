//! What narrows the log: counters that are links, and a form for everything that has to be typed or chosen.

use super::{asked::Asked, severity::glyph};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        field::{SelectField, TextField},
        icon::{Glyph, Icon},
    },
    paths,
    texts::staff::{self, logs as words},
};
use domain::activity::{ActivityType, Category, Severity};
use engine::logs::{Count, LogChoices, LogCounters};
use leptos::prelude::*;

/// The counters of severities, drawers and, in an open drawer, kinds.
#[component]
pub fn Counters(asked: Asked, counters: LogCounters) -> impl IntoView {
    let LogCounters {
        total,
        severities,
        categories,
        kinds,
    } = counters;
    let query = &asked.query;
    let every = |is_open: bool| if is_open { None } else { Some(total) };
    let mut by_severity = vec![Counter::all(asked.of_severity(None), every(query.severity.is_some()))];
    by_severity.extend(severities.into_iter().map(|(severity, count)| Counter {
        href: asked.of_severity(Some(severity)),
        glyph: Some(glyph(severity)),
        name: words::severity(severity),
        count: Some(count),
        current: query.severity == Some(severity),
    }));
    let drawer = query.category.or(query.kind.map(ActivityType::category));
    let mut by_category = vec![Counter::all(asked.of_category(None), every(drawer.is_some()))];
    by_category.extend(categories.into_iter().map(|(category, count)| Counter {
        href: asked.of_category(Some(category)),
        glyph: None,
        name: words::category(category),
        count: Some(count),
        current: drawer == Some(category),
    }));
    let by_kind = (!kinds.is_empty()).then(|| {
        let mut by_kind = vec![Counter::all(asked.of_kind(None), every(query.kind.is_some()))];
        by_kind.extend(kinds.into_iter().map(|(kind, count)| Counter {
            href: asked.of_kind(Some(kind)),
            glyph: None,
            name: words::kind(kind),
            count: Some(count),
            current: query.kind == Some(kind),
        }));
        view! { <CounterRow label=words::KINDS counters=by_kind /> }
    });
    view! {
        <div class="space-y-3">
            <CounterRow label=words::SEVERITIES counters=by_severity />
            <CounterRow label=words::CATEGORIES counters=by_category />
            {by_kind}
        </div>
    }
}

/// One filter, how much it would find, and the way there.
struct Counter {
    href: String,
    glyph: Option<Glyph>,
    name: &'static str,
    /// `None` where nobody has counted.
    count: Option<Count>,
    current: bool,
}

impl Counter {
    /// Without this filter; what it would find then is known only while it is not set.
    const fn all(href: String, count: Option<Count>) -> Self {
        Self {
            href,
            glyph: None,
            name: words::ALL,
            current: count.is_some(),
            count,
        }
    }
}

#[component]
fn CounterRow(label: &'static str, counters: Vec<Counter>) -> impl IntoView {
    let counters = counters
        .into_iter()
        .map(|counter| view! { <CounterLink counter=counter /> })
        .collect::<Vec<_>>();
    view! {
        <nav aria-label=label class="sm:flex sm:gap-4">
            <p class="text-sm font-medium text-ink-muted sm:w-24 sm:shrink-0 sm:pt-3">{label}</p>
            <ul class="flex min-w-0 flex-wrap gap-x-2 gap-y-1">{counters}</ul>
        </nav>
    }
}

#[component]
fn CounterLink(counter: Counter) -> impl IntoView {
    let Counter {
        href,
        glyph,
        name,
        count,
        current,
    } = counter;
    let class = if current {
        "inline-flex min-h-11 items-center gap-2 rounded-full border border-accent bg-accent-soft px-4 font-semibold text-accent"
    } else {
        "inline-flex min-h-11 items-center gap-2 rounded-full border border-line bg-surface-raised px-4 text-ink hover:border-accent hover:text-accent"
    };
    // A phone has no room for what would find nothing.
    let is_idle = !current && count == Some(Count::default());
    let count = count.map(|Count { counted, more }| {
        let class = if current {
            "tabular-nums"
        } else {
            "tabular-nums text-ink-muted"
        };
        view! { <span class=class>{words::count(counted, more)}</span> }
    });
    view! {
        <li class=is_idle.then_some("hidden sm:block")>
            <a href=href aria-current=current.then_some("true") class=class>
                {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
                {name}
                {count}
            </a>
        </li>
    }
}

/// Who, where, when and what: folded until something of it is asked for.
#[component]
pub fn FilterForm(asked: Asked, choices: LogChoices) -> impl IntoView {
    let open = asked.is_typed();
    let hidden = [
        ("category", asked.query.category.map(Category::as_str)),
        ("severity", asked.query.severity.map(Severity::as_str)),
        ("type", asked.query.kind.map(ActivityType::as_str)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
    .collect::<Vec<_>>();
    let (ortomat, ortomats) = ortomats(&asked, &choices);
    let (user, people) = people(&asked, &choices);
    let is_filtered = asked.is_filtered();
    view! {
        <details open=open class="rounded-2xl border border-line bg-surface-raised">
            <summary class="flex min-h-12 items-center justify-between gap-3 px-4 py-3 font-medium">
                {words::FILTERS} <Icon glyph=Glyph::ChevronRight class="chevron h-5 w-5 shrink-0 text-ink-muted" />
            </summary>
            <form
                method="get"
                action=paths::LOGS
                role="search"
                class="grid items-end gap-4 border-t border-line p-4 sm:grid-cols-2 lg:grid-cols-3"
            >
                {hidden}
                <TextField
                    name="q"
                    kind="search"
                    label=words::TEXT
                    placeholder=words::TEXT_PLACEHOLDER
                    maxlength=100
                    value=asked.query.text.unwrap_or_default()
                />
                <SelectField name="ortomat" label=words::ORTOMAT options=ortomats selected=ortomat />
                <SelectField name="user" label=words::PERSON options=people selected=user />
                <TextField name="from" kind="date" label=words::FROM value=asked.from.shown error=asked.from.error />
                <TextField name="to" kind="date" label=words::TO value=asked.to.shown error=asked.to.error />
                <div class="flex flex-wrap items-center gap-x-5 gap-y-2">
                    <SubmitButton look=Look::Secondary>{words::SHOW}</SubmitButton>
                    {is_filtered
                        .then(|| {
                            view! {
                                <ButtonLink look=Look::Quiet href=paths::LOGS>
                                    {words::CLEAR}
                                </ButtonLink>
                            }
                        })}
                </div>
            </form>
        </details>
    }
}

type Options = Vec<(String, String)>;

/// The chosen ortomat and all that can be chosen. One that is no more stays chosen, by its id.
fn ortomats(asked: &Asked, choices: &LogChoices) -> (String, Options) {
    let chosen = asked.query.ortomat.as_ref().map(ToString::to_string);
    let known = choices
        .ortomats
        .iter()
        .map(|line| (line.id.to_string(), line.name.clone()))
        .collect();
    with_chosen(chosen, words::ANY_ORTOMAT, known)
}

fn people(asked: &Asked, choices: &LogChoices) -> (String, Options) {
    let chosen = asked.query.user.as_ref().map(ToString::to_string);
    let known = choices
        .people
        .iter()
        .map(|person| {
            let name = person.name.as_deref().unwrap_or(staff::people::NAMELESS);
            (person.id.to_string(), format!("{name}, {}", staff::role(person.role)))
        })
        .collect();
    with_chosen(chosen, words::ANYBODY, known)
}

fn with_chosen(chosen: Option<String>, all: &str, known: Options) -> (String, Options) {
    let mut options = vec![(String::new(), all.to_owned())];
    options.extend(known);
    let chosen = chosen.unwrap_or_default();
    if !options.iter().any(|(value, _)| *value == chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    (chosen, options)
}
