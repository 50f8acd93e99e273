//! Whoever keeps a connection open for hours: they were admitted when it began, but are they still?

use super::guard::bearer;
use crate::rest::error::RestError;
use app::visitor::session_name;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use engine::{Engine, Error, staff::Actor};
use secrecy::{ExposeSecret, SecretString};
use tower_sessions::Session;

/// Somebody whom the guard has let in, and by what.
pub(crate) struct Visitor {
    pub(crate) actor: Actor,
    by: Pass,
}

enum Pass {
    /// The name under which the engine knows the session.
    Session(String),
    Token(SecretString),
}

impl Visitor {
    /// The name under which the engine knows their sign-in; a bearer token is none.
    pub(crate) fn session(&self) -> Option<&str> {
        match &self.by {
            Pass::Session(name) => Some(name),
            Pass::Token(_) => None,
        }
    }

    /// Whether they could come in once more as whom they came. To ask keeps no session alive.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn is_still_here(&self, engine: &Engine) -> Result<bool, Error> {
        let actor = match &self.by {
            Pass::Token(token) => engine.actor_of_token(token.expose_secret()).await?,
            Pass::Session(name) if engine.is_session_open(name).await? => engine.actor(&self.actor.id).await?,
            Pass::Session(_) => None,
        };
        let then = &self.actor;
        Ok(actor.is_some_and(|now| now.id == then.id && now.role == then.role && now.credentials == then.credentials))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RestError> {
        let by = match (bearer(&parts.headers), parts.extensions.get::<Session>()) {
            (Some(token), _) => Pass::Token(token.to_owned().into()),
            (None, Some(session)) => Pass::Session(session_name(session)),
            (None, None) => Pass::Session(String::new()),
        };
        match parts.extensions.get::<Actor>().cloned() {
            Some(actor) => Ok(Self { actor, by }),
            None => Err(RestError::new(StatusCode::UNAUTHORIZED, "Потрібен вхід")),
        }
    }
}
