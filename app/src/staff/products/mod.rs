//! `/admin/products`: what is sold, as administrators keep it.

pub mod edit_page;
pub mod fields;
pub mod list_page;
pub mod pictures;
