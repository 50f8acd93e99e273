//! The command line, as whoever runs the fleet uses it.

use crate::support::*;
use sandbox::{
    bank::{Bank, BankOptions},
    device::{Device, DeviceOptions},
};
use tempfile::TempDir;

fn database(folder: &TempDir) -> Vec<(String, String)> {
    vec![(
        "DATABASE_URL".to_owned(),
        format!("sqlite:{}", folder.path().join("data/cli.db").display()),
    )]
}

#[tokio::test]
async fn help_explains_every_command() {
    let folder = TempDir::new().unwrap();
    let (ok, text, _) = ortomat(folder.path(), &[], &["--help"], "").await;
    assert!(ok);
    for command in ["serve", "migrate", "demo", "backup", "restore", "staff", "device"] {
        assert!(text.contains(command), "{text}");
    }
}

#[tokio::test]
async fn a_database_is_made_filled_once_and_then_left_alone() {
    let folder = TempDir::new().unwrap();
    let db = database(&folder);
    assert!(ortomat(folder.path(), &db, &["migrate"], "").await.0);
    let (ok, first, _) = ortomat(folder.path(), &db, &["demo"], "").await;
    assert!(
        ok && first.contains("admin@ortomat.example") && first.contains("demo-ortomat-1"),
        "{first}"
    );
    let (ok, second, _) = ortomat(folder.path(), &db, &["demo"], "").await;
    assert!(
        ok && second.contains("not empty") && !second.contains("admin@"),
        "{second}"
    );
    let (_, other, _) = ortomat(TempDir::new().unwrap().path(), &[], &["demo"], "").await;
    let password = |text: &str| {
        text.lines()
            .find(|line| line.contains("ADMIN"))
            .map(|line| line.split_whitespace().last().unwrap().to_owned())
    };
    assert_ne!(password(&first), password(&other), "no account has a known password");
}

#[tokio::test]
async fn a_backup_is_looked_at_confirmed_and_put_back() {
    let folder = TempDir::new().unwrap();
    let db = database(&folder);
    assert!(ortomat(folder.path(), &db, &["demo"], "").await.0);
    let (ok, told, error) = ortomat(folder.path(), &db, &["backup", "copy.json.gz"], "").await;
    assert!(
        ok && told.contains("Комірки") && told.contains("SHA-256"),
        "{told}{error}"
    );
    let elsewhere = vec![(
        "DATABASE_URL".to_owned(),
        format!("sqlite:{}", folder.path().join("data/other.db").display()),
    )];
    let (ok, told, _) = ortomat(folder.path(), &elsewhere, &["restore", "copy.json.gz", "--dry-run"], "").await;
    assert!(ok && told.contains("Нічого не змінено"), "{told}");
    let (ok, told, _) = ortomat(folder.path(), &elsewhere, &["restore", "copy.json.gz"], "no\n").await;
    assert!(ok && told.contains("Нічого не змінено."), "{told}");
    let (ok, told, _) = ortomat(folder.path(), &elsewhere, &["restore", "copy.json.gz"], "restore\n").await;
    assert!(ok && told.contains("Дані відновлено."), "{told}");
    let (ok, again, _) = ortomat(folder.path(), &elsewhere, &["demo"], "").await;
    assert!(ok && again.contains("not empty"), "{again}");
    std::fs::write(folder.path().join("copy.json"), "{\"version\":\"9.9\"}").unwrap();
    let (ok, _, error) = ortomat(folder.path(), &elsewhere, &["restore", "copy.json", "--yes"], "").await;
    assert!(!ok && error.contains("9.9"), "{error}");
}

