//! An order by REST (contract §1.6), for the holder of its id.

use super::{
    error::{ErrorJson, RestError},
    extract::{Body, Id},
    json::{InvoiceJson, OrderJson},
    progress_json::{OpeningJson, PaymentJson, ProgressJson},
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
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[schema(as = NewOrder)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewOrder {
    product_id: String,
    ortomat_id: String,
    /// A doctor's code; an unknown one changes nothing.
    #[serde(default)]
    referral_code: Option<String>,
    /// A Ukrainian mobile number in any usual form.
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

/// Places an order: a cell with the product is reserved until it is paid.
#[utoipa::path(
    post,
    path = "/api/orders/create",
    tag = "Orders",
    operation_id = "placeOrder",
    params(("Idempotency-Key" = Option<String>, Header, description = "16 to 64 random characters; the same key is the same order")),
    request_body = NewOrder,
    responses(
        (status = 201, description = "The order; its id is the customer's secret", body = OrderJson),
        (status = 409, description = "Sold out, or the ortomat does not sell now", body = ErrorJson),
        (status = 422, description = "The key belongs to another order", body = ErrorJson),
    ),
)]
pub(crate) async fn create(
    State(engine): State<Engine>,
    headers: HeaderMap,
    Body(order): Body<NewOrder>,
) -> Result<(StatusCode, Json<OrderJson>), RestError> {
    let id = engine.place_order(order.wish(idempotency_key(&headers)?)?).await?;
    Ok((StatusCode::CREATED, Json(engine.order(&id).await?.into())))
}

/// An order, for whoever holds its id.
#[utoipa::path(
    get,
    path = "/api/orders/{id}",
    tag = "Orders",
    operation_id = "showOrder",
    responses((status = 200, description = "The order", body = OrderJson)),
)]
pub(crate) async fn show(State(engine): State<Engine>, Id(order): Id<OrderId>) -> Result<Json<OrderJson>, RestError> {
    Ok(Json(engine.order(&order).await?.into()))
}

/// How far an order is; small enough to be asked for again and again.
#[utoipa::path(
    get,
    path = "/api/orders/{id}/progress",
    tag = "Orders",
    operation_id = "showProgress",
    responses((status = 200, description = "How far it is", body = ProgressJson)),
)]
pub(crate) async fn progress(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<ProgressJson>, RestError> {
    Ok(Json(ProgressJson(engine.order_progress(&order).await?)))
}

/// An invoice of Monobank, and the page where it is paid. Sent again it is the same invoice.
#[utoipa::path(
    post,
    path = "/api/orders/{id}/create-mono-payment",
    tag = "Orders",
    operation_id = "createPayment",
    responses(
        (status = 200, description = "The invoice", body = InvoiceJson),
        (status = 409, description = "The order can be paid no more", body = ErrorJson),
        (status = 503, description = "The bank does not answer; nothing was charged", body = ErrorJson),
    ),
)]
pub(crate) async fn create_payment(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<InvoiceJson>, RestError> {
    let invoice = engine.start_payment(&order).await?;
    let progress = engine.order_progress(&order).await?;
    Ok(Json(InvoiceJson::new(invoice, progress.number.into(), progress.total)))
}

/// Asks the bank how the payment stands. Webhooks and a job do it by themselves.
#[utoipa::path(
    post,
    path = "/api/orders/{id}/check-payment-status",
    tag = "Orders",
    operation_id = "checkPayment",
    responses(
        (status = 200, description = "What the bank says", body = PaymentJson),
        (status = 503, description = "The bank does not answer", body = ErrorJson),
    ),
)]
pub(crate) async fn check_payment(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<Json<PaymentJson>, RestError> {
    let progress = engine.check_payment(&order).await?;
    Ok(Json(PaymentJson {
        success: true,
        message: said(&progress),
        status: match progress.status {
            PublicStatus::Completed => "completed",
            PublicStatus::Failed => "failed",
            PublicStatus::Pending | PublicStatus::Processing => "pending",
        },
        cell_number: progress.cell,
        order_number: progress.number,
    }))
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

/// Repeats an opening that is owed; nothing else opens a door.
#[utoipa::path(
    post,
    path = "/api/orders/{id}/open-cell",
    tag = "Orders",
    operation_id = "openCellAgain",
    responses(
        (status = 201, description = "The command was sent once more", body = OpeningJson),
        (status = 409, description = "No opening is owed", body = ErrorJson),
    ),
)]
pub(crate) async fn open_cell(
    State(engine): State<Engine>,
    Id(order): Id<OrderId>,
) -> Result<(StatusCode, Json<OpeningJson>), RestError> {
    engine.retry_opening(&order).await?;
    let progress = engine.order_progress(&order).await?;
    let answer = OpeningJson {
        success: true,
        message: "Запит прийнято, комірка має відкритися за кілька секунд",
        cell_number: progress.cell,
        order_number: progress.number,
        mode: "production",
        product: progress.product_name,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}
