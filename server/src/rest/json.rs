//! The contract's JSON shapes (§1.4–§1.6, §3.2): its keys, our facts. Money is a number of hryvnias as always, and
//! `…Minor` beside it in kopiykas for whoever calculates.

use domain::{
    Money,
    catalog::{Catalog, Offer, Product, Referrer},
    order::progress::OrderDetails,
    ortomat::{Availability, Ortomat},
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, value::RawValue};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// Hryvnias as a JSON number, written from the kopiykas without a float in between.
#[derive(Clone, Copy)]
pub(crate) struct Hryvnias(pub(super) Money);

impl Serialize for Hryvnias {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_hryvnias())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl PartialSchema for Hryvnias {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .description(Some(
                "Hryvnias, with two digits of kopiykas at most: 1250.5 is 1 250,50 ₴.",
            ))
            .into()
    }
}

impl ToSchema for Hryvnias {}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Ortomat)]
pub(crate) struct OrtomatJson {
    id: String,
    name: String,
    address: String,
    city: Option<String>,
    /// 1 to 37.
    total_cells: i64,
    /// `active`, `inactive` or `maintenance`.
    status: &'static str,
    created_at: String,
    updated_at: String,
}

impl From<Ortomat> for OrtomatJson {
    fn from(ortomat: Ortomat) -> Self {
        Self {
            id: ortomat.id.into(),
            name: ortomat.name,
            address: ortomat.address,
            city: ortomat.city,
            total_cells: ortomat.total_cells,
            status: ortomat.status.as_str(),
            created_at: ortomat.created_at.to_string(),
            updated_at: ortomat.updated_at.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Product)]
pub(crate) struct ProductJson {
    id: String,
    name: String,
    sku: String,
    /// HTML of a few plain tags.
    description: Option<String>,
    /// `S`, `M`, `L`, `Uni` or another short text.
    size: String,
    price: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    price_minor: Money,
    main_image: Option<String>,
    images: Vec<String>,
    image_url: Option<String>,
    color: Option<String>,
    material: Option<String>,
    manufacturer: Option<String>,
    country: Option<String>,
    r#type: Option<String>,
    size_chart_url: Option<String>,
    video_url: Option<String>,
    terms_and_conditions: Option<String>,
    /// What a referred sale earns for the doctor.
    referral_points: i64,
    /// What only some products have, by name; texts.
    #[schema(value_type = HashMap<String, String>)]
    attributes: Map<String, Value>,
    created_at: String,
    updated_at: String,
}

impl From<Product> for ProductJson {
    fn from(product: Product) -> Self {
        let main_image = product.images.first().cloned();
        Self {
            id: product.id.into(),
            name: product.name,
            sku: product.sku,
            description: product.description_html,
            size: product.size,
            price: Hryvnias(product.price),
            price_minor: product.price,
            image_url: main_image.clone(),
            main_image,
            images: product.images,
            color: product.color,
            material: product.material,
            manufacturer: product.manufacturer,
            country: product.country,
            r#type: product.kind,
            size_chart_url: product.size_chart_url,
            video_url: product.video_url,
            terms_and_conditions: product.terms,
            referral_points: product.referral_points,
            attributes: product
                .attributes
                .into_iter()
                .map(|attribute| (attribute.name, attribute.value.into()))
                .collect(),
            created_at: product.created_at.to_string(),
            updated_at: product.updated_at.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Offer)]
struct OfferJson {
    #[serde(flatten)]
    product: ProductJson,
    /// Numbers of cells that can be sold now.
    available_cells: Vec<i32>,
    /// How many they are.
    quantity: usize,
}

impl From<Offer> for OfferJson {
    fn from(offer: Offer) -> Self {
        Self {
            product: offer.product.into(),
            quantity: offer.cells.len(),
            available_cells: offer.cells.into_iter().map(Into::into).collect(),
        }
    }
}

/// A person by name, as anybody may see one; never an e-mail or a phone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NamedPerson)]
pub(crate) struct NamedJson {
    id: String,
    first_name: String,
    last_name: String,
    middle_name: Option<String>,
}

impl From<Referrer> for NamedJson {
    fn from(doctor: Referrer) -> Self {
        Self {
            id: doctor.id.into(),
            first_name: doctor.first_name,
            last_name: doctor.last_name,
            middle_name: doctor.middle_name,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Catalog)]
pub(crate) struct CatalogJson {
    ortomat: OrtomatJson,
    /// Whether an order can be placed now.
    available: bool,
    products: Vec<OfferJson>,
    doctor: Option<NamedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    referral_code: Option<String>,
}

impl CatalogJson {
    pub(super) fn new(catalog: Catalog, referral_code: Option<String>) -> Self {
        Self {
            available: catalog.availability == Availability::Selling,
            ortomat: catalog.ortomat.into(),
            products: catalog.offers.into_iter().map(Into::into).collect(),
            doctor: catalog.referrer.map(Into::into),
            referral_code,
        }
    }
}

/// A sale for the holder of its link. The customer's phone is not in it (contract §10 #53).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Order)]
pub(crate) struct OrderJson {
    id: String,
    order_number: String,
    product_id: Option<String>,
    product_name: String,
    ortomat_id: Option<String>,
    cell_number: Option<i32>,
    amount: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    amount_minor: Money,
    currency: &'static str,
    doctor_id: Option<String>,
    referral_code: Option<String>,
    /// `pending`, `processing`, `completed` or `failed`.
    status: &'static str,
    created_at: String,
    completed_at: Option<String>,
    product: Option<ProductJson>,
    ortomat: Option<OrtomatJson>,
    doctor: Option<NamedJson>,
}

impl From<OrderDetails> for OrderJson {
    fn from(order: OrderDetails) -> Self {
        Self {
            id: order.progress.id.into(),
            order_number: order.progress.number.into(),
            product_id: order.product.as_ref().map(|product| product.id.to_string()),
            product_name: order.progress.product_name,
            ortomat_id: order.ortomat.as_ref().map(|ortomat| ortomat.id.to_string()),
            cell_number: order.progress.cell.map(Into::into),
            amount: Hryvnias(order.progress.total),
            amount_minor: order.progress.total,
            currency: "UAH",
            doctor_id: order.referrer.as_ref().map(|doctor| doctor.id.to_string()),
            referral_code: order.referral_code,
            status: order.progress.status.as_str(),
            created_at: order.created_at.to_string(),
            completed_at: order.completed_at.map(|moment| moment.to_string()),
            product: order.product.map(Into::into),
            ortomat: order.ortomat.map(Into::into),
            doctor: order.referrer.map(Into::into),
        }
    }
}

/// Contract §1.6, `create-mono-payment`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invoice)]
pub(crate) struct InvoiceJson {
    pub(super) success: bool,
    pub(super) invoice_id: String,
    pub(super) page_url: String,
    pub(super) order_number: String,
    amount: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    amount_minor: Money,
}

impl InvoiceJson {
    pub(super) fn new(invoice: engine::payments::Invoice, order_number: String, total: Money) -> Self {
        Self {
            success: true,
            invoice_id: invoice.invoice_id.into(),
            page_url: invoice.page_url,
            order_number,
            amount: Hryvnias(total),
            amount_minor: total,
        }
    }
}
