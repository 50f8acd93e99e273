//! The grid of an ortomat as the staff see it.

use super::Purpose;
use domain::{
    Money, Timestamp,
    cell::{Cell, CellNumber, Colour},
    command::CommandStatus,
    id::{CommandId, DeviceId, OrderNumber, ProductId, UserId},
    order::Phase,
    ortomat::OrtomatStatus,
    staff::people::OrtomatLine,
};
use std::hash::{DefaultHasher, Hash, Hasher};

/// One ortomat with all its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellGrid {
    pub ortomat: OrtomatLine,
    pub status: OrtomatStatus,
    /// Whether a door can be opened now.
    pub online: bool,
    /// Those that are not revoked, by their ids.
    pub devices: Vec<DeviceBrief>,
    /// In the order of their numbers.
    pub cells: Vec<CellView>,
    pub counters: Counters,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceBrief {
    pub id: DeviceId,
    pub online: bool,
    pub last_seen_at: Option<Timestamp>,
    /// Wi-Fi signal in dBm.
    pub wifi_rssi: Option<i32>,
}

/// How many cells of the grid are what; the last two are marks that any colour can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub total: usize,
    pub assigned: usize,
    pub filled: usize,
    pub without_product: usize,
    pub blocked: usize,
    pub reserved: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellView {
    pub number: CellNumber,
    pub colour: Colour,
    pub product: Option<CellProduct>,
    pub filled: bool,
    /// Why it does not sell: what somebody wrote, or a [`domain::order::Reason`] in its stored word.
    pub blocked: Option<String>,
    pub reserved: Option<CellReservation>,
    pub last_refill: Option<LastRefill>,
    /// The newest opening by hand, while it runs and a little longer, so that its end is seen.
    pub opening: Option<CellOpening>,
    /// When its product, its filling or its mark changed last.
    pub changed_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellProduct {
    pub id: ProductId,
    pub name: String,
    pub size: String,
    pub price: Money,
    pub image: Option<String>,
}

/// The live order that has the cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellReservation {
    pub order: OrderNumber,
    pub phase: Phase,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LastRefill {
    pub at: Timestamp,
    /// `None` when the past does not tell.
    pub by: Option<UserId>,
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellOpening {
    pub id: CommandId,
    pub purpose: Purpose,
    pub status: CommandStatus,
    pub since: Timestamp,
}

impl CellView {
    /// The cell as the domain decides upon it.
    #[must_use]
    pub const fn cell(&self) -> Cell {
        Cell {
            product_assigned: self.product.is_some(),
            filled: self.filled,
            blocked: self.blocked.is_some(),
            reserved: self.reserved.is_some(),
        }
    }
}

impl Counters {
    pub(super) fn of(cells: &[CellView]) -> Self {
        let count = |wanted: fn(&CellView) -> bool| cells.iter().filter(|cell| wanted(cell)).count();
        Self {
            total: cells.len(),
            assigned: count(|cell| cell.product.is_some()),
            filled: count(|cell| cell.colour == Colour::Green),
            without_product: count(|cell| cell.product.is_none()),
            blocked: count(|cell| cell.blocked.is_some()),
            reserved: count(|cell| cell.reserved.is_some()),
        }
    }
}

impl CellGrid {
    /// A short text that is another one when anything in the grid is. Signal and last sign of life of a device do not
    /// count: they change all the time.
    #[must_use]
    pub fn version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let line = &self.ortomat;
        (&line.id, &line.name, &line.address, &line.city).hash(&mut hasher);
        (self.status, self.online, &self.cells).hash(&mut hasher);
        for device in &self.devices {
            (&device.id, device.online).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}
