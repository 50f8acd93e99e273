//! What is sold, as administrators keep it: the list, the form, the pictures.

mod description;
mod edit;
mod form;
mod listing;
pub mod pictures;

pub(crate) use description::safe_html;
pub use edit::EditableProduct;
pub use form::ProductForm;
pub use listing::{ProductQuery, ProductRow, ProductSort};
pub use pictures::{Picture, PictureStore};
