//! What a courier does on a round. The answer is always where the round goes on; whatever is sent again leads there
//! once more and does nothing twice.

use crate::{
    draft::Draft,
    error::ApiError,
    page::{engine, redirect},
    paths::{self, courier::PassedOver},
    texts::staff::courier::{self as words, Fault},
    visitor,
};
use domain::{
    Timestamp,
    cell::CellNumber,
    id::{CommandId, OrtomatId, ProductId},
};
use engine::{
    Engine,
    cells::{Purpose, SeenCell},
    staff::Actor,
};
use leptos::prelude::*;

/// The fields by their names.
pub mod field {
    pub const ORTOMAT: &str = "ortomat";
    pub const CELL: &str = "cell";
    pub const SKIP: &str = "skip";
    /// Makes two presses one opening.
    pub const KEY: &str = "key";
    /// What the page has shown: the product, and when the cell had changed last.
    pub const PRODUCT: &str = "product";
    pub const SEEN: &str = "seen";
    pub const FAULT: &str = "fault";
    pub const DETAILS: &str = "details";
}

/// Characters that a courier may add to a fault.
pub const MAX_DETAILS: usize = 150;

/// Where on the round somebody is, and who it is.
struct Place {
    engine: Engine,
    actor: Actor,
    ortomat: OrtomatId,
    cell: CellNumber,
    passed_over: PassedOver,
}

impl Place {
    fn read(ortomat: &str, cell: i32, skip: Option<String>) -> Result<Self, ApiError> {
        Ok(Self {
            engine: engine()?,
            actor: visitor::actor()?,
            ortomat: read_ortomat(ortomat)?,
            cell: cell.try_into().map_err(|_| lost(ApiError::NoSuchCell))?,
            passed_over: PassedOver::read(&skip.unwrap_or_default()),
        })
    }

    /// The page of the cell in hand.
    fn page(&self) -> String {
        paths::courier::round(&self.ortomat, Some(self.cell), &self.passed_over)
    }

    /// What could not be done, said where the round goes on.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else there is or will be is said on the page itself"
    )]
    fn refused(&self, problem: ApiError) -> ApiError {
        match problem {
            // The page of the cell shows by itself what has become of it.
            ApiError::CellReserved
            | ApiError::CellBlocked
            | ApiError::CellFilled
            | ApiError::CellWithoutProduct
            | ApiError::CellBusy => redirect(&self.page()),
            ApiError::Forbidden | ApiError::NoSuchOrtomat | ApiError::NoSuchCell => return lost(problem),
            problem => redirect(&paths::with_problem(self.page(), problem)),
        }
        problem
    }

    /// On to the cell that comes next.
    async fn go_on(&self) -> Result<(), ApiError> {
        let passed_over = self.passed_over.without(self.cell);
        // What was done is done, whether or not the way on can be read.
        let round = self.engine.refill_round(&self.actor, &self.ortomat).await.ok();
        let next = round.and_then(|round| round.next(Some(self.cell), passed_over.cells()));
        redirect(&paths::courier::round(&self.ortomat, next, &passed_over));
        Ok(())
    }
}

/// Notes that the courier is at the ortomat, and leads to the first cell.
///
/// # Errors
/// What the list of the own ortomats then says.
#[server(prefix = "/form", endpoint = "start_round")]
pub async fn start_round(ortomat: String) -> Result<(), ApiError> {
    let (actor, engine) = (visitor::actor()?, engine()?);
    let ortomat = read_ortomat(&ortomat)?;
    engine
        .check_in(&actor, &ortomat)
        .await
        .map_err(|error| lost(error.into()))?;
    let round = engine.refill_round(&actor, &ortomat).await.ok();
    let next = round.and_then(|round| round.next(None, &[]));
    redirect(&paths::courier::round(&ortomat, next, &PassedOver::default()));
    Ok(())
}

/// Sends the command that opens the cell. The form's `key` makes two presses one opening.
///
/// # Errors
/// What the cell's page then says.
#[server(prefix = "/form", endpoint = "open_to_refill")]
pub async fn open_to_refill(ortomat: String, cell: i32, skip: Option<String>, key: String) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, cell, skip)?;
    let key: CommandId = key.parse().map_err(|_| place.refused(ApiError::BadRequest))?;
    // Whoever picks a cell from the list has not pressed «start»; the visit is noted once in any case.
    let opened = async {
        place.engine.check_in(&place.actor, &place.ortomat).await?;
        place
            .engine
            .open_cell(&place.actor, &place.ortomat, place.cell, Purpose::Refill, &key)
            .await
    };
    opened.await.map_err(|error| place.refused(error.into()))?;
    redirect(&place.page());
    Ok(())
}

