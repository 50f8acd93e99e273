//! `{statusCode, message, error}`: the one form of a no (contract §1.0).

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::ortomat::Availability;
use engine::{Error, Refusal};
use serde::Serialize;

/// An answer that is no. It holds our own sentences only, never a text of the database or of the bank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RestError {
    status: StatusCode,
    message: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    status_code: u16,
    message: &'static str,
    error: &'static str,
}

impl RestError {
    pub(crate) const fn new(status: StatusCode, message: &'static str) -> Self {
        Self { status, message }
    }

    pub(crate) const fn bad_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) const fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Щось пішло не так. Спробуйте ще раз за хвилину",
        )
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let body = Body {
            status_code: self.status.as_u16(),
            message: self.message,
            error: self.status.canonical_reason().unwrap_or("Error"),
        };
        (self.status, Json(body)).into_response()
    }
}

impl From<Error> for RestError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            failure @ (Error::Database(_)
            | Error::Bank(_)
            | Error::CorruptRow { .. }
            | Error::Hash
            | Error::DatabaseUrl(_)) => {
                tracing::error!(%failure, "a use case failed");
                Self::internal()
            }
        }
    }
}

impl From<Refusal> for RestError {
    fn from(refusal: Refusal) -> Self {
        let (status, message) = match refusal {
            Refusal::NoSuchOrtomat => (StatusCode::NOT_FOUND, "Ортомат не знайдено"),
            Refusal::NoSuchProduct => (StatusCode::NOT_FOUND, "Товар не знайдено"),
            Refusal::NoSuchOrder => (StatusCode::NOT_FOUND, "Замовлення не знайдено"),
            Refusal::OutOfStock => (StatusCode::CONFLICT, "Товару зараз немає в наявності. Оберіть інший"),
            Refusal::NotSelling(Availability::Offline) => (
                StatusCode::CONFLICT,
                "Ортомат зараз не на звʼязку. Спробуйте трохи пізніше",
            ),
            Refusal::NotSelling(Availability::OutOfService | Availability::Selling) => {
                (StatusCode::CONFLICT, "Ортомат зараз не працює")
            }
            Refusal::OrderIs(_) => (
                StatusCode::CONFLICT,
                "Це замовлення вже не можна змінити. Перевірте його стан",
            ),
            Refusal::NothingToOpen => (StatusCode::CONFLICT, "За цим замовленням немає чого відкривати"),
            Refusal::BankUnavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Банк зараз не відповідає. Кошти не списано, спробуйте ще раз",
            ),
            Refusal::StatusUnknown => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Банк зараз не відповідає. Якщо ви вже оплатили, стан замовлення оновиться сам",
            ),
            Refusal::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Цей Idempotency-Key уже використано для іншого замовлення",
            ),
            Refusal::DeviceExists | Refusal::WeakDeviceToken | Refusal::EmailExists => {
                (StatusCode::CONFLICT, "Такий запис уже є або не підходить")
            }
        };
        Self::new(status, message)
    }
}

pub(crate) async fn no_such_route() -> RestError {
    RestError::new(StatusCode::NOT_FOUND, "Такої адреси немає")
}

pub(crate) async fn method_not_allowed() -> RestError {
    RestError::new(StatusCode::METHOD_NOT_ALLOWED, "Цей метод тут не підтримується")
}
