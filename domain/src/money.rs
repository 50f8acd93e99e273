//! Money in whole kopiykas, the forms people read and type, and the hryvnia numbers of JSON.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const NO_BREAK_SPACE: char = '\u{a0}';

/// `i64::MAX` has nineteen digits: a longer number of kopiykas cannot be held.
const MOST_DIGITS: usize = 19;

/// An amount of hryvnias, held exactly as a whole number of kopiykas.
///
/// In JSON it is that number of kopiykas; hryvnias, as the public API and the backup files speak,
/// are [`Money::to_hryvnias`] and [`Money::from_hryvnias_literal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount of money, said to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// Nothing was typed, or only the currency.
    #[error("Введіть суму")]
    Empty,
    /// Letters, a stray separator, or digits grouped otherwise than by thousands.
    #[error("Введіть суму цифрами, наприклад 1 250,50")]
    Malformed,
    /// A typed amount starts with a minus.
    #[error("Сума не може бути меншою за нуль")]
    Negative,
    /// There is nothing smaller than a kopiyka.
    #[error("Після коми може бути не більше двох цифр")]
    TooManyDecimals,
    /// More kopiykas than an `i64` holds.
    #[error("Сума завелика")]
    TooLarge,
}

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The amount of this many kopiykas.
    #[must_use]
    pub const fn from_kopiykas(kopiykas: i64) -> Self {
        Self(kopiykas)
    }

    /// The whole amount in kopiykas.
    #[must_use]
    pub const fn kopiykas(self) -> i64 {
        self.0
    }

    /// Whether there is anything to pay: zero is not positive.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The sum, or `None` when it cannot be held.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, which may be negative, or `None` when it cannot be held.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The price of `quantity` pieces, or `None` when it cannot be held.
    #[must_use]
    pub fn checked_mul(self, quantity: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(quantity)).map(Self)
    }

    /// The amount as a JSON number of hryvnias, with no more decimals than it needs: `450`,
    /// `450.5`, `-0.05`.
    #[must_use]
    pub fn to_hryvnias(self) -> String {
        let (sign, hryvnias, kopiykas) = self.parts();
        match (kopiykas / 10, kopiykas % 10) {
            (0, 0) => format!("{sign}{hryvnias}"),
            (tens, 0) => format!("{sign}{hryvnias}.{tens}"),
            (tens, ones) => format!("{sign}{hryvnias}.{tens}{ones}"),
        }
    }

    /// Reads a JSON number of hryvnias, as the old backup files hold them.
    ///
    /// The decimal digits are read as written and rounded to the nearest kopiyka, halves away from
    /// zero: the earlier system computed in floats, so that 200.99 may have been saved as
    /// `200.98999999999998`.
    pub fn from_hryvnias_literal(literal: &str) -> Result<Self, ParseMoneyError> {
        if literal.is_empty() {
            return Err(ParseMoneyError::Empty);
        }
        let (negative, unsigned) = split_minus(literal);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        // Without a point the fraction is as good as ".0"; a point with nothing behind it is not
        // JSON.
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let padded_with_zeros = whole.len() > 1 && whole.starts_with('0');
        if !all_digits(whole) || !all_digits(fraction) || padded_with_zeros {
            return Err(ParseMoneyError::Malformed);
        }

        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(Self::ZERO);
        }
        // How many of the significant digits stand before the point once the number is counted in
        // kopiykas.
        let point = significant
            .len()
            .checked_signed_diff(fraction.len())
            .ok_or(ParseMoneyError::TooLarge)?
            .saturating_add(exponent)
            .saturating_add(2);
        let Ok(point) = usize::try_from(point) else {
            return Ok(Self::ZERO); // Less than a tenth of a kopiyka.
        };
        if point > MOST_DIGITS {
            return Err(ParseMoneyError::TooLarge);
        }
        let kopiykas = significant
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(point)
            .fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
        let half_or_more = significant.as_bytes().get(point).is_some_and(|digit| *digit >= b'5');
        let rounded = kopiykas + i128::from(half_or_more);
        i64::try_from(if negative { -rounded } else { rounded })
            .map(Self)
            .map_err(|_| ParseMoneyError::TooLarge)
    }

    /// The sign, whole hryvnias and the kopiykas left over; unsigned, because `i64::MIN` has no
    /// positive twin.
    fn parts(self) -> (&'static str, u64, u64) {
        let sign = if self.0 < 0 { "-" } else { "" };
        let kopiykas = self.0.unsigned_abs();
        (sign, kopiykas / 100, kopiykas % 100)
    }
}

/// The Ukrainian form, `1 250,50 ₴`, whose spaces do not break over lines.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, hryvnias, kopiykas) = self.parts();
        let hryvnias = hryvnias.to_string();
        let mut grouped = String::new();
        for (place, digit) in hryvnias.chars().enumerate() {
            if place > 0 && (hryvnias.len() - place) % 3 == 0 {
                grouped.push(NO_BREAK_SPACE);
            }
            grouped.push(digit);
        }
        write!(f, "{sign}{grouped},{kopiykas:02}{NO_BREAK_SPACE}₴")
    }
}

/// Reads an amount as people type it: `450`, `450.5`, `1 250,50 ₴`.
///
/// Nothing is guessed: `12 50` or `1,250` could mean two prices, so both are refused.
impl FromStr for Money {
    type Err = ParseMoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let amount = ["₴", "грн.", "грн"]
            .iter()
            .find_map(|unit| text.strip_suffix(unit))
            .unwrap_or(text)
            .trim_end();
        if amount.is_empty() {
            return Err(ParseMoneyError::Empty);
        }
        if amount.starts_with(['-', '−']) {
            return Err(ParseMoneyError::Negative);
        }
        let (whole, decimals) = amount.split_once([',', '.']).unwrap_or((amount, "0"));
        let hryvnias = ungroup(whole)?;
        if !all_digits(&hryvnias) || !all_digits(decimals) {
            return Err(ParseMoneyError::Malformed);
        }
        if decimals.len() > 2 {
            return Err(ParseMoneyError::TooManyDecimals);
        }
        // Only digits are left, so all that can go wrong is their number.
        format!("{hryvnias}{decimals:0<2}")
            .parse()
            .map(Self)
            .map_err(|_| ParseMoneyError::TooLarge)
    }
}

/// Takes the spaces out of `1 250 000`, if they stand where thousands do.
fn ungroup(whole: &str) -> Result<String, ParseMoneyError> {
    let mut groups = whole.split(char::is_whitespace);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped_by_thousands = first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    if rest.is_empty() || grouped_by_thousands {
        Ok(format!("{first}{}", rest.concat()))
    } else {
        Err(ParseMoneyError::Malformed)
    }
}

/// The power of ten behind the `e`; one too great to hold is as good as the greatest.
fn parse_exponent(text: &str) -> Result<isize, ParseMoneyError> {
    let (negative, digits) = split_minus(text.strip_prefix('+').unwrap_or(text));
    if !all_digits(digits) || text.starts_with("+-") {
        return Err(ParseMoneyError::Malformed);
    }
    let power = digits.parse().unwrap_or(isize::MAX);
    Ok(if negative { -power } else { power })
}

fn split_minus(text: &str) -> (bool, &str) {
    text.strip_prefix('-')
        .map_or((false, text), |unsigned| (true, unsigned))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
