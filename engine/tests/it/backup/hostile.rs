//! Files that somebody has damaged or made up: each is refused with a reason, and nothing is touched.

use super::*;
use engine::backup::{FieldProblem, Problem};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::io::Write as _;

/// A whole file of ours.
async fn ours() -> (Empty, String) {
    let empty = Empty::on(sqlite().await).await;
    let file = empty.write(OLD_FILE.as_bytes());
    empty.restore(&file).await.unwrap();
    let document = export(&empty.engine).await;
    (empty, document)
}

async fn problem_of(empty: &Empty, content: &[u8]) -> Result<(), Problem> {
    let file = empty.write(content);
    match empty.restore(&file).await {
        Ok(_) => Ok(()),
        Err(RestoreError::File(problem)) => Err(*problem),
        Err(RestoreError::Failed(error)) => panic!("only a reason is expected, not {error}"),
    }
}

/// Old files with one thing wrong, and what is said of it.
fn changed_old_files() -> Vec<(&'static str, Value)> {
    let mut files = Vec::new();
    let mut file = |name: &'static str, change: &dyn Fn(&mut Value)| {
        let mut file: Value = serde_json::from_str(OLD_FILE).unwrap();
        change(&mut file);
        files.push((name, file));
    };
    file("a newer version", &|file| file["version"] = json!("3.0"));
    file("a version that is a number", &|file| file["version"] = json!(1.0));
    file("no version", &|file| {
        file.as_object_mut().unwrap().remove("version");
    });
    file("no data", &|file| {
        file.as_object_mut().unwrap().remove("data");
    });
    file("data that are a list", &|file| file["data"] = json!([]));
    file("data that are null", &|file| file["data"] = Value::Null);
    file("a table that is an object", &|file| file["data"]["users"] = json!({}));
    file("a table that is a text", &|file| file["data"]["users"] = json!("users"));
    file("an unknown table", &|file| file["data"]["pg_shadow"] = json!([]));
    file("sessions", &|file| file["data"]["sessions"] = json!([{"id": "1"}]));
    file("an unknown key", &|file| file["sql"] = json!("DROP TABLE users"));
    file("a row that is a number", &|file| file["data"]["users"][0] = json!(7));
    file("a row that is a list", &|file| file["data"]["users"][0] = json!([]));
    file("a row that is null", &|file| file["data"]["users"][0] = Value::Null);
    for key in [
        "password",
        "passwordHash",
        "password_hash",
        "resetPasswordToken",
        "refreshToken",
        "totpSecret",
        "emailVerificationToken",
        "credentialsVersion",
    ] {
        file("a secret", &|file| file["data"]["users"][0][key] = json!("x"));
    }
    for key in [
        "isAdmin",
        "version",
        "rights",
        "__proto__",
        "constructor",
        "email; DROP TABLE users",
    ] {
        file("a field that people do not have", &|file| {
            file["data"]["users"][0][key] = json!("x")
        });
    }
    for (table, fields) in [
        ("users", &["id", "role", "firstName", "lastName", "createdAt"][..]),
        ("ortomats", &["id", "name", "address", "createdAt"]),
        ("products", &["id", "name", "sku", "price", "createdAt"]),
        ("cells", &["id", "number", "ortomatId", "createdAt"]),
        ("sales", &["id", "amount", "status", "createdAt"]),
        ("payments", &["id", "orderId", "amount", "createdAt"]),
        (
            "doctorOrtomats",
            &["id", "doctorId", "ortomatId", "referralCode", "createdAt"],
        ),
        ("logs", &["id", "type", "category", "message", "severity", "createdAt"]),
        ("settings", &["id", "purchaseTerms", "createdAt"]),
    ] {
        for field in fields {
            file("a field that is missing", &|file| {
                file["data"][table][0].as_object_mut().unwrap().remove(*field);
            });
            file("a field of a wrong type", &|file| {
                file["data"][table][0][field] = json!({"$ne": 1})
            });
            file("a field that is a list", &|file| {
                file["data"][table][0][field] = json!([[]])
            });
            file("a field with NUL", &|file| {
                file["data"][table][0][field] = json!("a\u{0}b")
            });
        }
    }
    for role in ["SUPERADMIN", "admin", "", "ADMIN "] {
        file("a role that does not exist", &|file| {
            file["data"]["users"][0]["role"] = json!(role)
        });
    }
    for number in [
        json!(0),
        json!(38),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!("1"),
        json!(9_223_372_036_854_775_807_i64),
    ] {
        file("a cell that no cabinet has", &|file| {
            file["data"]["cells"][0]["number"] = number.clone()
        });
        file("a cabinet that nobody builds", &|file| {
            file["data"]["ortomats"][0]["totalCells"] = number.clone()
        });
    }
    for price in [json!(-1), json!("450"), json!(1e30), json!(true)] {
        file("a price that is none", &|file| {
            file["data"]["products"][0]["price"] = price.clone()
        });
    }
    for moment in [
        json!("yesterday"),
        json!(0),
        json!("2026-13-01T00:00:00Z"),
        json!("1969-01-01T00:00:00Z"),
    ] {
        file("a moment that never was", &|file| {
            file["data"]["sales"][0]["createdAt"] = moment.clone()
        });
    }
    for id in [
        json!(""),
        json!("a b"),
        json!("../../etc/passwd"),
        json!("a".repeat(65)),
        json!("a\nb"),
        json!("a?b"),
    ] {
        file("an id that is none", &|file| {
            file["data"]["products"][0]["id"] = id.clone()
        });
    }
    file("the same id twice", &|file| {
        file["data"]["users"][1]["id"] = file["data"]["users"][0]["id"].clone()
    });
    file("the same sku twice", &|file| {
        file["data"]["products"][1]["sku"] = file["data"]["products"][0]["sku"].clone()
    });
    file("the same code twice", &|file| {
        file["data"]["doctorOrtomats"][1]["referralCode"] = file["data"]["doctorOrtomats"][0]["referralCode"].clone();
    });
    file("the same number twice", &|file| {
        file["data"]["sales"][1]["orderNumber"] = file["data"]["sales"][0]["orderNumber"].clone();
    });
    file("a state that no order has", &|file| {
        file["data"]["sales"][0]["status"] = json!("opened")
    });
    file("other settings", &|file| {
        file["data"]["settings"][0]["id"] = json!("other")
    });
    file("an e-mail that is none", &|file| {
        file["data"]["users"][0]["email"] = json!("a@b@c")
    });
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_damaged_old_file_is_accepted_and_none_touches_anything() {
    let (empty, before) = ours().await;
    let files = changed_old_files();
    assert!(files.len() >= 150, "{}", files.len());
    for (name, file) in files {
        let outcome = problem_of(&empty, file.to_string().as_bytes()).await;
        assert!(outcome.is_err(), "{name} was accepted");
    }
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    empty.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    let (empty, before) = ours().await;
    for whole in [OLD_FILE, before.as_str()] {
        for end in (0..whole.trim_end().len())
            .step_by(1024)
            .filter(|end| whole.is_char_boundary(*end))
        {
            let outcome = problem_of(&empty, &whole.as_bytes()[..end]).await;
            // Cut within `true` or `null`, it is the word that is broken.
            let told = matches!(outcome, Err(Problem::Truncated | Problem::Broken { .. }));
            assert!(told, "cut at {end}: {outcome:?}");
        }
    }
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    empty.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changes_a_file_of_ours_is_found_out() {
    let (empty, before) = ours().await;
    let change = |from: &str, to: &str| {
        assert!(before.contains(from), "{from}");
        before.replacen(from, to, 1)
    };
    let courier = "\"role\":\"COURIER\"";
    for file in [
        change(courier, "\"role\":\"ADMIN\""),
        change("\"price\":200.99", "\"price\":0.01"),
    ] {
        assert_eq!(problem_of(&empty, file.as_bytes()).await, Err(Problem::WrongChecksum));
    }
    let admin = "{\"id\":\"evil\",\"email\":\"evil@example.com\",\"role\":\"ADMIN\",\"firstName\":\"Е\",\"lastName\":\"В\",\
        \"middleName\":null,\"phone\":null,\"isVerified\":true,\"createdAt\":\"2026-01-01T00:00:00.000Z\",\
        \"updatedAt\":\"2026-01-01T00:00:00.000Z\",\"deletedAt\":null},";
    let injected = change("\"users\":[\n", &format!("\"users\":[\n{admin}"));
    assert!(matches!(
        problem_of(&empty, injected.as_bytes()).await,
        Err(Problem::WrongCount { table: "users", .. })
    ));
    let counted = injected.replacen("\"counts\":{\"users\":5", "\"counts\":{\"users\":6", 1);
    assert_eq!(
        problem_of(&empty, counted.as_bytes()).await,
        Err(Problem::WrongChecksum)
    );
    let without = |key: &str| {
        let start = before.find(&format!(",\n\"{key}\":")).unwrap();
        let rest = &before[start + 2..];
        let end = rest.find('\n').map_or(rest.len() - 2, |end| {
            end - usize::from(rest.as_bytes()[end - 1] == b',')
        });
        format!("{}{}", &before[..start], &rest[end..])
    };
    assert!(problem_of(&empty, without("sha256").as_bytes()).await.is_err());
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    empty.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bombs_and_traps_are_refused() {
    let (empty, before) = ours().await;
    let deep = format!(
        "{{\"timestamp\":\"t\",\"version\":\"1.0\",\"data\":{}",
        "[".repeat(1_000_000)
    );
    assert!(problem_of(&empty, deep.as_bytes()).await.is_err());
    let deep_row = format!(
        "{{\"version\":\"1.0\",\"data\":{{\"logs\":[{{\"metadata\":{}{}}}]}}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(problem_of(&empty, deep_row.as_bytes()).await.is_err());
    let twice = "{\"version\":\"1.0\",\"data\":{\"users\":[],\"users\":[]}}";
    assert_eq!(
        problem_of(&empty, twice.as_bytes()).await,
        Err(Problem::Twice("users".to_owned()))
    );
    let twice = "{\"version\":\"1.0\",\"version\":\"1.0\",\"data\":{}}";
    assert_eq!(
        problem_of(&empty, twice.as_bytes()).await,
        Err(Problem::Twice("version".to_owned()))
    );
    let twice = "{\"version\":\"1.0\",\"data\":{\"users\":[{\"id\":\"a\",\"id\":\"b\"}]}}";
    assert!(matches!(
        problem_of(&empty, twice.as_bytes()).await,
        Err(Problem::Row {
            table: "users",
            row: 1,
            problem: FieldProblem::TwiceInRow,
            ..
        })
    ));
    let two = format!("{OLD_FILE}{OLD_FILE}");
    assert!(problem_of(&empty, two.as_bytes()).await.is_err());
    assert!(problem_of(&empty, b"").await.is_err());
    assert!(problem_of(&empty, b"\x1f\x8b\x08 no gzip").await.is_err());
    assert!(problem_of(&empty, &[0xff; 4096]).await.is_err());
    // 3 GB of spaces in 3 MB.
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1024 * 1024];
    for _ in 0..3 * 1024 {
        bomb.write_all(&spaces).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(matches!(problem_of(&empty, &bomb).await, Err(Problem::TooLarge { .. })));
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    empty.end().await;
}
