//! Who can still sign in after a restore.

use super::*;
use crate::desk::{execute, person};
use domain::staff::Role;
use engine::entity::{session, user};
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait};

async fn user(world: &World, id: &str) -> Option<user::Model> {
    user::Entity::find_by_id(id).one(&world.db).await.unwrap()
}

async fn sign_in_of(world: &World, session: &str, owner: &str) {
    let values = format!(
        "('{session}', '{owner}', {}, 0, 0, 9999999999999)",
        match world.db.get_database_backend() == DatabaseBackend::Postgres {
            true => "'\\x00'::bytea",
            false => "x'00'",
        }
    );
    execute(
        world,
        &format!("INSERT INTO sessions (id, user_id, data, created_at, seen_at, expires_at) VALUES {values}"),
    )
    .await;
}

on_both_databases! {
    async fn people_who_are_the_same_keep_their_password_and_others_have_none(world: World) {
        let boss = person(&world, "boss", Role::Admin).await;
        // The same by its id, by its e-mail, by its phone; and one who is somebody else in the file.
        execute(&world, "INSERT INTO users (id, email, phone, password_hash, role, first_name, last_name, created_at, updated_at) VALUES \
            ('a1b0c0de-0000-4000-8000-000000000005', NULL, NULL, 'five', 'COURIER', 'А', 'Б', 0, 0), \
            ('x', 'courier1@ortomat.example', NULL, 'four', 'COURIER', 'А', 'Б', 0, 0), \
            ('y', NULL, '+380671110003', 'three', 'DOCTOR', 'А', 'Б', 0, 0), \
            ('z', 'admin@ortomat.example', NULL, 'courier', 'COURIER', 'А', 'Б', 0, 0)").await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("old.json");
        std::fs::write(&file, OLD_FILE).unwrap();
        let restored = world.engine.restore_by(&boss, None, &file, folder.path()).await.unwrap();
        let password = async |last: u8| user(&world, &format!("a1b0c0de-0000-4000-8000-00000000000{last}")).await.unwrap().password_hash;
        assert_eq!(password(5).await.as_deref(), Some("five"));
        assert_eq!(password(4).await.as_deref(), Some("four"));
        assert_eq!(password(3).await.as_deref(), Some("three"));
        // A courier's password opens no administrator's account.
        assert_eq!(password(1).await, None);
        assert_eq!(password(2).await, None);
        assert_eq!(restored.without_password, 1);
    }

    async fn whoever_restores_stays_signed_in_as_an_administrator_and_everybody_else_signs_in_anew(world: World) {
        let boss = person(&world, "boss", Role::Admin).await;
        let other = person(&world, "other", Role::Admin).await;
        sign_in_of(&world, "mine", "boss").await;
        sign_in_of(&world, "mine-too", "boss").await;
        sign_in_of(&world, "theirs", other.id.as_str()).await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("old.json");
        std::fs::write(&file, OLD_FILE).unwrap();
        world.engine.restore_by(&boss, Some("mine"), &file, folder.path()).await.unwrap();
        let sessions: Vec<String> = session::Entity::find().all(&world.db).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(sessions, ["mine"]);
        let me = user(&world, "boss").await.unwrap();
        assert_eq!((me.role.as_str(), me.deleted_at, me.credentials_version), ("ADMIN", None, 0));
        assert!(user(&world, "other").await.is_none());
    }

    async fn a_file_cannot_take_the_restorer_s_own_rights(world: World) {
        let boss = person(&world, "a1b0c0de-0000-4000-8000-000000000004", Role::Admin).await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("old.json");
        std::fs::write(&file, OLD_FILE).unwrap();
        world.engine.restore_by(&boss, None, &file, folder.path()).await.unwrap();
        let me = user(&world, "a1b0c0de-0000-4000-8000-000000000004").await.unwrap();
        assert_eq!(me.role, "ADMIN");
    }

    async fn a_device_that_is_still_known_keeps_its_secret(world: World) {
        let _device = world.device().await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("backup.json");
        world.engine.backup_to_file(&file, Packing::Plain).await.unwrap();
        let restored = world.engine.restore(None, &file, folder.path()).await.unwrap();
        assert_eq!(restored.without_secret, 0);
        // It comes in with the secret that it has.
        FakeDevice::reconnect(&world.engine, "locker-01").await;
        let empty = Empty::on(sqlite().await).await;
        assert_eq!(empty.restore(&file).await.unwrap().without_secret, 1);
        empty.end().await;
    }
}
