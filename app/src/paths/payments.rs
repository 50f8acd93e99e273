//! Where administrators look after payments.

use super::{PAYMENTS, encoded};
use domain::id::OrderId;

/// The list as a table for spreadsheets, with the same parameters as the list.
pub const PAYMENTS_EXPORT: &str = "/admin/payments/export.csv";

pub const CHECK_ORDER: &str = "/form/check_order";
pub const PREPARE_REFUND: &str = "/form/prepare_refund";
pub const PREPARE_REVIEW: &str = "/form/prepare_review";
pub const REFUND_ORDER: &str = "/form/refund_order";
pub const RESOLVE_REVIEW: &str = "/form/resolve_review";

/// Where on an order's page its forms begin.
pub const DECISION: &str = "decision";

/// An order with all that is known of it.
#[must_use]
pub fn order_file(order: &OrderId) -> String {
    format!("{PAYMENTS}/{}", encoded(order.as_str()))
}

/// The page that asks once more before money moves or a review ends.
#[must_use]
pub fn confirm_decision(order: &OrderId) -> String {
    format!("{}/confirm", order_file(order))
}
