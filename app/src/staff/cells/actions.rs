//! What can be done with a cell as it is now. What cannot says why, in place of its form.

use super::{opening::OPEN_DIALOG, panel::Panel};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        dialog::{Dialog, DialogButton, DialogCloseButton},
        field::{SelectField, TextField},
    },
    paths,
    staff::forms::cells::{NO_PRODUCT, field},
    texts::staff::cells as words,
};
use domain::cell::Colour;
use engine::cells::MAX_REASON;
use leptos::prelude::*;

const EMPTY_DIALOG: &str = "empty-cell";

/// Empty or filled, as whoever stands before it says.
#[component]
pub fn Content<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let cell = &panel.cell;
    let action = match (cell.colour, &cell.product) {
        _ if cell.reserved.is_some() => None,
        (Colour::Blue, Some(product)) => Some(
            view! {
                <p class="text-ink-muted">{words::MARK_FILLED_HINT}</p>
                <form method="post" action=paths::MARK_FILLED>
                    {panel.hidden_fields()}
                    <input type="hidden" name="product" value=product.id.to_string() />
                    <input type="hidden" name=field::SEEN value=cell.changed_at.millis().to_string() />
                    <SubmitButton look=Look::Secondary>{words::MARK_FILLED}</SubmitButton>
                </form>
            }
            .into_any(),
        ),
        (Colour::Green, _) => Some(
            view! {
                <p class="text-ink-muted">{words::MARK_EMPTY_HINT}</p>
                <DialogButton target=EMPTY_DIALOG look=Look::Secondary text=words::MARK_EMPTY />
            }
            .into_any(),
        ),
        (Colour::Grey | Colour::Blue, _) => None,
    };
    view! {
        <div data-live="cell-content">
            {action
                .map(|action| {
                    view! {
                        <section class="space-y-3 border-t border-line pt-4">
                            <h3 class="font-semibold">{words::CONTENT}</h3>
                            {action}
                        </section>
                    }
                })}
        </div>
    }
}

/// Which product the cell is for.
#[component]
pub fn ProductForm<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let cell = &panel.cell;
    let title = match cell.colour {
        Colour::Grey => words::ASSIGN,
        Colour::Blue | Colour::Green => words::CHANGE,
    };
    let form = if cell.reserved.is_some() {
        None
    } else if cell.colour == Colour::Green {
        Some(view! { <p class="text-ink-muted">{words::CHANGE_FILLED}</p> }.into_any())
    } else if panel.is_opening() {
        Some(view! { <p class="text-ink-muted">{words::CHANGE_OPENING}</p> }.into_any())
    } else if panel.products.is_empty() {
        Some(
            view! {
                <p class="text-ink-muted">{words::NO_PRODUCTS}</p>
                <ButtonLink look=Look::Secondary href=paths::PRODUCTS>
                    {words::TO_PRODUCTS}
                </ButtonLink>
            }
            .into_any(),
        )
    } else {
        Some(view! { <ChooseProduct panel=panel /> }.into_any())
    };
    view! {
        <div data-live="cell-product" data-typed=is_typed(panel, field::PRODUCT)>
            {form
                .map(|form| {
                    view! {
                        <section class="space-y-3 border-t border-line pt-4">
                            <h3 class="font-semibold">{title}</h3>
                            {form}
                        </section>
                    }
                })}
        </div>
    }
}

