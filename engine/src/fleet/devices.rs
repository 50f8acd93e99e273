//! The devices of an ortomat, and what they told of themselves.

use super::administrators_only;
use crate::{
    Engine,
    entity::{device, device_report, ortomat},
    error::{Error, Refusal},
    rows::word,
    staff::Actor,
};
use domain::{
    Timestamp,
    id::{DeviceId, OrtomatId},
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

/// A device as administrators see it; its secret is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub online: bool,
    pub last_seen: Option<Timestamp>,
    /// Wi-Fi signal in dBm.
    pub wifi_rssi: Option<i32>,
    /// Milliseconds since its start.
    pub uptime_ms: Option<i64>,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    /// Until when the secret before the present one still counts.
    pub old_secret_until: Option<Timestamp>,
}

/// What a device told of itself at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceReport {
    pub at: Timestamp,
    pub uptime_ms: Option<i64>,
    pub wifi_rssi: Option<i32>,
}

impl Engine {
    /// The living ones first, each group by age.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchOrtomat`].
    pub async fn devices_of(&self, by: &Actor, ortomat: &OrtomatId) -> Result<Vec<DeviceRow>, Error> {
        administrators_only(by)?;
        let known = ortomat::Entity::find_by_id(ortomat.as_str())
            .one(self.database.read())
            .await?;
        known.ok_or(Refusal::NoSuchOrtomat)?;
        let mut rows = device::Entity::find()
            .filter(device::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .order_by_asc(device::COLUMN.created_at)
            .order_by_asc(device::COLUMN.id)
            .all(self.database.read())
            .await?;
        rows.sort_by_key(|row| row.revoked_at.is_some());
        let now = self.now();
        rows.into_iter().map(|row| self.device_row(row, now)).collect()
    }

    /// The devices of the whole fleet that are not revoked, by their ids.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub async fn all_devices(&self, by: &Actor) -> Result<Vec<DeviceRow>, Error> {
        administrators_only(by)?;
        let rows = device::Entity::find()
            .filter(device::COLUMN.revoked_at.is_null())
            .order_by_asc(device::COLUMN.id)
            .all(self.database.read())
            .await?;
        let now = self.now();
        rows.into_iter().map(|row| self.device_row(row, now)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchDevice`].
    pub async fn device(&self, by: &Actor, id: &DeviceId) -> Result<DeviceRow, Error> {
        administrators_only(by)?;
        let row = device::Entity::find_by_id(id.as_str())
            .filter(device::COLUMN.revoked_at.is_null())
            .one(self.database.read())
            .await?;
        self.device_row(row.ok_or(Refusal::NoSuchDevice)?, self.now())
    }

    fn device_row(&self, row: device::Model, now: Timestamp) -> Result<DeviceRow, Error> {
        let id: DeviceId = word(&row.id, "devices.id", &row.id)?;
        let now = now.millis();
        let is_here = self.registry.has_device(&id) || row.online_until > now;
        Ok(DeviceRow {
            online: row.revoked_at.is_none() && is_here,
            id,
            last_seen: row.last_seen_at.map(Timestamp::from_millis),
            wifi_rssi: row.wifi_rssi,
            uptime_ms: row.uptime_ms,
            created_at: Timestamp::from_millis(row.created_at),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
            old_secret_until: row
                .previous_until
                .filter(|until| *until > now)
                .map(Timestamp::from_millis),
        })
    }

    /// The reports since a moment, the oldest first. There is one for each few minutes, and none older than a week.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchDevice`].
    pub async fn device_history(
        &self,
        by: &Actor,
        id: &DeviceId,
        since: Timestamp,
    ) -> Result<Vec<DeviceReport>, Error> {
        administrators_only(by)?;
        let known = device::Entity::find_by_id(id.as_str())
            .one(self.database.read())
            .await?;
        known.ok_or(Refusal::NoSuchDevice)?;
        let rows = device_report::Entity::find()
            .filter(device_report::COLUMN.device_id.eq(id.as_str()))
            .filter(device_report::COLUMN.at.gte(since.millis()))
            .order_by_asc(device_report::COLUMN.at)
            .all(self.database.read())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| DeviceReport {
                at: Timestamp::from_millis(row.at),
                uptime_ms: row.uptime_ms,
                wifi_rssi: row.wifi_rssi,
            })
            .collect())
    }
}
