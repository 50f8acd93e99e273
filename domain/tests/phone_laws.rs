//! Phone numbers: every form that is read, every text that is refused, and the laws of the mask.

#![expect(clippy::unwrap_used, reason = "a number that is not read must fail the test")]

use std::ops::Range;

use domain::phone::mask::{Edit, Key, edit, focus, format_digits};
use domain::phone::{ParsePhoneError, PhoneNumber};
use proptest::prelude::*;

#[test]
fn every_usual_form_reads_as_the_same_number() {
    for form in [
        "+38 (067) 123-45-67",
        "+380671234567",
        "380671234567",
        "0671234567",
        "671234567",
        "67 123 45 67",
        "067 123 45 67",
        "067-123-45-67",
        "(067) 123-45-67",
        "38 067 123 45 67",
        "+38 067 1234567",
        "+380 67 123 45 67",
        "+38(067)1234567",
        "(+38) 067 123 45 67",
        "  0671234567\n",
        "067\u{a0}123\u{a0}45\u{a0}67",
        "067\u{202f}123\u{202f}45\u{202f}67",
        "067\u{2011}123\u{2013}45\u{2014}67",
        "\u{202a}+380 67 123 4567\u{202c}",
    ] {
        assert_eq!(
            form.parse::<PhoneNumber>().unwrap().as_str(),
            "+380671234567",
            "{form:?}"
        );
    }
}

#[test]
fn what_is_not_a_number_is_refused_with_its_reason() {
    use ParsePhoneError::{Empty, Incorrect, TooLong, TooShort};
    for (text, reason) in [
        ("", Empty),
        (" \u{a0}", Empty),
        ("+", Empty),
        ("+38 (", Empty),
        ("+38 (0", TooShort { digits: 1 }),
        ("+38 (067) 123-", TooShort { digits: 6 }),
        ("+38 (067) 123-45-6", TooShort { digits: 9 }),
        ("067123456", TooShort { digits: 9 }),
        ("67123456", TooShort { digits: 8 }),
        ("38 67 123 45 67", TooShort { digits: 9 }),
        ("+386 71 234 567", TooShort { digits: 9 }),
        ("80671234567", TooLong),
        ("06712345678", TooLong),
        ("+3806712345678", TooLong),
        ("+38 (806) 712-34-56", Incorrect),
        ("6712345678", Incorrect),
        ("+0671234567", Incorrect),
        ("+671234567", Incorrect),
        ("+48 601 234 567", Incorrect),
        ("067+1234567", Incorrect),
        ("++380671234567", Incorrect),
        ("067123456O", Incorrect),
        ("067.123.45.67", Incorrect),
        ("0671234567, 0501234567", Incorrect),
        ("٠٦٧١٢٣٤٥٦٧", Incorrect),
        ("номер", Incorrect),
    ] {
        assert_eq!(text.parse::<PhoneNumber>(), Err(reason), "{text:?}");
    }
}

#[test]
fn the_reasons_are_said_in_ukrainian() {
    assert_eq!(ParsePhoneError::Empty.to_string(), "Введіть номер телефону");
    assert_eq!(
        ParsePhoneError::TooShort { digits: 7 }.to_string(),
        "Введено 7 з 10 цифр. Формат: +38 (0XX) XXX-XX-XX"
    );
    assert_eq!(ParsePhoneError::TooLong.to_string(), "Занадто багато цифр");
    assert_eq!(
        ParsePhoneError::Incorrect.to_string(),
        "Введіть будь ласка коректний номер телефону"
    );
}

#[test]
fn a_number_is_shown_to_people_whole_and_to_logs_hidden() {
    let phone = PhoneNumber::parse("0671234567").unwrap();
    assert_eq!(phone.to_string(), "+380671234567");
    assert_eq!(phone.formatted(), "+38 (067) 123-45-67");
    assert_eq!(phone.redacted(), "+380*****4567");
    assert_eq!(format!("{phone:?}"), "PhoneNumber(+380*****4567)");
}

