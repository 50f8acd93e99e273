//! What can go wrong in a use case.
//!
//! [`Refusal`] is for people: it says why the answer is no. Everything else is for us: it is logged once, at the
//! edge, and a person only hears that it did not work.

use crate::bank::BankError;
use domain::{order::Phase, ortomat::Availability};
use sea_orm::DbErr;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("database: {0}")]
    Database(#[from] DbErr),
    #[error("bank: {0}")]
    Bank(#[from] BankError),
    /// A row holds what our own rules exclude.
    #[error("column {column} of row {id} holds an impossible value")]
    CorruptRow { column: &'static str, id: String },
    #[error("password hashing failed")]
    Hash,
    #[error("the session could not be read")]
    Session,
    #[error("database address: {0}")]
    DatabaseUrl(String),
}

/// Why the answer is no, although everything works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such ortomat")]
    NoSuchOrtomat,
    #[error("there is no such product")]
    NoSuchProduct,
    #[error("there is no such order")]
    NoSuchOrder,
    #[error("no cell with this product can be sold now")]
    OutOfStock,
    #[error("the ortomat does not sell now")]
    NotSelling(Availability),
    /// The order is past the point where a payment can be started or the order be cancelled.
    #[error("the order is already {0}")]
    OrderIs(Phase),
    /// Every opening that was owed has been carried out or given up.
    #[error("no opening is owed")]
    NothingToOpen,
    /// The bank made no invoice; nothing was charged.
    #[error("the bank does not answer")]
    BankUnavailable,
    /// The bank does not tell how a payment stands; it may have been made.
    #[error("the bank does not tell how the payment stands")]
    StatusUnknown,
    #[error("the idempotency key belongs to another order")]
    KeyReused,
    #[error("the device id is already in use")]
    DeviceExists,
    #[error("the device secret is too short or publicly known")]
    WeakDeviceToken,
    #[error("there is no such person")]
    NoSuchPerson,
    #[error("this e-mail is already in use")]
    EmailTaken,
    #[error("this phone number is already in use")]
    PhoneTaken,
    /// A password needs something to sign in with.
    #[error("a password needs an e-mail")]
    NoEmail,
    #[error("another courier has this ortomat")]
    OrtomatTaken,
    /// Somebody else saved the same thing meanwhile.
    #[error("somebody else has changed this meanwhile")]
    EditConflict,
    #[error("the password is too easy to guess")]
    WeakPassword,
    #[error("a password has 8 characters or more, and not thousands")]
    PasswordLength,
    /// Neither which of the two is wrong, nor whether the account exists.
    #[error("wrong e-mail or password")]
    WrongCredentials,
    /// One's own password, asked for once more.
    #[error("wrong password")]
    WrongPassword,
    #[error("wrong code")]
    WrongCode,
    #[error("too many attempts; come back in {seconds} s")]
    TooManyAttempts { seconds: u32 },
    /// The process has more to do than it can.
    #[error("too busy now")]
    Busy,
    #[error("the link is used up, expired or none of ours")]
    InvalidLink,
    #[error("the token is revoked, expired or none of ours")]
    InvalidToken,
    #[error("there is no such session")]
    NoSuchSession,
    #[error("the second factor is already on")]
    SecondFactorOn,
    #[error("this is not theirs")]
    Forbidden,
}
