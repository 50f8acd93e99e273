//! What a request may say about a product (contract §1.5). A body that names anything else is refused as a whole.

use super::{error::RestError, person_body::given};
use domain::{Money, catalog::Attribute};
use engine::products::ProductForm;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::fmt;
use utoipa::ToSchema;

/// A product as a request wants it. When one is changed, what is not there stays as it is, and `null` clears it.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = ProductWish)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ProductBody {
    #[serde(deserialize_with = "given")]
    name: Option<String>,
    /// The article number, unique among all products.
    #[serde(deserialize_with = "given")]
    sku: Option<String>,
    /// `S`, `M`, `L`, `Uni` or another short text.
    #[serde(deserialize_with = "given")]
    size: Option<String>,
    /// Hryvnias, with two digits of kopiykas at most.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    price: Option<Box<RawValue>>,
    /// The same in kopiykas; one of the two is enough.
    #[serde(deserialize_with = "given")]
    price_minor: Option<i64>,
    /// HTML; what is not a plain tag is taken out.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// An address that begins with `https://`, or of a picture that was uploaded; so are the other pictures.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    main_image: Option<Option<String>>,
    /// Taken for `mainImage` where that is not there.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    image_url: Option<Option<String>>,
    /// At most four beside the main one.
    #[serde(deserialize_with = "given")]
    images: Option<Vec<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    video_url: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    size_chart_url: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    color: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    material: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    manufacturer: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    country: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    r#type: Option<Option<String>>,
    /// The product's own terms of purchase; without them the general ones hold.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    terms_and_conditions: Option<Option<String>>,
    /// What only some products have, by name; texts.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    attributes: Option<Option<Attributes>>,
    /// What a referred sale earns for the doctor.
    #[serde(deserialize_with = "given")]
    referral_points: Option<i64>,
    /// Which edit the sender has seen; the newest unless it is there. Only for changes.
    #[serde(deserialize_with = "given")]
    version: Option<i64>,
}

impl ProductBody {
    /// Which edit of the product the sender has seen.
    pub(super) fn version(&self, newest: i64) -> i64 {
        self.version.unwrap_or(newest)
    }

    /// A new product.
    pub(super) fn add(self) -> Result<ProductForm, RestError> {
        let early = self
            .version
            .map(|_| "version: Нового запису ще ніхто не змінював".to_owned());
        self.read(ProductForm::blank(), early)
    }

    /// The same product with the changes.
    pub(super) fn change(self, known: ProductForm) -> Result<ProductForm, RestError> {
        self.read(known, None)
    }

    fn read(self, known: ProductForm, early: Option<String>) -> Result<ProductForm, RestError> {
        let mut wrong: Vec<String> = early.into_iter().collect();
        let price = match price(self.price.as_deref(), self.price_minor) {
            Ok(price) => price.unwrap_or(known.price),
            Err(sentence) => {
                wrong.push(format!("price: {sentence}"));
                // Anything that is not wrong once more.
                Money::from_kopiykas(1)
            }
        };
        let main_image = self.main_image.or(self.image_url).unwrap_or(known.main_image);
        // Whoever reads a product finds the main picture among the others.
        let is_another = |image: &String| main_image.as_ref() != Some(image);
        let images = self.images.unwrap_or(known.images);
        let form = ProductForm {
            name: self.name.unwrap_or(known.name),
            sku: self.sku.unwrap_or(known.sku),
            size: self.size.unwrap_or(known.size),
            price,
            description: self.description.unwrap_or(known.description),
            images: images.into_iter().filter(is_another).collect(),
            main_image,
            video_url: self.video_url.unwrap_or(known.video_url),
            color: self.color.unwrap_or(known.color),
            material: self.material.unwrap_or(known.material),
            manufacturer: self.manufacturer.unwrap_or(known.manufacturer),
            country: self.country.unwrap_or(known.country),
            kind: self.r#type.unwrap_or(known.kind),
            size_chart_url: self.size_chart_url.unwrap_or(known.size_chart_url),
            terms: self.terms_and_conditions.unwrap_or(known.terms),
            attributes: match self.attributes {
                Some(attributes) => attributes.unwrap_or_default().0,
                None => known.attributes,
            },
            referral_points: self.referral_points.unwrap_or(known.referral_points),
        };
        if let Err(fields) = form.cleaned() {
            wrong.extend(fields.iter().map(ToString::to_string));
        }
        if wrong.is_empty() {
            Ok(form)
        } else {
            Err(RestError::wrong_fields(wrong))
        }
    }
}

