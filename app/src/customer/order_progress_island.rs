//! Keeps the page after paying awake: asks how the order goes on until nothing more will happen.

use super::order_progress_view::OrderProgressView;
use crate::{components::notice::{Notice, Tone}, texts};
use domain::order::progress::OrderProgress;
use leptos::prelude::*;

/// Starts from what the server knew and keeps the last news whatever the network does.
#[island]
pub fn OrderProgressIsland(initial: OrderProgress) -> impl IntoView {
    let (connection_lost, set_connection_lost) = signal(false);
    let (progress, set_progress) = signal(initial);
    #[cfg(feature = "hydrate")]
    browser::follow(progress, set_progress, set_connection_lost);
    #[cfg(not(feature = "hydrate"))]
    let _ = (set_progress, set_connection_lost);
    view! {
        {move || view! { <OrderProgressView progress=progress.get() /> }}
        <div role="status" class="mt-4">
            {move || {
                connection_lost.get().then(|| view! { <Notice tone=Tone::Warn>{texts::CONNECTION_LOST}</Notice> })
            }}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::{customer::polling, paths};
    use domain::order::progress::OrderProgress;
    use gloo_timers::future::TimeoutFuture;
    use leptos::{
        prelude::{GetUntracked, ReadSignal, Set, WriteSignal, document, window},
        task::spawn_local,
        wasm_bindgen::JsCast,
    };
    use wasm_bindgen_futures::JsFuture;

    /// Asks until the order is final. A hidden tab does not ask: its clock runs slowly and nobody looks.
    pub(super) fn follow(
        progress: ReadSignal<OrderProgress>,
        set_progress: WriteSignal<OrderProgress>,
        set_connection_lost: WriteSignal<bool>,
    ) {
        let mut current = progress.get_untracked();
        let path = paths::order_progress(&current.id);
        spawn_local(async move {
            let (mut asked, mut failures) = (0_u32, 0_u32);
            while !current.stage.is_final() {
                TimeoutFuture::new(polling::pause(asked)).await;
                if document().hidden() {
                    continue;
                }
                asked = asked.saturating_add(1);
                match ask(&path).await {
                    Some(news) => {
                        failures = 0;
                        if news != current {
                            current = news.clone();
                            set_progress.set(news);
                        }
                    }
                    None => failures = failures.saturating_add(1),
                }
                set_connection_lost.set(failures >= polling::FAILURES_TO_TELL);
            }
        });
    }

    /// One question; every way of getting no answer is the same to the customer.
    async fn ask(path: &str) -> Option<OrderProgress> {
        let answer = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
        let response: web_sys::Response = answer.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        let text = JsFuture::from(response.text().ok()?).await.ok()?;
        serde_json::from_str(&text.as_string()?).ok()
    }
}
