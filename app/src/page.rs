//! What every page needs of the server: the use cases, the address, the status of the answer.

use crate::{error::ApiError, paths};
use domain::id::{OrderId, OrtomatId, ProductId, ReferralCode, UserId};
use engine::Engine;
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The use cases, which the server puts into the context of every page and form.
///
/// # Errors
/// [`ApiError::Internal`] when the server forgot to.
pub fn engine() -> Result<Engine, ApiError> {
    use_context::<Engine>().ok_or_else(|| {
        tracing::error!("no engine in the context");
        ApiError::Internal
    })
}

/// Sends the browser elsewhere: with 303 the next request is a GET, whatever this one was.
///
/// This is not control flow, the caller still returns something.
pub fn redirect(to: &str) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    match HeaderValue::from_str(&paths::ascii(to)) {
        Ok(location) => {
            response.insert_header(header::LOCATION, location);
            response.set_status(StatusCode::SEE_OTHER);
        }
        Err(error) => {
            tracing::error!(%error, "an address that cannot be sent");
            response.set_status(StatusCode::INTERNAL_SERVER_ERROR);
        }
    }
}

/// Sets the status of the page; possible because customer pages are sent only when they are complete.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// The parameters of an address, as far as they make sense: an id that cannot be one is not there.
pub struct Address;

impl Address {
    fn in_path(name: &str) -> Option<String> {
        use_params_map().read_untracked().get(name)
    }

    /// Decoded once, by us: the router's map decodes what it has decoded already.
    fn in_query(name: &str) -> Option<String> {
        let request = use_context::<Parts>()?;
        form_urlencoded::parse(request.uri.query()?.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    }

    /// `/catalog/{ortomatId}`
    #[must_use]
    pub fn ortomat_in_path() -> Option<OrtomatId> {
        Self::in_path("ortomat").and_then(|id| id.parse().ok())
    }

    /// `/product/{id}`
    #[must_use]
    pub fn product_in_path() -> Option<ProductId> {
        Self::in_path("product").and_then(|id| id.parse().ok())
    }

    #[must_use]
    pub fn ortomat() -> Option<OrtomatId> {
        Self::in_query("ortomatId").and_then(|id| id.parse().ok())
    }

    #[must_use]
    pub fn product() -> Option<ProductId> {
        Self::in_query("productId").and_then(|id| id.parse().ok())
    }

    #[must_use]
    pub fn order() -> Option<OrderId> {
        Self::in_query("orderId").and_then(|id| id.parse().ok())
    }

    /// A doctor's code. The earlier site called it `doctorRef` on its payment page.
    #[must_use]
    pub fn referral() -> Option<String> {
        Self::in_query("ref")
            .or_else(|| Self::in_query("doctorRef"))
            .filter(|code| code.parse::<ReferralCode>().is_ok())
    }

    /// `/admin/users/doctors/{id}`
    #[must_use]
    pub fn person_in_path() -> Option<UserId> {
        Self::in_path("person").and_then(|id| id.parse().ok())
    }

    /// `/admin/logs/{id}`; an entry of the past may have any id.
    #[must_use]
    pub fn log_entry_in_path() -> Option<String> {
        Self::in_path("entry").filter(|id| !id.is_empty())
    }

    /// All parameters as the address has them, without the question mark.
    #[must_use]
    pub fn query() -> String {
        use_context::<Parts>()
            .and_then(|request| request.uri.query().map(ToOwned::to_owned))
            .unwrap_or_default()
    }

    /// `/admin/payments/{order}`
    #[must_use]
    pub fn order_in_path() -> Option<OrderId> {
        Self::in_path("order").and_then(|id| id.parse().ok())
    }

    /// Any other parameter, empty when it is not there.
    #[must_use]
    pub fn parameter(name: &str) -> String {
        Self::in_query(name).unwrap_or_default()
    }

    /// What a form of this page was answered.
    #[must_use]
    pub fn problem() -> Option<ApiError> {
        Self::in_query("problem").and_then(|problem| problem.parse().ok())
    }
}
