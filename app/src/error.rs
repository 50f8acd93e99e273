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
        /// Since the page was read.
        TermsChanged = "terms_changed",
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
        NoSuchCell = "no_such_cell",
        CellReserved = "cell_reserved",
        CellFilled = "cell_filled",
        CellWithoutProduct = "cell_without_product",
        CellBlocked = "cell_blocked",
        /// It is being opened.
        CellBusy = "cell_busy",
        ReasonLength = "reason_length",
        DeviceOffline = "device_offline",
        NoSuchCommand = "no_such_command",
        /// More than what is left, or nothing.
        RefundSum = "refund_sum",
        OnlyWholeRefund = "only_whole_refund",
        NothingToRefund = "nothing_to_refund",
        RefundUnderWay = "refund_under_way",
        NotChargedYet = "not_charged_yet",
        NoSuchEntry = "no_such_entry",
        RetentionDays = "retention_days",
        NoSuchDevice = "no_such_device",
        /// A living device has this id.
        DeviceExists = "device_exists",
        WeakDeviceToken = "weak_device_token",
        /// Cells that shall go hold a product or a live order.
        CellsInUse = "cells_in_use",
        SkuTaken = "sku_taken",
        /// A cell still holds it.
        ProductInUse = "product_in_use",
        /// What was uploaded is not a picture.
        NoPicture = "no_picture",
        PictureTooLarge = "picture_too_large",
        /// All data are being replaced from a backup.
        Paused = "paused",
        /// Another backup is being taken or put back.
        BackupBusy = "backup_busy",
        FileTooLarge = "file_too_large",
        /// A form for a file came without one.
        NoFile = "no_file",
        /// The file to restore was forgotten or replaced by another.
        NoSuchFile = "no_such_file",
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
            | Self::ReasonLength
            | Self::RefundSum
            | Self::RetentionDays
            | Self::WeakDeviceToken
            | Self::NoPicture
            | Self::NoFile
            | Self::NoEmail => 400,
            Self::SignInNeeded | Self::WrongCredentials | Self::WrongCode | Self::InvalidToken => 401,
            Self::Forbidden => 403,
            Self::NoSuchOrtomat
            | Self::NoSuchProduct
            | Self::NoSuchOrder
            | Self::NoSuchCell
            | Self::NoSuchCommand
            | Self::NoSuchEntry
            | Self::NoSuchDevice
            | Self::NoSuchPerson
            | Self::NoSuchFile
            | Self::NoSuchSession
            | Self::InvalidLink => 404,
            Self::OutOfStock
            | Self::TermsChanged
            | Self::OutOfService
            | Self::Offline
            | Self::OrderMovedOn
            | Self::NothingToOpen
            | Self::OnlyWholeRefund
            | Self::NothingToRefund
            | Self::RefundUnderWay
            | Self::NotChargedYet
            | Self::CellReserved
            | Self::CellFilled
            | Self::CellWithoutProduct
            | Self::CellBlocked
            | Self::CellBusy
            | Self::DeviceOffline
            | Self::DeviceExists
            | Self::CellsInUse
            | Self::SkuTaken
            | Self::ProductInUse
            | Self::SecondFactorOn
            | Self::EmailTaken
            | Self::PhoneTaken
            | Self::OrtomatTaken
            | Self::BackupBusy
            | Self::EditConflict => 409,
            Self::PictureTooLarge | Self::FileTooLarge => 413,
            Self::TooManyAttempts => 429,
            Self::BankUnavailable | Self::StatusUnknown | Self::Busy | Self::Paused => 503,
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
                Refusal::TermsChanged => Self::TermsChanged,
                Refusal::NotSelling(Availability::Offline) => Self::Offline,
                Refusal::NotSelling(Availability::OutOfService | Availability::Selling) => Self::OutOfService,
                Refusal::OrderIs(_) => Self::OrderMovedOn,
                Refusal::NothingToOpen => Self::NothingToOpen,
                Refusal::BankUnavailable => Self::BankUnavailable,
                Refusal::StatusUnknown => Self::StatusUnknown,
                Refusal::KeyReused => Self::BadRequest,
                Refusal::NoSuchCell => Self::NoSuchCell,
                Refusal::CellReserved => Self::CellReserved,
                Refusal::CellFilled => Self::CellFilled,
                Refusal::CellWithoutProduct => Self::CellWithoutProduct,
                Refusal::CellBlocked => Self::CellBlocked,
                Refusal::CellBusy => Self::CellBusy,
                Refusal::ReasonLength => Self::ReasonLength,
                Refusal::DeviceOffline => Self::DeviceOffline,
                Refusal::NoSuchCommand => Self::NoSuchCommand,
                Refusal::RefundSum { .. } => Self::RefundSum,
                Refusal::OnlyWholeRefund => Self::OnlyWholeRefund,
                Refusal::NothingToRefund => Self::NothingToRefund,
                Refusal::RefundUnderWay => Self::RefundUnderWay,
                Refusal::NotChargedYet => Self::NotChargedYet,
                Refusal::NoSuchEntry => Self::NoSuchEntry,
                Refusal::RetentionDays => Self::RetentionDays,
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
                Refusal::DeviceExists => Self::DeviceExists,
                Refusal::WeakDeviceToken => Self::WeakDeviceToken,
                Refusal::NoSuchDevice => Self::NoSuchDevice,
                Refusal::CellsInUse => Self::CellsInUse,
                Refusal::SkuTaken => Self::SkuTaken,
                Refusal::ProductInUse => Self::ProductInUse,
                Refusal::NoPicture => Self::NoPicture,
                Refusal::PictureTooLarge => Self::PictureTooLarge,
                Refusal::Paused => Self::Paused,
                Refusal::BackupBusy => Self::BackupBusy,
                Refusal::FileTooLarge => Self::FileTooLarge,
                Refusal::NoSuchFile => Self::NoSuchFile,
                // A page checks its form before and says which field it is.
                Refusal::InvalidForm => Self::BadRequest,
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
