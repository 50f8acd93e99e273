//! Looking again without scripts, as long as a door is on its way to open.

use super::{round_page::cell_in_hand, step::Step};
use crate::{page::engine, paths, visitor};
use domain::id::OrtomatId;
use http::request::Parts;
use leptos::prelude::*;

/// Stands in the head, which is written before the page knows its step, so it asks on its own.
#[component]
pub fn RefreshWhileWaiting() -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                is_waiting()
                    .await
                    .then(|| view! { <noscript><meta http-equiv="refresh" content="2" /></noscript> })
            })}
        </Suspense>
    }
}

/// Whether the page of this request shows a step that goes on by itself.
async fn is_waiting() -> bool {
    look().await.is_some_and(|step| step.is_waiting())
}

async fn look() -> Option<Step> {
    let request = use_context::<Parts>()?;
    let ortomat = ortomat_of(request.uri.path())?;
    let number = form_urlencoded::parse(request.uri.query()?.as_bytes())
        .find(|(name, _)| name == paths::courier::CELL_IN_HAND)
        .and_then(|(_, number)| cell_in_hand(&number))?;
    let (actor, engine) = (visitor::actor_if_any()?, engine().ok()?);
    let round = engine.refill_round(&actor, &ortomat).await.ok()?;
    let cell = round.cell(number)?;
    let opening = engine.refill_opening(&actor, &ortomat, cell).await.ok()?;
    Some(Step::of(cell, opening.as_ref()))
}

fn ortomat_of(path: &str) -> Option<OrtomatId> {
    // A plus means itself in a path.
    let written = paths::courier::written_in_round(path)?.replace('+', "%2B");
    let (id, _) = form_urlencoded::parse(written.as_bytes()).next()?;
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::courier::PassedOver;

    #[test]
    fn the_ortomat_is_read_back_from_the_address_of_its_round() {
        for id in ["ortomat-1", "каса+1", "50%25", "a=b", "a'b"] {
            let id: OrtomatId = id.parse().unwrap();
            let path = paths::courier::round(&id, None, &PassedOver::default());
            assert_eq!(ortomat_of(&path), Some(id));
        }
        assert_eq!(ortomat_of("/courier/ortomats/ortomat-1"), None);
    }
}
