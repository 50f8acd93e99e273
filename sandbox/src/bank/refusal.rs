//! The errors of the bank's API, as told on the wire (bank description §1.8).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::SandboxError;

/// One refusal: HTTP status, `errCode` and `errText`.
#[derive(Debug)]
pub(super) struct Refusal {
    http: StatusCode,
    code: &'static str,
    text: String,
}

impl Refusal {
    fn new(http: StatusCode, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            http,
            code,
            text: text.into(),
        }
    }

    pub(super) fn bad_request(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", text)
    }

    pub(super) fn bad_payment_info(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_MERCHANT_PAYM_INFO", text)
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", "forbidden")
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "invoice not found")
    }

    /// A cancel before any money came (§1.8, reported by one project only).
    pub(super) fn not_paid() -> Self {
        Self::new(StatusCode::NOT_FOUND, "1004", "invoice not paid")
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "method not allowed",
        )
    }

    pub(super) fn already_used() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVOICE_ALREADY_USED", "invoice already used")
    }

    /// A refund of more than is left, or of what was refunded before (§1.4).
    pub(super) fn wrong_cancel_amount() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "WRONG_CANCEL_AMOUNT", "wrong cancel amount")
    }

    /// A 500 with a business meaning (§1.4).
    pub(super) fn cancel_not_available() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "CANCEL_NOT_AVAILABLE",
            "cancel not available",
        )
    }

    /// §1.5: a missing amount meets the same words as one too large.
    pub(super) fn above_hold() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "1001",
            "finalization amount exceeds hold amount",
        )
    }

    /// §1.5: there is no hold, or it was captured already.
    pub(super) fn no_hold() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "1001", "order on hold not found")
    }

    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "internal error")
    }

    pub(super) fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "INTERNAL_ERROR", "service unavailable")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.http, Json(json!({ "errCode": self.code, "errText": self.text }))).into_response()
    }
}

impl From<Refusal> for SandboxError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            code: refusal.code,
            text: refusal.text,
        }
    }
}
