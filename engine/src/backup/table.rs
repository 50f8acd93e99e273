//! The tables of a backup file, in the order in which rows can be put back: whatever is referred to comes first.
//!
//! The keys of the old tables are the earlier system's (contract §6.1), so that its tools read the new files; what it
//! lost has keys of its own. Passwords, second factors, tokens, secrets of devices, sessions and pages of the bank
//! where somebody could still pay are in no table.

use super::column::{Column, Kind, MOST, derived, stored};
use Kind::{Boolean, Bytes, Id, Integer, Json, Moment, Money, Phone, Text, Texts};
use domain::{
    activity::{Category, Severity},
    command::{CommandKind, CommandStatus},
    order::{Phase, Reason, Resolution},
    ortomat::OrtomatStatus,
    payment::{NewsSource, PaymentStatus, PaymentType, RefundStatus},
    staff::Role,
};

/// One table of the file and where it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    /// Its key in the file's `data`.
    pub(super) key: &'static str,
    /// Its name in the database.
    pub(super) name: &'static str,
    id: &'static Column,
    pub(super) columns: &'static [Column],
}

impl Table {
    /// The column that names the row.
    pub(super) const fn id(&self) -> &'static Column {
        self.id
    }

    pub(super) fn column(&self, key: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    pub(super) fn stored(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.column.is_some())
    }

    pub(super) fn derived(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.column.is_none())
    }
}

/// The table with this key.
pub(super) fn table(key: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.key == key)
}

/// A word of one of the domain's lists.
fn is<T: std::str::FromStr>(word: &str) -> bool {
    word.parse::<T>().is_ok()
}

const CELLS: (i64, i64) = (1, 37);
/// The most that PostgreSQL's INTEGER holds.
const INT: i64 = 2_147_483_647;

/// What most rows are called.
const ID: Column = stored("id", "id", Id).unique();

const DECISION: Column = stored("idempotencyKey", "idempotency_key", Id).unique();
/// The `cmd_id` of the wire.
const COMMAND: Column = stored("id", "id", Id).unique();

/// A key of the earlier system that has no meaning here.
const fn absent(key: &'static str) -> Column {
    derived(key, "CAST(NULL AS TEXT)", Text)
}

pub(super) const USERS: &str = "users";
pub(super) const SALES: &str = "sales";
pub(super) const PAYMENTS: &str = "payments";
pub(super) const DEVICES: &str = "devices";
pub(super) const ORTOMATS: &str = "ortomats";
pub(super) const REWARDS: &str = "rewards";

