//! `purchase_terms_versions`: Terms of purchase as somebody has accepted them or may accept them; append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_terms_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub text: String,
    pub text_sha256: String,
    pub created_at: i64,
    pub created_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
