//! A database for one test: a file, or a fresh database of the server that `TEST_POSTGRES_URL` names.

use sea_orm::{ConnectionTrait, Database};
use std::sync::Arc;
use tempfile::TempDir;

#[derive(Clone)]
pub(crate) struct TestDatabase {
    url: String,
    home: Home,
}

#[derive(Clone)]
enum Home {
    Folder(#[expect(dead_code, reason = "the folder goes when its last owner goes")] Arc<TempDir>),
    Server { url: String, name: String },
}

pub(crate) async fn sqlite() -> TestDatabase {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    TestDatabase {
        url,
        home: Home::Folder(Arc::new(folder)),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test finds its server by the environment and names its own database"
)]
pub(crate) async fn postgres() -> TestDatabase {
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names no PostgreSQL server; `make test` and `tools/with-postgres` start one");
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let admin = Database::connect(&server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    let (base, options) = server
        .split_once('?')
        .map_or((server.as_str(), None), |(base, rest)| (base, Some(rest)));
    let (root, _database) = base.rsplit_once('/').unwrap();
    let url = match options {
        Some(options) => format!("{root}/{name}?{options}"),
        None => format!("{root}/{name}"),
    };
    TestDatabase {
        url,
        home: Home::Server { url: server, name },
    }
}

impl TestDatabase {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn drop_it(&self) {
        if let Home::Server { url, name } = &self.home {
            let admin = Database::connect(url).await.unwrap();
            admin
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await
                .unwrap();
            admin.close().await.unwrap();
        }
    }
}
