//! Documents that are wrong around their rows: cut, nested, with keys twice, or no JSON at all.

use super::{Hostile, Told};
use crate::backup::{OLD_FILE, document::Document};
use engine::backup::Problem;

/// Both versions, ending early at every kilobyte.
pub(super) fn cut() -> Vec<Hostile> {
    let mut files = Vec::new();
    for (version, whole) in [("1.0", OLD_FILE.to_owned()), ("2.0", Document::ours().text())] {
        let whole = whole.trim_end().as_bytes();
        files.extend((0..whole.len()).step_by(1024).map(|end| {
            let content = whole.get(..end).unwrap();
            Hostile::new(format!("{version} cut at {end}"), content)
        }));
        let almost = whole.get(..whole.len() - 1).unwrap();
        files.push(
            Hostile::new(format!("{version} without its last byte"), almost).with(Told::Exactly(Problem::Truncated)),
        );
    }
    files
}

fn one(rest: &str) -> String {
    format!("{{\"timestamp\":\"2026-11-22T12:05:09.120Z\",\"version\":\"1.0\",{rest}}}")
}

/// Keys and values of the document itself.
pub(super) fn envelopes() -> Vec<Hostile> {
    let twice = |key: &str| Told::Exactly(Problem::Twice(key.to_owned()));
    let not = |key| Told::Exactly(Problem::NotABackup { key });
    let version = |text: &str| Told::Exactly(Problem::UnknownVersion(text.to_owned()));
    let table = |text: &str| Told::Exactly(Problem::UnknownTable(text.to_owned()));
    let key = |text: &str| Told::Exactly(Problem::UnknownKey(text.to_owned()));
    let mut files = Vec::new();
    let mut file = |what: &str, content: String, told: Told| files.push(Hostile::new(what, content).with(told));
    for document in [Document::old(), Document::ours()] {
        let whole = document.text();
        let is = format!("\"version\":\"{}\"", document.version);
        for (other, told) in [
            ("\"3.0\"", version("3.0")),
            ("\"2.1\"", version("2.1")),
            ("\"\"", version("")),
            ("\"2.0\\u0000\"", version("2.0\0")),
            ("2.0", version("2.0")),
            ("1", version("1")),
            ("null", version("null")),
            ("[\"2.0\"]", version("[\"2.0\"]")),
        ] {
            file(
                &format!("{} said to be of version {other}", document.version),
                whole.replacen(&is, &format!("\"version\":{other}"), 1),
                told,
            );
        }
        file(
            "a version twice",
            whole.replacen(&is, &format!("{is},{is}"), 1),
            twice("version"),
        );
        file("no version", whole.replacen(&format!("{is},"), "", 1), not("version"));
        file(
            "SQL as a key",
            whole.replacen(&is, &format!("\"sql\":\"DROP TABLE users\",{is}"), 1),
            key("sql"),
        );
        file(
            "a timestamp twice",
            whole.replacen('{', "{\"timestamp\":\"2026-11-22T12:05:09.120Z\",", 1),
            twice("timestamp"),
        );
        for timestamp in [
            "7",
            "null",
            "\"yesterday\"",
            "\"2026-11-22T12:05:09.120Z\\u0000\"",
            "[]",
        ] {
            let changed = whole.replacen(
                "\"timestamp\":\"2026-11-22T12:05:09.120Z\"",
                &format!("\"timestamp\":{timestamp}"),
                1,
            );
            file(&format!("the timestamp {timestamp}"), changed, not("timestamp"));
        }
        file(
            "a table twice",
            whole.replacen("\"data\":{", "\"data\":{\"users\":[],", 1),
            twice("users"),
        );
        for unknown in [
            "sessions",
            "pg_shadow",
            "access_tokens",
            "__proto__",
            "Users",
            "users ",
            "",
        ] {
            let changed = whole.replacen("\"data\":{", &format!("\"data\":{{\"{unknown}\":[],"), 1);
            file(&format!("the table «{unknown}»"), changed, table(unknown));
        }
        file("two documents", format!("{whole}{whole}"), Told::Anything);
        file("a document in a list", format!("[{whole}]"), not("data"));
        file(
            "a document in a text",
            serde_json::json!(whole).to_string(),
            not("data"),
        );
        file(
            "a comma too much",
            format!("{},}}", whole.strip_suffix('}').unwrap()),
            Told::Anything,
        );
        file("single quotes", whole.replace('"', "'"), Told::Anything);
        file("a comment", format!("/* a backup */{whole}"), Told::Anything);
        file("a comment behind it", format!("{whole}// a backup"), Told::Anything);
    }
    for data in ["[]", "null", "7", "\"users\"", "true"] {
        file(
            "data that hold no tables",
            one(&format!("\"data\":{data}")),
            not("data"),
        );
    }
    for rows in ["{}", "\"users\"", "7", "true"] {
        file(
            "a table without rows",
            one(&format!("\"data\":{{\"users\":{rows}}}")),
            not("users"),
        );
    }
    for row in ["7", "[]", "null", "\"x\"", "{\"\\ud800\":1}"] {
        let told = Told::Exactly(Problem::NoObject { table: "users", row: 1 });
        file(
            "a row that is none",
            one(&format!("\"data\":{{\"users\":[{row}]}}")),
            told,
        );
    }
    file(
        "no data",
        one("\"data\":{}").replacen(",\"data\":{}", "", 1),
        not("data"),
    );
    file("data twice", one("\"data\":{},\"data\":{}"), twice("data"));
    file("an empty object", "{}".to_owned(), not("version"));
    files
}