#[tokio::test]
async fn people_are_added_with_a_chosen_or_a_made_password() {
    let folder = TempDir::new().unwrap();
    let db = database(&folder);
    let add = ["staff", "add", "--role", "admin", "--email", "Olena@Example.com"];
    let (ok, text, _) = ortomat(folder.path(), &db, &add, "").await;
    assert!(ok && text.contains("shown only now"), "{text}");
    let (ok, _, error) = ortomat(folder.path(), &db, &add, "").await;
    assert!(!ok && error.contains("already in use"), "{error}");
    let with_own = [
        "staff",
        "add",
        "--role",
        "courier",
        "--email",
        "andrii@example.com",
        "--password-stdin",
    ];
    let (ok, text, _) = ortomat(folder.path(), &db, &with_own, "correct horse battery staple\n").await;
    assert!(ok && !text.contains("correct horse"), "{text}");
    let (ok, _, error) = ortomat(folder.path(), &db, &with_own, "").await;
    assert!(!ok && error.contains("standard input"), "{error}");
    let (ok, _, error) = ortomat(
        folder.path(),
        &db,
        &["staff", "add", "--role", "root", "--email", "x@y"],
        "",
    )
    .await;
    assert!(!ok && error.contains("none of"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_was_added_can_connect_with_the_secret_that_was_printed_or_given() {
    let folder = TempDir::new().unwrap();
    let bank = Bank::start(BankOptions::default()).await.unwrap();
    let db = variables(&folder.path().join("cli.db").display().to_string(), &bank, &[]);
    assert!(ortomat(folder.path(), &db, &["demo"], "").await.0);
    let (ok, text, _) = ortomat(
        folder.path(),
        &db,
        &["device", "add", "--ortomat", ORTOMAT, "--device-id", "locker-01"],
        "",
    )
    .await;
    assert!(ok);
    let made = text
        .lines()
        .find_map(|line| line.strip_prefix("Token (shown only now): "))
        .unwrap()
        .to_owned();
    let given = [
        "device",
        "add",
        "--ortomat",
        ORTOMAT,
        "--device-id",
        "locker-02",
        "--token-stdin",
    ];
    let (ok, text, _) = ortomat(folder.path(), &db, &given, "field-secret-77\n").await;
    assert!(ok && !text.contains("field-secret-77"));
    for (arguments, input, complaint) in [
        (
            [
                "device",
                "add",
                "--ortomat",
                ORTOMAT,
                "--device-id",
                "locker-01",
                "--token-stdin",
            ],
            "another-secret",
            "already in use",
        ),
        (
            [
                "device",
                "add",
                "--ortomat",
                "nowhere",
                "--device-id",
                "locker-03",
                "--token-stdin",
            ],
            "another-secret",
            "no such ortomat",
        ),
        (
            [
                "device",
                "add",
                "--ortomat",
                ORTOMAT,
                "--device-id",
                "locker-03",
                "--token-stdin",
            ],
            "devtoken-01",
            "publicly known",
        ),
        (
            [
                "device",
                "add",
                "--ortomat",
                ORTOMAT,
                "--device-id",
                "locker-03",
                "--token-stdin",
            ],
            "short",
            "too short",
        ),
    ] {
        let (ok, _, error) = ortomat(folder.path(), &db, &arguments, input).await;
        assert!(!ok && error.contains(complaint), "{error}");
    }
    let server = Child::serve(folder.path(), &db).await;
    for (id, token) in [("locker-01", made.as_str()), ("locker-02", "field-secret-77")] {
        let device = Device::start(DeviceOptions::quick(format!("ws://{}/ws", server.addr), id, token)).unwrap();
        device.wait_greeted().await.unwrap();
        device.stop();
    }
    server.kill().await;
}

#[tokio::test]
async fn production_does_not_start_with_a_sandbox_and_says_which_variable_is_missing() {
    let folder = TempDir::new().unwrap();
    let production = ("ORTOMAT_ENV".to_owned(), "production".to_owned());
    let (ok, _, error) = ortomat(folder.path(), std::slice::from_ref(&production), &["serve"], "").await;
    assert!(!ok && error.contains("MONO_TOKEN"), "{error}");
    let token = ("MONO_TOKEN".to_owned(), "uGk3Vb92_QmXw71zLpRt4c".to_owned());
    let (ok, _, error) = ortomat(folder.path(), &[production, token], &["serve"], "").await;
    assert!(!ok && error.contains("PUBLIC_URL"), "{error}");
    let wrong = ("DATABASE_URL".to_owned(), "mysql://x".to_owned());
    let (ok, _, error) = ortomat(folder.path(), &[wrong], &["migrate"], "").await;
    assert!(!ok && error.contains("sqlite: or postgres:"), "{error}");
}
