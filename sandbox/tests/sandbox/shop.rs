//! A shop: calls the bank's API, and takes and verifies its webhooks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;
use sandbox::PATIENCE;
use sandbox::bank::{Bank, BankOptions};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

pub(crate) struct Shop {
    pub(crate) bank: Bank,
    pub(crate) client: reqwest::Client,
    /// Where the webhooks of this shop arrive.
    pub(crate) hook: String,
    webhooks: mpsc::UnboundedReceiver<Webhook>,
    counter: Counter,
}

/// A webhook as it arrived.
pub(crate) struct Webhook {
    pub(crate) raw: Vec<u8>,
    pub(crate) sign: String,
    pub(crate) body: Value,
}

#[derive(Clone)]
struct Counter {
    arrived: mpsc::UnboundedSender<Webhook>,
    /// What to answer next; 200 when empty.
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
    /// Webhooks are answered only while this is true.
    open: watch::Sender<bool>,
}

async fn take(State(counter): State<Counter>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let webhook = Webhook {
        raw: body.to_vec(),
        sign: headers["X-Sign"].to_str().unwrap().to_owned(),
        body: serde_json::from_slice(&body).unwrap(),
    };
    counter.arrived.send(webhook).unwrap();
    counter.open.subscribe().wait_for(|open| *open).await.unwrap();
    counter.answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK)
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let bank = Bank::start(BankOptions {
            token: "merchant".into(),
            webhook_pauses: vec![Duration::from_millis(5), Duration::from_millis(10)],
            ..BankOptions::default()
        });
        let bank = bank.await.unwrap();
        let (arrived, webhooks) = mpsc::unbounded_channel();
        let counter = Counter {
            arrived,
            answers: Arc::default(),
            open: watch::Sender::new(true),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(take)).with_state(counter.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self {
            bank,
            client: http_client(),
            hook,
            webhooks,
            counter,
        }
    }

    /// The next webhooks are answered with these statuses.
    pub(crate) fn answer(&self, statuses: &[StatusCode]) {
        self.counter.answers.lock().unwrap().extend(statuses);
    }

    /// Whether webhooks are answered at all.
    pub(crate) fn set_answering(&self, answering: bool) {
        self.counter.open.send_replace(answering);
    }

    /// What the shop asks for; `more` overrides it.
    pub(crate) fn terms(&self, more: &Value) -> Value {
        let mut terms = json!({
            "amount": 45_000,
            "ccy": 980,
            "merchantPaymInfo": {
                "reference": "ORD-1",
                "destination": "Бандаж",
                "basketOrder": [{ "name": "Бандаж", "qty": 1, "sum": 45_000, "code": "b-1" }],
            },
            "webHookUrl": self.hook,
            "redirectUrl": "http://shop.example/payment/success?orderId=1",
            "validity": 900,
        });
        for (key, value) in more.as_object().unwrap() {
            terms[key] = value.clone();
        }
        terms
    }

    /// Creates an invoice over 450,00 ₴ and returns its id.
    pub(crate) async fn create(&self, more: Value) -> String {
        let (http, answer) = self.post("/api/merchant/invoice/create", &self.terms(&more)).await;
        assert_eq!(http, 200, "{answer}");
        answer["invoiceId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn hold(&self) -> String {
        let id = self.create(json!({ "paymentType": "hold" })).await;
        self.bank.pay(&id).unwrap();
        id
    }

    pub(crate) async fn status(&self, id: &str) -> Value {
        let (http, status) = self.get(&format!("/api/merchant/invoice/status?invoiceId={id}")).await;
        assert_eq!(http, 200, "{status}");
        status
    }

    pub(crate) async fn cancel(&self, more: &Value) -> (u16, Value) {
        self.post("/api/merchant/invoice/cancel", more).await
    }

    pub(crate) async fn finalize(&self, body: Value) -> (u16, Value) {
        self.post("/api/merchant/invoice/finalize", &body).await
    }

    pub(crate) async fn remove(&self, id: &str) -> (u16, Value) {
        self.post("/api/merchant/invoice/remove", &json!({ "invoiceId": id }))
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request(reqwest::Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.request(reqwest::Method::POST, path).json(body)).await
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.bank.url()))
            .header("X-Token", "merchant")
    }

    /// The next webhook to arrive, whoever signed it.
    pub(crate) async fn webhook(&mut self) -> Webhook {
        timeout(PATIENCE, self.webhooks.recv()).await.unwrap().unwrap()
    }

    /// The statuses of the next webhooks, each genuine.
    pub(crate) async fn told(&mut self, count: usize) -> Vec<String> {
        let mut statuses = Vec::new();
        for _ in 0..count {
            let webhook = self.webhook().await;
            assert!(webhook.is_genuine(&self.bank.public_key_base64()));
            statuses.push(webhook.body["status"].as_str().unwrap().to_owned());
        }
        statuses
    }

    /// Whether no further webhook has arrived.
    pub(crate) fn is_quiet(&self) -> bool {
        self.webhooks.is_empty()
    }
}

impl Webhook {
    pub(crate) fn is_genuine(&self, key: &str) -> bool {
        is_genuine(key, &self.raw, &self.sign)
    }
}

/// Verifies as a merchant would: base64 of a PEM key, base64 of a DER signature over the raw bytes.
pub(crate) fn is_genuine(key: &str, raw: &[u8], sign: &str) -> bool {
    let pem = String::from_utf8(STANDARD.decode(key).unwrap()).unwrap();
    let key = VerifyingKey::from_public_key_pem(&pem).unwrap();
    let signature = Signature::from_der(&STANDARD.decode(sign).unwrap()).unwrap();
    key.verify(raw, &signature).is_ok()
}

pub(crate) fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    client.timeout(PATIENCE).build().unwrap()
}

pub(crate) async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}
