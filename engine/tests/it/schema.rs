//! The database keeps the rules that no program may break, on both engines alike.

use crate::support::*;
use engine::entity;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait};

async fn refuses(db: &DatabaseConnection, sql: &str) -> bool {
    db.execute_unprepared(sql).await.is_err()
}

/// An empty database of the same kind.
async fn scratch(world: &World) -> (TestDatabase, DatabaseConnection) {
    let (database, url) = if world.db.get_database_backend() == DatabaseBackend::Postgres {
        let database = postgres().await;
        let url = database.url().to_owned();
        (database, url)
    } else {
        let database = sqlite().await;
        let url = format!("{}?mode=rwc", database.url());
        (database, url)
    };
    let connection = sea_orm::Database::connect(&url).await.unwrap();
    (database, connection)
}

on_both_databases! {
    async fn the_schema_can_be_taken_down_and_built_again(world: World) {
        let (database, scratch) = scratch(&world).await;
        for _ in 0..2 {
            Migrator::up(&scratch, None).await.unwrap();
            scratch.execute_unprepared("SELECT * FROM sales").await.unwrap();
            Migrator::down(&scratch, None).await.unwrap();
            assert!(refuses(&scratch, "SELECT * FROM sales").await);
        }
        scratch.close().await.unwrap();
        database.drop_it().await;
        // A second start finds nothing to do.
        Migrator::up(&world.db, None).await.unwrap();
    }

    async fn people_and_their_log_come_through_every_migration(world: World) {
        let (database, scratch) = scratch(&world).await;
        Migrator::up(&scratch, Some(1)).await.unwrap();
        for sql in [
            "INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) VALUES ('u', 'ADMIN', 'О', 'К', 0, 0)",
            "INSERT INTO activity_logs (id, type, category, severity, message, user_id, created_at) \
             VALUES ('l', 'LOGIN_SUCCESS', 'security', 'INFO', 'm', 'u', 7)",
        ] {
            scratch.execute_unprepared(sql).await.unwrap();
        }
        for _ in 0..2 {
            Migrator::up(&scratch, None).await.unwrap();
            let row = entity::activity_log::Entity::find().one(&scratch).await.unwrap().unwrap();
            assert_eq!((row.id.as_str(), row.user_id.as_deref(), row.created_at), ("l", Some("u"), 7));
            let row = entity::user::Entity::find().one(&scratch).await.unwrap().unwrap();
            assert_eq!((row.id.as_str(), row.deleted_at, row.totp_since), ("u", None, None));
            Migrator::down(&scratch, Some(1)).await.unwrap();
        }
        scratch.close().await.unwrap();
        database.drop_it().await;
    }

    async fn impossible_rows_are_refused_by_the_database_itself(world: World) {
        world.place().await;
        for sql in [
            "UPDATE sales SET phase = 'teleported'",
            "UPDATE sales SET amount = -1",
            "UPDATE sales SET deadline_at = NULL",
            "UPDATE sales SET phase = 'completed', deadline_at = NULL",
            "UPDATE cells SET product_id = NULL",
            "UPDATE cells SET number = 38 WHERE number = 1",
            "UPDATE cells SET number = 2 WHERE number = 1",
            "UPDATE products SET price = -1",
            "UPDATE ortomats SET status = 'broken'",
            "UPDATE ortomats SET total_cells = 38",
            "INSERT INTO users (id, role, first_name, last_name, created_at, updated_at) VALUES ('u', 'ROOT', '', '', 0, 0)",
            "INSERT INTO users (id, role, first_name, last_name, phone, created_at, updated_at) VALUES ('u', 'DOCTOR', '', '', '067', 0, 0)",
            "INSERT INTO devices (id, ortomat_id, token_salt, token_hash, created_at) VALUES ('d', 'nowhere', '', '', 0)",
            "DELETE FROM products",
        ] {
            assert!(refuses(&world.db, sql).await, "{sql}");
        }
    }

    async fn the_database_lets_no_second_live_order_have_a_cell(world: World) {
        world.place().await;
        let copy = "INSERT INTO sales (id, order_number, ortomat_id, cell_number, product_name, amount, points, phase, \
                    deadline_at, created_at, updated_at) SELECT 'second', 'ORD-2', ortomat_id, cell_number, product_name, \
                    amount, 0, 'opening', 1, 0, 0 FROM sales";
        assert!(refuses(&world.db, copy).await);
        world.db.execute_unprepared(&copy.replace("'opening', 1", "'failed', NULL")).await.unwrap();
    }

    async fn what_is_asked_every_second_reads_a_partial_index_and_no_history(world: World) {
        // SQLite tells its plan for the statements as they are written in the engine.
        let database = sqlite().await;
        let db = sea_orm::Database::connect(&format!("{}?mode=rwc", database.url())).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let _ = &world;
        for (sql, index) in [
            ("SELECT 1 FROM sales WHERE ortomat_id = ? AND cell_number = ? AND phase IN ('awaiting_payment', 'opening', 'processing')", "sales_live_cell"),
            ("SELECT * FROM commands WHERE status IN ('queued', 'sent', 'acked') AND expires_at > ? ORDER BY created_at", "commands_live"),
            ("SELECT * FROM sales WHERE deadline_at <= ? AND (phase || '') IN (?, ?) ORDER BY deadline_at LIMIT 100", "sales_due"),
            ("SELECT * FROM payments WHERE next_check_at <= ? ORDER BY next_check_at LIMIT 50", "payments_to_check"),
            ("SELECT * FROM payments WHERE capture_due_at <= ? ORDER BY capture_due_at LIMIT 50", "payments_to_capture"),
            ("SELECT * FROM refunds WHERE due_at <= ? ORDER BY due_at LIMIT 50", "refunds_due"),
            ("SELECT * FROM payment_events WHERE applied_at IS NULL ORDER BY attempts, received_at, id LIMIT 50", "payment_events_waiting"),
        ] {
            let statement = sea_orm::Statement::from_string(db.get_database_backend(), format!("EXPLAIN QUERY PLAN {sql}"));
            let plan: Vec<String> = db.query_all_raw(statement).await.unwrap().iter().map(|row| row.try_get("", "detail").unwrap()).collect();
            assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index}"))), "{sql}: {plan:?}");
        }
    }

    async fn every_foreign_key_has_an_index(world: World) {
        // Deleting or restoring a parent must not read whole tables.
        let database = sqlite().await;
        let db = sea_orm::Database::connect(&format!("{}?mode=rwc", database.url())).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let missing = "SELECT m.name AS t, f.\"from\" AS c FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
                       WHERE m.type = 'table' AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) l \
                       JOIN pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = f.\"from\")";
        let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), missing)).await.unwrap();
        let named: Vec<(String, String)> = rows.iter().map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap())).collect();
        assert!(named.is_empty(), "{named:?}");
    }
}
