//! Cells by REST (contract §1.4): administrators everywhere, couriers at their own ortomats. Whoever acts is whoever is
//! signed in, whatever a body says.

use super::{
    cell_json::{CellJson, CellOpeningJson, CommandJson, FilledJson},
    error::{ErrorJson, RestError},
    extract::{Body, Id},
    person_body::given,
};
use axum::{
    Extension, Json,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use domain::{
    cell::CellNumber,
    id::{CommandId, OrtomatId, ProductId},
};
use engine::{
    Engine, Error, Refusal,
    cells::{CellView, Purpose},
    staff::Actor,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// The `{id}` and `{number}` of the path.
pub(crate) struct CellOf(OrtomatId, CellNumber);

impl<S: Send + Sync> FromRequestParts<S> for CellOf {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RestError> {
        let nothing = || RestError::from(Refusal::NoSuchCell);
        let Path((ortomat, number)) = Path::<(String, i32)>::from_request_parts(parts, state)
            .await
            .map_err(|_| nothing())?;
        let ortomat = ortomat.parse().map_err(|_| RestError::from(Refusal::NoSuchOrtomat))?;
        let number = number.try_into().map_err(|_| nothing())?;
        Ok(Self(ortomat, number))
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = CellToOpen)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OpenBody {
    /// 1 to 37.
    cell_number: i32,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = CellAssignment)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ProductOfCellBody {
    /// `null` takes the product away.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    product_id: Option<Option<String>>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Refill)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RefillBody {
    /// What old clients send: whoever is signed in, and nobody else.
    #[serde(default)]
    courier_id: Option<String>,
    /// What was put inside, as the sender saw it assigned. If the cell is for something else by now, the answer is 409.
    #[serde(default)]
    product_id: Option<String>,
}

impl RefillBody {
    /// Nobody acts under another person's name.
    fn is_of(&self, actor: &Actor) -> Result<(), RestError> {
        match self.courier_id.as_deref() {
            Some(other) if other != actor.id.as_str() => Err(RestError::new(
                StatusCode::FORBIDDEN,
                "Діяти можна лише від власного імені",
            )),
            Some(_) | None => Ok(()),
        }
    }
}

/// All cells of an ortomat: for administrators, and for its courier.
#[utoipa::path(
    get,
    path = "/api/ortomats/{id}/inventory",
    tag = "Cells",
    operation_id = "listCells",
    responses((status = 200, description = "The cells by their numbers, at most 37", body = [CellJson])),
)]
pub(crate) async fn inventory(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(ortomat): Id<OrtomatId>,
) -> Result<Json<Vec<CellJson>>, RestError> {
    Ok(Json(cells(&engine, &actor, &ortomat).await?))
}

pub(super) async fn cells(engine: &Engine, actor: &Actor, ortomat: &OrtomatId) -> Result<Vec<CellJson>, RestError> {
    let grid = engine.cells(actor, ortomat).await?;
    let cells = grid.cells.into_iter().map(|cell| CellJson::new(ortomat, cell));
    Ok(cells.collect())
}

/// The cell and its ortomat's name.
async fn look(engine: &Engine, actor: &Actor, place: &CellOf) -> Result<(CellView, String), RestError> {
    let CellOf(ortomat, number) = place;
    let grid = engine.cells(actor, ortomat).await?;
    let cell = grid.cells.into_iter().find(|cell| cell.number == *number);
    Ok((cell.ok_or(Refusal::NoSuchCell)?, grid.ortomat.name))
}

/// Assigns a product to an empty cell, changes it, or takes it away. A cell of the ortomat that was never made is made.
#[utoipa::path(
    patch,
    path = "/api/ortomats/{id}/cells/{number}/product",
    tag = "Cells",
    operation_id = "assignProduct",
    request_body = ProductOfCellBody,
    responses(
        (status = 200, description = "The cell", body = CellJson),
        (status = 409, description = "The cell is filled, reserved or being opened", body = ErrorJson),
    ),
)]
pub(crate) async fn assign(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    place: CellOf,
    Body(body): Body<ProductOfCellBody>,
) -> Result<Json<CellJson>, RestError> {
    let product = product(body.product_id.flatten())?;
    engine
        .assign_product(&actor, &place.0, place.1, product.as_ref())
        .await?;
    let (cell, _) = look(&engine, &actor, &place).await?;
    Ok(Json(CellJson::new(&place.0, cell)))
}

fn product(id: Option<String>) -> Result<Option<ProductId>, RestError> {
    let read = |id: String| id.parse().map_err(|_| Refusal::NoSuchProduct.into());
    id.map(read).transpose()
}

