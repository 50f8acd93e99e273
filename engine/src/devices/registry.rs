//! The connections of this process. A newer authenticated connection of a device replaces the older one, and the end
//! of a connection removes only itself.

use domain::{
    Timestamp,
    id::{DeviceId, OrtomatId},
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;

/// Frames that wait for a socket: as many as an ortomat has cells. Memory is taken only when they come.
const WAITING_FRAMES: usize = 37;

/// Names one connection among all that there ever were, on any process. Later ones sort after earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionId(Box<str>);

impl ConnectionId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a socket has to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// Send this text frame.
    Frame(Box<str>),
}

/// A connection's own end: what the socket's task holds. When its queue ends, a newer connection has taken over.
#[derive(Debug)]
pub struct Connection {
    pub id: ConnectionId,
    pub device: DeviceId,
    pub ortomat: OrtomatId,
    pub outgoing: mpsc::Receiver<Outgoing>,
}

#[derive(Debug)]
struct Entry {
    connection: ConnectionId,
    ortomat: OrtomatId,
    sender: mpsc::Sender<Outgoing>,
}

/// A device as the dispatcher sees it.
#[derive(Clone, Debug)]
pub(crate) struct Reachable {
    pub(crate) device: DeviceId,
    pub(crate) connection: ConnectionId,
}

#[derive(Debug, Default)]
struct Connected {
    by_device: HashMap<DeviceId, Entry>,
    by_ortomat: HashMap<OrtomatId, HashSet<DeviceId>>,
    /// Comings and goings that the database does not know yet.
    changes: Vec<Change>,
}

/// What the database has to learn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) device: DeviceId,
    pub(crate) connection: ConnectionId,
    pub(crate) here: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Registry {
    connected: Mutex<Connected>,
}

impl Connected {
    fn forget(&mut self, device: &DeviceId) {
        let Some(entry) = self.by_device.remove(device) else {
            return;
        };
        if let Some(devices) = self.by_ortomat.get_mut(&entry.ortomat) {
            devices.remove(device);
            if devices.is_empty() {
                self.by_ortomat.remove(&entry.ortomat);
            }
        }
    }
}

impl Registry {
    /// Registers a connection; an older one of the same device sees its queue end.
    pub(crate) fn connect(&self, device: DeviceId, ortomat: OrtomatId, now: Timestamp) -> Connection {
        let (sender, outgoing) = mpsc::channel(WAITING_FRAMES);
        let id = ConnectionId(crate::ids::time_ordered_uuid(now).into_boxed_str());
        let entry = Entry {
            connection: id.clone(),
            ortomat: ortomat.clone(),
            sender,
        };
        let mut connected = self.lock();
        connected.forget(&device);
        connected.by_device.insert(device.clone(), entry);
        connected
            .by_ortomat
            .entry(ortomat.clone())
            .or_default()
            .insert(device.clone());
        connected.changes.push(Change {
            device: device.clone(),
            connection: id.clone(),
            here: true,
        });
        Connection {
            id,
            device,
            ortomat,
            outgoing,
        }
    }

    /// Removes a connection, unless a newer one has taken its place. Returns whether it was still the current one.
    pub(crate) fn disconnect(&self, device: &DeviceId, connection: &ConnectionId) -> bool {
        let mut connected = self.lock();
        if connected
            .by_device
            .get(device)
            .is_none_or(|entry| entry.connection != *connection)
        {
            return false;
        }
        connected.forget(device);
        connected.changes.push(Change {
            device: device.clone(),
            connection: connection.clone(),
            here: false,
        });
        true
    }

    /// Ends the connection of a device that may not come back: its queue ends, as if a newer one had come.
    pub(crate) fn close(&self, device: &DeviceId) -> bool {
        let mut connected = self.lock();
        let Some(connection) = connected.by_device.get(device).map(|entry| entry.connection.clone()) else {
            return false;
        };
        connected.forget(device);
        connected.changes.push(Change {
            device: device.clone(),
            connection,
            here: false,
        });
        true
    }

    /// Everybody who is connected here.
    pub(crate) fn devices(&self) -> Vec<DeviceId> {
        self.lock().by_device.keys().cloned().collect()
    }

