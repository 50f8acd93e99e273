//! Who may use which route: the one table, after the RBAC matrix of our security checklist. A route that is not in it
//! is refused, and a test compares the table with the router itself, both ways.
//!
//! "Own" is not in the table: that a courier touches only their own ortomats, and a doctor sees only their own sales,
//! the use cases decide.

use axum::http::Method;
use domain::staff::{
    Role,
    access::Policy::{self, Bank, Device, Everyone, Only, SecretHolder, SignedIn},
};

const ADMIN: Policy = Policy::ADMIN;
const DOCTOR: Policy = Policy::DOCTOR;
const COURIER: Policy = Policy::COURIER;
/// An administrator, or the doctor whose data it is.
const ADMIN_OR_OWN_DOCTOR: Policy = Only(&[Role::Admin, Role::Doctor]);
/// An administrator, or the courier whose data it is.
const ADMIN_OR_OWN_COURIER: Policy = Only(&[Role::Admin, Role::Courier]);

/// Method (`*`: any), the route as the router writes it, the rule.
pub const TABLE: &[(&str, &str, Policy)] = &[
    // Whoever watches the process, and files.
    ("GET", "/healthz", Everyone),
    ("GET", "/readyz", Everyone),
    ("GET", app::stylesheet::CUSTOMER.path, Everyone),
    ("GET", app::stylesheet::STAFF.path, Everyone),
    ("GET", "/pictures/{name}", Everyone),
    ("GET", "/pkg", Everyone),
    ("GET", "/pkg/", Everyone),
    ("GET", "/pkg/{*__private__axum_nest_tail_param}", Everyone),
    ("*", "/ws", Device),
    // Customers' pages and forms. An order's link is its secret.
    ("GET", "/", Everyone),
    ("GET", "/catalog", Everyone),
    ("GET", "/catalog/{ortomat}", Everyone),
    ("GET", "/product/{product}", Everyone),
    ("GET", "/payment", SecretHolder),
    ("GET", "/payment/success", SecretHolder),
    ("GET", "/register", Everyone),
    ("POST", "/form/place_order", Everyone),
    ("POST", "/form/start_payment", SecretHolder),
    ("POST", "/form/check_payment", SecretHolder),
    ("POST", "/form/retry_opening", SecretHolder),
    ("POST", "/form/cancel_order", SecretHolder),
    // Customers by REST.
    ("GET", "/api/ortomats", Everyone),
    ("GET", "/api/ortomats/by-referral", Everyone),
    ("GET", "/api/ortomats/{id}/catalog", Everyone),
    ("GET", "/api/ortomats/{id}", Everyone),
    ("GET", "/api/products", Everyone),
    ("GET", "/api/products/search", Everyone),
    ("GET", "/api/products/{id}", Everyone),
    ("GET", "/api/settings", Everyone),
    ("GET", "/api/settings/purchase-terms", Everyone),
    ("GET", "/api/openapi.json", Everyone),
    ("GET", "/api/docs", Everyone),
    ("GET", "/api/docs/style.css", Everyone),
    ("POST", "/api/orders/create", Everyone),
    ("GET", "/api/orders/{id}", SecretHolder),
    ("GET", "/api/orders/{id}/progress", SecretHolder),
    ("POST", "/api/orders/{id}/create-mono-payment", SecretHolder),
    ("POST", "/api/orders/{id}/check-payment-status", SecretHolder),
    ("POST", "/api/orders/{id}/open-cell", SecretHolder),
    ("*", "/api/{*unknown}", Everyone),
    // The bank; it asks with GET whether the address exists.
    ("POST", "/api/orders/mono-webhook", Bank),
    ("GET", "/api/orders/mono-webhook", Everyone),
    ("POST", "/api/mono-payment/webhook", Bank),
    ("GET", "/api/mono-payment/webhook", Everyone),
    // Signing in.
    ("GET", "/login", Everyone),
    ("GET", "/login/code", Everyone),
    ("GET", "/forgot-password", Everyone),
    ("GET", "/reset-password", SecretHolder),
    ("GET", "/first-admin", SecretHolder),
    ("GET", "/forbidden", Everyone),
    ("GET", "/dashboard", SignedIn),
    ("GET", "/verify-email", Everyone),
    ("GET", "/auth/verify-email", Everyone),
    ("POST", "/form/sign_in", Everyone),
    ("POST", "/form/confirm_code", Everyone),
    ("POST", "/form/sign_out", Everyone),
    ("POST", "/form/set_password", SecretHolder),
    ("POST", "/form/create_first_admin", SecretHolder),
    ("POST", "/api/auth/login", Everyone),
    ("POST", "/api/auth/refresh", SecretHolder),
    ("POST", "/api/auth/logout", SignedIn),
    ("GET", "/api/auth/profile", SignedIn),
    // One's own account.
    ("GET", "/account", SignedIn),
    ("POST", "/form/change_password", SignedIn),
    ("POST", "/form/end_session", SignedIn),
    ("POST", "/form/end_other_sessions", SignedIn),
    ("GET", "/api/users/profile", SignedIn),
    // Administrators: their second factor, and people.
    ("GET", "/account/second-factor", ADMIN),
    ("POST", "/form/confirm_second_factor", ADMIN),
    ("POST", "/form/remove_second_factor", ADMIN),
    ("GET", "/admin", ADMIN),
    ("GET", "/admin/ortomats", ADMIN),
    ("GET", "/admin/ortomats/new", ADMIN),
    ("GET", "/admin/ortomats/{ortomat}", ADMIN),
    ("GET", "/admin/ortomats/{ortomat}/label", ADMIN),
    ("POST", "/form/save_ortomat", ADMIN),
    ("POST", "/form/add_device", ADMIN),
    ("POST", "/form/rotate_device", ADMIN),
    ("POST", "/form/revoke_device", ADMIN),
    ("GET", "/api/qr-code/ortomat/{id}/image", ADMIN),
    ("GET", "/admin/users", ADMIN),
    ("GET", "/admin/users/doctors/new", ADMIN),
    ("GET", "/admin/users/doctors/{person}", ADMIN),
    ("GET", "/admin/users/couriers/new", ADMIN),
    ("GET", "/admin/users/couriers/{person}", ADMIN),
    ("GET", "/admin/logs", ADMIN),
    ("GET", "/admin/logs/{entry}", ADMIN),
    ("GET", "/admin/logs/export.csv", ADMIN),
    ("GET", "/admin/payments", ADMIN),
    ("GET", "/admin/payments/{order}", ADMIN),
    ("GET", "/admin/payments/{order}/confirm", ADMIN),
    ("GET", "/admin/payments/export.csv", ADMIN),
    ("POST", "/form/check_order", ADMIN),
    ("POST", "/form/prepare_refund", ADMIN),
    ("POST", "/form/prepare_review", ADMIN),
    ("POST", "/form/refund_order", ADMIN),
    ("POST", "/form/resolve_review", ADMIN),
    ("POST", "/form/save_doctor", ADMIN),
    ("POST", "/form/delete_doctor", ADMIN),
    ("POST", "/form/save_courier", ADMIN),
    ("POST", "/form/delete_courier", ADMIN),
    ("POST", "/form/make_password_link", ADMIN),
    ("GET", "/admin/products", ADMIN),
    ("GET", "/admin/products/new", ADMIN),
    ("GET", "/admin/products/{product}", ADMIN),
    ("POST", "/form/save_product", ADMIN),
    ("POST", "/form/delete_product", ADMIN),
    ("GET", "/admin/settings", ADMIN),
    ("GET", "/admin/backup", ADMIN),
    ("GET", "/admin/backup/events", ADMIN),
    ("GET", "/admin/restore", ADMIN),
    ("POST", "/admin/restore/upload", ADMIN),
    ("POST", "/form/confirm_restore", ADMIN),
    ("POST", "/form/forget_backup_file", ADMIN),
    ("GET", "/api/admin/backup", ADMIN),
    ("POST", "/api/admin/restore", ADMIN),
    ("POST", "/form/save_terms", ADMIN),
    ("POST", "/form/save_log_retention", ADMIN),
    ("GET", "/api/users", ADMIN),
    ("GET", "/api/users/doctors", ADMIN),
    ("POST", "/api/users/doctors", ADMIN),
    ("PATCH", "/api/users/doctors/{id}", ADMIN),
    ("DELETE", "/api/users/doctors/{id}", ADMIN),
    ("GET", "/api/users/couriers", ADMIN),
    ("POST", "/api/users/couriers", ADMIN),
    ("PATCH", "/api/users/couriers/{id}", ADMIN),
    ("DELETE", "/api/users/couriers/{id}", ADMIN),
    ("GET", "/api/courier", ADMIN),
    ("POST", "/api/courier", ADMIN),
    ("GET", "/api/courier/available/ortomats", ADMIN),
    ("GET", "/api/courier/{id}", ADMIN),
    ("PATCH", "/api/courier/{id}", ADMIN),
    ("DELETE", "/api/courier/{id}", ADMIN),
    // The fleet by REST.
    ("POST", "/api/ortomats", ADMIN),
    ("PATCH", "/api/ortomats/{id}", ADMIN),
    ("POST", "/api/ortomats/{id}/doctors", ADMIN),
    ("POST", "/api/ortomats/{id}/couriers", ADMIN),
    ("GET", "/api/ortomats/devices/status", ADMIN),
    ("GET", "/api/ortomats/devices/{device}/status", ADMIN),
    ("POST", "/api/ortomats/{id}/open-cell", ADMIN),
    ("PATCH", "/api/ortomats/{id}/cells/{number}/product", ADMIN),
    ("GET", "/api/ortomats/{id}/inventory", ADMIN_OR_OWN_COURIER),
    (
        "POST",
        "/api/ortomats/{id}/cells/{number}/open-for-refill",
        ADMIN_OR_OWN_COURIER,
    ),
    (
        "POST",
        "/api/ortomats/{id}/cells/{number}/mark-filled",
        ADMIN_OR_OWN_COURIER,
    ),
    ("GET", "/api/commands/{id}", ADMIN_OR_OWN_COURIER),
    ("POST", "/api/products", ADMIN),
    ("PATCH", "/api/products/{id}", ADMIN),
    ("DELETE", "/api/products/{id}", ADMIN),
    ("GET", "/api/orders", ADMIN),
    ("GET", "/api/sales", ADMIN),
    ("GET", "/api/sales/{id}", ADMIN),
    ("GET", "/api/sales/admin/stats", ADMIN),
    ("GET", "/api/sales/doctor/{id}", ADMIN_OR_OWN_DOCTOR),
    ("GET", "/api/logs", ADMIN),
    ("GET", "/api/logs/stats", ADMIN),
    ("PUT", "/api/settings", ADMIN),
    // The cells of an ortomat.
    ("GET", "/admin/ortomats/{ortomat}/cells", ADMIN),
    ("GET", "/admin/ortomats/{ortomat}/cells/events", ADMIN),
    ("POST", "/form/assign_product", ADMIN),
    ("POST", "/form/open_cell", ADMIN),
    ("POST", "/form/mark_cell_filled", ADMIN),
    ("POST", "/form/mark_cell_empty", ADMIN),
    ("POST", "/form/block_cell", ADMIN),
    ("POST", "/form/unblock_cell", ADMIN),
    // Doctors and couriers, each for their own.
    ("GET", "/doctor", DOCTOR),
    ("GET", "/courier", COURIER),
    ("GET", "/courier/ortomats/{ortomat}", COURIER),
    ("GET", "/courier/ortomats/{ortomat}/round", COURIER),
    ("GET", "/courier/ortomats/{ortomat}/fault", COURIER),
    ("GET", "/courier/ortomats/{ortomat}/events", COURIER),
    ("POST", "/form/start_round", COURIER),
    ("POST", "/form/open_to_refill", COURIER),
    ("POST", "/form/confirm_refill", COURIER),
    ("POST", "/form/report_fault", COURIER),
    ("GET", "/api/users/{id}", SignedIn),
    ("GET", "/api/users/{id}/stats", ADMIN_OR_OWN_DOCTOR),
    ("GET", "/api/users/{id}/courier-ortomats", ADMIN_OR_OWN_COURIER),
    ("GET", "/api/qr-code/doctor/{id}", ADMIN_OR_OWN_DOCTOR),
    ("GET", "/api/qr-code/doctor/{id}/image", ADMIN_OR_OWN_DOCTOR),
    // Whoever develops the components; elsewhere the page does not exist.
    ("GET", "/development/components", Everyone),
];

/// The rule of a route. HEAD is GET without a body.
#[must_use]
pub fn policy(method: &Method, route: &str) -> Option<Policy> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE
        .iter()
        .find(|(known, path, _)| *path == route && (*known == "*" || *known == method.as_str()))
        .map(|(_, _, policy)| *policy)
}

/// Whether the table knows the route, if only with other methods.
#[must_use]
pub fn is_known(route: &str) -> bool {
    TABLE.iter().any(|(_, path, _)| *path == route)
}
