//! The connections of this process. A newer authenticated connection of a device replaces the older one, and the end
//! of a connection removes only itself.

use domain::id::{DeviceId, OrtomatId};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;

/// Frames that wait for a socket; a device has one command in flight, so more than a few mean that it is stuck.
const WAITING_FRAMES: usize = 4;

/// Names one connection among all that there ever were, on any process.
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
    /// Devices whose coming, going or sign of life the database does not know yet.
    changed: HashSet<DeviceId>,
}

#[derive(Debug, Default)]
pub(crate) struct Registry {
    connected: Mutex<Connected>,
}

impl Registry {
    /// Registers a connection; an older one of the same device sees its queue end.
    pub(crate) fn connect(&self, device: DeviceId, ortomat: OrtomatId) -> Connection {
        let (sender, outgoing) = mpsc::channel(WAITING_FRAMES);
        let id = ConnectionId(crate::ids::random_uuid().into_boxed_str());
        let entry = Entry {
            connection: id.clone(),
            ortomat: ortomat.clone(),
            sender,
        };
        let mut connected = self.lock();
        connected.by_device.insert(device.clone(), entry);
        connected
            .by_ortomat
            .entry(ortomat.clone())
            .or_default()
            .insert(device.clone());
        connected.changed.insert(device.clone());
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
        if let Some(entry) = connected.by_device.remove(device)
            && let Some(devices) = connected.by_ortomat.get_mut(&entry.ortomat)
        {
            devices.remove(device);
            if devices.is_empty() {
                connected.by_ortomat.remove(&entry.ortomat);
            }
        }
        connected.changed.insert(device.clone());
        true
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
        let entry = connected.by_device.get(device)?;
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

    /// Takes the devices whose presence changed, with their connection if they have one.
    pub(crate) fn take_changes(&self) -> Vec<(DeviceId, Option<ConnectionId>)> {
        let mut connected = self.lock();
        let changed = std::mem::take(&mut connected.changed);
        changed
            .into_iter()
            .map(|device| {
                let connection = connected.by_device.get(&device).map(|entry| entry.connection.clone());
                (device, connection)
            })
            .collect()
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
        let mut old = registry.connect(device.clone(), ortomat.clone());
        let new = registry.connect(device.clone(), ortomat.clone());
        assert_eq!(old.outgoing.try_recv(), Err(mpsc::error::TryRecvError::Disconnected));
        assert!(!registry.disconnect(&device, &old.id));
        assert_eq!(registry.reach(&ortomat, None).unwrap().connection, new.id);
        assert!(registry.disconnect(&device, &new.id));
        assert!(registry.reach(&ortomat, None).is_none());
    }

    #[test]
    fn a_frame_for_a_connection_that_is_gone_goes_to_nobody() {
        let (device, ortomat) = ids();
        let registry = Registry::default();
        let _old = registry.connect(device.clone(), ortomat.clone());
        let to_old = registry.reach(&ortomat, None).unwrap();
        let mut new = registry.connect(device, ortomat);
        assert!(!registry.send(&to_old, "{}".to_owned()));
        assert!(new.outgoing.try_recv().is_err());
    }
}