    pub(crate) fn has_device(&self, device: &DeviceId) -> bool {
        self.lock().by_device.contains_key(device)
    }

    pub(crate) fn has_ortomat(&self, ortomat: &OrtomatId) -> bool {
        self.lock().by_ortomat.contains_key(ortomat)
    }

    /// The device that a command for this ortomat can be sent to: the one that had it before, or any.
    pub(crate) fn reach(&self, ortomat: &OrtomatId, device: Option<&DeviceId>) -> Option<Reachable> {
        let connected = self.lock();
        let device = match device {
            Some(device) => device,
            None => connected.by_ortomat.get(ortomat)?.iter().min()?,
        };
        let entry = connected
            .by_device
            .get(device)
            .filter(|entry| entry.ortomat == *ortomat)?;
        Some(Reachable {
            device: device.clone(),
            connection: entry.connection.clone(),
        })
    }

    /// Hands a frame to exactly that connection. `false` when it is gone or stuck.
    pub(crate) fn send(&self, to: &Reachable, frame: String) -> bool {
        let connected = self.lock();
        connected
            .by_device
            .get(&to.device)
            .filter(|entry| entry.connection == to.connection)
            .is_some_and(|entry| entry.sender.try_send(Outgoing::Frame(frame.into_boxed_str())).is_ok())
    }

    /// Takes what the database has to learn, in the order in which it happened.
    pub(crate) fn take_changes(&self) -> Vec<Change> {
        std::mem::take(&mut self.lock().changes)
    }

    /// Gives back what the database could not be told.
    pub(crate) fn put_back(&self, mut changes: Vec<Change>) {
        let mut connected = self.lock();
        changes.append(&mut connected.changes);
        connected.changes = changes;
    }

    /// Everybody who is here, for the regular sign of life.
    pub(crate) fn connections(&self) -> Vec<ConnectionId> {
        self.lock()
            .by_device
            .values()
            .map(|entry| entry.connection.clone())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Connected> {
        // No code panics while it holds the lock; if one did, the maps are still whole.
        self.connected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> (DeviceId, OrtomatId) {
        ("locker-01".parse().unwrap(), "ortomat-1".parse().unwrap())
    }

    #[test]
    fn a_newer_connection_replaces_the_older_whose_end_then_changes_nothing() {
        let (device, ortomat) = ids();
        let registry = Registry::default();
        let mut old = registry.connect(device.clone(), ortomat.clone(), Timestamp::from_millis(1));
        let new = registry.connect(device.clone(), ortomat.clone(), Timestamp::from_millis(2));
        assert_eq!(old.outgoing.try_recv(), Err(mpsc::error::TryRecvError::Disconnected));
        assert!(!registry.disconnect(&device, &old.id));
        assert_eq!(registry.reach(&ortomat, None).unwrap().connection, new.id);
        assert!(registry.disconnect(&device, &new.id));
        assert!(registry.reach(&ortomat, None).is_none());
    }

    #[test]
    fn a_connection_that_was_closed_hears_its_end_and_can_come_again() {
        let (device, ortomat) = ids();
        let registry = Registry::default();
        let mut closed = registry.connect(device.clone(), ortomat.clone(), Timestamp::from_millis(1));
        assert!(registry.close(&device) && !registry.close(&device));
        assert_eq!(closed.outgoing.try_recv(), Err(mpsc::error::TryRecvError::Disconnected));
        assert!(!registry.has_ortomat(&ortomat) && !registry.disconnect(&device, &closed.id));
        let told: Vec<bool> = registry.take_changes().iter().map(|change| change.here).collect();
        assert_eq!(told, [true, false]);
        registry.connect(device.clone(), ortomat, Timestamp::from_millis(2));
        assert!(registry.has_device(&device));
    }

    #[test]
    fn a_frame_for_a_connection_that_is_gone_goes_to_nobody() {
        let (device, ortomat) = ids();
        let registry = Registry::default();
        let _old = registry.connect(device.clone(), ortomat.clone(), Timestamp::from_millis(1));
        let to_old = registry.reach(&ortomat, None).unwrap();
        let mut new = registry.connect(device, ortomat, Timestamp::from_millis(2));
        assert!(!registry.send(&to_old, "{}".to_owned()));
        assert!(new.outgoing.try_recv().is_err());
    }
}
