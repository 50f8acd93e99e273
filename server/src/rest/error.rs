//! `{statusCode, message, error}`: the one form of a no (contract §1.0).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::ortomat::Availability;
use engine::{Error, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

/// An answer that is no. It holds our own sentences only, never a text of the database or of the bank.
#[derive(Clone, Debug)]
pub(crate) struct RestError {
    status: StatusCode,
    message: Message,
    /// After how many seconds the same request may be tried again.
    retry_after: Option<u32>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ErrorMessage)]
#[serde(untagged)]
pub(crate) enum Message {
    /// A sentence in Ukrainian that can be shown to a person.
    Sentence(String),
    /// One sentence for each field that is wrong.
    OfFields(Vec<String>),
}

/// The body of every answer that is a no.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorJson {
    /// The status of the answer once more.
    status_code: u16,
    message: Message,
    /// The name of the status, such as `Not Found`.
    error: &'static str,
}

impl RestError {
    pub(crate) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self {
            status,
            message: Message::Sentence(sentence.into()),
            retry_after: None,
        }
    }

    /// A body whose fields cannot be accepted; each sentence begins with the name of its field.
    pub(crate) const fn wrong_fields(sentences: Vec<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: Message::OfFields(sentences),
            retry_after: None,
        }
    }

    pub(crate) fn bad_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Щось пішло не так. Спробуйте ще раз за хвилину",
        )
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let body = ErrorJson {
            status_code: self.status.as_u16(),
            message: self.message,
            error: self.status.canonical_reason().unwrap_or("Error"),
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
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
            | Error::Session
            | Error::Pictures(_)
            | Error::PicturesUrl(_)
            | Error::Csv
            | Error::Io(_)
            | Error::NobodyReads
            | Error::TooLong
            | Error::Joined(_)
            | Error::Broken(_)
            | Error::Unverified(_)
            | Error::DatabaseUrl(_)) => {
                tracing::error!(%failure, "a use case failed");
                Self::internal()
            }
        }
    }
}

