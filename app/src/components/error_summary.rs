//! All that is wrong with a form, in one place on top of it.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

const CHECK_FORM: &str = "Перевірте форму";

/// Where a page that sends a form back may lead: the summary of what is wrong.
pub const ERROR_SUMMARY: &str = "error-summary";

/// All that is wrong with a form, on top of it: the id of each field and its sentence. Without errors it is nothing.
///
/// It takes the focus when the page arrives, so that nobody looks for why nothing has happened. A sentence whose id
/// is empty is about the whole form and leads nowhere.
#[component]
pub fn ErrorSummary(errors: Vec<(String, String)>) -> impl IntoView {
    if errors.is_empty() {
        return None;
    }
    let errors = errors
        .into_iter()
        .map(|(id, sentence)| {
            if id.is_empty() {
                view! { <li class="flex min-h-11 items-center">{sentence}</li> }.into_any()
            } else {
                view! {
                    <li>
                        <a
                            href=format!("#{id}")
                            class="flex min-h-11 items-center font-medium underline underline-offset-4"
                        >
                            {sentence}
                        </a>
                    </li>
                }
                .into_any()
            }
        })
        .collect::<Vec<_>>();
    Some(view! {
        <div
            id=ERROR_SUMMARY
            role="alert"
            tabindex="-1"
            autofocus
            class="flex gap-3 rounded-xl border-2 border-danger bg-danger-soft p-4 text-danger"
        >
            <Icon glyph=Glyph::Warning class="h-6 w-6 shrink-0" />
            <div class="min-w-0">
                <h2 class="font-semibold">{CHECK_FORM}</h2>
                <ul>{errors}</ul>
            </div>
        </div>
    })
}
