//! `/courier/ortomats/{id}/round?cell=&skip=`: the guided refill, one cell at a time. Without a cell it leads to the next
//! one, and where there is none it tells how the round went.

use super::{
    end::RoundEnd,
    parts::own,
    step::Step,
    step_view::{Here, StepView},
};
use crate::{
    components::back_link::BackLink,
    components::live_island::LiveIsland,
    customer::frame::redirected,
    error::ApiError,
    page::{Address, engine},
    paths::{self, courier::PassedOver},
    staff::frame::staff_page,
    texts::staff::courier as words,
};
use domain::{cell::CellNumber, order::Reason};
use engine::cells::Purpose;
use leptos::prelude::*;
use leptos_meta::Title;

/// The cell that the address names.
#[must_use]
pub(super) fn cell_in_hand(text: &str) -> Option<CellNumber> {
    text.parse::<i32>().ok()?.try_into().ok()
}

/// A reason for which a cell is blocked, whoever gave it.
#[must_use]
pub(super) fn blocked_words(stored: &str) -> String {
    match stored.parse::<Reason>() {
        Ok(Reason::DoorFailed) => words::DOOR_FAILED.to_owned(),
        Ok(_) => words::DOOR_UNKNOWN.to_owned(),
        Err(_) => stored.to_owned(),
    }
}

#[component]
pub fn RoundPage() -> impl IntoView {
    let (ortomat, problem) = (Address::ortomat_in_path(), Address::problem());
    let number = cell_in_hand(&Address::parameter(paths::courier::CELL_IN_HAND));
    let passed_over = PassedOver::read(&Address::parameter(paths::courier::SKIP));
    staff_page(paths::COURIER, move |actor| async move {
        let ortomat = ortomat.ok_or(ApiError::NoSuchOrtomat)?;
        let engine = engine()?;
        let round = match own(engine.refill_round(&actor, &ortomat).await)? {
            Ok(round) => round,
            Err(refused) => return Ok(refused),
        };
        let Some(number) = number else {
            return Ok(match round.next(None, passed_over.cells()) {
                Some(next) => redirected(&paths::courier::round(&ortomat, Some(next), &passed_over)),
                None => view! { <RoundEnd round=round passed_over=passed_over /> }.into_any(),
            });
        };
        let Some(cell) = round.cell(number).cloned() else {
            return Err(ApiError::NoSuchCell);
        };
        let opening = engine.refill_opening(&actor, &ortomat, &cell).await?;
        let here = Here {
            step: Step::of(&cell, opening.as_ref()),
            key: engine.new_command_key(Purpose::Refill)?,
            cell,
            passed_over,
            problem,
            round,
        };
        let (events, version) = (paths::cells::courier_events(&ortomat), here.round.grid.version());
        let (page, name) = (
            paths::courier::own_ortomat(&ortomat),
            here.round.grid.ortomat.name.clone(),
        );
        Ok(view! {
            <Title text=words::step_title(number) />
            <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4">
                <BackLink href=page text=name />
                <LiveIsland events=events version=version />
            </div>
            <StepView here=here />
        }
        .into_any())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_a_cell_is_in_hand() {
        assert_eq!(cell_in_hand("7").map(CellNumber::get), Some(7));
        for wrong in ["", "0", "38", "-1", "7a", "99999999999"] {
            assert_eq!(cell_in_hand(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_reason_that_the_order_gave_is_told_in_words() {
        assert_eq!(blocked_words("замок"), "замок");
        for reason in Reason::ALL {
            assert!(!blocked_words(reason.as_str()).contains('_'), "{reason}");
        }
    }
}
