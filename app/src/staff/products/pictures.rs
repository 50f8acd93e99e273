//! The pictures of a product in its form: their order, and ways to add more.

use super::fields::{PRODUCT_FORM, Section};
use crate::{
    components::{
        badge::Badge,
        button::{Look, SubmitButton},
        field::TextField,
        file_field::{FileField, PICTURES},
        notice::Tone,
        picture::Picture,
    },
    staff::forms::{
        edit_form::EditForm,
        products::{field, filled::Filled},
    },
    texts::staff::products as words,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The main one and four more.
const MOST: usize = 5;

#[component]
pub fn PicturesSection(filled: Arc<Filled>) -> impl IntoView {
    let pictures = filled.pictures();
    let is_full = pictures.len() >= MOST;
    let is_empty = pictures.is_empty();
    let name = filled.value(field::NAME);
    let items = pictures
        .into_iter()
        .zip(1_usize..)
        .map(|(address, number)| view! { <PictureItem address=address number=number name=name.clone() /> })
        .collect::<Vec<_>>();
    let error = filled.error(field::PICTURES);
    let link_error = filled.error(field::PICTURE_LINK);
    view! {
        <Section id="pictures-section" title=words::PICTURES hint=words::PICTURES_HINT>
            {filled
                .pictures_instead()
                .map(|number| {
                    view! {
                        <p class="rounded-lg bg-warn-soft px-3 py-2 font-medium text-warn">
                            {words::pictures_stored_now(number)}
                        </p>
                    }
                })}
            {if is_empty {
                view! { <p class="text-ink-muted">{words::NO_PICTURES}</p> }.into_any()
            } else {
                view! { <ol class="space-y-3">{items}</ol> }.into_any()
            }}
            {if is_full && error.is_none() && link_error.is_none() {
                view! { <p class="text-ink-muted">{words::PICTURES_FULL}</p> }.into_any()
            } else {
                view! {
                    <FileField
                        id=field::PICTURES
                        accept=PICTURES
                        name="pictures[]"
                        label=words::FILES
                        hint=words::FILES_HINT
                        multiple=true
                        error=error
                    />
                    <TextField
                        name=field::PICTURE_LINK
                        label=words::LINK
                        hint=words::LINK_HINT
                        value=filled.value(field::PICTURE_LINK)
                        error=link_error
                        inputmode="url"
                        autocomplete="off"
                    />
                    <SubmitButton look=Look::Secondary form=PRODUCT_FORM name="act" value="add" unchecked=true>
                        {words::ADD_PICTURES}
                    </SubmitButton>
                }
                    .into_any()
            }}
        </Section>
    }
}

/// One picture, and what can be done with it. The buttons send the whole form, so that nothing typed is lost.
#[component]
fn PictureItem(address: String, number: usize, name: String) -> impl IntoView {
    let act = move |word: &str, says: &'static str| {
        view! {
            <SubmitButton
                look=Look::Quiet
                form=PRODUCT_FORM
                name="act"
                value=format!("{word}-{number}")
                small=true
                unchecked=true
            >
                {says}
                <span class="sr-only">{words::of_picture(number)}</span>
            </SubmitButton>
        }
    };
    view! {
        <li class="flex gap-4 rounded-xl border border-line p-3">
            <input type="hidden" name="pictures[]" value=address.clone() />
            <div class="w-24 shrink-0 overflow-hidden rounded-lg border border-line sm:w-28">
                <Picture src=Some(address) alt=words::picture(number, &name) />
            </div>
            <div class="flex min-w-0 flex-wrap content-center items-center gap-x-5">
                {if number == 1 {
                    view! { <Badge tone=Tone::Calm text=words::MAIN_PICTURE /> }.into_any()
                } else {
                    act("main", words::MAKE_MAIN).into_any()
                }} {(number > 2).then(|| act("earlier", words::EARLIER))} {act("remove", words::REMOVE)}
            </div>
        </li>
    }
}
