//! A file that somebody brings: kept, checked, and restored when they say so, while they watch.

use super::{
    file::private_file,
    restore::{By, LARGEST, RestoreError},
    schedule::TRIAL,
    temporary::Temporary,
    work::{PasswordLink, Report, Stage, Upload, Work},
};
use crate::{
    Engine,
    error::{Error, Refusal},
    fleet::administrators_only,
    staff::Actor,
};
use domain::staff::Role;
use std::{path::Path, sync::Arc, time::Duration};
use tokio::{fs::File, io::AsyncWriteExt, sync::watch};

/// Where brought files lie, below the folder of the backups.
const FOLDER: &str = "uploads";
/// Nobody works for so long on one file.
const LEFT_ALONE: Duration = Duration::from_secs(24 * 60 * 60);
/// As many links are made at once; the others are made on the page of the person.
const MOST_LINKS: usize = 500;

/// A file that is still coming. What is not finished is deleted.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    kept: Temporary,
    left: u64,
}

impl Incoming {
    /// The next bytes.
    ///
    /// # Errors
    /// [`Refusal::FileTooLarge`] beyond what a backup may have; when the disk is full.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(length).ok_or(Refusal::FileTooLarge)?;
        Ok(self.file.write_all(bytes).await?)
    }

    /// All bytes are there: where they lie, as long as this is held.
    ///
    /// # Errors
    /// When the disk objects.
    pub async fn finish(mut self) -> Result<Arrived, Error> {
        self.file.flush().await?;
        Ok(Arrived(self.kept))
    }
}

/// A file that has come; it is deleted when it is dropped.
#[derive(Debug)]
pub struct Arrived(Temporary);

