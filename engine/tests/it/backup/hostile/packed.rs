//! Packed files: bombs, cut ones, several in one.

use super::{Hostile, Told};
use crate::backup::document::Document;
use engine::backup::Problem;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

fn pack(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

pub(super) fn files() -> Vec<Hostile> {
    let whole = Document::ours().text();
    let packed = pack(whole.as_bytes());
    let told = Told::Exactly;
    let mut files: Vec<Hostile> = (2..packed.len())
        .step_by(128)
        .map(|end| Hostile::new(format!("packed, cut at {end}"), packed.get(..end).unwrap()))
        .collect();
    // The length and the checksum at the end of a packed file.
    for back in [1, 4, 5, 8] {
        let mut broken = packed.clone();
        let place = broken.len() - back;
        broken[place] ^= 1;
        files.push(Hostile::new(
            format!("packed, a bit turned {back} bytes before the end"),
            broken,
        ));
    }
    let mut broken = packed.clone();
    let middle = broken.len() / 2;
    for byte in broken.iter_mut().skip(middle).take(16) {
        *byte ^= 0x55;
    }
    files.push(Hostile::new("packed, damaged in the middle", broken));
    files.push(Hostile::new("no gzip behind its first bytes", *b"\x1f\x8b\x08 no gzip"));
    files.push(Hostile::new("the beginning of gzip alone", [0x1f, 0x8b]));
    files.push(Hostile::new("packed nothing", pack(b"")).with(told(Problem::Truncated)));
    files.push(Hostile::new("packed twice", pack(&packed)));
    files.push(Hostile::new("packed HTML", pack(b"<html>")));
    files.push(Hostile::new(
        "two packed documents",
        [packed.clone(), packed.clone()].concat(),
    ));
    files.push(Hostile::new(
        "a packed document and more",
        [packed.clone(), b"more".to_vec()].concat(),
    ));
    files.push(Hostile::new(
        "a document, then a packed one",
        [whole.as_bytes(), packed.as_slice()].concat(),
    ));
    let (first, second) = whole.split_at(whole.find("\"counts\"").unwrap());
    let half = [pack(first.as_bytes()), second.as_bytes().to_vec()].concat();
    files.push(Hostile::new("half packed", half));
    let admin = [
        pack(first.replacen("\"DOCTOR\"", "\"ADMIN\"", 1).as_bytes()),
        pack(second.as_bytes()),
    ]
    .concat();
    files.push(Hostile::new("changed, in two packed parts", admin).with(told(Problem::WrongChecksum)));
    // Each part is small and unpacks to a megabyte.
    let spaces = pack(&vec![b' '; 1024 * 1024]);
    for (what, begin) in [("spaces", ""), ("spaces in a document", "{\"version\":\"2.0\",")] {
        let bomb = [pack(begin.as_bytes()), spaces.repeat(18)].concat();
        files.push(Hostile::new(format!("a bomb of {what}"), bomb).with(told(Problem::LongRow)));
    }
    files
}
