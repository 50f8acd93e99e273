//! What is sold (contract §1.5): everybody reads, administrators write.

use super::{
    error::{ErrorJson, RestError},
    extract::{Body, Id, Params},
    json::ProductJson,
    product_body::ProductBody,
    window::{Part, Window, WindowParams},
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{id::ProductId, staff::Role};
use engine::{Engine, staff::Actor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A product, and for administrators what an edit has to know.
#[derive(Serialize, ToSchema)]
#[schema(as = ShownProduct)]
pub(crate) struct ShownProductJson {
    #[serde(flatten)]
    product: ProductJson,
    /// Counts edits. Only administrators see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// A part of a name, an article number or a description, in capital letters or small ones.
    #[serde(default)]
    q: String,
}

/// All products, the newest first.
#[utoipa::path(
    get,
    path = "/api/products",
    tag = "Products",
    operation_id = "listProducts",
    params(WindowParams),
    responses((status = 200, description = "The products", body = [ProductJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn list(State(engine): State<Engine>, window: Window) -> Result<Part<ProductJson>, RestError> {
    found(&engine, "", window).await
}

/// Products with a text in their name, article number or description, the newest first.
#[utoipa::path(
    get,
    path = "/api/products/search",
    tag = "Products",
    operation_id = "searchProducts",
    params(Search, WindowParams),
    responses((status = 200, description = "The products", body = [ProductJson], headers(("X-Total-Count" = u64, description = "How many there are in all")))),
)]
pub(crate) async fn search(
    State(engine): State<Engine>,
    Params(search): Params<Search>,
    window: Window,
) -> Result<Part<ProductJson>, RestError> {
    found(&engine, &search.q, window).await
}

async fn found(engine: &Engine, search: &str, window: Window) -> Result<Part<ProductJson>, RestError> {
    let (products, total) = engine.products(search, window.limit, window.offset).await?;
    Ok(Part {
        items: products.into_iter().map(Into::into).collect(),
        total,
    })
}

/// A product; administrators see its version too.
#[utoipa::path(
    get,
    path = "/api/products/{id}",
    tag = "Products",
    operation_id = "showProduct",
    responses((status = 200, description = "The product", body = ShownProductJson)),
)]
pub(crate) async fn show(
    State(engine): State<Engine>,
    actor: Option<Extension<Actor>>,
    Id(product): Id<ProductId>,
) -> Result<Json<ShownProductJson>, RestError> {
    let admin = actor.filter(|actor| actor.role == Role::Admin);
    match admin {
        Some(Extension(actor)) => Ok(Json(for_edit(&engine, &actor, &product).await?)),
        None => Ok(Json(ShownProductJson {
            product: engine.product(&product).await?.into(),
            version: None,
        })),
    }
}

/// Adds a product. It needs a name, an article number and a price.
#[utoipa::path(
    post,
    path = "/api/products",
    tag = "Products",
    operation_id = "addProduct",
    request_body = ProductBody,
    responses(
        (status = 201, description = "The product", body = ShownProductJson),
        (status = 409, description = "The article number is taken", body = ErrorJson),
    ),
)]
pub(crate) async fn add(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Body(body): Body<ProductBody>,
) -> Result<(StatusCode, Json<ShownProductJson>), RestError> {
    let id = engine.add_product(&actor, &body.add()?).await?;
    Ok((StatusCode::CREATED, Json(for_edit(&engine, &actor, &id).await?)))
}

/// Changes a product. What is not in the body stays as it is; orders keep the price that they were placed with.
#[utoipa::path(
    patch,
    path = "/api/products/{id}",
    tag = "Products",
    operation_id = "editProduct",
    request_body = ProductBody,
    responses(
        (status = 200, description = "The product", body = ShownProductJson),
        (status = 409, description = "The article number is taken, or somebody else has changed the product meanwhile", body = ErrorJson),
    ),
)]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<ProductId>,
    Body(body): Body<ProductBody>,
) -> Result<Json<ShownProductJson>, RestError> {
    let known = engine.product_for_edit(&actor, &id).await?;
    let version = body.version(known.version);
    let form = body.change(known.form)?;
    engine.edit_product(&actor, &id, version, &form).await?;
    Ok(Json(for_edit(&engine, &actor, &id).await?))
}

/// Deletes a product that no cell is meant for, and shows what it was. Its orders stay, with its name.
#[utoipa::path(
    delete,
    path = "/api/products/{id}",
    tag = "Products",
    operation_id = "deleteProduct",
    responses(
        (status = 200, description = "The product as it was", body = ProductJson),
        (status = 409, description = "A cell is meant for it", body = ErrorJson),
    ),
)]
pub(crate) async fn delete(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<ProductId>,
) -> Result<Json<ProductJson>, RestError> {
    let product = engine.product(&id).await?;
    engine.delete_product(&actor, &id, None).await?;
    Ok(Json(product.into()))
}

async fn for_edit(engine: &Engine, actor: &Actor, id: &ProductId) -> Result<ShownProductJson, RestError> {
    let version = engine.product_for_edit(actor, id).await?.version;
    Ok(ShownProductJson {
        product: engine.product(id).await?.into(),
        version: Some(version),
    })
}
