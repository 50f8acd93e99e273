//! Money: every form that is read and shown, and the laws between them.

#![expect(
    clippy::float_arithmetic,
    reason = "the earlier system computed in floats, and its files must be read"
)]

use domain::money::{Money, ParseMoneyError};
use proptest::prelude::*;

const fn kopiykas(kopiykas: i64) -> Money {
    Money::from_kopiykas(kopiykas)
}

#[test]
fn money_is_shown_the_ukrainian_way() {
    for (amount, shown) in [
        (0, "0,00 ₴"),
        (5, "0,05 ₴"),
        (-5, "-0,05 ₴"),
        (45_000, "450,00 ₴"),
        (99_999, "999,99 ₴"),
        (125_050, "1 250,50 ₴"),
        (-125_050, "-1 250,50 ₴"),
        (123_456_789, "1 234 567,89 ₴"),
        (i64::MAX, "92 233 720 368 547 758,07 ₴"),
        (i64::MIN, "-92 233 720 368 547 758,08 ₴"),
    ] {
        assert_eq!(kopiykas(amount).to_string(), shown.replace(' ', "\u{a0}"));
    }
}

#[test]
fn hryvnias_for_json_have_no_more_decimals_than_needed() {
    for (amount, literal) in [
        (0, "0"),
        (45_000, "450"),
        (45_050, "450.5"),
        (45_005, "450.05"),
        (45_055, "450.55"),
        (-5, "-0.05"),
        (-50, "-0.5"),
        (i64::MAX, "92233720368547758.07"),
        (i64::MIN, "-92233720368547758.08"),
    ] {
        assert_eq!(kopiykas(amount).to_hryvnias(), literal);
    }
}

#[test]
fn what_people_type_is_read_exactly() {
    for (typed, amount) in [
        ("450", 45_000),
        ("450,50", 45_050),
        ("450.5", 45_050),
        ("450,05", 45_005),
        ("0", 0),
        ("0,01", 1),
        ("007", 700),
        ("1250,50", 125_050),
        ("1 250,50", 125_050),
        ("1\u{a0}250,50", 125_050),
        ("1\u{202f}250,50", 125_050),
        ("1 234 567,89", 123_456_789),
        ("  450 ", 45_000),
        ("450₴", 45_000),
        ("450 ₴", 45_000),
        ("450,50\u{a0}₴", 45_050),
        ("450 грн", 45_000),
        ("1 250,50 грн.", 125_050),
        ("92233720368547758,07", i64::MAX),
    ] {
        assert_eq!(typed.parse(), Ok(kopiykas(amount)), "{typed:?}");
    }
}

#[test]
fn what_is_not_an_amount_is_refused_with_its_reason() {
    use ParseMoneyError::{Empty, Malformed, Negative, TooLarge, TooManyDecimals};
    for (typed, reason) in [
        ("", Empty),
        (" \u{a0} ", Empty),
        ("₴", Empty),
        ("-5", Negative),
        ("−5,00 ₴", Negative),
        ("450,505", TooManyDecimals),
        ("1,250", TooManyDecimals),
        ("abc", Malformed),
        ("45O", Malformed),
        ("450,5O", Malformed),
        ("+450", Malformed),
        ("1e3", Malformed),
        ("450,", Malformed),
        (",50", Malformed),
        ("1,250.50", Malformed),
        ("12 50", Malformed),
        ("1250 000", Malformed),
        ("1  250", Malformed),
        ("450 $", Malformed),
        ("٤٥٠", Malformed),
        ("92233720368547758,08", TooLarge),
        ("999999999999999999999999999", TooLarge),
    ] {
        assert_eq!(typed.parse::<Money>(), Err(reason), "{typed:?}");
    }
}

