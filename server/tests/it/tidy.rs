//! The project's own rules, kept by a test instead of by memory.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const LONGEST_FILE: usize = 450;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The Rust files below a folder of the repository, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no sources");
    found
}

/// Fails for every file below `folders` that names `word`.
fn nobody_names(word: &str, folders: &[&str]) {
    for (path, text) in folders.iter().flat_map(|folder| sources(folder)) {
        assert!(!text.contains(word), "{} names {word}", path.display());
    }
}

#[test]
fn each_library_is_named_only_where_it_belongs() {
    nobody_names(
        "sea_orm::",
        &["domain/src", "app/src", "server/src", "sandbox/src", "frontend/src"],
    );
    nobody_names("axum::", &["domain/src", "engine/src", "frontend/src"]);
    nobody_names(
        "reqwest::",
        &[
            "domain/src",
            "app/src",
            "server/src",
            "frontend/src",
            "engine/src/orders",
            "engine/src/payments",
            "engine/src/devices",
        ],
    );
    nobody_names("tokio::", &["domain/src"]);
    nobody_names("ServerFnError>", &["app/src"]);
    nobody_names("use engine::", &["domain/src", "migration/src", "sandbox/src"]);
}

#[test]
fn a_file_has_one_purpose_and_fits_on_a_few_screens() {
    for folder in [
        "domain",
        "engine",
        "app/src",
        "server",
        "frontend",
        "migration",
        "sandbox",
    ] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            assert!(lines <= LONGEST_FILE, "{} has {lines} lines", path.display());
            let first = text.lines().next().unwrap_or_default();
            assert!(
                first.starts_with("//!"),
                "{} does not begin by saying what it is for",
                path.display()
            );
        }
    }
}

#[test]
fn the_example_environment_lists_every_variable_that_is_read() {
    let example = fs::read_to_string(root().join(".env.example")).unwrap();
    let listed: BTreeSet<&str> = example
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    let config: String = ["places.rs", "mod.rs"]
        .map(|file| fs::read_to_string(root().join("server/src/config").join(file)).unwrap())
        .concat();
    let program = config.split("mod tests").next().unwrap();
    let read: BTreeSet<&str> = program
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    let without_ours: BTreeSet<&str> = listed.into_iter().filter(|name| *name != "RUST_LOG").collect();
    assert_eq!(without_ours, read);
}
