//! Orders as those see them who run the business (contract §1.6, §1.8): administrators all of them, a doctor the sums of
//! their own. Nothing is sold here without being paid for: the contract's `/purchase` is gone.

use super::{
    error::RestError,
    extract::{Id, Params},
    questions::Questions,
    sale_json::{DoctorSalesJson, SaleJson, SalesStatsJson},
    users::Visible,
};
use axum::{
    Extension, Json,
    extract::State,
    http::HeaderName,
    response::{IntoResponse, Response},
};
use domain::{
    PhoneNumber,
    id::{OrderId, OrtomatId, UserId},
    order::{Phase, PublicStatus},
};
use engine::{
    Engine,
    desk::{Cursor, NumberPart, OrdersQuery},
    staff::Actor,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// The `cursor` of the next part; absent at the end.
const NEXT: HeaderName = HeaderName::from_static("x-next-cursor");

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct SaleFilters {
    /// `pending`, `processing`, `completed` or `failed`.
    status: Option<String>,
    /// `awaiting_payment`, `opening`, `processing`, `completed`, `refunding`, `refunded`, `needs_review` or `failed`.
    phase: Option<String>,
    /// The first day of placing in Kyiv, as `2026-11-22`; of a moment, its day counts.
    start_date: Option<String>,
    /// The last day, which is included.
    end_date: Option<String>,
    ortomat_id: Option<String>,
    doctor_id: Option<String>,
    /// The customer's, in any usual form.
    phone: Option<String>,
    /// An order number, its beginning, or the beginning of its last group; four characters or more.
    number: Option<String>,
    /// The `X-Next-Cursor` of the answer before.
    cursor: Option<String>,
}

impl SaleFilters {
    fn query(&self) -> Result<OrdersQuery, RestError> {
        let mut questions = Questions::default();
        let query = OrdersQuery {
            status: questions.read::<PublicStatus>("status", self.status.as_deref()),
            phase: questions.read::<Phase>("phase", self.phase.as_deref()),
            live: false,
            from: questions.day("startDate", self.start_date.as_deref()),
            to: questions.day("endDate", self.end_date.as_deref()),
            ortomat: questions.read::<OrtomatId>("ortomatId", self.ortomat_id.as_deref()),
            doctor: questions.read::<UserId>("doctorId", self.doctor_id.as_deref()),
            phone: questions.read::<PhoneNumber>("phone", self.phone.as_deref()),
            number: questions.read::<NumberPart>("number", self.number.as_deref()),
            cursor: questions.read::<Cursor>("cursor", self.cursor.as_deref()),
        };
        questions.done(query)
    }
}

/// Orders, the newest first, fifty at once.
#[utoipa::path(
    get,
    path = "/api/sales",
    tag = "Sales",
    operation_id = "listSales",
    params(SaleFilters),
    responses((status = 200, description = "The orders", body = [SaleJson], headers(("X-Next-Cursor" = String, description = "The `cursor` of the next part; absent at the end")))),
)]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Params(filters): Params<SaleFilters>,
) -> Result<Response, RestError> {
    let page = engine.list_sales(&actor, &filters.query()?).await?;
    let sales: Vec<SaleJson> = page.items.into_iter().map(Into::into).collect();
    Ok(match page.older {
        Some(cursor) => ([(NEXT, cursor.to_string())], Json(sales)).into_response(),
        None => Json(sales).into_response(),
    })
}

/// An order.
#[utoipa::path(
    get,
    path = "/api/sales/{id}",
    tag = "Sales",
    operation_id = "showSale",
    responses((status = 200, description = "The order", body = SaleJson)),
)]
pub(crate) async fn show(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(order): Id<OrderId>,
) -> Result<Json<SaleJson>, RestError> {
    Ok(Json(engine.sale_row(&actor, &order).await?.into()))
}

/// What was sold in all time, and what and who sells best.
#[utoipa::path(
    get,
    path = "/api/sales/admin/stats",
    tag = "Sales",
    operation_id = "showSalesStats",
    responses((status = 200, description = "The sums", body = SalesStatsJson)),
)]
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<SalesStatsJson>, RestError> {
    Ok(Json(engine.totals(&actor).await?.into()))
}

/// What a doctor's codes have brought: for administrators, and for that doctor.
#[utoipa::path(
    get,
    path = "/api/sales/doctor/{id}",
    tag = "Sales",
    operation_id = "showDoctorSales",
    responses((status = 200, description = "The sums and the last sales", body = DoctorSalesJson)),
)]
pub(crate) async fn of_doctor(
    State(engine): State<Engine>,
    Visible(doctor): Visible,
) -> Result<Json<DoctorSalesJson>, RestError> {
    Ok(Json(engine.doctor_cabinet(&doctor).await?.into()))
}
