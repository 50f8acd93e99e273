//! What goes out comes back, byte for byte.

use super::*;
use crate::desk::{admin, execute, sold};
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// A world with something in every table.
async fn fill(world: &World) {
    let mut device = world.device().await;
    admin(world).await;
    execute(
        world,
        "INSERT INTO users (id, email, password_hash, role, first_name, last_name, phone, created_at, updated_at) VALUES \
         ('dr', 'olena@example.com', '$argon2id$secret', 'DOCTOR', 'Олена \"О''Ніл\"', 'Коваль', '+380671110002', 5, 6)",
    )
    .await;
    execute(
        world,
        "INSERT INTO doctor_ortomats (id, doctor_id, ortomat_id, referral_code, total_points, total_sales, created_at) \
         VALUES ('d1', 'dr', 'ortomat-1', 'DOC4F7K2A', 25, 1, 7)",
    )
    .await;
    execute(
        world,
        "INSERT INTO courier_ortomats (id, courier_id, ortomat_id, created_at, updated_at) \
         VALUES ('c1', 'dr', 'ortomat-1', 7, 8)",
    )
    .await;
    execute(
        world,
        "INSERT INTO settings (id, purchase_terms, created_at, updated_at) VALUES ('default', 'Умови\n1. Так', 1, 2)",
    )
    .await;
    // More than is read at once.
    let entries: Vec<String> = (0..450)
        .map(|n| format!("('e{n:03}', 'CELL_OPENED', 'cells', 'INFO', '{n}', {n})"))
        .collect();
    execute(
        world,
        &format!(
            "INSERT INTO activity_logs (id, type, category, severity, message, created_at) VALUES {}",
            entries.join(", ")
        ),
    )
    .await;
    let (order, _) = sold(world, &mut device).await;
    execute(
        world,
        &format!(
            "INSERT INTO rewards (id, doctor_id, doctor_ortomat_id, sale_id, kind, points, created_at) \
             VALUES ('r1', 'dr', 'd1', '{order}', 'earned', 25, 9)"
        ),
    )
    .await;
    // One that is still open: its cell, command and deadline come along.
    world.place_and_pay().await;
}

async fn round_trip(world: World, into: TestDatabase) {
    fill(&world).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("backup.json");
    world.engine.backup_to_file(&file, Packing::Plain).await.unwrap();
    let first = std::fs::read_to_string(&file).unwrap();
    for table in [
        "users",
        "sales",
        "payments",
        "paymentEvents",
        "commands",
        "devices",
        "rewards",
        "logs",
        "settings",
    ] {
        assert!(
            !first.contains(&format!("\"{table}\":[]")),
            "{table} is empty, so nothing is shown of it"
        );
    }
    let logged = first.matches("\"type\":\"CELL_OPENED\"").count();
    assert!(logged >= 450, "of all entries only {logged}");
    let empty = Empty::on(into).await;
    let restored = empty.restore(&file).await.unwrap();
    assert_eq!(restored.safety_backup, None, "there was nothing to keep");
    assert!(restored.check.changes.is_empty(), "{:?}", restored.check.changes);
    let second = export(&empty.engine).await;
    assert_eq!(without_timestamp(&first), without_timestamp(&second));
    empty.end().await;
}

mod from_sqlite {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn to_sqlite_and_out_again_it_is_the_same() {
        let world = World::on(sqlite().await, Options::default()).await;
        let into = sqlite().await;
        world.play(|world| round_trip(world, into)).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn to_postgres_and_out_again_it_is_the_same() {
        let world = World::on(sqlite().await, Options::default()).await;
        let into = postgres().await;
        world.play(|world| round_trip(world, into)).await;
    }
}

mod from_postgres {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn to_sqlite_and_out_again_it_is_the_same() {
        let world = World::on(postgres().await, Options::default()).await;
        let into = sqlite().await;
        world.play(|world| round_trip(world, into)).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn to_postgres_and_out_again_it_is_the_same() {
        let world = World::on(postgres().await, Options::default()).await;
        let into = postgres().await;
        world.play(|world| round_trip(world, into)).await;
    }
}

on_both_databases! {
    async fn no_secret_is_in_the_file(world: World) {
        fill(&world).await;
        let document = export(&world.engine).await;
        for secret in ["argon2", "password", "token", "totp", "\"pageUrl\":\"", "salt"] {
            assert!(!document.to_lowercase().contains(&secret.to_lowercase()), "{secret}");
        }
    }

    async fn a_packed_file_is_the_same_file(world: World) {
        fill(&world).await;
        let folder = TempDir::new().unwrap();
        let packed = folder.path().join("backup.json.gz");
        world.engine.backup_to_file(&packed, Packing::Gzip).await.unwrap();
        let mut document = String::new();
        MultiGzDecoder::new(std::fs::File::open(&packed).unwrap()).read_to_string(&mut document).unwrap();
        let empty = Empty::on(sqlite().await).await;
        empty.restore(&packed).await.unwrap();
        assert_eq!(without_timestamp(&document), without_timestamp(&export(&empty.engine).await));
        empty.end().await;
    }

    async fn nothing_opens_and_no_money_moves_because_of_restored_rows(world: World) {
        let mut device = world.device().await;
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.engine.check_payment(&order).await.unwrap();
        device.hears().await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("backup.json");
        world.engine.backup_to_file(&file, Packing::Plain).await.unwrap();
        let restored = world.engine.restore(None, &file, folder.path()).await.unwrap();
        assert_eq!(restored.check.open_orders, 1);
        assert!(restored.safety_backup.unwrap().exists());
        // The device comes back, time passes, every job has its turn: a person has to look.
        let mut device = FakeDevice::connect(&world.engine, "locker-01").await;
        world.pass(24 * 60 * 60);
        world.until_phase(&order, "needs_review").await;
        assert!(device.has_heard_nothing());
        assert_eq!(world.bank.cancel_requests(invoice.invoice_id.as_str()), 0);
    }
}
