//! `/first-admin?token=`: the link that the server prints at its first start.

use super::{
    login_page::Card,
    password_pages::{NewPassword, dead_link},
};
use crate::{
    components::{
        button::{Look, SubmitButton},
        error_summary::ErrorSummary,
        field::TextField,
    },
    customer::frame::customer_page,
    draft::Draft,
    page::{Address, engine},
    paths,
    texts::staff::account as words,
    visitor,
};
use domain::staff::NamePart;
use leptos::prelude::*;

/// Where the parts of a name are typed.
pub(super) const fn name_field(part: NamePart) -> &'static str {
    match part {
        NamePart::Last => "last_name",
        NamePart::First => "first_name",
        NamePart::Middle => "middle_name",
    }
}

#[component]
pub fn FirstAdminPage() -> impl IntoView {
    let (token, problem) = (Address::parameter("token"), Address::problem());
    customer_page(async move {
        if let Err(error) = engine()?.check_first_admin_link(&token, visitor::address()).await {
            return dead_link(error.into(), words::DEAD_FIRST_ADMIN_LINK);
        }
        let draft = Draft::take(paths::FIRST_ADMIN).await?.unwrap_or_default();
        Ok(view! {
            <Card title=words::FIRST_ADMIN_TITLE problem=problem>
                <p>{words::FIRST_ADMIN_LEAD}</p>
                <FirstAdminForm token=token draft=draft />
            </Card>
        }
        .into_any())
    })
}

#[component]
fn FirstAdminForm(token: String, draft: Draft) -> impl IntoView {
    let names = [
        (NamePart::Last, "family-name"),
        (NamePart::First, "given-name"),
        (NamePart::Middle, "additional-name"),
    ]
    .map(|(part, autocomplete)| {
        let name = name_field(part);
        let optional = part == NamePart::Middle;
        view! {
            <TextField
                name=name
                label=words::name_part(part)
                value=draft.value(name)
                error=draft.error(name)
                autocomplete=autocomplete
                required=!optional
                optional=optional
                maxlength=60
            />
        }
    })
    .into_iter()
    .collect::<Vec<_>>();
    view! {
        <form method="post" action=paths::CREATE_FIRST_ADMIN class="space-y-6">
            <ErrorSummary errors=draft.errors() />
            <input type="hidden" name="token" value=token />
            {names}
            <TextField
                name="email"
                kind="email"
                label=words::EMAIL
                value=draft.value("email")
                error=draft.error("email")
                autocomplete="username"
                required=true
                maxlength=254
            />
            <NewPassword draft=draft />
            <div class="grid">
                <SubmitButton look=Look::Primary>{words::CREATE_FIRST_ADMIN}</SubmitButton>
            </div>
        </form>
    }
}
