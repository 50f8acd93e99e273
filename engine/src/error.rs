//! What can go wrong in a use case.
//!
//! [`Refusal`] is for people: it says why the answer is no. Everything else is for us: it is logged once, at the
//! edge, and a person only hears that it did not work.

use crate::bank::BankError;
use domain::{Money, order::Phase, ortomat::Availability};
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
    #[error("pictures: {0}")]
    Pictures(#[from] Box<object_store::Error>),
    #[error("address of the pictures: {0}")]
    PicturesUrl(String),
    #[error("database address: {0}")]
    DatabaseUrl(String),
    #[error("a table could not be written")]
    Csv,
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// Whoever asked for a backup takes nothing of it any more.
    #[error("nobody reads the backup")]
    NobodyReads,
    /// A backup was given up, or it would hold up the database for ever.
    #[error("the backup took longer than an hour")]
    TooLong,
    /// A part of a backup or a restore broke down.
    #[error("a part of the work broke down: {0}")]
    Joined(#[from] tokio::task::JoinError),
    /// What was done aside, by its name.
    #[error("the work of the thread {0} broke down")]
    Broken(&'static str),
    /// What was written cannot be read back as it was.
    #[error("the backup is not what it should be: {0}")]
    Unverified(String),
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
    /// Between the page and its form.
    #[error("the terms of purchase have changed since they were read")]
    TermsChanged,
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
    /// Or it is revoked.
    #[error("there is no such device")]
    NoSuchDevice,
    #[error("cells that shall go hold a product or a live order")]
    CellsInUse,
    #[error("this article number is already in use")]
    SkuTaken,
    #[error("a cell still holds this product")]
    ProductInUse,
    /// Not a whole JPEG, PNG or WebP.
    #[error("this is not a picture")]
    NoPicture,
    #[error("the picture has too many bytes or too many pixels")]
    PictureTooLarge,
    /// A form that its own check does not accept; which fields, the check says.
    #[error("the form has wrong fields")]
    InvalidForm,
    /// All data are being replaced from a backup.
    #[error("selling is paused")]
    Paused,
    /// Another backup is being taken or put back.
    #[error("another backup is in hand")]
    BackupBusy,
    #[error("the file is larger than a backup may be")]
    FileTooLarge,
    /// Another file has come meanwhile, or the process has forgotten this one.
    #[error("there is no such file to restore")]
    NoSuchFile,
    #[error("there is no such cell")]
    NoSuchCell,
    /// A live order has it.
    #[error("a customer has reserved the cell")]
    CellReserved,
    #[error("something lies in the cell")]
    CellFilled,
    #[error("no product is assigned to the cell")]
    CellWithoutProduct,
    #[error("the cell is blocked")]
    CellBlocked,
    /// An opening of it by hand has not ended yet.
    #[error("the cell is being opened")]
    CellBusy,
    #[error("a reason has 1 to 200 characters")]
    ReasonLength,
    /// No device of the ortomat is connected, so no door would open now.
    #[error("the ortomat's device is away")]
    DeviceOffline,
    #[error("there is no such command")]
    NoSuchCommand,
    #[error("a refund is between a kopiyka and {left}")]
    RefundSum { left: Money },
    /// An order that is under review, or was, gives back all or nothing.
    #[error("only all of the money can be given back")]
    OnlyWholeRefund,
    #[error("there is nothing to give back")]
    NothingToRefund,
    /// One refund of an order at a time.
    #[error("a refund of this order is under way")]
    RefundUnderWay,
    /// A held sum can be released, but no part of it.
    #[error("the card has not been charged yet")]
    NotChargedYet,
    #[error("there is no such entry in the log")]
    NoSuchEntry,
    /// Whole days, from one to a hundred years.
    #[error("the log is kept for 1 to 36500 days")]
    RetentionDays,
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
