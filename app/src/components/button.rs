//! Buttons of forms and links that look like them.

use leptos::prelude::*;

/// How much a button asks for attention. A page has one [`Look::Primary`]: its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Primary,
    Secondary,
    Quiet,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => {
                "inline-flex min-h-12 items-center justify-center gap-2 rounded-xl bg-accent px-6 py-3 text-center font-semibold text-accent-ink hover:bg-accent-hover"
            }
            Self::Secondary => {
                "inline-flex min-h-12 items-center justify-center gap-2 rounded-xl border border-line-strong bg-surface-raised px-6 py-3 text-center font-semibold text-ink hover:border-accent hover:text-accent"
            }
            Self::Quiet => {
                "inline-flex min-h-11 items-center justify-center gap-1 text-center font-medium text-accent underline-offset-4 hover:underline"
            }
        }
    }
}

/// Sends a form. `form` names one that the button stands outside of.
#[component]
pub fn SubmitButton(look: Look, #[prop(optional)] form: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <button type="submit" form=form class=look.class()>
            {children()}
        </button>
    }
}

/// A link that is a step.
#[component]
pub fn ButtonLink(look: Look, #[prop(into)] href: String, children: Children) -> impl IntoView {
    view! {
        <a href=href class=look.class()>
            {children()}
        </a>
    }
}
