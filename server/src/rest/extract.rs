//! Reading requests: whatever is wrong with them gets an answer of the contract's form.

use super::error::RestError;
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(RestError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Потрібен заголовок Content-Type: application/json",
            )),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(RestError::new(StatusCode::PAYLOAD_TOO_LARGE, "Запит завеликий"))
            }
            Err(_) => Err(RestError::bad_request(
                "Тіло запиту має бути JSON з полями, описаними в документації",
            )),
        }
    }
}

/// The parameters behind the `?`.
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RestError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(_) => Err(RestError::bad_request(
                "Параметри запиту мають бути такими, як описано в документації",
            )),
        }
    }
}

/// The `{id}` of the path. What cannot be an id names nothing.
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RestError> {
        let nothing = || RestError::new(StatusCode::NOT_FOUND, "Нічого не знайдено за цією адресою");
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| nothing())?;
        text.parse().map(Self).map_err(|_| nothing())
    }
}
