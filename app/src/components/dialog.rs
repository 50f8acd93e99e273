//! A question before something that cannot be taken back, and other short errands beside a page.
//!
//! The browser opens and closes it (`popover`), so no script is needed. Where a browser cannot, `style/base.css`
//! shows the dialog open in its place and hides the buttons that would do nothing.

use super::{
    button::Look,
    icon::{Glyph, Icon},
};
use leptos::prelude::*;

const CLOSE: &str = "Закрити";

/// What a [`DialogButton`] of the same id opens. Escape and a press beside it close it; a form in it is a plain form.
#[component]
pub fn Dialog(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let target = id.clone();
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <dialog id=id popover="auto" aria-labelledby=labelled_by class="dialog">
            <div class="space-y-4 p-5">
                <div class="flex items-start justify-between gap-4">
                    <h2 id=title_id class="min-w-0 pt-2 text-xl font-semibold">
                        {title}
                    </h2>
                    <button
                        type="button"
                        popovertarget=target
                        popovertargetaction="hide"
                        class="grid h-11 w-11 shrink-0 place-items-center rounded-lg text-ink-muted hover:text-accent"
                    >
                        <Icon glyph=Glyph::Cross class="h-6 w-6" />
                        <span class="sr-only">{CLOSE}</span>
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

/// Opens the dialog whose id is the target.
#[component]
pub fn DialogButton(
    #[prop(into)] target: String,
    look: Look,
    #[prop(into)] text: String,
    #[prop(optional)] small: bool,
) -> impl IntoView {
    view! {
        <button type="button" popovertarget=target aria-haspopup="dialog" class=look.class(small)>
            {text}
        </button>
    }
}

/// Closes the dialog that it stands in, without anything having happened.
#[component]
pub fn DialogCloseButton(#[prop(into)] target: String, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <button type="button" popovertarget=target popovertargetaction="hide" class=Look::Secondary.class(false)>
            {text}
        </button>
    }
}