/// Deeper than any stack, and longer than any text.
pub(super) fn nested() -> Vec<Hostile> {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    // One byte more than a text may have; the readers of a debug build are slow with much longer ones.
    let long = format!("\"{}\"", "a".repeat(1024 * 1024 + 1));
    let longest = format!("\"{}\"", "а".repeat(5 * 1024 * 1024));
    let mut files = vec![
        Hostile::new("brackets", open.clone()),
        Hostile::new("brackets and their ends", format!("{open}{close}")),
        Hostile::new("objects", objects.clone()).with(Told::Exactly(Problem::UnknownKey("a".to_owned()))),
        Hostile::new("brackets for data", one(&format!("\"data\":{open}{close}"))),
        Hostile::new(
            "brackets for rows",
            one(&format!("\"data\":{{\"users\":{open}{close}}}")),
        )
        .with(Told::Exactly(Problem::NoObject { table: "users", row: 1 })),
        Hostile::new(
            "brackets for a version",
            one("\"data\":{}").replacen("\"1.0\"", &format!("{open}{close}"), 1),
        ),
        Hostile::new(
            "brackets without end in a row",
            one(&format!("\"data\":{{\"logs\":[{{\"metadata\":{open}")),
        ),
    ];
    for document in [Document::old(), Document::ours()] {
        for (table, key) in [
            ("logs", "metadata"),
            ("products", "attributes"),
            ("products", "images"),
            ("users", "email"),
        ] {
            for (what, literal) in [("brackets", &format!("{open}{close}")), ("objects", &objects)] {
                files.push(Hostile::field(&document.with(table, key, literal), table, key, what));
            }
        }
        for (table, key) in [
            ("products", "attributes"),
            ("logs", "message"),
            ("users", "email"),
            ("users", "id"),
        ] {
            files.push(Hostile::field(
                &document.with(table, key, &long),
                table,
                key,
                "more than a megabyte",
            ));
        }
    }
    let document = Document::ours().with("products", "name", &longest);
    files.push(Hostile::new("10 MB", document.text()).with(Told::Exactly(Problem::LongRow)));
    files
}

/// Something else altogether.
pub(super) fn not_json() -> Vec<Hostile> {
    let mut files = vec![
        Hostile::new("nothing", "").with(Told::Exactly(Problem::Truncated)),
        Hostile::new("a space", " ").with(Told::Exactly(Problem::Truncated)),
        Hostile::new("one byte of gzip", [0x1f]),
        Hostile::new("HTML", "<!DOCTYPE html><title>502</title>"),
        Hostile::new("CSV", "id,email\n1,olena@example.com\n"),
        Hostile::new("SQL", "DELETE FROM users;"),
        Hostile::new("a list", "[]").with(Told::Exactly(Problem::NotABackup { key: "data" })),
        Hostile::new("null", "null").with(Told::Exactly(Problem::NotABackup { key: "data" })),
        Hostile::new("a number", "1e400"),
        Hostile::new("NaN", "NaN"),
        Hostile::new("a PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        Hostile::new("a ZIP", b"PK\x03\x04\x14\0\0\0\x08\0"),
        Hostile::new("a SQLite database", b"SQLite format 3\0\x10\0\x01\x01"),
        Hostile::new("zeros", vec![0; 4096]),
        Hostile::new("bytes that are no text", vec![0xff; 4096]),
    ];
    for whole in [OLD_FILE.to_owned(), Document::ours().text()] {
        let marked = format!("\u{feff}{whole}");
        files.push(Hostile::new("a byte order mark", marked.as_str()));
        let words = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        let little: Vec<u8> = words(&marked).into_iter().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words(&marked).into_iter().flat_map(u16::to_be_bytes).collect();
        let unmarked: Vec<u8> = words(&whole).into_iter().flat_map(u16::to_le_bytes).collect();
        files.push(Hostile::new("UTF-16, little end first", little));
        files.push(Hostile::new("UTF-16, big end first", big));
        files.push(Hostile::new("UTF-16 without a mark", unmarked));
        // A Cyrillic letter loses its second byte.
        let mut torn = whole.clone().into_bytes();
        let letter = torn.iter().position(|byte| *byte >= 0x80).unwrap();
        torn.remove(letter + 1);
        files.push(Hostile::new("half a letter", torn));
        let mut nul = whole.clone().into_bytes();
        nul.insert(letter, 0);
        files.push(Hostile::new("a bare NUL in a text", nul));
        let mut feed = whole.into_bytes();
        feed.insert(letter, b'\n');
        files.push(Hostile::new("a bare line feed in a text", feed));
    }
    files
}
