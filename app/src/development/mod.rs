//! Pages for those who build Ortomat; a server in use does not have them.

pub mod components_page;
pub mod form_samples;

use crate::customer::not_found_page::NotFoundPage;
use components_page::ComponentsPage;
use leptos::prelude::*;

/// Whether this server is for developing.
#[derive(Clone, Copy, Debug)]
pub struct Development(pub bool);

/// `/development/components`, where there is development.
#[component]
pub fn DevelopmentPage() -> impl IntoView {
    match use_context::<Development>() {
        Some(Development(true)) => view! { <ComponentsPage /> }.into_any(),
        Some(Development(false)) | None => view! { <NotFoundPage /> }.into_any(),
    }
}
