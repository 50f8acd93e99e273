//! The worst moments: the process is killed, and the next one finds everything that is owed.

use crate::support::*;
use engine::{Clock, Database, Engine, Setup, bank::BankConfig, devices::DeviceToken, products::PictureStore};
use reqwest::Client;
use sandbox::{
    bank::{Bank, BankOptions},
    device::{Device, DeviceOptions, Faults},
};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;

/// A database on disk and a bank, which outlive the servers that are killed.
struct Town {
    folder: TempDir,
    bank: Bank,
    token: DeviceToken,
    variables: Vec<(String, String)>,
    http: Client,
}

impl Town {
    async fn found(more: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let bank = Bank::start(BankOptions {
            webhook_pauses: vec![Duration::from_millis(10); 2],
            ..BankOptions::default()
        })
        .await
        .unwrap();
        let file = folder.path().join("town.db").display().to_string();
        let variables = variables(&file, &bank, more);
        let database = Database::connect(&format!("sqlite://{file}")).await.unwrap();
        database.migrate().await.unwrap();
        let engine = Engine::new(Setup {
            database,
            bank: BankConfig {
                api_url: bank.url(),
                token: bank.token().to_owned().into(),
            },
            payment_type: domain::payment::PaymentType::Debit,
            public_url: String::new(),
            timings: domain::order::Timings::default(),
            clock: Clock::default(),
            pictures: PictureStore::in_memory(),
            backups: engine::backup::BackupConfig::none(),
        })
        .unwrap();
        engine.fill_demo().await.unwrap();
        let token = DeviceToken::random();
        engine
            .add_device(&ORTOMAT.parse().unwrap(), &"locker-01".parse().unwrap(), &token)
            .await
            .unwrap();
        engine.close().await.unwrap();
        Self {
            folder,
            bank,
            token,
            variables,
            http: Client::new(),
        }
    }

    async fn serve(&self) -> Child {
        Child::serve(self.folder.path(), &self.variables).await
    }

    async fn device(&self, server: &Child) -> Device {
        let url = format!("ws://{}/ws", server.addr);
        let device = Device::start(DeviceOptions::quick(url, "locker-01", self.token.expose())).unwrap();
        device.wait_greeted().await.unwrap();
        device
    }

    async fn post(&self, server: &Child, path: &str, body: &Value) -> Value {
        self.http
            .post(format!("http://{}{path}", server.addr))
            .json(body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// An order whose customer is at the bank: its id and its invoice.
    async fn order(&self, server: &Child) -> (String, String) {
        let order = self
            .post(
                server,
                "/api/orders/create",
                &json!({ "productId": PRODUCT, "ortomatId": ORTOMAT }),
            )
            .await;
        let order = order["id"].as_str().unwrap().to_owned();
        let invoice = self
            .post(server, &format!("/api/orders/{order}/create-mono-payment"), &json!({}))
            .await;
        (order, invoice["invoiceId"].as_str().unwrap().to_owned())
    }

    async fn progress(&self, server: &Child, order: &str) -> Value {
        let url = format!("http://{}/api/orders/{order}/progress", server.addr);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    async fn until_stage(&self, server: &Child, order: &str, stage: Value) {
        eventually(&stage.to_string(), async || {
            (self.progress(server, order).await["stage"] == stage).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_between_payment_and_opening_finishes_the_job_after_restart() {
    let town = Town::found(&[]).await;
    let first = town.serve().await;
    let device = town.device(&first).await;
    let (order, invoice) = town.order(&first).await;
    device.stop();
    town.bank.pay(&invoice).unwrap();
    eventually("the payment is known and the command waits", async || {
        let stage = town.progress(&first, &order).await["stage"].clone();
        matches!(stage.as_str(), Some("Connecting" | "Opening")).then_some(())
    })
    .await;
    first.kill().await;

    let second = town.serve().await;
    let device = town.device(&second).await;
    town.until_stage(&second, &order, json!("Opened")).await;
    assert_eq!(device.opened().len(), 1);
    assert!(second.terminate().await, "and a polite stop ends in order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_made_while_the_process_was_dead_is_found_and_served() {
    let town = Town::found(&[]).await;
    let first = town.serve().await;
    let device = town.device(&first).await;
    let (order, invoice) = town.order(&first).await;
    device.stop();
    first.kill().await;
    town.bank.pay(&invoice).unwrap();
    town.bank.wait_for_webhooks(&invoice).await.unwrap();

    let second = town.serve().await;
    let device = town.device(&second).await;
    town.until_stage(&second, &order, json!("Opened")).await;
    assert_eq!(device.opened().len(), 1);
    second.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_with_a_refund_owed_gives_the_money_back_once_after_restart() {
    let town = Town::found(&[("OPEN_WINDOW_SECONDS", "1"), ("DOOR_SECONDS", "1")]).await;
    let first = town.serve().await;
    let device = town.device(&first).await;
    let (order, invoice) = town.order(&first).await;
    device.set_faults(Faults {
        offline: true,
        ..Faults::quick()
    });
    device.wait_disconnected().await.unwrap();
    town.bank.pay(&invoice).unwrap();
    // The bank takes the refund but its answer is lost, and then so are we.
    town.bank.set_cancel_mode(sandbox::bank::CancelMode::LoseAnswer);
    eventually("the bank has heard of the refund", async || {
        (town.bank.cancel_requests(&invoice) > 0).then_some(())
    })
    .await;
    first.kill().await;
    town.bank.set_cancel_mode(sandbox::bank::CancelMode::Normal);

    let second = town.serve().await;
    town.until_stage(&second, &order, json!({ "Refunded": "device_unreachable" }))
        .await;
    let invoice = town.bank.invoice(&invoice).unwrap();
    assert_eq!((invoice.final_amount, invoice.cancels.len()), (Some(0), 1));
    second.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_ten_moments_every_paid_order_ends_opened_or_refunded() {
    let town = Town::found(&[("OPEN_WINDOW_SECONDS", "3"), ("DOOR_SECONDS", "1")]).await;
    let mut orders = Vec::new();
    for round in 0..5_u64 {
        let server = town.serve().await;
        let device = town.device(&server).await;
        let (order, invoice) = town.order(&server).await;
        town.bank.pay(&invoice).unwrap();
        orders.push((order, invoice));
        // Not a wait: the moment at which this process dies, a different one each time.
        tokio::time::sleep(Duration::from_millis(round * 4)).await;
        server.kill().await;
        // Its successor dies as well, while it pays the debts of the first one.
        let server = town.serve().await;
        tokio::time::sleep(Duration::from_millis(round * 25)).await;
        server.kill().await;
        device.stop();
    }
    let server = town.serve().await;
    let device = town.device(&server).await;
    for (order, invoice) in &orders {
        let stage = eventually("the order has ended", async || {
            let stage = town.progress(&server, order).await["stage"].clone();
            (stage == json!("Opened") || stage.get("Refunded").is_some()).then_some(stage)
        })
        .await;
        let kept = if stage == json!("Opened") { PRICE } else { 0 };
        assert_eq!(town.bank.invoice(invoice).unwrap().final_amount, Some(kept), "{stage}");
    }
    device.stop();
    server.kill().await;
}