#[test]
fn numbers_of_old_files_round_to_the_nearest_kopiyka() {
    for (literal, amount) in [
        ("450", 45_000),
        ("450.0", 45_000),
        ("200.99", 20_099),
        ("200.990000", 20_099),
        ("200.98999999999998", 20_099),
        ("850.0000000000001", 85_000),
        ("0.30000000000000004", 30),
        ("10.125", 1_013),
        ("10.1249", 1_012),
        ("-10.125", -1_013),
        ("0.005", 1),
        ("0.0049999", 0),
        ("0.0005", 0),
        ("99.999", 10_000),
        ("1e2", 10_000),
        ("1E+2", 10_000),
        ("1.5e3", 150_000),
        ("20099e-2", 20_099),
        ("5e-3", 1),
        ("-0", 0),
        ("-0.0", 0),
        ("0e999999999999999999999", 0),
        ("1e-999999999999999999999", 0),
        ("92233720368547758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
    ] {
        assert_eq!(
            Money::from_hryvnias_literal(literal),
            Ok(kopiykas(amount)),
            "{literal:?}"
        );
    }
}

#[test]
fn what_is_not_a_json_number_is_refused() {
    use ParseMoneyError::{Empty, Malformed, TooLarge};
    for (literal, reason) in [
        ("", Empty),
        ("-", Malformed),
        ("+1", Malformed),
        (" 1", Malformed),
        ("01", Malformed),
        (".5", Malformed),
        ("5.", Malformed),
        ("5.e1", Malformed),
        ("1e", Malformed),
        ("1e+", Malformed),
        ("1e+-1", Malformed),
        ("1e1.5", Malformed),
        ("1,5", Malformed),
        ("1.2.3", Malformed),
        ("--1", Malformed),
        ("NaN", Malformed),
        ("null", Malformed),
        ("\"450\"", Malformed),
        ("92233720368547758.075", TooLarge),
        ("-92233720368547758.085", TooLarge),
        ("1e17", TooLarge),
        ("1e999999999999999999999", TooLarge),
    ] {
        assert_eq!(Money::from_hryvnias_literal(literal), Err(reason), "{literal:?}");
    }
}

#[test]
fn arithmetic_stops_at_what_can_be_held() {
    assert_eq!(kopiykas(i64::MAX).checked_add(kopiykas(1)), None);
    assert_eq!(kopiykas(i64::MIN).checked_sub(kopiykas(1)), None);
    assert_eq!(kopiykas(i64::MAX).checked_mul(2), None);
    assert_eq!(kopiykas(45_000).checked_mul(0), Some(Money::ZERO));
}

#[test]
fn only_more_than_nothing_is_positive() {
    assert!(kopiykas(1).is_positive());
    assert!(!Money::ZERO.is_positive());
    assert!(!kopiykas(-1).is_positive());
}

#[test]
fn json_holds_kopiykas() {
    assert_eq!(serde_json::to_string(&kopiykas(125_050)).unwrap(), "125050");
    assert_eq!(serde_json::from_str::<Money>("125050").unwrap(), kopiykas(125_050));
    assert!(serde_json::from_str::<Money>("1250.5").is_err());
}

proptest! {
    #[test]
    fn any_amount_that_is_shown_reads_back(amount in 0..=i64::MAX) {
        prop_assert_eq!(kopiykas(amount).to_string().parse(), Ok(kopiykas(amount)));
    }

    #[test]
    fn a_debt_that_is_shown_is_not_read_as_a_price(amount in i64::MIN..0) {
        let read = kopiykas(amount).to_string().parse::<Money>();
        prop_assert_eq!(read, Err(ParseMoneyError::Negative));
    }

    #[test]
    fn hryvnias_written_for_json_read_back(amount in any::<i64>()) {
        let literal = kopiykas(amount).to_hryvnias();
        prop_assert_eq!(Money::from_hryvnias_literal(&literal), Ok(kopiykas(amount)));
        prop_assert!(is_json_number(&literal), "{} is JSON", literal);
    }

    #[test]
    fn the_exponent_only_moves_the_point(digits in 0..1_000_000_i64, power in 0..10_usize) {
        let shifted = Money::from_hryvnias_literal(&format!("{digits}e{power}"));
        prop_assert_eq!(shifted, Money::from_hryvnias_literal(&format!("{digits}{:0<power$}", "")));
        let back = Money::from_hryvnias_literal(&format!("{digits}{:0<power$}e-{power}", ""));
        prop_assert_eq!(back, Ok(kopiykas(digits * 100)));
    }

    #[test]
    fn sums_of_float_prices_read_as_the_exact_sum(
        prices in prop::collection::vec(-1_000_000..1_000_000_i32, 0..50),
    ) {
        let float: f64 = prices.iter().map(|price| f64::from(*price) / 100.0).sum();
        let exact: i64 = prices.iter().copied().map(i64::from).sum();
        // As JavaScript wrote it: the shortest digits that name this float.
        prop_assert_eq!(Money::from_hryvnias_literal(&float.to_string()), Ok(kopiykas(exact)));
        prop_assert_eq!(Money::from_hryvnias_literal(&format!("{float:e}")), Ok(kopiykas(exact)));
    }

    #[test]
    fn adding_and_taking_away_is_nothing(left in any::<i64>(), right in any::<i64>()) {
        if let Some(sum) = kopiykas(left).checked_add(kopiykas(right)) {
            prop_assert_eq!(sum.kopiykas(), left + right);
            prop_assert_eq!(sum.checked_sub(kopiykas(right)), Some(kopiykas(left)));
        }
    }

    #[test]
    fn many_pieces_cost_as_much_as_one_after_another(price in any::<i64>(), pieces in 0..50_u32) {
        let price = kopiykas(price);
        let one_by_one = (0..pieces).try_fold(Money::ZERO, |sum, _| sum.checked_add(price));
        prop_assert_eq!(price.checked_mul(pieces), one_by_one);
    }

    #[test]
    fn any_text_is_an_amount_of_nothing_or_more_or_is_refused(
        text in prop_oneof![any::<String>(), "[-0-9., eE₴]{0,30}", "[0-9]{1,3}( [0-9]{3}){0,9}"],
    ) {
        if let Ok(amount) = text.parse::<Money>() {
            prop_assert!(amount >= Money::ZERO);
        }
    }

    #[test]
    fn only_json_numbers_are_read_from_old_files(
        text in prop_oneof![any::<String>(), "-?[0-9]{0,3}[.]?[0-9]{0,3}([eE][-+]?[0-9]{0,2})?"],
    ) {
        let read = Money::from_hryvnias_literal(&text);
        let is_refused = matches!(read, Err(ParseMoneyError::Empty | ParseMoneyError::Malformed));
        prop_assert_eq!(is_refused, !is_json_number(&text), "{:?}", text);
    }
}

/// Whether another reader of JSON takes the whole text, without spaces around it, for a number.
fn is_json_number(text: &str) -> bool {
    text.trim() == text && serde_json::from_str::<serde_json::Number>(text).is_ok()
}
