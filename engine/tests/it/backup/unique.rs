//! The check of a file knows what the schema allows only once, so that the database never has to say it.

use super::{
    document::{Document, TABLES},
    *,
};
use engine::backup::FieldProblem;
use sea_orm::Statement;
use serde_json::{Value, json};

/// The columns of every unique index of a table, the primary key's as well.
async fn unique_indexes(empty: &Empty, table: &str) -> Vec<Vec<String>> {
    let query = async |sql: String, column: &str| -> Vec<String> {
        let statement = Statement::from_string(empty.db.get_database_backend(), sql);
        let rows = empty.db.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
    };
    let names = query(
        format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1 ORDER BY name"),
        "name",
    )
    .await;
    let mut indexes = Vec::new();
    for name in names {
        let columns = format!("SELECT name FROM pragma_index_info('{name}') ORDER BY seqno");
        indexes.push(query(columns, "name").await);
    }
    indexes
}

/// What the file calls a column: `order_number` is `orderNumber`.
fn key(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |key, word| {
        let (initial, rest) = word.split_at(1);
        key + &initial.to_uppercase() + rest
    })
}

/// Another value that may stand in the same field.
fn other(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("email", _) => json!("other@example.com"),
        ("phone", _) => json!("+380671119999"),
        ("kind", _) => json!("reversed"),
        ("orderId" | "saleId", _) => json!("s2"),
        // Beside them stands another number, or they are looked at later.
        ("ortomatId" | "doctorId", same) => same.clone(),
        (_, Value::Number(_)) => json!(2),
        (_, Value::String(text)) => json!(format!("{text}-2")),
        (_, other) => panic!("{key} needs a value that can be another one, not {other}"),
    }
}

#[tokio::test]
async fn a_second_row_is_refused_wherever_an_index_of_the_schema_would_refuse_it() {
    let empty = Empty::on(sqlite().await).await;
    let document = Document::ours();
    let mut seen = 0;
    for (table, name) in TABLES {
        let indexes = unique_indexes(&empty, name).await;
        for index in &indexes {
            let mut twin = document.row(table);
            for column in indexes.iter().flatten().filter(|column| !index.contains(column)) {
                let key = key(column);
                // A column that no file holds cannot make a file's rows clash.
                if let Some(value) = twin.get(&key) {
                    twin[&key] = other(&key, value);
                }
            }
            let keys: Vec<String> = index.iter().map(|column| key(column)).collect();
            for key in &keys {
                assert!(
                    !twin[key].is_null(),
                    "{table}: nothing stands in {key}, so nothing is tried"
                );
            }
            let outcome = empty
                .problem_of(document.and(table, &twin.to_string()).text().as_bytes())
                .await;
            let Err(Problem::Row {
                table: told,
                field,
                problem: FieldProblem::Duplicate(_),
                ..
            }) = &outcome
            else {
                panic!("{table} {keys:?}: {outcome:?}");
            };
            assert_eq!((*told, field), (table, &keys.join(", ")));
            seen += 1;
        }
    }
    assert!(seen >= 33, "only {seen} indexes were found");
    empty.end().await;
}

on_both_empty! {
    async fn a_document_with_a_row_in_every_table_comes_back_as_it_is(empty) {
        let document = Document::ours();
        empty.restore(&empty.write(document.text().as_bytes())).await.unwrap();
        let exported: Value = serde_json::from_str(&export(&empty.engine).await).unwrap();
        for (table, _) in TABLES {
            assert_eq!(exported["data"][table], Value::Array(document.rows(table)), "{table}");
        }
        // No table but the earlier system's empty one is missing here.
        assert_eq!(exported["data"].as_object().unwrap().len(), TABLES.len() + 1);
    }

    async fn the_beginning_of_the_old_file_is_a_whole_old_file(empty) {
        empty.restore(&empty.write(Document::old().text().as_bytes())).await.unwrap();
    }

    async fn rows_that_only_look_alike_are_all_stored(empty) {
        // An ended order has its cell again, and a refund that was refused may be asked for once more.
        let mut order = Document::ours().row("sales");
        for (key, value) in [("id", json!("s3")), ("orderNumber", json!("ORD-3")), ("idempotencyKey", Value::Null),
            ("phase", json!("failed")), ("deadlineAt", Value::Null)] {
            order[key] = value;
        }
        let mut refund = Document::ours().row("refunds");
        for (key, value) in [("id", json!("r2")), ("status", json!("refused")), ("dueAt", Value::Null)] {
            refund[key] = value;
        }
        let document = Document::ours().and("sales", &order.to_string()).and("refunds", &refund.to_string());
        empty.restore(&empty.write(document.text().as_bytes())).await.unwrap();
    }
}
