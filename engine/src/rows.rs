//! Between columns and the domain's types. A stored value that the domain does not know is an error that names it.

use crate::{
    entity::{command, ortomat, payment, product, sale},
    error::Error,
    products::{attributes_of, safe_html},
};
use domain::{
    Money, Timestamp,
    catalog::Product,
    cell::CellNumber,
    command::CommandStatus,
    id::{OrtomatId, ProductId},
    order::{Order, Phase, Reason},
    ortomat::{Ortomat, OrtomatStatus},
    payment::{PaymentStatus, StatusAt},
};
use sea_orm::{DbErr, SqlErr};
use std::str::FromStr;

/// Reads a stored word as one of the domain's.
pub(crate) fn word<T: FromStr>(text: &str, column: &'static str, id: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::CorruptRow {
        column,
        id: id.to_owned(),
    })
}

pub(crate) fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

pub(crate) fn cell_number(number: i32, id: &str) -> Result<CellNumber, Error> {
    CellNumber::try_from(number).map_err(|_| Error::CorruptRow {
        column: "cell_number",
        id: id.to_owned(),
    })
}

impl sale::Model {
    pub(crate) fn phase(&self) -> Result<Phase, Error> {
        word(&self.phase, "sales.phase", &self.id)
    }

    pub(crate) fn reason(&self) -> Result<Option<Reason>, Error> {
        self.reason
            .as_deref()
            .map(|reason| word(reason, "sales.reason", &self.id))
            .transpose()
    }

    /// The order as the domain decides upon it.
    pub(crate) fn order(&self) -> Result<Order, Error> {
        Ok(Order {
            phase: self.phase()?,
            total: Money::from_kopiykas(self.amount),
            deadline: self.deadline_at.map(Timestamp::from_millis),
            restored: self.restored,
        })
    }

    pub(crate) fn cell(&self) -> Result<Option<CellNumber>, Error> {
        self.cell_number.map(|number| cell_number(number, &self.id)).transpose()
    }
}

impl payment::Model {
    pub(crate) fn status(&self) -> Result<PaymentStatus, Error> {
        word(&self.status, "payments.status", &self.id)
    }

    pub(crate) fn status_at(&self) -> Result<StatusAt, Error> {
        Ok(StatusAt {
            status: self.status()?,
            modified: self.modified_at.map(Timestamp::from_millis),
        })
    }
}

impl command::Model {
    pub(crate) fn status(&self) -> Result<CommandStatus, Error> {
        word(&self.status, "commands.status", &self.id)
    }
}

impl TryFrom<ortomat::Model> for Ortomat {
    type Error = Error;

    fn try_from(row: ortomat::Model) -> Result<Self, Error> {
        Ok(Self {
            id: word::<OrtomatId>(&row.id, "ortomats.id", &row.id)?,
            status: word::<OrtomatStatus>(&row.status, "ortomats.status", &row.id)?,
            name: row.name,
            address: row.address,
            city: row.city,
            total_cells: row.total_cells.into(),
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

impl TryFrom<product::Model> for Product {
    type Error = Error;

    fn try_from(row: product::Model) -> Result<Self, Error> {
        let more: Vec<String> = serde_json::from_str(&row.images).map_err(|_| Error::CorruptRow {
            column: "products.images",
            id: row.id.clone(),
        })?;
        let mut images: Vec<String> = Vec::new();
        for image in row.main_image.into_iter().chain(more).chain(row.image_url) {
            if !image.trim().is_empty() && !images.contains(&image) {
                images.push(image);
            }
        }
        Ok(Self {
            id: word::<ProductId>(&row.id, "products.id", &row.id)?,
            name: row.name,
            sku: row.sku,
            description_html: filled(row.description).map(|html| safe_html(&html)),
            size: row.size,
            price: Money::from_kopiykas(row.price),
            images,
            color: filled(row.color),
            material: filled(row.material),
            manufacturer: filled(row.manufacturer),
            country: filled(row.country),
            kind: filled(row.kind),
            size_chart_url: filled(row.size_chart_url),
            video_url: filled(row.video_url),
            terms: filled(row.terms_and_conditions),
            attributes: attributes_of(row.attributes.as_deref()),
            referral_points: row.referral_points,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// Old data holds empty texts where it means none.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}
