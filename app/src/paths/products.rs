//! Where administrators keep the products, and where uploaded pictures are.

use super::{PRODUCTS, encoded};
use domain::id::ProductId;

pub const NEW_PRODUCT: &str = "/admin/products/new";
/// Takes uploads; the server keeps the pictures before the form arrives.
pub const SAVE_PRODUCT: &str = "/form/save_product";
pub const DELETE_PRODUCT: &str = "/form/delete_product";

/// The form of a product.
#[must_use]
pub fn edit_product(id: &ProductId) -> String {
    format!("{PRODUCTS}/{}", encoded(id.as_str()))
}
