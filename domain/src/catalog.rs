//! What a customer sees before buying.

use crate::{
    Money, Timestamp,
    cell::CellNumber,
    id::ProductId,
    ortomat::{Availability, Ortomat},
};
use serde::{Deserialize, Serialize};

/// A thing that is sold. Empty texts of old data are `None` here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub name: String,
    pub sku: String,
    /// Sanitised HTML of a few plain tags.
    pub description_html: Option<String>,
    /// `S`, `M`, `L` or `Uni` (contract §1.5).
    pub size: String,
    pub price: Money,
    /// The main picture first, without repeats.
    pub images: Vec<String>,
    pub color: Option<String>,
    pub material: Option<String>,
    pub manufacturer: Option<String>,
    pub country: Option<String>,
    pub kind: Option<String>,
    pub size_chart_url: Option<String>,
    pub video_url: Option<String>,
    /// The product's own terms; without them the general ones hold.
    pub terms: Option<String>,
    /// What else is known of it, in the order in which it was written down.
    pub attributes: Vec<Attribute>,
    /// What a referred sale earns for the doctor.
    pub referral_points: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Something that only some products have: «Висота: 25 см».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

/// A product with the cells that can be sold right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub product: Product,
    /// Green, unreserved, unblocked; in ascending order.
    pub cells: Vec<CellNumber>,
}

/// The doctor whose code is in the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referrer {
    pub id: crate::id::UserId,
    pub first_name: String,
    pub last_name: String,
    pub middle_name: Option<String>,
}

/// One ortomat's shop window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    pub ortomat: Ortomat,
    pub availability: Availability,
    pub offers: Vec<Offer>,
    pub referrer: Option<Referrer>,
}