pub(super) const TABLES: [Table; 17] = [
    Table {
        key: USERS,
        name: "users",
        id: &ID,
        columns: &[
            ID,
            stored("email", "email", Text).nullable().unique(),
            stored("role", "role", Text).knows(is::<Role>),
            stored("firstName", "first_name", Text).indexed(),
            stored("lastName", "last_name", Text).indexed(),
            stored("middleName", "middle_name", Text).nullable(),
            stored("phone", "phone", Phone).nullable().unique(),
            stored("isVerified", "is_verified", Boolean),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
            stored("deletedAt", "deleted_at", Moment).nullable().ours(),
        ],
    },
    Table {
        key: ORTOMATS,
        name: "ortomats",
        id: &ID,
        columns: &[
            ID,
            stored("name", "name", Text),
            stored("address", "address", Text),
            stored("city", "city", Text).nullable(),
            stored("totalCells", "total_cells", Integer).between(CELLS.0, CELLS.1),
            stored("status", "status", Text).knows(is::<OrtomatStatus>),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
            stored("sellsOffline", "sells_offline", Boolean).ours(),
        ],
    },
    Table {
        key: DEVICES,
        name: "devices",
        id: &ID,
        columns: &[
            ID,
            stored("ortomatId", "ortomat_id", Id).refers(ORTOMATS),
            stored("createdAt", "created_at", Moment),
            stored("revokedAt", "revoked_at", Moment).nullable(),
        ],
    },
    Table {
        key: "products",
        name: "products",
        id: &ID,
        columns: &[
            ID,
            stored("name", "name", Text),
            stored("sku", "sku", Text).unique(),
            stored("description", "description", Text).nullable(),
            stored("size", "size", Text),
            stored("price", "price", Money),
            stored("mainImage", "main_image", Text).nullable(),
            stored("images", "images", Texts),
            stored("imageUrl", "image_url", Text).nullable(),
            stored("color", "color", Text).nullable(),
            stored("material", "material", Text).nullable(),
            stored("manufacturer", "manufacturer", Text).nullable(),
            stored("country", "country", Text).nullable(),
            stored("type", "type", Text).nullable(),
            stored("sizeChartUrl", "size_chart_url", Text).nullable(),
            stored("videoUrl", "video_url", Text).nullable(),
            stored("termsAndConditions", "terms_and_conditions", Text).nullable(),
            stored("attributes", "attributes", Json).nullable(),
            stored("referralPoints", "referral_points", Integer).between(0, MOST),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
        ],
    },
    Table {
        key: "cells",
        name: "cells",
        id: &ID,
        columns: &[
            ID,
            stored("number", "number", Integer).between(CELLS.0, CELLS.1),
            stored("ortomatId", "ortomat_id", Id).refers(ORTOMATS),
            stored("productId", "product_id", Id).nullable().refers("products"),
            // Contract §4: available for filling, which is to say empty.
            derived("isAvailable", "NOT filled", Boolean),
            stored("lastRefillDate", "last_refill_at", Moment).nullable(),
            stored("courierId", "courier_id", Text).nullable(),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
            stored("filled", "filled", Boolean).ours(),
            stored("blockedReason", "blocked_reason", Text).nullable().ours(),
        ],
    },
    Table {
        key: "doctorOrtomats",
        name: "doctor_ortomats",
        id: &ID,
        columns: &[
            ID,
            stored("doctorId", "doctor_id", Id).refers(USERS),
            stored("ortomatId", "ortomat_id", Id).refers(ORTOMATS),
            stored("referralCode", "referral_code", Id).unique(),
            absent("qrCode"),
            stored("totalPoints", "total_points", Integer).between(0, MOST),
            stored("totalSales", "total_sales", Integer).between(0, MOST),
            stored("createdAt", "created_at", Moment),
            stored("endedAt", "ended_at", Moment).nullable().ours(),
        ],
    },
    Table {
        key: "courierOrtomats",
        name: "courier_ortomats",
        id: &ID,
        columns: &[
            ID,
            stored("courierId", "courier_id", Id).refers(USERS),
            stored("ortomatId", "ortomat_id", Id).unique().refers(ORTOMATS),
            stored("status", "status", Text).knows(|word| matches!(word, "active" | "inactive")),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
        ],
    },
    Table {
        key: "purchaseTermsVersions",
        name: "purchase_terms_versions",
        id: &ID,
        columns: &[
            ID,
            stored("text", "text", Text),
            stored("textSha256", "text_sha256", Text).indexed(),
            stored("createdAt", "created_at", Moment),
            stored("createdBy", "created_by", Id).nullable().refers(USERS),
        ],
    },
    Table {
        key: "settings",
        name: "settings",
        id: &ID,
        columns: &[
            ID.knows(|id| id == "default"),
            stored("purchaseTerms", "purchase_terms", Text),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
            stored("logRetentionDays", "log_retention_days", Integer)
                .nullable()
                .between(1, 36_500)
                .ours(),
        ],
    },
    Table {
        key: SALES,
        name: "sales",
        id: &ID,
        columns: &[
            ID,
            stored("doctorId", "doctor_id", Id).nullable().refers(USERS),
            stored("productId", "product_id", Id).nullable().refers("products"),
            stored("ortomatId", "ortomat_id", Id).nullable().refers(ORTOMATS),
            stored("cellNumber", "cell_number", Integer)
                .nullable()
                .between(CELLS.0, CELLS.1),
            stored("amount", "amount", Money),
            stored("referralCode", "referral_code", Text).nullable(),
            derived(
                "paymentId",
                "(SELECT payments.id FROM payments WHERE payments.order_id = sales.id)",
                Id,
            ),
            derived(
                "status",
                "CASE WHEN phase IN ('awaiting_payment', 'opening') THEN 'pending' \
                 WHEN phase IN ('processing', 'completed') THEN phase ELSE 'failed' END",
                Text,
            ),
            stored("createdAt", "created_at", Moment),
            stored("orderNumber", "order_number", Id).unique(),
            stored("customerPhone", "customer_phone", Phone).nullable(),
            stored("completedAt", "completed_at", Moment).nullable(),
            stored("doctorOrtomatId", "doctor_ortomat_id", Id)
                .nullable()
                .refers("doctorOrtomats"),
            stored("pointsEarned", "points", Integer).between(0, MOST),
            stored("productName", "product_name", Text).ours(),
            stored("phase", "phase", Text).knows(is::<Phase>).ours(),
            stored("reason", "reason", Text).nullable().knows(is::<Reason>).ours(),
            stored("deadlineAt", "deadline_at", Moment).nullable().ours(),
            stored("updatedAt", "updated_at", Moment),
            stored("idempotencyKey", "idempotency_key", Id)
                .nullable()
                .unique()
                .ours(),
            stored("termsVersion", "terms_version", Text).nullable().ours(),
        ],
    },
    Table {
        key: PAYMENTS,
        name: "payments",
        id: &ID,
        columns: &[
            ID,
            stored("orderId", "order_id", Id).unique().refers(SALES),
            stored("amount", "amount", Money),
            derived(
                "status",
                "CASE WHEN status = 'success' THEN 'success' WHEN status IN ('refused', 'failure', 'expired', \
                 'reversed') THEN 'failed' ELSE 'pending' END",
                Text,
            ),
            derived("transactionId", "invoice_id", Text),
            stored("paymentProvider", "provider", Text).knows(|word| matches!(word, "mono" | "liqpay")),
            stored("invoiceId", "invoice_id", Id).nullable().unique(),
            // Where somebody could still pay.
            absent("pageUrl"),
            derived("monoStatus", "status", Text),
            absent("monoData"),
            absent("doctorId"),
            absent("description"),
            absent("paymentDetails"),
            stored("createdAt", "created_at", Moment),
            stored("updatedAt", "updated_at", Moment),
            stored("state", "status", Text).knows(is::<PaymentStatus>).ours(),
            stored("paymentType", "payment_type", Text)
                .knows(is::<PaymentType>)
                .ours(),
            stored("paidAmount", "paid_amount", Money).nullable().ours(),
            stored("currency", "currency", Integer).between(0, INT).ours(),
            stored("modifiedAt", "modified_at", Moment).nullable().ours(),
            stored("failureReason", "failure_reason", Text).nullable().ours(),
            stored("nextCheckAt", "next_check_at", Moment).nullable().ours(),
            stored("checks", "checks", Integer).between(0, INT).ours(),
            stored("captureDueAt", "capture_due_at", Moment).nullable().ours(),
            stored("captures", "captures", Integer).between(0, INT).ours(),
        ],
    },
    Table {
        key: "paymentEvents",
        name: "payment_events",
        id: &ID,
        columns: &[
            ID,
            stored("source", "source", Text).knows(is::<NewsSource>),
            stored("invoiceId", "invoice_id", Text).indexed(),
            stored("body", "body", Bytes),
            stored("bodySha256", "body_sha256", Text).indexed(),
            stored("receivedAt", "received_at", Moment),
            stored("appliedAt", "applied_at", Moment).nullable(),
            stored("outcome", "outcome", Text).nullable(),
            stored("attempts", "attempts", Integer).between(0, INT),
        ],
    },
    Table {
        key: "refunds",
        name: "refunds",
        id: &ID,
        columns: &[
            ID,
            stored("orderId", "order_id", Id).refers(SALES),
            stored("paymentId", "payment_id", Id).refers(PAYMENTS),
            stored("amount", "amount", Money),
            stored("reason", "reason", Text),
            stored("status", "status", Text).knows(is::<RefundStatus>),
            stored("dueAt", "due_at", Moment).nullable(),
            stored("attempts", "attempts", Integer).between(0, INT),
            stored("lastError", "last_error", Text).nullable(),
            stored("createdAt", "created_at", Moment),
            stored("settledAt", "settled_at", Moment).nullable(),
        ],
    },
    Table {
        key: "orderDecisions",
        name: "order_decisions",
        id: &DECISION,
        columns: &[
            DECISION,
            stored("orderId", "order_id", Id).refers(SALES),
            stored("userId", "user_id", Id).nullable().refers(USERS),
            stored("resolution", "resolution", Text).knows(is::<Resolution>),
            stored("amount", "amount", Money).nullable(),
            stored("reason", "reason", Text),
            stored("refundId", "refund_id", Id).nullable().refers("refunds"),
            stored("createdAt", "created_at", Moment),
        ],
    },
    Table {
        key: "commands",
        name: "commands",
        id: &COMMAND,
        columns: &[
            COMMAND,
            stored("kind", "kind", Text).knows(is::<CommandKind>),
            stored("orderId", "order_id", Id).nullable().unique().refers(SALES),
            stored("ortomatId", "ortomat_id", Id).refers(ORTOMATS),
            stored("deviceId", "device_id", Id).nullable().refers(DEVICES),
            stored("cellNumber", "cell_number", Integer).between(CELLS.0, CELLS.1),
            stored("status", "status", Text).knows(is::<CommandStatus>),
            stored("sends", "sends", Integer).between(0, INT),
            stored("requestedBy", "requested_by", Id).nullable().refers(USERS),
            stored("createdAt", "created_at", Moment),
            stored("expiresAt", "expires_at", Moment),
            stored("sentAt", "sent_at", Moment).nullable(),
            stored("ackedAt", "acked_at", Moment).nullable(),
            stored("settledAt", "settled_at", Moment).nullable(),
        ],
    },
    Table {
        key: REWARDS,
        name: "rewards",
        id: &ID,
        columns: &[
            ID,
            stored("doctorId", "doctor_id", Id).refers(USERS),
            stored("doctorOrtomatId", "doctor_ortomat_id", Id)
                .nullable()
                .refers("doctorOrtomats"),
            stored("saleId", "sale_id", Id).refers(SALES),
            stored("kind", "kind", Text).knows(|word| matches!(word, "earned" | "reversed")),
            stored("points", "points", Integer).between(0, MOST),
            stored("createdAt", "created_at", Moment),
        ],
    },
    Table {
        key: "logs",
        name: "activity_logs",
        id: &ID,
        columns: &[
            ID,
            stored("type", "type", Text).indexed(),
            stored("category", "category", Text).knows(is::<Category>),
            stored("message", "message", Text),
            stored("metadata", "metadata", Json).nullable(),
            stored("userId", "user_id", Id).nullable().refers(USERS),
            stored("ortomatId", "ortomat_id", Id).nullable().refers(ORTOMATS),
            stored("cellNumber", "cell_number", Integer)
                .nullable()
                .between(-INT, INT),
            stored("severity", "severity", Text).knows(is::<Severity>),
            stored("createdAt", "created_at", Moment),
            stored("orderId", "order_id", Id).nullable().refers(SALES).ours(),
        ],
    },
];
