//! Lists in parts: no answer grows with the database.

use super::{error::RestError, extract::Params};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderName, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// How many there are in all, whatever part is shown.
pub(crate) const TOTAL: HeaderName = HeaderName::from_static("x-total-count");
/// Rows of one answer.
const MOST: u64 = 500;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WindowParams {
    /// How many at most: 1 to 500, which it is unless said otherwise.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u64>,
    /// How many to leave out at the beginning.
    offset: Option<u64>,
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

impl<S: Send + Sync> FromRequestParts<S> for Window {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RestError> {
        let Params(asked) = Params::<WindowParams>::from_request_parts(parts, state).await?;
        let limit = asked.limit.unwrap_or(MOST);
        if !(1..=MOST).contains(&limit) {
            return Err(RestError::bad_request("Параметр limit може бути від 1 до 500"));
        }
        Ok(Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            offset: usize::try_from(asked.offset.unwrap_or(0)).unwrap_or(usize::MAX),
        })
    }
}

impl Window {
    /// The part of a whole list.
    pub(crate) fn of<T, U: From<T>>(self, all: Vec<T>) -> Part<U> {
        let total = all.len();
        let shown = all.into_iter().skip(self.offset).take(self.limit);
        Part {
            items: shown.map(Into::into).collect(),
            total,
        }
    }
}

/// A part of a list, and how long the list is.
pub(crate) struct Part<T> {
    pub(crate) items: Vec<T>,
    pub(crate) total: usize,
}

impl<T: Serialize> IntoResponse for Part<T> {
    fn into_response(self) -> Response {
        ([(TOTAL, self.total.to_string())], Json(self.items)).into_response()
    }
}
