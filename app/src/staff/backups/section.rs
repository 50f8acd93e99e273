//! The section of `/admin/settings`: a backup to download, a file to bring, and what the program does by itself.

use super::ProgressBar;
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        file_field::FileField,
        icon::{Glyph, Icon},
        live_island::LiveIsland,
        notice::{Notice, Tone},
    },
    error::ApiError,
    paths,
    texts::staff::backup as words,
};
use engine::{
    Engine,
    backup::{BackupWork, PastRestore, ScheduledBackup, Work},
    staff::Actor,
};
use leptos::prelude::*;

/// What can be brought; the server looks into the file itself.
const FILES: &str = ".json,.gz,.tar,application/json,application/gzip,application/x-tar";

/// What the section shows.
pub struct Backups {
    work: Work,
    /// What the program does by itself, in words.
    schedule: String,
    last: Option<ScheduledBackup>,
    past: Vec<PastRestore>,
}

impl Backups {
    /// # Errors
    /// When it cannot be read.
    pub async fn read(engine: &Engine, actor: &Actor) -> Result<Self, ApiError> {
        let config = engine.backup_config();
        let work = engine.backup_work().borrow().clone();
        Ok(Self {
            work,
            schedule: match config.schedule {
                Some(schedule) => words::scheduled(schedule, &config.folder.display().to_string()),
                None => words::SCHEDULE_OFF.to_owned(),
            },
            last: match config.schedule {
                Some(_) => engine.last_scheduled_backup().await?,
                None => None,
            },
            past: engine.past_restores(actor).await?,
        })
    }
}

#[component]
pub fn BackupsContent(backups: Backups, problem: Option<ApiError>) -> impl IntoView {
    let Backups {
        work,
        schedule,
        last,
        past,
    } = backups;
    let last = match last {
        Some(last) => {
            let tone = if last.failure.is_none() {
                "text-ink"
            } else {
                "text-danger"
            };
            view! { <p class=tone>{words::last_scheduled(&last)}</p> }.into_any()
        }
        None => view! { <p>{words::NO_SCHEDULED}</p> }.into_any(),
    };
    let past = (!past.is_empty()).then(|| {
        let lines = past
            .iter()
            .map(|past| view! { <li class="break-words">{words::past(past)}</li> })
            .collect::<Vec<_>>();
        view! {
            <div class="space-y-1">
                <h3 class="font-medium">{words::PAST}</h3>
                <ul class="list-disc space-y-1 pl-5 text-sm">{lines}</ul>
            </div>
        }
    });
    let in_hand = work.upload.is_some().then(|| {
        view! {
            <p class="flex flex-wrap items-center gap-x-3">
                {words::IN_HAND}
                <a href=paths::RESTORE class="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline">
                    {words::TO_FILE}
                </a>
            </p>
        }
    });
    view! {
        {problem.map(|problem| view! { <Notice tone=Tone::Danger>{problem.message()}</Notice> })}
        <LiveIsland events=paths::BACKUP_EVENTS version=work.revision.to_string() />
        <div class="space-y-3">
            <h3 class="font-medium">{words::EXPORT}</h3>
            <p class="text-ink-muted">{words::DOWNLOAD_HINT}</p>
            <ButtonLink look=Look::Primary href=paths::BACKUP attr:download="">
                <Icon glyph=Glyph::Download />
                {words::DOWNLOAD}
            </ButtonLink>
            <div data-live="backup" role="status">
                {work.backup.map(|backup| view! { <LastBackup backup=backup /> })}
            </div>
        </div>
        <div class="space-y-3">
            <h3 class="font-medium">{words::IMPORT}</h3>
            <p class="text-ink-muted">{words::IMPORT_HINT}</p>
            <div data-live="upload">{in_hand}</div>
            <form method="post" action=paths::UPLOAD_BACKUP enctype="multipart/form-data" class="max-w-md space-y-4">
                <FileField id="backup-file" name="file" label=words::FILE accept=FILES />
                <SubmitButton look=Look::Secondary>{words::UPLOAD}</SubmitButton>
            </form>
        </div>
        <div class="space-y-1">
            <h3 class="font-medium">{words::SCHEDULE}</h3>
            <p class="break-words text-ink-muted">{schedule}</p>
            {last}
        </div>
        {past}
    }
}

#[component]
fn LastBackup(backup: BackupWork) -> impl IntoView {
    match backup {
        BackupWork::Writing(progress) => {
            view! { <ProgressBar title=words::WRITING progress=Some(progress) /> }.into_any()
        }
        BackupWork::Written { rows, sha256, at } => view! {
            <div class="text-sm">
                <p>{words::written(rows, at)}</p>
                <p class="break-all font-mono text-ink-muted">{format!("SHA-256 {sha256}")}</p>
            </div>
        }
        .into_any(),
        BackupWork::Broken { at } => {
            view! { <p class="text-danger">{format!("{}: {}.", words::BROKEN, at.kyiv())}</p> }.into_any()
        }
    }
}
