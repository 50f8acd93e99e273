//! The mask `+38 (0XX) XXX-XX-XX`: what a phone field shows after a key, and where the caret is.
//!
//! The field is thought of as up to ten digits with a caret between two of them; the punctuation is
//! only painted on. So no key can break it, and a caret in the middle stays in the middle.

use std::ops::Range;

use super::{COUNTRY, NATIONAL_DIGITS, strip_country};

/// Pasted digits that are a number by themselves, even without its leading `0`.
const WHOLE_NUMBER_DIGITS: usize = 9;

/// What the field is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text: empty, or the mask filled up to the last digit there is.
    pub text: String,
    /// Where the caret stands, in characters from the start; the text is ASCII, so in any other
    /// unit as well.
    pub caret: usize,
}

/// What was done to the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A character was typed, or a text pasted or filled in by the browser. All but its digits is
    /// ignored.
    Insert(String),
    /// The digit before the caret, or the selection, is removed.
    Backspace,
    /// The digit after the caret, or the selection, is removed.
    Delete,
}

/// The field after a key, given what it showed before.
///
/// `selection` is in characters; where its ends meet it is a caret. Digits beyond the tenth are
/// ignored. The first `0` belongs to the mask: it goes only when no other digit is left. A whole
/// number replaces all that is there, wherever it is pasted, because people paste it behind the
/// `+38 (0` that [`focus`] put into the field.
#[must_use]
pub fn edit(text: &str, selection: Range<usize>, key: Key) -> Edit {
    let selection = selection.start.min(selection.end)..selection.start.max(selection.end);
    let is_caret = selection.is_empty();
    let field = Field::read(text, selection);
    let Range { start, end } = field.selected;
    match key {
        Key::Insert(typed) => field.insert(&typed),
        Key::Backspace if is_caret => field.remove(start.saturating_sub(1)..end),
        Key::Delete if is_caret => field.remove(start..end + 1),
        Key::Backspace | Key::Delete => field.remove(start..end),
    }
    .show()
}

/// The field when it is entered: an empty one is given the start of the mask, a filled one keeps
/// its number.
#[must_use]
pub fn focus(text: &str) -> Edit {
    let filled = format_digits(text);
    let text = if filled.is_empty() { paint("0") } else { filled };
    Edit {
        caret: text.len(),
        text,
    }
}

/// The mask filled with the digits of a text, be it a stored number or one half typed.
///
/// The country code is left out, the leading `0` put in, and all beyond the tenth digit dropped.
#[must_use]
pub fn format_digits(text: &str) -> String {
    paint(&Field::read(text, 0..0).digits)
}

/// The field without its paint.
struct Field {
    /// At most ten national digits. The first is `0`, unless a full number was pasted that starts
    /// otherwise: that is shown as it is, for its owner to see what is wrong with it.
    digits: String,
    /// Which of the digits are selected; an empty range is a caret before the digit of that index.
    selected: Range<usize>,
}

impl Field {
    /// Reads any text, whether or not the mask made it; `selection` is in its characters.
    fn read(text: &str, selection: Range<usize>) -> Self {
        let found = || {
            text.chars()
                .enumerate()
                .filter(|(_, character)| character.is_ascii_digit())
        };
        let digits: String = found().map(|(_, digit)| digit).collect();
        let national = strip_country(&digits);
        let country = digits.len() - national.len();
        let digits_before = |place: usize| found().skip(country).take_while(|(at, _)| *at < place).count();
        let selected = digits_before(selection.start)..digits_before(selection.end);
        Self::normalise(national.to_owned(), selected)
    }

    /// Puts the leading `0` where it is missing and drops what is beyond the tenth digit.
    fn normalise(mut digits: String, mut selected: Range<usize>) -> Self {
        if !digits.is_empty() && digits.len() < NATIONAL_DIGITS && !digits.starts_with('0') {
            digits.insert(0, '0');
            selected = selected.start + 1..selected.end + 1;
        }
        digits.truncate(NATIONAL_DIGITS);
        let selected = selected.start.min(digits.len())..selected.end.min(digits.len());
        Self { digits, selected }
    }

    /// The field with a range of its digits replaced, and the caret behind what came in their
    /// place.
    fn replace(self, range: Range<usize>, with: &str) -> Self {
        let before: String = self.digits.chars().take(range.start).collect();
        let after: String = self.digits.chars().skip(range.end).collect();
        let caret = before.len() + with.len();
        Self::normalise(before + with + &after, caret..caret)
    }

    /// The field without a range of its digits; the mask's own 0 stays as long as another digit
    /// does.
    fn remove(self, range: Range<usize>) -> Self {
        let first = usize::from(self.digits.starts_with('0') && range.end < self.digits.len());
        self.replace(range.start.max(first)..range.end.max(first), "")
    }

    fn insert(self, typed: &str) -> Self {
        let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
        let national = strip_country(&typed);
        if national.len() >= WHOLE_NUMBER_DIGITS {
            return self.replace(0..NATIONAL_DIGITS, national);
        }
        let has_zero = self.digits.starts_with('0');
        let range = match self.selected {
            // Nothing can be typed before the mask's own 0, only behind it.
            Range { end: 0, .. } if has_zero => 1..1,
            ref selected => selected.clone(),
        };
        let mut digits = match range.start {
            // At the head the country code and the 0 may be typed or pasted once more: the mask
            // already shows them.
            0 if !typed.is_empty() => format!("0{}", national.trim_start_matches('0')),
            1 if has_zero => national.trim_start_matches('0').to_owned(),
            _ => typed,
        };
        digits.truncate(NATIONAL_DIGITS.saturating_sub(self.digits.len() - range.len()));
        self.replace(range, &digits)
    }

    fn show(&self) -> Edit {
        let text = paint(&self.digits);
        // Like the rest of the prefix, the mask's own 0 has no caret before it.
        let next_digit = if self.digits.starts_with('0') {
            self.selected.end.max(1)
        } else {
            self.selected.end
        };
        let caret = text
            .char_indices()
            .filter(|(_, character)| character.is_ascii_digit())
            .nth(COUNTRY.len() + next_digit)
            .map_or(text.len(), |(place, _)| place);
        Edit { text, caret }
    }
}

/// Up to ten digits under the mask; punctuation appears with the digit before it.
fn paint(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index == 0 {
            text.push_str("+38 (");
        }
        text.push(digit);
        match index {
            2 => text.push_str(") "),
            5 | 7 => text.push('-'),
            _ => {}
        }
    }
    text
}
