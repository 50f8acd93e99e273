//! Signing in with a password, staying so with tokens, and all the ways in which that ends.

use super::*;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_of_tokens_opens_the_profile_and_a_refresh_token_works_once() {
    let shop = Shop::open().await;
    let id = shop.add_staff(Role::Courier, "taras@example.com").await;
    let answer = log_in(&shop, " Taras@Example.com ", PASSWORD).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    let first = answer.json();
    let user = json!({ "id": id, "email": "taras@example.com", "role": "COURIER", "firstName": "Тарас",
                       "lastName": "Бондар", "isVerified": true });
    assert_eq!(
        (&first["user"], &first["expires_in"], &first["token_type"]),
        (&user, &json!(900), &json!("Bearer"))
    );
    assert_eq!(
        get(&shop, "/api/auth/profile", text(&first, "access_token"))
            .await
            .json(),
        user
    );
    let second = refresh(&shop, text(&first, "refresh_token")).await.json();
    assert_eq!(
        get(&shop, "/api/auth/profile", text(&second, "access_token"))
            .await
            .json(),
        user
    );
    for gone in ["access_token", "refresh_token"] {
        let answer = get(&shop, "/api/auth/profile", text(&first, gone)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    // A refresh token opens nothing by itself, and shown twice it ends the whole sign-in.
    let opened = get(&shop, "/api/auth/profile", text(&second, "refresh_token")).await;
    assert_eq!(opened.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        refresh(&shop, text(&first, "refresh_token")).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        refresh(&shop, text(&second, "refresh_token")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let opened = get(&shop, "/api/auth/profile", text(&second, "access_token")).await;
    assert_eq!(opened.status, StatusCode::UNAUTHORIZED);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_end_with_time_with_logging_out_and_with_their_owner() {
    let shop = Shop::open().await;
    let admin_id = shop.add_staff(Role::Admin, "chief@example.com").await;
    let pair = log_in(&shop, "chief@example.com", PASSWORD).await.json();
    shop.clock.advance(Duration::from_secs(15 * 60));
    let late = get(&shop, "/api/auth/profile", text(&pair, "access_token")).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    let pair = refresh(&shop, text(&pair, "refresh_token")).await.json();
    shop.clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert_eq!(
        refresh(&shop, text(&pair, "refresh_token")).await.status,
        StatusCode::UNAUTHORIZED
    );

    let pair = log_in(&shop, "chief@example.com", PASSWORD).await.json();
    let access = text(&pair, "access_token");
    let out = call(&shop, Method::POST, "/api/auth/logout", access, &Value::Null).await;
    assert_eq!(out.status, StatusCode::OK);
    assert!(!text(&out.json(), "message").is_empty());
    assert_eq!(
        get(&shop, "/api/auth/profile", access).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        refresh(&shop, text(&pair, "refresh_token")).await.status,
        StatusCode::UNAUTHORIZED
    );

    let admin = token(&shop, "chief@example.com").await;
    let doctor = add_doctor(&shop, &admin, "0671112233", "oleh@example.com", &[]).await;
    let pair = log_in(&shop, "oleh@example.com", PASSWORD).await.json();
    let path = format!("/api/users/doctors/{}", text(&doctor, "id"));
    let gone = call(&shop, Method::DELETE, &path, &admin, &Value::Null).await;
    assert_eq!((gone.status, &gone.json()["success"]), (StatusCode::OK, &json!(true)));
    assert_eq!(
        get(&shop, "/api/auth/profile", text(&pair, "access_token"))
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        refresh(&shop, text(&pair, "refresh_token")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let kept = ask(&shop, "SELECT access_hash || refresh_hash FROM access_tokens").await;
    assert!(
        kept.iter().all(|hashes| !hashes.contains("ortomat_")),
        "only hashes are kept"
    );
    assert_eq!(
        get(&shop, &format!("/api/users/{admin_id}"), &admin).await.status,
        StatusCode::OK
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_learns_nothing_and_is_slowed_down() {
    let shop = Shop::open().await;
    shop.add_staff(Role::Admin, "chief@example.com").await;
    let wrong = log_in(&shop, "chief@example.com", "невірний пароль").await;
    let unknown = log_in(&shop, "nobody@example.com", "невірний пароль").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!((unknown.status, &unknown.text), (wrong.status, &wrong.text));
    for email in ["chief@example.com", "nobody@example.com"] {
        for _ in 0..4 {
            assert_eq!(log_in(&shop, email, "ще раз").await.status, StatusCode::UNAUTHORIZED);
        }
        let slowed = log_in(&shop, email, PASSWORD).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "{}", slowed.text);
        let seconds: u64 = slowed.header("retry-after").parse().unwrap();
        assert!((1..=61).contains(&seconds), "{seconds}");
    }
    shop.clock.advance(Duration::from_secs(61));
    assert_eq!(
        log_in(&shop, "chief@example.com", PASSWORD).await.status,
        StatusCode::OK
    );
    for body in [
        "",
        "{",
        "null",
        "{}",
        r#"{"email":1,"password":2}"#,
        r#"{"email":"a","password":"b","role":"ADMIN"}"#,
    ] {
        let headers = [("content-type", "application/json")];
        let answer = shop.send(Method::POST, "/api/auth/login", &headers, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.json()["statusCode"], 400);
    }
    let large = log_in(&shop, "chief@example.com", &"x".repeat(100_000)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_with_a_second_factor_asks_for_its_code() {
    let shop = Shop::open().await;
    let id = shop.add_staff(Role::Admin, "chief@example.com").await;
    shop.running.engine.begin_second_factor(&id).await.unwrap();
    ask(
        &shop,
        "UPDATE users SET totp_since = 1 WHERE email = 'chief@example.com' RETURNING id",
    )
    .await;
    // Kept as every secret of ours is.
    let kept = engine::staff::session_key(&format!("{id} RESCUE2026"));
    let insert = format!("INSERT INTO recovery_codes (code_hash, user_id) VALUES ('{kept}', '{id}') RETURNING user_id");
    ask(&shop, &insert).await;
    let asked = log_in(&shop, "chief@example.com", PASSWORD).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert_eq!(asked.json()["message"], "Потрібен код другого фактора");
    let with_code = async |code: &str| {
        let body = json!({ "email": "chief@example.com", "password": PASSWORD, "code": code });
        shop.post_json("/api/auth/login", &body).await
    };
    assert_eq!(with_code("WRONG00000").await.status, StatusCode::UNAUTHORIZED);
    let signed_in = with_code("rescue-2026").await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    assert_eq!(
        with_code("rescue-2026").await.status,
        StatusCode::UNAUTHORIZED,
        "it counts once"
    );
    shop.close().await;
}
