//! Files that somebody has damaged or made up: each is refused with a reason, and nothing is touched.

mod packed;
mod rules;
mod shapes;
mod values;

use super::{document::Document, *};
use engine::backup::LARGEST;

/// A file that must not be restored.
struct Hostile {
    /// What is wrong with it.
    what: String,
    content: Vec<u8>,
    told: Told,
}

/// What has to be said of it.
enum Told {
    /// That it is no backup, or a damaged one.
    Anything,
    Exactly(Problem),
    /// Where the wrong value stands.
    Field(&'static str, String),
}

impl Hostile {
    fn new(what: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            what: what.into(),
            content: content.into(),
            told: Told::Anything,
        }
    }

    fn with(self, told: Told) -> Self {
        Self { told, ..self }
    }

    /// One field is wrong.
    fn field(document: &Document, table: &'static str, key: &str, what: &str) -> Self {
        let version = document.version;
        Self::new(format!("{version} {table}.{key}: {what}"), document.text()).with(Told::Field(table, key.to_owned()))
    }

    fn is_told_of(&self, problem: &Problem) -> bool {
        match &self.told {
            Told::Anything => !matches!(problem, Problem::Row { .. }),
            Told::Exactly(expected) => problem == expected,
            Told::Field(in_table, in_field) => matches!(
                problem,
                Problem::Row { table, field, row, .. } if table == in_table && field == in_field && *row > 0
            ),
        }
    }
}

/// A database with data worth keeping.
async fn furnished() -> (Empty, String) {
    let empty = Empty::on(sqlite().await).await;
    empty.restore(&empty.write(OLD_FILE.as_bytes())).await.unwrap();
    let document = export(&empty.engine).await;
    (empty, document)
}

/// The whole database, as a file tells it, is what it was.
async fn assert_untouched(empty: &Empty, before: &str) {
    assert_eq!(
        without_timestamp(before),
        without_timestamp(&export(&empty.engine).await)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_file_is_refused_with_a_reason_and_touches_nothing() {
    let (empty, before) = furnished().await;
    let mut count = 0;
    for files in [
        shapes::cut(),
        shapes::envelopes(),
        shapes::nested(),
        shapes::not_json(),
        packed::files(),
        values::of(&Document::old()),
        values::of(&Document::ours()),
        rules::secrets(&Document::old()),
        rules::secrets(&Document::ours()),
        rules::old_files(),
        rules::ours(),
        rules::sealed_again(),
    ] {
        for file in &files {
            let problem = match empty.problem_of(&file.content).await {
                Ok(()) => panic!("{} was accepted", file.what),
                Err(problem) => problem,
            };
            assert!(file.is_told_of(&problem), "{}: {problem:?}", file.what);
        }
        // What no file may do, none of these has done.
        assert_untouched(&empty, &before).await;
        count += files.len();
    }
    assert!(count >= 600, "only {count} hostile files");
    empty.end().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_even_read() {
    let (empty, before) = furnished().await;
    let path = empty.folder.path().join("endless.json");
    std::fs::File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
    let Err(RestoreError::File(problem)) = empty.restore(&path).await else {
        panic!("it was accepted");
    };
    assert_eq!(*problem, Problem::TooLarge { limit: LARGEST });
    assert_untouched(&empty, &before).await;
    empty.end().await;
}