impl Arrived {
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Engine {
    /// What goes on with backups in this process, now and from now on.
    #[must_use]
    pub fn backup_work(&self) -> watch::Receiver<Work> {
        self.backups.work.subscribe()
    }

    /// Begins to take a file that an administrator brings.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::TooManyAttempts`]; when the disk objects.
    pub async fn take_backup_file(&self, actor: &Actor) -> Result<Incoming, Error> {
        administrators_only(actor)?;
        self.backups.restores.take(self.now())?;
        let folder = self.backups.config.folder.join(FOLDER);
        tokio::fs::create_dir_all(&folder).await?;
        let path = folder.join(crate::ids::random_uuid());
        Ok(Incoming {
            file: private_file(&path).await?,
            kept: Temporary::new(path),
            left: LARGEST,
        })
    }

    /// Checks a file that was brought, in the background; the one before is forgotten. Touches no data.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::BackupBusy`] while another is being restored.
    pub fn show_backup_file(&self, actor: &Actor, name: &str, file: Arrived) -> Result<(), Error> {
        administrators_only(actor)?;
        let id = crate::ids::random_uuid();
        let path = file.path().to_owned();
        let mut is_busy = false;
        self.backups.change(|work| {
            is_busy = work.upload.as_ref().is_some_and(|upload| upload.stage.is_under_way());
            if !is_busy {
                work.upload = Some(Upload {
                    id: id.clone(),
                    name: name.chars().take(200).collect(),
                    stage: Stage::Checking(None),
                    file: Arc::new(file),
                });
            }
        });
        if is_busy {
            return Err(Refusal::BackupBusy.into());
        }
        let engine = self.clone();
        tokio::spawn(async move {
            let told = engine.clone();
            let upload = id.clone();
            let tell = move |progress| told.backups.change_upload(&upload, Stage::Checking(Some(progress)));
            let stage = match engine.preview_restore_telling(&path, tell).await {
                Ok(preview) => Stage::Ready(Arc::new(preview)),
                Err(error) => error.into(),
            };
            engine.backups.change_upload(&id, stage);
        });
        Ok(())
    }

    /// Deletes what a process that was killed has left in the folder of the backups: files that were brought, unpacked,
    /// half written, or restored for a trial.
    pub(crate) async fn delete_leftovers(&self) -> Result<(), Error> {
        let folder = &self.backups.config.folder;
        for place in [folder.join(FOLDER), folder.clone()] {
            let Ok(mut entries) = tokio::fs::read_dir(&place).await else {
                // Nothing was ever kept there.
                continue;
            };
            while let Some(entry) = entries.next_entry().await? {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                let is_ours = place != *folder || name.ends_with(".part") || name.starts_with(TRIAL);
                let about = entry.metadata().await?;
                let is_old = about.modified()?.elapsed().is_ok_and(|age| age > LEFT_ALONE);
                if is_ours && is_old {
                    let deleted = match about.is_dir() {
                        true => tokio::fs::remove_dir_all(entry.path()).await,
                        false => tokio::fs::remove_file(entry.path()).await,
                    };
                    deleted?;
                }
            }
        }
        Ok(())
    }

    /// Forgets the file that was brought.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::BackupBusy`] while it is being restored.
    pub fn forget_backup_file(&self, actor: &Actor) -> Result<(), Error> {
        administrators_only(actor)?;
        let mut is_busy = false;
        self.backups.change(|work| {
            is_busy = work.upload.as_ref().is_some_and(|upload| upload.stage.is_under_way());
            if !is_busy {
                work.upload = None;
            }
        });
        if is_busy {
            Err(Refusal::BackupBusy.into())
        } else {
            Ok(())
        }
    }

    /// Replaces everything with what the file holds, in the background. `session` is the name of the sign-in that goes
    /// on.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchFile`] when another file has come meanwhile or this one is not ready,
    /// [`Refusal::BackupBusy`].
    pub fn restore_backup_file(&self, actor: &Actor, session: String, id: &str) -> Result<(), Error> {
        administrators_only(actor)?;
        let mut file = None;
        self.backups.change(|work| {
            let known = work.upload.as_mut().filter(|upload| upload.id == id);
            if let Some(upload) = known.filter(|upload| matches!(upload.stage, Stage::Ready(_))) {
                upload.stage = Stage::Waiting;
                file = Some(Arc::clone(&upload.file));
            }
        });
        let file = file.ok_or(Refusal::NoSuchFile)?;
        let (engine, actor, id) = (self.clone(), actor.clone(), id.to_owned());
        tokio::spawn(async move {
            let stage = match engine.restore_and_report(&actor, &session, &id, file.path()).await {
                Ok(report) => Stage::Restored(Arc::new(report)),
                Err(error) => error.into(),
            };
            engine.backups.change_upload(&id, stage);
        });
        Ok(())
    }

    async fn restore_and_report(
        &self,
        actor: &Actor,
        session: &str,
        id: &str,
        file: &Path,
    ) -> Result<Report, RestoreError> {
        let by = By {
            actor,
            session: Some(session).filter(|session| !session.is_empty()),
        };
        let mut tell = |progress| self.backups.change_upload(id, Stage::Replacing(Some(progress)));
        let safety = self.backups.config.folder.clone();
        let restored = self.restore_telling(by, file, &safety, &mut tell).await?;
        let mut links = Vec::new();
        for person in restored.newcomers.iter().take(MOST_LINKS) {
            let token = match person.role {
                Role::Admin => Ok(None),
                Role::Doctor | Role::Courier => self.make_password_link(actor, &person.id).await.map(Some),
            };
            // Everything is replaced: a link that could not be made is made on the page of the person.
            let token = token.unwrap_or_else(|error| {
                tracing::error!(%error, "a link for a password could not be made");
                None
            });
            links.push(PasswordLink {
                person: person.clone(),
                token,
            });
        }
        Ok(Report { restored, links })
    }
}

impl Stage {
    const fn is_under_way(&self) -> bool {
        match self {
            Self::Waiting | Self::Replacing(_) => true,
            Self::Checking(_) | Self::Refused(_) | Self::Ready(_) | Self::Restored(_) | Self::Failed => false,
        }
    }
}

impl From<RestoreError> for Stage {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::File(problem) => Self::Refused(problem),
            RestoreError::Failed(error) => {
                tracing::error!(%error, "a brought file could not be checked or restored");
                Self::Failed
            }
        }
    }
}
