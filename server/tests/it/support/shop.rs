//! A server in this process, with the demo's shelves and a bank, and somebody who buys over REST.

use super::{ORTOMAT, PRICE, PRODUCT, eventually, variables};
use engine::{Clock, devices::DeviceToken};
use reqwest::{Client, Method, StatusCode};
use sandbox::{
    bank::{Bank, BankOptions},
    device::{Device, DeviceOptions},
};
use serde_json::{Value, json};
use server::{Running, config::Config};
use std::{collections::HashMap, time::Duration};
use tempfile::TempDir;

pub(crate) struct Shop {
    pub(crate) bank: Bank,
    pub(crate) clock: Clock,
    pub(crate) http: Client,
    pub(crate) running: Running,
    folder: TempDir,
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    pub(crate) headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(&[]).await
    }

    pub(crate) async fn open_with(more: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let bank = Bank::start(BankOptions {
            webhook_pauses: vec![Duration::from_millis(20); 2],
            ..BankOptions::default()
        })
        .await
        .unwrap();
        let variables: HashMap<String, String> =
            variables(&folder.path().join("shop.db").display().to_string(), &bank, more)
                .into_iter()
                .collect();
        let clock = Clock::default();
        let running = server::start(
            Config::read(|name| variables.get(name).cloned()).unwrap(),
            clock.clone(),
        )
        .await
        .unwrap();
        running.engine.fill_demo().await.unwrap().unwrap();
        // Redirects are looked at, not followed.
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            bank,
            clock,
            http,
            running,
            folder,
        }
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
        self.bank.shutdown();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.addr)
    }

    pub(crate) fn wire(&self) -> String {
        format!("ws://{}/ws", self.running.addr)
    }

    /// A connection of one's own, to say what no client would.
    pub(crate) async fn connect(&self) -> tokio::net::TcpStream {
        tokio::net::TcpStream::connect(self.running.addr).await.unwrap()
    }

    pub(crate) fn database(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("shop.db").display())
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let mut request = self.http.request(method, self.url(path)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(
            Method::POST,
            path,
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    /// The credentials of a device of the first ortomat.
    pub(crate) async fn credentials(&self, id: &str) -> DeviceToken {
        let token = DeviceToken::random();
        self.running
            .engine
            .add_device(&ORTOMAT.parse().unwrap(), &id.parse().unwrap(), &token)
            .await
            .unwrap();
        token
    }

    /// A device that is connected and known to the server.
    pub(crate) async fn device(&self, id: &str) -> Device {
        let token = self.credentials(id).await;
        let device = Device::start(DeviceOptions::quick(self.wire(), id, token.expose())).unwrap();
        device.wait_greeted().await.unwrap();
        device
    }

    /// An order that awaits payment; needs a device that is here.
    pub(crate) async fn order(&self) -> String {
        let answer = self
            .post_json(
                "/api/orders/create",
                &json!({ "productId": PRODUCT, "ortomatId": ORTOMAT }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        assert_eq!(answer.json()["amountMinor"], PRICE);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Sends the customer to the bank; the invoice's id.
    pub(crate) async fn invoice(&self, order: &str) -> String {
        let answer = self
            .post_json(&format!("/api/orders/{order}/create-mono-payment"), &json!({}))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()["invoiceId"].as_str().unwrap().to_owned()
    }

    /// Orders and pays; the bank tells by its webhooks.
    pub(crate) async fn buy(&self) -> String {
        let order = self.order().await;
        let invoice = self.invoice(&order).await;
        self.bank.pay(&invoice).unwrap();
        order
    }

    pub(crate) async fn show(&self, order: &str) -> Value {
        self.get(&format!("/api/orders/{order}")).await.json()
    }

    pub(crate) async fn stage(&self, order: &str) -> Value {
        self.get(&format!("/api/orders/{order}/progress")).await.json()["stage"].clone()
    }

    pub(crate) async fn until_status(&self, order: &str, status: &str) -> Value {
        eventually(status, async || {
            Some(self.show(order).await).filter(|shown| shown["status"] == status)
        })
        .await
    }

    pub(crate) async fn until_refunded(&self, order: &str, reason: &str) {
        eventually("refunded", async || {
            (self.stage(order).await == json!({ "Refunded": reason })).then_some(())
        })
        .await;
    }
}
