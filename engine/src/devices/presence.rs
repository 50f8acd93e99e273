//! Which devices are here. This process knows its own connections at once; the database tells the other processes,
//! a little later, and forgets a process that died.

use super::registry::{Connection, ConnectionId};
use crate::{Engine, activity_log::Entry, entity::device, error::Error};
use domain::{
    activity::{ActivityType, Severity},
    id::{DeviceId, OrtomatId},
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use std::{collections::HashMap, time::Duration};

/// A device is believed to be here for this long after its last sign of life in the database.
const BELIEVED: Duration = Duration::from_secs(45);
/// How often the sign of life is renewed; well below [`BELIEVED`].
pub(crate) const RENEW_EVERY: Duration = Duration::from_secs(15);
/// Names in one statement; both databases take far more.
const CHUNK: usize = 500;

/// What a device tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// Milliseconds since its start.
    pub uptime_ms: Option<i64>,
    /// Wi-Fi signal in dBm.
    pub wifi_rssi: Option<i32>,
}

impl Engine {
    /// A device that proved who it is has connected; what is owed to it goes out at once.
    #[must_use]
    pub fn device_connected(&self, device: DeviceId, ortomat: OrtomatId) -> Connection {
        let connection = self.registry.connect(device, ortomat);
        self.wakeups.commands.notify_one();
        self.wakeups.presence.notify_one();
        connection
    }

    /// A connection has ended, for whatever reason.
    pub fn device_disconnected(&self, device: &DeviceId, connection: &ConnectionId) {
        if self.registry.disconnect(device, connection) {
            self.wakeups.presence.notify_one();
        }
    }

    /// Keeps what a device told of itself until the next sign of life is written.
    pub fn device_told_vitals(&self, device: &DeviceId, vitals: Vitals) {
        if let Ok(mut waiting) = self.vitals.lock() {
            waiting.insert(device.clone(), vitals);
        }
    }

    /// Whether some device of the ortomat is connected, here or to another process.
    pub(crate) async fn is_online(&self, db: &impl ConnectionTrait, ortomat: &OrtomatId) -> Result<bool, Error> {
        if self.registry.has_ortomat(ortomat) {
            return Ok(true);
        }
        let believed = device::Entity::find()
            .filter(device::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(device::COLUMN.online_until.gt(self.now().millis()))
            .count(db)
            .await?;
        Ok(believed > 0)
    }

    /// Writes who came and who went.
    pub(crate) async fn write_presence(&self) -> Result<(), Error> {
        let changes = self.registry.take_changes();
        if changes.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let known: HashMap<String, device::Model> = self
            .devices_named(changes.iter().map(|(device, _)| device.as_str()))
            .await?;
        let txn = self.database.write().await?;
        for (device, connection) in changes {
            let Some(row) = known.get(device.as_str()) else {
                continue;
            };
            let update = device::Entity::update_many()
                .col_expr(device::Column::LastSeenAt, Expr::value(now.millis()))
                .filter(device::COLUMN.id.eq(device.as_str()));
            let (update, kind, message) = match &connection {
                Some(connection) => (
                    update
                        .col_expr(device::Column::ConnectionId, Expr::value(connection.as_str()))
                        .col_expr(device::Column::OnlineUntil, Expr::value(now.after(BELIEVED).millis())),
                    ActivityType::DeviceOnline,
                    "Пристрій на звʼязку",
                ),
                None => (
                    update
                        .col_expr(device::Column::ConnectionId, Expr::value(Option::<String>::None))
                        .col_expr(device::Column::OnlineUntil, Expr::value(0)),
                    ActivityType::DeviceOffline,
                    "Пристрій зник зі звʼязку",
                ),
            };
            update.exec(txn.db()).await?;
            let was_online = row.online_until > now.millis();
            if was_online != connection.is_some() {
                let severity = if connection.is_some() {
                    Severity::Info
                } else {
                    Severity::Warning
                };
                Entry::new(kind, severity, format!("{message}: {device}"))
                    .at_ortomat(&row.ortomat_id)
                    .with("deviceId", device.as_str())
                    .write(&txn, now)
                    .await?;
            }
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Renews the sign of life of everybody who is here, and writes the vitals that came in.
    pub(crate) async fn renew_presence(&self) -> Result<(), Error> {
        let now = self.now();
        let connections = self.registry.connections();
        let vitals = self
            .vitals
            .lock()
            .map(|mut waiting| std::mem::take(&mut *waiting))
            .unwrap_or_default();
        if connections.is_empty() && vitals.is_empty() {
            return Ok(());
        }
        let txn = self.database.write().await?;
        for chunk in connections.chunks(CHUNK) {
            device::Entity::update_many()
                .col_expr(device::Column::OnlineUntil, Expr::value(now.after(BELIEVED).millis()))
                .col_expr(device::Column::LastSeenAt, Expr::value(now.millis()))
                .filter(
                    device::COLUMN
                        .connection_id
                        .is_in(chunk.iter().map(ConnectionId::as_str)),
                )
                .exec(txn.db())
                .await?;
        }
        for (device, told) in vitals {
            device::Entity::update_many()
                .col_expr(device::Column::UptimeMs, Expr::value(told.uptime_ms))
                .col_expr(device::Column::WifiRssi, Expr::value(told.wifi_rssi))
                .filter(device::COLUMN.id.eq(device.as_str()))
                .exec(txn.db())
                .await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn devices_named<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<HashMap<String, device::Model>, Error> {
        let names: Vec<&str> = names.collect();
        let mut found = HashMap::new();
        for chunk in names.chunks(CHUNK) {
            let rows = device::Entity::find()
                .filter(device::COLUMN.id.is_in(chunk.iter().copied()))
                .all(self.database.read())
                .await?;
            found.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
        }
        Ok(found)
    }
}
