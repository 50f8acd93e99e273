//! The phone mask, key by key: the table that the browser tests share.

#![expect(clippy::unwrap_used, reason = "a broken table must fail the test")]

use std::collections::BTreeSet;

use domain::phone::mask::{self, Edit};
use serde::Deserialize;

const TABLE: &str = include_str!("phone_mask_cases.json");

#[derive(Deserialize)]
struct Case {
    name: String,
    text: String,
    selection: (usize, usize),
    key: Key,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    Insert(String),
    Backspace,
    Delete,
    Focus,
}

#[derive(Deserialize)]
struct Expected {
    text: String,
    caret: usize,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(TABLE).unwrap()
}

#[test]
fn every_key_leaves_the_text_and_the_caret_as_the_table_says() {
    let wrong: Vec<String> = cases()
        .into_iter()
        .filter_map(|case| {
            let selection = case.selection.0..case.selection.1;
            let edited = match case.key {
                Key::Insert(typed) => mask::edit(&case.text, selection, mask::Key::Insert(typed)),
                Key::Backspace => mask::edit(&case.text, selection, mask::Key::Backspace),
                Key::Delete => mask::edit(&case.text, selection, mask::Key::Delete),
                Key::Focus => mask::focus(&case.text),
            };
            let expected = Edit {
                text: case.expect.text,
                caret: case.expect.caret,
            };
            (edited != expected).then(|| format!("{}:\n  is     {edited:?}\n  should {expected:?}", case.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_of_the_table_has_a_name_of_its_own() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.len() >= 60);
}
