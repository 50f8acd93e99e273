//! The regions of a live page: which are different by now, and how the new one takes the place of the old.

use leptos::wasm_bindgen::JsCast;
use std::collections::BTreeMap;
use web_sys::{Document, Element, FocusOptions, HtmlElement, NodeList};

const REGION: &str = "[data-live]";
const NAME: &str = "data-live";
/// Somebody has typed in it, or it says what will not be said again.
const TYPED: &str = "data-typed";
const CONTROLS: &str = "a[href], button, input, select, textarea, summary";

/// Every region's HTML as the server drew it: what scripts and people do to a page afterwards is no news.
pub(super) struct Drawn(BTreeMap<String, String>);

impl Drawn {
    pub(super) fn of(document: &Document) -> Self {
        let regions = elements(document.query_selector_all(REGION).ok());
        Self(
            regions
                .map(|region| (region.get_attribute(NAME).unwrap_or_default(), region.outer_html()))
                .collect(),
        )
    }

    /// Puts what is different into the page. Whether something had to be left as it was.
    pub(super) fn renew(&mut self, document: &Document, news: &Document) -> bool {
        let mut is_held = false;
        for region in elements(news.query_selector_all(REGION).ok()) {
            let (Some(name), html) = (region.get_attribute(NAME), region.outer_html()) else {
                continue;
            };
            if self.0.get(&name) == Some(&html) {
                continue;
            }
            let Some(old) = named(document, &name) else { continue };
            if is_busy(&old) {
                is_held = true;
                continue;
            }
            if replace(document, &old, &region).is_some() {
                self.0.insert(name, html);
            }
        }
        is_held
    }
}

fn named(document: &Document, name: &str) -> Option<Element> {
    elements(document.query_selector_all(REGION).ok())
        .find(|region| region.get_attribute(NAME).as_deref() == Some(name))
}

fn elements(nodes: Option<NodeList>) -> impl Iterator<Item = Element> {
    let length = nodes.as_ref().map_or(0, NodeList::length);
    (0..length)
        .filter_map(move |index| nodes.as_ref()?.item(index))
        .filter_map(|node| node.dyn_into().ok())
}

/// The dialog that asks something just now.
pub(super) fn open_dialog(document: &Document) -> Option<Element> {
    // A browser that does not know the selector knows no such dialogs.
    document.query_selector(":popover-open").ok().flatten()
}

pub(super) fn is_anything_typed(document: &Document) -> bool {
    document.query_selector("[data-typed]").ok().flatten().is_some()
}

/// Somebody types here: it stays theirs until the form is sent.
pub(super) fn mark_typed(field: &Element) {
    if let Ok(Some(region)) = field.closest(REGION) {
        let _ = region.set_attribute(TYPED, "");
    }
}

fn is_busy(region: &Element) -> bool {
    let holds = |selector| region.query_selector(selector).ok().flatten().is_some();
    region.has_attribute(TYPED) || holds("[data-typed]") || holds(":popover-open")
}

fn replace(document: &Document, old: &Element, new: &Element) -> Option<()> {
    let new: Element = document.import_node_with_deep(new, true).ok()?.dyn_into().ok()?;
    for details in elements(new.query_selector_all("details[id]").ok()) {
        let was_open = document
            .get_element_by_id(&details.id())
            .is_some_and(|before| before.has_attribute("open"));
        if was_open {
            details.set_attribute("open", "").ok()?;
        }
    }
    let focused = document.active_element().filter(|focused| old.contains(Some(focused)));
    let again = focused.as_ref().map(|focused| same_in(old, &new, focused));
    old.replace_with_with_node_1(&new).ok()?;
    if let Some(again) = again {
        let control = again.unwrap_or_else(|| {
            // What had the focus is no more: the keyboard goes on from where it was.
            let _ = new.set_attribute("tabindex", "-1");
            new.clone()
        });
        let quietly = FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = control.unchecked_into::<HtmlElement>().focus_with_options(&quietly);
    }
    Some(())
}

/// The control that had the focus, in the new region: the one of the same id, or else in the same place with the same
/// words.
fn same_in(old: &Element, new: &Element, focused: &Element) -> Option<Element> {
    let id = focused.id();
    let controls = |region: &Element| elements(region.query_selector_all(CONTROLS).ok());
    if !id.is_empty() {
        return elements(new.query_selector_all("[id]").ok()).find(|element| element.id() == id);
    }
    let place = controls(old).position(|control| control == *focused)?;
    controls(new)
        .nth(place)
        .filter(|control| control.text_content() == focused.text_content())
}
