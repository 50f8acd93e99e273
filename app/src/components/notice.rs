//! A sentence that must not be overlooked.

use super::icon::{Glyph, Icon};
use crate::texts;
use leptos::prelude::*;

/// How serious it is. The drawing says it too, so that nothing depends on colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Ok,
    Warn,
    Danger,
}

impl Tone {
    /// Ground and ink.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Calm => "bg-accent-soft text-accent",
            Self::Ok => "bg-ok-soft text-ok",
            Self::Warn => "bg-warn-soft text-warn",
            Self::Danger => "bg-danger-soft text-danger",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Calm => Glyph::Info,
            Self::Ok => Glyph::Check,
            Self::Warn | Self::Danger => Glyph::Warning,
        }
    }

    /// Only an error interrupts whoever listens instead of looking.
    const fn role(self) -> Option<&'static str> {
        match self {
            Self::Danger => Some("alert"),
            Self::Calm | Self::Ok | Self::Warn => None,
        }
    }
}

#[component]
pub fn Notice(tone: Tone, #[prop(optional, into)] title: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <div role=tone.role() class=format!("flex gap-3 rounded-xl p-4 {}", tone.class())>
            <Icon glyph=tone.glyph() class="h-6 w-6 shrink-0" />
            <div class="min-w-0 space-y-1">
                {title.map(|title| view! { <p class="font-semibold">{title}</p> })}
                <div>{children()}</div>
            </div>
        </div>
    }
}

/// Why the last form came to nothing, if it did.
#[component]
pub fn NotDone(why: Option<&'static str>) -> impl IntoView {
    why.map(|why| {
        view! {
            <Notice tone=Tone::Danger title=texts::staff::NOT_DONE>
                {why}
            </Notice>
        }
    })
}
