//! Rows that are right by themselves and wrong together, and what an attacker would like to bring in.

use super::{Hostile, Told};
use crate::backup::document::{Document, TABLES};
use engine::backup::Problem;
use serde_json::{Value, json};

/// Passwords, tokens and rights that no backup holds.
pub(super) fn secrets(document: &Document) -> Vec<Hostile> {
    let mut files = Vec::new();
    for key in [
        "password",
        "passwordHash",
        "password_hash",
        "PASSWORD",
        "resetPasswordToken",
        "refreshToken",
        "totpSecret",
        "emailVerificationToken",
        "credentialsVersion",
        "tokenHash",
        "token_salt",
        "isAdmin",
        "version",
        "rights",
        "restored",
        "__proto__",
        "constructor",
        "email; DROP TABLE users",
        "Email",
        "",
    ] {
        for table in document
            .tables()
            .filter(|table| matches!(*table, "users" | "devices" | "sales" | "settings"))
        {
            let literal = "\"$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA\"";
            files.push(Hostile::field(
                &document.with(table, key, literal),
                table,
                key,
                "a field too much",
            ));
        }
    }
    // The same key twice, told by its first value to one reader and by its second to another.
    for table in document.tables() {
        let row = document.row(table);
        for (key, value) in row.as_object().unwrap().iter().take(2) {
            let fields = row.to_string();
            let twice = format!("{},{}:{value}}}", fields.strip_suffix('}').unwrap(), json!(key));
            files.push(Hostile::field(&document.with_row(table, &twice), table, key, "twice"));
        }
    }
    let mut admin = document.row("users");
    for (key, value) in [
        ("id", "evil"),
        ("email", "evil@example.com"),
        ("role", "ADMIN"),
        ("password", "x"),
    ] {
        admin[key] = json!(value);
    }
    admin["phone"] = Value::Null;
    let injected = document.and("users", &admin.to_string());
    files.push(Hostile::field(
        &injected,
        "users",
        "password",
        "an administrator with a password",
    ));
    // Every row's name is its own, and a second one of everything is one too many.
    for table in document.tables().filter(|table| *table != "orderDecisions") {
        let mut twin = document.row(table);
        if table == "users" {
            twin["phone"] = Value::Null;
        }
        files.push(Hostile::field(
            &document.and(table, &twin.to_string()),
            table,
            "id",
            "taken",
        ));
    }
    files
}

/// A document with some fields of a first row set.
fn set(document: &Document, table: &str, fields: &[(&str, Value)]) -> Document {
    let mut row = document.row(table);
    for (key, value) in fields {
        row[*key] = value.clone();
    }
    document.with_row(table, &row.to_string())
}

/// What version 1.0 alone can get wrong.
pub(super) fn old_files() -> Vec<Hostile> {
    let old = Document::old();
    let mut files = Vec::new();
    let mut file = |table: &'static str, key: &str, value: Value| {
        let what = value.to_string();
        files.push(Hostile::field(&set(&old, table, &[(key, value)]), table, key, &what));
    };
    for value in [json!(7), json!({"$ne": 1}), json!(["+380671110002"])] {
        file("users", "phone", value.clone());
        file("sales", "customerPhone", value.clone());
        file("courierOrtomats", "status", value);
    }
    for status in ["opened", "", "COMPLETED", "awaiting_payment"] {
        file("sales", "status", json!(status));
    }
    file("sales", "orderNumber", json!(7));
    file("sales", "completedAt", json!(7));
    file("sales", "commission", json!("ten"));
    file("settings", "id", json!("other"));
    // Twins that a note cannot mend.
    for (table, changes, key) in [
        ("cells", &["id"][..], "ortomatId, number"),
        ("doctorOrtomats", &["id", "referralCode"], "doctorId, ortomatId"),
        ("doctorOrtomats", &["id"], "referralCode"),
        ("products", &["id"], "sku"),
        ("sales", &["id"], "orderNumber"),
    ] {
        let mut twin = old.row(table);
        for change in changes {
            twin[*change] = json!(format!("{}-2", twin[*change].as_str().unwrap()));
        }
        files.push(Hostile::field(&old.and(table, &twin.to_string()), table, key, "taken"));
    }
    let downgraded = Document::ours()
        .text()
        .replacen("\"version\":\"2.0\"", "\"version\":\"1.0\"", 1);
    let told = Told::Exactly(Problem::UnknownKey("sha256".to_owned()));
    files.push(Hostile::new("one of ours that calls itself old", downgraded).with(told));
    files
}

