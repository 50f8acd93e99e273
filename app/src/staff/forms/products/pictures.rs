//! The pictures of a product while its form is filled in: their order, and what the buttons beside them do.

use super::field;
use crate::{draft::Draft, texts::staff::products as words};
use engine::form::is_picture_address;

/// The main one and four more (contract §1.5).
pub(super) const MOST: usize = 5;

/// What the pressed button asks for; pictures are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Save,
    /// The description as customers will see it.
    Preview,
    /// What was chosen is added to the pictures.
    AddPictures,
    MakeMain(usize),
    Earlier(usize),
    Remove(usize),
}

impl Act {
    /// What the button's value says. Whatever is unknown saves nothing.
    pub(super) fn read(value: Option<&str>) -> Self {
        let value = value.unwrap_or("save");
        let (word, number) = value.split_once('-').unwrap_or((value, ""));
        match (word, number.parse::<usize>()) {
            ("save", _) => Self::Save,
            ("add", _) => Self::AddPictures,
            ("main", Ok(number)) => Self::MakeMain(number),
            ("earlier", Ok(number)) => Self::Earlier(number),
            ("remove", Ok(number)) => Self::Remove(number),
            _ => Self::Preview,
        }
    }

    /// Where on the form the answer is seen.
    pub(super) const fn place(self) -> &'static str {
        match self {
            Self::Save => "",
            Self::Preview => "#preview",
            Self::AddPictures | Self::MakeMain(_) | Self::Earlier(_) | Self::Remove(_) => "#pictures-section",
        }
    }
}

/// Their addresses, the main one first, and a link that is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pictures {
    pub(super) addresses: Vec<String>,
    wrong_link: String,
}

impl Pictures {
    /// What was there, what was uploaded, and what the link leads to. The same picture twice is one.
    pub(super) fn read(listed: Vec<String>, link: &str) -> Self {
        let link = link.trim();
        let is_link = is_picture_address(link);
        let mut addresses: Vec<String> = Vec::new();
        for address in listed.into_iter().chain(is_link.then(|| link.to_owned())) {
            if !address.is_empty() && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        let wrong_link = if is_link { String::new() } else { link.to_owned() };
        Self { addresses, wrong_link }
    }

    pub(super) fn arranged(mut self, act: Act) -> Self {
        let there = |number: usize| number.checked_sub(1).filter(|place| *place < self.addresses.len());
        match act {
            Act::Save | Act::Preview | Act::AddPictures => {}
            Act::MakeMain(number) => {
                if let Some(place) = there(number) {
                    let picture = self.addresses.remove(place);
                    self.addresses.insert(0, picture);
                }
            }
            Act::Earlier(number) => {
                if let Some(place) = there(number).filter(|place| *place > 0) {
                    self.addresses.swap(place, place - 1);
                }
            }
            Act::Remove(number) => {
                if let Some(place) = there(number) {
                    self.addresses.remove(place);
                }
            }
        }
        self
    }

    pub(super) fn keep_in(&self, draft: Draft) -> Draft {
        draft
            .with_all(field::PICTURES, &self.addresses)
            .with(field::PICTURE_LINK, &self.wrong_link)
    }

    /// What is wrong with them: the field and the sentence.
    pub(super) fn problems(&self) -> Vec<(&'static str, String)> {
        let too_many = self.addresses.len() > MOST;
        let not_ours = self.addresses.iter().any(|address| !is_picture_address(address));
        [
            (too_many, field::PICTURES, words::PICTURES_TOO_MANY),
            (not_ours, field::PICTURES, words::LINK_WRONG),
            (!self.wrong_link.is_empty(), field::PICTURE_LINK, words::LINK_WRONG),
        ]
        .into_iter()
        .filter(|(is_wrong, _, _)| *is_wrong)
        .map(|(_, field, sentence)| (field, sentence.to_owned()))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(act: &str) -> Vec<String> {
        let pictures = ["/pictures/a.jpg", "/pictures/b.jpg", "/pictures/c.jpg"].map(str::to_owned);
        Pictures::read(pictures.to_vec(), "")
            .arranged(Act::read(Some(act)))
            .addresses
    }

    #[test]
    fn the_buttons_arrange_the_pictures() {
        assert_eq!(
            after("main-3"),
            ["/pictures/c.jpg", "/pictures/a.jpg", "/pictures/b.jpg"]
        );
        assert_eq!(
            after("earlier-3"),
            ["/pictures/a.jpg", "/pictures/c.jpg", "/pictures/b.jpg"]
        );
        assert_eq!(after("remove-1"), ["/pictures/b.jpg", "/pictures/c.jpg"]);
        for nothing in ["save", "preview", "earlier-1", "main-0", "remove-4", "remove-x"] {
            assert_eq!(after(nothing).len(), 3, "{nothing}");
        }
    }

    #[test]
    fn only_the_button_that_saves_saves() {
        assert_eq!((Act::read(None), Act::read(Some("save"))), (Act::Save, Act::Save));
        for other in ["preview", "add", "main-1", "", "saved", "remove"] {
            assert_ne!(Act::read(Some(other)), Act::Save, "{other}");
        }
    }

    #[test]
    fn a_link_joins_the_pictures_unless_it_is_none() {
        let pictures = Pictures::read(vec!["/pictures/a.jpg".to_owned()], " https://example.com/b.png ");
        assert_eq!(pictures.addresses, ["/pictures/a.jpg", "https://example.com/b.png"]);
        assert_eq!(pictures.problems(), []);
        let wrong = Pictures::read(Vec::new(), "http://example.com/b.png");
        assert_eq!(wrong.problems(), [(field::PICTURE_LINK, words::LINK_WRONG.to_owned())]);
        let draft = wrong.keep_in(Draft::of("/"));
        assert_eq!(draft.value(field::PICTURE_LINK), "http://example.com/b.png");
        let twice = Pictures::read(vec!["/pictures/a.jpg".to_owned(); 2], "");
        assert_eq!(twice.addresses.len(), 1);
    }
}
