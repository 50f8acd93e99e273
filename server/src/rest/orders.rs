//! An order by REST (contract §1.6), for the holder of its id.

use super::{
    error::RestError,
    extract::{Body, Id},
    json::{InvoiceJson, OrderJson},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    PhoneNumber,
    id::{IdempotencyKey, OrderId, OrtomatId, ProductId},
    order::{
        PublicStatus,
        progress::{OrderProgress, Stage},
    },
};
use engine::{Engine, orders::PlaceOrder};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewOrder {
    product_id: String,
    ortomat_id: String,
    #[serde(default)]
    referral_code: Option<String>,
    #[serde(default)]
    customer_phone: Option<String>,
}

impl NewOrder {
    fn wish(self, idempotency_key: Option<IdempotencyKey>) -> Result<PlaceOrder, RestError> {
        let phone = self.customer_phone.filter(|phone| !phone.trim().is_empty());
        Ok(PlaceOrder {
            product: self
                .product_id
                .parse::<ProductId>()
                .map_err(|_| RestError::bad_request("Невірний productId"))?,
            ortomat: self
                .ortomat_id
                .parse::<OrtomatId>()
                .map_err(|_| RestError::bad_request("Невірний ortomatId"))?,
            referral_code: self.referral_code,
            seen_terms: None,
            idempotency_key,
            customer_phone: phone
                .map(|phone| phone.parse::<PhoneNumber>())
                .transpose()
                .map_err(|_| RestError::bad_request("Введіть номер телефону у форматі +38 (0XX) XXX-XX-XX"))?,
        })
    }
}

/// Shorter keys can be guessed, and a key leads to its order.
const SHORTEST_KEY: usize = 16;

/// `Idempotency-Key` makes it safe to send the same request again.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, RestError> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| key.len() >= SHORTEST_KEY)
        .and_then(|key| key.parse().ok());
    key.map(Some).ok_or(RestError::bad_request(
        "Заголовок Idempotency-Key: від 16 до 64 випадкових символів",
    ))
}

pub(crate) async fn create(
    State(engine): State<Engine>,
    headers: HeaderMap,
    Body(order): Body<NewOrder>,
) -> Result<(StatusCode, Json<OrderJson>), RestError> {
    let id = engine.place_order(order.wish(idempotency_key(&headers)?)?).await?;
    Ok((StatusCode::CREATED, Json(engine.order(&id).await?.into())))
}

pub(crate) async fn show(State(engine): State<Engine>, Id(order): Id<OrderId>) -> Result<Json<OrderJson>, RestError> {
    Ok(Json(engine.order(&order).await?.into()))
}

/// What the customer's page follows; small, because a weak phone asks for it again and again.
pub(crate) async fn progress(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<OrderProgress>, RestError> {
    Ok(Json(engine.order_progress(&order).await?))
}

pub(crate) async fn create_payment(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<InvoiceJson>, RestError> {
    let invoice = engine.start_payment(&order).await?;
    let progress = engine.order_progress(&order).await?;
    Ok(Json(InvoiceJson::new(invoice, progress.number.into(), progress.total)))
}

pub(crate) async fn check_payment(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<Value>, RestError> {
    let progress = engine.check_payment(&order).await?;
    Ok(Json(json!({
        "success": true,
        "message": said(&progress),
        // The contract knows three words here; a door that is about to open is still pending.
        "status": match progress.status {
            PublicStatus::Completed => "completed",
            PublicStatus::Failed => "failed",
            PublicStatus::Pending | PublicStatus::Processing => "pending",
        },
        "cellNumber": progress.cell,
        "orderNumber": progress.number,
    })))
}

fn said(progress: &OrderProgress) -> &'static str {
    match progress.stage {
        Stage::AwaitingPayment => "Оплата ще не надійшла",
        Stage::Connecting | Stage::Opening => "Оплату отримано, комірка відкривається",
        Stage::Opened => "Оплату отримано, комірку відкрито",
        Stage::Refunding(_) => "Комірка не відкрилася, гроші повертаються",
        Stage::Refunded(_) => "Гроші повернуто",
        Stage::Review(_) => "Замовлення перевіряє адміністратор",
        Stage::NotPaid(_) => "Оплата не відбулася",
    }
}

/// Retries an opening that is owed; nothing else opens a door.
pub(crate) async fn open_cell(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<(StatusCode, Json<Value>), RestError> {
    engine.retry_opening(&order).await?;
    let progress = engine.order_progress(&order).await?;
    let answer = json!({
        "success": true,
        "message": "Запит прийнято, комірка має відкритися за кілька секунд",
        "cellNumber": progress.cell,
        "orderNumber": progress.number,
        "mode": "production",
        "product": progress.product_name,
    });
    Ok((StatusCode::CREATED, Json(answer)))
}
