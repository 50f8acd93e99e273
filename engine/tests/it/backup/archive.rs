//! Archives: the document and the uploaded pictures in one file, and back again.

use super::*;
use crate::desk::{admin, execute};
use engine::backup::Problem;
use flate2::{Compression, write::GzEncoder};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write as _};
use tar::{Builder, EntryType, Header};

const DOCUMENT: &str = "backup.json.gz";
/// Nobody looks into a picture that was kept once: its name says what it is.
const PICTURE: &[u8] = b"a picture";
/// What the database holds after the archive of [`other_document`], and not before.
const OTHER_NAME: &str = "Товар з архіву";

/// Name, kind and content.
type Entry<'a> = (&'a str, EntryType, &'a [u8]);

const fn plain<'a>(name: &'a str, content: &'a [u8]) -> Entry<'a> {
    (name, EntryType::Regular, content)
}

const fn special<'a>(name: &'a str, kind: EntryType, content: &'a [u8]) -> Entry<'a> {
    (name, kind, content)
}

fn archive(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = Header::new_ustar();
        // The library itself would not write every name.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(content.len().try_into().unwrap());
        header.set_cksum();
        archive.append(&header, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

/// A packed file of the earlier system that differs from [`OLD_FILE`].
fn other_document() -> Vec<u8> {
    let mut file: Value = serde_json::from_str(OLD_FILE).unwrap();
    file["data"]["products"][0]["name"] = json!(OTHER_NAME);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(file.to_string().as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// The name of a picture in the store.
fn stored_name(picture: &[u8]) -> String {
    format!("{}.jpg", hex::encode(Sha256::digest(picture)))
}

/// A database with the data of the earlier system, and its document.
async fn filled() -> (Empty, String) {
    let empty = Empty::on(sqlite().await).await;
    let file = empty.write(OLD_FILE.as_bytes());
    empty.restore(&file).await.unwrap();
    let document = export(&empty.engine).await;
    (empty, document)
}

async fn restore(empty: &Empty, content: &[u8]) -> Result<(), Problem> {
    let file = empty.write(content);
    match empty.restore(&file).await {
        Ok(_) => Ok(()),
        Err(RestoreError::File(problem)) => Err(*problem),
        Err(RestoreError::Failed(error)) => panic!("only a reason is expected, not {error}"),
    }
}

async fn has_picture(empty: &Empty) -> bool {
    let found = empty.engine.load_picture(&stored_name(PICTURE)).await.unwrap();
    found.is_some_and(|found| found.bytes == PICTURE)
}

/// Neither the data nor the pictures are what an archive of [`other_document`] and [`PICTURE`] would make of them.
async fn assert_untouched(empty: &Empty, before: &str) {
    let now = export(&empty.engine).await;
    assert_eq!(without_timestamp(before), without_timestamp(&now));
    assert!(!has_picture(empty).await);
}

fn drawing(red: u8) -> Vec<u8> {
    let picture: DynamicImage = ImageBuffer::from_pixel(64, 64, Rgb([red, 30_u8, 30])).into();
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

on_both_databases! {
    async fn the_pictures_of_products_go_along_and_come_back(world: World) {
        let olena = admin(&world).await;
        let mut paths = Vec::new();
        for red in [200, 100, 50] {
            paths.push(world.engine.store_picture(&olena, drawing(red)).await.unwrap());
        }
        let [main, other, forgotten] = &paths[..] else { panic!("three were stored") };
        let lost = format!("/pictures/{}.jpg", "0".repeat(64));
        execute(
            &world,
            &format!(
                "UPDATE products SET main_image = '{main}', \
                 images = '[\"{other}\",\"{main}\",\"{lost}\",\"https://example.com/knee.jpg\"]' WHERE id = '{PRODUCT}'"
            ),
        )
        .await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("all.tar");
        let archived = world.engine.archive_to_file(&file).await.unwrap();
        assert_eq!((archived.pictures, archived.missing), (2, 1));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["all.tar"], "nothing unfinished lies about");
        let empty = Empty::on(sqlite().await).await;
        empty.restore(&file).await.unwrap();
        assert!(export(&empty.engine).await.contains(&archived.totals.sha256), "the data are the same");
        for path in [main, other] {
            let name = path.strip_prefix("/pictures/").unwrap();
            let kept = world.engine.load_picture(name).await.unwrap().unwrap();
            assert_eq!(empty.engine.load_picture(name).await.unwrap(), Some(kept));
        }
        let name = forgotten.strip_prefix("/pictures/").unwrap();
        assert_eq!(empty.engine.load_picture(name).await.unwrap(), None, "no product shows it");
        empty.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_that_somebody_has_changed_is_refused_and_touches_nothing() {
    let (empty, before) = filled().await;
    let document = other_document();
    let ours = plain(DOCUMENT, &document);
    let stored = stored_name(PICTURE);
    let path = format!("pictures/{stored}");
    let picture = plain(&path, PICTURE);
    let (outside, shouted) = (
        format!("pictures/../{stored}"),
        format!("pictures/{}", stored.to_uppercase()),
    );
    let huge = vec![0_u8; 16 * 1024 * 1024 + 1];
    let huge_name = stored_name(&huge);
    let huge_path = format!("pictures/{huge_name}");
    let foreign = |name: &str| Problem::ForeignEntry(name.to_owned());
    let twice = |name: &str| Problem::Twice(name.to_owned());
    for (entries, problem) in [
        (
            vec![ours, plain(&path, b"another")],
            Problem::WrongPicture(stored.clone()),
        ),
        (
            vec![ours, picture, plain(&huge_path, &huge)],
            Problem::WrongPicture(huge_name.clone()),
        ),
        (vec![ours, picture, plain("../x", b"x")], foreign("../x")),
        (vec![ours, picture, plain("/etc/passwd", b"x")], foreign("/etc/passwd")),
        (vec![ours, picture, plain(&outside, PICTURE)], foreign(&outside)),
        (vec![ours, picture, plain(&stored, PICTURE)], foreign(&stored)),
        (vec![ours, plain(&shouted, PICTURE)], foreign(&shouted)),
        (vec![ours, special(&path, EntryType::Symlink, b"")], foreign(&path)),
        (vec![ours, special(&path, EntryType::Link, b"")], foreign(&path)),
        (
            vec![special(DOCUMENT, EntryType::Symlink, b""), picture],
            foreign(DOCUMENT),
        ),
        (
            vec![ours, special("pictures/", EntryType::Directory, b""), picture],
            foreign("pictures/"),
        ),
        (
            vec![
                ours,
                special("././@LongLink", EntryType::GNULongName, b"../x\0"),
                picture,
            ],
            foreign("././@LongLink"),
        ),
        (
            vec![ours, special("pax", EntryType::XHeader, b"13 path=../x\n"), picture],
            foreign("pax"),
        ),
        (vec![ours, picture, ours], twice(DOCUMENT)),
        (vec![ours, ours], twice(DOCUMENT)),
        (vec![ours, picture, picture], twice(&path)),
        (vec![picture, ours], Problem::NoDocument),
        (vec![picture], Problem::NoDocument),
        (
            vec![plain(DOCUMENT, b"{}"), picture],
            Problem::NotABackup { key: "version" },
        ),
    ] {
        assert_eq!(restore(&empty, &archive(&entries)).await, Err(problem));
    }
    assert_untouched(&empty, &before).await;
    // With nothing wrong the same archive is restored.
    assert_eq!(restore(&empty, &archive(&[ours, picture])).await, Ok(()));
    assert!(export(&empty.engine).await.contains(OTHER_NAME) && has_picture(&empty).await);
    empty.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_that_ends_early_is_refused_wherever_it_ends() {
    let (empty, before) = filled().await;
    let path = format!("pictures/{}", stored_name(PICTURE));
    let whole = archive(&[plain(DOCUMENT, &other_document()), plain(&path, PICTURE)]);
    // At every block, where one could take it for whole, and within some of them.
    let ends = (512..whole.len()).step_by(512);
    for end in ends.clone().chain(ends.map(|end| end - 100)) {
        assert_eq!(
            restore(&empty, &whole[..end]).await,
            Err(Problem::Truncated),
            "cut at {end}"
        );
    }
    assert_untouched(&empty, &before).await;
    assert_eq!(restore(&empty, &whole).await, Ok(()));
    assert!(has_picture(&empty).await);
    empty.end().await;
}
