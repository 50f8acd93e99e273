//! What may be said when something did not work.
//!
//! [`ApiError`] is all that ever leaves the server: a closed list of words without a place for a message of the
//! database or of the bank. A refusal is for the person and becomes a sentence; everything else is for us, is
//! logged once in `From<engine::Error>`, and the person hears only that it did not work.

use crate::texts;
use domain::text_enum;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

text_enum! {
    /// Why the answer is no; the word stands in the address of the page that explains it.
    pub enum ApiError {
        /// The box was not ticked.
        TermsNotAccepted = "terms_not_accepted",
        /// The form is not one of ours.
        BadRequest = "bad_request",
        NoSuchOrtomat = "no_such_ortomat",
        NoSuchProduct = "no_such_product",
        NoSuchOrder = "no_such_order",
        /// Somebody else was faster.
        OutOfStock = "out_of_stock",
        /// The ortomat is switched off or being mended.
        OutOfService = "out_of_service",
        /// The ortomat's device is away, so no door could open.
        Offline = "offline",
        /// The order is past what was asked for.
        OrderMovedOn = "order_moved_on",
        /// No opening is owed any more.
        NothingToOpen = "nothing_to_open",
        BankUnavailable = "bank_unavailable",
        /// The payment may have been made, but the bank does not say.
        StatusUnknown = "status_unknown",
        /// Nobody is signed in, or no more.
        SignInNeeded = "sign_in_needed",
        /// Somebody is signed in, but this is not for them.
        Forbidden = "forbidden",
        WrongCredentials = "wrong_credentials",
        /// One's own password, asked for once more.
        WrongPassword = "wrong_password",
        WrongCode = "wrong_code",
        TooManyAttempts = "too_many_attempts",
        Busy = "busy",
        InvalidLink = "invalid_link",
        InvalidToken = "invalid_token",
        NoSuchSession = "no_such_session",
        SecondFactorOn = "second_factor_on",
        WeakPassword = "weak_password",
        PasswordLength = "password_length",
        NoSuchPerson = "no_such_person",
        EmailTaken = "email_taken",
        PhoneTaken = "phone_taken",
        /// A password without an e-mail to sign in with.
        NoEmail = "no_email",
        OrtomatTaken = "ortomat_taken",
        /// Somebody else saved the same thing meanwhile.
        EditConflict = "edit_conflict",
        /// Our fault; the log knows more.
        Internal = "internal",
    }
}

impl ApiError {
    /// The sentence for the person.
    #[must_use]
    pub const fn message(self) -> &'static str {
        texts::problem(self)
    }

    /// The HTTP status of a page or an answer that says this.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::TermsNotAccepted
            | Self::BadRequest
            | Self::WrongPassword
            | Self::WeakPassword
            | Self::PasswordLength
            | Self::NoEmail => 400,
            Self::SignInNeeded | Self::WrongCredentials | Self::WrongCode | Self::InvalidToken => 401,
            Self::Forbidden => 403,
            Self::NoSuchOrtomat
            | Self::NoSuchProduct
            | Self::NoSuchOrder
            | Self::NoSuchPerson
            | Self::NoSuchSession
            | Self::InvalidLink => 404,
            Self::OutOfStock
            | Self::OutOfService
            | Self::Offline
            | Self::OrderMovedOn
            | Self::NothingToOpen
            | Self::SecondFactorOn
            | Self::EmailTaken
            | Self::PhoneTaken
            | Self::OrtomatTaken
            | Self::EditConflict => 409,
            Self::TooManyAttempts => 429,
            Self::BankUnavailable | Self::StatusUnknown | Self::Busy => 503,
            Self::Internal => 500,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::BadRequest
            }
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
mod from_engine {
    use super::ApiError;
    use domain::ortomat::Availability;
    use engine::{Error, Refusal};

    impl From<Error> for ApiError {
        fn from(error: Error) -> Self {
            let Error::Refused(refusal) = error else {
                tracing::error!(%error, "a use case failed");
                return Self::Internal;
            };
            Self::from(refusal)
        }
    }

    impl From<Refusal> for ApiError {
        fn from(refusal: Refusal) -> Self {
            match refusal {
                Refusal::NoSuchOrtomat => Self::NoSuchOrtomat,
                Refusal::NoSuchProduct => Self::NoSuchProduct,
                Refusal::NoSuchOrder => Self::NoSuchOrder,
                Refusal::OutOfStock => Self::OutOfStock,
                Refusal::NotSelling(Availability::Offline) => Self::Offline,
                Refusal::NotSelling(Availability::OutOfService | Availability::Selling) => Self::OutOfService,
                Refusal::OrderIs(_) => Self::OrderMovedOn,
                Refusal::NothingToOpen => Self::NothingToOpen,
                Refusal::BankUnavailable => Self::BankUnavailable,
                Refusal::StatusUnknown => Self::StatusUnknown,
                Refusal::KeyReused => Self::BadRequest,
                Refusal::NoSuchPerson => Self::NoSuchPerson,
                Refusal::EmailTaken => Self::EmailTaken,
                Refusal::PhoneTaken => Self::PhoneTaken,
                Refusal::NoEmail => Self::NoEmail,
                Refusal::OrtomatTaken => Self::OrtomatTaken,
                Refusal::EditConflict => Self::EditConflict,
                Refusal::WeakPassword => Self::WeakPassword,
                Refusal::PasswordLength => Self::PasswordLength,
                Refusal::WrongCredentials => Self::WrongCredentials,
                Refusal::WrongPassword => Self::WrongPassword,
                Refusal::WrongCode => Self::WrongCode,
                Refusal::TooManyAttempts { .. } => Self::TooManyAttempts,
                Refusal::Busy => Self::Busy,
                Refusal::InvalidLink => Self::InvalidLink,
                Refusal::InvalidToken => Self::InvalidToken,
                Refusal::NoSuchSession => Self::NoSuchSession,
                Refusal::SecondFactorOn => Self::SecondFactorOn,
                Refusal::Forbidden => Self::Forbidden,
                // Said at the command line; no page leads to them yet.
                Refusal::DeviceExists | Refusal::WeakDeviceToken => {
                    tracing::error!(%refusal, "a refusal that no page expects");
                    Self::Internal
                }
            }
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::ApiError;
    use domain::{order::Phase, ortomat::Availability};
    use engine::{Error, Refusal};

    #[test]
    fn a_refusal_keeps_its_meaning() {
        for (refusal, expected) in [
            (Refusal::OutOfStock, ApiError::OutOfStock),
            (Refusal::NotSelling(Availability::Offline), ApiError::Offline),
            (Refusal::NotSelling(Availability::OutOfService), ApiError::OutOfService),
            (Refusal::OrderIs(Phase::Completed), ApiError::OrderMovedOn),
        ] {
            assert_eq!(ApiError::from(Error::Refused(refusal)), expected);
        }
    }

    #[test]
    fn a_failure_says_nothing_of_itself() {
        let failure = Error::CorruptRow {
            column: "users.password",
            id: "+380501234567".to_owned(),
        };
        let error = ApiError::from(failure);
        assert_eq!((error, error.status()), (ApiError::Internal, 500));
        assert!(!error.message().contains("380"));
    }

    #[test]
    fn every_word_can_be_read_back_from_an_address() {
        for error in ApiError::ALL {
            assert_eq!(error.as_str().parse(), Ok(*error));
        }
    }
}