/// Files of ours, sealed as we seal them, that the schema would not take.
pub(super) fn ours() -> Vec<Hostile> {
    let ours = Document::ours();
    let mut files = Vec::new();
    // A reference to nothing.
    for (table, _) in TABLES {
        for key in [
            "ortomatId",
            "productId",
            "doctorId",
            "courierId",
            "createdBy",
            "orderId",
            "paymentId",
            "userId",
            "refundId",
            "deviceId",
            "requestedBy",
            "saleId",
            "doctorOrtomatId",
        ] {
            // Who filled a cell last is a name from the past; a payment's name in its order is for old tools.
            let refers = !matches!(
                (table, key),
                ("cells", "courierId") | ("sales", "paymentId") | ("payments", "doctorId")
            );
            if refers && ours.row(table).get(key).is_some() {
                let document = ours.with(table, key, "\"nowhere\"");
                files.push(Hostile::field(&document, table, key, "points nowhere"));
            }
        }
    }
    // A word that nobody knows.
    for (table, key) in [
        ("users", "role"),
        ("ortomats", "status"),
        ("courierOrtomats", "status"),
        ("settings", "id"),
        ("sales", "phase"),
        ("sales", "reason"),
        ("payments", "paymentProvider"),
        ("payments", "state"),
        ("payments", "paymentType"),
        ("paymentEvents", "source"),
        ("refunds", "status"),
        ("orderDecisions", "resolution"),
        ("commands", "kind"),
        ("commands", "status"),
        ("rewards", "kind"),
        ("logs", "category"),
        ("logs", "severity"),
    ] {
        files.push(Hostile::field(
            &ours.with(table, key, "\"nonsense\""),
            table,
            key,
            "an unknown word",
        ));
    }
    // Fields that must agree.
    for (table, fields, key) in [
        ("cells", &[("productId", Value::Null)][..], "filled"),
        ("sales", &[("deadlineAt", Value::Null)], "deadlineAt"),
        ("sales", &[("phase", json!("failed"))], "deadlineAt"),
        (
            "sales",
            &[("phase", json!("completed")), ("deadlineAt", Value::Null)],
            "completedAt",
        ),
        ("refunds", &[("dueAt", Value::Null)], "dueAt"),
        ("refunds", &[("status", json!("settled"))], "dueAt"),
        ("refunds", &[("amount", json!(0))], "amount"),
        ("orderDecisions", &[("amount", Value::Null)], "amount"),
        ("orderDecisions", &[("amount", json!(0))], "amount"),
        ("orderDecisions", &[("resolution", json!("close"))], "amount"),
        ("commands", &[("orderId", Value::Null)], "orderId"),
        ("commands", &[("kind", json!("staff"))], "orderId"),
    ] {
        files.push(Hostile::field(&set(&ours, table, fields), table, key, "does not agree"));
    }
    // Numbers that a column or a sum cannot hold, parts of a kopiyka, texts that an index cannot hold.
    for (table, key, literal) in [
        ("settings", "logRetentionDays", "0"),
        ("settings", "logRetentionDays", "36501"),
        ("sales", "cellNumber", "38"),
        ("sales", "pointsEarned", "-1"),
        ("payments", "currency", "2147483648"),
        ("payments", "checks", "-1"),
        ("payments", "paidAmount", "-0.01"),
        ("commands", "cellNumber", "0"),
        ("commands", "sends", "2147483648"),
        ("logs", "cellNumber", "2147483648"),
        ("logs", "cellNumber", "-2147483648"),
        ("rewards", "points", "-1"),
        ("sales", "amount", "0.001"),
        ("sales", "amount", "200.98999999999998"),
        ("sales", "amount", "450.0"),
        ("sales", "amount", "4.5e2"),
        ("refunds", "amount", "0.009"),
        ("sales", "amount", "-0"),
        ("paymentEvents", "body", "\"не base64\""),
        ("paymentEvents", "body", "\"e30\""),
    ] {
        files.push(Hostile::field(&ours.with(table, key, literal), table, key, literal));
    }
    let long = format!("\"{}\"", "f".repeat(1025));
    for (table, key) in [
        ("users", "lastName"),
        ("users", "email"),
        ("products", "sku"),
        ("doctorOrtomats", "referralCode"),
        ("sales", "orderNumber"),
        ("sales", "idempotencyKey"),
        ("payments", "invoiceId"),
        ("paymentEvents", "invoiceId"),
        ("paymentEvents", "bodySha256"),
        ("orderDecisions", "idempotencyKey"),
        ("commands", "id"),
        ("logs", "type"),
        ("purchaseTermsVersions", "textSha256"),
    ] {
        files.push(Hostile::field(
            &ours.with(table, key, &long),
            table,
            key,
            "longer than an index holds",
        ));
    }
    for (table, _) in TABLES {
        let told = Told::Exactly(Problem::MissingTable(table));
        files.push(Hostile::new(format!("without {table}"), ours.without_table(table).text()).with(told));
    }
    files
}

