//! What a form says about a product: all fields of the contract (§1.5).

use super::{attributes_of, safe_html};
use crate::{
    entity::product,
    error::Error,
    form::{Fields, Problem, WrongField},
    settings::LONGEST_TERMS,
};
use domain::{Money, catalog::Attribute};
use std::collections::BTreeSet;

const LONGEST_NAME: usize = 200;
const LONGEST_SKU: usize = 64;
const LONGEST_SIZE: usize = 20;
const LONGEST_FACT: usize = 200;
const LONGEST_ATTRIBUTE: usize = 1_000;
const LONGEST_DESCRIPTION: usize = 20_000;
/// Beside the main one.
const MOST_IMAGES: usize = 4;
/// Of one sale: the sums of doctors can be held for ever.
const MOST_POINTS: i64 = 1_000_000;
const MOST_ATTRIBUTES: usize = 30;
/// For everybody (contract §3.2).
const DEFAULT_SIZE: &str = "Uni";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductForm {
    pub name: String,
    /// Unique among all products.
    pub sku: String,
    /// `S`, `M`, `L`, `Uni` or any other short text; blank is `Uni`.
    pub size: String,
    pub price: Money,
    /// HTML; what is not a plain tag is taken out.
    pub description: Option<String>,
    /// An address on the web, or of a picture that was uploaded; so are all the others.
    pub main_image: Option<String>,
    /// Up to four more.
    pub images: Vec<String>,
    pub video_url: Option<String>,
    pub color: Option<String>,
    pub material: Option<String>,
    pub manufacturer: Option<String>,
    pub country: Option<String>,
    pub kind: Option<String>,
    pub size_chart_url: Option<String>,
    /// The product's own terms; without them the general ones hold.
    pub terms: Option<String>,
    /// What only some products have; each by a name of its own.
    pub attributes: Vec<Attribute>,
    /// What a referred sale earns for the doctor.
    pub referral_points: i64,
}

impl ProductForm {
    /// An empty form, for a product that does not exist yet.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            name: String::new(),
            sku: String::new(),
            size: DEFAULT_SIZE.to_owned(),
            price: Money::ZERO,
            description: None,
            main_image: None,
            images: Vec::new(),
            video_url: None,
            color: None,
            material: None,
            manufacturer: None,
            country: None,
            kind: None,
            size_chart_url: None,
            terms: None,
            attributes: Vec::new(),
            referral_points: 0,
        }
    }

    /// The form as it will be kept.
    ///
    /// # Errors
    /// Every field that cannot be kept, by its name in the contract.
    pub fn cleaned(&self) -> Result<Self, Vec<WrongField>> {
        let mut fields = Fields::default();
        let form = Self {
            name: fields.required("name", &self.name, LONGEST_NAME),
            sku: fields.required("sku", &self.sku, LONGEST_SKU),
            size: fields
                .optional("size", Some(&self.size), LONGEST_SIZE)
                .unwrap_or_else(|| DEFAULT_SIZE.to_owned()),
            price: fields.price("price", self.price),
            description: fields
                .lines("description", self.description.as_deref(), LONGEST_DESCRIPTION)
                .map(|html| safe_html(&html).trim().to_owned())
                .filter(|html| !html.is_empty()),
            main_image: fields.picture("mainImage", self.main_image.as_deref()),
            images: self
                .images
                .iter()
                .filter_map(|image| fields.picture("images", Some(image)))
                .collect(),
            video_url: fields.link("videoUrl", self.video_url.as_deref()),
            color: fields.optional("color", self.color.as_deref(), LONGEST_FACT),
            material: fields.optional("material", self.material.as_deref(), LONGEST_FACT),
            manufacturer: fields.optional("manufacturer", self.manufacturer.as_deref(), LONGEST_FACT),
            country: fields.optional("country", self.country.as_deref(), LONGEST_FACT),
            kind: fields.optional("type", self.kind.as_deref(), LONGEST_FACT),
            size_chart_url: fields.picture("sizeChartUrl", self.size_chart_url.as_deref()),
            terms: fields.lines("termsAndConditions", self.terms.as_deref(), LONGEST_TERMS),
            attributes: cleaned_attributes(&self.attributes, &mut fields),
            referral_points: self.referral_points,
        };
        fields.check("referralPoints", self.referral_points >= 0, Problem::NegativePoints);
        let few = self.referral_points <= MOST_POINTS;
        fields.check("referralPoints", few, Problem::TooMuch(MOST_POINTS));
        let few = form.images.len() <= MOST_IMAGES;
        fields.check("images", few, Problem::TooManyImages(MOST_IMAGES));
        fields.done(form)
    }
}

