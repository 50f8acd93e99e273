//! New names. The one place that draws randomness for them.

use domain::Timestamp;
use rand::RngExt;
use uuid::{Builder, Uuid};

/// 122 random bits: an order's id is its customer's secret link.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the seam through which everybody gets an id"
)]
pub(crate) fn random_uuid() -> String {
    Uuid::new_v4().to_string()
}

/// A UUID that sorts by time, for tables which are read newest first.
pub(crate) fn time_ordered_uuid(now: Timestamp) -> String {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &rand::rng().random())
        .into_uuid()
        .to_string()
}

/// `ORD-{epoch ms}-{9 of A–Z0–9}` (contract §5.1), from a generator that cannot be guessed.
pub(crate) fn order_number(now: Timestamp) -> String {
    format!("ORD-{}-{}", now.millis(), random_text(9))
}

/// 256 bits for a device, in letters and digits that survive any keyboard and URL.
pub(crate) fn secret() -> String {
    random_text(50)
}

/// `DOC` and six of A–Z0–9 (contract §5.4), without the letters that people confuse on paper.
pub(crate) fn referral_code() -> String {
    format!("DOC{}", random_of(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6))
}

/// 160 bits in base32, as RFC 4226 §4 wants the secret of a second factor.
pub(crate) fn totp_secret() -> String {
    random_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)
}

pub(crate) fn random_text(chars: usize) -> String {
    random_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", chars)
}

fn random_of(alphabet: &[u8], chars: usize) -> String {
    let mut rng = rand::rng();
    (0..chars)
        .filter_map(|_| alphabet.get(rng.random_range(0..alphabet.len())).copied())
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_has_the_form_that_the_bank_has_always_seen() {
        let number = order_number(Timestamp::from_millis(1_700_000_000_123));
        let tail = number.strip_prefix("ORD-1700000000123-").unwrap_or_default();
        assert_eq!(tail.len(), 9);
        assert!(tail.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
    }

    #[test]
    fn ids_of_later_moments_sort_later() {
        assert!(time_ordered_uuid(Timestamp::from_millis(1)) < time_ordered_uuid(Timestamp::from_millis(2)));
    }
}
