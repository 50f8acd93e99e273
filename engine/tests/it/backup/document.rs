//! Small documents of both versions with a row in every table, in which a test changes one thing.

use super::OLD_FILE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Every table: its key in the file and its name in the database, in the order in which rows can be put back.
pub(crate) const TABLES: [(&str, &str); 17] = [
    ("users", "users"),
    ("ortomats", "ortomats"),
    ("devices", "devices"),
    ("products", "products"),
    ("cells", "cells"),
    ("doctorOrtomats", "doctor_ortomats"),
    ("courierOrtomats", "courier_ortomats"),
    ("purchaseTermsVersions", "purchase_terms_versions"),
    ("settings", "settings"),
    ("sales", "sales"),
    ("payments", "payments"),
    ("paymentEvents", "payment_events"),
    ("refunds", "refunds"),
    ("orderDecisions", "order_decisions"),
    ("commands", "commands"),
    ("rewards", "rewards"),
    ("logs", "activity_logs"),
];

/// The rows of version 2.0: an order whose door is being opened, and one that was completed.
const OURS: &str = r#"{
"users":[{"id":"dr","email":"olena@example.com","role":"DOCTOR","firstName":"Олена","lastName":"Коваль","middleName":"Іванівна","phone":"+380671110002","isVerified":true,"createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","deletedAt":null}],
"ortomats":[{"id":"ortomat-1","name":"Ортомат №1","address":"вул. Хрещатик, 22","city":"Київ","totalCells":37,"status":"active","createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","sellsOffline":false}],
"devices":[{"id":"locker-01","ortomatId":"ortomat-1","createdAt":"2026-11-22T12:05:09.120Z","revokedAt":null}],
"products":[{"id":"p1","name":"Ортез","sku":"KNEE-1","description":"Опис","size":"L","price":1250.5,"mainImage":null,"images":[],"imageUrl":null,"color":null,"material":null,"manufacturer":null,"country":null,"type":null,"sizeChartUrl":null,"videoUrl":null,"termsAndConditions":null,"attributes":{"side":"left"},"referralPoints":25,"createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z"}],
"cells":[{"id":"k1","number":1,"ortomatId":"ortomat-1","productId":"p1","isAvailable":false,"lastRefillDate":"2026-11-22T12:05:09.120Z","courierId":"dr","createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","filled":true,"blockedReason":null}],
"doctorOrtomats":[{"id":"d1","doctorId":"dr","ortomatId":"ortomat-1","referralCode":"DOC4F7K2A","qrCode":null,"totalPoints":25,"totalSales":1,"createdAt":"2026-11-22T12:05:09.120Z","endedAt":null}],
"courierOrtomats":[{"id":"co1","courierId":"dr","ortomatId":"ortomat-1","status":"active","createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z"}],
"purchaseTermsVersions":[{"id":"t1","text":"Умови","textSha256":"ab","createdAt":"2026-11-22T12:05:09.120Z","createdBy":"dr"}],
"settings":[{"id":"default","purchaseTerms":"Умови\n1. Так","createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","logRetentionDays":90}],
"sales":[{"id":"s1","doctorId":"dr","productId":"p1","ortomatId":"ortomat-1","cellNumber":1,"amount":1250.5,"referralCode":"DOC4F7K2A","paymentId":"pay1","status":"pending","createdAt":"2026-11-22T12:05:09.120Z","orderNumber":"ORD-1769800000001-ABCDEF123","customerPhone":"+380671110003","completedAt":null,"doctorOrtomatId":"d1","pointsEarned":25,"productName":"Ортез","phase":"opening","reason":null,"deadlineAt":"2026-11-22T12:15:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","idempotencyKey":"wish-1","termsVersion":"t1"},
{"id":"s2","doctorId":null,"productId":null,"ortomatId":null,"cellNumber":null,"amount":450,"referralCode":null,"paymentId":null,"status":"completed","createdAt":"2026-11-22T12:05:09.120Z","orderNumber":"ORD-1769800000002-ABCDEF123","customerPhone":null,"completedAt":"2026-11-22T12:06:09.120Z","doctorOrtomatId":null,"pointsEarned":0,"productName":"Ортез","phase":"completed","reason":null,"deadlineAt":null,"updatedAt":"2026-11-22T12:05:09.120Z","idempotencyKey":null,"termsVersion":null}],
"payments":[{"id":"pay1","orderId":"s1","amount":1250.5,"status":"success","transactionId":"inv1","paymentProvider":"mono","invoiceId":"inv1","pageUrl":null,"monoStatus":"success","monoData":null,"doctorId":null,"description":null,"paymentDetails":null,"createdAt":"2026-11-22T12:05:09.120Z","updatedAt":"2026-11-22T12:05:09.120Z","state":"success","paymentType":"debit","paidAmount":1250.5,"currency":980,"modifiedAt":"2026-11-22T12:05:09.120Z","failureReason":null,"nextCheckAt":null,"checks":1,"captureDueAt":null,"captures":0}],
"paymentEvents":[{"id":"e1","source":"webhook","invoiceId":"inv1","body":"e30=","bodySha256":"cd","receivedAt":"2026-11-22T12:05:09.120Z","appliedAt":null,"outcome":null,"attempts":1}],
"refunds":[{"id":"r1","orderId":"s1","paymentId":"pay1","amount":100,"reason":"staff_refund","status":"requested","dueAt":"2026-11-22T12:05:09.120Z","attempts":1,"lastError":null,"createdAt":"2026-11-22T12:05:09.120Z","settledAt":null}],
"orderDecisions":[{"idempotencyKey":"decision-1","orderId":"s1","userId":"dr","resolution":"refund","amount":100,"reason":"Так","refundId":"r1","createdAt":"2026-11-22T12:05:09.120Z"}],
"commands":[{"id":"cmd-1","kind":"sale","orderId":"s1","ortomatId":"ortomat-1","deviceId":"locker-01","cellNumber":1,"status":"sent","sends":1,"requestedBy":"dr","createdAt":"2026-11-22T12:05:09.120Z","expiresAt":"2026-11-22T12:15:09.120Z","sentAt":"2026-11-22T12:05:09.120Z","ackedAt":null,"settledAt":null}],
"rewards":[{"id":"w1","doctorId":"dr","doctorOrtomatId":"d1","saleId":"s1","kind":"earned","points":25,"createdAt":"2026-11-22T12:05:09.120Z"}],
"logs":[{"id":"l1","type":"ORDER_CREATED","category":"orders","message":"Замовлення","metadata":{"a":[1]},"userId":"dr","ortomatId":"ortomat-1","cellNumber":1,"severity":"INFO","createdAt":"2026-11-22T12:05:09.120Z","orderId":"s1"}]
}"#;

