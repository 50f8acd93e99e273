//! The data that is measured: one ortomat whose catalog is looked at, thousands that sell and have a device each.
//! Rows are made by SQL, in seconds; only the first device is added by the engine, the others share its secret.

use crate::{Outcome, logins, server::Place};
use engine::{Clock, Database, Engine, Setup, devices::DeviceToken, products::PictureStore};
use sea_orm::{ConnectionTrait, TransactionTrait};

/// Each with 37 full cells and one device.
pub(crate) const ORTOMATS: usize = 5_000;
pub(crate) const PRODUCTS: usize = 12;
/// As many products and cells as the catalog of the earlier system that reference figures are known for.
pub(crate) const CATALOG: &str = "ortomat-1";
pub(crate) const SOLD_OUT: &str = "ortomat-0";
/// As full as the catalog's, and it has sold for years.
pub(crate) const OLD: &str = "ortomat-2";
pub(crate) const PAST_SALES: usize = 20_000;
/// Kopiykas.
pub(crate) const PRICE: i64 = 125_050;

pub(crate) struct Shop {
    token: DeviceToken,
}

impl Shop {
    /// The secret of every device.
    pub(crate) fn token(&self) -> &str {
        self.token.expose()
    }
}

pub(crate) fn ortomat(index: usize) -> String {
    format!("bench-{index}")
}

pub(crate) fn device(index: usize) -> String {
    format!("device-{index}")
}

pub(crate) fn product(index: usize) -> String {
    format!("product-{index}")
}

pub(crate) async fn fill(place: &Place) -> Outcome<Shop> {
    let connection = sea_orm::Database::connect(place.database_url()).await?;
    let txn = connection.begin().await?;
    txn.execute_unprepared(&rows()).await?;
    txn.commit().await?;
    let token = add_first_device(place).await?;
    connection.execute_unprepared(&other_devices()).await?;
    connection.close().await?;
    Ok(Shop { token })
}

/// What only the engine can make: secrets and passwords are kept as hashes.
async fn add_first_device(place: &Place) -> Outcome<DeviceToken> {
    let engine = Engine::new(Setup {
        database: Database::connect(&place.database_url()).await?,
        bank: place.bank(),
        payment_type: domain::payment::PaymentType::Debit,
        public_url: String::new(),
        timings: domain::order::Timings::default(),
        clock: Clock::default(),
        pictures: PictureStore::in_memory(),
        backups: engine::backup::BackupConfig::none(),
    })?;
    let token = DeviceToken::random();
    engine
        .add_device(&ortomat(0).parse()?, &device(0).parse()?, &token)
        .await?;
    logins::add_people(&engine).await?;
    engine.close().await?;
    Ok(token)
}

fn rows() -> String {
    let last = ORTOMATS - 1;
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {PRODUCTS})
         INSERT INTO products (id, name, sku, description, size, price, main_image, color, material, manufacturer,
                               country, type, referral_points, created_at, updated_at)
         SELECT 'product-' || i, 'Бандаж на колінний суглоб №' || i, 'SKU-' || i,
                '<p>Стабілізує коліно після розтягнень. Кільце утримує надколінок на місці, бічні пружини не дають \
                ортезу сповзати.</p><ul><li>дихаюча тканина</li><li>посилений край</li></ul>',
                'L', {PRICE}, '/demo/knee-brace.svg', 'Сірий', 'Неопрен, силікон', 'Ортомат', 'Україна', 'Ортез', 20,
                0, 0
         FROM n;

         INSERT INTO ortomats (id, name, address, city, total_cells, status, sells_offline, created_at, updated_at)
         VALUES ('{SOLD_OUT}', 'Порожній', 'вул. Хрещатик, 22', 'Київ', 37, 'active', TRUE, 0, 0),
                ('{CATALOG}', 'Ортомат №1', 'вул. Хрещатик, 22, хол поліклініки', 'Київ', 37, 'active', TRUE, 0, 0),
                ('{OLD}', 'Ортомат №1', 'вул. Хрещатик, 22, хол поліклініки', 'Київ', 37, 'active', TRUE, 0, 0);
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         INSERT INTO ortomats (id, name, address, city, total_cells, status, sells_offline, created_at, updated_at)
         SELECT 'bench-' || i, 'Ортомат', 'вул. Київська, 77', 'Житомир', 37, 'active', TRUE, 0, 0 FROM n;

         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 37)
         INSERT INTO cells (id, ortomat_id, number, product_id, filled, created_at, updated_at)
         SELECT o.id || '-' || i, o.id, i, 'product-' || (i % {PRODUCTS}), o.id <> '{SOLD_OUT}', 0, 0
         FROM ortomats o CROSS JOIN n;

         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PAST_SALES})
         INSERT INTO sales (id, order_number, product_id, ortomat_id, cell_number, product_name, amount, phase,
                            created_at, updated_at, completed_at)
         SELECT 'past-' || i, 'ORD-' || i || '-PAST', 'product-' || (i % {PRODUCTS}), '{OLD}', i % 37 + 1, 'Бандаж',
                {PRICE}, 'completed', i, i, i
         FROM n;
         INSERT INTO commands (id, kind, order_id, ortomat_id, cell_number, status, created_at, expires_at, settled_at)
         SELECT order_number, 'sale', id, ortomat_id, cell_number, 'opened', created_at, created_at, created_at
         FROM sales;"
    )
}

fn other_devices() -> String {
    let last = ORTOMATS - 1;
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         INSERT INTO devices (id, ortomat_id, token_salt, token_hash, created_at)
         SELECT 'device-' || i, 'bench-' || i, d.token_salt, d.token_hash, d.created_at
         FROM devices d CROSS JOIN n WHERE d.id = 'device-0';"
    )
}
