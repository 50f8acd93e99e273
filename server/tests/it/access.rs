//! Who may use which route: the whole table, called by everybody.

use crate::support::{PASSWORD, Shop, Staff, session_cookie};
use domain::staff::{Role, access::Policy};
use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Statement};
use server::auth::access::TABLE;

/// Everybody who may knock.
struct People {
    admin: Staff,
    doctor: Staff,
    courier: Staff,
    other_courier: Staff,
}

impl People {
    async fn of(shop: &Shop) -> Self {
        Self {
            admin: shop.staff(Role::Admin, "admin@example.com").await,
            doctor: shop.staff(Role::Doctor, "doctor@example.com").await,
            courier: shop.staff(Role::Courier, "courier@example.com").await,
            other_courier: shop.staff(Role::Courier, "other@example.com").await,
        }
    }

    /// Name, role, cookie and own id of each.
    fn all(&self) -> Vec<(&'static str, Option<Role>, &str, &str)> {
        vec![
            ("anonymous", None, "", "nobody"),
            ("customer of another order", None, "", "another-order"),
            (
                "doctor",
                Some(Role::Doctor),
                &self.doctor.cookie,
                self.doctor.id.as_str(),
            ),
            (
                "courier",
                Some(Role::Courier),
                &self.courier.cookie,
                self.courier.id.as_str(),
            ),
            (
                "courier of another ortomat",
                Some(Role::Courier),
                &self.other_courier.cookie,
                self.other_courier.id.as_str(),
            ),
            ("admin", Some(Role::Admin), &self.admin.cookie, self.admin.id.as_str()),
        ]
    }
}

/// A row's address with something in its places.
fn address(route: &str, own_id: &str) -> String {
    route
        .replace("{id}", own_id)
        .replace("{person}", own_id)
        .replace("{*unknown}", "nothing")
        .replace("{name}", "nothing.jpg")
        .replace("{ortomat}", "ortomat-1")
        .replace("{entry}", "no-such-entry")
        .replace("{order}", "no-such-order")
        .replace("{product}", "demo-knee-brace")
        .replace("{device}", "locker-01")
        .replace("{number}", "1")
}

/// Rows that sign out whoever calls them, or whose answer does not end by itself; they have tests of their own.
const ELSEWHERE: [&str; 6] = [
    "/form/sign_out",
    "/api/auth/logout",
    "/ws",
    "/admin/backup/events",
    "/admin/ortomats/{ortomat}/cells/events",
    "/courier/ortomats/{ortomat}/events",
];

/// Rows where a courier is admitted, and the use case then asks whose the ortomat is; they have tests of their own.
const OF_OWN_ORTOMAT: [&str; 4] = [
    "/api/ortomats/{id}/inventory",
    "/courier/ortomats/{ortomat}",
    "/courier/ortomats/{ortomat}/round",
    "/courier/ortomats/{ortomat}/fault",
];

