//! `/forgot-password` and `/reset-password?token=`: a new password by a link that an administrator makes.

use super::login_page::Card;
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        error_summary::ErrorSummary,
        field::TextField,
    },
    customer::frame::customer_page,
    draft::Draft,
    error::ApiError,
    page::{self, Address, engine},
    paths,
    texts::staff::account as words,
    visitor,
};
use engine::staff::LinkOwner;
use leptos::prelude::*;

#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    customer_page(async {
        let steps = words::FORGOT_STEPS.map(|step| view! { <li>{step}</li> }).to_vec();
        Ok(view! {
            <Card title=words::FORGOT_TITLE>
                <p class="text-lg">{words::FORGOT_LEAD}</p>
                <ol class="list-decimal space-y-2 pl-5">{steps}</ol>
                <div class="grid">
                    <ButtonLink look=Look::Primary href=paths::LOGIN>
                        {words::BACK_TO_LOGIN}
                    </ButtonLink>
                </div>
            </Card>
        }
        .into_any())
    })
}

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let (token, problem) = (Address::parameter("token"), Address::problem());
    customer_page(async move {
        let owner = match engine()?.password_link(&token, visitor::address()).await {
            Ok(owner) => owner,
            Err(error) => return dead_link(error.into(), words::DEAD_PASSWORD_LINK),
        };
        let draft = Draft::take(paths::RESET_PASSWORD).await?.unwrap_or_default();
        Ok(view! {
            <Card title=words::RESET_TITLE problem=problem>
                <ResetForm token=token owner=owner draft=draft />
            </Card>
        }
        .into_any())
    })
}

#[component]
fn ResetForm(token: String, owner: LinkOwner, draft: Draft) -> impl IntoView {
    view! {
        <p>{words::password_of(&owner.name.full(), &owner.email)}</p>
        <form method="post" action=paths::SET_PASSWORD class="space-y-6">
            <ErrorSummary errors=draft.errors() />
            <input type="hidden" name="token" value=token />
            <AccountName email=owner.email />
            <NewPassword draft=draft />
            <div class="grid">
                <SubmitButton look=Look::Primary>{words::CHANGE_PASSWORD}</SubmitButton>
            </div>
        </form>
    }
}

/// Tells a password manager whose password it is; people do not see it, and it is not sent.
#[component]
pub(super) fn AccountName(email: String) -> impl IntoView {
    view! { <input type="text" value=email autocomplete="username" readonly hidden /> }
}

/// A password that is being made, typed twice.
#[component]
pub(super) fn NewPassword(draft: Draft) -> impl IntoView {
    view! {
        <TextField
            name="password"
            kind="password"
            label=words::NEW_PASSWORD
            hint=words::PASSWORD_HINT
            error=draft.error("password")
            autocomplete="new-password"
            required=true
        />
        <TextField
            name="repeat"
            kind="password"
            label=words::REPEAT_PASSWORD
            error=draft.error("repeat")
            autocomplete="new-password"
            required=true
        />
    }
}

/// The page of a link that is used up or too old; every other problem is a usual one.
pub(super) fn dead_link(problem: ApiError, advice: &'static str) -> Result<AnyView, ApiError> {
    if problem != ApiError::InvalidLink {
        return Err(problem);
    }
    page::set_status(problem.status());
    Ok(view! {
        <Card title=words::DEAD_LINK_TITLE>
            <p class="text-lg">{advice}</p>
            <div class="grid">
                <ButtonLink look=Look::Primary href=paths::LOGIN>
                    {words::TO_LOGIN}
                </ButtonLink>
            </div>
        </Card>
    }
    .into_any())
}
