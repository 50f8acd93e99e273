//! Administrators add and change ortomats and say who has to do with them; everybody else sees five facts.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ortomat_grows_and_shrinks_and_nobody_deletes_it() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let body = json!({ "name": "Ортомат №5", "address": "вул. Київська, 1", "city": "Житомир", "totalCells": 3 });
    let added = add(&shop, "/api/ortomats", &admin, &body).await;
    assert_eq!(
        (
            &added["totalCells"],
            &added["status"],
            &added["version"],
            &added["online"]
        ),
        (&json!(3), &json!("active"), &json!(0), &json!(false))
    );
    let cells = added["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 3);
    assert_eq!(
        (
            &cells[0]["number"],
            &cells[0]["color"],
            &cells[0]["isAvailable"],
            &cells[0]["product"]
        ),
        (&json!(1), &json!("grey"), &json!(true), &Value::Null)
    );
    let path = format!("/api/ortomats/{}", text(&added, "id"));
    let more = patch(
        &shop,
        &path,
        &admin,
        json!({ "totalCells": 5, "status": "maintenance", "city": null }),
    )
    .await;
    let more = more.json();
    assert_eq!(
        (
            more["cells"].as_array().unwrap().len(),
            &more["status"],
            &more["city"],
            &more["name"]
        ),
        (5, &json!("maintenance"), &Value::Null, &added["name"])
    );
    let product = format!("{path}/cells/5/product");
    let assigned = patch(&shop, &product, &admin, json!({ "productId": PRODUCT })).await;
    assert_eq!(
        (assigned.status, &assigned.json()["color"]),
        (StatusCode::OK, &json!("blue"))
    );
    let fewer = patch(&shop, &path, &admin, json!({ "totalCells": 4 })).await;
    assert_eq!(
        fewer.status,
        StatusCode::CONFLICT,
        "a cell that should go is for a product"
    );
    assert_eq!(
        patch(&shop, &product, &admin, json!({ "productId": null }))
            .await
            .json()["color"],
        "grey"
    );
    let fewer = patch(&shop, &path, &admin, json!({ "totalCells": 4, "version": 1 })).await;
    assert_eq!(fewer.json()["cells"].as_array().unwrap().len(), 4, "{}", fewer.text);
    let stale = patch(&shop, &path, &admin, json!({ "name": "Пізній", "version": 1 })).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let deleted = call(&shop, Method::DELETE, &path, &admin, &Value::Null).await;
    assert_eq!(deleted.status, StatusCode::METHOD_NOT_ALLOWED);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_administrators_see_more_of_an_ortomat_than_the_street_does() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let path = format!("/api/ortomats/{ORTOMAT}");
    let public = shop.get(&path).await.json();
    assert_eq!(public, shop.get("/api/ortomats").await.json()[0]);
    for of_the_staff in [
        "cells",
        "doctors",
        "couriers",
        "online",
        "fillRate",
        "lastSaleAt",
        "sellsOffline",
        "version",
    ] {
        assert!(public.get(of_the_staff).is_none(), "{of_the_staff}");
    }
    for other in [&tokens.courier, &tokens.stranger, &tokens.doctor] {
        assert_eq!(get(&shop, &path, other).await.json(), public);
    }
    let whole = get(&shop, &path, &tokens.admin).await;
    let seen = whole.json();
    assert_eq!(
        (&seen["name"], seen["cells"].as_array().unwrap().len()),
        (&public["name"], 37)
    );
    let doctor = &seen["doctors"][0];
    assert_eq!(
        (&doctor["referralCode"], &doctor["doctor"]["lastName"]),
        (&json!("DOC001"), &json!("Мельник"))
    );
    assert_eq!(seen["couriers"][0]["courier"]["lastName"], "Бондар");
    // People are names here; the earlier system gave away whole rows.
    let told = whole.text.to_lowercase();
    for leak in ["@", "phone", "+380", "password", "token", "hash", "totp", "email"] {
        assert!(!told.contains(leak), "{leak} in {told}");
    }
    assert_eq!(shop.get("/api/ortomats/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        get(&shop, "/api/ortomats/nowhere", &tokens.admin).await.status,
        StatusCode::NOT_FOUND
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctors_and_couriers_are_given_an_ortomat() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let doctor = add_doctor(&shop, &admin, "067 111 22 33", "oleh@example.com", &[ORTOMAT]).await;
    let id = text(&doctor, "id");
    let second = "/api/ortomats/ortomat-3/doctors";
    let link = add(&shop, second, &admin, &json!({ "doctorId": id })).await;
    assert_eq!(
        (&link["doctorId"], &link["ortomatId"], &link["doctor"]["firstName"]),
        (&doctor["id"], &json!("ortomat-3"), &json!("Олег"))
    );
    assert!(link["doctor"].get("email").is_none() && link["doctor"].get("phone").is_none());
    // Said once more, it is the same code.
    assert_eq!(add(&shop, second, &admin, &json!({ "doctorId": id })).await, link);
    let places = get(&shop, &format!("/api/users/{id}"), &admin).await.json()["doctorOrtomats"].clone();
    assert_eq!(places.as_array().unwrap().len(), 2, "the first place is kept: {places}");

    let new = add(
        &shop,
        "/api/ortomats",
        &admin,
        &json!({ "name": "Новий", "address": "вул. Нова, 1" }),
    )
    .await;
    let courier = |phone: &str, email: &str| json!({ "firstName": "Юрій", "lastName": "Їжак", "phone": phone, "email": email, "password": PASSWORD });
    let one = add(
        &shop,
        "/api/courier",
        &admin,
        &courier("0509998877", "yurii@example.com"),
    )
    .await;
    let other = add(
        &shop,
        "/api/courier",
        &admin,
        &courier("0509998876", "other@example.com"),
    )
    .await;
    let path = format!("/api/ortomats/{}/couriers", text(&new, "id"));
    let link = add(&shop, &path, &admin, &json!({ "courierId": one["id"] })).await;
    assert_eq!((&link["courierId"], &link["ortomatId"]), (&one["id"], &new["id"]));
    let taken = post(&shop, &path, &admin, json!({ "courierId": other["id"] })).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "an ortomat has one courier");
    for (path, body) in [
        (second, json!({ "doctorId": "nobody" })),
        (second, json!({ "doctorId": other["id"] })),
        ("/api/ortomats/nowhere/doctors", json!({ "doctorId": id })),
    ] {
        assert_eq!(
            post(&shop, path, &admin, body).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    // People whom a restore left without a phone are people all the same.
    let _ids = ask(&shop, "UPDATE users SET phone = NULL RETURNING id").await;
    let newer = json!({ "name": "Ще новіший", "address": "вул. Нова, 2" });
    let newer = add(&shop, "/api/ortomats", &admin, &newer).await;
    for (what, body) in [
        ("doctors", json!({ "doctorId": id })),
        ("couriers", json!({ "courierId": other["id"] })),
    ] {
        let path = format!("/api/ortomats/{}/{what}", text(&newer, "id"));
        let link = add(&shop, &path, &admin, &body).await;
        assert_eq!(link["ortomatId"], newer["id"]);
    }
    let more = json!({ "doctorId": id, "referralCode": "MINE", "totalPoints": 1_000 });
    assert_eq!(post(&shop, second, &admin, more).await.status, StatusCode::BAD_REQUEST);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printed_code_leads_to_its_ortomat() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let doctor = add_doctor(&shop, &admin, "067 111 22 33", "oleh@example.com", &[ORTOMAT]).await;
    let doctor = get(&shop, &format!("/api/users/{}", text(&doctor, "id")), &admin)
        .await
        .json();
    let code = text(&doctor["doctorOrtomats"][0], "referralCode");
    let found = shop.get(&format!("/api/ortomats/by-referral?code={code}")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    let found = found.json();
    assert_eq!(
        (&found["ortomat"]["id"], text(&found, "referralCode")),
        (&json!(ORTOMAT), code)
    );
    assert_eq!(found["doctor"]["firstName"], "Олег");
    assert!(
        found["products"]
            .as_array()
            .is_some_and(|products| !products.is_empty())
    );
    for unknown in ["?code=NOBODY", "?code=", "", "?code=%20%2F"] {
        let answer = shop.get(&format!("/api/ortomats/by-referral{unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_ortomat_cannot_be_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let path = format!("/api/ortomats/{ORTOMAT}");
    let before = fleet(&shop).await;
    for (field, value) in [
        ("id", json!("mine")),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
        ("cells", json!([])),
        ("deviceToken", json!("x")),
        ("totalCells", json!("3")),
        ("name", json!(null)),
    ] {
        let body = json!({ "name": "Ім'я", "address": "Адреса", field: value.clone() });
        for answer in [
            post(&shop, "/api/ortomats", &admin, body).await,
            patch(&shop, &path, &admin, json!({ field: value.clone() })).await,
        ] {
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{field} {value}: {}",
                answer.text
            );
        }
    }
    let wrong = json!({ "name": "", "address": " ", "totalCells": 38, "status": "broken" });
    let said = sentences(&post(&shop, "/api/ortomats", &admin, wrong).await).join("\n");
    for field in ["name: ", "address: ", "totalCells: ", "status: "] {
        assert!(said.contains(field), "{field} in {said}");
    }
    let early = json!({ "name": "Ім'я", "address": "Адреса", "version": 0 });
    assert_eq!(
        post(&shop, "/api/ortomats", &admin, early).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(fleet(&shop).await, before);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_see_which_devices_are_here() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let nobody = get(&shop, "/api/ortomats/devices/status", &admin).await.json();
    assert_eq!(nobody, json!({ "total": 0, "online": [], "devices": [] }));
    let _device = shop.device("locker-01").await;
    shop.credentials("locker-02").await;
    let status = get(&shop, "/api/ortomats/devices/status", &admin).await;
    let here = status.json();
    assert_eq!((&here["total"], &here["online"]), (&json!(1), &json!(["locker-01"])));
    assert_eq!(
        (&here["devices"][0]["deviceId"], &here["devices"][0]["online"]),
        (&json!("locker-01"), &json!(true))
    );
    let away = get(&shop, "/api/ortomats/devices/locker-02/status", &admin).await;
    assert_eq!(
        away.json(),
        json!({ "deviceId": "locker-02", "online": false, "diagnostic": null })
    );
    let unknown = get(&shop, "/api/ortomats/devices/locker-99/status", &admin).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for leak in ["token", "hash", "salt", "secret"] {
        assert!(!status.text.contains(leak) && !away.text.contains(leak), "{leak}");
    }
    shop.close().await;
}
