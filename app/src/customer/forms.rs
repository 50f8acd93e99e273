//! The server functions behind the customer's forms: read, ask the engine, lead on.
//!
//! They are public endpoints. A browser posts to them without JavaScript, so their answer is where to go next: on
//! with the purchase, or back to the form, whose address then names the problem (not the `Referer`, which not
//! every browser sends).

use crate::{
    error::ApiError,
    page::{engine, redirect},
    paths,
};
use domain::id::{OrderId, OrtomatId, ProductId};
use engine::orders::PlaceOrder as Wish;
use leptos::prelude::*;

/// Takes a cell for whoever accepts the terms. The form's `key` makes two taps one order.
///
/// # Errors
/// What the product's page then says.
#[server(prefix = "/form", endpoint = "place_order")]
pub async fn place_order(
    ortomat: String,
    product: String,
    referral: Option<String>,
    terms: Option<String>,
    seen_terms: Option<String>,
    key: Option<String>,
) -> Result<(), ApiError> {
    let ortomat: OrtomatId = ortomat.parse().map_err(|_| ApiError::NoSuchOrtomat)?;
    let product: ProductId = product.parse().map_err(|_| ApiError::NoSuchProduct)?;
    let referral = referral.filter(|code| !code.is_empty());
    let form = paths::product(&product, Some(&ortomat), referral.as_deref());
    if terms.is_none() {
        let problem = ApiError::TermsNotAccepted;
        redirect(&format!("{}#{}", paths::with_problem(form, problem), paths::BUY_FORM));
        return Err(problem);
    }
    let wish = Wish {
        ortomat,
        product,
        referral_code: referral,
        customer_phone: None,
        seen_terms: seen_terms.filter(|seen| !seen.is_empty()),
        idempotency_key: key.and_then(|key| key.parse().ok()),
    };
    match engine()?.place_order(wish).await {
        Ok(order) => {
            redirect(&paths::payment(&order));
            Ok(())
        }
        Err(error) => Err(back_to(form, error.into())),
    }
}

/// Leads to the bank's page.
///
/// # Errors
/// What the payment page, or the order's own page, then says.
#[server(prefix = "/form", endpoint = "start_payment")]
pub async fn start_payment(order: String) -> Result<(), ApiError> {
    let order = read(&order)?;
    match engine()?.start_payment(&order).await {
        Ok(invoice) => {
            redirect(&invoice.page_url);
            Ok(())
        }
        Err(error) => Err(back_to_payment(&order, error.into())),
    }
}

/// Asks the bank at once instead of waiting for its word.
///
/// # Errors
/// What the order's page then says.
#[server(prefix = "/form", endpoint = "check_payment")]
pub async fn check_payment(order: String) -> Result<(), ApiError> {
    let order = read(&order)?;
    match engine()?.check_payment(&order).await {
        Ok(_) => {
            redirect(&paths::payment_success(&order));
            Ok(())
        }
        Err(error) => Err(back_to(paths::payment_success(&order), error.into())),
    }
}

/// Sends the open command once more.
///
/// # Errors
/// What the order's page then says.
#[server(prefix = "/form", endpoint = "retry_opening")]
pub async fn retry_opening(order: String) -> Result<(), ApiError> {
    let order = read(&order)?;
    match engine()?.retry_opening(&order).await {
        Ok(()) => {
            redirect(&paths::payment_success(&order));
            Ok(())
        }
        Err(error) => Err(back_to(paths::payment_success(&order), error.into())),
    }
}

/// Gives the cell back before paying.
///
/// # Errors
/// What the payment page, or the order's own page, then says.
#[server(prefix = "/form", endpoint = "cancel_order")]
pub async fn cancel_order(order: String) -> Result<(), ApiError> {
    let order = read(&order)?;
    let engine = engine()?;
    match engine.cancel_order(&order).await {
        Ok(()) => {
            // The cell is free whether or not the way back can be read.
            let details = engine.order(&order).await.ok();
            let catalog = details
                .and_then(|details| Some(paths::catalog(&details.ortomat?.id, details.referral_code.as_deref())));
            redirect(catalog.as_deref().unwrap_or(paths::HOME));
            Ok(())
        }
        Err(error) => Err(back_to_payment(&order, error.into())),
    }
}

fn read(order: &str) -> Result<OrderId, ApiError> {
    order.parse().map_err(|_| ApiError::NoSuchOrder)
}

fn back_to(form: String, problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(form, problem));
    problem
}

/// The order's own page explains by itself how it moved on; every other problem is said where the form is.
fn back_to_payment(order: &OrderId, problem: ApiError) -> ApiError {
    if problem == ApiError::OrderMovedOn {
        redirect(&paths::payment_success(order));
        return problem;
    }
    back_to(paths::payment(order), problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(PlaceOrder::url(), paths::PLACE_ORDER);
        assert_eq!(StartPayment::url(), paths::START_PAYMENT);
        assert_eq!(CheckPayment::url(), paths::CHECK_PAYMENT);
        assert_eq!(RetryOpening::url(), paths::RETRY_OPENING);
        assert_eq!(CancelOrder::url(), paths::CANCEL_ORDER);
    }
}
