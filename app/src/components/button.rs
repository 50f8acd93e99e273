//! Buttons of forms and links that look like them.

use leptos::prelude::*;

/// How much a button asks for attention. A page has one [`Look::Primary`]: its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Primary,
    Secondary,
    Quiet,
    /// What cannot be taken back; asked about once more in a [`Dialog`](super::dialog::Dialog).
    Danger,
}

impl Look {
    /// The classes of a button or a link; a small one stands in a table, and is still as high as a finger.
    pub(super) fn class(self, small: bool) -> String {
        format!("{} {}", self.shape(small), self.colours())
    }

    const fn shape(self, small: bool) -> &'static str {
        match (self, small) {
            (Self::Primary | Self::Secondary | Self::Danger, false) => {
                "inline-flex min-h-12 items-center justify-center gap-2 rounded-xl px-6 py-3 text-center font-semibold"
            }
            (Self::Primary | Self::Secondary | Self::Danger, true) => {
                "inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 py-2 text-center text-sm font-semibold"
            }
            (Self::Quiet, false) => "inline-flex min-h-11 items-center justify-center gap-1 text-center font-medium",
            (Self::Quiet, true) => {
                "inline-flex min-h-11 items-center justify-center gap-1 text-center text-sm font-medium"
            }
        }
    }

    const fn colours(self) -> &'static str {
        match self {
            Self::Primary => "bg-accent text-accent-ink hover:bg-accent-hover",
            Self::Secondary => {
                "border border-line-strong bg-surface-raised text-ink hover:border-accent hover:text-accent"
            }
            Self::Quiet => "text-accent underline-offset-4 hover:underline",
            Self::Danger => "bg-danger text-danger-ink hover:bg-danger-hover",
        }
    }
}

/// Sends a form. `form` names one that the button stands outside of; `name` and `value` say which button it was.
#[component]
pub fn SubmitButton(
    look: Look,
    #[prop(optional)] form: Option<&'static str>,
    #[prop(optional)] name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional)] small: bool,
    /// The browser sends the form even where something is still missing in it.
    #[prop(optional)]
    unchecked: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            form=form
            name=name
            value=value
            formnovalidate=unchecked
            class=look.class(small)
        >
            {children()}
        </button>
    }
}

/// A link that is a step.
#[component]
pub fn ButtonLink(
    look: Look,
    #[prop(into)] href: String,
    #[prop(optional)] small: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=look.class(small)>
            {children()}
        </a>
    }
}
