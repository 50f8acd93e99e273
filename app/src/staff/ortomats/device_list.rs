//! The devices of an ortomat: who they are, whether they are there, and their secrets.

use super::presence::Presence;
use crate::{
    components::{
        badge::Badge,
        button::{Look, SubmitButton},
        copy_text::CopyText,
        dialog::{Dialog, DialogButton, DialogCloseButton},
        empty_state::EmptyState,
        error_summary::ErrorSummary,
        field::TextField,
        icon::Glyph,
        notice::{Notice, Tone},
        table::{Cell, DataTable, Row},
    },
    draft::Draft,
    paths,
    staff::forms::ortomats::field,
    texts::staff::ortomats as words,
};
use domain::id::OrtomatId;
use engine::fleet::DeviceRow;
use leptos::prelude::*;

/// A secret that can be shown this once, with the address that has it inside.
#[derive(Clone, Debug)]
pub struct Secret {
    pub(super) device: String,
    pub(super) secret: String,
    pub(super) socket: String,
}

#[component]
pub fn Devices(
    ortomat: OrtomatId,
    devices: Vec<DeviceRow>,
    secret: Option<Secret>,
    typed: Option<Draft>,
) -> impl IntoView {
    let nothing = devices.is_empty();
    let living = devices.iter().filter(|device| device.revoked_at.is_none()).count();
    let rows = devices
        .into_iter()
        .zip(1_usize..)
        .map(|(device, number)| {
            let last = living == 1;
            view! { <Device ortomat=ortomat.clone() device=device number=number last=last /> }
        })
        .collect::<Vec<_>>();
    let headers = vec![
        words::DEVICE,
        words::PRESENCE,
        words::SIGNAL,
        words::UPTIME,
        words::ACTIONS,
    ];
    view! {
        <section id=paths::DEVICES class="space-y-4">
            <div>
                <h2 class="text-xl font-semibold">{words::DEVICES}</h2>
                <p class="text-ink-muted">{words::DEVICES_HINT}</p>
            </div>
            {secret.map(|secret| view! { <ShownOnce secret=secret /> })}
            {if nothing {
                view! { <EmptyState title=words::NO_DEVICES text=words::NO_DEVICES_HINT glyph=Glyph::Parcel /> }
                    .into_any()
            } else {
                view! {
                    <DataTable caption=words::DEVICES headers=headers>
                        {rows}
                    </DataTable>
                }
                    .into_any()
            }}
            <AddDevice ortomat=ortomat typed=typed.unwrap_or_default() />
        </section>
    }
}

#[component]
fn ShownOnce(secret: Secret) -> impl IntoView {
    let Secret { device, secret, socket } = secret;
    view! {
        <div
            id=paths::DEVICE_SECRET
            tabindex="-1"
            class="space-y-4 rounded-2xl border-2 border-warn bg-surface-raised p-5"
        >
            <Notice tone=Tone::Warn title=words::SECRET_TITLE>
                {words::SECRET_HINT}
            </Notice>
            <h3 class="text-lg font-semibold">{words::secret_of(&device)}</h3>
            <CopyText id="secret" label=words::SECRET value=secret />
            <CopyText id="socket" label=words::SOCKET value=socket />
        </div>
    }
}

#[component]
fn Device(ortomat: OrtomatId, device: DeviceRow, number: usize, last: bool) -> impl IntoView {
    let id = device.id.to_string();
    let note = match (device.revoked_at, device.old_secret_until) {
        (Some(at), _) => Some(words::revoked_at(&at.kyiv())),
        (None, Some(until)) => Some(words::old_secret_until(&until.kyiv())),
        (None, None) => None,
    };
    let presence = match device.revoked_at {
        Some(_) => view! { <Badge tone=Tone::Calm text=words::REVOKED /> }.into_any(),
        None => view! { <Presence online=device.online last_seen=device.last_seen /> }.into_any(),
    };
    let signal = device.wifi_rssi.map(words::signal);
    let signal = signal.unwrap_or_else(|| words::NOT_TOLD.to_owned());
    // How long it ran when it was here last is no news.
    let uptime = device.uptime_ms.filter(|_| device.online).map(words::uptime);
    let uptime = uptime.unwrap_or_else(|| words::NOT_TOLD.to_owned());
    let actions = device.revoked_at.is_none().then(|| {
        view! {
            <div class="flex flex-wrap items-center gap-x-5">
                <Rotate ortomat=ortomat.clone() device=id.clone() number=number />
                <Revoke ortomat=ortomat device=id.clone() number=number last=last />
            </div>
        }
    });
    view! {
        <Row>
            <Cell heading=true>
                <span class="break-all font-mono">{id}</span>
                {note.map(|note| view! { <span class="block text-sm font-normal text-ink-muted">{note}</span> })}
            </Cell>
            <Cell label=words::PRESENCE>{presence}</Cell>
            <Cell label=words::SIGNAL numeric=true>
                {signal}
            </Cell>
            <Cell label=words::UPTIME numeric=true>
                {uptime}
            </Cell>
            <Cell>{actions}</Cell>
        </Row>
    }
}

