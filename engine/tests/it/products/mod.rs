//! What is sold, as administrators keep it.

mod editing;
mod listing;
mod pictures;
mod s3;

use crate::{
    fleet::{admin, refusal, somebody, told},
    support::*,
};
use domain::{Money, id::ProductId, staff::Role};
use engine::{
    Refusal,
    products::{ProductForm, ProductQuery},
    staff::Actor,
};
use sea_orm::ConnectionTrait;

fn form(name: &str, sku: &str) -> ProductForm {
    ProductForm {
        name: name.to_owned(),
        sku: sku.to_owned(),
        price: Money::from_kopiykas(45_050),
        ..ProductForm::blank()
    }
}

fn knee() -> ProductId {
    PRODUCT.parse().unwrap()
}

async fn execute(world: &World, sql: &str) {
    world.db.execute_unprepared(sql).await.unwrap();
}
