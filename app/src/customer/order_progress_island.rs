//! Keeps the page after paying awake.
//!
//! The island does not draw the order: it asks whether there is news, and if so it takes the same page from the
//! server once more and puts the order's part of it in place of the old one. So the order is drawn by one
//! component in one place, with and without JavaScript, and the browser downloads neither that component nor its
//! words nor a reader of JSON. That is what keeps the customer's path below 60 kB.

use leptos::prelude::*;

/// The element that is kept up to date; its children are [`OrderProgressView`](super::order_progress_view).
pub const FOLLOWED: &str = "order-progress";
/// Its attribute that says where to ask; without it there is nothing more to ask.
pub const NEWS: &str = "data-news";

/// Where the island says that it has lost the connection.
const STATUS: &str = "order-connection";

/// Stands beside the element that it follows.
#[island]
pub fn OrderProgressIsland() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::follow();
    view! { <p id=STATUS role="status" class="rounded-xl bg-warn-soft text-center font-medium text-warn spoken"></p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{FOLLOWED, NEWS, STATUS};
    use crate::{customer::polling, texts};
    use gloo_timers::future::TimeoutFuture;
    use leptos::{
        prelude::{document, window},
        task::spawn_local,
        wasm_bindgen::JsCast,
    };
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{DomParser, Element, Response, SupportedType};

    /// Asks as long as the server says that there may be news. A hidden tab does not ask: nobody looks.
    pub(super) fn follow() {
        spawn_local(async move {
            let Some(followed) = document().get_element_by_id(FOLLOWED) else {
                return;
            };
            let mut last = String::new();
            let (mut asked, mut failures) = (0_u32, 0_u32);
            while let Some(address) = followed.get_attribute(NEWS) {
                TimeoutFuture::new(polling::pause(asked)).await;
                if document().hidden() {
                    continue;
                }
                asked = asked.saturating_add(1);
                failures = match ask(&address, &mut last, &followed).await {
                    Some(()) => 0,
                    None => failures.saturating_add(1),
                };
                if let Some(status) = document().get_element_by_id(STATUS) {
                    let lost = failures >= polling::FAILURES_TO_TELL;
                    status.set_text_content(Some(if lost { texts::CONNECTION_LOST } else { "" }));
                }
            }
        });
    }

    /// One question. Whatever went wrong, the last news stays on the page and the question is asked again.
    async fn ask(address: &str, last: &mut String, followed: &Element) -> Option<()> {
        let answer = text_of(address).await?;
        if answer != *last {
            let page = text_of(&window().location().href().ok()?).await?;
            let page = DomParser::new()
                .ok()?
                .parse_from_string(&page, SupportedType::TextHtml)
                .ok()?;
            let news = page.get_element_by_id(FOLLOWED)?;
            followed.set_inner_html(&news.inner_html());
            if !news.has_attribute(NEWS) {
                followed.remove_attribute(NEWS).ok()?;
            }
            *last = answer;
        }
        Some(())
    }

    async fn text_of(address: &str) -> Option<String> {
        let response: Response = JsFuture::from(window().fetch_with_str(address))
            .await
            .ok()?
            .dyn_into()
            .ok()?;
        if !response.ok() {
            return None;
        }
        JsFuture::from(response.text().ok()?).await.ok()?.as_string()
    }
}
