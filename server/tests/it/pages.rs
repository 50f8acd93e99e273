//! The customer's pages as a browser without JavaScript gets them.

use crate::support::*;
use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Database, Statement};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// What a browser says of itself when it posts a form.
const BROWSER: (&str, &str) = ("accept", "text/html");

async fn orders_in(shop: &Shop) -> usize {
    let db = Database::connect(&shop.database()).await.unwrap();
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT id FROM sales",
        ))
        .await
        .unwrap();
    rows.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_pages_never_creates_an_order() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    for path in [
        "/".to_owned(),
        format!("/catalog/{ORTOMAT}"),
        format!("/catalog/{ORTOMAT}?ref=DOC001"),
        format!("/catalog/{ORTOMAT}?ref=unknown"),
        format!("/product/{PRODUCT}?ortomatId={ORTOMAT}&ref=DOC001"),
        format!("/payment?productId={PRODUCT}&ortomatId={ORTOMAT}&ref=DOC001"),
    ] {
        let page = shop.get(&path).await;
        assert!(
            page.status.is_success() || page.status.is_redirection(),
            "{path}: {}",
            page.status
        );
    }
    assert_eq!(orders_in(&shop).await, 0);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_purchase_needs_nothing_but_links_and_forms() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let catalog = shop.get(&format!("/catalog/{ORTOMAT}?ref=DOC001")).await;
    assert!(
        catalog.text.contains("1\u{a0}250,50\u{a0}₴") && !catalog.text.contains(".wasm"),
        "all products, no script"
    );
    let wish = format!("ortomat={ORTOMAT}&product={PRODUCT}&referral=DOC001&terms=yes");
    let placed = shop
        .send(Method::POST, "/form/place_order", &[FORM, BROWSER], wish)
        .await;
    assert_eq!(placed.status, StatusCode::SEE_OTHER);
    let order = placed.header("location").split_once("orderId=").unwrap().1.to_owned();
    let paying = shop.get(&format!("/payment?orderId={order}")).await;
    assert!(paying.text.contains("Оплатити") && paying.text.contains("ORD-"));
    let to_the_bank = shop
        .send(
            Method::POST,
            "/form/start_payment",
            &[FORM, BROWSER],
            format!("order={order}"),
        )
        .await;
    assert!(
        to_the_bank.header("location").starts_with(&shop.bank.url()),
        "{:?}",
        to_the_bank.headers
    );
    let invoice = to_the_bank.header("location").rsplit_once('/').unwrap().1.to_owned();
    shop.bank.pay(&invoice).unwrap();
    shop.until_status(&order, "completed").await;
    let done = shop.get(&format!("/payment/success?orderId={order}")).await;
    assert!(done.text.contains("Комірку відкрито"), "{}", done.text);
    assert!(
        !done.text.contains("http-equiv=\"refresh\""),
        "nothing more will change"
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terms_that_were_not_accepted_keep_the_cell_free() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let wish = format!("ortomat={ORTOMAT}&product={PRODUCT}");
    let referer = shop.url(&format!("/product/{PRODUCT}?ortomatId={ORTOMAT}"));
    let refused = shop
        .send(
            Method::POST,
            "/form/place_order",
            &[FORM, BROWSER, ("referer", &referer)],
            wish,
        )
        .await;
    let back = refused.header("location").replace(&shop.url(""), "");
    assert!(back.starts_with("/product/"), "{back}");
    assert!(shop.get(&back).await.text.contains("умови"));
    assert_eq!(orders_in(&shop).await, 0);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_another_site_sends_is_refused() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let wish = format!("ortomat={ORTOMAT}&product={PRODUCT}&terms=yes");
    for foreign in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
    ] {
        let refused = shop
            .send(
                Method::POST,
                "/form/place_order",
                &[FORM, BROWSER, foreign],
                wish.clone(),
            )
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(orders_in(&shop).await, 0);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_addresses_and_ids_are_a_friendly_404() {
    let shop = Shop::open().await;
    for path in [
        "/nowhere",
        "/catalog/nowhere",
        "/product/nothing?ortomatId=ortomat-1",
        "/payment?orderId=none",
        "/payment/success?orderId=none",
        "/payment/success",
        "/catalog/%00",
        "/product/%ff",
    ] {
        let page = shop.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            page.text.contains("<html lang=\"uk\"") && page.text.contains("На головну"),
            "{path}"
        );
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oldest_printed_codes_lead_to_their_ortomat() {
    let shop = Shop::open().await;
    for path in ["/catalog?ref=DOC001", "/?ref=DOC001"] {
        let page = shop.get(path).await;
        assert!(page.status.is_redirection(), "{path}: {}", page.status);
        assert_eq!(page.header("location"), format!("/catalog/{ORTOMAT}?ref=DOC001"));
    }
    assert_eq!(shop.get("/?ref=unknown").await.status, StatusCode::OK);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_of_a_page_has_the_nonce_of_its_answer() {
    let shop = Shop::open().await;
    let (mut nonces, mut scripts) = (std::collections::BTreeSet::new(), 0);
    let paths = [
        "/payment/success?orderId=unknown",
        "/product/product-1",
        "/login",
        "/product/nothing",
        "/nowhere",
    ];
    for path in paths {
        let page = shop.get(path).await;
        let policy = page.header("content-security-policy");
        let (_, after) = policy.split_once("'nonce-").unwrap();
        let (nonce, _) = after.split_once('\'').unwrap();
        for script in page.text.split("<script").skip(1) {
            let (tag, _) = script.split_once('>').unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
            scripts += 1;
        }
        assert!(nonces.insert(nonce.to_owned()), "{path}: the nonce of another answer");
    }
    assert!(scripts > 0, "at least one of them has scripts");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_never_kept_by_browsers_and_tell_other_sites_nothing() {
    let shop = Shop::open().await;
    let page = shop.get(&format!("/catalog/{ORTOMAT}")).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert!(!page.header("x-request-id").is_empty());
    let css = page
        .text
        .split("href=\"")
        .find(|part| part.starts_with("/style/"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let css = shop.get(&css).await;
    assert!(css.header("cache-control").contains("immutable") && css.text.contains("--accent"));
    shop.close().await;
}
