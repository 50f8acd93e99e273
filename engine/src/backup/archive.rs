//! A backup together with the uploaded pictures, in one file: a tar of the document, `backup.json.gz`, and of the
//! pictures that its products show, `pictures/{sha256}.jpg` or `.webp`.
//!
//! Nothing of an archive is believed: it holds these names and no others, once each and as plain files, and a picture
//! is what its name says, which is the hash of it.

use super::{
    document::Totals,
    export::Packing,
    problem::Problem,
    read::{fields, header, rows_in_order},
    restore::{LARGEST, RestoreError},
    temporary::Temporary,
};
use crate::{
    Engine,
    error::Error,
    ids::random_uuid,
    products::pictures::{self, MOST_KEPT},
};
use domain::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use tar::{Archive, Builder, EntryType, Header};
use tokio::sync::mpsc;

const DOCUMENT: &str = "backup.json.gz";
const FOLDER: &str = "pictures/";
/// Far more than anybody sells; their names are remembered while an archive is read.
const MOST_PICTURES: usize = 100_000;
/// All that is in a tar begins at a multiple of it.
const BLOCK: u64 = 512;
/// Pictures that may wait for the disk or for the store; each holds its bytes.
const WAITING: usize = 1;

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    pub totals: Totals,
    pub pictures: u64,
    /// Pictures that products show and the store does not have, or not whole: they are left out.
    pub missing: u64,
}

/// A file to restore from.
pub(super) struct Opened {
    /// The file itself, or what was unpacked of it. It is as unchecked as any document.
    pub(super) document: PathBuf,
    archive: Option<PathBuf>,
    _unpacked: Option<Temporary>,
}

/// A picture under its name in the store.
struct Picture {
    name: String,
    bytes: Vec<u8>,
}

enum Entry<'a> {
    Document(&'a mut dyn Read),
    Picture(Picture),
}

impl Engine {
    /// Writes a whole backup and its pictures into a file: under another name until it is complete and on the disk.
    ///
    /// # Errors
    /// When the database, the store of the pictures or the disk objects.
    pub async fn archive_to_file(&self, path: &Path) -> Result<Archived, Error> {
        // Names of its own: beside `all.tar` there may well be somebody's `all.json.gz`.
        let document = Temporary::new(followed_by(path, ".document"));
        let totals = self.backup_to_file(document.path(), Packing::Gzip).await?;
        let written = document.path().to_owned();
        let names = tokio::task::spawn_blocking(move || shown_pictures(&written))
            .await?
            .map_err(|problem| Error::Unverified(format!("{problem:?}")))?;
        let unfinished = Temporary::new(followed_by(path, ".part"));
        let (file, written, moment) = (
            File::create(unfinished.path())?,
            document.path().to_owned(),
            totals.timestamp,
        );
        let (sender, receiver) = mpsc::channel(WAITING);
        let writing = tokio::task::spawn_blocking(move || write(file, &written, moment, receiver));
        let mut archived = Archived {
            totals,
            pictures: 0,
            missing: 0,
        };
        for name in names {
            match self.pictures.find(&name).await? {
                // A damaged one would spoil the whole archive for whoever restores it.
                Some(bytes) if pictures::is_named_after(&name, &bytes) => {
                    if sender.send(Picture { name, bytes }).await.is_err() {
                        // Whoever writes has failed, and says why below.
                        break;
                    }
                    archived.pictures += 1;
                }
                Some(_) | None => archived.missing += 1,
            }
        }
        drop(sender);
        writing.await??;
        std::fs::rename(unfinished.path(), path)?;
        Ok(archived)
    }

    /// Keeps the pictures of an archive, if it is one, and tells how many. They are named after what is in them: to
    /// keep them twice, or for a restore that fails later, harms nobody.
    pub(super) async fn put_pictures_back(&self, opened: &Opened) -> Result<u64, RestoreError> {
        let Some(path) = opened.archive.clone() else {
            return Ok(0);
        };
        let (sender, mut pictures) = mpsc::channel(WAITING);
        let reading = tokio::task::spawn_blocking(move || {
            read(&path, &mut |entry| {
                match entry {
                    Entry::Document(_) => {}
                    Entry::Picture(picture) => sender.blocking_send(picture).map_err(|_| Error::NobodyReads)?,
                }
                Ok(())
            })
        });
        let mut kept = 0;
        while let Some(Picture { name, bytes }) = pictures.recv().await {
            self.pictures.keep(&name, bytes).await?;
            kept += 1;
        }
        reading.await.map_err(Error::from)??;
        Ok(kept)
    }
}

/// The same path with something behind its name.
fn followed_by(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// The pictures that products show. The document is asked and not the database, which goes on meanwhile; and so it has
/// been read back once before anybody relies on it.
fn shown_pictures(document: &Path) -> Result<BTreeSet<String>, Problem> {
    let header = header(document, u64::MAX)?;
    let mut names = BTreeSet::new();
    rows_in_order(document, u64::MAX, &header, &mut |table, _, row| {
        if table.key == "products"
            && let Ok(Ok(fields)) = fields(row)
        {
            names.extend(fields.values().flat_map(|value| pictures_in(value)));
        }
        Ok(())
    })?;
    Ok(names)
}

/// The pictures that a field of a product leads to: it holds one address, or several, or something else.
fn pictures_in(value: &RawValue) -> Vec<String> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Addresses {
        One(String),
        Several(Vec<String>),
    }
    let addresses = match serde_json::from_str(value.get()) {
        Ok(Addresses::One(address)) => vec![address],
        Ok(Addresses::Several(addresses)) => addresses,
        Err(_) => Vec::new(),
    };
    addresses
        .iter()
        .filter_map(|address| pictures::name_in(address))
        .map(str::to_owned)
        .collect()
}

