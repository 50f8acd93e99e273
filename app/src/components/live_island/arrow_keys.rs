//! Arrow keys among many links that lie in rows: one stop of the Tab key for all of them.

use leptos::wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, KeyboardEvent};

const AREA: &str = "[data-arrows]";
const STOP: &str = "tabindex";

/// Leaves one stop in each area: where one is, or the one that is open, or the first.
pub(super) fn arrange(document: &Document) {
    let Ok(areas) = document.query_selector_all(AREA) else {
        return;
    };
    for area in (0..areas.length()).filter_map(|index| areas.item(index)) {
        let links = links(area.unchecked_ref());
        let is_here = |link: &&HtmlElement| document.active_element().as_ref() == Some(AsRef::<Element>::as_ref(*link));
        let stop = links
            .iter()
            .find(is_here)
            .or_else(|| links.iter().find(|link| link.has_attribute("aria-current")))
            .or_else(|| links.first());
        if let Some(stop) = stop {
            leave_one(&links, stop);
        }
    }
}

/// Somebody came to a link by whatever way.
pub(super) fn enter(target: &Element) {
    if let Ok(Some(area)) = target.closest(AREA) {
        let links = links(&area);
        if let Some(link) = links.iter().find(|link| AsRef::<Element>::as_ref(*link) == target) {
            leave_one(&links, link);
        }
    }
}

pub(super) fn press(event: &KeyboardEvent, target: &Element) {
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    let Ok(Some(area)) = target.closest(AREA) else { return };
    let links = links(&area);
    let place = links.iter().position(|link| AsRef::<Element>::as_ref(link) == target);
    let (false, Some(place)) = (has_modifier, place) else {
        return;
    };
    let next = match event.key().as_str() {
        "ArrowRight" => links.get(place.saturating_add(1)),
        "ArrowLeft" => place.checked_sub(1).and_then(|place| links.get(place)),
        "ArrowDown" => links.get(place).and_then(|link| nearest_row(&links, link, true)),
        "ArrowUp" => links.get(place).and_then(|link| nearest_row(&links, link, false)),
        "Home" => links.first(),
        "End" => links.last(),
        _ => return,
    };
    // At the edge the key does nothing: the page must not jump instead.
    event.prevent_default();
    if let Some(next) = next {
        let _ = next.focus();
    }
}

/// The link below or above: of the nearest row the nearest one. How many stand in a row, only the browser knows.
fn nearest_row<'a>(links: &'a [HtmlElement], from: &HtmlElement, down: bool) -> Option<&'a HtmlElement> {
    let distance = |link: &HtmlElement| {
        let rows = link.offset_top() - from.offset_top();
        if down { rows } else { -rows }
    };
    links
        .iter()
        .filter(|link| distance(link) > 0)
        .min_by_key(|link| (distance(link), (link.offset_left() - from.offset_left()).abs()))
}

fn links(area: &Element) -> Vec<HtmlElement> {
    let Ok(links) = area.query_selector_all("a[href]") else {
        return Vec::new();
    };
    (0..links.length())
        .filter_map(|index| links.item(index))
        .map(JsCast::unchecked_into)
        .collect()
}

fn leave_one(links: &[HtmlElement], stop: &HtmlElement) {
    for link in links {
        let _ = link.set_attribute(STOP, if link == stop { "0" } else { "-1" });
    }
}
