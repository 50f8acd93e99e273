//! Who can still sign in after a restore.

use super::*;
use engine::{
    devices::DeviceToken,
    entity::{ortomat, session, user},
};
use sea_orm::{ActiveModelTrait, DatabaseBackend, EntityTrait, IntoActiveModel};

impl Empty {
    async fn user(&self, id: &str) -> Option<user::Model> {
        user::Entity::find_by_id(id).one(&self.db).await.unwrap()
    }

    async fn sign_in_of(&self, owner: &str, session: &str) {
        let is_postgres = self.db.get_database_backend() == DatabaseBackend::Postgres;
        let data = if is_postgres { "'\\x00'::bytea" } else { "x'00'" };
        self.execute(&format!(
            "INSERT INTO sessions (id, user_id, data, created_at, seen_at, expires_at) \
             VALUES ('{session}', '{owner}', {data}, 0, 0, 9999999999999)"
        ))
        .await;
    }
}

on_both_empty! {
    async fn people_who_are_the_same_keep_their_password_and_others_have_none(empty) {
        let boss = empty.admin("boss").await;
        // The same by its id, by its e-mail, by its phone; and one who is somebody else in the file.
        empty.execute("INSERT INTO users (id, email, phone, password_hash, role, first_name, last_name, created_at, updated_at) VALUES \
            ('a1b0c0de-0000-4000-8000-000000000005', NULL, NULL, 'five', 'COURIER', 'А', 'Б', 0, 0), \
            ('x', 'courier1@ortomat.example', NULL, 'four', 'COURIER', 'А', 'Б', 0, 0), \
            ('y', NULL, '+380671110003', 'three', 'DOCTOR', 'А', 'Б', 0, 0), \
            ('z', 'admin@ortomat.example', NULL, 'courier', 'COURIER', 'А', 'Б', 0, 0)").await;
        let restored = empty.restore_by(&boss, None, OLD_FILE).await;
        let password = async |last: u8| empty.user(&format!("a1b0c0de-0000-4000-8000-00000000000{last}")).await.unwrap().password_hash;
        assert_eq!(password(5).await.as_deref(), Some("five"));
        assert_eq!(password(4).await.as_deref(), Some("four"));
        assert_eq!(password(3).await.as_deref(), Some("three"));
        // A courier's password opens no administrator's account.
        assert_eq!(password(1).await, None);
        assert_eq!(password(2).await, None);
        assert_eq!(restored.newcomers.len(), 1);
    }

    async fn whoever_restores_stays_signed_in_as_an_administrator_and_everybody_else_signs_in_anew(empty) {
        let boss = empty.admin("boss").await;
        empty.admin("other").await;
        for (owner, session) in [("boss", "mine"), ("boss", "mine-too"), ("other", "theirs")] {
            empty.sign_in_of(owner, session).await;
        }
        empty.restore_by(&boss, Some("mine"), OLD_FILE).await;
        let sessions: Vec<String> = session::Entity::find().all(&empty.db).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(sessions, ["mine"]);
        let me = empty.user("boss").await.unwrap();
        assert_eq!((me.role.as_str(), me.deleted_at, me.credentials_version), ("ADMIN", None, 0));
        assert!(empty.user("other").await.is_none());
    }

    async fn a_file_cannot_take_the_restorers_own_rights(empty) {
        let courier = "a1b0c0de-0000-4000-8000-000000000004";
        let boss = empty.admin(courier).await;
        empty.restore_by(&boss, None, OLD_FILE).await;
        assert_eq!(empty.user(courier).await.unwrap().role, "ADMIN");
    }

    async fn only_administrators_restore(empty) {
        let mut courier = empty.admin("courier").await;
        courier.role = Role::Courier;
        let file = empty.write(OLD_FILE.as_bytes());
        let refused = empty.engine.restore_by(&courier, None, &file, empty.folder.path()).await;
        assert!(matches!(refused, Err(RestoreError::Failed(engine::Error::Refused(engine::Refusal::Forbidden)))));
    }

    async fn a_device_that_is_still_known_keeps_its_secret(empty) {
        ortomat::Model {
            id: ORTOMAT.to_owned(),
            name: "Ортомат №1".to_owned(),
            address: "вул. Хрещатик, 22".to_owned(),
            city: None,
            total_cells: 37,
            status: "active".to_owned(),
            sells_offline: false,
            version: 0,
            created_at: 1,
            updated_at: 1,
        }
        .into_active_model()
        .reset_all()
        .insert(&empty.db)
        .await
        .unwrap();
        let token = DeviceToken::random();
        empty.engine.add_device(&ORTOMAT.parse().unwrap(), &"locker-07".parse().unwrap(), &token).await.unwrap();
        let document = export(&empty.engine).await;
        let restored = empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        assert_eq!(restored.without_secret, 0);
        assert!(empty.engine.authenticate_device("locker-07", token.expose()).await.unwrap().is_some());
        // Elsewhere nobody knows the secret, and none at all is none either.
        let elsewhere = Empty::on(sqlite().await).await;
        let restored = elsewhere.restore(&elsewhere.write(document.as_bytes())).await.unwrap();
        assert_eq!(restored.without_secret, 1);
        for guess in [token.expose(), ""] {
            assert_eq!(elsewhere.engine.authenticate_device("locker-07", guess).await.unwrap(), None);
        }
        elsewhere.end().await;
    }
}
