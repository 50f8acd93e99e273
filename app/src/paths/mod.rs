//! Every address of the site, built in one place.
//!
//! Ids are opaque texts of other people's making (contract §1.0), so whatever goes into an address is
//! percent-encoded.

pub mod cells;
pub mod courier;
mod logs;
mod ortomats;
mod payments;
mod products;
mod settings;

pub use cells::*;
pub use logs::*;
pub use ortomats::*;
pub use payments::*;
pub use products::*;
pub use settings::*;

use crate::error::ApiError;
use domain::{
    id::{OrderId, OrtomatId, ProductId, UserId},
    staff::Role,
};

pub const HOME: &str = "/";

/// Where the forms of the customer pages are sent; a test holds them to the server functions.
pub const PLACE_ORDER: &str = "/form/place_order";
pub const START_PAYMENT: &str = "/form/start_payment";
pub const CHECK_PAYMENT: &str = "/form/check_payment";
pub const RETRY_OPENING: &str = "/form/retry_opening";
pub const CANCEL_ORDER: &str = "/form/cancel_order";

// Where the staff sign in and work.
pub const LOGIN: &str = "/login";
pub const LOGIN_CODE: &str = "/login/code";
pub const FORGOT_PASSWORD: &str = "/forgot-password";
pub const RESET_PASSWORD: &str = "/reset-password";
pub const FIRST_ADMIN: &str = "/first-admin";
pub const FORBIDDEN: &str = "/forbidden";
pub const ACCOUNT: &str = "/account";
pub const SECOND_FACTOR: &str = "/account/second-factor";
pub const ADMIN: &str = "/admin";
pub const ORTOMATS: &str = "/admin/ortomats";
pub const PRODUCTS: &str = "/admin/products";
pub const PAYMENTS: &str = "/admin/payments";
pub const LOGS: &str = "/admin/logs";
pub const SETTINGS: &str = "/admin/settings";
pub const USERS: &str = "/admin/users";
pub const NEW_DOCTOR: &str = "/admin/users/doctors/new";
pub const NEW_COURIER: &str = "/admin/users/couriers/new";
pub const COURIER: &str = "/courier";
pub const DOCTOR: &str = "/doctor";
pub const COMPONENTS: &str = "/development/components";

// Where the forms of the staff pages are sent.
pub const SIGN_IN: &str = "/form/sign_in";
pub const CONFIRM_CODE: &str = "/form/confirm_code";
pub const SIGN_OUT: &str = "/form/sign_out";
pub const SET_PASSWORD: &str = "/form/set_password";
pub const CREATE_FIRST_ADMIN: &str = "/form/create_first_admin";
pub const CHANGE_PASSWORD: &str = "/form/change_password";
pub const END_SESSION: &str = "/form/end_session";
pub const END_OTHER_SESSIONS: &str = "/form/end_other_sessions";
pub const CONFIRM_SECOND_FACTOR: &str = "/form/confirm_second_factor";
pub const REMOVE_SECOND_FACTOR: &str = "/form/remove_second_factor";
pub const SAVE_DOCTOR: &str = "/form/save_doctor";
pub const DELETE_DOCTOR: &str = "/form/delete_doctor";
pub const SAVE_COURIER: &str = "/form/save_courier";
pub const DELETE_COURIER: &str = "/form/delete_courier";
pub const MAKE_PASSWORD_LINK: &str = "/form/make_password_link";

/// The name of the form on a product's page: where its error is, and what the button in the bar sends.
pub const BUY_FORM: &str = "buy";

/// The page after paying; the only customer page with an island.
pub const PAYMENT_SUCCESS: &str = "/payment/success";

/// An ortomat's shop window. It is printed on the cabinet, with a doctor's code on paper.
#[must_use]
pub fn catalog(ortomat: &OrtomatId, referral: Option<&str>) -> String {
    let path = format!("/catalog/{}", encoded(ortomat.as_str()));
    with_query(path, &[("ref", referral)])
}

/// A product, at an ortomat where it can be bought or on its own.
#[must_use]
pub fn product(product: &ProductId, ortomat: Option<&OrtomatId>, referral: Option<&str>) -> String {
    let path = format!("/product/{}", encoded(product.as_str()));
    with_query(
        path,
        &[("ortomatId", ortomat.map(OrtomatId::as_str)), ("ref", referral)],
    )
}

