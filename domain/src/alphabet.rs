//! The order of the Ukrainian alphabet, in which people look for names. Unicode puts ґ, є, і and ї behind я.

const LETTERS: &str = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";

/// A key that sorts texts as a Ukrainian dictionary does, without regard to case; apostrophes do not count.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u32> {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ' | '`'))
        .map(|c| {
            let place = LETTERS.chars().position(|letter| letter == c);
            match place.and_then(|place| u32::try_from(place).ok()) {
                Some(place) => u32::from('а') + place,
                // Other Cyrillic letters after ours, everything else where Unicode has it.
                None if u32::from(c) >= u32::from('а') => u32::from(c) + 64,
                None => u32::from(c),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn names_stand_as_in_a_ukrainian_telephone_book() {
        let mut names = [
            "Яценко",
            "Їжак",
            "Іваненко",
            "Єрмак",
            "Ґонта",
            "Гнатюк",
            "Дяченко",
            "Юрчук",
            "ів'як",
            "Smith",
            "ивко",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "Smith",
                "Гнатюк",
                "Ґонта",
                "Дяченко",
                "Єрмак",
                "ивко",
                "Іваненко",
                "ів'як",
                "Їжак",
                "Юрчук",
                "Яценко"
            ]
        );
    }

    #[test]
    fn a_space_comes_before_every_letter() {
        assert!(sort_key("Коваль Яна") < sort_key("Ковальчук Анна"));
    }
}
