//! `/admin/restore`: a file that was brought, from its check to the report. The page follows it by itself.

use super::{
    ProgressBar,
    steps::{Ready, Restored},
};
use crate::{
    components::{
        back_link::BackLink,
        button::{Look, SubmitButton},
        empty_state::EmptyState,
        error_summary::ErrorSummary,
        icon::Glyph,
        live_island::LiveIsland,
        notice::{Notice, Tone},
    },
    draft::Draft,
    page::engine,
    paths,
    staff::frame::staff_page,
    texts::staff::backup as words,
};
use engine::backup::{Stage, Upload};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn RestorePage() -> impl IntoView {
    staff_page(paths::SETTINGS, move |_actor| async move {
        let engine = engine()?;
        let work = engine.backup_work().borrow().clone();
        let draft = Draft::take(paths::RESTORE).await?;
        let errors = draft.as_ref().map(Draft::errors).unwrap_or_default();
        let site = engine.public_url().to_owned();
        let content = match work.upload {
            Some(upload) => view! { <Step upload=upload draft=draft site=site /> }.into_any(),
            None => {
                view! { <EmptyState title=words::NO_FILE_TITLE text=words::NO_FILE glyph=Glyph::Info /> }.into_any()
            }
        };
        Ok(view! {
            <Title text=words::RESTORE_TITLE />
            <div class="max-w-4xl space-y-6">
                <BackLink href=paths::SETTINGS text=words::BACK />
                <h1 class="text-2xl font-semibold sm:text-3xl">{words::RESTORE_TITLE}</h1>
                <ErrorSummary errors=errors />
                <LiveIsland events=paths::BACKUP_EVENTS version=work.revision.to_string() />
                <div data-live="restore" class="space-y-6">
                    {content}
                </div>
            </div>
        }
        .into_any())
    })
}

#[component]
fn Step(upload: Upload, draft: Option<Draft>, site: String) -> impl IntoView {
    let Upload { id, name, stage, .. } = upload;
    match stage {
        Stage::Checking(progress) => view! {
            <ProgressBar title=words::CHECKING progress=progress />
            <p class="text-ink-muted">{words::CHECKING_HINT}</p>
        }
        .into_any(),
        Stage::Refused(problem) => view! {
            <Notice tone=Tone::Danger title=words::REFUSED>
                {words::problem(&problem)}
            </Notice>
            <p>{words::UNTOUCHED}</p>
            <Forget />
        }
        .into_any(),
        Stage::Failed => view! {
            <Notice tone=Tone::Danger title=words::FAILED>
                {words::FAILED_HINT}
            </Notice>
            <Forget />
        }
        .into_any(),
        Stage::Ready(preview) => view! { <Ready id=id name=name preview=preview draft=draft /> }.into_any(),
        Stage::Waiting => view! {
            <ProgressBar title=words::WAITING progress=None />
            <p class="text-ink-muted">{words::PAUSED_HINT}</p>
        }
        .into_any(),
        Stage::Replacing(progress) => view! {
            <ProgressBar title=words::REPLACING progress=progress />
            <p class="text-ink-muted">{words::PAUSED_HINT}</p>
        }
        .into_any(),
        Stage::Restored(report) => view! { <Restored report=report site=site /> }.into_any(),
    }
}

/// Lets the file go.
#[component]
pub(super) fn Forget(#[prop(default = words::FORGET)] name: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=paths::FORGET_BACKUP_FILE>
            <SubmitButton look=Look::Secondary>{name}</SubmitButton>
        </form>
    }
}