/// What both keys say together; nothing is rounded.
fn price(hryvnias: Option<&RawValue>, kopiykas: Option<i64>) -> Result<Option<Money>, &'static str> {
    let exact = |literal: &str| {
        let fraction = literal.split_once('.').map_or("", |(_, fraction)| fraction);
        let is_plain = fraction.len() <= 2 && !literal.contains(['e', 'E']);
        Money::from_hryvnias_literal(literal).ok().filter(|_| is_plain)
    };
    let hryvnias = match hryvnias {
        Some(number) => Some(exact(number.get()).ok_or("Ціна — число гривень, не більше двох цифр після крапки")?),
        None => None,
    };
    let kopiykas = kopiykas.map(Money::from_kopiykas);
    match (hryvnias, kopiykas) {
        (Some(price), Some(other)) if price != other => Err("price і priceMinor називають різні ціни"),
        (price, other) => Ok(price.or(other)),
    }
}

/// An object of texts whose order is not lost.
#[derive(Default, Serialize)]
struct Attributes(Vec<Attribute>);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Attributes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
        let mut attributes = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            attributes.push(Attribute { name, value });
        }
        Ok(Attributes(attributes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(json: &str) -> Result<ProductBody, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn knee() -> ProductForm {
        body(r#"{"name":"Ортез","sku":"K-1","price":450.5,"mainImage":"/pictures/a.jpg","images":["/pictures/b.jpg"]}"#)
            .unwrap()
            .add()
            .ok()
            .unwrap()
    }

    fn wrong(json: &str) -> String {
        format!("{:?}", body(json).unwrap().change(knee()).err().unwrap())
    }

    #[test]
    fn a_price_is_read_to_the_kopiyka_or_not_at_all() {
        assert_eq!(knee().price.kopiykas(), 45_050);
        for (json, kopiykas) in [
            (r#"{"price":450}"#, 45_000),
            (r#"{"price":0.01}"#, 1),
            (r#"{"priceMinor":45099}"#, 45_099),
            (r#"{"price":450.99,"priceMinor":45099}"#, 45_099),
            ("{}", 45_050),
        ] {
            let form = body(json).unwrap().change(knee()).ok().unwrap();
            assert_eq!(form.price.kopiykas(), kopiykas, "{json}");
        }
        for json in [
            r#"{"price":450.999}"#,
            r#"{"price":4e2}"#,
            r#"{"price":"450"}"#,
            r#"{"price":0}"#,
            r#"{"price":-1}"#,
            r#"{"price":null}"#,
            r#"{"price":1e400}"#,
            r#"{"price":1,"priceMinor":2}"#,
            r#"{"priceMinor":0}"#,
        ] {
            assert!(wrong(json).contains("price: "), "{json}");
        }
    }

    #[test]
    fn what_is_absent_stays_and_null_clears() {
        let same = body("{}").unwrap().change(knee()).ok().unwrap();
        assert_eq!(same, knee());
        let form = body(r#"{"mainImage":null,"attributes":{"Ширина":"10 см","Висота":"25 см"}}"#)
            .unwrap()
            .change(knee())
            .ok()
            .unwrap();
        assert_eq!(form.main_image, None);
        let names: Vec<&str> = form.attributes.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Ширина", "Висота"], "in the order of the body");
        let cleared = body(r#"{"attributes":null}"#).unwrap().change(form).ok().unwrap();
        assert!(cleared.attributes.is_empty());
    }

    #[test]
    fn the_list_that_is_read_can_be_written_back() {
        let all = r#"{"images":["/pictures/a.jpg","/pictures/b.jpg"]}"#;
        assert_eq!(body(all).unwrap().change(knee()).ok().unwrap(), knee());
    }

    #[test]
    fn nobody_writes_what_is_not_in_the_list() {
        for field in ["id", "createdAt", "updatedAt", "cells", "quantity", "category"] {
            assert!(body(&format!(r#"{{"{field}":1}}"#)).is_err(), "{field}");
        }
        assert!(body(r#"{"attributes":{"a":1}}"#).is_err());
        assert!(wrong(r#"{"videoUrl":"javascript:x()"}"#).contains("videoUrl: "));
        let new = body(r#"{"version":1}"#).unwrap().add().err().unwrap();
        for field in ["name: ", "sku: ", "price: ", "version: "] {
            assert!(format!("{new:?}").contains(field), "{field}");
        }
    }
}
