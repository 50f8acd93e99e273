//! Sales in the contract's JSON (§1.6, §1.8, §3.2). Administrators see the customer's phone, doctors see no customer.

use super::json::{Hryvnias, NamedJson};
use domain::{
    Money, PhoneNumber,
    cell::CellNumber,
    id::{OrderId, OrderNumber, OrtomatId, ProductId, ReferralCode, UserId},
    order::{Phase, PublicStatus, Reason},
    payment::PaymentStatus,
    staff::people::OrtomatLine,
};
use engine::{
    desk::SaleRow,
    staff::{DoctorCabinet, DoctorSale, MonthOfSales},
    totals::{DoctorTotals, ProductTotals, Totals},
};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[schema(as = SoldProduct)]
struct ProductNameJson {
    /// `null` when the product has been deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    id: Option<ProductId>,
    /// As it was called when it was ordered.
    name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SaleOrtomat)]
struct OrtomatNameJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    id: Option<OrtomatId>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

impl From<OrtomatLine> for OrtomatNameJson {
    fn from(ortomat: OrtomatLine) -> Self {
        Self {
            id: Some(ortomat.id),
            name: ortomat.name,
            address: Some(ortomat.address),
        }
    }
}

/// An order as administrators see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Sale)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SaleJson {
    /// The customer's secret: whoever has it can ask for the goods.
    #[schema(value_type = String)]
    id: OrderId,
    #[schema(value_type = String)]
    order_number: OrderNumber,
    #[schema(value_type = Option<String>)]
    product_id: Option<ProductId>,
    product_name: String,
    #[schema(value_type = Option<String>)]
    ortomat_id: Option<OrtomatId>,
    #[schema(value_type = Option<i32>)]
    cell_number: Option<CellNumber>,
    amount: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    amount_minor: Money,
    /// What is with the payer again.
    refunded: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    refunded_minor: Money,
    currency: &'static str,
    #[schema(value_type = Option<String>)]
    doctor_id: Option<UserId>,
    /// As it was in the link, known or not.
    referral_code: Option<String>,
    /// What the sale is worth to the doctor.
    points_earned: i64,
    #[schema(value_type = Option<String>)]
    customer_phone: Option<PhoneNumber>,
    /// `pending`, `processing`, `completed` or `failed`.
    #[schema(value_type = String)]
    status: PublicStatus,
    /// The status in more words: `awaiting_payment`, `opening`, `processing`, `completed`, `refunding`, `refunded`,
    /// `needs_review` or `failed`.
    #[schema(value_type = String)]
    phase: Phase,
    /// Why the order did not simply complete.
    #[schema(value_type = Option<String>)]
    reason: Option<Reason>,
    /// In the bank's words; `null` when it was never asked for an invoice.
    #[schema(value_type = Option<String>)]
    payment_status: Option<PaymentStatus>,
    created_at: String,
    completed_at: Option<String>,
    product: ProductNameJson,
    ortomat: Option<OrtomatNameJson>,
    doctor: Option<NamedJson>,
}

