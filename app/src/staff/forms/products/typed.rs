//! What was typed into the form of a product, and what is wrong with it.

use super::{field, pictures::Pictures};
use crate::{customer::video::Video, draft::Draft, error::ApiError, texts::staff::products as words};
use domain::{Money, catalog::Attribute};
use engine::{form::Problem, products::ProductForm};
use std::collections::BTreeMap;

/// What was typed about a product.
pub(super) struct Typed {
    pub(super) texts: BTreeMap<&'static str, String>,
    pub(super) pictures: Pictures,
    /// Uploads that could not be kept, as the server tells of them.
    pub(super) refused: Vec<String>,
}

impl Typed {
    fn text(&self, field: &str) -> &str {
        self.texts.get(field).map(String::as_str).unwrap_or_default()
    }

    fn some(&self, field: &str) -> Option<String> {
        Some(self.text(field).to_owned())
    }

    /// What the form shows again.
    pub(super) fn draft(&self, form: &str, version: Option<i64>) -> Draft {
        let version = version.map(|version| version.to_string()).unwrap_or_default();
        let draft = Draft::of(form).with(field::VERSION, &version);
        let draft = self
            .texts
            .iter()
            .fold(draft, |draft, (field, text)| draft.with(field, text));
        self.pictures.keep_in(draft)
    }

    /// Says what is wrong with the pictures.
    pub(super) fn blame_uploads(&self, draft: &mut Draft) {
        for (field, sentence) in self.wrong_uploads() {
            draft.blame(field, sentence);
        }
    }

    fn wrong_uploads(&self) -> Vec<(&'static str, String)> {
        let refused = self.refused.iter().filter_map(|told| {
            let mut parts = told.splitn(3, '|');
            let (field, problem, file) = (parts.next()?, parts.next()?, parts.next()?);
            let field = match field {
                field::SIZE_CHART_FILE => field::SIZE_CHART_FILE,
                _ => field::PICTURES,
            };
            let problem: ApiError = problem.parse().ok()?;
            Some((field, words::refused(file, problem.message())))
        });
        refused.chain(self.pictures.problems()).collect()
    }

    /// Reads all of it; what is wrong is said in the draft, in the order of the fields.
    pub(super) fn read(&self, draft: &mut Draft) -> Option<ProductForm> {
        let mut wrong = self.wrong_uploads();
        let mut blame = |field: &'static str, sentence: String| wrong.push((field, sentence));
        // Something that is no problem of its own, where there is one already.
        let price = self.text(field::PRICE).parse().unwrap_or_else(|error| {
            blame(field::PRICE, format!("{error}"));
            Money::from_kopiykas(1)
        });
        let points = read_points(self.text(field::POINTS)).unwrap_or_else(|sentence| {
            blame(field::POINTS, sentence);
            0
        });
        let attributes = read_attributes(self.text(field::ATTRIBUTES)).unwrap_or_else(|sentence| {
            blame(field::ATTRIBUTES, sentence);
            Vec::new()
        });
        let form = self.form(price, points, attributes);
        let said_by_the_pictures = |problem| matches!(problem, Problem::TooManyImages(_));
        for problem in form.cleaned().err().unwrap_or_default() {
            if said_by_the_pictures(problem.problem) {
                continue;
            }
            blame(field_of(problem.field), problem.problem.to_string());
        }
        let video = self.text(field::VIDEO);
        if !video.trim().is_empty() && Video::parse(video).is_none() {
            blame(field::VIDEO, words::VIDEO_WRONG.to_owned());
        }
        // What was found first is what is said of a field; only of pictures there may be several.
        wrong.sort_by_key(|(field, _)| place(field));
        wrong.dedup_by(|later, earlier| later.0 == earlier.0 && (later.0 != field::PICTURES || later.1 == earlier.1));
        for (field, sentence) in wrong {
            draft.blame(field, sentence);
        }
        (!draft.has_errors()).then_some(form)
    }

    fn form(&self, price: Money, referral_points: i64, attributes: Vec<Attribute>) -> ProductForm {
        let mut pictures = self.pictures.addresses.iter().cloned();
        ProductForm {
            name: self.text(field::NAME).to_owned(),
            sku: self.text(field::SKU).to_owned(),
            size: self.text(field::SIZE).to_owned(),
            price,
            description: self.some(field::DESCRIPTION),
            main_image: pictures.next(),
            images: pictures.collect(),
            video_url: self.some(field::VIDEO),
            color: self.some(field::COLOR),
            material: self.some(field::MATERIAL),
            manufacturer: self.some(field::MANUFACTURER),
            country: self.some(field::COUNTRY),
            kind: self.some(field::KIND),
            size_chart_url: self.some(field::SIZE_CHART),
            terms: self.some(field::TERMS),
            attributes,
            referral_points,
        }
    }
}

/// Nothing is no points.
fn read_points(text: &str) -> Result<i64, String> {
    match text.trim() {
        "" => Ok(0),
        text => text.parse().map_err(|_| words::POINTS_WRONG.to_owned()),
    }
}

