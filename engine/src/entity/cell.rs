//! `cells`: A numbered compartment.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cells")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub ortomat_id: String,
    pub number: i32,
    pub product_id: Option<String>,
    pub filled: bool,
    pub blocked_reason: Option<String>,
    pub last_refill_at: Option<i64>,
    pub courier_id: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
