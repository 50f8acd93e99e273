//! The document around a page.

use crate::{
    app::App, customer::success_page::RefreshWithoutScripts, paths, staff::courier::waiting::RefreshWhileWaiting,
    stylesheet::Stylesheet,
};
use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The islands that a page downloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    Customer,
    Staff,
}

impl Bundle {
    /// What the page at this path has to wake. All others are sent without any script.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let has_phone_field = |section: &str| {
            path.strip_prefix(paths::USERS)
                .is_some_and(|rest| rest.starts_with(section))
        };
        let shows_cells = |section: &str, page: &str| path.starts_with(section) && path.ends_with(page);
        if path == paths::PAYMENT_SUCCESS {
            Some(Self::Customer)
        } else if [paths::COMPONENTS, paths::SETTINGS, paths::RESTORE].contains(&path)
            || has_phone_field("/doctors/")
            || has_phone_field("/couriers/")
            || shows_cells("/admin/ortomats/", "/cells")
            || paths::courier::is_live(path)
        {
            Some(Self::Staff)
        } else {
            None
        }
    }

    /// The options with the name under which `tools/site` has put this bundle.
    fn options(self, mut options: LeptosOptions) -> LeptosOptions {
        match self {
            Self::Customer => {}
            Self::Staff => options.output_name = format!("{}-staff", options.output_name).into(),
        }
        options
    }
}

/// The whole document. The server calls it for every page, with the engine in the context.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let path = use_context::<Parts>()
        .map(|request| request.uri.path().to_owned())
        .unwrap_or_default();
    let bundle = Bundle::of(&path);
    view! {
        <!DOCTYPE html>
        <html lang="uk">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f8f8" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1618" />
                <link rel="stylesheet" href=Stylesheet::of(&path).path />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                {bundle.map(|bundle| view! { <HydrationScripts options=bundle.options(options) islands=true /> })}
                {(path == paths::PAYMENT_SUCCESS).then(|| view! { <RefreshWithoutScripts /> })}
                {paths::courier::written_in_round(&path).map(|_| view! { <RefreshWhileWaiting /> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
