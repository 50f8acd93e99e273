//! What is done to products: adding, changing, deleting, and arranging their pictures before that.

#![expect(
    clippy::too_many_arguments,
    reason = "a plain form sends its fields side by side, and each is an argument"
)]

pub mod filled;
mod pictures;
mod typed;

use self::{
    pictures::{Act, Pictures},
    typed::Typed,
};
use crate::{
    draft::leave_toast,
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::products as words,
    visitor,
};
use domain::id::ProductId;
use engine::{products::ProductForm, staff::Actor};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::{draft::WHOLE_FORM, staff::forms::edit_form::VERSION};

    pub const NAME: &str = "name";
    pub const SKU: &str = "sku";
    pub const PRICE: &str = "price";
    pub const POINTS: &str = "points";
    pub const SIZE: &str = "size";
    pub const DESCRIPTION: &str = "description";
    pub const KIND: &str = "kind";
    pub const COLOR: &str = "color";
    pub const MATERIAL: &str = "material";
    pub const MANUFACTURER: &str = "manufacturer";
    pub const COUNTRY: &str = "country";
    pub const ATTRIBUTES: &str = "attributes";
    pub const PICTURES: &str = "pictures";
    pub const PICTURE_LINK: &str = "picture_link";
    pub const SIZE_CHART: &str = "size_chart";
    pub const SIZE_CHART_FILE: &str = "size_chart_file";
    pub const VIDEO: &str = "video";
    pub const TERMS: &str = "terms";
    /// That something was arranged or looked at, and not saved.
    pub const UNSAVED: &str = "unsaved";

    /// All of one text, in the order in which the form shows them.
    pub const TEXTS: [&str; 16] = [
        NAME,
        SKU,
        PRICE,
        POINTS,
        SIZE,
        DESCRIPTION,
        PICTURE_LINK,
        KIND,
        COLOR,
        MATERIAL,
        MANUFACTURER,
        COUNTRY,
        ATTRIBUTES,
        SIZE_CHART,
        VIDEO,
        TERMS,
    ];
}

/// Adds a product, or changes the one that is named. An `act` other than `save` only arranges the form and shows it
/// again with everything that was typed.
///
/// The server has kept the uploaded pictures already: their addresses stand in `pictures` and `size_chart_file`, and
/// what could not be kept in `refused`.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "save_product")]
pub async fn save_product(
    product: Option<String>,
    version: Option<i64>,
    act: Option<String>,
    name: String,
    sku: String,
    price: String,
    points: String,
    size: String,
    description: String,
    kind: String,
    color: String,
    material: String,
    manufacturer: String,
    country: String,
    attributes: String,
    #[server(default)] pictures: Vec<String>,
    #[server(default)] picture_link: String,
    size_chart: String,
    size_chart_file: Option<String>,
    video: String,
    terms: String,
    #[server(default)] refused: Vec<String>,
) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let edited = match (product, version) {
        (None, _) => None,
        (Some(id), Some(version)) => Some((read_id(&id)?, version)),
        (Some(_), None) => return Err(back_to_list(ApiError::BadRequest)),
    };
    let form = match &edited {
        Some((id, _)) => paths::edit_product(id),
        None => paths::NEW_PRODUCT.to_owned(),
    };
    let act = Act::read(act.as_deref());
    let pictures = Pictures::read(pictures, &picture_link).arranged(act);
    let size_chart = size_chart_file
        .filter(|uploaded| !uploaded.is_empty())
        .unwrap_or(size_chart);
    let typed = Typed {
        texts: [
            (field::NAME, name),
            (field::SKU, sku),
            (field::PRICE, price),
            (field::POINTS, points),
            (field::SIZE, size),
            (field::DESCRIPTION, description),
            (field::KIND, kind),
            (field::COLOR, color),
            (field::MATERIAL, material),
            (field::MANUFACTURER, manufacturer),
            (field::COUNTRY, country),
            (field::ATTRIBUTES, attributes),
            (field::SIZE_CHART, size_chart),
            (field::VIDEO, video),
            (field::TERMS, terms),
        ]
        .into(),
        pictures,
        refused,
    };
    let mut draft = typed.draft(&form, version);
    if act != Act::Save {
        typed.blame_uploads(&mut draft);
        let draft = draft.with(field::UNSAVED, "yes");
        let place = if draft.has_errors() { "" } else { act.place() };
        draft.keep().await?;
        redirect(&format!("{form}{place}"));
        return Ok(());
    }
    let Some(product) = typed.read(&mut draft) else {
        return Err(draft.send_back(&form, ApiError::BadRequest).await?);
    };
    match store(&by, edited.as_ref(), &product).await {
        Ok(()) => {
            let toast = match edited {
                Some(_) => words::saved(product.name.trim()),
                None => words::added(product.name.trim()),
            };
            leave_toast(&toast).await?;
            redirect(paths::PRODUCTS);
            Ok(())
        }
        Err(ApiError::NoSuchProduct) => Err(back_to_list(ApiError::NoSuchProduct)),
        Err(problem) => {
            if problem == ApiError::SkuTaken {
                draft.blame(field::SKU, problem.message());
            } else if problem != ApiError::EditConflict {
                // Of that the form sees for itself that it was overtaken, and by what.
                draft.blame(field::WHOLE_FORM, problem.message());
            }
            Err(draft.send_back(&form, problem).await?)
        }
    }
}

/// # Errors
/// What the list then says.
#[server(prefix = "/form", endpoint = "delete_product")]
pub async fn delete_product(product: String, version: i64) -> Result<(), ApiError> {
    let (by, engine) = (visitor::actor()?, engine()?);
    let id = read_id(&product)?;
    let name = engine
        .product(&id)
        .await
        .map_err(|error| back_to_list(error.into()))?
        .name;
    engine
        .delete_product(&by, &id, Some(version))
        .await
        .map_err(|error| back_to_list(error.into()))?;
    leave_toast(&words::deleted(&name)).await?;
    redirect(paths::PRODUCTS);
    Ok(())
}

async fn store(by: &Actor, edited: Option<&(ProductId, i64)>, form: &ProductForm) -> Result<(), ApiError> {
    let engine = engine()?;
    match edited {
        Some((id, version)) => engine.edit_product(by, id, *version, form).await?,
        None => {
            engine.add_product(by, form).await?;
        }
    }
    Ok(())
}

fn read_id(id: &str) -> Result<ProductId, ApiError> {
    id.parse().map_err(|_| back_to_list(ApiError::NoSuchProduct))
}

fn back_to_list(problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(paths::PRODUCTS.to_owned(), problem));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(SaveProduct::url(), paths::SAVE_PRODUCT);
        assert_eq!(DeleteProduct::url(), paths::DELETE_PRODUCT);
    }
}
