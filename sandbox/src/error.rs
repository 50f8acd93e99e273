//! What can go wrong in the sandbox itself, as opposed to the faults it plays on request.

/// An error of the sandbox or of its use.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address of the bank cannot be listened on.
    #[error("the sandbox bank cannot listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The client that delivers webhooks cannot be built.
    #[error("the sandbox bank cannot build its webhook client: {0}")]
    Client(#[from] reqwest::Error),
    /// No signing key could be made.
    #[error("the sandbox bank cannot make a signing key: {0}")]
    Key(String),
    /// The bank refuses what a control asked for, with the words it would use on the wire.
    #[error("the sandbox bank refuses: {code} {text}")]
    Refused {
        /// `errCode` of the bank, for instance `NOT_FOUND`.
        code: &'static str,
        /// `errText` of the bank.
        text: String,
    },
    /// A device was given an address that is not a URL.
    #[error("the device cannot use the address {url:?}: {reason}")]
    Address {
        /// The address as given, without device id and token.
        url: String,
        /// Why it is no URL.
        reason: String,
    },
    /// The device has no connection to send on.
    #[error("the device is not connected")]
    NotConnected,
    /// What a test waited for did not happen within [`PATIENCE`](crate::PATIENCE).
    #[error("what was waited for did not happen in time")]
    NotInTime,
}
