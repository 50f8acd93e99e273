//! Signing in by REST (contract §1.1): a pair of bearer tokens for programs. Browsers have cookies instead.

use super::{
    error::{ErrorJson, RestError},
    extract::Body,
    staff_json::AccountJson,
};
use crate::auth::bearer;
use app::visitor::ClientAddress;
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use engine::{
    Engine,
    staff::{Actor, Attempt, SignIn, TokenPair},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[schema(as = Credentials)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    /// Of the second factor, where the account has one.
    #[serde(default)]
    code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Refresh)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    refresh_token: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub(crate) struct PairJson {
    access_token: String,
    refresh_token: String,
    /// Seconds until the access token ends.
    expires_in: u64,
    token_type: &'static str,
}

impl From<TokenPair> for PairJson {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access,
            refresh_token: pair.refresh,
            expires_in: pair.expires_in.as_secs(),
            token_type: "Bearer",
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub(crate) struct SignedInJson {
    #[serde(flatten)]
    pair: PairJson,
    user: AccountJson,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub(crate) struct MessageJson {
    /// In Ukrainian.
    message: &'static str,
}

/// Nobody on the way keeps tokens (RFC 6749 §5.1).
type Secret<T> = ([(HeaderName, &'static str); 1], Json<T>);

fn secret<T>(body: T) -> Secret<T> {
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

/// A pair of bearer tokens for programs. Browsers sign in with a form and have cookies instead.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "Signing in",
    operation_id = "signIn",
    request_body = Credentials,
    responses(
        (status = 200, description = "The tokens", body = SignedInJson),
        (status = 401, description = "Wrong e-mail, password or code, or a code is needed", body = ErrorJson),
        (status = 429, description = "Too many attempts; `Retry-After` says how many seconds to wait", body = ErrorJson),
    ),
)]
pub(crate) async fn login(
    State(engine): State<Engine>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Body(credentials): Body<Credentials>,
) -> Result<Secret<SignedInJson>, RestError> {
    let attempt = Attempt {
        email: credentials.email,
        password: credentials.password.into(),
        address,
        browser: None,
    };
    let actor = match (engine.sign_in(attempt).await?, credentials.code) {
        (SignIn::Done(actor), _) => actor,
        (SignIn::CodeNeeded(half), Some(code)) => engine.confirm_code(&half, &code, address).await?,
        (SignIn::CodeNeeded(_), None) => {
            return Err(RestError::new(StatusCode::UNAUTHORIZED, "Потрібен код другого фактора"));
        }
    };
    Ok(secret(SignedInJson {
        pair: engine.issue_tokens(&actor).await?.into(),
        user: actor.into(),
    }))
}

/// The next pair of tokens. A refresh token counts once; sent again it ends all that came of it.
#[utoipa::path(
    post,
    path = "/api/auth/refresh",
    tag = "Signing in",
    operation_id = "refreshTokens",
    request_body = Refresh,
    responses(
        (status = 200, description = "The next pair", body = PairJson),
        (status = 401, description = "The token is used up, revoked or expired", body = ErrorJson),
    ),
)]
pub(crate) async fn refresh(
    State(engine): State<Engine>,
    Body(body): Body<Refresh>,
) -> Result<Secret<PairJson>, RestError> {
    Ok(secret(engine.refresh_tokens(&body.refresh_token).await?.into()))
}

/// Ends the sign-in of the token that the request carries, its refresh token included.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    tag = "Signing in",
    operation_id = "signOut",
    responses((status = 200, description = "Done", body = MessageJson)),
)]
pub(crate) async fn logout(State(engine): State<Engine>, headers: HeaderMap) -> Result<Json<MessageJson>, RestError> {
    // Somebody who came in with a cookie has no token to end; their page has a form for that.
    let token = bearer(&headers).ok_or(RestError::bad_request("Потрібен заголовок Authorization: Bearer"))?;
    engine.revoke_token(token).await?;
    Ok(Json(MessageJson {
        message: "Вихід виконано, токени відкликано",
    }))
}

/// Whoever the token or the cookie belongs to.
#[utoipa::path(
    get,
    path = "/api/auth/profile",
    tag = "Signing in",
    operation_id = "showAccount",
    responses((status = 200, description = "The account", body = AccountJson)),
)]
pub(crate) async fn profile(Extension(actor): Extension<Actor>) -> Json<AccountJson> {
    Json(actor.into())
}
