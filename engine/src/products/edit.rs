//! Adding, changing and deleting products. Orders keep the name and the price that they were placed with.

use super::{ProductForm, attributes};
use crate::{
    Engine,
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, product},
    error::{Error, Refusal},
    fleet::administrators_only,
    rows::{is_unique_violation, word},
    staff::Actor,
};
use domain::{
    activity::{ActivityType, Severity},
    id::ProductId,
};
use sea_orm::{
    ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, SqlErr,
    sea_query::LockType,
};

/// A product as a form shows it to somebody who edits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditableProduct {
    pub form: ProductForm,
    /// Counts edits: who saves must have seen the last one.
    pub version: i64,
    pub cells_assigned: u64,
}

impl Engine {
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchProduct`].
    pub async fn product_for_edit(&self, by: &Actor, id: &ProductId) -> Result<EditableProduct, Error> {
        administrators_only(by)?;
        let row = product::Entity::find_by_id(id.as_str())
            .one(self.database.read())
            .await?
            .ok_or(Refusal::NoSuchProduct)?;
        let cells_assigned = cell::Entity::find()
            .filter(cell::COLUMN.product_id.eq(id.as_str()))
            .count(self.database.read())
            .await?;
        Ok(EditableProduct {
            version: row.version,
            form: row.try_into()?,
            cells_assigned,
        })
    }

    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::InvalidForm`] for what [`ProductForm::cleaned`] does not accept,
    /// [`Refusal::SkuTaken`].
    pub async fn add_product(&self, by: &Actor, form: &ProductForm) -> Result<ProductId, Error> {
        administrators_only(by)?;
        let form = form.cleaned().map_err(|_| Refusal::InvalidForm)?;
        let txn = self.database.write().await?;
        let row = written(new_row(crate::ids::random_uuid(), self.now().millis()), form)?;
        refuse_taken_sku(&txn, &row).await?;
        row.clone()
            .into_active_model()
            .reset_all()
            .insert(txn.db())
            .await
            .map_err(taken)?;
        self.log_product(&txn, by, &row, "Додано товар", &[]).await?;
        txn.commit(&self.wakeups).await?;
        word(&row.id, "products.id", &row.id)
    }

    /// Changes a product as it was at `version`. Orders that are under way keep the price they were placed with.
    ///
    /// # Errors
    /// As [`Engine::add_product`], and [`Refusal::NoSuchProduct`], [`Refusal::EditConflict`].
    pub async fn edit_product(
        &self,
        by: &Actor,
        id: &ProductId,
        version: i64,
        form: &ProductForm,
    ) -> Result<(), Error> {
        administrators_only(by)?;
        let form = form.cleaned().map_err(|_| Refusal::InvalidForm)?;
        let txn = self.database.write().await?;
        let old = product(&txn, id, Some(version)).await?;
        let mut new = written(old.clone(), form)?;
        new.version += 1;
        new.updated_at = self.now().millis();
        refuse_taken_sku(&txn, &new).await?;
        new.clone()
            .into_active_model()
            .reset_all()
            .update(txn.db())
            .await
            .map_err(taken)?;
        self.log_product(&txn, by, &new, "Змінено товар", &changed_fields(&old, &new))
            .await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    /// Deletes a product that no cell is meant for. Its orders stay, with its name.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoSuchProduct`], [`Refusal::EditConflict`], [`Refusal::ProductInUse`].
    pub async fn delete_product(&self, by: &Actor, id: &ProductId, version: Option<i64>) -> Result<(), Error> {
        administrators_only(by)?;
        let txn = self.database.write().await?;
        let row = product(&txn, id, version).await?;
        let holding = cell::Entity::find()
            .filter(cell::COLUMN.product_id.eq(id.as_str()))
            .count(txn.db())
            .await?;
        if holding > 0 {
            return Err(Refusal::ProductInUse.into());
        }
        // A cell that is given the product at this very moment is seen by the database.
        product::Entity::delete_by_id(id.as_str())
            .exec(txn.db())
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::ForeignKeyConstraintViolation(_)) => Refusal::ProductInUse.into(),
                Some(_) | None => Error::from(error),
            })?;
        self.log_product(&txn, by, &row, "Видалено товар", &[]).await?;
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn log_product(
        &self,
        txn: &WriteTxn,
        by: &Actor,
        row: &product::Model,
        what: &str,
        changed: &[&'static str],
    ) -> Result<(), Error> {
        Entry::new(
            ActivityType::CatalogChanged,
            Severity::Info,
            format!("{what}: {} ({})", row.name, row.sku),
        )
        .by(&by.id)
        .with("product", row.id.as_str())
        .with("price", row.price)
        .with("fields", changed.join(", "))
        .write(txn, self.now())
        .await
    }
}

