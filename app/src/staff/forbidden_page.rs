//! Somebody is signed in, but not for that.

use super::frame::staff_page;
use crate::{
    components::button::{ButtonLink, Look},
    error::ApiError,
    page, paths, texts,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn ForbiddenPage() -> impl IntoView {
    let problem = ApiError::Forbidden;
    page::set_status(problem.status());
    staff_page("", move |actor| async move {
        Ok(view! {
            <Title text=texts::FORBIDDEN_TITLE />
            <div class="mx-auto max-w-md space-y-6 py-8 text-center">
                <h1 class="text-2xl font-semibold">{texts::FORBIDDEN_TITLE}</h1>
                <p class="text-lg text-ink-muted">{problem.message()}</p>
                <ButtonLink look=Look::Primary href=paths::home_of(actor.role)>
                    {texts::BACK_TO_HOME}
                </ButtonLink>
            </div>
        }
        .into_any())
    })
}
