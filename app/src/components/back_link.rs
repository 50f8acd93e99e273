//! The way back to what a page is a part of.

use super::{
    button::{ButtonLink, Look},
    icon::{Glyph, Icon},
};
use leptos::prelude::*;

#[component]
pub fn BackLink(#[prop(into)] href: String, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <ButtonLink look=Look::Quiet href=href>
            <Icon glyph=Glyph::ChevronLeft />
            {text}
        </ButtonLink>
    }
}