/// Locked; with a `version`, only as it was then. An order that is being placed does not wait for the lock.
async fn product(txn: &WriteTxn, id: &ProductId, version: Option<i64>) -> Result<product::Model, Error> {
    let row = product::Entity::find_by_id(id.as_str())
        .lock(LockType::NoKeyUpdate)
        .one(txn.db())
        .await?
        .ok_or(Refusal::NoSuchProduct)?;
    match version {
        Some(seen) if seen != row.version => Err(Refusal::EditConflict.into()),
        Some(_) | None => Ok(row),
    }
}

async fn refuse_taken_sku(txn: &WriteTxn, row: &product::Model) -> Result<(), Error> {
    let other = product::Entity::find()
        .filter(product::COLUMN.sku.eq(row.sku.as_str()))
        .filter(product::COLUMN.id.ne(row.id.as_str()))
        .one(txn.db())
        .await?;
    match other {
        Some(_) => Err(Refusal::SkuTaken.into()),
        None => Ok(()),
    }
}

/// Two products may be given the same article number at the same moment; only the database sees both.
fn taken(error: DbErr) -> Error {
    if is_unique_violation(&error) {
        Refusal::SkuTaken.into()
    } else {
        error.into()
    }
}

fn new_row(id: String, now: i64) -> product::Model {
    product::Model {
        id,
        name: String::new(),
        sku: String::new(),
        description: None,
        size: String::new(),
        price: 0,
        main_image: None,
        images: "[]".to_owned(),
        image_url: None,
        color: None,
        material: None,
        manufacturer: None,
        country: None,
        kind: None,
        size_chart_url: None,
        video_url: None,
        terms_and_conditions: None,
        attributes: None,
        referral_points: 0,
        version: 0,
        created_at: now,
        updated_at: now,
    }
}

fn written(mut row: product::Model, form: ProductForm) -> Result<product::Model, Error> {
    row.images = serde_json::to_string(&form.images).map_err(|_| Error::CorruptRow {
        column: "products.images",
        id: row.id.clone(),
    })?;
    row.name = form.name;
    row.sku = form.sku;
    row.size = form.size;
    row.price = form.price.kopiykas();
    row.description = form.description;
    // Both, as the contract's readers know them (§1.5).
    row.image_url.clone_from(&form.main_image);
    row.main_image = form.main_image;
    row.video_url = form.video_url;
    row.color = form.color;
    row.material = form.material;
    row.manufacturer = form.manufacturer;
    row.country = form.country;
    row.kind = form.kind;
    row.size_chart_url = form.size_chart_url;
    row.terms_and_conditions = form.terms;
    row.attributes = attributes::kept(form.attributes, row.attributes).map_err(|_| Error::CorruptRow {
        column: "products.attributes",
        id: row.id.clone(),
    })?;
    row.referral_points = form.referral_points;
    Ok(row)
}

fn changed_fields(old: &product::Model, new: &product::Model) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("sku", old.sku != new.sku),
        ("size", old.size != new.size),
        ("price", old.price != new.price),
        ("description", old.description != new.description),
        ("mainImage", old.main_image != new.main_image),
        ("images", old.images != new.images),
        ("videoUrl", old.video_url != new.video_url),
        ("color", old.color != new.color),
        ("material", old.material != new.material),
        ("manufacturer", old.manufacturer != new.manufacturer),
        ("country", old.country != new.country),
        ("type", old.kind != new.kind),
        ("sizeChartUrl", old.size_chart_url != new.size_chart_url),
        (
            "termsAndConditions",
            old.terms_and_conditions != new.terms_and_conditions,
        ),
        ("attributes", old.attributes != new.attributes),
        ("referralPoints", old.referral_points != new.referral_points),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}
