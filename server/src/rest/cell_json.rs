//! Cells in the contract's JSON (§1.4, §4).

use super::json::Hryvnias;
use domain::{
    Money,
    cell::{CellNumber, Colour},
    command::CommandStatus,
    id::{CommandId, OrtomatId, ProductId},
};
use engine::cells::{CellProduct, CellView, CommandView};
use serde::Serialize;
use utoipa::ToSchema;

/// The product that a cell is meant for.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = CellProduct)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CellProductJson {
    #[schema(value_type = String)]
    id: ProductId,
    name: String,
    size: String,
    price: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    price_minor: Money,
}

impl From<CellProduct> for CellProductJson {
    fn from(product: CellProduct) -> Self {
        Self {
            id: product.id,
            name: product.name,
            size: product.size,
            price: Hryvnias(product.price),
            price_minor: product.price,
        }
    }
}

/// A cell as the staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Cell)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CellJson {
    /// The ortomat's id and the number: together they name a cell.
    id: String,
    #[schema(value_type = i32)]
    number: CellNumber,
    /// Available **for filling**: nothing lies inside. A cell that can be sold says `false` here.
    is_available: bool,
    /// `grey`: no product assigned; `blue`: assigned and empty; `green`: filled.
    color: &'static str,
    last_refill_date: Option<String>,
    #[schema(value_type = Option<String>)]
    product_id: Option<ProductId>,
    product: Option<CellProductJson>,
    /// A customer is just buying from it.
    is_reserved: bool,
    /// Out of service until somebody has looked.
    is_blocked: bool,
    blocked_reason: Option<String>,
}

impl CellJson {
    pub(super) fn new(ortomat: &OrtomatId, cell: CellView) -> Self {
        let product: Option<CellProductJson> = cell.product.map(Into::into);
        Self {
            id: format!("{ortomat}:{}", cell.number),
            number: cell.number,
            is_available: !cell.filled,
            color: match cell.colour {
                Colour::Grey => "grey",
                Colour::Blue => "blue",
                Colour::Green => "green",
            },
            last_refill_date: cell.last_refill.map(|refill| refill.at.to_string()),
            product_id: product.as_ref().map(|product| product.id.clone()),
            product,
            is_reserved: cell.reserved.is_some(),
            is_blocked: cell.blocked.is_some(),
            blocked_reason: cell.blocked,
        }
    }
}

/// A cell that somebody has just filled.
#[derive(Serialize, ToSchema)]
#[schema(as = Filled)]
pub(crate) struct FilledJson {
    pub(super) success: bool,
    /// In Ukrainian.
    pub(super) message: &'static str,
    pub(super) cell: CellJson,
}

/// A command that is on its way to the device. The door has not opened yet: how it ends, `GET /api/commands/{id}` tells.
#[derive(Serialize, ToSchema)]
#[schema(as = CellOpening)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CellOpeningJson {
    pub(super) success: bool,
    /// In Ukrainian.
    pub(super) message: &'static str,
    #[schema(value_type = String)]
    pub(super) command_id: CommandId,
    #[schema(value_type = i32)]
    pub(super) cell_number: CellNumber,
    pub(super) product: Option<CellProductJson>,
    /// `cleared` when an administrator opens a filled cell for refilling, which takes its goods out of the books;
    /// `opened` otherwise.
    pub(super) action: &'static str,
    pub(super) ortomat_name: String,
    /// What to do now, in Ukrainian.
    pub(super) note: &'static str,
}

/// How an opening by hand stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Command)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandJson {
    #[schema(value_type = String)]
    id: CommandId,
    #[schema(value_type = String)]
    ortomat_id: OrtomatId,
    #[schema(value_type = i32)]
    cell_number: CellNumber,
    /// `queued`, `sent`, `acked`, and at the end `opened`, `failed` or `expired`.
    #[schema(value_type = String)]
    status: CommandStatus,
    created_at: String,
    /// When it ended.
    settled_at: Option<String>,
}

impl From<CommandView> for CommandJson {
    fn from(command: CommandView) -> Self {
        Self {
            id: command.id,
            ortomat_id: command.ortomat,
            cell_number: command.cell,
            status: command.status,
            created_at: command.since.to_string(),
            settled_at: command.settled_at.map(|moment| moment.to_string()),
        }
    }
}
