//! A file that somebody brings: kept, checked, and restored when they say so, while they watch.

use super::{
    file::private_file,
    restore::{By, LARGEST, RestoreError},
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
/// Doors that are about to open get this long before everything is replaced.
const DOORS: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(250);
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
        let turn = self.pause_selling()?;
        self.wait_for_doors().await?;
        let by = By {
            actor,
            session: Some(session).filter(|session| !session.is_empty()),
        };
        let mut tell = |progress| self.backups.change_upload(id, Stage::Replacing(Some(progress)));
        let safety = self.backups.config.folder.clone();
        let restored = self.replace_everything(Some(by), file, &safety, &mut tell).await?;
        drop(turn);
        self.log_restore(actor, &restored).await?;
        let mut links = Vec::new();
        for person in restored.newcomers.iter().take(MOST_LINKS) {
            let token = match person.role {
                Role::Admin => None,
                Role::Doctor | Role::Courier => Some(self.make_password_link(actor, &person.id).await?),
            };
            links.push(PasswordLink {
                person: person.clone(),
                token,
            });
        }
        Ok(Report { restored, links })
    }

    /// Whoever has paid and stands before a door that is about to open shall not be caught by a restore.
    async fn wait_for_doors(&self) -> Result<(), Error> {
        let begun = tokio::time::Instant::now();
        while self.doors_about_to_open().await? > 0 && begun.elapsed() < DOORS {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
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
