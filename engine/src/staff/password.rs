//! Passwords: which are accepted, how they are kept, and how many are hashed at once.

use crate::{
    aside::aside,
    error::{Error, Refusal},
};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use secrecy::{ExposeSecret, SecretString};
use std::{
    sync::{Arc, OnceLock},
    thread,
};
use tokio::sync::Semaphore;

const SHORTEST_CHARS: usize = 8;
/// More is no password but an attack on the hashing.
const LONGEST_BYTES: usize = 1024;
/// How many may wait for a turn; whoever comes then is asked to come back.
const QUEUE: usize = 256;
/// Guessing below this takes an attacker minutes (zxcvbn's scale of 0 to 4).
const WEAKEST_SCORE: zxcvbn::Score = zxcvbn::Score::Two;
/// Enough for the judgement, which slows down with the square of the length.
const JUDGED_CHARS: usize = 64;
/// What an attacker of this very site tries first.
const OUR_WORDS: [&str; 5] = ["ortomat", "ортомат", "monobank", "password123", "admin123"];

/// Argon2id with OWASP's minimum: 19 MiB, two passes, one lane. A core is busy with it for tens of milliseconds.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// The hashing of this process. Few at once: customers want the cores too, and every turn takes 19 MiB.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Somebody who does not exist is checked against this, so that the answer takes as long. Made when the first
    /// person signs in, whoever that is: a start should not wait for it.
    nobody: Arc<OnceLock<String>>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            turns: Arc::new(Semaphore::new((cores / 2).max(1))),
            queue: Arc::new(Semaphore::new(QUEUE)),
            nobody: Arc::default(),
        }
    }

    /// Whether a password can be accepted for somebody of whom `about` is publicly known.
    ///
    /// # Errors
    /// [`Refusal::WeakPassword`], [`Refusal::PasswordLength`].
    pub(crate) fn check(&self, password: &SecretString, about: &[&str]) -> Result<(), Refusal> {
        let password = password.expose_secret();
        if password.chars().count() < SHORTEST_CHARS || password.len() > LONGEST_BYTES {
            return Err(Refusal::PasswordLength);
        }
        let judged: String = password.chars().take(JUDGED_CHARS).collect();
        let known: Vec<&str> = OUR_WORDS.iter().chain(about).copied().collect();
        if zxcvbn::zxcvbn(&judged, &known).score() < WEAKEST_SCORE {
            return Err(Refusal::WeakPassword);
        }
        Ok(())
    }

    pub(crate) async fn hash(&self, password: SecretString) -> Result<String, Error> {
        self.in_turn(move || hash(&password)).await
    }

    /// Whether a password is the one of `kept`. Without one it never is, which takes as long to find out.
    pub(crate) async fn matches(&self, password: SecretString, kept: Option<String>) -> Result<bool, Error> {
        if password.expose_secret().len() > LONGEST_BYTES {
            return Ok(false);
        }
        let nobody = Arc::clone(&self.nobody);
        self.in_turn(move || {
            let exists = kept.is_some();
            let nobody = hash_of_nobody(&nobody)?;
            let kept = kept.unwrap_or(nobody);
            // A hash of another kind, from some import, is nobody's password here.
            let Ok(kept) = PasswordHash::new(&kept) else {
                return Ok(false);
            };
            let same = Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept);
            Ok(exists && same.is_ok())
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let Ok(_place) = self.queue.clone().try_acquire_owned() else {
            return Err(Refusal::Busy.into());
        };
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Hash)?;
        // Hundreds who sign in at once wait, not the customers.
        aside("password", move || {
            let done = work();
            // Who goes away while waiting does not free the core earlier.
            drop(turn);
            done
        })
        .await?
    }
}

fn hash_of_nobody(known: &OnceLock<String>) -> Result<String, Error> {
    if let Some(known) = known.get() {
        return Ok(known.clone());
    }
    let made = hash(&make_password().into())?;
    Ok(known.get_or_init(|| made).clone())
}

/// Whether a kept hash is weaker than what we make now; it is made anew when its owner signs in.
pub(super) fn is_outdated(kept: &str) -> bool {
    !kept.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1$"))
}

fn hash(password: &SecretString) -> Result<String, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| Error::Hash)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.expose_secret().as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| Error::Hash)
}

/// A password for somebody else's account: 100 bits, to be shown once.
#[must_use]
pub fn make_password() -> String {
    crate::ids::random_text(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), Refusal> {
        Passwords::new().check(
            &password.to_owned().into(),
            &["olena.koval@example.com", "Коваль Олена"],
        )
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for weak in [
            "password123",
            "qwertyuiop",
            "ortomat1",
            "12345678",
            "olena.koval@example.com",
            "Ортомат1",
        ] {
            assert_eq!(check(weak), Err(Refusal::WeakPassword), "{weak}");
        }
        assert_eq!(check("k3#x"), Err(Refusal::PasswordLength));
        assert_eq!(check(&"я".repeat(2_000)), Err(Refusal::PasswordLength));
    }

    #[test]
    fn no_composition_is_demanded() {
        for good in ["correct horse battery", "вечірній трамвай у Житомирі", "9fK2pQ7vLm"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn a_hash_says_how_it_was_made_and_knows_its_password() {
        let passwords = Passwords::new();
        let kept = passwords.hash("вечірній трамвай".to_owned().into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !is_outdated(&kept));
        assert!(is_outdated("$argon2id$v=19$m=4096,t=3,p=1$x$y"));
        let matches = async |password: &str, kept: Option<String>| {
            passwords.matches(password.to_owned().into(), kept).await.unwrap()
        };
        assert!(matches("вечірній трамвай", Some(kept.clone())).await);
        assert!(!matches("ранковий трамвай", Some(kept)).await);
        assert!(!matches("вечірній трамвай", None).await);
    }
}
