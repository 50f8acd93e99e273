//! Whether devices are here, and what they told of themselves (contract §1.4); for administrators only. Their secrets
//! are made on the pages, where a second factor is asked for.

use super::{
    error::RestError,
    extract::Id,
    window::{Window, WindowParams},
};
use axum::{Extension, Json, extract::State};
use domain::id::DeviceId;
use engine::{Engine, fleet::DeviceRow, staff::Actor};
use serde::Serialize;
use utoipa::ToSchema;

/// What a device told of itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Diagnostic)]
pub(crate) struct DiagnosticJson {
    #[serde(rename = "deviceId")]
    #[schema(value_type = String)]
    device_id: DeviceId,
    /// The last sign of life.
    #[serde(rename = "lastPing")]
    last_ping: Option<String>,
    /// Milliseconds since it started.
    uptime_ms: Option<i64>,
    /// In dBm.
    wifi_rssi: Option<i32>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DeviceStatus)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceJson {
    #[schema(value_type = String)]
    device_id: DeviceId,
    online: bool,
    /// `null` for a device that has never been here.
    diagnostic: Option<DiagnosticJson>,
}

impl From<DeviceRow> for DeviceJson {
    fn from(device: DeviceRow) -> Self {
        let diagnostic = device.last_seen.map(|seen| DiagnosticJson {
            device_id: device.id.clone(),
            last_ping: Some(seen.to_string()),
            uptime_ms: device.uptime_ms,
            wifi_rssi: device.wifi_rssi,
        });
        Self {
            device_id: device.id,
            online: device.online,
            diagnostic,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = DevicesStatus)]
pub(crate) struct DevicesJson {
    /// How many are connected in all.
    total: usize,
    /// The ids of those that are shown.
    #[schema(value_type = Vec<String>)]
    online: Vec<DeviceId>,
    devices: Vec<DeviceJson>,
}

/// The devices that are connected, by their ids.
#[utoipa::path(
    get,
    path = "/api/ortomats/devices/status",
    tag = "Devices",
    operation_id = "listDevices",
    params(WindowParams),
    responses((status = 200, description = "The devices", body = DevicesJson)),
)]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    window: Window,
) -> Result<Json<DevicesJson>, RestError> {
    let mut devices = engine.all_devices(&actor).await?;
    devices.retain(|device| device.online);
    let part = window.of::<_, DeviceJson>(devices);
    Ok(Json(DevicesJson {
        total: part.total,
        online: part.items.iter().map(|device| device.device_id.clone()).collect(),
        devices: part.items,
    }))
}

/// A device that is not revoked, connected or not.
#[utoipa::path(
    get,
    path = "/api/ortomats/devices/{device}/status",
    tag = "Devices",
    operation_id = "showDevice",
    responses((status = 200, description = "The device", body = DeviceJson)),
)]
pub(crate) async fn show(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(device): Id<DeviceId>,
) -> Result<Json<DeviceJson>, RestError> {
    Ok(Json(engine.device(&actor, &device).await?.into()))
}
