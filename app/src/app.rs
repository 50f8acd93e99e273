//! Every page of the site, by its address.

use crate::{
    customer::{
        catalog_page::{CatalogPage, CatalogWithoutOrtomatPage},
        home_page::HomePage,
        not_found_page::NotFoundPage,
        payment_page::PaymentPage,
        product_page::ProductPage,
        register_page::RegisterPage,
        success_page::SuccessPage,
    },
    texts,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The routes. The pages are `Async`: complete, with the right status and title, before the first byte is sent,
/// because half a page means nothing to a browser without JavaScript.
///
/// Where the segments of a path are read: [`crate::page::Address`]. Where paths are written: [`crate::paths`].
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|page: String| texts::title(&page) />
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/catalog") view=CatalogWithoutOrtomatPage ssr=SsrMode::Async />
                <Route path=path!("/catalog/:ortomat") view=CatalogPage ssr=SsrMode::Async />
                <Route path=path!("/product/:product") view=ProductPage ssr=SsrMode::Async />
                <Route path=path!("/payment") view=PaymentPage ssr=SsrMode::Async />
                <Route path=path!("/payment/success") view=SuccessPage ssr=SsrMode::Async />
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}
