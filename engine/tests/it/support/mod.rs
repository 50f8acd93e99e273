//! A world for one test: a database of its own, the sandbox bank, an engine with its jobs, and devices.

mod database;
mod device;

pub(crate) use database::{TestDatabase, postgres, sqlite};
pub(crate) use device::{FakeDevice, Heard};

use domain::{
    id::{InvoiceId, OrderId},
    order::Timings,
    payment::PaymentType,
};
use engine::{
    Clock, Database, Engine, Setup,
    bank::BankConfig,
    entity::{activity_log, cell, command, payment, refund, sale},
    orders::PlaceOrder,
    payments::Invoice,
    products::PictureStore,
};
use sandbox::bank::{Bank, BankOptions, WebhookMode};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use std::{future::Future, time::Duration};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) const ORTOMAT: &str = "ortomat-1";
pub(crate) const PRODUCT: &str = "knee";
/// Kopiykas.
pub(crate) const PRICE: i64 = 125_050;
/// Longer than any tick of any job.
const PATIENCE: Duration = Duration::from_secs(30);

/// Declares tests that run on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($( $(#[$meta:meta])* async fn $name:ident($world:ident: World $(, $options:expr)?) $body:block )+) => { $(
        mod $name {
            use super::*;
            async fn sentence(mut $world: World) { let _ = &mut $world; $body }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let world = World::on(sqlite().await, [$($options)?].into_iter().next().unwrap_or_default()).await;
                world.play(sentence).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let world = World::on(postgres().await, [$($options)?].into_iter().next().unwrap_or_default()).await;
                world.play(sentence).await;
            }
        }
    )+ };
}
pub(crate) use on_both_databases;

