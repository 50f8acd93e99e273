//! A backup as a file on the server: whole and on the disk, or not there at all.

use super::{
    document::Totals,
    export::{Packing, Part, file_name},
    restore::RestoreError,
    snapshot::{Pace, count_rows},
};
use crate::{Engine, error::Error};
use domain::Timestamp;
use futures_util::{Stream, TryStreamExt};
use std::{
    path::{Path, PathBuf},
    pin::pin,
};
use tokio::{fs, io::AsyncWriteExt};

impl Engine {
    /// A backup of what is there, whole and on the disk before anything is taken away.
    pub(super) async fn safety_backup(&self, folder: &Path, now: Timestamp) -> Result<Option<PathBuf>, RestoreError> {
        if count_rows(self.database.read()).await?.values().all(|rows| *rows == 0) {
            return Ok(None);
        }
        let name = file_name(now, Packing::Gzip);
        // Never over a file that is there: it may be the very one that is being restored.
        let path = (1..)
            .map(|number| match number {
                1 => folder.join(format!("before-restore-{name}")),
                _ => folder.join(format!("before-restore-{number}-{name}")),
            })
            .find(|path| !path.exists())
            .unwrap_or_default();
        write_to_file(&path, self.parts(Packing::Gzip, Pace::Alone, |_| {})).await?;
        Ok(Some(path))
    }

    /// Writes a whole backup into a file: under another name until it is complete and on the disk.
    ///
    /// # Errors
    /// When the database or the disk objects.
    pub async fn backup_to_file(&self, path: &Path, packing: Packing) -> Result<Totals, Error> {
        write_to_file(path, self.backup_parts(packing)).await
    }
}

async fn write_to_file(path: &Path, parts: impl Stream<Item = Result<Part, Error>>) -> Result<Totals, Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder).await?;
    }
    let unfinished = path.with_extension("part");
    let mut file = private_file(&unfinished).await?;
    let mut parts = pin!(parts);
    let mut totals = None;
    while let Some(part) = parts.try_next().await? {
        match part {
            Part::Bytes(bytes) => file.write_all(&bytes).await?,
            Part::Done(all) => totals = Some(all),
        }
    }
    file.sync_all().await?;
    fs::rename(&unfinished, path).await?;
    if let Some(folder) = folder {
        // So that the name survives a power cut as well.
        fs::File::open(folder).await?.sync_all().await?;
    }
    totals.ok_or(Error::NobodyReads)
}

/// Phone numbers and orders are nobody's business but the owner's of the process.
pub(super) async fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}