/// One on each line: «Висота: 25 см».
fn read_attributes(text: &str) -> Result<Vec<Attribute>, String> {
    text.lines()
        .zip(1_usize..)
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(line, number)| {
            let pair = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
            match pair.filter(|(name, value)| !name.is_empty() && !value.is_empty()) {
                Some((name, value)) => Ok(Attribute {
                    name: name.to_owned(),
                    value: value.to_owned(),
                }),
                None => Err(words::attribute_wrong(number)),
            }
        })
        .collect()
}

/// Where the form shows a field.
fn place(field: &str) -> usize {
    let field = match field {
        field::PICTURES => field::PICTURE_LINK,
        field::SIZE_CHART_FILE => field::SIZE_CHART,
        other => other,
    };
    field::TEXTS
        .iter()
        .position(|known| *known == field)
        .unwrap_or(usize::MAX)
}

/// The field of the form for one of the contract.
fn field_of(contract: &str) -> &'static str {
    const OTHERWISE: [(&str, &str); 7] = [
        ("referralPoints", field::POINTS),
        ("type", field::KIND),
        ("mainImage", field::PICTURES),
        ("images", field::PICTURES),
        ("sizeChartUrl", field::SIZE_CHART),
        ("videoUrl", field::VIDEO),
        ("termsAndConditions", field::TERMS),
    ];
    let same = field::TEXTS.iter().find(|known| **known == contract);
    let other = OTHERWISE.iter().find(|(known, _)| *known == contract);
    same.copied()
        .or(other.map(|(_, field)| *field))
        .unwrap_or(field::WHOLE_FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(texts: &[(&'static str, &str)]) -> Typed {
        let usual = [(field::NAME, "Бандаж"), (field::SKU, "B-1"), (field::PRICE, "450,50")];
        Typed {
            texts: usual
                .iter()
                .chain(texts)
                .map(|(field, text)| (*field, (*text).to_owned()))
                .collect(),
            pictures: Pictures::default(),
            refused: Vec::new(),
        }
    }

    fn blamed(typed: &Typed) -> Vec<(String, String)> {
        let mut draft = typed.draft("/", None);
        let read = typed.read(&mut draft);
        assert_eq!(read.is_none(), draft.has_errors());
        draft.errors()
    }

    #[test]
    fn a_price_is_typed_as_people_do() {
        for (text, kopiykas) in [
            ("450", 45_000),
            ("450,50", 45_050),
            ("450.50", 45_050),
            ("1 250,5 ₴", 125_050),
        ] {
            let typed = typed(&[(field::PRICE, text)]);
            let form = typed.read(&mut typed.draft("/", None)).unwrap();
            assert_eq!(form.price.kopiykas(), kopiykas, "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields() {
        let mut wrong = typed(&[
            (field::NAME, " "),
            (field::PRICE, "дорого"),
            (field::POINTS, "1,5"),
            (field::ATTRIBUTES, "Висота: 25 см\n\nширина"),
            (field::VIDEO, "http://example.com/a.mp4"),
            (field::SIZE_CHART, "таблиця"),
        ]);
        wrong.refused = vec!["pictures|picture_too_large|a|b.png".to_owned()];
        let blamed = blamed(&wrong);
        let fields: Vec<&str> = blamed.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "name",
                "price",
                "points",
                "pictures",
                "attributes",
                "size_chart",
                "video"
            ]
        );
        assert!(
            blamed[3].1.starts_with("a|b.png: Зображення завелике"),
            "{}",
            blamed[3].1
        );
        assert!(blamed[4].1.starts_with("Рядок 3:"), "{}", blamed[4].1);
    }

    #[test]
    fn every_upload_that_was_refused_is_named() {
        let mut wrong = typed(&[]);
        wrong.refused = [
            "pictures|no_picture|1.txt",
            "pictures|no_picture|2.txt",
            "size_chart_file|no_picture|3.txt",
        ]
        .map(str::to_owned)
        .to_vec();
        let fields: Vec<String> = blamed(&wrong).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["pictures", "pictures", "size_chart_file"]);
    }

    #[test]
    fn every_field_of_the_contract_has_a_field_of_the_form() {
        let mut form = ProductForm::blank();
        form.name = "\n".to_owned();
        form.referral_points = -1;
        form.kind = Some("x".repeat(201));
        for problem in form.cleaned().unwrap_err() {
            assert_ne!(field_of(problem.field), field::WHOLE_FORM, "{}", problem.field);
        }
    }

    #[test]
    fn attributes_are_lines() {
        let read = read_attributes("Висота: 25 см\r\nЧас: 10:30").unwrap();
        assert_eq!((read[0].name.as_str(), read[1].value.as_str()), ("Висота", "10:30"));
        assert!(read_attributes(": 25").is_err() && read_attributes("Висота:").is_err());
    }
}
