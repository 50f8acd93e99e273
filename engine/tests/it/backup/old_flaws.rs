//! Files of the earlier system that are older than the found one, or that its holes have spoilt: what can be kept is kept,
//! what cannot is told.

use super::{document::Document, *};
use engine::{
    backup::{Change, FieldProblem},
    devices::DeviceToken,
    entity::{cell, device, ortomat, payment, reward, sale, user},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

/// The beginning of the old file with these fields of the first rows of some tables.
fn old_with(changes: &[(&str, &str, Value)]) -> Document {
    changes.iter().fold(Document::old(), |document, (table, key, value)| {
        document.with(table, key, &value.to_string())
    })
}

async fn restored(document: &Document) -> (Empty, Restored) {
    let empty = Empty::on(sqlite().await).await;
    let restored = empty.restore(&empty.write(document.text().as_bytes())).await.unwrap();
    (empty, restored)
}

/// Which field of which table is said to be wrong.
async fn blamed(document: &Document) -> (&'static str, String, FieldProblem) {
    let empty = Empty::on(sqlite().await).await;
    let problem = empty.problem_of(document.text().as_bytes()).await.unwrap_err();
    empty.end().await;
    let Problem::Row {
        table, field, problem, ..
    } = problem
    else {
        panic!("a field is to blame, not {problem:?}");
    };
    (table, field, problem)
}

async fn first_payment(empty: &Empty) -> payment::Model {
    let id = Document::old().row("payments")["id"].as_str().unwrap().to_owned();
    payment::Entity::find_by_id(id).one(&empty.db).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_person_whose_address_is_none_or_somebodys_stays_without_it() {
    let mut twin = Document::old().row("users");
    twin["id"] = json!("twin");
    twin["phone"] = Value::Null;
    twin["email"] = json!("Iryna@Example.com");
    let mut careless = twin.clone();
    careless["id"] = json!("careless");
    careless["email"] = json!("kurier");
    let document = old_with(&[("users", "email", json!("iryna@example.com"))])
        .and("users", &twin.to_string())
        .and("users", &careless.to_string());
    let (empty, restored) = restored(&document).await;
    let changes = &restored.check.changes;
    assert_eq!(changes[&("users", Change::EmailTaken)], 1);
    assert_eq!(changes[&("users", Change::EmailUnreadable)], 1);
    assert_eq!(changes[&("users", Change::PhoneRewritten)], 2, "masked ones");
    for (id, email) in [("twin", None), ("careless", None)] {
        let user = user::Entity::find_by_id(id).one(&empty.db).await.unwrap().unwrap();
        assert_eq!(user.email, email);
    }
    empty.end().await;
}

#[tokio::test]
async fn nobody_takes_an_administrators_address_by_coming_first() {
    let mut admin = Document::old().row("users");
    admin["id"] = json!("boss");
    admin["phone"] = Value::Null;
    admin["role"] = json!("ADMIN");
    admin["email"] = json!("BOSS@clinic.ua");
    let document = old_with(&[("users", "email", json!("boss@clinic.ua"))]).and("users", &admin.to_string());
    let (empty, _) = restored(&document).await;
    let doctor = document.row("users")["id"].as_str().unwrap().to_owned();
    for (id, email) in [("boss", Some("boss@clinic.ua")), (doctor.as_str(), None)] {
        let user = user::Entity::find_by_id(id).one(&empty.db).await.unwrap().unwrap();
        assert_eq!(user.email.as_deref(), email, "{id}");
    }
    empty.end().await;
}

#[tokio::test]
async fn cells_that_no_ortomat_has_are_left_out_and_told() {
    let document = old_with(&[
        ("cells", "number", json!(999)),
        ("sales", "cellNumber", json!(999)),
        ("ortomats", "totalCells", json!(40)),
    ]);
    let (empty, restored) = restored(&document).await;
    for table in ["cells", "sales"] {
        assert_eq!(restored.check.changes[&(table, Change::NoSuchCell)], 1, "{table}");
    }
    assert_eq!(restored.check.changes[&("ortomats", Change::TooManyCells)], 1);
    let cells = restored.check.tables["cells"];
    assert_eq!((cells.found, cells.kept, cells.left_out), (3, 2, 1));
    let most = ortomat::Entity::find_by_id("ortomat-1").one(&empty.db).await.unwrap();
    assert_eq!(most.unwrap().total_cells, 37);
    empty.end().await;
}

#[tokio::test]
async fn money_that_was_paid_stays_paid_whatever_late_news_said() {
    for late in ["created", "processing", "hold", "expired"] {
        let document = old_with(&[
            ("payments", "status", json!("completed")),
            ("payments", "monoStatus", json!(late)),
        ]);
        let (empty, _) = restored(&document).await;
        let payment = first_payment(&empty).await;
        assert_eq!(
            (payment.status.as_str(), payment.paid_amount),
            ("success", Some(20_099)),
            "{late}"
        );
        assert_eq!(payment.next_check_at, None);
        empty.end().await;
    }
    let back = old_with(&[("payments", "monoStatus", json!("reversed"))]);
    let (empty, _) = restored(&back).await;
    assert_eq!(first_payment(&empty).await.status, "reversed");
    empty.end().await;
    let unknown = old_with(&[("payments", "status", json!("WAT"))]);
    let expected = FieldProblem::UnknownWord("WAT".to_owned());
    assert_eq!(blamed(&unknown).await, ("payments", "status".to_owned(), expected));
}

#[tokio::test]
async fn what_of_a_payment_is_not_kept_is_told() {
    let (empty, restored) = restored(&old_with(&[
        ("payments", "paymentProvider", json!("liqpay")),
        ("payments", "invoiceId", Value::Null),
        ("payments", "transactionId", json!("2345678")),
        ("doctorOrtomats", "commissionPercent", json!(7.5)),
    ]))
    .await;
    let told = |table: &str, field: &str| {
        let mut notes = restored.check.notes.iter();
        notes.any(|note| (note.table, note.field, note.change) == (table, field, Change::NotKept) && note.row == 1)
    };
    assert!(told("payments", "transactionId"));
    assert!(told("doctorOrtomats", "commissionPercent"));
    empty.end().await;
    for (table, field, value) in [
        ("payments", "pageUrl", json!(5)),
        ("payments", "status", json!([1])),
        ("doctorOrtomats", "commissionPercent", json!("<b>")),
        ("doctorOrtomats", "totalEarnings", json!(-5)),
    ] {
        let (of, key, _) = blamed(&old_with(&[(table, field, value)])).await;
        assert_eq!((of, key.as_str()), (table, field));
    }
}

#[tokio::test]
async fn what_the_program_could_not_read_again_is_refused() {
    let with_images = |images: Value| old_with(&[("products", "images", images)]);
    for images in [json!({"a": 1}), json!("x"), json!([null, "a"])] {
        assert_eq!(blamed(&with_images(images)).await.0, "products");
    }
    for (table, field, value) in [
        ("sales", "orderNumber", json!("A B")),
        ("sales", "orderNumber", json!("№5/7")),
        ("doctorOrtomats", "referralCode", json!("DOC 001")),
        ("doctorOrtomats", "referralCode", json!("")),
        ("payments", "invoiceId", json!("a b")),
    ] {
        let (of, key, _) = blamed(&old_with(&[(table, field, value)])).await;
        assert_eq!((of, key.as_str()), (table, field));
    }
}

#[tokio::test]
async fn an_order_gets_a_number_that_fits_however_long_its_name_is() {
    let long = "ї".repeat(60);
    let document = old_with(&[
        ("sales", "id", json!(long)),
        ("sales", "orderNumber", Value::Null),
        ("sales", "paymentId", Value::Null),
        ("sales", "completedAt", Value::Null),
    ]);
    let (empty, restored) = restored(&document).await;
    assert_eq!(restored.check.changes[&("sales", Change::NumberMade)], 1);
    assert_eq!(restored.check.changes[&("sales", Change::TimeTaken)], 1);
    let order = sale::Entity::find_by_id(long).one(&empty.db).await.unwrap().unwrap();
    assert!(
        order.order_number.parse::<domain::id::OrderNumber>().is_ok(),
        "{}",
        order.order_number
    );
    empty.end().await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_in_no_restores_way() {
    let (empty, _) = restored(&Document::old()).await;
    empty
        .execute("UPDATE sales SET order_number = 'A B', phase = 'needs_review' WHERE id = 's1'")
        .await;
    let restored = empty.restore(&empty.write(OLD_FILE.as_bytes())).await.unwrap();
    assert!(restored.unsettled.iter().any(|order| order.number == "A B"));
    empty.end().await;
}

#[tokio::test]
async fn a_file_of_ours_that_calls_itself_old_is_found_out() {
    let ours = Document::ours();
    let devices = format!("\"devices\":[{}]", ours.row("devices"));
    let file = Document::old()
        .text()
        .replacen("\"data\":{", &format!("\"data\":{{{devices},"), 1);
    let empty = Empty::on(sqlite().await).await;
    let problem = empty.problem_of(file.as_bytes()).await.unwrap_err();
    assert_eq!(problem, Problem::UnknownTable("devices".to_owned()));
    empty.end().await;
    for (table, key, value) in [
        ("sales", "idempotencyKey", json!("wish")),
        ("sales", "phase", json!("completed")),
        ("payments", "paidAmount", json!(1)),
        ("cells", "filled", json!(true)),
    ] {
        let expected = (table, key.to_owned(), FieldProblem::UnknownField);
        assert_eq!(blamed(&old_with(&[(table, key, value)])).await, expected);
    }
}

#[tokio::test]
async fn nothing_is_not_put_in_the_place_of_everything() {
    let (empty, _) = restored(&Document::old()).await;
    let before = export(&empty.engine).await;
    for data in ["{}", r#"{"users":[],"logs":null,"invites":[]}"#] {
        let file = format!(r#"{{"timestamp":"2026-11-22T12:05:09.120Z","version":"1.0","data":{data}}}"#);
        assert_eq!(empty.problem_of(file.as_bytes()).await, Err(Problem::NoRows), "{data}");
    }
    assert_eq!(
        without_timestamp(&before),
        without_timestamp(&export(&empty.engine).await)
    );
    // What the file does not have is told as well: it will be gone.
    let file = empty.write(Document::old().without_table("logs").text().as_bytes());
    let preview = empty.engine.preview_restore(&file).await.unwrap();
    assert_eq!((preview.now["logs"], preview.check.tables["logs"].kept), (3, 0));
    empty.end().await;
}

#[tokio::test]
async fn sums_with_parts_of_a_kopiyka_are_rounded_and_told() {
    let (empty, restored) = restored(&old_with(&[("products", "price", json!(99.999))])).await;
    assert_eq!(restored.check.changes[&("products", Change::Rounded)], 1);
    empty.end().await;
    let (empty, restored) = restored_with_price(json!(200.98999999999998)).await;
    assert!(!restored.check.changes.contains_key(&("products", Change::Rounded)));
    empty.end().await;
}

async fn restored_with_price(price: Value) -> (Empty, Restored) {
    restored(&old_with(&[("products", "price", price)])).await
}

#[tokio::test]
async fn devices_stay_where_an_old_file_knows_their_ortomat() {
    let (empty, _) = restored(&Document::old()).await;
    let token = DeviceToken::random();
    let (ortomat, id) = ("ortomat-1".parse().unwrap(), "locker-07".parse().unwrap());
    empty.engine.add_device(&ortomat, &id, &token).await.unwrap();
    let file = empty.write(OLD_FILE.as_bytes());
    let preview = empty.engine.preview_restore(&file).await.unwrap();
    assert_eq!((preview.now["devices"], preview.check.tables["devices"].kept), (1, 1));
    let restored = empty.restore(&file).await.unwrap();
    assert_eq!((restored.check.tables["devices"].kept, restored.without_secret), (1, 0));
    let known = empty
        .engine
        .authenticate_device("locker-07", token.expose())
        .await
        .unwrap();
    assert!(known.is_some());
    // And where it does not, they go.
    let mut file: Value = serde_json::from_str(OLD_FILE).unwrap();
    file["data"]["ortomats"][0]["id"] = json!("another");
    empty.restore(&empty.write(file.to_string().as_bytes())).await.unwrap();
    assert_eq!(device::Entity::find().count(&empty.db).await.unwrap(), 0);
    empty.end().await;
}

#[tokio::test]
async fn cells_that_sold_are_looked_at_when_nobody_knows_when_the_file_was_made() {
    let full = Document::old().row("cells");
    assert_eq!(full["isAvailable"], false);
    let timestamp = "\"timestamp\":\"2026-11-22T12:05:09.120Z\",";
    for made_at in ["", "\"timestamp\":\"2226-01-01T00:00:00.000Z\","] {
        let (empty, _) = restored(&Document::old()).await;
        let sold = format!(
            "UPDATE sales SET phase = 'completed', completed_at = 1, ortomat_id = '{}', cell_number = {} WHERE id = 's1'",
            full["ortomatId"].as_str().unwrap(),
            full["number"]
        );
        empty.execute(&sold).await;
        let file = Document::old().text().replacen(timestamp, made_at, 1);
        let restored = empty.restore(&empty.write(file.as_bytes())).await.unwrap();
        assert!(restored.blocked_cells >= 1, "{made_at}");
        let id = full["id"].as_str().unwrap();
        let cell = cell::Entity::find_by_id(id).one(&empty.db).await.unwrap().unwrap();
        assert!(cell.blocked_reason.is_some());
        empty.end().await;
    }
}

on_both_empty! {
    async fn points_of_old_orders_can_be_taken_back(empty) {
        let restored = empty.restore(&empty.write(OLD_FILE.as_bytes())).await.unwrap();
        let rewards = reward::Entity::find().all(&empty.db).await.unwrap();
        let earned: Vec<_> = sale::Entity::find().all(&empty.db).await.unwrap().into_iter()
            .filter(|sale| sale.phase == "completed" && sale.doctor_id.is_some() && sale.points > 0)
            .map(|sale| (sale.id, sale.points))
            .collect();
        assert!(!earned.is_empty());
        let mut credited: Vec<_> = rewards.into_iter().map(|reward| (reward.sale_id, reward.points)).collect();
        credited.sort();
        let mut expected = earned;
        expected.sort();
        assert_eq!(u64::try_from(credited.len()).unwrap(), restored.check.tables["rewards"].kept);
        assert_eq!(credited, expected);
    }
}
