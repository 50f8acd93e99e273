//! What sold best: products, doctors' codes, ortomats.

use crate::{paths, texts::staff::figures as words};
use domain::id::{OrtomatId, ProductId, UserId};
use engine::figures::Best;
use leptos::prelude::*;

#[component]
pub fn BestLists(products: Vec<Best>, doctors: Vec<Best>, ortomats: Vec<Best>) -> impl IntoView {
    let product = |id: &str| id.parse::<ProductId>().ok().map(|id| paths::edit_product(&id));
    let doctor = |id: &str| id.parse::<UserId>().ok().map(|id| paths::doctor(&id));
    let ortomat = |id: &str| id.parse::<OrtomatId>().ok().map(|id| paths::cells(&id));
    view! {
        <section class="space-y-4">
            <h2 class="text-xl font-semibold">{words::BEST}</h2>
            <div class="grid gap-4 lg:grid-cols-3">
                <BestList title=words::BEST_PRODUCTS nobody=words::NO_BEST_PRODUCTS lines=lines(products, product) />
                <BestList title=words::BEST_DOCTORS nobody=words::NO_BEST_DOCTORS lines=lines(doctors, doctor) />
                <BestList title=words::BEST_ORTOMATS nobody=words::NO_BEST_ORTOMATS lines=lines(ortomats, ortomat) />
            </div>
        </section>
    }
}

struct Line {
    /// `None` for an id that no address can name.
    href: Option<String>,
    name: String,
    said: String,
}

fn lines(best: Vec<Best>, page: impl Fn(&str) -> Option<String>) -> Vec<Line> {
    best.into_iter()
        .map(|Best { id, name, sold }| Line {
            href: page(&id),
            name: match name.trim() {
                "" => words::NAMELESS.to_owned(),
                name => name.to_owned(),
            },
            said: format!("{}, {}", words::sales(sold.sales), sold.revenue),
        })
        .collect()
}

#[component]
fn BestList(title: &'static str, nobody: &'static str, lines: Vec<Line>) -> impl IntoView {
    let is_empty = lines.is_empty();
    let lines = lines
        .into_iter()
        .zip(1_u8..)
        .map(|(Line { href, name, said }, place)| {
            let name = match href {
                Some(href) => view! {
                    <a href=href class="stretched font-medium hover:text-accent">
                        {name}
                    </a>
                }
                .into_any(),
                None => view! { <span class="font-medium">{name}</span> }.into_any(),
            };
            view! {
                <li class="relative flex min-h-11 gap-3 py-2">
                    <span class="w-5 shrink-0 text-right tabular-nums text-ink-muted" aria-hidden="true">
                        {place}
                    </span>
                    <div class="min-w-0">
                        {name} <p class="text-sm tabular-nums text-ink-muted">{said}</p>
                    </div>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if is_empty {
        view! { <p class="text-ink-muted">{nobody}</p> }.into_any()
    } else {
        view! { <ol>{lines}</ol> }.into_any()
    };
    view! {
        <section class="min-w-0 rounded-2xl border border-line bg-surface-raised p-5">
            <h3 class="mb-2 font-semibold">{title}</h3>
            {list}
        </section>
    }
}