/// Asks before a new secret starts the day after which the old one is worth nothing. The dialog is named by the row's
/// number: an id may hold what cannot stand in a selector.
#[component]
fn Rotate(ortomat: OrtomatId, device: String, number: usize) -> impl IntoView {
    let dialog = format!("rotate-{number}");
    view! {
        <DialogButton target=dialog.clone() look=Look::Quiet text=words::ROTATE small=true />
        <Dialog id=dialog.clone() title=words::ROTATE_TITLE>
            <p>{words::rotate_text(&device)}</p>
            <form method="post" action=paths::ROTATE_DEVICE class="flex flex-wrap justify-end gap-3">
                <input type="hidden" name="ortomat" value=ortomat.to_string() />
                <input type="hidden" name=field::DEVICE value=device />
                <DialogCloseButton target=dialog text=words::CANCEL />
                <SubmitButton look=Look::Primary>{words::MAKE_SECRET}</SubmitButton>
            </form>
        </Dialog>
    }
}

#[component]
fn Revoke(ortomat: OrtomatId, device: String, number: usize, last: bool) -> impl IntoView {
    let dialog = format!("revoke-{number}");
    view! {
        <DialogButton target=dialog.clone() look=Look::Quiet text=words::REVOKE small=true />
        <Dialog id=dialog.clone() title=words::REVOKE_TITLE>
            <p>{words::revoke_text(&device)}</p>
            {last.then(|| view! { <p class="font-medium">{words::REVOKE_LAST}</p> })}
            <form method="post" action=paths::REVOKE_DEVICE class="flex flex-wrap justify-end gap-3">
                <input type="hidden" name="ortomat" value=ortomat.to_string() />
                <input type="hidden" name=field::DEVICE value=device />
                <DialogCloseButton target=dialog text=words::CANCEL />
                <SubmitButton look=Look::Danger>{words::REVOKE}</SubmitButton>
            </form>
        </Dialog>
    }
}

#[component]
fn AddDevice(ortomat: OrtomatId, typed: Draft) -> impl IntoView {
    let own_secret_hint = match typed.value(field::OWN_SECRET_GIVEN).is_empty() {
        true => words::OWN_SECRET_HINT,
        false => words::OWN_SECRET_AGAIN,
    };
    view! {
        <form
            method="post"
            action=paths::ADD_DEVICE
            class="space-y-4 rounded-2xl border border-line bg-surface-raised p-5"
        >
            <h3 class="text-lg font-semibold">{words::ADD_DEVICE_TITLE}</h3>
            <ErrorSummary errors=typed.errors() />
            <input type="hidden" name="ortomat" value=ortomat.to_string() />
            <div class="grid items-end gap-4 sm:grid-cols-2">
                <TextField
                    name=field::DEVICE
                    label=words::DEVICE_ID
                    hint=words::DEVICE_ID_HINT
                    value=typed.value(field::DEVICE)
                    error=typed.error(field::DEVICE)
                    autocomplete="off"
                    required=true
                    maxlength=64
                />
                <TextField
                    name=field::OWN_SECRET
                    label=words::OWN_SECRET
                    hint=own_secret_hint
                    error=typed.error(field::OWN_SECRET)
                    autocomplete="off"
                    optional=true
                    maxlength=256
                />
            </div>
            <SubmitButton look=Look::Secondary>{words::ADD_DEVICE}</SubmitButton>
        </form>
    }
}
