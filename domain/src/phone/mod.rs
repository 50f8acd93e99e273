//! Ukrainian phone numbers: one stored form, every form people write, and the mask they type under.

pub mod mask;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits of a number as it is dialled inside Ukraine: `0` and nine more.
const NATIONAL_DIGITS: usize = 10;

/// The part of `+380…` that stands before the national number.
const COUNTRY: &str = "38";

/// A Ukrainian phone number; equal numbers are equal however they were written.
///
/// It is stored and sent as `+380XXXXXXXXX`. `Debug` hides most of it, so that it cannot slip into
/// a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a phone number, said to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParsePhoneError {
    /// Not one digit of the number.
    #[error("Введіть номер телефону")]
    Empty,
    /// Fewer than ten digits after the country code.
    #[error("Введено {digits} з 10 цифр. Формат: +38 (0XX) XXX-XX-XX")]
    TooShort {
        /// How many there are, not counting the `38` of the country.
        digits: usize,
    },
    /// More than ten digits after the country code.
    #[error("Занадто багато цифр")]
    TooLong,
    /// Letters, another country, or ten digits that do not start with 0.
    #[error("Введіть будь ласка коректний номер телефону")]
    Incorrect,
}

impl PhoneNumber {
    /// Reads a number written in any usual way: under the mask, with or without the country code,
    /// its `+` or the leading `0`, with spaces, dashes and brackets anywhere.
    ///
    /// Operator codes are not checked: they come and go.
    pub fn parse(text: &str) -> Result<Self, ParsePhoneError> {
        let (international, digits) = read_digits(text)?;
        let national = strip_country(&digits);
        let has_country = national.len() < digits.len();
        if international && !has_country && !digits.is_empty() {
            return Err(ParsePhoneError::Incorrect);
        }
        match national.len() {
            0 => Err(ParsePhoneError::Empty),
            // Without the 0 only when the country code is left out too: +386 71 234 567 is a number
            // in Slovenia.
            9 if !has_country && !national.starts_with('0') => Ok(Self(format!("+{COUNTRY}0{national}"))),
            NATIONAL_DIGITS if national.starts_with('0') => Ok(Self(format!("+{COUNTRY}{national}"))),
            NATIONAL_DIGITS => Err(ParsePhoneError::Incorrect),
            digits if digits < NATIONAL_DIGITS => Err(ParsePhoneError::TooShort { digits }),
            _ => Err(ParsePhoneError::TooLong),
        }
    }

    /// The stored form, `+380671234567`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for people, `+38 (067) 123-45-67`.
    #[must_use]
    pub fn formatted(&self) -> String {
        mask::format_digits(&self.0)
    }

    /// The form for logs, `+380*****4567`: enough to recognise a number one knows, too little to
    /// call it.
    #[must_use]
    pub fn redacted(&self) -> String {
        let last = self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default();
        format!("+{COUNTRY}0*****{last}")
    }
}

impl FromStr for PhoneNumber {
    type Err = ParsePhoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = ParsePhoneError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.redacted())
    }
}

/// The digits of a text that holds nothing but a phone number, and whether a `+` stands before
/// them.
fn read_digits(text: &str) -> Result<(bool, String), ParsePhoneError> {
    let mut plus = false;
    let mut digits = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if !plus && digits.is_empty() => plus = true,
            '(' | ')' | '-' | '\u{2010}'..='\u{2015}' => {}
            // Invisible marks of direction, which contact lists copy together with the number.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            space if space.is_whitespace() => {}
            _ => return Err(ParsePhoneError::Incorrect),
        }
    }
    Ok((plus, digits))
}

/// The digits without the country code, when they start with it.
fn strip_country(digits: &str) -> &str {
    digits.strip_prefix(COUNTRY).unwrap_or(digits)
}
