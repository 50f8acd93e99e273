//! Who is in front of the page: what the server found out about the request before it reached us.

use crate::{components::live_island::REFRESH, error::ApiError};
use engine::staff::{Actor, StaffSession, session_key};
use http::{header, request::Parts};
use leptos::prelude::use_context;
use std::net::{IpAddr, Ipv4Addr};
use tower_sessions::{Expiry, Session, cookie::time};

/// Under which words a session keeps things.
pub const STAFF: &str = "staff";

/// Where a request came from, as far as the proxies in front of us are to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Whoever is signed in, if anybody is.
#[must_use]
pub fn actor_if_any() -> Option<Actor> {
    use_context::<Parts>()?.extensions.get::<Actor>().cloned()
}

/// Whoever is signed in. Which role they must have, the server's table has already decided.
///
/// # Errors
/// [`ApiError::SignInNeeded`].
pub fn actor() -> Result<Actor, ApiError> {
    actor_if_any().ok_or(ApiError::SignInNeeded)
}

/// The session behind the request's cookie, or an empty one.
///
/// # Errors
/// [`ApiError::Internal`] when the server forgot the layer.
pub fn session() -> Result<Session, ApiError> {
    use_context::<Parts>()
        .and_then(|request| request.extensions.get::<Session>().cloned())
        .ok_or_else(|| {
            tracing::error!("no session in the request");
            ApiError::Internal
        })
}

/// The name under which the engine knows this session; empty before it was saved.
#[must_use]
pub fn session_name(session: &Session) -> String {
    session.id().map(|id| session_key(&id.to_string())).unwrap_or_default()
}

/// Where the request came from.
#[must_use]
pub fn address() -> IpAddr {
    use_context::<Parts>()
        .and_then(|request| request.extensions.get::<ClientAddress>().copied())
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ClientAddress(address)| address)
}

/// What the browser calls itself, cut to what a person can read.
#[must_use]
pub fn agent() -> String {
    request_header(header::USER_AGENT).chars().take(200).collect()
}

/// The value of one of the request's cookies.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    request_header(header::COOKIE)
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// Whether a page is only fetched to be compared with the one that is open: nobody reads the whole of it, so what is
/// said once has to wait.
#[must_use]
pub fn is_refresh() -> bool {
    !request_header(header::HeaderName::from_static(REFRESH)).is_empty()
}

fn request_header(name: header::HeaderName) -> String {
    use_context::<Parts>()
        .and_then(|request| Some(request.headers.get(name)?.to_str().ok()?.to_owned()))
        .unwrap_or_default()
}

/// Signs somebody in: a new session with a new cookie, so that nobody knows it who knew the old one.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn start_session(actor: &Actor, remember: bool) -> Result<(), ApiError> {
    let session = session()?;
    let staff = StaffSession {
        user: actor.id.clone(),
        role: actor.role,
        credentials: actor.credentials,
        remember,
        agent: agent(),
        address: address().to_string(),
    };
    session.clear().await;
    session.cycle_id().await.map_err(failed)?;
    session.set_expiry(Some(cookie_expiry(&staff)));
    session.insert(STAFF, &staff).await.map_err(failed)
}

/// A session that changes sends its cookie anew; a remembered one must not forget that it is.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn keep_cookie(session: &Session) -> Result<(), ApiError> {
    let staff: Option<StaffSession> = session.get(STAFF).await.map_err(failed)?;
    if let Some(staff) = staff {
        session.set_expiry(Some(cookie_expiry(&staff)));
    }
    Ok(())
}

/// How long the browser keeps the cookie. When the session itself ends, the engine decides.
fn cookie_expiry(staff: &StaffSession) -> Expiry {
    match staff
        .cookie_lifetime()
        .and_then(|lifetime| time::Duration::try_from(lifetime).ok())
    {
        Some(lifetime) => Expiry::OnInactivity(lifetime),
        None => Expiry::OnSessionEnd,
    }
}

/// A session that cannot be read or written is our fault.
pub fn failed(error: tower_sessions::session::Error) -> ApiError {
    tracing::error!(%error, "the session failed");
    ApiError::Internal
}
