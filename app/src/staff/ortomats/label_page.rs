//! `/admin/ortomats/{id}/label`: the paper that is stuck on an ortomat. Printed, the page is the label alone.

use super::edit_page::Downloads;
use crate::{
    components::back_link::BackLink,
    components::qr_code::QrCode,
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{frame::staff_page, person_fields::shown_address},
    texts::staff::ortomats as words,
};
use domain::staff::people::OrtomatLine;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn OrtomatLabelPage() -> impl IntoView {
    let id = Address::ortomat_in_path();
    staff_page(paths::ORTOMATS, move |actor| async move {
        let id = id.ok_or(ApiError::NoSuchOrtomat)?;
        let engine = engine()?;
        let ortomat = engine.ortomat_details(&actor, &id).await?.row.line;
        let link = format!("{}{}", engine.public_url(), paths::catalog(&id, None));
        let (page, name) = (paths::ortomat(&id), ortomat.name.clone());
        Ok(view! {
            <Title text=format!("{}: {name}", words::LABEL) />
            <div class="not-printed mb-6 space-y-2">
                <BackLink href=page text=name />
                <p>{words::LABEL_HOW}</p>
                <div class="flex flex-wrap gap-x-6">
                    <Downloads ortomat=id />
                </div>
            </div>
            <Label ortomat=ortomat link=link />
        }
        .into_any())
    })
}

#[component]
fn Label(ortomat: OrtomatLine, link: String) -> impl IntoView {
    let address = shown_address(&ortomat);
    // What stands before the name of the site, nobody types.
    let shown = link
        .split_once("://")
        .map_or(link.as_str(), |(_, shown)| shown)
        .to_owned();
    view! {
        <article class="paper-label mx-auto max-w-lg rounded-2xl p-8 text-center">
            <p class="text-3xl font-bold leading-tight">{words::SCAN}</p>
            <QrCode text=link label=words::qr_code(&ortomat.name) class="mx-auto my-6 w-full max-w-80" />
            <p class="text-lg">{words::SCAN_HOW}</p>
            <h1 class="mt-6 text-2xl font-semibold leading-snug">{ortomat.name}</h1>
            <p class="text-lg">{address}</p>
            <p class="mt-2 break-all text-sm">{shown}</p>
        </article>
    }
}
