//! What a customer sees before buying.

use crate::{
    Engine,
    entity::{cell, doctor_ortomat, ortomat, product, user},
    error::{Error, Refusal},
    orders::{self, sellable},
    rows::{cell_number, word},
};
use domain::{
    catalog::{Catalog, Offer, Product, Referrer},
    id::{OrtomatId, ProductId, ReferralCode},
    ortomat::{Availability, Ortomat},
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use std::collections::{BTreeMap, HashMap};

impl Engine {
    /// All ortomats, whatever their status, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ortomats(&self) -> Result<Vec<Ortomat>, Error> {
        ortomat::Entity::find()
            .order_by_asc(ortomat::COLUMN.name)
            .order_by_asc(ortomat::COLUMN.id)
            .all(self.database.read())
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    /// What anybody may know of one.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`].
    pub async fn ortomat(&self, ortomat: &OrtomatId) -> Result<Ortomat, Error> {
        let row = ortomat::Entity::find_by_id(ortomat.as_str())
            .one(self.database.read())
            .await?;
        row.ok_or(Refusal::NoSuchOrtomat)?.try_into()
    }

    /// One ortomat's shop window: products with a cell that can be sold now. An unknown code changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOrtomat`].
    pub async fn catalog(&self, ortomat: &OrtomatId, referral_code: Option<&str>) -> Result<Catalog, Error> {
        let db = self.database.read();
        let row = ortomat::Entity::find_by_id(ortomat.as_str())
            .one(db)
            .await?
            .ok_or(Refusal::NoSuchOrtomat)?;
        let sells_offline = row.sells_offline;
        let online = self.is_online(db, ortomat).await?;
        let shown: Ortomat = row.try_into()?;
        Ok(Catalog {
            availability: Availability::of(shown.status, online, sells_offline),
            offers: self.offers(ortomat).await?,
            referrer: self.referrer(ortomat, referral_code).await?,
            ortomat: shown,
        })
    }

    async fn offers(&self, ortomat: &OrtomatId) -> Result<Vec<Offer>, Error> {
        let cells: Vec<(String, i32)> = cell::Entity::find()
            .select_only()
            .column(cell::Column::ProductId)
            .column(cell::Column::Number)
            .filter(cell::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(cell::COLUMN.product_id.is_not_null())
            .filter(sellable())
            .order_by_asc(cell::COLUMN.number)
            .into_tuple()
            .all(self.database.read())
            .await?;
        let mut by_product: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (product, number) in cells {
            let number = cell_number(number, &product)?;
            by_product.entry(product).or_default().push(number);
        }
        let products: HashMap<String, product::Model> = product::Entity::find()
            .filter(product::COLUMN.id.is_in(by_product.keys().cloned()))
            .filter(product::COLUMN.price.gt(0))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|product| (product.id.clone(), product))
            .collect();
        let mut offers = by_product
            .into_iter()
            .filter_map(|(id, cells)| Some((products.get(&id)?.clone(), cells)))
            .map(|(product, cells)| {
                Ok(Offer {
                    product: product.try_into()?,
                    cells,
                })
            })
            .collect::<Result<Vec<Offer>, Error>>()?;
        offers.sort_by(|a, b| (&a.product.name, &a.product.id).cmp(&(&b.product.name, &b.product.id)));
        Ok(offers)
    }

    async fn referrer(&self, ortomat: &OrtomatId, code: Option<&str>) -> Result<Option<Referrer>, Error> {
        let Some(code) = code.and_then(|code| code.parse::<ReferralCode>().ok()) else {
            return Ok(None);
        };
        let link = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.referral_code.eq(code.as_str()))
            .filter(doctor_ortomat::COLUMN.ortomat_id.eq(ortomat.as_str()))
            .filter(doctor_ortomat::COLUMN.ended_at.is_null())
            .one(self.database.read())
            .await?;
        let Some(link) = link else { return Ok(None) };
        let doctor = user::Entity::find_by_id(link.doctor_id)
            .one(self.database.read())
            .await?;
        doctor.map(orders::referrer).transpose()
    }

    /// A stretch of all products, the newest first, and how many there are in all. `search` is a part of a name, an
    /// article number or a description, in capital letters or small ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn products(&self, search: &str, limit: usize, offset: usize) -> Result<(Vec<Product>, usize), Error> {
        let search = search.trim().to_lowercase();
        let keys = product::Entity::find()
            .select_only()
            .columns([product::Column::Id, product::Column::Name, product::Column::Sku])
            .order_by_desc(product::COLUMN.created_at)
            .order_by_asc(product::COLUMN.id);
        // Descriptions are long: they are read only to be searched.
        let keys = if search.is_empty() {
            keys.expr_as(Expr::cust("NULL"), "description")
        } else {
            keys.column(product::Column::Description)
        };
        let found: Vec<String> = keys
            .into_tuple::<(String, String, String, Option<String>)>()
            .all(self.database.read())
            .await?
            .into_iter()
            .filter(|(_, name, sku, description)| {
                let texts = [name, sku, description.as_ref().unwrap_or(name)];
                texts.iter().any(|text| text.to_lowercase().contains(&search))
            })
            .map(|(id, ..)| id)
            .collect();
        let shown: Vec<&String> = found.iter().skip(offset).take(limit).collect();
        let mut rows: HashMap<String, product::Model> = product::Entity::find()
            .filter(product::COLUMN.id.is_in(shown.iter().map(|id| id.as_str())))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row))
            .collect();
        let products = shown
            .into_iter()
            .filter_map(|id| rows.remove(id))
            .map(TryInto::try_into)
            .collect::<Result<_, Error>>()?;
        Ok((products, found.len()))
    }

    /// # Errors
    /// [`Refusal::NoSuchProduct`].
    pub async fn product(&self, product: &ProductId) -> Result<Product, Error> {
        let row = product::Entity::find_by_id(product.as_str())
            .one(self.database.read())
            .await?;
        row.ok_or(Refusal::NoSuchProduct)?.try_into()
    }

    /// The ortomat that a printed code belongs to; the oldest QR codes carry no ortomat (contract §5.5).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ortomat_of_referral(&self, code: &str) -> Result<Option<OrtomatId>, Error> {
        let Ok(code) = code.parse::<ReferralCode>() else {
            return Ok(None);
        };
        let link = doctor_ortomat::Entity::find()
            .filter(doctor_ortomat::COLUMN.referral_code.eq(code.as_str()))
            .one(self.database.read())
            .await?;
        link.map(|link| word(&link.ortomat_id, "doctor_ortomats.ortomat_id", &link.id))
            .transpose()
    }
}