#[component]
fn ChooseProduct<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let assigned = panel.cell.product.as_ref().map(|product| product.id.to_string());
    let first = match assigned {
        Some(_) => (NO_PRODUCT.to_owned(), words::REMOVE_PRODUCT.to_owned()),
        None => (String::new(), words::CHOOSE.to_owned()),
    };
    let products = panel.products.iter().map(|product| {
        let label = words::product_choice(&product.name, &product.size, &product.sku, product.price);
        (product.id.to_string(), label)
    });
    let options = std::iter::once(first).chain(products).collect();
    let button = match assigned {
        Some(_) => words::SAVE_CHANGES,
        None => words::SAVE,
    };
    let chosen = match panel.typed.value(field::PRODUCT) {
        typed if typed.is_empty() => assigned.unwrap_or_default(),
        typed => typed,
    };
    view! {
        <form method="post" action=paths::ASSIGN_PRODUCT class="space-y-3">
            {panel.hidden_fields()}
            <SelectField
                name=field::PRODUCT
                label=words::PRODUCT
                options=options
                selected=chosen
                error=panel.typed.error(field::PRODUCT)
                required=true
            />
            <SubmitButton look=Look::Secondary>{button}</SubmitButton>
        </form>
    }
}

/// Out of service and back.
#[component]
pub fn Sale<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let blocked = panel.cell.blocked.is_some();
    let unblock = blocked.then(|| {
        view! {
            <form method="post" action=paths::UNBLOCK_CELL>
                {panel.hidden_fields()}
                <SubmitButton look=Look::Secondary>{words::UNBLOCK}</SubmitButton>
            </form>
        }
    });
    let block = panel.cell.reserved.is_none().then(|| {
        let button = if blocked { words::REWRITE_REASON } else { words::BLOCK };
        view! {
            <form method="post" action=paths::BLOCK_CELL class="space-y-3">
                {panel.hidden_fields()}
                <TextField
                    name=field::REASON
                    label=words::REASON
                    value=panel.typed.value(field::REASON)
                    error=panel.typed.error(field::REASON)
                    hint=words::BLOCK_HINT
                    autocomplete="off"
                    maxlength=u32::try_from(MAX_REASON).unwrap_or(u32::MAX)
                    required=true
                />
                <SubmitButton look=Look::Secondary>{button}</SubmitButton>
            </form>
        }
    });
    let is_empty = unblock.is_none() && block.is_none();
    view! {
        <div data-live="cell-sale" data-typed=is_typed(panel, field::REASON)>
            {(!is_empty)
                .then(|| {
                    view! {
                        <section class="space-y-3 border-t border-line pt-4">
                            <h3 class="font-semibold">{words::BLOCK_TITLE}</h3>
                            {unblock}
                            {block}
                        </section>
                    }
                })}
        </div>
    }
}

/// What came back with a form is said once: nothing may take its place before it is sent again.
fn is_typed(panel: &Panel, field: &str) -> Option<&'static str> {
    let came_back = panel.typed.error(field).is_some() || !panel.typed.value(field).is_empty();
    came_back.then_some("")
}

/// The questions. They stand outside of what changes by itself, and one that does not fit any more is answered with
/// the reason why not.
#[component]
pub fn Dialogs<'a>(panel: &'a Panel) -> impl IntoView + use<> {
    let (number, key) = (panel.cell.number, panel.key.to_string());
    let (to_open, to_empty) = (panel.hidden_fields(), panel.hidden_fields());
    view! {
        <Dialog id=OPEN_DIALOG title=words::open_title(number)>
            <p>{words::OPEN_WHY}</p>
            <form method="post" action=paths::OPEN_CELL class="flex flex-wrap justify-end gap-3">
                {to_open} <input type="hidden" name="key" value=key />
                <DialogCloseButton target=OPEN_DIALOG text=words::CANCEL />
                <SubmitButton look=Look::Primary>{words::OPEN}</SubmitButton>
            </form>
        </Dialog>
        <Dialog id=EMPTY_DIALOG title=words::mark_empty_title(number)>
            <p>{words::MARK_EMPTY_WHY}</p>
            <form method="post" action=paths::MARK_EMPTY class="flex flex-wrap justify-end gap-3">
                {to_empty}
                <DialogCloseButton target=EMPTY_DIALOG text=words::CANCEL />
                <SubmitButton look=Look::Danger>{words::MARK_EMPTY}</SubmitButton>
            </form>
        </Dialog>
    }
}
