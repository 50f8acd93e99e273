//! Everybody reads what is sold, administrators write it.

use super::*;

fn knee(sku: &str) -> Value {
    json!({
        "name": "Ортез на коліно", "sku": sku, "price": 450.5, "size": "M",
        "description": "<p>Тримає</p><script>alert(1)</script>",
        "mainImage": "https://example.com/1.jpg", "images": ["https://example.com/2.jpg"],
        "color": "", "referralPoints": 25, "attributes": { "Ширина": "10 см", "Висота": "25 см" },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_is_added_changed_and_deleted() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let added = add(&shop, "/api/products", &admin, &knee("K-100")).await;
    assert_eq!(
        (&added["price"], &added["priceMinor"], &added["version"]),
        (&json!(450.5), &json!(45_050), &json!(0))
    );
    assert_eq!(added["description"], "<p>Тримає</p>");
    assert_eq!(
        (&added["color"], &added["imageUrl"]),
        (&Value::Null, &json!("https://example.com/1.jpg"))
    );
    assert_eq!(added["attributes"], json!({ "Ширина": "10 см", "Висота": "25 см" }));
    let path = format!("/api/products/{}", text(&added, "id"));
    assert_eq!(
        get(&shop, &path, &admin).await.json(),
        added,
        "administrators see the version"
    );
    let public = shop.get(&path).await.json();
    assert!(public.get("version").is_none() && public["sku"] == "K-100");
    assert!(public["createdAt"].is_string() && public["createdAt"] == public["updatedAt"]);
    let newest = shop.get("/api/products?limit=1").await;
    assert_eq!(
        (newest.header("x-total-count"), &newest.json()[0]["id"]),
        ("7", &added["id"])
    );

    let changed = patch(&shop, &path, &admin, json!({ "priceMinor": 39_999, "color": "синій" }))
        .await
        .json();
    assert_eq!(
        (
            &changed["price"],
            &changed["color"],
            &changed["name"],
            &changed["version"]
        ),
        (&json!(399.99), &json!("синій"), &added["name"], &json!(1))
    );
    // What was read can be written back.
    let again = patch(
        &shop,
        &path,
        &admin,
        json!({ "images": changed["images"], "version": 1 }),
    )
    .await
    .json();
    assert_eq!(again["images"], changed["images"]);
    let stale = patch(&shop, &path, &admin, json!({ "name": "Пізній", "version": 1 })).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);

    let gone = call(&shop, Method::DELETE, &path, &admin, &Value::Null).await;
    assert_eq!((gone.status, &gone.json()["sku"]), (StatusCode::OK, &json!("K-100")));
    assert_eq!(shop.get(&path).await.status, StatusCode::NOT_FOUND);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn products_are_found_by_a_part_of_what_is_written_of_them() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    add(&shop, "/api/products", &admin, &knee("K-100")).await;
    let found = async |query: &str| {
        let answer = shop.get(&format!("/api/products/search?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let listed = answer.json();
        assert_eq!(
            answer.header("x-total-count"),
            listed.as_array().unwrap().len().to_string()
        );
        let skus = listed.as_array().unwrap().iter().map(|it| text(it, "sku").to_owned());
        skus.collect::<Vec<_>>()
    };
    // ТРИМАЄ, in capital letters, is in the description.
    assert_eq!(found("q=%D0%A2%D0%A0%D0%98%D0%9C%D0%90%D0%84").await, ["K-100"]);
    assert_eq!(found("q=k-1").await, ["K-100"]);
    assert_eq!(found("q=%25").await, [""; 0], "a sign of patterns means itself");
    assert_eq!(found("q=").await.len(), 7, "a blank search finds all");
    let part = shop.get("/api/products/search?q=&limit=2&offset=6").await;
    assert_eq!(
        (part.header("x-total-count"), part.json().as_array().unwrap().len()),
        ("7", 1)
    );
    for wrong in ["limit=0", "limit=501", "limit=x", "offset=-1"] {
        for list in ["/api/products", "/api/products/search", "/api/ortomats"] {
            let answer = shop.get(&format!("{list}?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{wrong}");
        }
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_kept_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let path = format!("/api/products/{PRODUCT}");
    let before = fleet(&shop).await;
    for (field, value) in [
        ("id", json!("mine")),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
        ("cells", json!([])),
        ("quantity", json!(5)),
        ("availableCells", json!([1])),
        ("__proto__", json!({})),
        ("price", json!("450")),
        ("price", json!(null)),
        ("referralPoints", json!(1.5)),
        ("attributes", json!({ "вага": 1 })),
        ("images", json!("https://example.com/1.jpg")),
    ] {
        let mut body = knee("K-100");
        body[field] = value.clone();
        let sent = post(&shop, "/api/products", &admin, body).await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{field} {value}: {}", sent.text);
        let sent = patch(&shop, &path, &admin, json!({ "name": "Інший", field: value })).await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{field}: {}", sent.text);
    }
    let wrong = json!({
        "name": " ", "sku": "", "price": 450.555, "videoUrl": "javascript:x()", "referralPoints": -1,
        "images": ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/4",
                   "https://a.example/5"],
    });
    let said = sentences(&post(&shop, "/api/products", &admin, wrong).await).join("\n");
    // What one slip of the finger makes would never fit into sums again.
    for (field, value) in [("price", json!(1_000_000.5)), ("referralPoints", json!(i64::MAX))] {
        let said = sentences(&patch(&shop, &path, &admin, json!({ field: value })).await).join("\n");
        assert!(said.contains(&format!("{field}: Завелике число")), "{said}");
    }
    for field in [
        "name: ",
        "sku: ",
        "price: ",
        "videoUrl: ",
        "referralPoints: ",
        "images: ",
    ] {
        assert!(said.contains(field), "{field} in {said}");
    }
    let taken = post(&shop, "/api/products", &admin, knee("KNEE-BRAC-001")).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    let held = call(&shop, Method::DELETE, &path, &admin, &Value::Null).await;
    assert_eq!(held.status, StatusCode::CONFLICT, "cells hold it");
    assert_eq!(
        patch(&shop, "/api/products/none", &admin, json!({})).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(fleet(&shop).await, before);
    // Long texts in Ukrainian fit; what is longer than anybody reads does not.
    let long = json!({ "termsAndConditions": "ї".repeat(49_000) });
    assert_eq!(patch(&shop, &path, &admin, long).await.status, StatusCode::OK);
    let endless = json!({ "termsAndConditions": "ї".repeat(300_000) });
    assert_eq!(
        patch(&shop, &path, &admin, endless).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    shop.close().await;
}
