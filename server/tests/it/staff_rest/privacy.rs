//! Who sees what of whom, and what nobody sees.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doctor_sees_the_own_points_and_code_and_nobody_elses() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let oleh = add_doctor(&shop, &admin, "0671112233", "oleh@example.com", &[ORTOMAT]).await;
    let anna = add_doctor(&shop, &admin, "0671112234", "anna@example.com", &[]).await;
    let own = token(&shop, "oleh@example.com").await;
    let (oleh, anna, code) = (
        text(&oleh, "id"),
        text(&anna, "id"),
        text(&oleh["doctorOrtomats"][0], "referralCode"),
    );
    let _device = shop.device("locker-01").await;
    let wish = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT, "referralCode": code });
    let order = shop.post_json("/api/orders/create", &wish).await.json();
    let invoice = shop.invoice(text(&order, "id")).await;
    shop.bank.pay(&invoice).unwrap();
    shop.until_status(text(&order, "id"), "completed").await;

    let stats = get(&shop, &format!("/api/users/{oleh}/stats"), &own).await.json();
    assert_eq!((&stats["totalSales"], &stats["totalPoints"]), (&json!(1), &json!(60)));
    let (sale, month) = (&stats["recentSales"][0], &stats["monthlyStats"][0]);
    assert_eq!(
        (&sale["orderNumber"], &sale["amount"]),
        (&order["orderNumber"], &json!(1250.5))
    );
    assert_eq!(
        (&sale["pointsEarned"], &sale["productName"]),
        (&json!(60), &order["productName"])
    );
    assert_eq!(
        (&month["sales"], &month["revenue"], &month["points"]),
        (&json!(1), &json!(1250.5), &json!(60))
    );
    assert!(
        !stats.to_string().contains(text(&order, "id")),
        "an order's id is its customer's"
    );

    let qr = get(&shop, &format!("/api/qr-code/doctor/{oleh}"), &own).await.json();
    assert_eq!(
        text(&qr, "referralUrl"),
        shop.url(&format!("/catalog/{ORTOMAT}?ref={code}"))
    );
    assert!(text(&qr, "qrCodeUrl").starts_with("data:image/png;base64,iVBOR"));
    assert_eq!(
        (&qr["ortomatId"], &qr["ortomatName"]),
        (&json!(ORTOMAT), &json!("Ортомат №1"))
    );
    let image = get(&shop, &format!("/api/qr-code/doctor/{oleh}/image?code={code}"), &own).await;
    assert_eq!(image.header("content-type"), "image/png");
    assert_eq!(
        image.header("content-disposition"),
        format!("inline; filename=\"ortomat-{code}.png\"")
    );
    assert!(image.header("cache-control").starts_with("private") && image.text.contains("PNG"));
    for nothing in [
        format!("{oleh}?code=DOC001"),
        format!("{oleh}/image?code=x"),
        anna.to_owned(),
        format!("{anna}/image"),
    ] {
        let answer = get(&shop, &format!("/api/qr-code/doctor/{nothing}"), &admin).await;
        assert_eq!(
            (answer.status, &answer.json()["statusCode"]),
            (StatusCode::NOT_FOUND, &json!(404)),
            "{nothing}"
        );
    }

    let profile = get(&shop, "/api/users/profile", &own).await.json();
    assert_eq!(profile["doctorOrtomats"][0]["referralCode"], code);
    assert_eq!(get(&shop, &format!("/api/users/{oleh}"), &own).await.json(), profile);
    let before = ask(&shop, "SELECT id FROM activity_logs WHERE type = 'UNAUTHORIZED_ACCESS'")
        .await
        .len();
    let paths = [
        format!("/api/users/{anna}"),
        format!("/api/users/{anna}/stats"),
        format!("/api/qr-code/doctor/{anna}"),
        format!("/api/qr-code/doctor/{anna}/image"),
        format!("/api/users/{oleh}/courier-ortomats"),
        "/api/users/nobody/stats".to_owned(),
        "/api/users".to_owned(),
        "/api/users/doctors".to_owned(),
        "/api/courier".to_owned(),
    ];
    for path in &paths {
        let answer = get(&shop, path, &own).await;
        assert_eq!(
            (answer.status, &answer.json()["statusCode"]),
            (StatusCode::FORBIDDEN, &json!(403)),
            "{path}"
        );
    }
    let logged = ask(&shop, "SELECT id FROM activity_logs WHERE type = 'UNAUTHORIZED_ACCESS'")
        .await
        .len();
    assert_eq!(logged - before, paths.len());
    shop.close().await;
}

/// Fails for a key anywhere in an answer that could hold a secret.
fn assert_no_secret(path: &str, json: &Value) {
    match json {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.to_lowercase();
                let secret = ["password", "hash", "secret", "totp", "token"]
                    .iter()
                    .find(|word| key.contains(**word));
                assert!(secret.is_none(), "{path} shows {key}");
                assert_no_secret(path, value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_no_secret(path, item)),
        Value::String(text) => assert!(!text.contains("$argon2"), "{path}"),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_shows_a_secret() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let doctor = add_doctor(&shop, &admin, "0671112233", "oleh@example.com", &[ORTOMAT]).await;
    let courier = add(&shop, "/api/courier", &admin, &person("0671112234", "anna@example.com")).await;
    assert_no_secret("POST", &json!([doctor, courier]));
    let (doctor, courier) = (text(&doctor, "id"), text(&courier, "id"));
    for path in [
        "/api/auth/profile",
        "/api/users",
        "/api/users/profile",
        "/api/users/doctors",
        "/api/users/couriers",
        "/api/courier",
        &format!("/api/users/{doctor}"),
        &format!("/api/users/{courier}"),
        &format!("/api/users/{doctor}/stats"),
        &format!("/api/users/{courier}/courier-ortomats"),
        &format!("/api/courier/{courier}"),
        "/api/courier/available/ortomats",
        &format!("/api/qr-code/doctor/{doctor}"),
        "/api/ortomats",
    ] {
        let answer = get(&shop, path, &admin).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_no_secret(path, &answer.json());
    }
    let changed = json!({ "password": "три зелені вагони і чайник" });
    let path = format!("/api/users/doctors/{doctor}");
    assert_no_secret(
        "PATCH",
        &call(&shop, Method::PATCH, &path, &admin, &changed).await.json(),
    );
    assert_no_secret(
        "DELETE",
        &call(&shop, Method::DELETE, &path, &admin, &Value::Null).await.json(),
    );
    let mut signed_in = log_in(&shop, "anna@example.com", PASSWORD).await.json();
    for own in ["access_token", "refresh_token", "token_type"] {
        signed_in.as_object_mut().unwrap().remove(own);
    }
    assert_no_secret("login", &signed_in);
    shop.close().await;
}
