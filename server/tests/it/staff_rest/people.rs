//! Administrators add, change and delete people.

use super::*;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn editing_a_doctor_changes_what_was_said_and_never_a_printed_code() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    shop.clock.advance(Duration::from_secs(1));
    let added = add_doctor(
        &shop,
        &admin,
        "067 111 22 33",
        "oleh@example.com",
        &[ORTOMAT, SECOND_ORTOMAT],
    )
    .await;
    assert_eq!(
        (&added["phone"], &added["role"], &added["version"]),
        (&json!("+380671112233"), &json!("DOCTOR"), &json!(0))
    );
    let code_at = |doctor: &Value, ortomat: &str| {
        let places = doctor["doctorOrtomats"].as_array().unwrap();
        let place = places.iter().find(|place| place["ortomatId"] == ortomat)?;
        assert_eq!(
            (&place["doctorId"], &place["ortomat"]["id"]),
            (&doctor["id"], &json!(ortomat))
        );
        Some(text(place, "referralCode").to_owned())
    };
    let codes = (
        code_at(&added, ORTOMAT).unwrap(),
        code_at(&added, SECOND_ORTOMAT).unwrap(),
    );
    let path = format!("/api/users/doctors/{}", text(&added, "id"));
    let patch = async |body: Value| call(&shop, Method::PATCH, &path, &admin, &body).await;
    let named = patch(json!({ "lastName": "Гнатюк", "middleName": "Ігорович" }))
        .await
        .json();
    assert_eq!(
        (&named["lastName"], &named["firstName"], &named["email"]),
        (&json!("Гнатюк"), &json!("Олег"), &added["email"])
    );
    assert_eq!(
        (code_at(&named, ORTOMAT), code_at(&named, SECOND_ORTOMAT)),
        (Some(codes.0.clone()), Some(codes.1.clone()))
    );
    let fewer = patch(json!({ "ortomatIds": [ORTOMAT], "middleName": null }))
        .await
        .json();
    assert_eq!(
        (code_at(&fewer, ORTOMAT), code_at(&fewer, SECOND_ORTOMAT)),
        (Some(codes.0.clone()), None)
    );
    assert_eq!(fewer["middleName"], Value::Null);
    let again = patch(json!({ "ortomatIds": [SECOND_ORTOMAT, ORTOMAT], "version": 2 }))
        .await
        .json();
    assert_eq!(
        (code_at(&again, ORTOMAT), code_at(&again, SECOND_ORTOMAT)),
        (Some(codes.0), Some(codes.1))
    );
    let stale = patch(json!({ "lastName": "Пізній", "version": 1 })).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let listed = get(&shop, "/api/users/doctors", &admin).await.json();
    assert_eq!(
        (&listed[0], listed.as_array().unwrap().len()),
        (&again, 2),
        "the newest first"
    );
    assert_eq!(log_in(&shop, "oleh@example.com", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(patch(json!({ "email": null })).await.json()["isVerified"], false);
    assert_eq!(
        log_in(&shop, "oleh@example.com", PASSWORD).await.status,
        StatusCode::UNAUTHORIZED
    );
    let legacy = json!({ "firstName": "Юрій", "lastName": "Їжак", "phone": "0509998877", "ortomatId": ORTOMAT });
    let legacy = add(&shop, "/api/users/doctors", &admin, &legacy).await;
    assert!(code_at(&legacy, ORTOMAT).is_some());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn couriers_have_two_addresses_and_an_ortomat_has_one_courier() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let first = get(&shop, "/api/courier", &admin).await.json();
    assert_eq!(get(&shop, "/api/users/couriers", &admin).await.json(), first);
    assert_eq!(
        get(&shop, "/api/courier/available/ortomats", &admin).await.json(),
        json!([])
    );
    let mut body = person("0671112233", "oleh@example.com");
    body["ortomatIds"] = json!([ORTOMAT]);
    let before = people(&shop).await;
    let taken = call(&shop, Method::POST, "/api/courier", &admin, &body).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "{}", taken.text);
    assert_eq!(people(&shop).await, before, "nobody is half added");
    let path = format!("/api/courier/{}", text(&first[0], "id"));
    let gone = call(&shop, Method::DELETE, &path, &admin, &Value::Null).await.json();
    assert!(gone["success"] == true && !text(&gone, "message").is_empty());
    assert_eq!(get(&shop, &path, &admin).await.status, StatusCode::NOT_FOUND);
    let free = get(&shop, "/api/courier/available/ortomats", &admin).await.json();
    assert_eq!(
        (&free[0]["id"], &free[1]["id"]),
        (&json!(ORTOMAT), &json!(SECOND_ORTOMAT))
    );
    let added = add(&shop, "/api/users/couriers", &admin, &body).await;
    assert_eq!(added["ortomats"][0]["id"], ORTOMAT);
    let path = format!("/api/courier/{}", text(&added, "id"));
    assert_eq!(get(&shop, &path, &admin).await.json(), added);
    let own = token(&shop, "oleh@example.com").await;
    let round = get(
        &shop,
        &format!("/api/users/{}/courier-ortomats", text(&added, "id")),
        &own,
    )
    .await
    .json();
    let expected = json!({ "id": ORTOMAT, "emptyCellsCount": 6, "fillRate": 83, "status": "active", "ortomat": {
        "id": ORTOMAT, "name": "Ортомат №1", "address": "вул. Хрещатик, 22, хол поліклініки", "totalCells": 37 } });
    assert_eq!(round, json!([expected]));
    let moved = call(
        &shop,
        Method::PATCH,
        &path,
        &admin,
        &json!({ "ortomatIds": [SECOND_ORTOMAT] }),
    )
    .await;
    assert_eq!(
        (moved.status, &moved.json()["ortomats"][0]["id"]),
        (StatusCode::OK, &json!(SECOND_ORTOMAT))
    );
    let stale = call(&shop, Method::PATCH, &path, &admin, &json!({ "version": 0 })).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let legacy = call(&shop, Method::PATCH, &path, &admin, &json!({ "ortomatId": ORTOMAT })).await;
    assert_eq!(legacy.status, StatusCode::BAD_REQUEST, "only doctors ever had it");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_written_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let doctor = add_doctor(&shop, &admin, "0671112233", "oleh@example.com", &[ORTOMAT]).await;
    let path = format!("/api/users/doctors/{}", text(&doctor, "id"));
    let before = people(&shop).await;
    for (field, value) in [
        ("role", json!("ADMIN")),
        ("passwordHash", json!("$argon2id$x")),
        ("password_hash", json!("$argon2id$x")),
        ("id", json!("somebody-else")),
        ("totalPoints", json!(1_000_000)),
        ("isVerified", json!(false)),
        ("referralCode", json!("MINE")),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
        ("__proto__", json!({ "role": "ADMIN" })),
    ] {
        let mut body = person("0502223344", "new@example.com");
        body[field] = value.clone();
        for (method, path, body) in [
            (Method::POST, "/api/users/doctors", body.clone()),
            (Method::POST, "/api/users/couriers", body.clone()),
            (Method::POST, "/api/courier", body),
            (
                Method::PATCH,
                path.as_str(),
                json!({ "lastName": "Інший", field: value }),
            ),
        ] {
            let answer = call(&shop, method, path, &admin, &body).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{field} {path}: {}",
                answer.text
            );
        }
    }
    // A doctor needs no way in, a courier does.
    let silent = json!({ "firstName": "Олег", "lastName": "Ярема", "phone": "0502223344" });
    let answer = call(&shop, Method::POST, "/api/courier", &admin, &silent).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    for (body, status) in [
        (person("+38 (067) 111-22-33", "new@example.com"), StatusCode::CONFLICT),
        (person("0502223344", "OLEH@example.com"), StatusCode::CONFLICT),
        (
            json!({ "firstName": "Олег", "lastName": "Ярема", "phone": "0502223344", "password": PASSWORD }),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({
                "firstName": "Олег", "lastName": "Ярема", "phone": "0502223344", "ortomatIds": ["nowhere"],
                "email": "new@example.com", "password": PASSWORD,
            }),
            StatusCode::NOT_FOUND,
        ),
    ] {
        for path in ["/api/users/doctors", "/api/courier"] {
            let answer = call(&shop, Method::POST, path, &admin, &body).await;
            assert_eq!(answer.status, status, "{body}: {}", answer.text);
        }
    }
    let mut weak = person("0502223344", "new@example.com");
    weak["password"] = json!("password123");
    assert_eq!(
        call(&shop, Method::POST, "/api/courier", &admin, &weak).await.status,
        StatusCode::BAD_REQUEST
    );
    let wrong = json!({ "lastName": " ", "phone": "067", "email": "oleh" });
    let said = call(&shop, Method::POST, "/api/users/doctors", &admin, &wrong)
        .await
        .json();
    let said: Vec<&str> = said["message"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(said[..2], ["lastName: Введіть прізвище", "firstName: Введіть ім'я"]);
    assert!(
        said[2].starts_with("phone: ") && said[3].starts_with("email: ") && said.len() == 4,
        "{said:?}"
    );
    assert_eq!(people(&shop).await, before);
    shop.close().await;
}
