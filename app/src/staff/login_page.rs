//! `/login`: who is it? And the addresses of the earlier site that lead there.

use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        checkbox::CheckboxField,
        error_summary::ErrorSummary,
        field::TextField,
        notice::{Notice, Tone},
        toast::Toast,
    },
    customer::frame::{customer_page, redirected},
    draft::{Draft, take_toast},
    error::ApiError,
    page::Address,
    paths,
    texts::staff::account as words,
    visitor,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// No address of ours is longer.
const LONGEST_NEXT: usize = 2_000;

/// Whether `next` is a page of this site. Anybody can send a link to the login page, and it must lead nowhere else.
pub(super) fn leads_to_a_page(next: &str) -> bool {
    let ours = next.starts_with('/') && !next.starts_with("//");
    // Browsers read `\` as `/` and skip tabs and line ends.
    let plain = next.chars().all(|c| c != '\\' && !c.is_control() && !c.is_whitespace());
    // Back to signing in is no way on, and a form cannot be opened.
    let page = !next.starts_with(paths::LOGIN) && !next.starts_with("/form/");
    ours && plain && page && next.len() <= LONGEST_NEXT
}

#[component]
pub fn LoginPage() -> impl IntoView {
    let (next, problem) = (Address::parameter("next"), Address::problem());
    customer_page(async move {
        if let Some(actor) = visitor::actor_if_any() {
            return Ok(redirected(paths::home_of(actor.role)));
        }
        let toast = take_toast().await?;
        let draft = Draft::take(paths::LOGIN).await?.unwrap_or_default();
        Ok(view! {
            {toast.map(|sentence| view! { <Toast tone=Tone::Ok text=sentence /> })}
            <Card title=words::LOGIN_TITLE problem=problem>
                <LoginForm draft=draft next=next />
            </Card>
        }
        .into_any())
    })
}

#[component]
fn LoginForm(draft: Draft, next: String) -> impl IntoView {
    let email = draft.value("email");
    // One thing takes the focus: what is wrong, or else the first field without an answer.
    let (ask_email, ask_password) = match draft.has_errors() {
        true => (false, false),
        false => (email.is_empty(), !email.is_empty()),
    };
    view! {
        <form method="post" action=paths::SIGN_IN class="space-y-6">
            <ErrorSummary errors=draft.errors() />
            <TextField
                name="email"
                kind="email"
                label=words::EMAIL
                value=email
                autocomplete="username"
                autofocus=ask_email
                required=true
                maxlength=254
            />
            <TextField
                name="password"
                kind="password"
                label=words::PASSWORD
                autocomplete="current-password"
                autofocus=ask_password
                required=true
            />
            <CheckboxField name="remember" label=words::REMEMBER checked=!draft.value("remember").is_empty() />
            <input type="hidden" name="next" value=next />
            <div class="grid gap-3">
                <SubmitButton look=Look::Primary>{words::SIGN_IN}</SubmitButton>
                <ButtonLink look=Look::Quiet href=paths::FORGOT_PASSWORD>
                    {words::FORGOT}
                </ButtonLink>
            </div>
        </form>
    }
}

/// The narrow card in which people say who they are.
#[component]
pub(super) fn Card(
    title: &'static str,
    /// What the form was answered, where no draft says it.
    #[prop(optional_no_strip)]
    problem: Option<ApiError>,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title />
        <Meta name="robots" content="noindex" />
        <div class="mx-auto max-w-md space-y-6 rounded-2xl border border-line bg-surface-raised p-5 sm:p-8">
            <h1 class="text-2xl font-semibold">{title}</h1>
            {problem.map(|problem| view! { <Notice tone=Tone::Danger>{problem.message()}</Notice> })}
            {children()}
        </div>
    }
}

/// `/dashboard`: where the earlier site led after signing in.
#[component]
pub fn DashboardPage() -> impl IntoView {
    customer_page(async {
        Ok(match visitor::actor_if_any() {
            Some(actor) => redirected(paths::home_of(actor.role)),
            None => redirected(paths::LOGIN),
        })
    })
}

/// `/verify-email`: the earlier site's letters still lie in mailboxes.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    customer_page(async {
        Ok(view! {
            <Card title=words::VERIFY_EMAIL_TITLE>
                <p class="text-lg">{words::VERIFY_EMAIL_LEAD}</p>
                <div class="grid">
                    <ButtonLink look=Look::Primary href=paths::LOGIN>
                        {words::TO_LOGIN}
                    </ButtonLink>
                </div>
            </Card>
        }
        .into_any())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_on_to_where_somebody_wanted() {
        for next in [
            "/admin",
            "/admin/users?query=%D0%9A&page=2",
            "/admin/users?q=Шевчук",
            "/courier#cells",
            "/",
        ] {
            assert!(leads_to_a_page(next), "{next}");
        }
    }

    #[test]
    fn signing_in_leads_to_no_other_site() {
        for next in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "javascript:alert(1)",
            "admin",
            "/ad min",
        ] {
            assert!(!leads_to_a_page(next), "{next:?}");
        }
        assert!(!leads_to_a_page(&format!("/{}", "a".repeat(LONGEST_NEXT))));
    }

    #[test]
    fn signing_in_does_not_lead_back_to_signing_in() {
        for next in ["/login", "/login?next=/login", "/login/code", "/form/sign_out"] {
            assert!(!leads_to_a_page(next), "{next}");
        }
    }
}