/// Files of ours that say of themselves what is not so.
pub(super) fn sealed_again() -> Vec<Hostile> {
    let whole = Document::ours().text();
    let mut files = Vec::new();
    let mut change = |what: &str, from: &str, to: &str, told: Told| {
        assert!(whole.contains(from), "{what}: {from}");
        files.push(Hostile::new(what, whole.replacen(from, to, 1)).with(told));
    };
    let not = |key| Told::Exactly(Problem::NotABackup { key });
    let count = |table, said, found| Told::Exactly(Problem::WrongCount { table, said, found });
    for (what, from, to) in [
        (
            "a doctor who becomes an administrator",
            "\"role\":\"DOCTOR\"",
            "\"role\":\"ADMIN\"",
        ),
        ("a price that falls", "\"price\":1250.5", "\"price\":0.01"),
        ("a space in a row", "\"id\":\"dr\",", "\"id\":\"dr\", "),
        ("another letter", "Олена", "Олeна"),
        ("a wrong checksum", "\"sha256\":\"", "\"sha256\":\"0"),
    ] {
        change(what, from, to, Told::Exactly(Problem::WrongChecksum));
    }
    let admin = "{\"id\":\"evil\",\"email\":\"evil@example.com\",\"role\":\"ADMIN\",\"firstName\":\"Е\",\"lastName\":\"В\",\
        \"middleName\":null,\"phone\":null,\"isVerified\":true,\"createdAt\":\"2026-01-01T00:00:00.000Z\",\
        \"updatedAt\":\"2026-01-01T00:00:00.000Z\",\"deletedAt\":null},";
    let with_admin = format!("\"users\":[{admin}");
    change("an administrator", "\"users\":[", &with_admin, count("users", 1, 2));
    change("a count too great", "\"users\":1", "\"users\":2", count("users", 2, 1));
    change(
        "a count of nothing",
        "\"counts\":{\"users\":1,",
        "\"counts\":{",
        count("users", 0, 1),
    );
    change(
        "a count twice",
        "\"counts\":{",
        "\"counts\":{\"users\":1,",
        Told::Exactly(Problem::Twice("users".to_owned())),
    );
    let unknown = Told::Exactly(Problem::UnknownTable("sessions".to_owned()));
    change(
        "a count of what is not there",
        "\"counts\":{",
        "\"counts\":{\"sessions\":1,",
        unknown,
    );
    for wrong in ["-1", "1.0", "1e0", "\"1\"", "null", "[]", "99999999999999999999"] {
        change(
            "a count that is none",
            "\"counts\":{\"users\":1",
            &format!("\"counts\":{{\"users\":{wrong}"),
            not("counts"),
        );
    }
    change(
        "counts in a list",
        "\"counts\":{",
        "\"counts\":[],\"sha256\":{",
        not("counts"),
    );
    change(
        "counts and checksum elsewhere",
        "\"counts\":{",
        "\"Counts\":{",
        Told::Exactly(Problem::UnknownKey("Counts".to_owned())),
    );
    change(
        "no checksum",
        ",\"sha256\":\"",
        ",\"md5\":\"",
        Told::Exactly(Problem::UnknownKey("md5".to_owned())),
    );
    change(
        "a checksum of nothing",
        "\"sha256\":",
        "\"sha256\":null,\"x\":",
        not("sha256"),
    );
    change(
        "a checksum that is a number",
        "\"sha256\":",
        "\"sha256\":7,\"x\":",
        not("sha256"),
    );
    change(
        "invitations",
        "\"data\":{",
        "\"data\":{\"invites\":[{\"token\":\"x\"}],",
        count("invites", 0, 1),
    );
    let recounted =
        whole
            .replacen("\"users\":[", &with_admin, 1)
            .replacen("\"counts\":{\"users\":1", "\"counts\":{\"users\":2", 1);
    files.push(Hostile::new("an administrator who is counted", recounted).with(Told::Exactly(Problem::WrongChecksum)));
    for key in ["counts", "sha256"] {
        let (before, rest) = whole.split_once(&format!(",\"{key}\":")).unwrap();
        let after = rest
            .find(['}', ','])
            .filter(|_| key == "sha256")
            .or_else(|| rest.find('}').map(|end| end + 1));
        let cut = format!("{before}{}", rest.get(after.unwrap()..).unwrap());
        files.push(Hostile::new(format!("without {key}"), cut).with(not(key)));
    }
    files
}
