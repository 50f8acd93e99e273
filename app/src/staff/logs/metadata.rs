//! The details of an entry, said as people say them: known names in words, sums in hryvnias, moments of Kyiv.

use crate::{
    components::facts::{Fact, Facts},
    texts::staff::logs as words,
};
use domain::{Money, Timestamp, activity::ActivityType};
use leptos::prelude::*;
use serde_json::{Map, Value};

/// All details, each with its name. What only its writer knew is shown as it was written.
#[component]
pub fn Metadata(metadata: Map<String, Value>, kind: Option<ActivityType>) -> impl IntoView {
    let facts = metadata
        .iter()
        .map(|(key, value)| {
            let name = words::detail(key).map_or_else(|| key.clone(), str::to_owned);
            let said = said(key, value, kind);
            view! {
                <Fact name=name>
                    <span class="whitespace-pre-line break-words">{said}</span>
                </Fact>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
            <Facts>{facts}</Facts>
        </div>
    }
}

fn said(key: &str, value: &Value, kind: Option<ActivityType>) -> String {
    match value {
        Value::Null => words::NOTHING.to_owned(),
        Value::Bool(true) => words::YES.to_owned(),
        Value::Bool(false) => words::NO.to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(kopiykas) if is_sum(key, kind) => Money::from_kopiykas(kopiykas).to_string(),
            Some(_) | None => number.to_string(),
        },
        Value::String(text) if text.is_empty() => words::NOTHING.to_owned(),
        Value::String(text) if key == "fields" => {
            let fields: Vec<&str> = text.split(", ").map(words::field).collect();
            fields.join(", ")
        }
        Value::String(text) => match (words::value(key, text), moment(text)) {
            (Some(word), _) => word.to_owned(),
            (None, Some(moment)) => moment.kyiv_seconds(),
            (None, None) => text.clone(),
        },
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(|value| said(key, value, kind)).collect();
            values.join(", ")
        }
        Value::Object(_) => value.to_string(),
    }
}

/// Whole days and numbers are no moments, though some of them could be read as one.
fn moment(text: &str) -> Option<Timestamp> {
    text.contains('T').then(|| Timestamp::parse(text)).flatten()
}

/// Whether a number is a sum in kopiykas. Entries of the contract's own kinds may come from the earlier system, which
/// wrote hryvnias.
fn is_sum(key: &str, kind: Option<ActivityType>) -> bool {
    let is_ours = matches!(
        kind,
        Some(
            ActivityType::RefundRequested
                | ActivityType::RefundSettled
                | ActivityType::NeedsReview
                | ActivityType::ReviewResolved
                | ActivityType::CatalogChanged
        )
    );
    is_ours && matches!(key, "amount" | "price")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_are_said_in_words() {
        let kind = Some(ActivityType::CatalogChanged);
        for (key, value, expected) in [
            ("price", json!(125_050), "1\u{a0}250,50\u{a0}₴"),
            ("fields", json!("name, price, newer"), "назва, ціна, newer"),
            ("reason", json!("door_failed"), "комірка не відкрилася"),
            ("reason", json!("зламано замок"), "зламано замок"),
            ("before", json!("2026-11-22T22:00:00.000Z"), "23.11.2026 00:00:00"),
            ("x", json!(true), "так"),
            ("x", json!(null), "немає"),
            ("x", json!(""), "немає"),
            ("x", json!(["a", 1]), "a, 1"),
            ("x", json!({"a": 1}), "{\"a\":1}"),
            ("days", json!(30), "30"),
        ] {
            assert_eq!(said(key, &value, kind), expected, "{key}: {value}");
        }
    }

    #[test]
    fn sums_of_the_earlier_system_are_hryvnias_and_stay_as_they_are() {
        assert_eq!(said("amount", &json!(450), Some(ActivityType::PaymentSuccess)), "450");
        assert_eq!(
            said("amount", &json!(450.5), Some(ActivityType::RefundSettled)),
            "450.5"
        );
    }
}
