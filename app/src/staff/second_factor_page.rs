//! `/account/second-factor`: an administrator's telephone learns the secret, then the recovery codes are shown once.

use super::frame::staff_page;
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        copy_text::CopyText,
        error_summary::ErrorSummary,
        field::TextField,
        notice::{Notice, Tone},
        qr_code::QrCode,
    },
    customer::frame::redirected,
    draft::Draft,
    error::ApiError,
    page::engine,
    paths,
    texts::staff::account as words,
};
use domain::staff::Role;
use engine::staff::Enrolment;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn SecondFactorPage() -> impl IntoView {
    staff_page(paths::ACCOUNT, move |actor| async move {
        if actor.role != Role::Admin {
            return Err(ApiError::Forbidden);
        }
        let draft = Draft::take(paths::SECOND_FACTOR).await?.unwrap_or_default();
        let codes = draft.all("recovery_codes");
        if !codes.is_empty() {
            return Ok(view! { <RecoveryCodes codes=codes.to_vec() /> }.into_any());
        }
        if actor.second_factor {
            return Ok(redirected(paths::ACCOUNT));
        }
        let enrolment = engine()?.begin_second_factor(&actor.id).await?;
        Ok(view! { <Enrol enrolment=enrolment draft=draft /> }.into_any())
    })
}

#[component]
fn Enrol(enrolment: Enrolment, draft: Draft) -> impl IntoView {
    view! {
        <Title text=words::TURN_ON_SECOND_FACTOR />
        <div class="mx-auto max-w-lg space-y-8">
            <div class="space-y-2">
                <h1 class="text-2xl font-semibold sm:text-3xl">{words::TURN_ON_SECOND_FACTOR}</h1>
                <p class="text-lg">{words::SECOND_FACTOR_WHY}</p>
            </div>
            <ErrorSummary errors=draft.errors() />
            <section class="space-y-4">
                <h2 class="text-xl font-semibold">{words::SCAN_TITLE}</h2>
                <p>{words::SCAN_LEAD}</p>
                <QrCode
                    text=enrolment.otpauth_url.clone()
                    label=words::QR_CODE
                    class="h-56 w-56 rounded-lg border border-line"
                />
                <ButtonLink look=Look::Quiet href=enrolment.otpauth_url>
                    {words::OPEN_IN_APP}
                </ButtonLink>
                <CopyText id="secret" label=words::SECRET value=grouped(&enrolment.secret, 4, " ") />
            </section>
            <section class="space-y-4">
                <h2 class="text-xl font-semibold">{words::CONFIRM_TITLE}</h2>
                <form method="post" action=paths::CONFIRM_SECOND_FACTOR class="space-y-6">
                    <TextField
                        name="code"
                        label=words::FIRST_CODE
                        hint=words::FIRST_CODE_HINT
                        error=draft.error("code")
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        required=true
                        maxlength=10
                    />
                    <div class="flex flex-wrap items-center gap-4">
                        <SubmitButton look=Look::Primary>{words::TURN_ON}</SubmitButton>
                        <ButtonLink look=Look::Quiet href=paths::ACCOUNT>
                            {words::CANCEL}
                        </ButtonLink>
                    </div>
                </form>
            </section>
        </div>
    }
}

#[component]
fn RecoveryCodes(codes: Vec<String>) -> impl IntoView {
    let codes = codes
        .iter()
        .map(|code| view! { <li>{grouped(code, 5, "-")}</li> })
        .collect::<Vec<_>>();
    view! {
        <Title text=words::RECOVERY_TITLE />
        <div class="mx-auto max-w-lg space-y-6">
            <h1 class="text-2xl font-semibold sm:text-3xl">{words::RECOVERY_TITLE}</h1>
            <p class="text-lg">{words::RECOVERY_LEAD}</p>
            <ol class="grid select-all gap-x-8 gap-y-2 rounded-2xl border border-line bg-surface-raised p-5 font-mono text-lg sm:grid-cols-2">
                {codes}
            </ol>
            <Notice tone=Tone::Warn title=words::RECOVERY_ONCE>
                {words::RECOVERY_ADVICE}
            </Notice>
            <ButtonLink look=Look::Primary href=paths::ACCOUNT>
                {words::RECOVERY_KEPT}
            </ButtonLink>
        </div>
    }
}

/// A long word in pieces that the eye can keep.
fn grouped(text: &str, size: usize, between: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(size).map(|group| group.iter().collect()).collect();
    groups.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_written_in_pieces() {
        assert_eq!(grouped("ABCDEFGHIJ", 5, "-"), "ABCDE-FGHIJ");
        assert_eq!(grouped("ABCDEFGHIJ", 4, " "), "ABCD EFGH IJ");
        assert_eq!(grouped("", 4, " "), "");
    }
}