/// Sends the device a command to open whatever cell no customer has reserved.
#[utoipa::path(
    post,
    path = "/api/ortomats/{id}/open-cell",
    tag = "Cells",
    operation_id = "openCell",
    request_body = OpenBody,
    responses(
        (status = 201, description = "The command is on its way", body = CellOpeningJson),
        (status = 409, description = "The cell is reserved or being opened, or the device is away", body = ErrorJson),
    ),
)]
pub(crate) async fn open(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(ortomat): Id<OrtomatId>,
    Body(body): Body<OpenBody>,
) -> Result<(StatusCode, Json<CellOpeningJson>), RestError> {
    let number = body.cell_number.try_into().map_err(|_| Refusal::NoSuchCell)?;
    let place = CellOf(ortomat, number);
    let (cell, ortomat_name) = look(&engine, &actor, &place).await?;
    let key = engine.new_command_key(Purpose::Staff)?;
    let command = engine.open_cell(&actor, &place.0, number, Purpose::Staff, &key).await?;
    let answer = CellOpeningJson {
        success: true,
        message: "Команду надіслано, комірка має відкритися за кілька секунд",
        command_id: command.id,
        cell_number: number,
        product: cell.product.map(Into::into),
        action: "opened",
        ortomat_name,
        note: "Стан команди показує /api/commands/{id}",
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Sends the device a command to open a cell for refilling: for administrators, and for the ortomat's courier.
///
/// Couriers open empty cells with a product. When an administrator opens a filled one, its goods are taken out of the
/// books.
#[utoipa::path(
    post,
    path = "/api/ortomats/{id}/cells/{number}/open-for-refill",
    tag = "Cells",
    operation_id = "openCellForRefill",
    request_body = RefillBody,
    responses(
        (status = 201, description = "The command is on its way", body = CellOpeningJson),
        (status = 409, description = "The cell is reserved, blocked, filled or being opened, or the device is away", body = ErrorJson),
    ),
)]
pub(crate) async fn open_for_refill(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    place: CellOf,
    Body(body): Body<RefillBody>,
) -> Result<(StatusCode, Json<CellOpeningJson>), RestError> {
    body.is_of(&actor)?;
    let opening = engine.open_for_refill(&actor, &place.0, place.1).await?;
    let (cell, ortomat_name) = look(&engine, &actor, &place).await?;
    let answer = CellOpeningJson {
        success: true,
        message: "Команду надіслано, комірка має відкритися за кілька секунд",
        command_id: opening.command.id,
        cell_number: place.1,
        product: cell.product.map(Into::into),
        action: if opening.cleared { "cleared" } else { "opened" },
        ortomat_name,
        note: "Покладіть товар, зачиніть дверцята і підтвердьте заповнення",
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What a client hears that has not opened the cell, or speaks of what was before.
const NOT_OPENED: &str =
    "Після останніх змін комірку не відкривали для поповнення. Відкрийте її й підтвердьте заповнення ще раз";

/// Says that the assigned product lies in the cell now: for administrators, and for the ortomat's courier.
///
/// Once per opening: whoever says it has opened the cell with `open-for-refill`, its door has opened
/// (`GET /api/commands/{id}`), and nothing has happened to the cell since. The same request sent again fills nothing
/// that was sold meanwhile.
#[utoipa::path(
    post,
    path = "/api/ortomats/{id}/cells/{number}/mark-filled",
    tag = "Cells",
    operation_id = "markCellFilled",
    request_body = RefillBody,
    responses(
        (status = 201, description = "The cell", body = FilledJson),
        (status = 409, description = "The cell is reserved, being opened, for another product by now, or not opened for refilling since it changed last", body = ErrorJson),
    ),
)]
pub(crate) async fn mark_filled(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    place: CellOf,
    Body(body): Body<RefillBody>,
) -> Result<(StatusCode, Json<FilledJson>), RestError> {
    body.is_of(&actor)?;
    let product = product(body.product_id)?;
    let marked = engine.mark_filled(&actor, &place.0, place.1, product.as_ref()).await;
    marked.map_err(|error| {
        if matches!(error, Error::Refused(Refusal::EditConflict)) {
            RestError::new(StatusCode::CONFLICT, NOT_OPENED)
        } else {
            error.into()
        }
    })?;
    let (cell, _) = look(&engine, &actor, &place).await?;
    let answer = FilledJson {
        success: true,
        message: if cell.filled {
            "Комірку заповнено"
        } else {
            "Комірку вже було заповнено, відтоді товар купили"
        },
        cell: CellJson::new(&place.0, cell),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// How an opening by hand stands: for administrators, and for the ortomat's courier.
#[utoipa::path(
    get,
    path = "/api/commands/{id}",
    tag = "Cells",
    operation_id = "showCommand",
    responses((status = 200, description = "The command", body = CommandJson)),
)]
pub(crate) async fn command(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(command): Id<CommandId>,
) -> Result<Json<CommandJson>, RestError> {
    Ok(Json(engine.command(&actor, &command).await?.into()))
}
