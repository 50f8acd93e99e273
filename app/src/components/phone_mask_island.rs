//! Keeps phone fields under the mask `+38 (0XX) XXX-XX-XX` while somebody types, pastes or corrects a number.
//!
//! The rules are [`domain::phone::mask`]; here is only how a browser tells what was done to a field. What can be
//! prevented is done by the mask in the browser's place. The rest (autofill, a password manager, undo, the word
//! that a keyboard composes) is read back from the text that it left behind. All islands are one download, so this
//! one has no signals and no data. Without it the server reads a number in any of its forms.

use leptos::prelude::*;

/// Stands once on a page that has fields with `data-mask="phone"`, and masks all of them.
#[island]
pub fn PhoneMaskIsland() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::mask_fields();
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::phone::mask::{self, Edit, Key};
    use gloo_timers::callback::Timeout;
    use leptos::{
        prelude::document,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
    };
    use std::ops::Range;
    use web_sys::{HtmlInputElement, InputEvent};

    const UNMASKED: &str = "input[data-mask=phone]:not([data-masked])";
    /// Says that a field is listened to: never twice, and the tests wait for it.
    const MASKED: &str = "data-masked";

    const EVENTS: [&str; 7] = [
        "focus",
        "blur",
        "dragstart",
        "beforeinput",
        "input",
        "compositionstart",
        "compositionend",
    ];

    pub(super) fn mask_fields() {
        while let Ok(Some(field)) = document().query_selector(UNMASKED) {
            if field.set_attribute(MASKED, "").is_err() {
                return;
            }
            mask_field(field.unchecked_into());
        }
    }

    fn mask_field(field: HtmlInputElement) {
        // By now somebody may have entered it, or the browser have filled it in.
        if is_focused(&field) {
            enter(&field);
        } else {
            field.set_value(&mask::format_digits(&field.value()));
        }
        let listened = field.clone();
        let mut before = field.value();
        let mut forward = false;
        // An event of another type has none of an `InputEvent`'s properties: it does not compose.
        let listener = Closure::<dyn FnMut(InputEvent)>::new(move |event: InputEvent| {
            // To change a word while a keyboard composes it makes some keyboards type it twice.
            if event.is_composing() {
                return;
            }
            match event.type_().as_str() {
                "focus" => enter(&field),
                "blur" => leave(&field),
                // Digits that are dragged by a slip of the hand would make another number.
                "dragstart" => event.prevent_default(),
                // What the finished word will be compared with is remembered below.
                "compositionstart" => {}
                "beforeinput" => {
                    if event.cancelable() {
                        forward = event.input_type().ends_with("Forward");
                        if let Some(edit) = edit(&field, &event, forward) {
                            event.prevent_default();
                            show(&field, &edit);
                        }
                    }
                }
                _ => show(
                    &field,
                    &read_back(&before, &field.value(), selection(&field).end, forward),
                ),
            }
            before = field.value();
        });
        for event in EVENTS {
            let _ = listened.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        listener.forget();
    }

    fn enter(field: &HtmlInputElement) {
        let entered = mask::focus(&field.value());
        if entered.text == field.value() {
            return;
        }
        show(field, &entered);
        // A finger or a mouse sets the caret where it touched, and does so after this event.
        let field = field.clone();
        Timeout::new(0, move || {
            if field.value() == entered.text {
                show(&field, &entered);
            }
        })
        .forget();
    }

    /// A number that was not begun is not sent.
    fn leave(field: &HtmlInputElement) {
        if field.value() == mask::focus("").text {
            field.set_value("");
        }
    }

    /// What the mask does in the browser's place; `None` leaves it to the browser: Enter, undo, and how far back a
    /// word or a line goes.
    fn edit(field: &HtmlInputElement, event: &InputEvent, forward: bool) -> Option<Edit> {
        let kind = event.input_type();
        let (text, selection) = (field.value(), selection(field));
        if kind.starts_with("insert") {
            let typed = event.data()?;
            Some(mask::edit(&text, selection, Key::Insert(typed)))
        } else if kind.starts_with("deleteContent") || (kind.starts_with("delete") && !selection.is_empty()) {
            Some(remove(&text, selection, forward))
        } else {
            None
        }
    }

    fn remove(text: &str, selection: Range<usize>, forward: bool) -> Edit {
        // One punctuation mark is not worth selecting: a keyboard of Android did that to delete before the caret,
        // or the browser took the mark for a word. The digit behind it is meant.
        let is_mark = text
            .chars()
            .nth(selection.start)
            .is_some_and(|character| !character.is_ascii_digit());
        let (caret, key) = if forward {
            (selection.start, Key::Delete)
        } else {
            (selection.end, Key::Backspace)
        };
        let removed = if selection.len() == 1 && is_mark {
            caret..caret
        } else {
            selection
        };
        mask::edit(text, removed, key)
    }

    /// What the browser did by itself, done by the mask: between the text before and the text now, what stands
    /// behind the caret is the same, and what stands before it is the same up to the first change.
    fn read_back(before: &str, now: &str, caret: usize, forward: bool) -> Edit {
        let whole = mask::edit(now, caret..caret, Key::Insert(String::new()));
        if whole.text == now {
            return whole;
        }
        let behind = || now.chars().skip(caret);
        let end = before.chars().count().checked_sub(behind().count());
        let Some(end) = end.filter(|end| before.chars().skip(*end).eq(behind())) else {
            // Another text altogether.
            return whole;
        };
        let start = before
            .chars()
            .take(end)
            .zip(now.chars().take(caret))
            .take_while(|(was, is)| was == is)
            .count();
        let inserted: String = now.chars().take(caret).skip(start).collect();
        if inserted.is_empty() && start < end {
            remove(before, start..end, forward)
        } else {
            mask::edit(before, start..end, Key::Insert(inserted))
        }
    }

    fn show(field: &HtmlInputElement, edit: &Edit) {
        // To set the same text again would cost the browser's undo.
        if field.value() != edit.text {
            field.set_value(&edit.text);
        }
        // Safari moves the focus along with the caret, and autofill fills fields that are not focused.
        if is_focused(field) {
            let caret = u32::try_from(edit.caret).unwrap_or_default();
            let _ = field.set_selection_range(caret, caret);
        }
    }

    fn selection(field: &HtmlInputElement) -> Range<usize> {
        let place = |offset: Result<Option<u32>, JsValue>| {
            let offset = offset.ok().flatten().unwrap_or_default();
            usize::try_from(offset).unwrap_or_default()
        };
        place(field.selection_start())..place(field.selection_end())
    }

    fn is_focused(field: &HtmlInputElement) -> bool {
        field.matches(":focus").unwrap_or_default()
    }
}
