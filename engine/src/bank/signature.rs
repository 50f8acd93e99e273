//! The bank's signature: ECDSA P-256 over SHA-256 of the raw body, base64 of DER in `X-Sign` (bank description §3).

use super::{Bank, BankError};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Timestamp;
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    pkcs8::DecodePublicKey,
};
use std::{
    sync::{PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::Mutex;

/// A key that fails may have been rotated: it is asked for again, but forged webhooks must not make us flood the bank.
const REFRESH_AT_MOST_EVERY: Duration = Duration::from_secs(60);

/// The bank's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankKey(VerifyingKey);

impl BankKey {
    /// The bank sends base64 of a whole PEM file, not of the key inside it.
    #[must_use]
    pub fn from_base64_pem(text: &str) -> Option<Self> {
        let pem = String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()?;
        VerifyingKey::from_public_key_pem(&pem).ok().map(Self)
    }

    /// Whether `x_sign` signs exactly these bytes. High-s signatures are genuine ones too.
    #[must_use]
    pub fn verifies(&self, body: &[u8], x_sign: &str) -> bool {
        let signature = BASE64_STANDARD
            .decode(x_sign.trim())
            .ok()
            .and_then(|der| Signature::from_der(&der).ok());
        signature.is_some_and(|signature| self.0.verify(body, &signature).is_ok())
    }
}

/// Why a webhook is not believed.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature does not fit the body")]
    Forged,
    /// We could not get the key, so we do not know; the bank shall try again.
    #[error("the bank's key cannot be had: {0}")]
    NoKey(#[from] BankError),
}

/// Checks webhooks with a cached key; asks for it anew, at most once a minute, when it stops fitting.
#[derive(Debug, Default)]
pub(crate) struct WebhookVerifier {
    key: RwLock<Option<BankKey>>,
    asked_at: Mutex<Option<Timestamp>>,
}

impl WebhookVerifier {
    pub(crate) async fn verify(
        &self,
        bank: &Bank,
        now: Timestamp,
        body: &[u8],
        x_sign: &str,
    ) -> Result<(), SignatureError> {
        // Genuine webhooks pass here, without waiting for anybody.
        if self.fits(body, x_sign) {
            return Ok(());
        }
        // One question for however many webhooks wait.
        let mut asked_at = self.asked_at.lock().await;
        if self.fits(body, x_sign) {
            return Ok(());
        }
        let asked_lately = asked_at.is_some_and(|asked| now.since(asked) < REFRESH_AT_MOST_EVERY);
        if self.known().is_some() && asked_lately {
            return Err(SignatureError::Forged);
        }
        *asked_at = Some(now);
        let fresh = bank.public_key().await?;
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
        if self.fits(body, x_sign) {
            Ok(())
        } else {
            Err(SignatureError::Forged)
        }
    }

    fn fits(&self, body: &[u8], x_sign: &str) -> bool {
        self.known().is_some_and(|key| key.verifies(body, x_sign))
    }

    fn known(&self) -> Option<BankKey> {
        self.key.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
