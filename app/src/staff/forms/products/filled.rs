//! What stands in the form of a product, also after it could not be saved.

use super::field;
use crate::{draft::Draft, staff::forms::edit_form::EditForm, texts::staff::products as words};
use domain::{Money, id::ProductId};
use engine::products::{EditableProduct, ProductForm};

/// A product as the database knows it now.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: ProductId,
    pub product: EditableProduct,
}

/// What stands in the fields: what was typed and could not be saved, or else what is stored, or else what a new product
/// begins with.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub typed: Option<Draft>,
    pub stored: Option<Stored>,
}

impl EditForm for Filled {
    const CONFLICT: &'static str = words::CONFLICT;
    const ALREADY_STORED: &'static str = words::ALREADY_STORED;

    fn typed(&self) -> Option<&Draft> {
        self.typed.as_ref()
    }

    fn stored_version(&self) -> Option<i64> {
        self.stored.as_ref().map(|stored| stored.product.version)
    }

    fn stored_value(&self, field: &str) -> String {
        match &self.stored {
            Some(stored) => text_of(&stored.product.form, field),
            None => text_of(&ProductForm::blank(), field),
        }
    }

    fn is_stored_otherwise(&self) -> bool {
        self.pictures_instead().is_some() || field::TEXTS.iter().any(|field| self.stored_instead(field).is_some())
    }
}

impl Filled {
    /// Something was arranged or looked at, and not saved.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let unsaved = self.typed.as_ref().map(|typed| typed.value(field::UNSAVED));
        unsaved.is_some_and(|word| !word.is_empty())
    }

    /// What is stored instead of what was typed, for whoever was overtaken.
    #[must_use]
    pub fn stored_instead(&self, field: &str) -> Option<String> {
        let (typed, stored) = (self.value(field), self.stored_value(field));
        (self.is_overtaken() && normal(field, &typed) != normal(field, &stored)).then_some(stored)
    }

    /// The addresses of the pictures, the main one first.
    #[must_use]
    pub fn pictures(&self) -> Vec<String> {
        match &self.typed {
            Some(typed) => typed.all(field::PICTURES).to_vec(),
            None => self.stored_pictures(),
        }
    }

    fn stored_pictures(&self) -> Vec<String> {
        let mut pictures: Vec<String> = Vec::new();
        if let Some(Stored { product, .. }) = &self.stored {
            let form = &product.form;
            for picture in form.main_image.iter().chain(&form.images) {
                if !picture.trim().is_empty() && !pictures.contains(picture) {
                    pictures.push(picture.clone());
                }
            }
        }
        pictures
    }

    /// How many pictures are stored, where they are others than those of the form.
    #[must_use]
    pub fn pictures_instead(&self) -> Option<usize> {
        let stored = self.stored_pictures();
        (self.is_overtaken() && stored != self.pictures()).then_some(stored.len())
    }
}

/// A field as somebody would have typed it.
fn text_of(form: &ProductForm, field: &str) -> String {
    let text = match field {
        field::NAME => Some(form.name.clone()),
        field::SKU => Some(form.sku.clone()),
        field::PRICE => form.price.is_positive().then(|| typed_price(form.price)),
        field::POINTS => Some(form.referral_points.to_string()),
        field::SIZE => Some(form.size.clone()),
        field::DESCRIPTION => form.description.clone(),
        field::KIND => form.kind.clone(),
        field::COLOR => form.color.clone(),
        field::MATERIAL => form.material.clone(),
        field::MANUFACTURER => form.manufacturer.clone(),
        field::COUNTRY => form.country.clone(),
        field::ATTRIBUTES => {
            let lines = form
                .attributes
                .iter()
                .map(|more| format!("{}: {}", more.name, more.value));
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
        field::SIZE_CHART => form.size_chart_url.clone(),
        field::VIDEO => form.video_url.clone(),
        field::TERMS => form.terms.clone(),
        _ => None,
    };
    text.unwrap_or_default()
}

/// `450` or `450,50`.
fn typed_price(price: Money) -> String {
    let hryvnias = price.to_hryvnias().replace('.', ",");
    match hryvnias.split_once(',') {
        Some((_, kopiykas)) if kopiykas.len() == 1 => format!("{hryvnias}0"),
        _ => hryvnias,
    }
}

/// Two texts that would be stored as the same are the same.
fn normal(field: &str, text: &str) -> String {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    match field {
        field::PRICE => text
            .parse::<Money>()
            .map(|price| price.kopiykas().to_string())
            .unwrap_or(text),
        field::POINTS if text.is_empty() => "0".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Stored {
        let form = ProductForm {
            name: "Бандаж".to_owned(),
            sku: "B-1".to_owned(),
            price: Money::from_kopiykas(45_050),
            description: Some("<p>Тримає</p>\n<p>Спину</p>".to_owned()),
            main_image: Some("/pictures/a.jpg".to_owned()),
            images: vec!["/pictures/b.jpg".to_owned()],
            ..ProductForm::blank()
        };
        Stored {
            id: "p1".parse().unwrap(),
            product: EditableProduct {
                form,
                version: 4,
                cells_assigned: 0,
            },
        }
    }

    fn typed(version: &str, name: &str) -> Filled {
        let draft = Draft::of("/")
            .with(field::VERSION, version)
            .with(field::NAME, name)
            .with(field::SKU, "B-1 ")
            .with(field::PRICE, "450.50 грн")
            .with(field::POINTS, "")
            .with(field::SIZE, "Uni")
            .with(field::DESCRIPTION, "<p>Тримає</p>\r\n<p>Спину</p>")
            .with_all(
                field::PICTURES,
                &["/pictures/a.jpg", "/pictures/b.jpg"].map(str::to_owned),
            );
        Filled {
            typed: Some(draft),
            stored: Some(stored()),
        }
    }

    #[test]
    fn a_form_that_is_shown_first_holds_what_is_stored_as_people_type_it() {
        let filled = Filled {
            typed: None,
            stored: Some(stored()),
        };
        assert_eq!(filled.value(field::PRICE), "450,50");
        assert_eq!(filled.pictures(), ["/pictures/a.jpg", "/pictures/b.jpg"]);
        assert_eq!(typed_price(Money::from_kopiykas(125_000)), "1250");
        let new = Filled::default();
        assert_eq!(
            (new.value(field::PRICE), new.value(field::SIZE)),
            (String::new(), "Uni".to_owned())
        );
    }

    #[test]
    fn a_form_that_was_overtaken_keeps_what_was_typed_and_says_what_is_stored() {
        let filled = typed("3", "Бандаж новий");
        assert_eq!(filled.value(field::NAME), "Бандаж новий");
        assert_eq!(filled.stored_instead(field::NAME).as_deref(), Some("Бандаж"));
        for same in [
            field::SKU,
            field::PRICE,
            field::POINTS,
            field::DESCRIPTION,
            field::COLOR,
        ] {
            assert_eq!(filled.stored_instead(same), None, "{same}");
        }
        assert_eq!(filled.pictures_instead(), None);
        assert_eq!(filled.errors(), [(String::new(), words::CONFLICT.to_owned())]);
    }

    #[test]
    fn whoever_saves_twice_hears_that_it_is_saved() {
        let filled = typed("3", "Бандаж");
        assert_eq!(filled.errors(), [(String::new(), words::ALREADY_STORED.to_owned())]);
    }

    #[test]
    fn a_form_with_a_mistake_only_shows_what_was_typed() {
        let filled = typed("4", "Інший");
        assert_eq!(filled.stored_instead(field::NAME), None);
        assert!(filled.errors().is_empty() && !filled.is_unsaved());
    }
}