/// As many rows of a table of the old file are enough.
const FEW: usize = 3;

/// A document whose rows are texts, so that they can hold what no JSON value holds.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) version: &'static str,
    tables: Vec<(String, Vec<String>)>,
}

impl Document {
    pub(crate) fn ours() -> Self {
        let data: Value = serde_json::from_str(OURS).unwrap();
        let tables = TABLES.map(|(key, _)| (key.to_owned(), texts(&data[key])));
        Self {
            version: "2.0",
            tables: tables.into(),
        }
    }

    /// The beginning of each table of the earlier system's file.
    pub(crate) fn old() -> Self {
        let file: Value = serde_json::from_str(OLD_FILE).unwrap();
        let tables = file["data"].as_object().unwrap().iter().map(|(key, rows)| {
            let mut rows = texts(rows);
            // All that others point to stays.
            if matches!(key.as_str(), "cells" | "sales" | "payments" | "logs") {
                rows.truncate(FEW);
            }
            (key.clone(), rows)
        });
        Self {
            version: "1.0",
            tables: tables.collect(),
        }
    }

    /// The keys of the tables that this program reads.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'static str> {
        TABLES
            .into_iter()
            .map(|(key, _)| key)
            .filter(|key| self.tables.iter().any(|(table, _)| table == key))
    }

    pub(crate) fn rows(&self, table: &str) -> Vec<Value> {
        let (_, rows) = self.tables.iter().find(|(key, _)| key == table).unwrap();
        rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect()
    }

    /// The first row of a table.
    pub(crate) fn row(&self, table: &str) -> Value {
        self.rows(table).remove(0)
    }

    fn change(&self, table: &str, change: impl FnOnce(&mut Vec<String>)) -> Self {
        let mut changed = self.clone();
        let (_, rows) = changed.tables.iter_mut().find(|(key, _)| key == table).unwrap();
        change(rows);
        changed
    }

    /// One more row at the end.
    pub(crate) fn and(&self, table: &str, row: &str) -> Self {
        self.change(table, |rows| rows.push(row.to_owned()))
    }

    /// Another first row.
    pub(crate) fn with_row(&self, table: &str, row: &str) -> Self {
        self.change(table, |rows| row.clone_into(&mut rows[0]))
    }

    /// The first row with this in the place of one of its values.
    pub(crate) fn with(&self, table: &str, key: &str, literal: &str) -> Self {
        let without = self.without(table, key);
        let row = without.row(table).to_string();
        let fields = row.strip_suffix('}').unwrap();
        let row = format!("{fields},{}:{literal}}}", json!(key));
        self.with_row(table, &row)
    }

    /// The first row without one of its fields.
    pub(crate) fn without(&self, table: &str, key: &str) -> Self {
        let mut row = self.row(table);
        row.as_object_mut().unwrap().remove(key);
        self.with_row(table, &row.to_string())
    }

    /// Without the whole table.
    pub(crate) fn without_table(&self, table: &str) -> Self {
        let mut changed = self.clone();
        changed.tables.retain(|(key, _)| key != table);
        changed
    }

    /// The file. One of ours says what it holds, and says it right.
    pub(crate) fn text(&self) -> String {
        let (mut tables, mut counts) = (Vec::new(), Vec::new());
        let mut checksum = Sha256::new();
        for (key, rows) in &self.tables {
            for line in std::iter::once(key).chain(rows) {
                checksum.update(line);
                checksum.update("\n");
            }
            tables.push(format!("\"{key}\":[{}]", rows.join(",")));
            counts.push(format!("\"{key}\":{}", rows.len()));
        }
        let end = match self.version {
            "1.0" => String::new(),
            _ => format!(
                ",\"counts\":{{{}}},\"sha256\":\"{}\"",
                counts.join(","),
                hex::encode(checksum.finalize())
            ),
        };
        format!(
            "{{\"timestamp\":\"2026-11-22T12:05:09.120Z\",\"version\":\"{}\",\"data\":{{{}}}{end}}}",
            self.version,
            tables.join(",")
        )
    }
}

fn texts(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(Value::to_string).collect()
}
