//! Pictures that come with the form of a product, and how they are served.

use crate::support::{Answer, Shop, Staff};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::staff::Role;
use reqwest::{Method, StatusCode};

/// A red dot.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const BOUNDARY: &str = "----ortomat";

fn dot() -> Vec<u8> {
    STANDARD.decode(DOT).unwrap()
}

enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

/// As a browser sends a form with `enctype="multipart/form-data"`.
fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let (head, content) = match part {
            Part::Text(name, text) => (format!("name=\"{name}\""), text.as_bytes()),
            Part::File(name, file, bytes) => (
                format!("name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: image/png"),
                *bytes,
            ),
        };
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

/// The form of a new product with its pictures in the middle.
async fn send(shop: &Shop, staff: &Staff, act: &str, files: &[(&str, &str, &[u8])]) -> Answer {
    let mut parts = vec![
        Part::Text("act", act),
        Part::Text("name", "Бандаж"),
        Part::Text("sku", "B-1"),
    ];
    parts.extend(files.iter().map(|(name, file, bytes)| Part::File(name, file, bytes)));
    let texts = [
        "points",
        "size",
        "kind",
        "color",
        "material",
        "manufacturer",
        "country",
        "attributes",
        "size_chart",
        "video",
        "terms",
    ];
    parts.extend(texts.iter().map(|name| Part::Text(name, "")));
    parts.extend([
        Part::Text("price", "450,50"),
        Part::Text("description", "<p>Тримає</p>"),
    ]);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [
        ("content-type", kind.as_str()),
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("cookie", staff.cookie.as_str()),
    ];
    shop.send(Method::POST, "/form/save_product", &headers, multipart(&parts))
        .await
}

/// The address of the first picture in a page.
fn picture_in(page: &str) -> &str {
    let at = page.find("/pictures/").expect("a picture");
    let address = &page[at..];
    &address[..address.find('"').unwrap()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_uploaded_picture_is_kept_and_served_for_ever_under_the_name_of_its_content() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let nothing_chosen: (&str, &str, &[u8]) = ("size_chart_file", "", b"");
    let answer = send(
        &shop,
        &admin,
        "add",
        &[("pictures[]", "dot.png", &dot()), nothing_chosen],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header("location"), "/admin/products/new#pictures-section");
    let form = shop.page("/admin/products/new", &admin.cookie).await.text;
    for kept in ["value=\"Бандаж\"", "value=\"450,50\"", "Зміни ще не збережено"] {
        assert!(form.contains(kept), "{kept}");
    }
    let address = picture_in(&form).to_owned();
    let picture = shop.get(&address).await;
    assert_eq!(picture.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/webp"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("content-encoding", ""),
    ] {
        assert_eq!(picture.header(name), value, "{name}");
    }
    let pages = [
        address.replace(".webp", ".jpg"),
        "/pictures/x.webp".to_owned(),
        "/pictures/..%2fshop.db".to_owned(),
    ];
    for missing in pages {
        let answer = shop.get(&missing).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (StatusCode::NOT_FOUND, "no-cache"),
            "{missing}"
        );
    }
    assert_eq!(
        shop.get("/admin/products/new").await.header("location"),
        "/login?next=%2Fadmin%2Fproducts%2Fnew"
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_or_no_picture_is_refused_by_its_name_and_the_rest_of_the_form_is_kept() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let huge = vec![0_u8; 20 * 1024 * 1024];
    let files: [(&str, &str, &[u8]); 4] = [
        ("pictures[]", "huge.png", &huge),
        ("pictures[]", "page.png", b"<html><script>x()</script>"),
        ("pictures[]", "dot.png", &dot()),
        ("size_chart_file", "<b>chart.png", b"GIF89a"),
    ];
    let answer = send(&shop, &admin, "save", &files).await;
    assert_eq!(
        answer.header("location"),
        "/admin/products/new",
        "{} {}",
        answer.status,
        answer.text
    );
    let form = shop.page("/admin/products/new", &admin.cookie).await.text;
    for said in [
        "huge.png: Зображення завелике",
        "page.png: Це не зображення",
        "&lt;b&gt;chart.png: Це не зображення",
        "value=\"Бандаж\"",
        "&lt;p&gt;Тримає&lt;/p&gt;",
    ] {
        assert!(form.contains(said), "{said}");
    }
    assert!(!form.contains("dot.png") && shop.get(picture_in(&form)).await.status == StatusCode::OK);
    let list = shop.page("/admin/products", &admin.cookie).await.text;
    assert!(!list.contains(">Бандаж<"), "nothing was added");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_no_browser_sends_is_refused_without_harm() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    for (kind, body) in [
        ("multipart/form-data", "x"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1",
        ),
    ] {
        let headers = [("content-type", kind), ("cookie", admin.cookie.as_str())];
        let answer = shop.send(Method::POST, "/form/save_product", &headers, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind} {body}");
    }
    let answer = send(&shop, &admin, "save", &[("pictures[]", "dot.png", &dot())]).await;
    assert_eq!(answer.header("location"), "/admin/products", "{}", answer.text);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_with_too_much_text_is_read_to_its_end_and_refused_with_a_sentence() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    // Three million letters: more than even the large forms take, as one text and in parts.
    let endless = "x".repeat(3_000_000);
    let terms = [("version", "0"), ("terms", endless.as_str()), ("act", "save")];
    let parts = multipart(&[Part::Text("act", "save"), Part::Text("description", &endless)]);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("content-type", kind.as_str()), ("cookie", admin.cookie.as_str())];
    for answer in [
        shop.submit("/form/save_terms", &admin.cookie, &terms).await,
        shop.submit("/form/sign_in", "", &[("email", endless.as_str())]).await,
        shop.send(Method::POST, "/form/save_product", &headers, parts).await,
    ] {
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.text.contains("У формі забагато тексту"), "{}", answer.text);
        assert_eq!(answer.header("connection"), "", "nothing of it was left unread");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_terms_are_longer_than_other_forms_may_be() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    let long = "ї".repeat(50_000);
    let fields = [("version", "0"), ("terms", long.as_str()), ("act", "save")];
    let answer = shop.submit("/form/save_terms", &admin.cookie, &fields).await;
    assert_eq!(answer.header("location"), "/admin/settings", "{}", answer.text);
    assert_eq!(shop.running.engine.purchase_terms().await.unwrap(), long);
    let fields = [("email", long.as_str()), ("password", "x")];
    let answer = shop.submit("/form/sign_in", "", &fields).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("У формі забагато тексту"), "{}", answer.text);
    assert_eq!(answer.header("set-cookie"), "", "nobody is signed in");
    shop.close().await;
}
