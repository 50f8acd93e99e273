//! How much an entry matters, at a glance: a drawing and a word.

use crate::{
    components::icon::{Glyph, Icon},
    texts::staff::logs as words,
};
use domain::activity::Severity;
use leptos::prelude::*;

/// The drawing of a severity; no two are alike, so that colour is never the only sign.
pub const fn glyph(severity: Severity) -> Glyph {
    match severity {
        Severity::Info => Glyph::Info,
        Severity::Warning => Glyph::Warning,
        Severity::Error => Glyph::Cross,
        Severity::Critical => Glyph::Bell,
    }
}

const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "inline-flex items-center gap-2 whitespace-nowrap align-middle text-ink-muted",
        Severity::Warning => "inline-flex items-center gap-2 whitespace-nowrap align-middle text-warn",
        Severity::Error => "inline-flex items-center gap-2 whitespace-nowrap align-middle font-medium text-danger",
        Severity::Critical => {
            "inline-flex items-center gap-2 whitespace-nowrap rounded-full align-middle bg-danger px-3 py-1 font-semibold text-danger-ink"
        }
    }
}

#[component]
pub fn SeverityMark(severity: Severity) -> impl IntoView {
    view! {
        <span class=class(severity)>
            <Icon glyph=glyph(severity) />
            {words::severity(severity)}
        </span>
    }
}
