//! What administrators do with one cell: its product, its door, what lies inside, whether it sells.

use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::cells as words,
    visitor,
};
use domain::{
    Timestamp,
    cell::CellNumber,
    id::{OrtomatId, ProductId},
};
use engine::{
    Engine, Error, Refusal,
    cells::{Purpose, SeenCell},
    staff::Actor,
};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::draft::WHOLE_FORM;

    pub const PRODUCT: &str = "product";
    pub const REASON: &str = "reason";
    /// When the cell had changed last, as the page showed it.
    pub const SEEN: &str = "seen";
}

/// What the choice «Прибрати товар» sends; no product's id can be this.
pub const NO_PRODUCT: &str = "/";

/// The cell that a form is about, and whoever sent it.
struct Place {
    engine: Engine,
    actor: Actor,
    ortomat: OrtomatId,
    cell: CellNumber,
}

impl Place {
    fn read(ortomat: &str, cell: &str) -> Result<Self, ApiError> {
        let number = cell.parse().ok().and_then(|number: i32| number.try_into().ok());
        let (Ok(ortomat), Some(cell)) = (ortomat.parse(), number) else {
            redirect(&paths::with_problem(paths::ORTOMATS.to_owned(), ApiError::NoSuchCell));
            return Err(ApiError::NoSuchCell);
        };
        Ok(Self {
            engine: engine()?,
            actor: visitor::actor()?,
            ortomat,
            cell,
        })
    }

    /// The page with this cell open, which is also the name of its drafts.
    fn page(&self) -> String {
        paths::cell(&self.ortomat, self.cell)
    }

    /// Back to the cell, which shows how it is now.
    async fn done(&self, sentence: &str) -> Result<(), ApiError> {
        redirect(&self.page());
        leave_toast(sentence).await
    }

    /// Back to the cell, which says what is wrong, with what was typed.
    async fn refused(&self, typed: (&str, &str), field: &str, sentence: &str) -> Result<(), ApiError> {
        let page = self.page();
        let mut draft = Draft::of(page.as_str()).with(typed.0, typed.1);
        draft.blame(field, sentence);
        draft.keep().await?;
        redirect(&page);
        Ok(())
    }

    /// What is not the fault of any field.
    async fn end(&self, outcome: Result<(), Error>, sentence: &str) -> Result<(), ApiError> {
        match outcome {
            Ok(()) => self.done(sentence).await,
            Err(error) => {
                let nothing = ("", "");
                self.refused(nothing, field::WHOLE_FORM, ApiError::from(error).message())
                    .await
            }
        }
    }
}

/// Assigns a product, changes it, or takes it away.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "assign_product")]
pub async fn assign_product(ortomat: String, cell: String, product: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let typed = (field::PRODUCT, product.as_str());
    let chosen: Option<ProductId> = match product.as_str() {
        NO_PRODUCT => None,
        id => match id.parse() {
            Ok(id) => Some(id),
            Err(_) => return place.refused(typed, field::PRODUCT, words::CHOOSE_FIRST).await,
        },
    };
    let outcome = place
        .engine
        .assign_product(&place.actor, &place.ortomat, place.cell, chosen.as_ref())
        .await;
    match outcome {
        Ok(()) if chosen.is_some() => place.done(words::ASSIGNED_DONE).await,
        Ok(()) => place.done(words::REMOVED_DONE).await,
        Err(error) => {
            // The field is there only where the product can be changed.
            let about_product = matches!(&error, Error::Refused(Refusal::NoSuchProduct));
            let field = if about_product {
                field::PRODUCT
            } else {
                field::WHOLE_FORM
            };
            place.refused(typed, field, ApiError::from(error).message()).await
        }
    }
}

/// Asks the device to open the door. The key makes the same form, sent twice, one opening.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "open_cell")]
pub async fn open_cell(ortomat: String, cell: String, key: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let outcome = match key.parse() {
        Ok(key) => {
            place
                .engine
                .open_cell(&place.actor, &place.ortomat, place.cell, Purpose::Staff, &key)
                .await
        }
        Err(_) => Err(Refusal::KeyReused.into()),
    };
    match outcome {
        Ok(_) => {
            // The cell itself shows how it goes on.
            redirect(&place.page());
            Ok(())
        }
        Err(error) => place.end(Err(error), "").await,
    }
}

/// Somebody has put the product inside. `product` is the one that the page showed, `seen` when the cell had changed last
/// by then: what was sold, filled or emptied since is nothing that they speak of.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "mark_cell_filled")]
pub async fn mark_cell_filled(ortomat: String, cell: String, product: String, seen: i64) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let outcome = match product.parse::<ProductId>() {
        Ok(product) => {
            let seen = SeenCell {
                product,
                changed_at: Timestamp::from_millis(seen),
            };
            place
                .engine
                .confirm_refill(&place.actor, &place.ortomat, place.cell, &seen)
                .await
        }
        Err(_) => Err(Refusal::NoSuchProduct.into()),
    };
    match outcome {
        // Not «try again»: the goods may be sold.
        Err(Error::Refused(Refusal::EditConflict)) => {
            let nothing = ("", "");
            place
                .refused(nothing, field::WHOLE_FORM, words::CHANGED_MEANWHILE)
                .await
        }
        outcome => place.end(outcome, words::MARKED_FILLED).await,
    }
}

/// Somebody has taken out what was inside.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "mark_cell_empty")]
pub async fn mark_cell_empty(ortomat: String, cell: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let outcome = place.engine.mark_empty(&place.actor, &place.ortomat, place.cell).await;
    place.end(outcome, words::MARKED_EMPTY).await
}

/// Takes a cell out of service, or writes another reason over the first.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "block_cell")]
pub async fn block_cell(ortomat: String, cell: String, reason: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let outcome = place
        .engine
        .block_cell(&place.actor, &place.ortomat, place.cell, &reason)
        .await;
    match outcome {
        Ok(()) => place.done(words::BLOCKED_DONE).await,
        Err(error) => {
            let about_reason = matches!(&error, Error::Refused(Refusal::ReasonLength));
            let field = if about_reason { field::REASON } else { field::WHOLE_FORM };
            let typed = (field::REASON, reason.as_str());
            place.refused(typed, field, ApiError::from(error).message()).await
        }
    }
}

/// Puts a cell into service again.
///
/// # Errors
/// When the form is none of ours, or the answer cannot be kept.
#[server(prefix = "/form", endpoint = "unblock_cell")]
pub async fn unblock_cell(ortomat: String, cell: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, &cell)?;
    let outcome = place
        .engine
        .unblock_cell(&place.actor, &place.ortomat, place.cell)
        .await;
    place.end(outcome, words::UNBLOCKED_DONE).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(AssignProduct::url(), paths::ASSIGN_PRODUCT);
        assert_eq!(OpenCell::url(), paths::OPEN_CELL);
        assert_eq!(MarkCellFilled::url(), paths::MARK_FILLED);
        assert_eq!(MarkCellEmpty::url(), paths::MARK_EMPTY);
        assert_eq!(BlockCell::url(), paths::BLOCK_CELL);
        assert_eq!(UnblockCell::url(), paths::UNBLOCK_CELL);
    }

    #[test]
    fn no_product_is_no_products_id() {
        assert!(NO_PRODUCT.parse::<ProductId>().is_err());
    }
}
