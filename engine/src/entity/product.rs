//! `products`: A thing that is sold; `price` in kopiykas.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub sku: String,
    pub description: Option<String>,
    pub size: String,
    pub price: i64,
    pub main_image: Option<String>,
    pub images: String,
    pub image_url: Option<String>,
    pub color: Option<String>,
    pub material: Option<String>,
    pub manufacturer: Option<String>,
    pub country: Option<String>,
    #[sea_orm(column_name = "type")]
    pub kind: Option<String>,
    pub size_chart_url: Option<String>,
    pub video_url: Option<String>,
    pub terms_and_conditions: Option<String>,
    pub attributes: Option<String>,
    pub referral_points: i64,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