impl From<Refusal> for RestError {
    fn from(refusal: Refusal) -> Self {
        let retry_after = if let Refusal::TooManyAttempts { seconds } = refusal {
            Some(seconds)
        } else {
            None
        };
        let (status, message) = match refusal {
            Refusal::NoSuchOrtomat => (StatusCode::NOT_FOUND, "Ортомат не знайдено"),
            Refusal::NoSuchProduct => (StatusCode::NOT_FOUND, "Товар не знайдено"),
            Refusal::NoSuchOrder => (StatusCode::NOT_FOUND, "Замовлення не знайдено"),
            Refusal::OutOfStock => (StatusCode::CONFLICT, "Товару зараз немає в наявності. Оберіть інший"),
            Refusal::TermsChanged => (
                StatusCode::CONFLICT,
                "Умови покупки щойно змінилися. Перегляньте їх ще раз",
            ),
            Refusal::NotSelling(Availability::Offline) => (
                StatusCode::CONFLICT,
                "Ортомат зараз не на зв'язку. Спробуйте трохи пізніше",
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
            Refusal::DeviceExists | Refusal::WeakDeviceToken => {
                (StatusCode::CONFLICT, "Такий запис уже є або не підходить")
            }
            Refusal::NoSuchDevice => (StatusCode::NOT_FOUND, "Такого пристрою немає"),
            Refusal::CellsInUse => (StatusCode::CONFLICT, "Зайвими комірками ще користуються"),
            Refusal::SkuTaken => (StatusCode::CONFLICT, "Товар з таким SKU вже існує"),
            Refusal::ProductInUse => (
                StatusCode::CONFLICT,
                "Товар призначено коміркам, його не можна видалити",
            ),
            Refusal::NoPicture => (StatusCode::BAD_REQUEST, "Це не зображення JPEG, PNG або WebP"),
            Refusal::PictureTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Зображення завелике: до 8 МБ і до 24 мегапікселів",
            ),
            Refusal::Paused => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Саме зараз відновлюють дані, тому продажі призупинено. Спробуйте за хвилину",
            ),
            Refusal::BackupBusy => (
                StatusCode::CONFLICT,
                "Зараз уже завантажують або відновлюють інший бекап",
            ),
            Refusal::FileTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Резервна копія має вміщатися у 2 ГБ"),
            Refusal::NoSuchFile => (StatusCode::NOT_FOUND, "Цього файлу вже немає, надішліть його ще раз"),
            Refusal::InvalidForm => (StatusCode::BAD_REQUEST, "Деякі поля заповнено неправильно"),
            Refusal::NoSuchCell => (StatusCode::NOT_FOUND, "Такої комірки немає"),
            Refusal::CellReserved => (StatusCode::CONFLICT, "Цю комірку зараз купують"),
            Refusal::CellFilled => (StatusCode::CONFLICT, "У комірці лежить товар. Спершу звільніть її"),
            // The contract answers so (§1.4, open-for-refill and mark-filled).
            Refusal::CellWithoutProduct => (StatusCode::BAD_REQUEST, "Комірці не призначено товар"),
            Refusal::CellBlocked => (StatusCode::CONFLICT, "Комірку заблоковано"),
            Refusal::CellBusy => (StatusCode::CONFLICT, "Цю комірку саме зараз відкривають"),
            Refusal::ReasonLength => (
                StatusCode::BAD_REQUEST,
                "Причина має бути одним рядком від 1 до 200 символів",
            ),
            Refusal::DeviceOffline => (StatusCode::CONFLICT, "Ортомат не на зв'язку, комірка не відкриється"),
            Refusal::NoSuchCommand => (StatusCode::NOT_FOUND, "Такої команди немає"),
            Refusal::RefundSum { .. } => (
                StatusCode::BAD_REQUEST,
                "Повернути можна від однієї копійки до всього, що ще не повернуто",
            ),
            Refusal::OnlyWholeRefund => (StatusCode::CONFLICT, "За цим замовленням можна повернути лише всю суму"),
            Refusal::NothingToRefund => (StatusCode::CONFLICT, "Повертати нічого"),
            Refusal::RefundUnderWay => (StatusCode::CONFLICT, "Попереднє повернення ще триває"),
            Refusal::NotChargedYet => (StatusCode::CONFLICT, "Гроші ще не списано з картки"),
            Refusal::NoSuchEntry => (StatusCode::NOT_FOUND, "Такого запису немає"),
            Refusal::RetentionDays => (StatusCode::BAD_REQUEST, "Журнал можна зберігати від 1 до 36500 днів"),
            Refusal::NoSuchPerson => (StatusCode::NOT_FOUND, "Такої людини немає"),
            Refusal::EmailTaken => (StatusCode::CONFLICT, "Цей email уже належить іншій людині"),
            Refusal::PhoneTaken => (StatusCode::CONFLICT, "Цей номер телефону вже належить іншій людині"),
            Refusal::NoEmail => (
                StatusCode::BAD_REQUEST,
                "Щоб мати пароль, потрібен email: з ним входять у систему",
            ),
            Refusal::OrtomatTaken => (StatusCode::CONFLICT, "Один з ортоматів уже призначено іншому кур'єру"),
            Refusal::EditConflict => (
                StatusCode::CONFLICT,
                "Хтось інший уже змінив ці дані. Прочитайте їх ще раз і повторіть зміни",
            ),
            Refusal::WeakPassword => (StatusCode::BAD_REQUEST, "Такий пароль легко вгадати. Візьміть довший"),
            Refusal::PasswordLength => (StatusCode::BAD_REQUEST, "Пароль має містити щонайменше 8 символів"),
            Refusal::WrongCredentials => (StatusCode::UNAUTHORIZED, "Неправильний email або пароль"),
            Refusal::WrongPassword => (StatusCode::BAD_REQUEST, "Неправильний пароль"),
            Refusal::WrongCode => (StatusCode::UNAUTHORIZED, "Неправильний код другого фактора"),
            Refusal::TooManyAttempts { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "Забагато спроб. Повторіть через час, указаний у заголовку Retry-After",
            ),
            Refusal::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Зараз забагато запитів на вхід. Спробуйте за кілька секунд",
            ),
            Refusal::InvalidLink => (StatusCode::NOT_FOUND, "Посилання вже використано або його термін минув"),
            Refusal::InvalidToken => (
                StatusCode::UNAUTHORIZED,
                "Токен недійсний або його термін минув. Увійдіть ще раз",
            ),
            Refusal::NoSuchSession => (StatusCode::NOT_FOUND, "Цей сеанс уже завершено"),
            Refusal::SecondFactorOn => (StatusCode::CONFLICT, "Другий фактор уже увімкнено"),
            Refusal::Forbidden => (StatusCode::FORBIDDEN, "Недостатньо прав"),
        };
        Self {
            retry_after,
            ..Self::new(status, message)
        }
    }
}

pub(crate) async fn no_such_route() -> RestError {
    RestError::new(StatusCode::NOT_FOUND, "Такої адреси немає")
}

pub(crate) async fn method_not_allowed() -> RestError {
    RestError::new(StatusCode::METHOD_NOT_ALLOWED, "Цей метод тут не підтримується")
}
