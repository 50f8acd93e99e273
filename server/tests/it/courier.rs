//! A courier's pages and forms from outside, one's own ortomat and somebody else's.

use crate::support::*;
use domain::staff::Role;
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, Statement};

const PAGES: [&str; 4] = ["", "/round", "/round?cell=7", "/fault?cell=7"];

async fn execute(shop: &Shop, sql: &str) {
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

async fn commands(shop: &Shop) -> i64 {
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS n FROM commands");
    let count = db
        .query_one_raw(count)
        .await
        .unwrap()
        .unwrap()
        .try_get("", "n")
        .unwrap();
    db.close().await.unwrap();
    count
}

/// Two couriers, of whom the first has the ortomat.
async fn couriers(shop: &Shop) -> (Staff, Staff) {
    let own = shop.staff(Role::Courier, "own@example.com").await;
    let other = shop.staff(Role::Courier, "other@example.com").await;
    let sql = format!(
        "UPDATE courier_ortomats SET courier_id = '{}' WHERE ortomat_id = '{ORTOMAT}'",
        own.id
    );
    execute(shop, &sql).await;
    (own, other)
}

fn page(rest: &str) -> String {
    format!("/courier/ortomats/{ORTOMAT}{rest}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ortomat_is_shown_to_its_own_courier_alone() {
    let shop = Shop::open().await;
    let (own, other) = couriers(&shop).await;
    for rest in PAGES {
        let answer = shop.page(&page(rest), &own.cookie).await;
        let is_led_on = rest == "/round" && answer.status == StatusCode::SEE_OTHER;
        assert!(
            answer.status == StatusCode::OK || is_led_on,
            "{rest}: {}",
            answer.status
        );
        let refused = shop.page(&page(rest), &other.cookie).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{rest}");
        assert!(!refused.text.contains("Хрещатик"), "{rest} tells where it stands");
        let nowhere = shop.page(&page(rest).replace(ORTOMAT, "nowhere"), &other.cookie).await;
        assert_eq!(nowhere.status, StatusCode::FORBIDDEN, "{rest}");
    }
    let number = shop.page(&page("/round?cell=38"), &own.cookie).await;
    assert!(
        number.status.is_redirection(),
        "38 is no number of a cell: the round begins"
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_about_somebody_elses_ortomat_lead_home_and_do_nothing() {
    let shop = Shop::open().await;
    let (own, other) = couriers(&shop).await;
    let _device = shop.device("locker-01").await;
    let place = [
        ("ortomat", ORTOMAT),
        ("cell", "7"),
        ("key", "REFILL-1700000000123-A1B2C3D4E"),
    ];
    let filled = [("product", "demo-compression-socks"), ("seen", "0")];
    let fault = [("fault", "damaged"), ("details", ""), ("seen", "0")];
    let forms: [(&str, Vec<(&str, &str)>); 4] = [
        ("start_round", place[..1].to_vec()),
        ("open_to_refill", place.to_vec()),
        ("confirm_refill", [&place[..2], &filled].concat()),
        ("report_fault", [&place[..2], &fault].concat()),
    ];
    for (form, fields) in &forms {
        let answer = shop.submit(&format!("/form/{form}"), &other.cookie, fields).await;
        assert_eq!(answer.header("location"), "/courier?problem=forbidden", "{form}");
    }
    assert_eq!(commands(&shop).await, 0);
    // What the page has not shown as it is now is not done; what can be told on the page of the cell is told there.
    for (form, fields) in &forms[2..] {
        let answer = shop.submit(&format!("/form/{form}"), &own.cookie, fields).await;
        let to = answer.header("location");
        assert_eq!(to, page("/round?cell=7&problem=edit_conflict"), "{form}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_opens_once_and_a_made_up_one_nothing() {
    let shop = Shop::open().await;
    let (own, _) = couriers(&shop).await;
    let device = shop.device("locker-01").await;
    let open = async |key: &str, cell: &str| {
        let fields = [("ortomat", ORTOMAT), ("cell", cell), ("key", key), ("skip", "14")];
        let answer = shop.submit("/form/open_to_refill", &own.cookie, &fields).await;
        answer.header("location").to_owned()
    };
    for _ in 0..3 {
        let to = open("REFILL-1700000000123-A1B2C3D4E", "7").await;
        assert_eq!(to, page("/round?cell=7&skip=14"));
    }
    device.wait_opened(1).await.unwrap();
    for key in [
        "",
        "REFILL-1",
        "ADMIN-1700000000123-A1B2C3D4E",
        "ORD-1700000000123-A1B2C3D4E",
    ] {
        let to = open(key, "7").await;
        assert_eq!(to, page("/round?cell=7&skip=14&problem=bad_request"), "{key}");
    }
    assert_eq!(
        open("REFILL-1700000000124-A1B2C3D4E", "1").await,
        page("/round?cell=1&skip=14"),
        "it is full"
    );
    assert_eq!(commands(&shop).await, 1);
    assert_eq!(device.opened().len(), 1);
    shop.close().await;
}