async fn ask(shop: &Shop, method: &str, path: &str, cookie: &str) -> crate::support::Answer {
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let method = Method::from_bytes(method.replace('*', "GET").as_bytes()).unwrap();
    shop.send(method, path, &headers, "").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_admits_and_refuses_whom_the_table_says() {
    let shop = Shop::open().await;
    let people = People::of(&shop).await;
    let mut wrong = Vec::new();
    for (method, route, policy) in TABLE.iter().filter(|(_, route, _)| !ELSEWHERE.contains(route)) {
        if route.starts_with("/pkg/") {
            continue;
        }
        for (who, role, cookie, own_id) in people.all() {
            let answer = ask(&shop, method, &address(route, own_id), cookie).await;
            let to = answer.header("location").to_owned();
            let is_refusal = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                || to == "/forbidden"
                || (to.starts_with("/login") && policy.needs_sign_in());
            // Whoever is not the bank lacks its signature.
            let expected_refusal = !policy.admits(role) || *policy == Policy::Bank;
            // A page that says no is not a refusal to see that page; and signing in with nothing is wrong, not forbidden.
            let is_about_itself = *route == "/forbidden"
                || [
                    "/form/sign_in",
                    "/api/auth/login",
                    "/form/confirm_code",
                    "/api/auth/refresh",
                ]
                .contains(route);
            let is_asked_inside = policy.admits(role) && OF_OWN_ORTOMAT.contains(route);
            if is_refusal != expected_refusal && !is_about_itself && !is_asked_inside {
                wrong.push(format!("{method} {route} as {who}: {} {to}", answer.status));
            }
            let says = match (
                role.filter(|_| *policy != Policy::Bank),
                route.starts_with("/api/"),
                *method,
            ) {
                (None, true, _) => answer.status == StatusCode::UNAUTHORIZED,
                (Some(_), true, _) => answer.status == StatusCode::FORBIDDEN,
                (None, false, _) => to.starts_with("/login"),
                (Some(_), false, "GET") => to == "/forbidden",
                (Some(_), false, _) => answer.status == StatusCode::FORBIDDEN,
            };
            if expected_refusal && !says {
                wrong.push(format!(
                    "{method} {route} as {who} is refused with {} {to}",
                    answer.status
                ));
            }
            if *policy == Policy::SecretHolder && answer.status.is_success() && !route.starts_with("/form/") {
                wrong.push(format!("{method} {route} as {who}: opened without the secret"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    shop.close().await;
}

/// Routes that show or change what is somebody's own, with the roles that have something there.
const OWN: [(&str, &str, &[Role]); 6] = [
    ("GET", "/api/sales/doctor/{id}", &[Role::Doctor]),
    ("GET", "/api/users/{id}", &[Role::Doctor, Role::Courier]),
    ("GET", "/api/users/{id}/stats", &[Role::Doctor]),
    ("GET", "/api/users/{id}/courier-ortomats", &[Role::Courier]),
    ("GET", "/api/qr-code/doctor/{id}", &[Role::Doctor]),
    ("GET", "/api/qr-code/doctor/{id}/image", &[Role::Doctor]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_an_administrator_sees_what_is_another_persons() {
    let shop = Shop::open().await;
    let people = People::of(&shop).await;
    let owners = [
        (Role::Doctor, people.doctor.id.as_str()),
        (Role::Courier, people.courier.id.as_str()),
        (Role::Courier, people.other_courier.id.as_str()),
    ];
    for (method, route, roles) in OWN {
        for (owner_role, owner) in owners.iter().filter(|(role, _)| roles.contains(role)) {
            for (who, role, cookie, own_id) in people.all() {
                let answer = ask(&shop, method, &address(route, owner), cookie).await;
                let is_theirs = own_id == *owner || role == Some(Role::Admin);
                let refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
                assert_eq!(
                    refused, !is_theirs,
                    "{method} {route} of a {owner_role} as {who}: {}",
                    answer.status
                );
            }
        }
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_of_one_order_opens_no_other() {
    let shop = Shop::open().await;
    let _device = shop.device("locker-01").await;
    let (mine, other) = (shop.order().await, shop.order().await);
    assert!(shop.get(&format!("/api/orders/{mine}")).await.text.contains(&mine));
    // What a customer knows of the other order: that it exists, and what its number and id look like.
    let number = shop.show(&other).await["orderNumber"].as_str().unwrap().to_owned();
    let (head, tail) = other.split_at(other.len() - 1);
    let neighbour = format!("{head}{}", if tail == "0" { "1" } else { "0" });
    for guess in [number.as_str(), &neighbour, &other.to_uppercase(), head, "%25", "*"] {
        for route in ["", "/progress"] {
            let answer = shop.get(&format!("/api/orders/{guess}{route}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{guess}");
            assert!(!answer.text.contains(&other), "{guess}");
        }
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_another_site_sends_changes_anything() {
    let shop = Shop::open().await;
    let people = People::of(&shop).await;
    let before = fingerprint(&shop).await;
    let mut wrong = Vec::new();
    for (method, route, policy) in TABLE {
        if matches!(*method, "GET" | "*") || matches!(policy, Policy::Bank | Policy::Device) {
            continue;
        }
        for foreign in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "https://127.0.0.1.evil.example"),
            ("origin", "ftp://127.0.0.1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            for kind in ["application/x-www-form-urlencoded", "text/plain", "application/json"] {
                let headers = [
                    ("cookie", people.admin.cookie.as_str()),
                    ("content-type", kind),
                    foreign,
                ];
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let path = address(route, people.doctor.id.as_str());
                let answer = shop.send(method.clone(), &path, &headers, "{}").await;
                if answer.status != StatusCode::FORBIDDEN {
                    wrong.push(format!("{method} {route} {foreign:?} {kind}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(fingerprint(&shop).await, before);
    // A form cannot be sent as a link either.
    for (method, route, _) in TABLE.iter().filter(|(_, route, _)| route.starts_with("/form/")) {
        assert_eq!(*method, "POST", "{route}");
        let answer = shop
            .page(
                &format!("{route}?person={}&version=0", people.doctor.id),
                &people.admin.cookie,
            )
            .await;
        assert!(
            !answer.status.is_success() && !answer.status.is_redirection(),
            "{route}: {}",
            answer.status
        );
    }
    assert_eq!(fingerprint(&shop).await, before);
    shop.close().await;
}

/// All that administrators could have changed.
async fn fingerprint(shop: &Shop) -> Vec<String> {
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    let mut rows = Vec::new();
    for sql in [
        "SELECT id || version || role || COALESCE(password_hash, '') || COALESCE(deleted_at, 0) AS t FROM users ORDER BY id",
        "SELECT id || referral_code AS t FROM doctor_ortomats ORDER BY id",
        "SELECT id || ortomat_id AS t FROM courier_ortomats ORDER BY id",
        "SELECT id || phase AS t FROM sales ORDER BY id",
        "SELECT id || status AS t FROM refunds ORDER BY id",
        "SELECT idempotency_key AS t FROM order_decisions ORDER BY idempotency_key",
        "SELECT token_hash AS t FROM one_time_links ORDER BY token_hash",
        "SELECT id || version AS t FROM ortomats ORDER BY id",
        "SELECT id || version AS t FROM products ORDER BY id",
        "SELECT id || version AS t FROM settings ORDER BY id",
        "SELECT id || COALESCE(product_id, '') || filled || COALESCE(blocked_reason, '') AS t FROM cells ORDER BY id",
        "SELECT id || version AS t FROM ortomats ORDER BY id",
        "SELECT id || token_hash || COALESCE(revoked_at, 0) AS t FROM devices ORDER BY id",
        "SELECT id || updated_at AS t FROM cells ORDER BY id",
        "SELECT id || status AS t FROM commands ORDER BY id",
    ] {
        let found = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap();
        rows.extend(found.iter().map(|row| row.try_get::<String>("", "t").unwrap()));
    }
    db.close().await.unwrap();
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_from_before_signing_in_opens_nothing_afterwards() {
    let shop = Shop::open().await;
    shop.add_staff(Role::Admin, "admin@example.com").await;
    // One that an attacker made up, and one that the server itself gave before signing in.
    let refused = shop.sign_in("admin@example.com", "wrong").await;
    let given = session_cookie(&refused).expect("the draft of the form");
    for planted in ["ortomat=AAAAAAAAAAAAAAAAAAAAAA", given.as_str()] {
        let fields = [("email", "admin@example.com"), ("password", PASSWORD)];
        let answer = shop.submit("/form/sign_in", planted, &fields).await;
        let own = session_cookie(&answer).expect("a new session");
        assert_ne!(own, planted);
        assert!(shop.is_signed_in(&own).await);
        assert!(!shop.is_signed_in(planted).await);
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_ends_the_session_on_the_server() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    assert!(shop.is_signed_in(&admin.cookie).await);
    let answer = shop.submit("/form/sign_out", &admin.cookie, &[]).await;
    assert_eq!(answer.header("location"), "/login");
    assert!(!shop.is_signed_in(&admin.cookie).await);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_was_taken_away_is_gone_with_the_next_request() {
    let shop = Shop::open().await;
    let admin = shop.staff(Role::Admin, "admin@example.com").await;
    assert_eq!(shop.page("/admin/users", &admin.cookie).await.status, StatusCode::OK);
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    db.execute_unprepared("UPDATE users SET role = 'COURIER' WHERE email = 'admin@example.com'")
        .await
        .unwrap();
    db.close().await.unwrap();
    let answer = shop.page("/admin/users", &admin.cookie).await;
    assert!(answer.header("location").starts_with("/login"), "{}", answer.status);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_of_people_we_know_are_logged() {
    let shop = Shop::open().await;
    let courier = shop.staff(Role::Courier, "courier@example.com").await;
    shop.page("/admin/users", &courier.cookie).await;
    let db = sea_orm::Database::connect(shop.database()).await.unwrap();
    let sql = "SELECT user_id AS t FROM activity_logs WHERE type = 'UNAUTHORIZED_ACCESS'";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].try_get::<String>("", "t").unwrap(), courier.id.to_string());
    db.close().await.unwrap();
    assert!(courier.email.contains('@'));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_https_the_cookie_is_for_this_host_alone_and_browsers_stay_with_https() {
    let shop = Shop::open_with(&[("PUBLIC_URL", "https://ortomat.example")]).await;
    shop.add_staff(Role::Admin, "admin@example.com").await;
    let answer = shop.sign_in("admin@example.com", PASSWORD).await;
    let cookies: Vec<&str> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(word), "{cookie} lacks {word}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    for path in ["/login", "/api/ortomats", "/healthz", "/nowhere"] {
        let answer = shop.get(path).await;
        assert!(
            answer.header("strict-transport-security").contains("max-age=31536000"),
            "{path}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
    shop.close().await;
}