#[must_use]
pub fn payment(order: &OrderId) -> String {
    with_query("/payment".to_owned(), &[("orderId", Some(order.as_str()))])
}

#[must_use]
pub fn payment_success(order: &OrderId) -> String {
    with_query(PAYMENT_SUCCESS.to_owned(), &[("orderId", Some(order.as_str()))])
}

/// The first page of whoever has signed in.
#[must_use]
pub const fn home_of(role: Role) -> &'static str {
    match role {
        Role::Admin => ADMIN,
        Role::Doctor => DOCTOR,
        Role::Courier => COURIER,
    }
}

#[must_use]
pub fn doctor(id: &UserId) -> String {
    format!("{USERS}/doctors/{}", encoded(id.as_str()))
}

#[must_use]
pub fn courier(id: &UserId) -> String {
    format!("{USERS}/couriers/{}", encoded(id.as_str()))
}

/// A doctor's code as a picture for printing.
#[must_use]
pub fn qr_code_image(doctor: &UserId, code: &str) -> String {
    let path = format!("/api/qr-code/doctor/{}/image", encoded(doctor.as_str()));
    with_query(path, &[("code", Some(code))])
}

/// A page that asks who somebody is, and then leads to `next`.
#[must_use]
pub fn login(next: Option<&str>) -> String {
    with_query(LOGIN.to_owned(), &[("next", next)])
}

/// Where the island asks how the order goes on.
#[must_use]
pub fn order_progress(order: &OrderId) -> String {
    format!("/api/orders/{}/progress", encoded(order.as_str()))
}

/// Where a link that sets a password leads.
#[must_use]
pub fn reset_password(token: &str) -> String {
    with_query(RESET_PASSWORD.to_owned(), &[("token", Some(token))])
}

/// The same page, told what went wrong: how a plain form gets its answer.
#[must_use]
pub fn with_problem(path: String, problem: ApiError) -> String {
    with_query(path, &[("problem", Some(problem.as_str()))])
}

/// An address with parameters; those without a value are left out.
#[must_use]
pub fn with_query(mut path: String, parameters: &[(&str, Option<&str>)]) -> String {
    for (name, value) in parameters {
        if let Some(value) = value {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(name);
            path.push('=');
            path.push_str(&encoded(value));
        }
    }
    path
}

/// An address as a header can carry it: letters of other alphabets are percent-encoded, all else stays.
#[must_use]
pub fn ascii(address: &str) -> String {
    address
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                encoded(&c.to_string())
            }
        })
        .collect()
}

/// Percent-encodes all but the characters that mean nothing in any part of an address (RFC 3986 §2.3).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '~') {
            encoded.push(character);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_addresses_are_as_they_were() {
        let ortomat: OrtomatId = "ortomat-1".parse().unwrap();
        assert_eq!(catalog(&ortomat, None), "/catalog/ortomat-1");
        assert_eq!(catalog(&ortomat, Some("Dr-7a")), "/catalog/ortomat-1?ref=Dr-7a");
    }

    #[test]
    fn a_product_keeps_the_ortomat_and_the_code() {
        let (id, ortomat) = ("p1".parse().unwrap(), "ortomat-1".parse().unwrap());
        assert_eq!(
            product(&id, Some(&ortomat), Some("A")),
            "/product/p1?ortomatId=ortomat-1&ref=A"
        );
        assert_eq!(product(&id, None, Some("A")), "/product/p1?ref=A");
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_address() {
        let ortomat: OrtomatId = "каса%2F+=\"'<".parse().unwrap();
        assert_eq!(
            catalog(&ortomat, Some("a&b=c d")),
            "/catalog/%D0%BA%D0%B0%D1%81%D0%B0%252F%2B%3D%22%27%3C?ref=a%26b%3Dc%20d"
        );
    }

    #[test]
    fn a_problem_joins_the_query_that_is_there() {
        let id = "p1".parse().unwrap();
        assert_eq!(
            with_problem(product(&id, None, None), ApiError::OutOfStock),
            "/product/p1?problem=out_of_stock"
        );
        assert_eq!(
            with_problem(product(&id, None, Some("A")), ApiError::OutOfStock),
            "/product/p1?ref=A&problem=out_of_stock"
        );
    }
}
