//! The cookie, and the store behind it: tower-sessions over our own table. The table holds a hash of the cookie, never
//! the cookie.

use app::visitor;
use async_trait::async_trait;
use engine::{
    Engine,
    staff::{StaffSession, session_key},
};
use std::fmt;
use tower_sessions::{
    SessionManagerLayer, SessionStore,
    cookie::{SameSite, time::OffsetDateTime},
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Names with this prefix are refused by browsers unless the cookie is for https, this host and all of it.
const SECURE_NAME: &str = "__Host-ortomat";
const PLAIN_NAME: &str = "ortomat";

/// The layer that finds the session of a request.
pub(crate) fn layer(engine: &Engine) -> SessionManagerLayer<Store> {
    let secure = engine.is_https();
    SessionManagerLayer::new(Store(engine.clone()))
        .with_name(if secure { SECURE_NAME } else { PLAIN_NAME })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
}

/// Sessions in the database.
#[derive(Clone)]
pub(crate) struct Store(Engine);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

fn encode(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn backend(error: engine::Error) -> Error {
    Error::Backend(error.to_string())
}

fn owner(record: &Record) -> Option<StaffSession> {
    let staff = record.data.get(visitor::STAFF)?.clone();
    serde_json::from_value(staff).ok()
}

#[async_trait]
impl SessionStore for Store {
    /// 128 random bits do not meet again; if they did, the database would refuse the second row.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.0
            .create_session(
                &session_key(&record.id.to_string()),
                encode(record)?,
                owner(record).as_ref(),
            )
            .await
            .map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0
            .save_session(&session_key(&record.id.to_string()), encode(record)?)
            .await
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(data) = self
            .0
            .load_session(&session_key(&id.to_string()))
            .await
            .map_err(backend)?
        else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_slice(&data).map_err(|error| Error::Decode(error.to_string()))?,
            // When it ends is the engine's affair; what it hands out is alive.
            expiry_date: OffsetDateTime::now_utc().saturating_add(tower_sessions::cookie::time::Duration::DAY),
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0
            .delete_session(&session_key(&id.to_string()))
            .await
            .map_err(backend)
    }
}