fn cleaned_attributes(attributes: &[Attribute], fields: &mut Fields) -> Vec<Attribute> {
    const FIELD: &str = "attributes";
    fields.check(
        FIELD,
        attributes.len() <= MOST_ATTRIBUTES,
        Problem::TooManyAttributes(MOST_ATTRIBUTES),
    );
    let cleaned: Vec<Attribute> = attributes
        .iter()
        .map(|Attribute { name, value }| Attribute {
            name: fields.required(FIELD, name, LONGEST_FACT),
            value: fields.required(FIELD, value, LONGEST_ATTRIBUTE),
        })
        .collect();
    let names: BTreeSet<&str> = cleaned.iter().map(|attribute| attribute.name.as_str()).collect();
    fields.check(FIELD, names.len() == cleaned.len(), Problem::SameNameTwice);
    cleaned
}

/// As it is kept, for somebody who edits it.
impl TryFrom<product::Model> for ProductForm {
    type Error = Error;

    fn try_from(row: product::Model) -> Result<Self, Error> {
        let images = serde_json::from_str(&row.images).map_err(|_| Error::CorruptRow {
            column: "products.images",
            id: row.id.clone(),
        })?;
        Ok(Self {
            attributes: attributes_of(row.attributes.as_deref()),
            name: row.name,
            sku: row.sku,
            size: row.size,
            price: Money::from_kopiykas(row.price),
            description: row.description.map(|html| safe_html(&html)),
            // The oldest data has this picture only (contract §1.5).
            main_image: [row.main_image, row.image_url]
                .into_iter()
                .flatten()
                .find(|image| !image.trim().is_empty()),
            images,
            video_url: row.video_url,
            color: row.color,
            material: row.material,
            manufacturer: row.manufacturer,
            country: row.country,
            kind: row.kind,
            size_chart_url: row.size_chart_url,
            terms: row.terms_and_conditions,
            referral_points: row.referral_points,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::MOST_KOPIYKAS;

    fn form() -> ProductForm {
        ProductForm {
            name: " Ортез ".to_owned(),
            sku: "KNEE-2".to_owned(),
            price: Money::from_kopiykas(45_000),
            ..ProductForm::blank()
        }
    }

    fn attribute(name: &str, value: &str) -> Attribute {
        Attribute {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    fn wrong(form: &ProductForm) -> Vec<(&'static str, Problem)> {
        let wrong = form.cleaned().unwrap_err();
        wrong.into_iter().map(|wrong| (wrong.field, wrong.problem)).collect()
    }

    #[test]
    fn a_form_is_cleaned_and_blank_fields_are_none() {
        let cleaned = ProductForm {
            size: " ".to_owned(),
            description: Some("<p>Тримає</p><script>x</script>".to_owned()),
            main_image: Some(" /pictures/ab.jpg ".to_owned()),
            images: vec![String::new(), "https://example.com/2.png".to_owned()],
            color: Some("  ".to_owned()),
            terms: Some("Обмін\r\nзаборонено ".to_owned()),
            ..form()
        }
        .cleaned()
        .unwrap();
        assert_eq!((cleaned.name.as_str(), cleaned.size.as_str()), ("Ортез", "Uni"));
        assert_eq!(cleaned.description.as_deref(), Some("<p>Тримає</p>"));
        assert_eq!(cleaned.main_image.as_deref(), Some("/pictures/ab.jpg"));
        assert_eq!(cleaned.images, ["https://example.com/2.png"]);
        assert_eq!(
            (cleaned.color, cleaned.terms.as_deref()),
            (None, Some("Обмін\nзаборонено"))
        );
        let nothing = ProductForm {
            description: Some("<script>x</script>".to_owned()),
            ..form()
        };
        assert_eq!(nothing.cleaned().unwrap().description, None);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let bad = ProductForm {
            name: String::new(),
            sku: "x".repeat(65),
            price: Money::ZERO,
            images: vec!["/pictures/a.jpg".to_owned(); 5],
            video_url: Some("javascript:x()".to_owned()),
            size_chart_url: Some("http://example.com/a.png".to_owned()),
            attributes: vec![attribute("Вага", "1 кг"), attribute(" Вага", "2 кг")],
            referral_points: -1,
            ..form()
        };
        assert_eq!(
            wrong(&bad),
            [
                ("name", Problem::Missing),
                ("sku", Problem::TooLong(64)),
                ("price", Problem::NoPrice),
                ("videoUrl", Problem::NotALink),
                ("sizeChartUrl", Problem::NotALink),
                ("attributes", Problem::SameNameTwice),
                ("referralPoints", Problem::NegativePoints),
                ("images", Problem::TooManyImages(4)),
            ]
        );
        let dear = ProductForm {
            price: Money::from_kopiykas(MOST_KOPIYKAS + 1),
            referral_points: MOST_POINTS + 1,
            ..form()
        };
        assert_eq!(
            wrong(&dear),
            [
                ("price", Problem::TooMuch(1_000_000)),
                ("referralPoints", Problem::TooMuch(1_000_000)),
            ]
        );
    }
}
