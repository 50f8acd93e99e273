//! Attributes are what only some products have. They are kept as one JSON object, as the contract has it (§1.5).

use domain::catalog::Attribute;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

/// What a column holds, in the order of the text. The earlier system let anything in: a value that is no text is shown
/// as its JSON, and what is no object has no attributes to show.
pub(crate) fn attributes_of(json: Option<&str>) -> Vec<Attribute> {
    let read = json.and_then(|json| serde_json::from_str::<InOrder>(json).ok());
    read.map(|InOrder(attributes)| attributes).unwrap_or_default()
}

/// What to keep: the very text that is there, as long as it says the same. `None` when there is nothing to keep.
pub(super) fn kept(attributes: Vec<Attribute>, old: Option<String>) -> Result<Option<String>, serde_json::Error> {
    if attributes_of(old.as_deref()) == attributes {
        return Ok(old);
    }
    if attributes.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&InOrder(attributes)).map(Some)
}

/// An object whose order is not lost, unlike that of a [`serde_json::Map`].
struct InOrder(Vec<Attribute>);

impl Serialize for InOrder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|Attribute { name, value }| (name, value)))
    }
}

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = InOrder;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
        let mut attributes = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name.trim().is_empty() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = match map.next_value::<Value>()? {
                Value::Null => continue,
                Value::String(text) => text,
                other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
            };
            attributes.push(Attribute { name, value });
        }
        Ok(InOrder(attributes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(json: &str) -> Vec<(String, String)> {
        let attributes = attributes_of(Some(json)).into_iter();
        attributes.map(|Attribute { name, value }| (name, value)).collect()
    }

    fn attribute(name: &str, value: &str) -> Attribute {
        Attribute {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn attributes_keep_the_order_in_which_they_were_written() {
        let written = kept(vec![attribute("Ширина", "10 см"), attribute("Висота", "25 см")], None).unwrap();
        assert_eq!(written.as_deref(), Some(r#"{"Ширина":"10 см","Висота":"25 см"}"#));
        assert_eq!(
            attributes_of(written.as_deref()).first(),
            Some(&attribute("Ширина", "10 см"))
        );
    }

    #[test]
    fn whatever_the_earlier_system_kept_can_be_shown() {
        let shown = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pairs(r#"{"вага":1.5,"миється":true,"шари":["a",2],"немає":null," ":"x"}"#),
            [
                shown("вага", "1.5"),
                shown("миється", "true"),
                shown("шари", r#"["a",2]"#)
            ]
        );
        for other in ["[1,2]", "null", "\"x\"", "{", ""] {
            assert_eq!(pairs(other), [], "{other}");
        }
    }

    #[test]
    fn what_nobody_changed_stays_to_the_letter() {
        for old in [r#"{ "шари": ["a", 2] }"#, "[1, 2]"] {
            let same = kept(attributes_of(Some(old)), Some(old.to_owned())).unwrap();
            assert_eq!(same.as_deref(), Some(old));
        }
        assert_eq!(kept(Vec::new(), Some(r#"{"a":"b"}"#.to_owned())).unwrap(), None);
    }
}