/// What a test wants to be different.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) payment_type: PaymentType,
    pub(crate) cells: i32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            payment_type: PaymentType::Debit,
            cells: 3,
        }
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) bank: Bank,
    pub(crate) clock: Clock,
    pub(crate) db: DatabaseConnection,
    test_database: TestDatabase,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl World {
    pub(crate) async fn on(test_database: TestDatabase, options: Options) -> Self {
        let bank = Bank::start(BankOptions::default()).await.unwrap();
        // Nobody listens at our address; tests hand the bank's words over themselves.
        bank.set_webhooks(WebhookMode::Off);
        let database = Database::connect(test_database.url()).await.unwrap();
        database.migrate().await.unwrap();
        let clock = Clock::default();
        let engine = process(database, &bank, &clock, options);
        let db = sea_orm::Database::connect(test_database.url()).await.unwrap();
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        engine.start_jobs(&tracker, &stop);
        let world = Self {
            engine,
            bank,
            clock,
            db,
            test_database,
            tracker,
            stop,
        };
        world.furnish(options).await;
        world
    }

    /// Another process on the same database, with jobs of its own.
    pub(crate) async fn another_process(&self) -> Engine {
        let database = Database::connect(self.test_database.url()).await.unwrap();
        let engine = process(database, &self.bank, &self.clock, Options::default());
        engine.start_jobs(&self.tracker, &self.stop);
        engine
    }

    /// Runs the test, then ends everything in order.
    pub(crate) async fn play<F: Future<Output = ()>>(self, sentence: impl FnOnce(Self) -> F) {
        sentence(self.clone()).await;
        self.check_invariants().await;
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
        self.bank.shutdown();
        self.engine.close().await.unwrap();
        self.db.close().await.unwrap();
        self.test_database.drop_it().await;
    }

    async fn furnish(&self, options: Options) {
        let now = self.engine.now().millis();
        engine::entity::ortomat::Model {
            id: ORTOMAT.to_owned(),
            name: "Ортомат №1".to_owned(),
            address: "вул. Хрещатик, 22".to_owned(),
            city: Some("Київ".to_owned()),
            total_cells: 37,
            status: "active".to_owned(),
            sells_offline: true,
            version: 0,
            created_at: now,
            updated_at: now,
        }
        .into_active_model()
        .reset_all()
        .insert(&self.db)
        .await
        .unwrap();
        engine::entity::product::Model {
            id: PRODUCT.to_owned(),
            name: "Ортез на коліно".to_owned(),
            sku: "KNEE-1".to_owned(),
            description: None,
            size: "L".to_owned(),
            price: PRICE,
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
            referral_points: 25,
            version: 0,
            created_at: now,
            updated_at: now,
        }
        .into_active_model()
        .reset_all()
        .insert(&self.db)
        .await
        .unwrap();
        let cells = (1..=options.cells).map(|number| {
            cell::Model {
                id: format!("cell-{number}"),
                ortomat_id: ORTOMAT.to_owned(),
                number,
                product_id: Some(PRODUCT.to_owned()),
                filled: true,
                blocked_reason: None,
                last_refill_at: Some(now),
                courier_id: None,
                created_at: now,
                updated_at: now,
            }
            .into_active_model()
            .reset_all()
        });
        cell::Entity::insert_many(cells)
            .exec_without_returning(&self.db)
            .await
            .unwrap();
    }

    pub(crate) fn wish(&self) -> PlaceOrder {
        PlaceOrder {
            ortomat: ORTOMAT.parse().unwrap(),
            product: PRODUCT.parse().unwrap(),
            referral_code: None,
            customer_phone: None,
            seen_terms: None,
            idempotency_key: None,
        }
    }

    pub(crate) async fn place(&self) -> OrderId {
        self.engine.place_order(self.wish()).await.unwrap()
    }

    /// An order whose customer has been sent to the bank.
    pub(crate) async fn place_and_go_to_the_bank(&self) -> (OrderId, Invoice) {
        let order = self.place().await;
        let invoice = self.engine.start_payment(&order).await.unwrap();
        (order, invoice)
    }

    /// An order that the bank has charged, and that we know of.
    pub(crate) async fn place_and_pay(&self) -> OrderId {
        let (order, invoice) = self.place_and_go_to_the_bank().await;
        self.bank.pay(invoice.invoice_id.as_str()).unwrap();
        self.engine.check_payment(&order).await.unwrap();
        order
    }

    /// A device that is registered and connected.
    pub(crate) async fn device(&self) -> FakeDevice {
        FakeDevice::connect(&self.engine, "locker-01").await
    }

    /// However long the machine takes, no time passes from here on but what [`Self::pass`] says.
    pub(crate) fn stop_time(&self) {
        self.clock.stop();
    }

    /// Lets `seconds` pass at once.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Waits until `look` sees something.
    pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(&self, what: &str, look: impl Fn(Self) -> F) -> T {
        let waited = async {
            loop {
                if let Some(seen) = look(self.clone()).await {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waited)
            .await
            .unwrap_or_else(|_| panic!("never happened: {what}"))
    }

    pub(crate) async fn until_phase(&self, order: &OrderId, phase: &str) -> sale::Model {
        self.eventually(phase, async |world| {
            Some(world.sale(order).await).filter(|sale| sale.phase == phase)
        })
        .await
    }

    pub(crate) async fn sale(&self, order: &OrderId) -> sale::Model {
        sale::Entity::find_by_id(order.as_str())
            .one(&self.db)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn payment(&self, order: &OrderId) -> payment::Model {
        payment::Entity::find()
            .filter(payment::COLUMN.order_id.eq(order.as_str()))
            .one(&self.db)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn refunds(&self) -> Vec<refund::Model> {
        refund::Entity::find().all(&self.db).await.unwrap()
    }

    pub(crate) async fn commands(&self) -> Vec<command::Model> {
        command::Entity::find().all(&self.db).await.unwrap()
    }

    pub(crate) async fn cell(&self, number: i32) -> cell::Model {
        cell::Entity::find_by_id(format!("cell-{number}"))
            .one(&self.db)
            .await
            .unwrap()
            .unwrap()
    }

    /// The types of the activity log about an order, oldest first.
    pub(crate) async fn log_of(&self, order: &OrderId) -> Vec<String> {
        activity_log::Entity::find()
            .filter(activity_log::COLUMN.order_id.eq(order.as_str()))
            .order_by_asc(activity_log::COLUMN.created_at)
            .order_by_asc(activity_log::COLUMN.id)
            .all(&self.db)
            .await
            .unwrap()
            .into_iter()
            .map(|entry| entry.kind)
            .collect()
    }

    pub(crate) async fn set_ortomat(&self, status: &str, sells_offline: bool) {
        let row = engine::entity::ortomat::ActiveModel {
            id: Set(ORTOMAT.to_owned()),
            status: Set(status.to_owned()),
            sells_offline: Set(sells_offline),
            ..Default::default()
        };
        row.update(&self.db).await.unwrap();
    }

    /// A webhook of the bank, signed by it, as it would have said it at second `modified` of some day.
    pub(crate) fn news(&self, invoice: &InvoiceId, status: &str, amount: i64, modified: u8) -> Vec<u8> {
        format!(
            r#"{{"invoiceId":"{invoice}","status":"{status}","amount":{amount},"ccy":980,"finalAmount":{amount},"modifiedDate":"2040-01-01T00:00:{modified:02}Z","payMethod":"wallet"}}"#
        )
        .into_bytes()
    }

    pub(crate) async fn hear(&self, body: &[u8]) {
        self.engine.take_webhook(body, &self.bank.sign(body)).await.unwrap();
        self.eventually("all events applied", async |world| {
            let waiting = engine::entity::payment_event::Entity::find()
                .filter(engine::entity::payment_event::COLUMN.applied_at.is_null())
                .one(&world.db)
                .await
                .unwrap();
            waiting.is_none().then_some(())
        })
        .await;
    }

    /// What must be true after every test, whatever it did.
    async fn check_invariants(&self) {
        for (rule, sql) in INVARIANTS {
            let broken = self
                .db
                .query_all_raw(sea_orm::Statement::from_string(self.db.get_database_backend(), *sql));
            assert!(broken.await.unwrap().is_empty(), "broken: {rule}");
        }
    }
}

fn process(database: Database, bank: &Bank, clock: &Clock, options: Options) -> Engine {
    Engine::new(Setup {
        database,
        bank: BankConfig {
            api_url: bank.url(),
            token: bank.token().to_owned().into(),
        },
        payment_type: options.payment_type,
        public_url: "http://127.0.0.1:9".to_owned(),
        timings: Timings::default(),
        clock: clock.clone(),
        pictures: PictureStore::in_memory(),
        backups: engine::backup::BackupConfig::none(),
    })
    .unwrap()
}

/// Each statement finds the rows that break the rule.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "a cell has at most one live order",
        "SELECT ortomat_id FROM sales WHERE phase IN ('awaiting_payment','opening','processing') \
         AND cell_number IS NOT NULL GROUP BY ortomat_id, cell_number HAVING COUNT(*) > 1",
    ),
    (
        "a command for a sale exists only where money was taken",
        "SELECT c.id FROM commands c JOIN payments p ON p.order_id = c.order_id \
         WHERE p.status NOT IN ('success','hold','processing','reversed','failure','expired')",
    ),
    (
        "no command without a payment",
        "SELECT c.id FROM commands c LEFT JOIN payments p ON p.order_id = c.order_id WHERE c.kind = 'sale' AND p.id IS NULL",
    ),
    (
        "a completed order has an opened command, or somebody handed the goods out",
        "SELECT s.id FROM sales s LEFT JOIN commands c ON c.order_id = s.id \
         WHERE s.phase = 'completed' AND (c.status IS NULL OR c.status <> 'opened') AND NOT EXISTS \
         (SELECT 1 FROM order_decisions d WHERE d.order_id = s.id AND d.resolution = 'handed_out')",
    ),
    (
        "no more money goes back than was paid",
        "SELECT r.order_id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status <> 'refused' \
         GROUP BY r.order_id, p.paid_amount HAVING SUM(r.amount) > p.paid_amount",
    ),
    (
        "an order whose money goes back has a refund, unless the bank took it back",
        "SELECT s.id FROM sales s LEFT JOIN refunds r ON r.order_id = s.id \
         WHERE s.phase = 'refunding' AND r.id IS NULL",
    ),
    (
        "points are the sum of what was earned and not taken back",
        "SELECT d.id FROM doctor_ortomats d WHERE d.total_points <> COALESCE((SELECT SUM(CASE r.kind WHEN 'earned' \
         THEN r.points ELSE -r.points END) FROM rewards r WHERE r.doctor_ortomat_id = d.id), 0)",
    ),
];
