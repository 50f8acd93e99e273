//! From page to page of a long list.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

const PAGES: &str = "Сторінки";
const BACK: &str = "Назад";
const ONWARD: &str = "Далі";

/// Links to the neighbours, the ends and back; nothing where one page holds everything.
#[component]
pub fn Pagination(page: u64, pages: u64, href: impl Fn(u64) -> String + 'static) -> impl IntoView {
    if pages < 2 {
        return None;
    }
    let page = page.clamp(1, pages);
    let numbers = steps(page, pages)
        .into_iter()
        .map(|step| match step {
            Step::Page(number) => {
                let current = number == page;
                view! { <Number number=number href=href(number) current=current /> }.into_any()
            }
            Step::Gap => view! {
                <li aria-hidden="true" class="hidden px-1 text-ink-muted sm:block">
                    "…"
                </li>
            }
            .into_any(),
        })
        .collect::<Vec<_>>();
    Some(view! {
        <nav aria-label=PAGES>
            <ul class="flex items-center justify-between gap-1 sm:justify-center">
                <li class="min-w-24">
                    {(page > 1)
                        .then(|| {
                            view! {
                                <a href=href(page.saturating_sub(1)) rel="prev" class=NEIGHBOUR>
                                    <Icon glyph=Glyph::ChevronLeft />
                                    {BACK}
                                </a>
                            }
                        })}
                </li>
                <li class="whitespace-nowrap text-ink-muted tabular-nums sm:hidden">{format!("{page} з {pages}")}</li>
                {numbers}
                <li class="min-w-24 text-right">
                    {(page < pages)
                        .then(|| {
                            view! {
                                <a href=href(page.saturating_add(1)) rel="next" class=NEIGHBOUR>
                                    {ONWARD}
                                    <Icon glyph=Glyph::ChevronRight />
                                </a>
                            }
                        })}
                </li>
            </ul>
        </nav>
    })
}

const NEIGHBOUR: &str = "inline-flex min-h-11 items-center gap-1 font-medium text-accent hover:underline";

/// A phone has no room for the numbers: it shows where one is instead.
#[component]
fn Number(number: u64, href: String, current: bool) -> impl IntoView {
    let class = if current {
        "inline-flex min-h-11 min-w-11 items-center justify-center rounded-lg bg-accent-soft px-2 font-semibold tabular-nums text-accent"
    } else {
        "inline-flex min-h-11 min-w-11 items-center justify-center rounded-lg px-2 tabular-nums text-ink hover:text-accent hover:underline"
    };
    view! {
        <li class="hidden sm:block">
            <a href=href aria-current=current.then_some("page") class=class>
                {number}
            </a>
        </li>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Page(u64),
    Gap,
}

/// The first page, the last, this one and its neighbours. A gap hides at least two pages: one is as short as a gap.
fn steps(page: u64, pages: u64) -> Vec<Step> {
    let mut shown = vec![1, page.saturating_sub(1), page, page.saturating_add(1), pages];
    shown.retain(|number| (1..=pages).contains(number));
    shown.sort_unstable();
    shown.dedup();
    let mut steps = Vec::with_capacity(shown.len().saturating_add(2));
    let mut before = 0_u64;
    for number in shown {
        match number.saturating_sub(before) {
            0 | 1 => {}
            2 => steps.push(Step::Page(before.saturating_add(1))),
            _ => steps.push(Step::Gap),
        }
        steps.push(Step::Page(number));
        before = number;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(page: u64, pages: u64) -> String {
        let words: Vec<String> = steps(page, pages)
            .into_iter()
            .map(|step| match step {
                Step::Page(number) => number.to_string(),
                Step::Gap => "…".to_owned(),
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn the_ends_and_the_neighbours_are_one_step_away() {
        assert_eq!(written(6, 12), "1 … 5 6 7 … 12");
        assert_eq!(written(1, 12), "1 2 … 12");
        assert_eq!(written(12, 12), "1 … 11 12");
        assert_eq!(written(1, 2), "1 2");
        assert_eq!(written(2, 3), "1 2 3");
    }

    #[test]
    fn a_gap_never_hides_a_single_page() {
        assert_eq!(written(4, 12), "1 2 3 4 5 … 12");
        assert_eq!(written(9, 12), "1 … 8 9 10 11 12");
        assert_eq!(written(5, 12), "1 … 4 5 6 … 12");
    }

    #[test]
    fn one_page_needs_no_links() {
        let html = |page, pages| {
            let href = |page: u64| format!("?page={page}");
            Owner::new().with(|| view! { <Pagination page=page pages=pages href=href /> }.to_html())
        };
        for pages in [0, 1] {
            assert!(!html(1, pages).contains("<nav"));
        }
        // An address may ask for any page; the answer is one that there is.
        assert!(html(99, 3).contains("aria-current=\"page\""));
        assert!(html(0, 3).contains("?page=2") && !html(0, 3).contains("rel=\"prev\""));
    }
}