impl From<SaleRow> for SaleJson {
    fn from(sale: SaleRow) -> Self {
        let row = sale.row;
        Self {
            id: row.id,
            order_number: row.number,
            product: ProductNameJson {
                id: sale.product.clone(),
                name: row.product.clone(),
            },
            product_id: sale.product,
            product_name: row.product,
            ortomat_id: row.ortomat.as_ref().map(|ortomat| ortomat.id.clone()),
            cell_number: row.cell,
            amount: Hryvnias(row.total),
            amount_minor: row.total,
            refunded: Hryvnias(row.refunded),
            refunded_minor: row.refunded,
            currency: "UAH",
            doctor_id: sale.doctor.as_ref().map(|doctor| doctor.id.clone()),
            referral_code: row.referral_code,
            points_earned: sale.points,
            customer_phone: row.phone,
            status: row.phase.public_status(),
            phase: row.phase,
            reason: row.reason,
            payment_status: row.payment,
            created_at: row.created_at.to_string(),
            completed_at: row.completed_at.map(|moment| moment.to_string()),
            ortomat: row.ortomat.map(Into::into),
            doctor: sale.doctor.map(Into::into),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = TopDoctor)]
#[serde(rename_all = "camelCase")]
struct TopDoctorJson {
    #[schema(value_type = String)]
    id: UserId,
    email: Option<String>,
    first_name: String,
    last_name: String,
    total_sales: i64,
    total_points: i64,
}

impl From<DoctorTotals> for TopDoctorJson {
    fn from(doctor: DoctorTotals) -> Self {
        Self {
            id: doctor.id,
            email: doctor.email,
            first_name: doctor.first_name,
            last_name: doctor.last_name,
            total_sales: doctor.sales,
            total_points: doctor.points,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = TopProduct)]
#[serde(rename_all = "camelCase")]
struct TopProductJson {
    #[schema(value_type = String)]
    id: ProductId,
    name: String,
    sku: String,
    sales_count: i64,
    revenue: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    revenue_minor: Money,
}

impl From<ProductTotals> for TopProductJson {
    fn from(product: ProductTotals) -> Self {
        Self {
            id: product.id,
            name: product.name,
            sku: product.sku,
            sales_count: product.sales,
            revenue: Hryvnias(product.revenue),
            revenue_minor: product.revenue,
        }
    }
}

/// Completed orders of all time.
#[derive(Serialize, ToSchema)]
#[schema(as = SalesStats)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SalesStatsJson {
    total_users: i64,
    total_ortomats: i64,
    total_sales: i64,
    /// Less what went back to the payers.
    total_revenue: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    total_revenue_minor: Money,
    /// Five at most.
    top_doctors: Vec<TopDoctorJson>,
    /// Five at most.
    top_products: Vec<TopProductJson>,
}

impl From<Totals> for SalesStatsJson {
    fn from(totals: Totals) -> Self {
        Self {
            total_users: totals.users,
            total_ortomats: totals.ortomats,
            total_sales: totals.sales,
            total_revenue: Hryvnias(totals.revenue),
            total_revenue_minor: totals.revenue,
            top_doctors: totals.doctors.into_iter().map(Into::into).collect(),
            top_products: totals.products.into_iter().map(Into::into).collect(),
        }
    }
}

/// A referred sale as its doctor may see it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReferredSale)]
#[serde(rename_all = "camelCase")]
struct ReferredSaleJson {
    #[schema(value_type = String)]
    order_number: OrderNumber,
    amount: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    amount_minor: Money,
    points_earned: i64,
    #[schema(value_type = String)]
    status: PublicStatus,
    /// When the door opened; so does `completedAt` say.
    created_at: String,
    completed_at: String,
    product: ProductNameJson,
    ortomat: OrtomatNameJson,
}

impl From<DoctorSale> for ReferredSaleJson {
    fn from(sale: DoctorSale) -> Self {
        Self {
            order_number: sale.number,
            amount: Hryvnias(sale.total),
            amount_minor: sale.total,
            points_earned: sale.points,
            status: PublicStatus::Completed,
            created_at: sale.completed_at.to_string(),
            completed_at: sale.completed_at.to_string(),
            product: ProductNameJson {
                id: None,
                name: sale.product,
            },
            ortomat: OrtomatNameJson {
                id: None,
                name: sale.ortomat,
                address: None,
            },
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = MonthOfReferrals)]
struct MonthJson {
    /// `2026-11`, in Kyiv.
    month: String,
    count: i64,
    points: i64,
}

impl From<MonthOfSales> for MonthJson {
    fn from(month: MonthOfSales) -> Self {
        Self {
            month: month.month,
            count: month.sales,
            points: month.points,
        }
    }
}

/// What a doctor's codes have brought.
#[derive(Serialize, ToSchema)]
#[schema(as = DoctorSales)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DoctorSalesJson {
    total_sales: i64,
    total_points: i64,
    /// Ten at most, the newest first.
    recent_sales: Vec<ReferredSaleJson>,
    /// Six at most, the newest first; months without a sale are left out.
    sales_by_month: Vec<MonthJson>,
    /// The codes that are in force.
    #[schema(value_type = Vec<String>)]
    referral_codes: Vec<ReferralCode>,
}

impl From<DoctorCabinet> for DoctorSalesJson {
    fn from(cabinet: DoctorCabinet) -> Self {
        Self {
            total_sales: cabinet.total_sales,
            total_points: cabinet.total_points,
            recent_sales: cabinet.recent.into_iter().map(Into::into).collect(),
            sales_by_month: cabinet.months.into_iter().map(Into::into).collect(),
            referral_codes: cabinet.doctor.places.into_iter().map(|place| place.code).collect(),
        }
    }
}
