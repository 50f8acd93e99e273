//! The cabinet: whether it sells, and whether somebody is at home behind its wire.

use crate::{Timestamp, cell::CellNumber, id::OrtomatId, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What the administrator says of an ortomat (contract §3.1).
    pub enum OrtomatStatus {
        Active = "active",
        Inactive = "inactive",
        Maintenance = "maintenance",
    }
}

/// What anybody may know of an ortomat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ortomat {
    pub id: OrtomatId,
    pub name: String,
    pub address: String,
    pub city: Option<String>,
    /// 1 to 37.
    pub total_cells: i64,
    pub status: OrtomatStatus,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Whether an ortomat takes orders now, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    Selling,
    /// The administrator switched it off or is mending it.
    OutOfService,
    /// No device is connected, so no door could open.
    Offline,
}

impl Availability {
    /// `sells_offline` is the ortomat's own setting: it accepts orders although its device is away.
    #[must_use]
    pub const fn of(status: OrtomatStatus, device_online: bool, sells_offline: bool) -> Self {
        match status {
            OrtomatStatus::Active if device_online || sells_offline => Self::Selling,
            OrtomatStatus::Active => Self::Offline,
            OrtomatStatus::Inactive | OrtomatStatus::Maintenance => Self::OutOfService,
        }
    }
}

/// Cells of a cabinet that is not configured otherwise (contract §3.2).
pub const DEFAULT_CELLS: CellNumber = CellNumber::MAX;