/// The goods lie inside.
///
/// # Errors
/// What the cell's page then says.
#[server(prefix = "/form", endpoint = "confirm_refill")]
pub async fn confirm_refill(
    ortomat: String,
    cell: i32,
    skip: Option<String>,
    product: String,
    seen: i64,
) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, cell, skip)?;
    let product: ProductId = product.parse().map_err(|_| place.refused(ApiError::BadRequest))?;
    let seen = SeenCell {
        product,
        changed_at: Timestamp::from_millis(seen),
    };
    place
        .engine
        .confirm_refill(&place.actor, &place.ortomat, place.cell, &seen)
        .await
        .map_err(|error| place.refused(error.into()))?;
    place.go_on().await
}

/// Something is wrong with the cell: it is taken out of service until an administrator has looked.
///
/// # Errors
/// What the form, or the cell's page, then says.
#[server(prefix = "/form", endpoint = "report_fault")]
pub async fn report_fault(
    ortomat: String,
    cell: i32,
    skip: Option<String>,
    seen: i64,
    fault: Option<String>,
    details: String,
) -> Result<(), ApiError> {
    let place = Place::read(&ortomat, cell, skip)?;
    let details = details.trim();
    let reason = match read_fault(fault.as_deref(), details) {
        Ok(reason) => reason,
        Err((wrong, sentence)) => {
            let form = paths::courier::fault(&place.ortomat, place.cell, &place.passed_over);
            let mut draft = Draft::of(form.as_str())
                .with(field::FAULT, fault.as_deref().unwrap_or_default())
                .with(field::DETAILS, details);
            draft.blame(wrong, sentence);
            return Err(draft.send_back(&form, ApiError::BadRequest).await?);
        }
    };
    place
        .engine
        .report_fault(
            &place.actor,
            &place.ortomat,
            place.cell,
            &reason,
            Timestamp::from_millis(seen),
        )
        .await
        .map_err(|error| place.refused(error.into()))?;
    place.go_on().await
}

/// The reason for the administrator, or the field that is wrong and why.
fn read_fault(fault: Option<&str>, details: &str) -> Result<String, (&'static str, &'static str)> {
    let kind: Fault = fault
        .and_then(|fault| fault.parse().ok())
        .ok_or((field::FAULT, words::FAULT_MISSING))?;
    match (kind, details.chars().count()) {
        (Fault::Other, 0) => Err((field::DETAILS, words::FAULT_DETAILS_MISSING)),
        (_, 0..=MAX_DETAILS) => Ok(words::fault_reason(kind, details)),
        (_, _) => Err((field::DETAILS, words::FAULT_DETAILS_LENGTH)),
    }
}

fn read_ortomat(ortomat: &str) -> Result<OrtomatId, ApiError> {
    ortomat.parse().map_err(|_| lost(ApiError::NoSuchOrtomat))
}

/// Back to what is one's own.
fn lost(problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(paths::COURIER.to_owned(), problem));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(StartRound::url(), paths::courier::START_ROUND);
        assert_eq!(OpenToRefill::url(), paths::courier::OPEN_TO_REFILL);
        assert_eq!(ConfirmRefill::url(), paths::courier::CONFIRM_REFILL);
        assert_eq!(ReportFault::url(), paths::courier::REPORT_FAULT);
    }

    #[test]
    fn a_fault_needs_a_kind_and_another_one_needs_words() {
        assert_eq!(read_fault(Some("damaged"), "").unwrap(), "Комірку пошкоджено");
        assert_eq!(read_fault(Some("other"), "миші").unwrap(), "миші");
        for (kind, details, wrong) in [
            (None, "миші".to_owned(), field::FAULT),
            (Some("mice"), String::new(), field::FAULT),
            (Some("other"), String::new(), field::DETAILS),
            (Some("damaged"), "ї".repeat(MAX_DETAILS + 1), field::DETAILS),
        ] {
            assert_eq!(read_fault(kind, &details).unwrap_err().0, wrong);
        }
    }
}
