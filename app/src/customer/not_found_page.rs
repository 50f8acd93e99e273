//! Any other address.

use super::frame::{Message, customer_page};
use crate::{page, texts};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    page::set_status(404);
    customer_page(async { Ok(view! { <Message title=texts::NOT_FOUND_TITLE text=texts::NOT_FOUND /> }.into_any()) })
}
