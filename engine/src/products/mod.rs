//! What is sold, as administrators keep it: the list, the form, the pictures.

mod attributes;
mod choices;
mod description;
mod edit;
mod form;
mod listing;
pub mod pictures;
mod places;

pub(crate) use attributes::attributes_of;
pub use choices::ProductChoice;
pub use description::safe_html;
pub use edit::EditableProduct;
pub use form::ProductForm;
pub use listing::{ProductQuery, ProductRow, ProductSort};
pub use pictures::{Picture, PictureStore};
pub use places::ProductPlace;
