//! Which devices are here. This process knows its own connections at once; the database tells the other processes,
//! a little later, and forgets a process that died.

use super::registry::{Change, Connection, ConnectionId};
use crate::{Engine, activity_log::Entry, database::WriteTxn, entity::device, error::Error};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    id::{DeviceId, OrtomatId},
};
use sea_orm::{
    ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

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

impl Change {
    /// Tells the row; `false` when a newer connection, perhaps to another process, has the word already.
    async fn write(&self, txn: &WriteTxn, now: Timestamp) -> Result<bool, Error> {
        let connection = self.connection.as_str();
        let is_ours = device::COLUMN.connection_id.eq(connection);
        let update = device::Entity::update_many()
            .col_expr(device::Column::LastSeenAt, Expr::value(now.millis()))
            .filter(device::COLUMN.id.eq(self.device.as_str()));
        let update = if self.here {
            update
                .col_expr(device::Column::ConnectionId, Expr::value(connection))
                .col_expr(device::Column::OnlineUntil, Expr::value(now.after(BELIEVED).millis()))
                .filter(
                    device::COLUMN
                        .connection_id
                        .is_null()
                        .or(device::COLUMN.connection_id.lt(connection))
                        .or(is_ours),
                )
        } else {
            update
                .col_expr(device::Column::ConnectionId, Expr::value(Option::<String>::None))
                .col_expr(device::Column::OnlineUntil, Expr::value(0))
                .filter(is_ours)
        };
        Ok(update.exec(txn.db()).await?.rows_affected > 0)
    }
}

impl Engine {
    /// A device that proved who it is has connected; what is owed to it goes out at once.
    #[must_use]
    pub fn device_connected(&self, device: DeviceId, ortomat: OrtomatId) -> Connection {
        let connection = self.registry.connect(device, ortomat, self.now());
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

    /// Writes who came and who went. What cannot be written is written the next time.
    pub(crate) async fn write_presence(&self) -> Result<(), Error> {
        let changes = self.registry.take_changes();
        if changes.is_empty() {
            return Ok(());
        }
        let written = self.write_changes(&changes).await;
        if written.is_err() {
            self.registry.put_back(changes);
        }
        written
    }

    async fn write_changes(&self, changes: &[Change]) -> Result<(), Error> {
        let _turn = self.presence_turn.lock().await;
        let known = self
            .devices_named(changes.iter().map(|change| change.device.as_str()))
            .await?;
        let txn = self.database.write().await?;
        let now = self.now();
        // Of several changes of one device the last one counts; in one order everywhere, so that no two wait for each other.
        let last: BTreeMap<&str, &Change> = changes.iter().map(|change| (change.device.as_str(), change)).collect();
        for (device, change) in last {
            let Some(row) = known.get(device) else { continue };
            let changed = change.write(&txn, now).await?;
            if changed && (row.online_until > now.millis()) != change.here {
                let (kind, severity, message) = if change.here {
                    (ActivityType::DeviceOnline, Severity::Info, "Пристрій на зв'язку")
                } else {
                    (
                        ActivityType::DeviceOffline,
                        Severity::Warning,
                        "Пристрій зник зі зв'язку",
                    )
                };
                Entry::new(kind, severity, format!("{message}: {device}"))
                    .at_ortomat(&row.ortomat_id)
                    .with("deviceId", device)
                    .write(&txn, now)
                    .await?;
            }
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Renews the sign of life of everybody who is here, and writes the vitals that came in.
    pub(crate) async fn renew_presence(&self) -> Result<(), Error> {
        let _turn = self.presence_turn.lock().await;
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
        txn.commit(&self.wakeups).await?;
        let txn = self.database.write().await?;
        for (device, told) in vitals.into_iter().collect::<BTreeMap<_, _>>() {
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
