//! The way of a customer: choose, accept the terms, pay, watch the cell open. All of it works without JavaScript.

#[cfg(any(feature = "ssr", feature = "customer"))]
pub mod order_progress_island;
pub mod polling;

#[cfg(feature = "ssr")]
pub mod catalog_page;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
pub mod home_page;
#[cfg(feature = "ssr")]
pub mod not_found_page;
#[cfg(feature = "ssr")]
pub mod order_progress_view;
#[cfg(feature = "ssr")]
pub mod payment_page;
#[cfg(feature = "ssr")]
pub mod product_page;
#[cfg(feature = "ssr")]
pub mod register_page;
#[cfg(feature = "ssr")]
pub mod success_page;
#[cfg(feature = "ssr")]
pub mod video;
