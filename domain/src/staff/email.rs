//! E-mail addresses, which people sign in with.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The longest address that mail can be sent to (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// An address in lower case, so that one person has one account however the name was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is no address, said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseEmailError {
    #[error("Введіть email")]
    Empty,
    #[error("Введіть email у форматі name@example.com")]
    Incorrect,
}

impl EmailAddress {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = ParseEmailError;

    /// Whether somebody reads mail there only a letter can tell; this sorts out what is no address at all.
    fn from_str(text: &str) -> Result<Self, ParseEmailError> {
        let address = text.trim().to_lowercase();
        if address.is_empty() {
            return Err(ParseEmailError::Empty);
        }
        let (name, host) = address.rsplit_once('@').ok_or(ParseEmailError::Incorrect)?;
        let clean = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | '<' | '>' | ',' | ';' | '"'))
        };
        let labels = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
        if clean(name) && clean(host) && labels && address.len() <= LONGEST {
            Ok(Self(address))
        } else {
            Err(ParseEmailError::Incorrect)
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = ParseEmailError;

    fn try_from(text: String) -> Result<Self, ParseEmailError> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_address_however_it_was_typed() {
        assert_eq!(
            " Olena.Koval@Example.COM ".parse::<EmailAddress>().unwrap().as_str(),
            "olena.koval@example.com"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "olena",
            "olena@",
            "@example.com",
            "olena@example",
            "olena@example.",
            "olena@.com",
            "o lena@example.com",
            "olena@exam\nple.com",
            "a@b@example.com",
            "<olena@example.com>",
            &format!("{}@example.com", "a".repeat(250)),
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(ParseEmailError::Incorrect), "{text}");
        }
        assert_eq!("  ".parse::<EmailAddress>(), Err(ParseEmailError::Empty));
    }
}
