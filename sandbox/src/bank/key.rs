//! The key that signs webhooks (bank description §3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate;
use p256::pkcs8::{EncodePublicKey, LineEnding};

use crate::SandboxError;

/// A P-256 key made in this process, with its public half in the form the API gives it out.
pub(super) struct BankKey {
    signing: SigningKey,
    public: String,
}

impl BankKey {
    pub(super) fn fresh() -> Result<Self, SandboxError> {
        let signing = SigningKey::try_generate().map_err(|error| SandboxError::Key(error.to_string()))?;
        let pem = signing
            .verifying_key()
            .to_public_key_pem(LineEnding::LF)
            .map_err(|error| SandboxError::Key(error.to_string()))?;
        Ok(Self {
            signing,
            public: STANDARD.encode(pem),
        })
    }

    /// Base64 of the PEM of the SPKI.
    pub(super) fn public(&self) -> &str {
        &self.public
    }

    /// Standard base64 of the DER signature, ECDSA over SHA-256 of exactly these bytes.
    pub(super) fn sign(&self, bytes: &[u8]) -> String {
        let signature: Signature = self.signing.sign(bytes);
        STANDARD.encode(signature.to_der().as_bytes())
    }
}