#[test]
fn json_holds_the_stored_form_and_is_read_from_any() {
    let phone: PhoneNumber = serde_json::from_str(r#""+38 (067) 123-45-67""#).unwrap();
    assert_eq!(serde_json::to_string(&phone).unwrap(), r#""+380671234567""#);
    let refused = serde_json::from_str::<PhoneNumber>(r#""80671234567""#).unwrap_err();
    assert!(refused.to_string().starts_with("Занадто багато цифр"), "{refused}");
}

#[test]
fn every_stage_of_the_mask_is_as_staff_know_it() {
    let stages: Vec<String> = (0..=10).map(|digits| format_digits(&"0671234567"[..digits])).collect();
    assert_eq!(
        stages,
        [
            "",
            "+38 (0",
            "+38 (06",
            "+38 (067) ",
            "+38 (067) 1",
            "+38 (067) 12",
            "+38 (067) 123-",
            "+38 (067) 123-4",
            "+38 (067) 123-45-",
            "+38 (067) 123-45-6",
            "+38 (067) 123-45-67",
        ]
    );
}

/// The mask written anew, from its picture: everything up to the last digit, and the punctuation
/// right behind it.
fn is_stage_of_the_mask(text: &str) -> bool {
    let picture = "+38 (0XX) XXX-XX-XX";
    let same = text.chars().zip(picture.chars()).all(|(shown, drawn)| match drawn {
        'X' => shown.is_ascii_digit(),
        '0' => shown == '0' || (text.len() == picture.len() && shown.is_ascii_digit()),
        _ => shown == drawn,
    });
    let complete = picture
        .chars()
        .nth(text.chars().count())
        .is_none_or(|next| "0X".contains(next));
    text.is_empty() || (same && complete && text.len() > "+38 (".len() && text.len() <= picture.len())
}

fn national_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).skip(2).collect()
}

/// How many digits of the number stand before the caret.
fn digits_before_caret(field: &Edit) -> usize {
    national_digits(&field.text[..field.caret]).len()
}

fn type_all(start: Edit, digits: &str) -> Edit {
    digits.chars().fold(start, |field, digit| {
        edit(&field.text, field.caret..field.caret, Key::Insert(digit.to_string()))
    })
}

fn empty() -> Edit {
    Edit {
        text: String::new(),
        caret: 0,
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        "[0-9]".prop_map(Key::Insert),
        "[-+0-9 ()]{0,20}".prop_map(Key::Insert),
        any::<String>().prop_map(Key::Insert),
        Just(Key::Backspace),
        Just(Key::Delete),
    ]
}

fn any_selection() -> impl Strategy<Value = Range<usize>> {
    prop_oneof![
        (0..22_usize).prop_map(|caret| caret..caret),
        (0..22_usize, 0..22_usize).prop_map(|(start, end)| start..end),
        (any::<usize>(), any::<usize>()).prop_map(|(start, end)| start..end),
    ]
}

proptest! {
    #[test]
    fn a_formatted_number_reads_back_as_itself(digits in "0[0-9]{9}") {
        let phone = PhoneNumber::parse(&digits).unwrap();
        prop_assert_eq!(phone.as_str(), format!("+38{digits}"));
        prop_assert_eq!(&PhoneNumber::parse(&phone.formatted()).unwrap(), &phone);
        prop_assert_eq!(PhoneNumber::parse(phone.as_str()).unwrap(), phone);
    }

    #[test]
    fn what_is_read_is_always_in_the_stored_form(
        text in prop_oneof![any::<String>(), "[-+0-9 ()]{0,24}", "[+]?(38)?0?[0-9]{9}"],
    ) {
        if let Ok(phone) = PhoneNumber::parse(&text) {
            let national = phone.as_str().strip_prefix("+380").unwrap();
            prop_assert_eq!(national.len(), 9);
            prop_assert!(national.chars().all(|character| character.is_ascii_digit()));
        }
    }

    #[test]
    fn a_number_that_is_read_looks_the_same_pasted(
        text in prop_oneof!["[-+0-9 ()]{9,24}", "[+]?(38)?0?[0-9]{9}"],
    ) {
        if let Ok(phone) = PhoneNumber::parse(&text) {
            prop_assert_eq!(edit("", 0..0, Key::Insert(text)).text, phone.formatted());
        }
    }

    #[test]
    fn a_key_in_any_text_leaves_a_stage_of_the_mask(
        text in prop_oneof![any::<String>(), "[-+0-9 ()]{0,24}"],
        selection in any_selection(),
        key in any_key(),
    ) {
        let edited = edit(&text, selection, key);
        prop_assert!(is_stage_of_the_mask(&edited.text), "{:?}", edited);
        prop_assert!(edited.caret <= edited.text.len());
    }

    #[test]
    fn any_keys_one_after_another_leave_a_stage_of_the_mask(
        keys in prop::collection::vec((any_selection(), any_key()), 0..40),
    ) {
        let mut field = focus("");
        for (selection, key) in keys {
            field = edit(&field.text, selection, key);
            prop_assert!(is_stage_of_the_mask(&field.text), "{:?}", field);
            prop_assert_eq!(&format_digits(&field.text), &field.text, "the mask is its own format");
        }
    }

    #[test]
    fn ten_digits_typed_one_by_one_are_the_same_as_pasted(digits in "0[1-9][0-9]{8}") {
        let pasted = edit("", 0..0, Key::Insert(digits.clone()));
        prop_assert_eq!(&type_all(empty(), &digits), &pasted);
        prop_assert_eq!(&type_all(focus(""), &digits), &pasted);
        prop_assert_eq!(&type_all(focus(""), &digits[1..]), &pasted);
        let phone = PhoneNumber::parse(&pasted.text).unwrap();
        prop_assert_eq!(phone.to_string(), format!("+38{digits}"));
    }

    #[test]
    fn a_whole_number_replaces_whatever_is_there(
        digits in "0[1-9][0-9]{8}",
        old in "0[0-9]{0,9}",
        selection in any_selection(),
    ) {
        let pasted = edit(&format_digits(&old), selection, Key::Insert(format!("+38{digits}")));
        prop_assert_eq!(pasted.caret, pasted.text.len());
        prop_assert_eq!(pasted.text, format_digits(&digits));
    }

    #[test]
    fn a_digit_typed_behind_the_0_goes_in_at_the_caret(
        number in "0[1-9][0-9]{0,7}",
        place in 1..10_usize,
        digit in "[0-9]",
    ) {
        let place = place.min(number.len());
        prop_assume!(place > 1 || digit != "0");
        let before = caret_at(&number, place);
        let edited = edit(&before.text, before.caret..before.caret, Key::Insert(digit.clone()));
        let (left, right) = number.split_at(place);
        prop_assert_eq!(national_digits(&edited.text), format!("{left}{digit}{right}"));
        prop_assert_eq!(digits_before_caret(&edited), place + 1);
    }

    #[test]
    fn backspace_takes_back_the_digit_just_typed(
        number in "0[1-9][0-9]{0,7}",
        place in 2..10_usize,
        digit in "[0-9]",
    ) {
        let before = caret_at(&number, place.min(number.len()));
        let typed = edit(&before.text, before.caret..before.caret, Key::Insert(digit));
        prop_assert_eq!(edit(&typed.text, typed.caret..typed.caret, Key::Backspace), before);
    }

    #[test]
    fn backspace_and_delete_remove_the_digit_next_to_the_caret(
        number in "0[0-9]{1,9}",
        caret in 6..19_usize,
    ) {
        let text = format_digits(&number);
        let caret = caret.min(text.len());
        let place = national_digits(&text[..caret]).len();

        let mut shorter = number.clone();
        if place > 1 {
            shorter.remove(place - 1);
        }
        let backspaced = edit(&text, caret..caret, Key::Backspace);
        prop_assert_eq!(national_digits(&backspaced.text), shorter);
        prop_assert_eq!(digits_before_caret(&backspaced), (place - 1).max(1));

        let mut shorter = number.clone();
        if place < number.len() {
            shorter.remove(place);
        }
        let deleted = edit(&text, caret..caret, Key::Delete);
        prop_assert_eq!(national_digits(&deleted.text), shorter);
        prop_assert_eq!(digits_before_caret(&deleted), place);
    }

    #[test]
    fn backspacing_from_the_end_always_comes_to_an_empty_field(number in "0[0-9]{0,9}") {
        let emptied = (0..number.len()).fold(focus(&number), |field, _| {
            edit(&field.text, field.caret..field.caret, Key::Backspace)
        });
        prop_assert_eq!(emptied, empty());
    }
}

/// A field showing the number, with the caret where the mask itself puts it before the digit at
/// `place`.
fn caret_at(number: &str, place: usize) -> Edit {
    let text = format_digits(number);
    let caret = (0..=text.len())
        .rev()
        .find(|caret| national_digits(&text[..*caret]).len() == place)
        .unwrap();
    Edit { text, caret }
}