/// Writes the document, and pictures for as long as there come any.
fn write(file: File, document: &Path, moment: Timestamp, mut pictures: mpsc::Receiver<Picture>) -> io::Result<()> {
    let mut archive = Builder::new(file);
    let document = File::open(document)?;
    let size = document.metadata()?.len();
    append(&mut archive, DOCUMENT, size, moment, document)?;
    while let Some(Picture { name, bytes }) = pictures.blocking_recv() {
        let size = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        append(&mut archive, &format!("{FOLDER}{name}"), size, moment, bytes.as_slice())?;
    }
    archive.into_inner()?.sync_all()
}

fn append(archive: &mut Builder<File>, name: &str, size: u64, moment: Timestamp, content: impl Read) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    // Customers and their phones are in it.
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(u64::try_from(moment.millis() / 1_000).unwrap_or(0));
    archive.append_data(&mut header, name, content)
}

/// Finds out whether a file is an archive. If so, reads all of it once and unpacks the document into the folder
/// `scratch`, where it lies until what is answered is dropped. Takes long.
pub(super) fn open(path: &Path, scratch: &Path) -> Result<Opened, RestoreError> {
    if !is_archive(path)? {
        return Ok(Opened {
            document: path.to_owned(),
            archive: None,
            _unpacked: None,
        });
    }
    let mut unpacked = None;
    read(path, &mut |entry| {
        match entry {
            Entry::Document(content) => unpacked = Some(unpack(content, scratch)?),
            Entry::Picture(_) => {}
        }
        Ok(())
    })?;
    let unpacked = unpacked.ok_or(Problem::NoDocument)?;
    Ok(Opened {
        document: unpacked.path().to_owned(),
        archive: Some(path.to_owned()),
        _unpacked: Some(unpacked),
    })
}

fn is_archive(path: &Path) -> Result<bool, Problem> {
    const MAGIC: &[u8] = b"ustar";
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(BLOCK).read_to_end(&mut head))
        .map_err(|_| Problem::Unreadable)?;
    // The word alone could stand in any document, but a zero byte in none.
    let has_magic = head.get(257..262).is_some_and(|magic| magic == MAGIC);
    Ok(has_magic && head.contains(&0))
}

fn unpack(content: &mut dyn Read, folder: &Path) -> Result<Temporary, Error> {
    std::fs::create_dir_all(folder)?;
    let unpacked = Temporary::new(folder.join(format!("unpacked-{}.part", random_uuid())));
    io::copy(content, &mut File::create_new(unpacked.path())?)?;
    Ok(unpacked)
}

/// Hands out the document and then each picture, one at a time.
fn read(path: &Path, on_entry: &mut dyn FnMut(Entry<'_>) -> Result<(), RestoreError>) -> Result<(), RestoreError> {
    let unreadable = |_: io::Error| Problem::Unreadable;
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if !length.is_multiple_of(BLOCK) {
        return Err(Problem::Truncated.into());
    }
    let mut archive = Archive::new(file);
    let mut names = BTreeSet::new();
    // Raw: long names, and files with holes that unpack to more than they are, remain entries that are not ours.
    for entry in archive.entries_with_seek().map_err(unreadable)?.raw(true) {
        let mut entry = entry.map_err(unreadable)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let picture = name.strip_prefix(FOLDER).filter(|name| pictures::is_name(name));
        if !entry.header().entry_type().is_file() || (picture.is_none() && name != DOCUMENT) {
            return Err(Problem::ForeignEntry(name.chars().take(80).collect()).into());
        }
        if names.contains(&name) {
            return Err(Problem::Twice(name).into());
        }
        if names.is_empty() && picture.is_some() {
            return Err(Problem::NoDocument.into());
        }
        if names.len() > MOST_PICTURES {
            return Err(Problem::TooManyPictures { limit: MOST_PICTURES }.into());
        }
        if entry.raw_file_position().saturating_add(entry.size()) > length {
            return Err(Problem::Truncated.into());
        }
        match picture {
            Some(picture) => on_entry(Entry::Picture(read_picture(&mut entry, picture)?))?,
            None if entry.size() > LARGEST => return Err(Problem::TooLarge { limit: LARGEST }.into()),
            None => on_entry(Entry::Document(&mut entry))?,
        }
        names.insert(name);
    }
    Ok(check_end(archive.into_inner())?)
}

/// A picture that is what its name says.
fn read_picture(entry: &mut tar::Entry<'_, File>, name: &str) -> Result<Picture, Problem> {
    let wrong = || Problem::WrongPicture(name.to_owned());
    let size = usize::try_from(entry.size()).map_err(|_| wrong())?;
    if size > MOST_KEPT {
        return Err(wrong());
    }
    let mut bytes = Vec::with_capacity(size);
    entry.read_to_end(&mut bytes).map_err(|_| Problem::Unreadable)?;
    if !pictures::is_named_after(name, &bytes) {
        return Err(wrong());
    }
    Ok(Picture {
        name: name.to_owned(),
        bytes,
    })
}

/// A tar ends with two blocks of zeros, the first of which has been read. One that was cut between two pictures looks
/// whole but for them.
fn check_end(mut rest: File) -> Result<(), Problem> {
    let mut block = [0; 512];
    rest.read_exact(&mut block).map_err(|_| Problem::Truncated)?;
    match block.iter().all(|byte| *byte == 0) {
        true => Ok(()),
        false => Err(Problem::Unreadable),
    }
}
