//! Sales, the log and the settings: who reads them, cut into which parts.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_read_all_orders_at_both_addresses() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let _device = shop.device("locker-01").await;
    let body = json!({ "productId": PRODUCT, "ortomatId": ORTOMAT, "referralCode": "DOC001",
                       "customerPhone": "+38 (067) 000-00-01" });
    let created = shop.post_json("/api/orders/create", &body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let order = text(&created.json(), "id").to_owned();
    let invoice = shop.invoice(&order).await;
    shop.bank.pay(&invoice).unwrap();
    shop.until_status(&order, "completed").await;
    let listed = get(&shop, "/api/orders", &admin).await.json();
    assert_eq!(get(&shop, "/api/sales", &admin).await.json(), listed);
    let sale = &listed[0];
    assert_eq!(get(&shop, &format!("/api/sales/{order}"), &admin).await.json(), *sale);
    assert_eq!(
        (
            &sale["status"],
            &sale["phase"],
            &sale["amount"],
            &sale["amountMinor"],
            &sale["paymentStatus"]
        ),
        (
            &json!("completed"),
            &json!("completed"),
            &json!(1250.5),
            &json!(PRICE),
            &json!("success")
        )
    );
    assert_eq!(
        (
            &sale["customerPhone"],
            &sale["referralCode"],
            &sale["doctor"]["lastName"],
            &sale["product"]["id"]
        ),
        (
            &json!("+380670000001"),
            &json!("DOC001"),
            &json!("Мельник"),
            &json!(PRODUCT)
        )
    );
    assert!(sale["doctor"].get("email").is_none(), "{sale}");
    let count = async |query: &str| {
        let answer = get(&shop, &format!("/api/sales?{query}"), &admin).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        answer.json().as_array().unwrap().len()
    };
    let doctor = text(sale, "doctorId");
    for (query, found) in [
        ("status=completed", 1),
        ("status=failed", 0),
        ("phase=needs_review", 0),
        ("phone=067%20000%2000%2001", 1),
        ("ortomatId=ortomat-3", 0),
        (&format!("doctorId={doctor}"), 1),
        (&format!("number={}", text(sale, "orderNumber")), 1),
        ("startDate=2099-01-01", 0),
        ("status=", 1),
    ] {
        assert_eq!(count(query).await, found, "{query}");
    }
    let wrong = get(&shop, "/api/sales?status=sold&startDate=soon&phone=12&cursor=x", &admin).await;
    let said = sentences(&wrong);
    assert!(said.len() == 4 && said[0].starts_with("status: "), "{said:?}");
    let stats = get(&shop, "/api/sales/admin/stats", &admin).await.json();
    assert_eq!(
        (
            &stats["totalSales"],
            &stats["totalRevenue"],
            &stats["totalRevenueMinor"],
            &stats["totalOrtomats"]
        ),
        (&json!(1), &json!(1250.5), &json!(PRICE), &json!(2))
    );
    assert_eq!(
        (
            &stats["topProducts"][0]["sku"],
            &stats["topProducts"][0]["salesCount"],
            &stats["topDoctors"][0]["totalSales"]
        ),
        (&json!("KNEE-BRAC-001"), &json!(1), &json!(1))
    );
    let own = get(&shop, &format!("/api/sales/doctor/{doctor}"), &admin).await;
    let sums = own.json();
    assert_eq!(
        (
            &sums["totalSales"],
            &sums["recentSales"][0]["amountMinor"],
            &sums["salesByMonth"][0]["count"]
        ),
        (&json!(1), &json!(PRICE), &json!(1))
    );
    assert_eq!(sums["recentSales"][0]["ortomat"]["name"], "Ортомат №1");
    // A doctor learns nothing of the customer, not even the link.
    assert!(
        !own.text.contains("067000") && !own.text.contains(&order),
        "{}",
        own.text
    );
    assert_eq!(
        get(&shop, "/api/sales/none", &admin).await.status,
        StatusCode::NOT_FOUND
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_come_fifty_at_once_and_none_twice() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let rows: Vec<String> = (0..120)
        .map(|n| {
            let number = format!("ORD-17000000{n:05}-AAAAAAAAA");
            format!("('{number}', '{number}', 'x', 100, 'failed', 'payment_failed', {n}, {n})")
        })
        .collect();
    let columns = "id, order_number, product_name, amount, phase, reason, created_at, updated_at";
    let insert = format!("INSERT INTO sales ({columns}) VALUES {} RETURNING id", rows.join(", "));
    ask(&shop, &insert).await;
    let (mut numbers, mut parts, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let answer = get(&shop, &format!("/api/orders?cursor={cursor}"), &admin).await;
        let listed = answer.json();
        numbers.extend(
            listed
                .as_array()
                .unwrap()
                .iter()
                .map(|sale| text(sale, "orderNumber").to_owned()),
        );
        parts += 1;
        cursor = answer.header("x-next-cursor").to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!((numbers.len(), parts), (120, 3));
    assert!(numbers.is_sorted_by(|a, b| a > b), "the newest first, each once");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_read_the_log_and_nobody_deletes_it() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    ask(&shop, "DELETE FROM activity_logs RETURNING id").await;
    let day = domain::Timestamp::parse("2026-03-01T12:00:00Z").unwrap().millis();
    let rows: Vec<String> = (0..250)
        .map(|n| {
            let severity = if n % 50 == 0 { "ERROR" } else { "INFO" };
            format!(
                "('log-{n:04}', 'CELL_OPENED', 'cells', '{severity}', 'Запис {n}', '{{\"n\":{n}}}', 'ortomat-1', {})",
                day + n
            )
        })
        .collect();
    let columns = "id, type, category, severity, message, metadata, ortomat_id, created_at";
    ask(
        &shop,
        &format!(
            "INSERT INTO activity_logs ({columns}) VALUES {} RETURNING id",
            rows.join(", ")
        ),
    )
    .await;
    let read = async |query: &str| {
        let answer = get(&shop, &format!("/api/logs?type=CELL_OPENED&{query}"), &admin).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        answer.json()
    };
    let first = read("").await;
    assert_eq!(
        (
            &first["total"],
            &first["limit"],
            &first["offset"],
            &first["totalIsMore"]
        ),
        (&json!(250), &json!(100), &json!(0), &json!(false))
    );
    let newest = &first["logs"][0];
    assert_eq!(
        (
            &newest["message"],
            &newest["metadata"],
            &newest["ortomat"]["name"],
            &newest["category"]
        ),
        (
            &json!("Запис 249"),
            &json!({ "n": 249 }),
            &json!("Ортомат №1"),
            &json!("cells")
        )
    );
    assert_eq!(newest["createdAt"], "2026-03-01T12:00:00.249Z");
    let last = read("offset=200&limit=100").await;
    assert_eq!(
        (last["logs"].as_array().unwrap().len(), &last["next"]),
        (50, &Value::Null)
    );
    let behind = read(&format!("limit=200&cursor={}", text(&first, "next"))).await;
    assert_eq!(
        (
            &behind["logs"][0]["message"],
            behind["logs"].as_array().unwrap().len(),
            &behind["total"]
        ),
        (&json!("Запис 149"), 150, &json!(250))
    );
    assert_eq!(read("severity=ERROR&ortomatId=ortomat-1").await["total"], 5);
    // The last day is included, in Kyiv.
    assert_eq!(read("startDate=2026-03-01&endDate=2026-03-01").await["total"], 250);
    assert_eq!(read("endDate=2026-02-28").await["total"], 0);
    assert_eq!(read("startDate=2026-03-01T00:00:00.000Z").await["total"], 250);
    let stats = get(&shop, "/api/logs/stats?category=cells", &admin).await.json();
    assert_eq!(
        (&stats["totalLogs"], &stats["byType"]),
        (
            &json!(250),
            &json!([{ "type": "CELL_OPENED", "_count": 250, "more": false }])
        )
    );
    let errors = json!({ "severity": "ERROR", "_count": 5, "more": false });
    assert!(stats["bySeverity"].as_array().unwrap().contains(&errors), "{stats}");
    let cells = json!({ "category": "cells", "_count": 250, "more": false });
    assert!(stats["byCategory"].as_array().unwrap().contains(&cells), "{stats}");
    let wrong = "type=X&category=Y&severity=Z&startDate=soon&limit=1000&offset=20000&cursor=x";
    let said = sentences(&get(&shop, &format!("/api/logs?{wrong}"), &admin).await);
    assert_eq!(said.len(), 7, "{said:?}");
    for path in ["/api/logs/clean?days=1", "/api/logs", "/api/logs/log-0001"] {
        let answer = call(&shop, Method::DELETE, path, &admin, &Value::Null).await;
        let is_no = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
        assert!(is_no, "{path}: {}", answer.status);
    }
    assert_eq!(read("").await["total"], 250);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terms_of_purchase_are_read_by_all_and_written_by_administrators() {
    let shop = Shop::open().await;
    let tokens = Tokens::of(&shop).await;
    let before = shop.get("/api/settings").await.json();
    assert_eq!((&before["id"], &before["version"]), (&json!("default"), &json!(0)));
    let terms = shop.get("/api/settings/purchase-terms").await.json();
    assert_eq!(terms, json!({ "purchaseTerms": before["purchaseTerms"] }));
    let put = async |token: &str, body: Value| call(&shop, Method::PUT, "/api/settings", token, &body).await;
    for who in [&tokens.courier, &tokens.doctor] {
        assert_eq!(
            put(who, json!({ "purchaseTerms": "Мої" })).await.status,
            StatusCode::FORBIDDEN
        );
    }
    for body in [
        json!({ "purchaseTerms": "Мої", "id": "other" }),
        json!({ "purchaseTerms": "Мої", "logRetentionDays": 1 }),
        json!({ "purchaseTerms": 5 }),
    ] {
        assert_eq!(put(&tokens.admin, body).await.status, StatusCode::BAD_REQUEST);
    }
    let too_long = json!({ "purchaseTerms": "ї".repeat(50_001) });
    assert_eq!(put(&tokens.admin, too_long).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        put(&tokens.admin, json!({})).await.json(),
        before,
        "nothing was asked for"
    );
    let changed = put(&tokens.admin, json!({ "purchaseTerms": "Нові умови", "version": 0 }))
        .await
        .json();
    assert_eq!(
        (&changed["purchaseTerms"], &changed["version"]),
        (&json!("Нові умови"), &json!(1))
    );
    assert!(changed["updatedAt"].is_string());
    assert_eq!(shop.get("/api/settings").await.json(), changed);
    let late = put(&tokens.admin, json!({ "purchaseTerms": "Пізні", "version": 0 })).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_of_people_and_ortomats_are_cut_too() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    for list in [
        "/api/ortomats",
        "/api/users",
        "/api/users/doctors",
        "/api/users/couriers",
        "/api/courier",
        "/api/courier/available/ortomats",
        "/api/products",
    ] {
        let whole = get(&shop, list, &admin).await;
        let all = whole.json();
        let all = all.as_array().unwrap();
        assert_eq!(whole.header("x-total-count"), all.len().to_string(), "{list}");
        let part = get(&shop, &format!("{list}?limit=1&offset=1"), &admin).await;
        let expected: Vec<&Value> = all.iter().skip(1).take(1).collect();
        assert_eq!(part.json(), json!(expected), "{list}");
        assert_eq!(part.header("x-total-count"), all.len().to_string(), "{list}");
    }
    shop.close().await;
}
