//! `/courier/ortomats/{id}/fault?cell=&skip=`: telling what is wrong with a cell, which blocks it. It is a page of its own
//! and not a live one, so that nothing changes under the fingers.

use super::{
    parts::{NextStepBar, PlaceFields, own},
    round_page::cell_in_hand,
};
use crate::{
    components::{
        back_link::BackLink,
        button::{Look, SubmitButton},
        error_summary::ErrorSummary,
        field::TextField,
        radio::{RadioItem, RadioList},
    },
    draft::Draft,
    error::ApiError,
    page::{Address, engine},
    paths::{self, courier::PassedOver},
    staff::{
        forms::courier::{MAX_DETAILS, field},
        frame::staff_page,
    },
    texts::staff::courier::{self as words, Fault},
};
use leptos::prelude::*;
use leptos_meta::Title;

const FORM: &str = "fault-form";

#[component]
pub fn FaultPage() -> impl IntoView {
    let ortomat = Address::ortomat_in_path();
    let number = cell_in_hand(&Address::parameter(paths::courier::CELL_IN_HAND));
    let passed_over = PassedOver::read(&Address::parameter(paths::courier::SKIP));
    staff_page(paths::COURIER, move |actor| async move {
        let ortomat = ortomat.ok_or(ApiError::NoSuchOrtomat)?;
        let round = match own(engine()?.refill_round(&actor, &ortomat).await)? {
            Ok(round) => round,
            Err(refused) => return Ok(refused),
        };
        let cell = number
            .and_then(|number| round.cell(number))
            .ok_or(ApiError::NoSuchCell)?;
        let number = cell.number;
        let draft = Draft::take(&paths::courier::fault(&ortomat, number, &passed_over))
            .await?
            .unwrap_or_default();
        let kinds = Fault::ALL
            .iter()
            .map(|fault| RadioItem {
                value: fault.as_str().to_owned(),
                label: words::fault(*fault).to_owned(),
                note: None,
            })
            .collect();
        let back = paths::courier::round(&ortomat, Some(number), &passed_over);
        Ok(view! {
            <Title text=words::fault_of(number) />
            <BackLink href=back text=words::FAULT_BACK />
            <form
                id=FORM
                method="post"
                action=paths::courier::REPORT_FAULT
                novalidate
                class="mx-auto mt-4 max-w-md space-y-6"
            >
                <div class="space-y-1">
                    <h1 class="text-2xl font-semibold">{words::fault_of(number)}</h1>
                    <p class="text-ink-muted">{words::FAULT_HINT}</p>
                </div>
                <ErrorSummary errors=draft.errors() />
                <PlaceFields ortomat=ortomat cell=number passed_over=passed_over />
                <input type="hidden" name=field::SEEN value=cell.changed_at.millis().to_string() />
                <RadioList
                    name=field::FAULT
                    legend=words::FAULT_TITLE
                    items=kinds
                    selected=draft.value(field::FAULT)
                    error=draft.error(field::FAULT)
                />
                <TextField
                    name=field::DETAILS
                    label=words::FAULT_DETAILS
                    value=draft.value(field::DETAILS)
                    error=draft.error(field::DETAILS)
                    optional=true
                    maxlength=u32::try_from(MAX_DETAILS).unwrap_or(u32::MAX)
                />
            </form>
            <NextStepBar>
                <SubmitButton look=Look::Danger form=FORM>
                    {words::FAULT_SEND}
                </SubmitButton>
            </NextStepBar>
        }
        .into_any())
    })
}
