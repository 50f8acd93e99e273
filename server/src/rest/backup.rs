//! Backup and restore by REST (contract §1.10), for administrators. Also what the page of the settings downloads.

use super::{
    error::{ErrorJson, RestError},
    extract::Params,
};
use crate::auth::Visitor;
use app::texts::staff::backup as words;
use axum::{
    Extension, Json,
    body::{Body, BodyDataStream},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{
    Engine, Error,
    backup::{Arrived, Check, Packing, RestoreError, TableCheck, file_name},
    staff::Actor,
};
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[schema(as = Packing)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PackingJson {
    #[default]
    Plain,
    Gzip,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BackupWish {
    /// `plain`, or `gzip` for a file a tenth as large.
    #[serde(default)]
    #[param(inline)]
    packing: PackingJson,
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct RestoreWish {
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// What becomes of one table.
#[derive(Serialize, ToSchema)]
#[schema(as = RestoredTable)]
#[serde(rename_all = "camelCase")]
struct TableJson {
    /// Rows that are there now; only where nothing has been replaced yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    /// Rows in the file.
    found: u64,
    /// Rows that are stored.
    kept: u64,
    /// Rows that are stored otherwise than they stand in the file.
    changed: u64,
    /// Rows that are left out.
    left_out: u64,
}

impl From<TableCheck> for TableJson {
    fn from(table: TableCheck) -> Self {
        Self {
            now: None,
            found: table.found,
            kept: table.kept,
            changed: table.changed,
            left_out: table.left_out,
        }
    }
}

/// What a restore has done, or would do.
#[derive(Serialize, ToSchema)]
#[schema(as = Restored)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestoredJson {
    /// Always `true`; what failed answers with an error.
    success: bool,
    /// In Ukrainian.
    message: &'static str,
    /// When the file was made, as it says itself.
    made_at: String,
    /// By the key of the table in the file.
    tables: BTreeMap<&'static str, TableJson>,
    /// Orders of the file that had not ended: they open nothing and give nothing back by themselves.
    open_orders: u64,
    /// Orders of before that had not ended: their numbers.
    unsettled_orders: Vec<String>,
    /// People who can sign in, and have no password here: their e-mails.
    newcomers: Vec<String>,
    /// Devices that need a new secret.
    devices_without_secret: u64,
    /// Cells that were sold from after the file was made: blocked until somebody looks.
    blocked_cells: u64,
}

impl RestoredJson {
    fn of(check: Check, message: &'static str) -> Self {
        Self {
            success: true,
            message,
            made_at: check.timestamp,
            open_orders: check.open_orders,
            tables: check
                .tables
                .into_iter()
                .map(|(key, table)| (key, table.into()))
                .collect(),
            unsettled_orders: Vec::new(),
            newcomers: Vec::new(),
            devices_without_secret: 0,
            blocked_cells: 0,
        }
    }
}

/// Everything but secrets, in one document, of this moment.
#[utoipa::path(
    get,
    path = "/api/admin/backup",
    tag = "Backup",
    operation_id = "makeBackup",
    params(BackupWish),
    responses(
        (status = 200, description = "The document, version 2.0; the tables of version 1.0 have their old keys", content_type = "application/json"),
        (status = 409, description = "Another backup is being downloaded", body = ErrorJson),
        (status = 429, description = "Too many within an hour", body = ErrorJson),
    ),
)]
pub(crate) async fn make(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Params(wish): Params<BackupWish>,
) -> Result<Response, RestError> {
    let packing = match wish.packing {
        PackingJson::Plain => Packing::Plain,
        PackingJson::Gzip => Packing::Gzip,
    };
    Ok(download(&engine, &actor, packing).await?)
}

/// A backup as a file that is named after this second.
pub(crate) async fn download(engine: &Engine, actor: &Actor, packing: Packing) -> Result<Response, Error> {
    let parts = engine.backup(actor, packing).await?;
    // The answer has begun: all that is left is to break it off, so that nobody takes a part for the whole.
    let parts = parts.inspect_err(|error| tracing::error!(%error, "a backup could not be written to its end"));
    let kind = match packing {
        Packing::Plain => "application/json",
        Packing::Gzip => "application/gzip",
    };
    let file = format!("attachment; filename=\"{}\"", file_name(engine.now(), packing));
    let about = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, file),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((about, Body::from_stream(parts)).into_response())
}

/// Replaces everything with what the body holds: a backup of version 1.0 or 2.0, packed or not, or an archive with
/// pictures. Entirely or not at all; what was there is kept in a file on the server first.
#[utoipa::path(
    post,
    path = "/api/admin/restore",
    tag = "Backup",
    operation_id = "restoreBackup",
    params(RestoreWish),
    request_body(content_type = "application/json", description = "The file as it is"),
    responses(
        (status = 200, description = "What it would do", body = RestoredJson),
        (status = 201, description = "What it has done", body = RestoredJson),
        (status = 409, description = "Another one is being restored", body = ErrorJson),
        (status = 413, description = "Larger than a backup may be", body = ErrorJson),
        (status = 422, description = "The file cannot be restored; nothing was touched", body = ErrorJson),
    ),
)]
pub(crate) async fn restore(
    State(engine): State<Engine>,
    visitor: Visitor,
    Params(wish): Params<RestoreWish>,
    request: Request,
) -> Result<(StatusCode, Json<RestoredJson>), RestError> {
    let actor = &visitor.actor;
    let file = take(&engine, actor, request.into_body().into_data_stream()).await?;
    if wish.dry_run {
        let preview = engine.preview_restore(file.path()).await.map_err(refused)?;
        let mut told = RestoredJson::of(preview.check, "Нічого не змінено: це лише перевірка");
        for (key, table) in &mut told.tables {
            table.now = Some(preview.now.get(key).copied().unwrap_or(0));
        }
        told.unsettled_orders = numbers(preview.unsettled);
        return Ok((StatusCode::OK, Json(told)));
    }
    let restored = engine
        .restore_by(actor, visitor.session(), file.path(), &engine.backup_config().folder)
        .await
        .map_err(refused)?;
    // The words of the contract.
    let mut told = RestoredJson::of(restored.check, "Дані успішно відновлено з бекапу");
    told.unsettled_orders = numbers(restored.unsettled);
    told.newcomers = restored.newcomers.into_iter().map(|person| person.email).collect();
    told.devices_without_secret = restored.without_secret;
    told.blocked_cells = restored.blocked_cells;
    Ok((StatusCode::CREATED, Json(told)))
}

fn numbers(orders: Vec<engine::backup::Unsettled>) -> Vec<String> {
    orders.into_iter().map(|order| order.number).collect()
}

/// Keeps a body on the disk, however large and slow it is.
async fn take(engine: &Engine, actor: &Actor, mut body: BodyDataStream) -> Result<Arrived, RestError> {
    let mut incoming = engine.take_backup_file(actor).await?;
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| RestError::bad_request("Файл надійшов не повністю. Надішліть його ще раз"))?;
        incoming.write(&chunk).await?;
    }
    Ok(incoming.finish().await?)
}

fn refused(error: RestoreError) -> RestError {
    match error {
        RestoreError::File(problem) => RestError::new(StatusCode::UNPROCESSABLE_ENTITY, words::problem(&problem)),
        RestoreError::Failed(error) => error.into(),
    }
}
