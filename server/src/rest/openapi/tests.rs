//! The description and the routes agree, and it says of every route what a stranger has to know.

use super::*;
use crate::auth::access::TABLE;
use domain::staff::access::Policy;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn description() -> Value {
    serde_json::to_value(crate::rest::router().1).unwrap()
}

/// Every operation: method, path, and what is said of it.
fn operations(api: &Value) -> Vec<(String, String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((method.to_uppercase(), path.clone(), operation));
        }
    }
    found
}

#[test]
fn the_description_and_the_table_of_policies_know_the_same_routes() {
    let api = description();
    let described: BTreeSet<(String, String)> = operations(&api)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    // The router itself is compared with the table in `router`; what matches nothing is no route.
    let table: BTreeSet<(String, String)> = TABLE
        .iter()
        .filter(|(_, path, _)| path.starts_with("/api/") && *path != "/api/{*unknown}")
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let not_described: Vec<_> = table.difference(&described).collect();
    assert!(not_described.is_empty(), "not described: {not_described:?}");
    let no_route: Vec<_> = described.difference(&table).collect();
    assert!(no_route.is_empty(), "described, but no route: {no_route:?}");
    assert!(described.len() > 60, "{}", described.len());
}

#[test]
fn every_operation_says_who_may_use_it_as_the_table_does() {
    let api = description();
    let signed_in = json!([{ "bearer": [] }, { "session": [] }]);
    for (method, path, operation) in operations(&api) {
        let (_, _, policy) = TABLE
            .iter()
            .find(|row| row.0 == method && row.1 == path)
            .unwrap_or_else(|| panic!("{method} {path}"));
        let (security, roles) = match policy {
            Policy::Everyone | Policy::SecretHolder => (json!([{}]), Value::Null),
            Policy::Bank => (json!([{ "monobankSignature": [] }]), Value::Null),
            Policy::SignedIn => (signed_in.clone(), Value::Null),
            Policy::Only(roles) => (signed_in.clone(), json!(roles)),
            Policy::Device => panic!("devices do not speak REST: {method} {path}"),
        };
        assert_eq!(operation["security"], security, "{method} {path}");
        assert_eq!(operation["x-roles"], roles, "{method} {path}");
        assert!(operation["x-who"].as_str().unwrap().len() > 3, "{method} {path}");
        let refuses = ["401", "403"].map(|status| operation["responses"].get(status).is_some());
        if policy.needs_sign_in() {
            assert_eq!(refuses, [true, true], "{method} {path}");
        }
    }
}

#[test]
fn every_operation_is_told_apart_and_explained() {
    let api = description();
    let tags: BTreeSet<&str> = api["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    let mut used = BTreeSet::new();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (method, path, operation) in operations(&api) {
        let place = format!("{method} {path}");
        let name = operation["operationId"].as_str().unwrap();
        if let Some(other) = names.insert(name, place.clone()) {
            panic!("{name} is both {other} and {place}");
        }
        assert!(operation["summary"].as_str().is_some_and(|it| it.len() > 5), "{place}");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(tags.contains(tag), "{place}: {tag}");
        used.insert(tag.to_owned());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let is_explained = parameter["description"].as_str().is_some_and(|it| !it.is_empty());
            // Names that say themselves what they are.
            let is_plain = ["ortomatId", "doctorId"].iter().any(|name| parameter["name"] == **name);
            assert!(is_explained || is_plain, "{place}: {}", parameter["name"]);
        }
        let in_path = path.matches('{').count();
        let described = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path" && parameter["required"] == true);
        assert_eq!(described.count(), in_path, "{place}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{place}");
        if operation.get("requestBody").is_some() && !path.ends_with("webhook") {
            assert!(
                answers.contains_key("400") && answers.contains_key("413") && answers.contains_key("415"),
                "{place}"
            );
        }
    }
    assert_eq!(used.len(), tags.len(), "a heading without routes");
}

