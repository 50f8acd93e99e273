//! Rows with one field that is missing, of a wrong type, or beyond what can be.

use super::Hostile;
use crate::backup::document::Document;
use serde_json::Value;

/// Any JSON may stand there.
const FREE: [&str; 3] = ["images", "attributes", "metadata"];
/// What is not read of old files, because the program makes it anew, or mends with a note.
const REMADE: [(&str, &str); 5] = [
    ("users", "phone"),
    ("courierOrtomats", "status"),
    ("sales", "customerPhone"),
    ("payments", "monoData"),
    ("payments", "paymentDetails"),
];
/// Values that mean nothing, but that the earlier system took: they are mended with a note.
const MENDED: [(&str, &str, &str); 6] = [
    ("cells", "number", "38"),
    ("ortomats", "totalCells", "38"),
    ("users", "email", "\"a@b@c\""),
    ("users", "email", "\"a\""),
    ("users", "email", "\"a b@c.ua\""),
    ("users", "email", "\"<a@b.ua>\""),
];

/// What no field takes that holds such a value.
fn wrong_for(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => &["{\"$ne\":1}"],
        Value::Bool(_) => &["{\"$ne\":1}", "\"true\"", "0"],
        Value::Number(_) => &[
            "[[]]",
            "\"1\"",
            "true",
            "1e400",
            "99999999999999999999",
            "-99999999999999999999",
            "9223372036854775807",
        ],
        Value::String(_) => &["[[]]", "7", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\""],
    }
}

/// Every field of every table with every value that is wrong for it, and without any value.
pub(super) fn of(document: &Document) -> Vec<Hostile> {
    let mut files = Vec::new();
    let is_old = document.version == "1.0";
    for table in document.tables() {
        let row = document.row(table);
        for (key, value) in row.as_object().unwrap() {
            if FREE.contains(&key.as_str()) || (is_old && REMADE.contains(&(table, key.as_str()))) {
                continue;
            }
            for literal in wrong_for(value) {
                files.push(Hostile::field(&document.with(table, key, literal), table, key, literal));
            }
        }
        // What a row is called, and where it belongs, nothing can replace.
        for key in ["id", "createdAt"] {
            if row.get(key).is_some() {
                files.push(Hostile::field(&document.without(table, key), table, key, "missing"));
                files.push(Hostile::field(&document.with(table, key, "null"), table, key, "null"));
            }
        }
    }
    if !is_old {
        // Our own files leave nothing out, not even what is nothing.
        for (table, key) in [
            ("users", "email"),
            ("sales", "reason"),
            ("payments", "paidAmount"),
            ("logs", "orderId"),
        ] {
            files.push(Hostile::field(&document.without(table, key), table, key, "missing"));
        }
    }
    files.extend(free(document));
    files.extend(special(document));
    files
}

/// JSON that one of the databases or one of the readers does not take.
fn free(document: &Document) -> Vec<Hostile> {
    let mut files = Vec::new();
    for (table, key) in [("products", "images"), ("products", "attributes"), ("logs", "metadata")] {
        for literal in [
            "\"\\u0000\"",
            "[\"a\\u0000b\"]",
            "{\"\\u0000\":1}",
            "\"\\ud800\"",
            "{\"a\":1,\"a\":2}",
            "[{\"b\":{\"a\":1,\"\\u0061\":2}}]",
            "1e400",
        ] {
            files.push(Hostile::field(&document.with(table, key, literal), table, key, literal));
        }
    }
    files
}

/// Values of the right type that mean nothing.
fn special(document: &Document) -> Vec<Hostile> {
    let mut files = Vec::new();
    let cases: [(&str, &str, &[&str]); 9] = [
        (
            "users",
            "role",
            &["\"SUPERADMIN\"", "\"admin\"", "\"\"", "\"ADMIN \"", "\"АDMIN\""],
        ),
        (
            "users",
            "email",
            &[
                "\"a@b@c\"",
                "\"a\"",
                "\"a b@c.ua\"",
                "\"<a@b.ua>\"",
                "\"a@b.ua\\nBcc: c@d.ua\"",
            ],
        ),
        ("ortomats", "totalCells", &["0", "38", "-1", "1.5", "1e1", "\"NaN\""]),
        ("cells", "number", &["0", "38", "-1", "1.5", "9223372036854775808"]),
        (
            "products",
            "price",
            &[
                "-1",
                "-0.01",
                "1e30",
                "10000000000.01",
                "1e999999999999",
                "\"450\"",
                "\"NaN\"",
            ],
        ),
        ("products", "referralPoints", &["-1", "0.5", "1000000000001"]),
        (
            "products",
            "id",
            &[
                "\"\"",
                "\"a b\"",
                "\"../../etc/passwd\"",
                "\"a\\nb\"",
                "\"a?b\"",
                "\"a#b\"",
                "\"a&b\"",
                "\"\\u0085\"",
            ],
        ),
        (
            "ortomats",
            "createdAt",
            &[
                "\"yesterday\"",
                "\"2026-13-01T00:00:00Z\"",
                "\"1969-12-31T23:59:59Z\"",
                "\"2026-11-22\"",
                "\"\"",
                "1769800000001",
            ],
        ),
        ("ortomats", "status", &["\"broken\"", "\"Active\"", "\"\""]),
    ];
    for (table, key, literals) in cases {
        for literal in literals {
            if document.version == "2.0" || !MENDED.contains(&(table, key, literal)) {
                files.push(Hostile::field(&document.with(table, key, literal), table, key, literal));
            }
        }
    }
    files
}
