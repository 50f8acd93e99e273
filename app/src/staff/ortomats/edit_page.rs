//! `/admin/ortomats/{id}`: one ortomat, what is to be changed of it, its devices and what they tell, its code.

use super::{
    device_list::{Devices, Secret},
    diagnostics::{Diagnostics, Told},
    ortomat_form::OrtomatForm,
    presence::{Filling, Presence, Status},
    signal::Period,
};
use crate::{
    components::{
        back_link::BackLink,
        button::{ButtonLink, Look},
        copy_text::CopyText,
        facts::{Fact, Facts},
        notice::NotDone,
        qr_code::QrCode,
    },
    error::ApiError,
    page::{Address, engine},
    paths,
    staff::{
        forms::ortomats::{LeftBehind, filled::Filled},
        frame::staff_page,
        person_fields::shown_address,
    },
    texts::staff::ortomats as words,
};
use domain::id::{DeviceId, OrtomatId};
use engine::{
    Engine,
    fleet::{DeviceRow, OrtomatDetails},
    staff::Actor,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn EditOrtomatPage() -> impl IntoView {
    let (id, problem) = (Address::ortomat_in_path(), Address::problem());
    let device: Option<DeviceId> = Address::parameter("device").parse().ok();
    let period = Address::parameter("period").parse().unwrap_or(Period::Day);
    staff_page(paths::ORTOMATS, move |actor| async move {
        let id = id.ok_or(ApiError::NoSuchOrtomat)?;
        let engine = engine()?;
        let stored = engine.ortomat_details(&actor, &id).await?;
        let devices = engine.devices_of(&actor, &id).await?;
        let told = told(&engine, &actor, &id, &devices, device, period).await?;
        let site = engine.public_url();
        let (mut typed, mut typed_device, mut secret) = (None, None, None);
        match LeftBehind::take(&paths::ortomat(&id)).await? {
            LeftBehind::Nothing => {}
            LeftBehind::Ortomat(draft) => typed = Some(draft),
            LeftBehind::Device(draft) => typed_device = Some(draft),
            LeftBehind::Secret { device, secret: made } => {
                let socket = device.parse().map(|id| paths::device_socket(site, &id, &made));
                secret = Some(Secret {
                    socket: socket.unwrap_or_default(),
                    device,
                    secret: made,
                });
            }
        }
        let link = format!("{site}{}", paths::catalog(&id, None));
        let filled = Filled {
            typed,
            stored: Some(stored.clone()),
            key: None,
        };
        Ok(view! {
            <div class="space-y-10">
                <div class="space-y-4">
                    <Heading details=stored.clone() />
                    <NotDone why=problem.map(ApiError::message) />
                </div>
                <div class="grid gap-10 lg:grid-cols-2">
                    <section class="space-y-4">
                        <h2 class="text-xl font-semibold">{words::DATA}</h2>
                        <OrtomatForm filled=filled />
                    </section>
                    <div class="space-y-10">
                        <Overview details=stored.clone() />
                        <Code details=stored link=link />
                    </div>
                </div>
                <Devices ortomat=id devices=devices secret=secret typed=typed_device />
                {told.map(|told| view! { <Diagnostics told=told /> })}
            </div>
        }
        .into_any())
    })
}

/// What the asked device told lately; without being asked, the first one.
async fn told(
    engine: &Engine,
    by: &Actor,
    ortomat: &OrtomatId,
    devices: &[DeviceRow],
    asked: Option<DeviceId>,
    period: Period,
) -> Result<Option<Told>, ApiError> {
    let devices: Vec<DeviceId> = devices.iter().map(|device| device.id.clone()).collect();
    let asked = asked.filter(|asked| devices.contains(asked));
    let Some(device) = asked.or_else(|| devices.first().cloned()) else {
        return Ok(None);
    };
    let now = engine.now();
    let reports = engine.device_history(by, &device, now.before(period.length())).await?;
    Ok(Some(Told {
        ortomat: ortomat.clone(),
        devices,
        device,
        period,
        now,
        reports,
    }))
}

#[component]
fn Heading(details: OrtomatDetails) -> impl IntoView {
    let line = details.row.line;
    let address = shown_address(&line);
    view! {
        <Title text=line.name.clone() />
        <div>
            <BackLink href=paths::ORTOMATS text=words::TITLE />
            <h1 class="mt-2 text-2xl font-semibold sm:text-3xl">{line.name}</h1>
            <p class="text-lg text-ink-muted">{address}</p>
        </div>
        <div class="flex flex-wrap gap-3">
            <ButtonLink look=Look::Secondary href=paths::cells(&line.id)>
                {words::CELLS}
            </ButtonLink>
            <ButtonLink look=Look::Secondary href=paths::ortomat_label(&line.id)>
                {words::PRINT_LABEL}
            </ButtonLink>
            <ButtonLink look=Look::Secondary href=paths::catalog(&line.id, None)>
                {words::CATALOG}
            </ButtonLink>
        </div>
    }
}

#[component]
fn Overview(details: OrtomatDetails) -> impl IntoView {
    let OrtomatDetails {
        row,
        created_at,
        updated_at,
        ..
    } = details;
    let (online, last_seen, status) = (row.online, row.last_seen, row.status);
    let sold = row.last_sale_at.map(|at| at.kyiv());
    let courier = row.courier.as_ref().map(|name| name.full());
    view! {
        <section class="space-y-4">
            <h2 class="text-xl font-semibold">{words::OVERVIEW}</h2>
            <div class="rounded-2xl border border-line bg-surface-raised px-5 py-2">
                <Facts>
                    <Fact name=words::STATUS>
                        <Status status=status />
                    </Fact>
                    <Fact name=words::PRESENCE>
                        <Presence online=online last_seen=last_seen />
                    </Fact>
                    <Fact name=words::FILLING>
                        <Filling row=row />
                    </Fact>
                    <Fact name=words::LAST_SALE>{sold.unwrap_or_else(|| words::NEVER_SOLD.to_owned())}</Fact>
                    <Fact name=words::COURIER>{courier.unwrap_or_else(|| words::NO_COURIER.to_owned())}</Fact>
                    <Fact name=words::CREATED>{created_at.kyiv()}</Fact>
                    <Fact name=words::UPDATED>{updated_at.kyiv()}</Fact>
                </Facts>
            </div>
        </section>
    }
}

#[component]
fn Code(details: OrtomatDetails, link: String) -> impl IntoView {
    let line = details.row.line;
    view! {
        <section class="space-y-4">
            <div>
                <h2 class="text-xl font-semibold">{words::QR_TITLE}</h2>
                <p class="text-ink-muted">{words::QR_HINT}</p>
            </div>
            <div class="flex flex-wrap items-center gap-x-6 gap-y-3">
                <QrCode
                    text=link.clone()
                    label=words::qr_code(&line.name)
                    class="h-44 w-44 rounded-lg border border-line"
                />
                <div class="flex flex-col items-start">
                    <Downloads ortomat=line.id />
                </div>
            </div>
            <CopyText id="catalog-link" label=words::CATALOG_LINK value=link />
        </section>
    }
}

/// The code as files.
#[component]
pub fn Downloads(ortomat: OrtomatId) -> impl IntoView {
    view! {
        <ButtonLink look=Look::Quiet href=paths::ortomat_qr_code(&ortomat, "svg")>
            {words::DOWNLOAD_SVG}
        </ButtonLink>
        <ButtonLink look=Look::Quiet href=paths::ortomat_qr_code(&ortomat, "png")>
            {words::DOWNLOAD_PNG}
        </ButtonLink>
    }
}
