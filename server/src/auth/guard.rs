//! The one door: who is it, which rule has this route, may they come in?

use super::access;
use crate::rest::error::RestError;
use app::{
    paths,
    visitor::{self, ClientAddress},
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::staff::access::Policy;
use engine::{
    Engine, Error,
    staff::{Actor, StaffSession},
};
use std::net::{IpAddr, Ipv4Addr};
use tower_sessions::Session;

/// Lets a request pass that its route's [`Policy`] admits, with the [`Actor`] in it. A route that is not in the table
/// is shut.
pub(crate) async fn guard(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    // What matches no route is a file or a page that does not exist.
    let Some(route) = request.extensions().get::<MatchedPath>().cloned() else {
        return next.run(request).await;
    };
    let Some(policy) = access::policy(request.method(), route.as_str()) else {
        if access::is_known(route.as_str()) {
            // The method is wrong; the router says so.
            return next.run(request).await;
        }
        tracing::error!(route = route.as_str(), "a route without a policy");
        return RestError::new(StatusCode::FORBIDDEN, "Доступ заборонено").into_response();
    };
    let (mut parts, body) = request.into_parts();
    let actor = match who(&engine, &parts).await {
        Ok(actor) => actor,
        Err(error) => {
            tracing::error!(%error, "nobody can be recognised now");
            return match policy.needs_sign_in() {
                true => RestError::from(error).into_response(),
                // Customers go on buying.
                false => next.run(Request::from_parts(parts, body)).await,
            };
        }
    };
    let role = actor.as_ref().map(|actor| actor.role);
    if policy.admits(role) {
        if let Some(actor) = actor {
            parts.extensions.insert(actor);
        }
        let mut answer = next.run(Request::from_parts(parts, body)).await;
        if policy.needs_sign_in() {
            // What is shown to one person is kept for nobody.
            answer
                .headers_mut()
                .entry(header::CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("no-store"));
        }
        return answer;
    }
    refuse(&engine, &parts, route.as_str(), policy, actor).await
}

/// A bearer token, or the session of the cookie.
async fn who(engine: &Engine, request: &Parts) -> Result<Option<Actor>, Error> {
    if let Some(token) = bearer(&request.headers) {
        return engine.actor_of_token(token).await;
    }
    let Some(session) = request.extensions.get::<Session>() else {
        return Ok(None);
    };
    let staff: Option<StaffSession> = match session.get(visitor::STAFF).await {
        Ok(staff) => staff,
        // Of another version of the program: its owner signs in anew.
        Err(tower_sessions::session::Error::SerdeJson(_)) => None,
        Err(error) => {
            tracing::error!(%error, "the session cannot be read");
            return Err(Error::Session);
        }
    };
    let Some(staff) = staff else { return Ok(None) };
    let actor = engine.actor(&staff.user).await?;
    // Another role is another person, and so is whoever signed in with a password that is no more.
    Ok(actor.filter(|actor| actor.role == staff.role && actor.credentials == staff.credentials))
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

async fn refuse(engine: &Engine, request: &Parts, route: &str, policy: Policy, actor: Option<Actor>) -> Response {
    let is_api = route.starts_with("/api/");
    if let Some(actor) = &actor {
        let address = request
            .extensions
            .get::<ClientAddress>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ClientAddress(address)| *address);
        tracing::warn!(route, role = %actor.role, "refused");
        if let Err(error) = engine.log_unauthorized(Some(&actor.id), route, address).await {
            tracing::error!(%error, "a refusal could not be logged");
        }
    }
    match (actor, is_api, &request.method) {
        (None, true, _) => (
            [(header::WWW_AUTHENTICATE, "Bearer")],
            RestError::new(StatusCode::UNAUTHORIZED, "Потрібен вхід"),
        )
            .into_response(),
        (Some(_), true, _) => RestError::new(StatusCode::FORBIDDEN, "Недостатньо прав").into_response(),
        (None, false, &Method::GET) => {
            let asked = request.uri.path_and_query().map(ToString::to_string);
            Redirect::to(&paths::login(asked.as_deref())).into_response()
        }
        (None, false, _) => Redirect::to(&paths::login(home_after(policy))).into_response(),
        (Some(_), false, &Method::GET) => Redirect::to(paths::FORBIDDEN).into_response(),
        (Some(_), false, _) => (StatusCode::FORBIDDEN, "У вас немає доступу до цієї дії.").into_response(),
    }
}

/// A form of somebody whose session has ended cannot be sent again, but its sender can go on where such forms are.
fn home_after(policy: Policy) -> Option<&'static str> {
    match policy {
        Policy::Only([role]) => Some(paths::home_of(*role)),
        Policy::Only(_)
        | Policy::SignedIn
        | Policy::Everyone
        | Policy::SecretHolder
        | Policy::Bank
        | Policy::Device => None,
    }
}