/// All values of that key, wherever they are.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(key));
            object.values().for_each(|value| all(value, key, found));
        }
        Value::Array(list) => list.iter().for_each(|value| all(value, key, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_shape_is_used() {
    let api = description();
    let mut references = Vec::new();
    all(&api, "$ref", &mut references);
    let references: BTreeSet<&str> = references.into_iter().filter_map(Value::as_str).collect();
    assert!(references.len() > 40);
    for reference in &references {
        assert!(api.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for name in api["components"]["schemas"].as_object().unwrap().keys() {
        let reference = format!("#/components/schemas/{name}");
        assert!(references.contains(reference.as_str()), "nobody uses {name}");
    }
}

#[test]
fn bodies_say_that_they_take_no_other_keys_and_money_says_its_unit() {
    let api = description();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    for (method, path, operation) in operations(&api) {
        let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema/$ref") else {
            continue;
        };
        let name = schema.as_str().unwrap().rsplit('/').next().unwrap();
        // An order ignores them: old clients send more than it needs.
        let is_strict = name != "NewOrder";
        assert_eq!(
            schemas[name]["additionalProperties"] == false,
            is_strict,
            "{method} {path}: {name}"
        );
        for secret in ["role", "isVerified", "passwordHash", "totalPoints", "createdAt", "id"] {
            assert!(
                schemas[name]["properties"].get(secret).is_none(),
                "{name} takes {secret}"
            );
        }
    }
    let mut sums = 0;
    for (name, schema) in schemas {
        let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
        for (key, field) in parts.filter_map(|part| part["properties"].as_object()).flatten() {
            if key.ends_with("Minor") {
                sums += 1;
                let about = field["description"].as_str().unwrap_or_default();
                assert!(about.contains("kopiykas"), "{name}.{key}: {about}");
            }
            for secret in ["password", "token", "hash", "salt", "totp"] {
                let is_input = ["Credentials", "PersonWish", "Refresh", "Tokens", "SignedIn"].contains(&name.as_str());
                assert!(is_input || !key.to_lowercase().contains(secret), "{name} shows {key}");
            }
        }
    }
    assert!(sums > 8, "{sums}");
    assert!(
        schemas["Hryvnias"]["description"]
            .as_str()
            .unwrap()
            .contains("Hryvnias")
    );
}

#[test]
fn the_page_tells_of_every_operation_and_loads_nothing_foreign() {
    let api = description();
    let page = page::of(&api);
    for (method, path, operation) in operations(&api) {
        let name = operation["operationId"].as_str().unwrap();
        let begins = page
            .find(&format!("<article id=\"{name}\""))
            .unwrap_or_else(|| panic!("{name}"));
        let article = &page[begins..];
        let article = &article[..article.find("</article>").unwrap()];
        assert!(article.contains(&format!(">{method}</span>")), "{name}");
        assert!(
            article.contains(&format!("<code>{}</code>", html::escaped(&path))),
            "{name}"
        );
        assert!(article.contains("Who may:"), "{name}");
    }
    for foreign in ["<script", "<style", "style=", "http://", "//cdn", "onclick"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    // Every link of the page leads to a place that there is.
    for link in page.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

/// The library takes the last of two shapes of one name, and says nothing.
#[test]
fn no_two_shapes_have_one_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rest");
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (n, _) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.contains("derive(") && line.contains("ToSchema"))
        {
            let named = lines[n..]
                .iter()
                .take(4)
                .find_map(|line| line.strip_prefix("#[schema(as = "));
            let name = named.unwrap_or_else(|| panic!("{}:{}: a shape without a name", path.display(), n + 1));
            let place = format!("{}:{}", path.display(), n + 1);
            if let Some(other) = names.insert(name.trim_end_matches(")]").to_owned(), place.clone()) {
                panic!("{name} is both at {other} and at {place}");
            }
        }
    }
    assert!(names.len() > 40, "{}", names.len());
}
