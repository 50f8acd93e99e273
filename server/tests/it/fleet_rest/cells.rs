//! Cells by REST: who may open, fill and assign, under whose name, and what the door does. And the form that says of a
//! cell what REST says.

use super::*;

/// The demo's first empty cell with a product, a filled one, and one without a product.
const BLUE: i32 = 7;
const GREEN: i32 = 1;
const GREY: i32 = 37;

fn cell_path(number: i32, verb: &str) -> String {
    format!("/api/ortomats/{ORTOMAT}/cells/{number}/{verb}")
}

async fn colour(shop: &Shop, token: &str, number: i32) -> Value {
    let cells = get(shop, &format!("/api/ortomats/{ORTOMAT}/inventory"), token)
        .await
        .json();
    let cells = cells.as_array().unwrap();
    cells.iter().find(|cell| cell["number"] == number).unwrap()["color"].clone()
}

async fn until_opened(shop: &Shop, token: &str, command: &Value) {
    let path = format!("/api/commands/{}", command.as_str().unwrap());
    eventually("opened", async || {
        let answer = get(shop, &path, token).await;
        (answer.json()["status"] == "opened").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_courier_fills_a_cell_of_their_own_ortomat() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let device = shop.device("locker-01").await;
    assert_eq!(colour(&shop, &tokens.courier, BLUE).await, "blue");
    let opened = post(&shop, &cell_path(BLUE, "open-for-refill"), &tokens.courier, json!({})).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text);
    let opened = opened.json();
    assert_eq!(
        (
            &opened["success"],
            &opened["cellNumber"],
            &opened["action"],
            &opened["ortomatName"]
        ),
        (&json!(true), &json!(BLUE), &json!("opened"), &json!("Ортомат №1"))
    );
    assert!(text(&opened, "commandId").starts_with("REFILL-") && opened["product"]["priceMinor"].is_i64());
    until_opened(&shop, &tokens.courier, &opened["commandId"]).await;
    assert_eq!(device.opened(), [(text(&opened, "commandId").to_owned(), 7)]);
    let own = ask(&shop, "SELECT id FROM users WHERE email = 'own@example.com'")
        .await
        .remove(0);
    let filled = json!({ "courierId": own, "productId": opened["product"]["id"] });
    let answer = post(&shop, &cell_path(BLUE, "mark-filled"), &tokens.courier, filled).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let cell = &answer.json()["cell"];
    assert_eq!(
        (
            &cell["number"],
            &cell["isAvailable"],
            &cell["color"],
            &cell["product"]["id"]
        ),
        (&json!(BLUE), &json!(false), &json!("green"), &opened["product"]["id"])
    );
    assert!(cell["lastRefillDate"].is_string());
    let by = "SELECT user_id FROM activity_logs WHERE type = 'COURIER_REFILL'";
    assert_eq!(ask(&shop, by).await, [own]);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cell_is_filled_once_per_opening_however_often_a_client_repeats_it() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let _device = shop.device("locker-01").await;
    let mark = async |who: &str| post(&shop, &cell_path(BLUE, "mark-filled"), who, json!({})).await;
    let opened = post(&shop, &cell_path(BLUE, "open-for-refill"), &tokens.courier, json!({}))
        .await
        .json();
    until_opened(&shop, &tokens.courier, &opened["commandId"]).await;
    for _ in 0..2 {
        let filled = mark(&tokens.courier).await;
        assert_eq!(filled.status, StatusCode::CREATED, "{}", filled.text);
        assert_eq!(filled.json()["cell"]["color"], "green");
    }
    // The answer was lost, and a customer was quicker than the next attempt.
    let sold = format!(
        "UPDATE cells SET filled = FALSE, updated_at = updated_at + 1 \
         WHERE ortomat_id = '{ORTOMAT}' AND number = {BLUE} RETURNING id"
    );
    assert_eq!(ask(&shop, &sold).await.len(), 1);
    let again = mark(&tokens.courier).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text);
    assert_eq!(again.json()["cell"]["color"], "blue");
    assert_ne!(text(&again.json(), "message"), "Комірку заповнено");
    let other = mark(&tokens.admin).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "whoever has not opened it");
    assert_eq!(colour(&shop, &tokens.courier, BLUE).await, "blue");
    let fills = "SELECT id FROM activity_logs WHERE type IN ('COURIER_REFILL', 'CELL_FILLED')";
    assert_eq!(ask(&shop, fills).await.len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_of_an_old_page_fills_nothing() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "chief@example.com").await;
    let column = async |column: &str| {
        let sql =
            format!("SELECT CAST({column} AS TEXT) FROM cells WHERE ortomat_id = '{ORTOMAT}' AND number = {BLUE}");
        ask(&shop, &sql).await.remove(0)
    };
    let (cell, product) = (BLUE.to_string(), column("product_id").await);
    let mark = async |seen: &str| {
        let fields = [
            ("ortomat", ORTOMAT),
            ("cell", cell.as_str()),
            ("product", product.as_str()),
            ("seen", seen),
        ];
        let answer = shop.submit("/form/mark_cell_filled", &admin.cookie, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        shop.page(answer.header("location"), &admin.cookie).await.text
    };
    let page = mark("0").await;
    assert!(page.contains("товар могли вже купити"), "{page}");
    assert_eq!(column("filled").await, "0");
    // The page shows what it speaks of.
    let seen = column("updated_at").await;
    assert!(page.contains(&format!("name=\"seen\" value=\"{seen}\"")), "{page}");
    let page = mark(&seen).await;
    assert!(page.contains("Комірку позначено заповненою."), "{page}");
    assert_eq!(column("filled").await, "1");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_acts_at_an_ortomat_that_is_not_theirs_or_under_another_name() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let _device = shop.device("locker-01").await;
    let before = fleet(&shop).await;
    for who in [&tokens.stranger, &tokens.doctor] {
        let inventory = format!("/api/ortomats/{ORTOMAT}/inventory");
        assert_eq!(get(&shop, &inventory, who).await.status, StatusCode::FORBIDDEN);
        for verb in ["open-for-refill", "mark-filled"] {
            let answer = post(&shop, &cell_path(BLUE, verb), who, json!({})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{verb}");
        }
    }
    for who in [&tokens.courier, &tokens.stranger, &tokens.doctor] {
        let open = post(
            &shop,
            &format!("/api/ortomats/{ORTOMAT}/open-cell"),
            who,
            json!({ "cellNumber": 1 }),
        )
        .await;
        assert_eq!(open.status, StatusCode::FORBIDDEN, "couriers open to refill only");
        let assign = patch(&shop, &cell_path(GREY, "product"), who, json!({ "productId": PRODUCT })).await;
        assert_eq!(assign.status, StatusCode::FORBIDDEN);
    }
    for verb in ["open-for-refill", "mark-filled"] {
        let forged = json!({ "courierId": "somebody-else" });
        for who in [&tokens.courier, &tokens.admin] {
            let answer = post(&shop, &cell_path(BLUE, verb), who, forged.clone()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{verb}: {}", answer.text);
        }
        // Nor does a key that is not known write anything.
        for more in [
            json!({ "filled": true }),
            json!({ "productId": PRODUCT, "role": "ADMIN" }),
        ] {
            let answer = post(&shop, &cell_path(BLUE, verb), &tokens.courier, more).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{verb}");
        }
        let anonymous = shop.post_json(&cell_path(BLUE, verb), &json!({})).await;
        assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    }
    let anonymous = shop
        .post_json(
            &format!("/api/ortomats/{ORTOMAT}/open-cell"),
            &json!({ "cellNumber": 1 }),
        )
        .await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    assert_eq!(fleet(&shop).await, before);
    // An administrator's opening is nothing that another courier may follow.
    let opened = post(
        &shop,
        &format!("/api/ortomats/{ORTOMAT}/open-cell"),
        &tokens.admin,
        json!({ "cellNumber": 1 }),
    )
    .await
    .json();
    until_opened(&shop, &tokens.admin, &opened["commandId"]).await;
    let path = format!("/api/commands/{}", text(&opened, "commandId"));
    assert_eq!(get(&shop, &path, &tokens.stranger).await.status, StatusCode::FORBIDDEN);
    assert_eq!(get(&shop, &path, &tokens.courier).await.status, StatusCode::OK);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_opens_whatever_cell_and_clears_a_filled_one() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let open = format!("/api/ortomats/{ORTOMAT}/open-cell");
    let away = post(&shop, &open, &admin, json!({ "cellNumber": GREEN })).await;
    assert_eq!(away.status, StatusCode::CONFLICT, "no device is here");
    let device = shop.device("locker-01").await;
    let opened = post(&shop, &open, &admin, json!({ "cellNumber": GREEN })).await.json();
    assert!(text(&opened, "commandId").starts_with("ADMIN-"));
    until_opened(&shop, &admin, &opened["commandId"]).await;
    assert_eq!(
        colour(&shop, &admin, GREEN).await,
        "green",
        "a look inside changes nothing"
    );
    let cleared = post(&shop, &cell_path(GREEN, "open-for-refill"), &admin, json!({}))
        .await
        .json();
    assert_eq!(cleared["action"], "cleared", "{cleared}");
    until_opened(&shop, &admin, &cleared["commandId"]).await;
    assert_eq!(colour(&shop, &admin, GREEN).await, "blue");
    assert_eq!(device.opened().len(), 2);
    let assigned = patch(
        &shop,
        &cell_path(GREEN, "product"),
        &admin,
        json!({ "productId": null }),
    )
    .await
    .json();
    assert_eq!(
        (&assigned["color"], &assigned["productId"]),
        (&json!("grey"), &Value::Null)
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_that_cannot_be_opened_or_filled_say_why() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let _device = shop.device("locker-01").await;
    let order = shop.order().await;
    let reserved = i32::try_from(shop.show(&order).await["cellNumber"].as_i64().unwrap()).unwrap();
    let green = if reserved == 2 { 3 } else { 2 };
    for (who, number, verb, status) in [
        (&tokens.courier, green, "open-for-refill", StatusCode::CONFLICT),
        (&tokens.courier, GREY, "open-for-refill", StatusCode::BAD_REQUEST),
        (&tokens.admin, GREY, "open-for-refill", StatusCode::BAD_REQUEST),
        (&tokens.admin, GREY, "mark-filled", StatusCode::BAD_REQUEST),
        (&tokens.admin, reserved, "open-for-refill", StatusCode::CONFLICT),
        (&tokens.admin, 38, "open-for-refill", StatusCode::NOT_FOUND),
        (&tokens.admin, 0, "mark-filled", StatusCode::NOT_FOUND),
        (&tokens.admin, 999, "mark-filled", StatusCode::NOT_FOUND),
    ] {
        let answer = post(&shop, &cell_path(number, verb), who, json!({})).await;
        assert_eq!(answer.status, status, "{number} {verb}: {}", answer.text);
        assert!(answer.json()["message"].is_string());
    }
    for (number, product, status) in [
        (GREEN, json!("demo-wrist-brace"), StatusCode::CONFLICT),
        (GREY, json!("no-such-product"), StatusCode::NOT_FOUND),
        (38, json!(PRODUCT), StatusCode::NOT_FOUND),
        (GREY, json!(5), StatusCode::BAD_REQUEST),
    ] {
        let answer = patch(
            &shop,
            &cell_path(number, "product"),
            &tokens.admin,
            json!({ "productId": product }),
        )
        .await;
        assert_eq!(answer.status, status, "{number}: {}", answer.text);
    }
    let nothing = patch(&shop, &cell_path(GREY, "product"), &tokens.admin, json!({})).await;
    assert_eq!(
        nothing.status,
        StatusCode::BAD_REQUEST,
        "to take a product away has to be said"
    );
    // Somebody put something in that the cell is not for any more.
    let other = json!({ "productId": "somebody-elses-product" });
    let answer = post(&shop, &cell_path(BLUE, "mark-filled"), &tokens.courier, other).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    shop.close().await;
}
