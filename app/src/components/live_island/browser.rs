//! The line of news, and the page that follows it.

use super::{
    LIVE, REFRESH, STATUS, arrow_keys,
    region::{self, Drawn},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{
    prelude::{document, window},
    task::spawn_local,
    wasm_bindgen::{JsCast, closure::Closure},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, Event, EventSource, EventTarget, Headers, HtmlElement, KeyboardEvent, MessageEvent,
    RequestInit, Response, SupportedType, js_sys::Function,
};

const EVENTS: &str = "data-events";
const VERSION: &str = "data-version";
/// Drawn by the stylesheet, and what the tests wait for.
const STATE: &str = "data-state";
/// A form may be sent or a server started anew meanwhile.
const TRY_AGAIN_AFTER: u32 = 2_000;

struct Page {
    live: Element,
    /// What the server drew in each region, as of the last time that it was put there.
    drawn: RefCell<Drawn>,
    source: RefCell<Option<EventSource>>,
    hears: RefCell<Option<Function>>,
    is_fetching: Cell<bool>,
    /// News came while the page was being fetched.
    is_outdated: Cell<bool>,
    /// A region is old because somebody is busy with it.
    is_held: Cell<bool>,
}

pub(super) fn follow() {
    let Some(live) = document().get_element_by_id(LIVE) else {
        return;
    };
    let page = Rc::new(Page {
        live,
        drawn: RefCell::new(Drawn::of(&document())),
        source: RefCell::new(None),
        hears: RefCell::new(None),
        is_fetching: Cell::new(false),
        is_outdated: Cell::new(false),
        is_held: Cell::new(false),
    });
    let hearer = Rc::clone(&page);
    page.hears.replace(Some(listener(move |event| hear(&hearer, &event))));
    watch_person(&page);
    arrow_keys::arrange(&document());
    connect(&page);
}

/// A function that lives as long as the page. It may be called while it is at work: to move the focus is an event too.
fn listener(hear: impl Fn(Event) + 'static) -> Function {
    let closure = Closure::<dyn Fn(Event)>::new(hear);
    let function = closure.as_ref().unchecked_ref::<Function>().clone();
    closure.forget();
    function
}

/// Begins to listen, anew if need be. A hidden tab does not: nobody looks, and a browser has few connections to give.
fn connect(page: &Rc<Page>) {
    disconnect(page);
    if document().hidden() {
        return;
    }
    let hears = page.hears.borrow();
    let (Some(address), Some(hears)) = (page.live.get_attribute(EVENTS), hears.as_ref()) else {
        return;
    };
    let Ok(source) = EventSource::new(&address) else { return };
    for event in ["open", "error", "version", "over"] {
        let _ = source.add_event_listener_with_callback(event, hears);
    }
    page.source.replace(Some(source));
}

fn disconnect(page: &Page) {
    if let Some(source) = page.source.take() {
        source.close();
    }
}

fn hear(page: &Rc<Page>, event: &Event) {
    match event.type_().as_str() {
        "open" => say(page, true),
        "version" => {
            say(page, true);
            let news = event.unchecked_ref::<MessageEvent>().data().as_string();
            if news != page.live.get_attribute(VERSION) {
                refresh(page);
            }
        }
        // Whoever is not signed in any more is asked to, and comes back here.
        "over" => reload(),
        _ => {
            say(page, false);
            let is_given_up = page
                .source
                .borrow()
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
            if is_given_up {
                come_back(page);
            }
        }
    }
}

/// The browser has given up, because something else than news was answered: the way to sign in, or a proxy's excuse.
fn come_back(page: &Rc<Page>) {
    disconnect(page);
    let page = Rc::clone(page);
    spawn_local(async move {
        TimeoutFuture::new(TRY_AGAIN_AFTER).await;
        if page.source.borrow().is_none() {
            refresh(&page);
            connect(&page);
        }
    });
}

fn reload() {
    let _ = window().location().reload();
}

fn say(page: &Page, is_live: bool) {
    let (state, words) = if is_live {
        ("live", "data-said-live")
    } else {
        ("lost", "data-said-lost")
    };
    // To say the same again would make a screen reader say it again.
    if page.live.get_attribute(STATE).as_deref() == Some(state) {
        return;
    }
    let _ = page.live.set_attribute(STATE, state);
    if let Some(status) = document().get_element_by_id(STATUS) {
        status.set_text_content(page.live.get_attribute(words).as_deref());
    }
}

/// Fetches the page until it is as new as the news.
fn refresh(page: &Rc<Page>) {
    page.is_outdated.set(true);
    if page.is_fetching.replace(true) {
        return;
    }
    let page = Rc::clone(page);
    spawn_local(async move {
        while page.is_outdated.replace(false) {
            if fetch_again(&page).await.is_none() {
                say(&page, false);
                TimeoutFuture::new(TRY_AGAIN_AFTER).await;
                // A hidden tab catches up when somebody looks.
                page.is_outdated.set(!document().hidden());
            }
        }
        page.is_fetching.set(false);
    });
}

/// `None` when there was no page to be had.
async fn fetch_again(page: &Page) -> Option<()> {
    let headers = Headers::new().ok()?;
    headers.set(REFRESH, "1").ok()?;
    let request = RequestInit::new();
    request.set_headers(&headers);
    let address = window().location().href().ok()?;
    let response = JsFuture::from(window().fetch_with_str_and_init(&address, &request)).await;
    let response: Response = response.ok()?.dyn_into().ok()?;
    if response.redirected() || matches!(response.status(), 400..500) {
        // It is another page now: the one to sign in, or one that says that there is nothing here.
        reload();
        return Some(());
    }
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let news = DomParser::new()
        .ok()?
        .parse_from_string(&text, SupportedType::TextHtml)
        .ok()?;
    if style_of(&news) != style_of(&document()) && !region::is_anything_typed(&document()) {
        // The program was replaced by a newer one.
        reload();
        return Some(());
    }
    let version = news.get_element_by_id(LIVE)?.get_attribute(VERSION)?;
    let is_held = page.drawn.borrow_mut().renew(&document(), &news);
    page.is_held.set(is_held);
    page.live.set_attribute(VERSION, &version).ok()?;
    arrow_keys::arrange(&document());
    Some(())
}

fn style_of(document: &Document) -> Option<String> {
    let link = document.query_selector("link[rel=stylesheet]").ok()??;
    link.get_attribute("href")
}

/// What the person at the page does.
fn watch_person(page: &Rc<Page>) {
    let on = |target: &EventTarget, events: &[&str], hears: &Function| {
        for event in events {
            // What does not bubble is heard on its way down.
            let _ = target.add_event_listener_with_callback_and_bool(event, hears, true);
        }
    };
    let here = Rc::clone(page);
    let looks = listener(move |event| match event.type_().as_str() {
        "offline" => say(&here, false),
        // Only a page that was put away and comes back has lost its line.
        "pageshow" if here.source.borrow().is_some() => {}
        "pagehide" => disconnect(&here),
        _ if document().hidden() => disconnect(&here),
        _ => connect(&here),
    });
    on(&document(), &["visibilitychange"], &looks);
    on(&window(), &["online", "offline", "pagehide", "pageshow"], &looks);

    let here = Rc::clone(page);
    let acts = listener(move |event| {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        match event.type_().as_str() {
            "input" => region::mark_typed(&target),
            "focusin" => arrow_keys::enter(&target),
            "keydown" => press(event.unchecked_ref(), &target),
            // A dialog was closed, and what had to wait for it can come.
            _ => {
                if here.is_held.get() && region::open_dialog(&document()).is_none() {
                    refresh(&here);
                }
            }
        }
    });
    on(&document(), &["input", "focusin", "keydown", "toggle"], &acts);
}

fn press(event: &KeyboardEvent, target: &Element) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    if event.key() != "Escape" {
        arrow_keys::press(event, target);
        return;
    }
    // The browser closes its own dialog first, and what was typed is not thrown away.
    let document = document();
    if region::open_dialog(&document).is_some() || region::is_anything_typed(&document) {
        return;
    }
    if let Ok(Some(link)) = document.query_selector("a[data-escape]") {
        event.prevent_default();
        link.unchecked_into::<HtmlElement>().click();
    }
}
