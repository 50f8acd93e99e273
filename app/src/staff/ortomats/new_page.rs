//! `/admin/ortomats/new`.

use super::ortomat_form::OrtomatForm;
use crate::{
    components::back_link::BackLink,
    draft::Draft,
    page::engine,
    paths,
    staff::{forms::ortomats::filled::Filled, frame::staff_page},
    texts::staff::ortomats as words,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NewOrtomatPage() -> impl IntoView {
    staff_page(paths::ORTOMATS, move |_| async move {
        let filled = Filled {
            typed: Draft::take(paths::NEW_ORTOMAT).await?,
            stored: None,
            key: Some(engine()?.new_idempotency_key()?),
        };
        Ok(view! {
            <Title text=words::NEW />
            <BackLink href=paths::ORTOMATS text=words::TITLE />
            <h1 class="mb-6 mt-2 text-2xl font-semibold sm:text-3xl">{words::NEW}</h1>
            <OrtomatForm filled=filled />
        }
        .into_any())
    })
}
