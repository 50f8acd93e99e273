//! The description for integrators, as a browser and a program get it.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_description_is_served_to_everybody() {
    let shop = Shop::open().await;
    let answer = shop.get("/api/openapi.json").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::OK, "application/json")
    );
    let api = answer.json();
    assert!(text(&api, "openapi").starts_with("3."), "{}", api["openapi"]);
    assert_eq!(api["paths"]["/api/logs"]["get"]["x-roles"], json!(["ADMIN"]));
    assert!(api["paths"]["/api/ortomats/{id}/cells/{number}/mark-filled"]["post"].is_object());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_needs_no_script_and_nothing_from_elsewhere() {
    let shop = Shop::open().await;
    let page = shop.get("/api/docs").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'none'") && policy.contains("default-src 'self'"),
        "{policy}"
    );
    assert!(page.text.contains("/api/products") && !page.text.contains("<script"));
    let style = page
        .text
        .split("stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let css = shop.get(style).await;
    assert_eq!(
        (css.status, css.header("content-type")),
        (StatusCode::OK, "text/css; charset=utf-8")
    );
    shop.close().await;
}

/// What is described is what there is: every route answers, if only with a no of the described form.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_route_says_is_among_the_answers_that_are_described() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let api = shop.get("/api/openapi.json").await.json();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if path == "/api/auth/logout" {
                continue;
            }
            let address = path
                .replace("{id}", "no-such-thing")
                .replace("{number}", "1")
                .replace("{device}", "no-such-device");
            for (token, body) in [
                (admin.as_str(), json!({ "x": 1 })),
                ("", json!({})),
                (&admin, Value::Null),
            ] {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let answer = call(&shop, method, &address, token, &body).await;
                let described = operation["responses"].as_object().unwrap();
                let status = answer.status.as_str();
                assert!(described.contains_key(status), "{path}: {status} {}", answer.text);
            }
        }
    }
    shop.close().await;
}
