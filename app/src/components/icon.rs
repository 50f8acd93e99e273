//! Our own line drawings: one stroke, one grid of 24, always beside words.

use leptos::prelude::*;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Done.
    Check,
    /// Something takes its time.
    Clock,
    /// An open door.
    DoorOpen,
    /// Money on its way back.
    Return,
    /// Good to know.
    Info,
    /// Careful.
    Warning,
    /// A person looks after it.
    Person,
    /// It ends here.
    Cross,
    /// Onward, or closed and to be opened.
    ChevronRight,
    /// Back.
    ChevronLeft,
    /// A place.
    Pin,
    /// A bank card.
    Card,
    /// A code to scan.
    Qr,
    /// Goods.
    Parcel,
    /// Somebody is called.
    Bell,
    /// A file to take along.
    Download,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Clock => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5V12l3 2",
            Self::DoorOpen => "M3 20.5h18M6 20.5v-17h8M14 3.5l5 2v15M14 3.5v17M16.5 12.5v.01",
            Self::Return => "M8.5 5 4 9.5 8.5 14M4 9.5h10a5 5 0 0 1 0 10h-4",
            Self::Info => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5.5M12 7.5v.01",
            Self::Warning => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.01",
            Self::Person => "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.6-4 3.7-6 7.5-6s6.9 2 7.5 6",
            Self::Cross => "m6.5 6.5 11 11M17.5 6.5l-11 11",
            Self::ChevronRight => "m9.5 6 6 6-6 6",
            Self::ChevronLeft => "m14.5 6-6 6 6 6",
            Self::Pin => {
                "M12 21c4.3-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.2 6.4 6.5 11zM12 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
            }
            Self::Card => {
                "M4.5 5.5h15A1.5 1.5 0 0 1 21 7v10a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17V7a1.5 1.5 0 0 1 1.5-1.5zM3 10h18M7 14.5h3"
            }
            Self::Qr => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v.01M14 20v.01M20 17.5V20h-2.5",
            Self::Bell => "M6 17v-6a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
            Self::Download => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
            Self::Parcel => "m12 3 8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10M8 5l8 4",
        }
    }
}

/// A drawing in the colour of its text; hidden from screen readers, because the words say it.
#[component]
pub fn Icon(glyph: Glyph, #[prop(default = "h-5 w-5 shrink-0")] class: &'static str) -> impl IntoView {
    view! {
        <svg
            class=class
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=glyph.path() />
        </svg>
    }
}
