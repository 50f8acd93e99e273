//! Names of people: прізвище, ім'я, по батькові.

use serde::{Deserialize, Serialize};
use std::fmt;

const LONGEST: usize = 60;

/// A part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePart {
    Last,
    First,
    Middle,
}

/// Why a part of a name cannot be kept, said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("{}", match .0 { NamePart::Last => "Введіть прізвище", NamePart::First => "Введіть ім'я", NamePart::Middle => "Введіть по батькові" })]
    Missing(NamePart),
    #[error("Не більше {LONGEST} символів")]
    TooLong(NamePart),
    #[error("Приберіть переноси рядків та інші невидимі символи")]
    Unprintable(NamePart),
}

impl NameError {
    /// Which field it is about.
    #[must_use]
    pub const fn part(self) -> NamePart {
        match self {
            Self::Missing(part) | Self::TooLong(part) | Self::Unprintable(part) => part,
        }
    }
}

/// A person's name. Rows of the past may hold empty parts; a form makes it through [`PersonName::read`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub last: String,
    pub first: String,
    pub middle: Option<String>,
}

impl PersonName {
    /// Reads what was typed; only the middle name may be missing.
    ///
    /// # Errors
    /// All that is wrong, so that a form can say it at once.
    pub fn read(last: &str, first: &str, middle: &str) -> Result<Self, Vec<NameError>> {
        let parts = [
            part(last, NamePart::Last),
            part(first, NamePart::First),
            part(middle, NamePart::Middle),
        ];
        match parts {
            [Ok(Some(last)), Ok(Some(first)), Ok(middle)] => Ok(Self { last, first, middle }),
            parts => Err(parts.into_iter().filter_map(Result::err).collect()),
        }
    }

    /// «Коваль Олена Ігорівна»
    #[must_use]
    pub fn full(&self) -> String {
        self.to_string()
    }
}

fn part(text: &str, part: NamePart) -> Result<Option<String>, NameError> {
    let text = text.trim();
    // Marks of direction would let a name rewrite the sentence that it stands in.
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if text.chars().any(invisible) {
        return Err(NameError::Unprintable(part));
    }
    if text.chars().count() > LONGEST {
        return Err(NameError::TooLong(part));
    }
    match (text.is_empty(), part) {
        (false, _) => Ok(Some(text.to_owned())),
        (true, NamePart::Middle) => Ok(None),
        (true, NamePart::Last | NamePart::First) => Err(NameError::Missing(part)),
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.last.as_str(),
            &self.first,
            self.middle.as_deref().unwrap_or_default(),
        ];
        let mut written = parts.into_iter().filter(|part| !part.is_empty());
        f.write_str(written.next().unwrap_or_default())?;
        written.try_for_each(|part| write!(f, " {part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_without_the_spaces_around_it() {
        let name = PersonName::read(" Коваль ", "Олена", " ").unwrap();
        assert_eq!(name.full(), "Коваль Олена");
        assert_eq!(
            PersonName::read("Коваль", "Олена", "Ігорівна").unwrap().full(),
            "Коваль Олена Ігорівна"
        );
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let long = "я".repeat(61);
        assert_eq!(
            PersonName::read("", " ", &long),
            Err(vec![
                NameError::Missing(NamePart::Last),
                NameError::Missing(NamePart::First),
                NameError::TooLong(NamePart::Middle)
            ])
        );
        for hidden in ["Ко\nваль", "Ко\u{202e}валь", "\u{feff}Коваль"] {
            assert_eq!(
                PersonName::read(hidden, "Олена", ""),
                Err(vec![NameError::Unprintable(NamePart::Last)])
            );
        }
    }

    #[test]
    fn a_name_with_holes_has_no_stray_spaces() {
        let name = PersonName {
            last: String::new(),
            first: "Олена".to_owned(),
            middle: None,
        };
        assert_eq!(name.full(), "Олена");
        assert_eq!(PersonName::default().full(), "");
    }
}
