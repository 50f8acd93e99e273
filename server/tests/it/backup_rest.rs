//! Backup and restore by REST, as an integrator's program does it.

use crate::staff_rest::{admin, ask, get, text, token};
use crate::support::*;
use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use tempfile::TempDir;

const CHIEF: &str = "chief@example.com";
const BACKUP: &str = "/api/admin/backup";
const RESTORE: &str = "/api/admin/restore";
const LOOK_ONLY: &str = "/api/admin/restore?dryRun=true";

/// A shop with an administrator, and a folder of its own for backups.
struct Office {
    shop: Shop,
    token: String,
    folder: TempDir,
}

impl Office {
    async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let backups = folder.path().display().to_string();
        let shop = Shop::open_with(&[("BACKUP_FOLDER", backups.as_str()), ("BACKUP_HOUR", "off")]).await;
        let token = admin(&shop).await;
        Self { shop, token, folder }
    }

    async fn take(&self) -> Answer {
        let answer = get(&self.shop, BACKUP, &self.token).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer
    }

    async fn send(&self, path: &str, file: impl Into<reqwest::Body>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.shop.send(Method::POST, path, &headers, file).await
    }

    async fn rename(&self, name: &str) {
        let sql = format!("UPDATE ortomats SET name = '{name}' WHERE id = '{ORTOMAT}' RETURNING id");
        assert_eq!(ask(&self.shop, &sql).await.len(), 1);
    }

    async fn name(&self) -> String {
        let sql = format!("SELECT name FROM ortomats WHERE id = '{ORTOMAT}'");
        ask(&self.shop, &sql).await.remove(0)
    }

    /// Files that keep what was there before a restore.
    fn safety_backups(&self) -> usize {
        std::fs::read_dir(self.folder.path())
            .unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_str().unwrap().starts_with("before-restore-")
            })
            .count()
    }

    /// Files that were sent and are still there.
    fn sent_files(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("uploads")).map_or(0, Iterator::count)
    }

    async fn is_signed_in(&self) -> bool {
        get(&self.shop, "/api/auth/profile", &self.token).await.status == StatusCode::OK
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_a_file_that_a_program_can_read() {
    let office = Office::open().await;
    let answer = office.take().await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let name = answer.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"ortomat-backup-20") && name.ends_with(".json\""),
        "{name}"
    );
    let file = answer.json();
    assert_eq!(file["version"], "2.0");
    let people = file["data"]["users"].as_array().unwrap();
    assert!(people.iter().any(|person| person["email"] == CHIEF));
    for secret in ["argon2", "password", "ortomat_at_", office.token.as_str()] {
        assert!(!answer.text.contains(secret), "{secret}");
    }
    let strange = get(&office.shop, "/api/admin/backup?packing=zip", &office.token).await;
    assert_eq!(strange.status, StatusCode::BAD_REQUEST);
    office.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_backup_is_a_gzip_file_that_restore_reads() {
    let office = Office::open().await;
    let request = office.shop.http.get(office.shop.url("/api/admin/backup?packing=gzip"));
    let answer = request.bearer_auth(&office.token).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/gzip");
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.ends_with(".json.gz\""), "{name}");
    let packed = answer.bytes().await.unwrap();
    assert!(packed.starts_with(&[0x1f, 0x8b]));
    let plain = office.take().await.json();
    let looked = office.send(LOOK_ONLY, packed).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text);
    let products = plain["data"]["products"].as_array().unwrap().len();
    assert!(products > 0);
    assert_eq!(looked.json()["tables"]["products"]["kept"], products);
    office.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let office = Office::open().await;
    let file = office.take().await.text;
    office.rename("Інший").await;
    let answer = office.send(LOOK_ONLY, file.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let told = answer.json();
    assert_eq!(told["success"], true);
    assert_eq!(text(&told, "message"), "Нічого не змінено: це лише перевірка");
    let file: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(told["madeAt"], file["timestamp"]);
    let ortomats = file["data"]["ortomats"].as_array().unwrap().len();
    assert_eq!(
        told["tables"]["ortomats"],
        json!({ "now": ortomats, "found": ortomats, "kept": ortomats, "changed": 0, "leftOut": 0 })
    );
    assert_eq!(office.name().await, "Інший");
    assert!(office.is_signed_in().await);
    assert_eq!((office.safety_backups(), office.sent_files()), (0, 0));
    office.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_brings_back_what_was_there_and_ends_the_sign_in_that_asked_for_it() {
    let office = Office::open().await;
    let before = office.name().await;
    let file = office.take().await.text;
    office.rename("Інший").await;
    let _device = office.shop.device("locker-01").await;
    let order = office.shop.order().await;
    let number = ask(
        &office.shop,
        &format!("SELECT order_number FROM sales WHERE id = '{order}'"),
    )
    .await
    .remove(0);
    let answer = office.send(RESTORE, file).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let told = answer.json();
    assert_eq!(told["success"], true);
    assert_eq!(text(&told, "message"), "Дані успішно відновлено з бекапу");
    assert_eq!(told["unsettledOrders"], json!([number]));
    assert_eq!(told["newcomers"], json!([]));
    assert_eq!(office.name().await, before);
    assert_eq!((office.safety_backups(), office.sent_files()), (1, 0));
    // Tokens are no sessions: a program signs in anew, with the same password.
    assert!(!office.is_signed_in().await);
    let anew = token(&office.shop, CHIEF).await;
    let profile = get(&office.shop, "/api/auth/profile", &anew).await;
    assert_eq!(profile.json()["role"], "ADMIN");
    office.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_refused_with_a_sentence() {
    let office = Office::open().await;
    let file = office.take().await.text;
    office.rename("Інший").await;
    let damaged = file.replacen("\"status\":\"active\"", "\"status\":\"inactive\"", 1);
    assert_ne!(damaged, file);
    let half: String = file.chars().take(file.chars().count() / 2).collect();
    for path in [LOOK_ONLY, RESTORE] {
        for (file, sentence) in [
            (damaged.as_str(), "Контрольна сума не збігається"),
            (half.as_str(), "Файл обривається на півслові"),
            ("{}", "Це не резервна копія ортомата"),
        ] {
            let answer = office.send(path, file.to_owned()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
            let told = answer.json();
            assert_eq!(told["statusCode"], 422);
            assert!(text(&told, "message").starts_with(sentence), "{told}");
        }
    }
    assert_eq!(office.name().await, "Інший");
    assert!(office.is_signed_in().await);
    assert_eq!((office.safety_backups(), office.sent_files()), (0, 0));
    office.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_data_are_replaced_nobody_changes_any_and_everybody_hears_why() {
    let office = Office::open().await;
    let file = office.take().await.text;
    // A restore waits for whoever writes.
    let db = sea_orm::Database::connect(office.shop.database()).await.unwrap();
    let writer = db.begin().await.unwrap();
    writer
        .execute_unprepared("UPDATE users SET version = version")
        .await
        .unwrap();
    let request = office.shop.http.post(office.shop.url(RESTORE));
    let restoring = tokio::spawn(request.bearer_auth(&office.token).body(file).send());
    let engine = &office.shop.running.engine;
    eventually("selling is paused", async || engine.refuse_while_paused().err()).await;
    let wish = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT });
    let refused = office.shop.post_json("/api/orders/create", &wish).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "30");
    assert!(
        text(&refused.json(), "message").contains("відновлюють дані"),
        "{}",
        refused.text
    );
    let form = office
        .shop
        .submit("/form/sign_in", "", &[("email", CHIEF), ("password", PASSWORD)])
        .await;
    assert_eq!(form.status, StatusCode::SERVICE_UNAVAILABLE);
    // To look is free.
    assert_eq!(office.shop.get("/api/openapi.json").await.status, StatusCode::OK);
    writer.rollback().await.unwrap();
    db.close().await.unwrap();
    assert_eq!(restoring.await.unwrap().unwrap().status(), StatusCode::CREATED);
    let _device = office.shop.device("locker-01").await;
    office.shop.order().await;
    office.shop.close().await;
}
