//! What people see: pages rendered on the server, islands that stay awake in the browser, and the thin server
//! functions behind the forms.
//!
//! Leptos runs in islands mode, so a page is only ever drawn by the server. What is not behind `ssr` here is
//! exactly what the browser may download: the islands, and the words and addresses that they use.

// A page is one type, nested as deep as its HTML.
#![recursion_limit = "256"]

pub mod components;
pub mod customer;
pub mod error;
pub mod paths;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod development;
#[cfg(feature = "ssr")]
pub mod draft;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod qr;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
pub mod stylesheet;
#[cfg(feature = "ssr")]
pub mod visitor;

#[cfg(feature = "ssr")]
pub use self::{app::App, shell::shell};
