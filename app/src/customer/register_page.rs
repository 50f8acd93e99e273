//! `/register?invite=`: the earlier site's invitations are still on paper (contract §5.5).

use super::frame::customer_page;
use crate::{
    components::button::{ButtonLink, Look},
    paths, texts,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

#[component]
pub fn RegisterPage() -> impl IntoView {
    customer_page(async {
        Ok(view! {
            <Title text=texts::REGISTER_TITLE />
            <Meta name="robots" content="noindex" />
            <div class="mx-auto max-w-md space-y-6 py-8">
                <h1 class="text-2xl font-semibold">{texts::REGISTER_TITLE}</h1>
                <p class="text-lg">{texts::REGISTER_LEAD}</p>
                <div class="flex flex-wrap gap-4">
                    <ButtonLink look=Look::Primary href=paths::HOME>
                        {texts::BACK_TO_HOME}
                    </ButtonLink>
                </div>
            </div>
        }
        .into_any())
    })
}
