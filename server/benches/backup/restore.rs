//! `ortomat restore` of the document that was taken, into a database with nothing in it.

use crate::{
    Outcome,
    peak::highest_during,
    place::Place,
    report::{line, seconds_since},
};
use std::{
    collections::HashMap,
    fs::{File, read_to_string},
    io::{Read, Seek, SeekFrom},
    path::Path,
    process::Stdio,
    time::Instant,
};

/// The counts of rows and the checksum need less.
const TAIL: u64 = 4_096;

pub(crate) async fn measure(place: &Place, document: &Path) -> Outcome<()> {
    let rows = rows(document)?;
    let started = Instant::now();
    let mut restore = place
        .program("warn")?
        .arg("restore")
        .arg(document)
        .args(["--yes", "--safety"])
        .arg(document.with_file_name("safety"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let process = restore.id().ok_or("the restore ended at once")?;
    let (ended, highest) = highest_during(process, restore.wait()).await;
    let seconds = seconds_since(started);
    if !ended?.success() {
        let said = read_to_string(place.log()).unwrap_or_default();
        return Err(format!("ortomat restore: {said}").into());
    }
    line("rows of the document", &rows.to_string(), "≥ 1,000,000");
    line(
        "ortomat restore into an empty database",
        &format!("{seconds:.1} s, highest memory {:.1} MB", highest / 1024.0),
        "",
    );
    Ok(())
}

/// As the document itself says at its end.
fn rows(document: &Path) -> Outcome<u64> {
    let mut file = File::open(document)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let tail = String::from_utf8_lossy(&tail);
    let counts = tail
        .rsplit_once("\"counts\":")
        .and_then(|(_, behind)| behind.split_once(",\n\"sha256\""))
        .map(|(counts, _)| counts)
        .ok_or("the document ends without counts")?;
    let counts: HashMap<String, u64> = serde_json::from_str(counts)?;
    Ok(counts.values().sum())
}
