//! From page to page of a list that grows at its top: there are no page numbers, only what is newer and what is older.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

const PAGES: &str = "Сторінки";
const NEWEST: &str = "Найновіші";
const NEWER: &str = "Новіші";
const OLDER: &str = "Старіші";

/// The ways on from a page of such a list; nothing where one page holds everything.
#[component]
pub fn PageTurner(
    /// The top of the list.
    newest: String,
    newer: Option<String>,
    older: Option<String>,
    /// What the way to the older ones is called, where they are still to be searched.
    #[prop(default = OLDER)]
    older_name: &'static str,
) -> impl IntoView {
    if newer.is_none() && older.is_none() {
        return None;
    }
    let newer = newer.map(|newer| {
        view! {
            <a href=newest class=LINK>
                {NEWEST}
            </a>
            <a href=newer rel="prev" class=LINK>
                <Icon glyph=Glyph::ChevronLeft />
                {NEWER}
            </a>
        }
    });
    let older = older.map(|older| {
        view! {
            <a href=older rel="next" class=LINK>
                {older_name}
                <Icon glyph=Glyph::ChevronRight />
            </a>
        }
    });
    Some(view! {
        <nav aria-label=PAGES class="flex flex-wrap items-center justify-between gap-x-6">
            <div class="flex flex-wrap items-center gap-x-6">{newer}</div>
            {older}
        </nav>
    })
}

const LINK: &str = "inline-flex min-h-11 items-center gap-1 font-medium text-accent underline-offset-4 hover:underline";

#[cfg(test)]
mod tests {
    use super::*;

    fn html(newer: Option<&str>, older: Option<&str>) -> String {
        let (newer, older) = (newer.map(str::to_owned), older.map(str::to_owned));
        Owner::new().with(|| view! { <PageTurner newest="/top".to_owned() newer=newer older=older /> }.to_html())
    }

    #[test]
    fn each_way_is_offered_only_where_it_leads_somewhere() {
        assert!(!html(None, None).contains("<nav"));
        let top = html(None, Some("/older"));
        assert!(top.contains("/older") && !top.contains("/top"), "{top}");
        let end = html(Some("/newer"), None);
        assert!(
            end.contains("/newer") && end.contains("/top") && !end.contains("rel=\"next\""),
            "{end}"
        );
    }
}
