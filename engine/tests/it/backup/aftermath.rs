//! What a restore makes of a world that has gone on since its file was made.

use super::*;
use crate::desk::{admin, execute, refusal, sold};
use domain::{Money, command::DoorResult, id::OrderId, order::Phase, payment::PaymentType};
use engine::{
    Refusal,
    devices::DeviceToken,
    entity::{device, ortomat, payment_event, user},
    staff::{Attempt, NewStaff, SignIn, StaffSession, session_key},
};
use sandbox::bank::InvoiceStatus;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, TransactionTrait};
use std::net::{IpAddr, Ipv4Addr};

const PASSWORD: &str = "вечірній трамвай у Житомирі";
const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const FIRST_PHONE: &str = "+380671110001";
const SECOND_PHONE: &str = "+380671110002";

/// A backup of one moment, and the folder in which it lies.
struct Backup {
    folder: TempDir,
    file: PathBuf,
}

impl Backup {
    async fn of(world: &World) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("backup.json");
        world.engine.backup_to_file(&file, Packing::Plain).await.unwrap();
        Self { folder, file }
    }

    async fn restore(&self, world: &World) -> Restored {
        let restored = world.engine.restore(None, &self.file, self.folder.path()).await;
        restored.unwrap()
    }
}

/// A paid order whose door did not open, and whose refund the bank has not heard of; its invoice.
async fn refund_requested(world: &World) -> (OrderId, String) {
    let mut device = world.device().await;
    let order = world.place_and_pay().await;
    let command = device.hears().await;
    world.bank.set_available(false);
    device.reports(&command, DoorResult::Failed).await;
    world
        .eventually("an attempt has failed", async |world| {
            let refunds = world.refunds().await;
            refunds.into_iter().find(|refund| refund.last_error.is_some())
        })
        .await;
    let invoice = world.payment(&order).await.invoice_id.unwrap();
    (order, invoice)
}

async fn fill(world: &World, cell: i32, filled: bool) {
    execute(
        world,
        &format!("UPDATE cells SET filled = {filled} WHERE number = {cell}"),
    )
    .await;
}

/// People by id, role, e-mail and phone; the hash of a password says whose it is.
async fn add_people(empty: &Empty, people: &[(&str, Role, &str, &str)]) {
    for (id, role, email, phone) in people {
        empty
            .execute(&format!(
                "INSERT INTO users (id, role, email, phone, password_hash, first_name, last_name, created_at, updated_at) \
                 VALUES ('{id}', '{role}', '{email}', '{phone}', 'of {id}', 'Тарас', 'Бондар', 0, 0)"
            ))
            .await;
    }
}

/// The file holds these people, and the database then those.
async fn file_with(empty: &Empty, then: &[(&str, Role, &str, &str)], now: &[(&str, Role, &str, &str)]) -> String {
    add_people(empty, then).await;
    let document = export(&empty.engine).await;
    empty.execute("DELETE FROM users").await;
    add_people(empty, now).await;
    document
}

async fn person(empty: &Empty, id: &str) -> user::Model {
    user::Entity::find_by_id(id).one(&empty.db).await.unwrap().unwrap()
}

async fn password(empty: &Empty, id: &str) -> Option<String> {
    person(empty, id).await.password_hash
}

async fn actor(empty: &Empty, id: &str) -> Option<Actor> {
    empty.engine.actor(&id.parse().unwrap()).await.unwrap()
}

on_both_databases! {
    async fn an_order_that_was_paid_since_is_listed_with_its_invoice(world: World) {
        let boss = admin(&world).await;
        let backup = Backup::of(&world).await;
        let order = world.place_and_pay().await;
        let (sale, payment) = (world.sale(&order).await, world.payment(&order).await);
        let restored = backup.restore(&world).await;
        assert_eq!(restored.unsettled.len(), 1);
        let listed = &restored.unsettled[0];
        assert_eq!((listed.number.as_str(), listed.phase), (sale.order_number.as_str(), Phase::Opening));
        assert_eq!((listed.total, &listed.product), (Money::from_kopiykas(PRICE), &sale.product_name));
        assert_eq!(listed.ortomat.as_deref(), Some("Ортомат №1"));
        assert!(listed.invoice.is_some());
        assert_eq!(listed.invoice, payment.invoice_id);
        let past = world.engine.past_restores(&boss).await.unwrap();
        assert_eq!(past.len(), 1);
        assert_eq!(past[0].unsettled, restored.unsettled);
    }

    async fn a_refund_of_the_file_that_was_made_since_is_not_asked_for_again(world: World) {
        let (order, invoice) = refund_requested(&world).await;
        let backup = Backup::of(&world).await;
        world.bank.set_available(true);
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        let asked = world.bank.cancel_requests(&invoice);
        backup.restore(&world).await;
        world.pass(60);
        world.until_phase(&order, "refunded").await;
        assert_eq!(world.bank.cancel_requests(&invoice), asked);
        assert_eq!(world.bank.invoice(&invoice).unwrap().cancels.len(), 1);
        assert_eq!(world.refunds().await[0].status, "settled");
    }

    async fn a_refund_of_the_file_that_the_bank_does_not_know_waits_for_a_person(world: World) {
        let (order, invoice) = refund_requested(&world).await;
        let backup = Backup::of(&world).await;
        backup.restore(&world).await;
        let asked = world.bank.cancel_requests(&invoice);
        world.bank.set_available(true);
        world.pass(60);
        let sale = world.until_phase(&order, "needs_review").await;
        assert_eq!(sale.reason.as_deref(), Some("refund_refused"));
        assert_eq!(world.refunds().await[0].status, "refused");
        assert_eq!(world.bank.cancel_requests(&invoice), asked);
        assert!(world.bank.invoice(&invoice).unwrap().cancels.is_empty());
    }

    async fn a_hold_of_the_file_is_not_charged_by_itself(
        world: World,
        Options { payment_type: PaymentType::Hold, ..Options::default() }
    ) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        world.bank.set_available(false);
        device.reports(&command, DoorResult::Opened).await;
        world.eventually("charging was tried", async |world| {
            Some(world.payment(&order).await).filter(|payment| payment.captures > 0)
        }).await;
        let backup = Backup::of(&world).await;
        backup.restore(&world).await;
        let owed = world.payment(&order).await;
        assert!(owed.capture_due_at.is_some());
        world.bank.set_available(true);
        world.pass(60);
        // The next sale is charged, so whoever charges has looked.
        let mut device = FakeDevice::connect(&world.engine, "locker-01").await;
        let (next, _) = sold(&world, &mut device).await;
        world.eventually("the next sale is charged", async |world| {
            Some(world.payment(&next).await).filter(|payment| payment.status == "success")
        }).await;
        let payment = world.payment(&order).await;
        assert_eq!((payment.captures, payment.capture_due_at), (owed.captures, owed.capture_due_at));
        let at_the_bank = world.bank.invoice(&owed.invoice_id.unwrap()).unwrap();
        assert_eq!(at_the_bank.status, InvoiceStatus::Hold);
    }

    async fn news_of_the_bank_in_the_file_is_not_believed(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        payment_event::Model {
            id: "event".to_owned(),
            source: "webhook".to_owned(),
            invoice_id: invoice.invoice_id.to_string(),
            body: world.news(&invoice.invoice_id, "success", PRICE, 1),
            body_sha256: "ab".to_owned(),
            received_at: world.engine.now().millis(),
            applied_at: None,
            outcome: None,
            attempts: 0,
            // So that it is not applied before the file is made.
            restored: true,
        }
        .into_active_model()
        .reset_all()
        .insert(&world.db)
        .await
        .unwrap();
        Backup::of(&world).await.restore(&world).await;
        // What comes after it is applied, so whoever applies has looked.
        let (next, theirs) = world.place_and_go_to_the_bank().await;
        let news = world.news(&theirs.invoice_id, "success", PRICE, 2);
        world.engine.take_webhook(&news, &world.bank.sign(&news)).await.unwrap();
        world.until_phase(&next, "opening").await;
        let event = payment_event::Entity::find_by_id("event").one(&world.db).await.unwrap().unwrap();
        assert_eq!((event.applied_at, event.attempts), (None, 0));
        assert_eq!(world.sale(&order).await.phase, "awaiting_payment");
    }

    async fn the_customer_of_a_restored_order_opens_nothing(world: World) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        device.hears().await;
        Backup::of(&world).await.restore(&world).await;
        let mut device = FakeDevice::connect(&world.engine, "locker-01").await;
        assert_eq!(world.sale(&order).await.phase, "opening");
        assert_eq!(refusal(world.engine.retry_opening(&order).await), Refusal::NothingToOpen);
        // Commands go out in the order in which they were made: an older one would have come first.
        let next = world.place_and_pay().await;
        assert_eq!(device.hears().await.cmd_id, world.sale(&next).await.order_number);
        assert!(device.has_heard_nothing());
    }

    async fn money_for_a_failed_order_of_the_file_waits_for_a_person(world: World) {
        let (order, invoice) = world.place_and_go_to_the_bank().await;
        let news = world.news(&invoice.invoice_id, "success", PRICE, 30);
        world.bank.set_available(false);
        world.pass(12 * 60);
        world.until_phase(&order, "failed").await;
        Backup::of(&world).await.restore(&world).await;
        world.bank.set_available(true);
        world.bank.pay(invoice.invoice_id.as_str()).unwrap();
        world.hear(&news).await;
        let sale = world.until_phase(&order, "needs_review").await;
        assert_eq!(sale.reason.as_deref(), Some("paid_too_late"));
        assert!(world.refunds().await.is_empty());
        assert_eq!(world.bank.invoice(invoice.invoice_id.as_str()).unwrap().final_amount, Some(PRICE));
    }

    async fn a_cell_that_was_sold_from_since_is_blocked_and_one_from_before_is_not(world: World) {
        let mut device = world.device().await;
        let (before, _) = sold(&world, &mut device).await;
        let refilled = world.sale(&before).await.cell_number.unwrap();
        world.pass(60);
        // Full again when the file is made; then it is empty, so that the next customer gets another one.
        fill(&world, refilled, true).await;
        let backup = Backup::of(&world).await;
        fill(&world, refilled, false).await;
        let (since, _) = sold(&world, &mut device).await;
        let emptied = world.sale(&since).await.cell_number.unwrap();
        assert_ne!(emptied, refilled);
        let restored = backup.restore(&world).await;
        assert_eq!(restored.blocked_cells, 1);
        let (emptied, refilled) = (world.cell(emptied).await, world.cell(refilled).await);
        assert!(emptied.filled && emptied.blocked_reason.is_some(), "{emptied:?}");
        assert!(refilled.filled && refilled.blocked_reason.is_none(), "{refilled:?}");
    }

    async fn a_device_that_was_revoked_since_stays_locked_out(world: World) {
        let boss = admin(&world).await;
        let (id, token) = ("locker-02".parse().unwrap(), DeviceToken::random());
        world.engine.add_device(&ORTOMAT.parse().unwrap(), &id, &token).await.unwrap();
        assert!(world.engine.authenticate_device("locker-02", token.expose()).await.unwrap().is_some());
        let backup = Backup::of(&world).await;
        world.engine.revoke_device(&boss, &id).await.unwrap();
        backup.restore(&world).await;
        assert_eq!(world.engine.authenticate_device("locker-02", token.expose()).await.unwrap(), None);
        let row = device::Entity::find_by_id("locker-02").one(&world.db).await.unwrap().unwrap();
        assert!(row.revoked_at.is_some());
    }

    async fn a_device_that_hangs_elsewhere_in_the_file_has_no_secret(world: World) {
        let token = DeviceToken::random();
        world.engine.add_device(&ORTOMAT.parse().unwrap(), &"locker-02".parse().unwrap(), &token).await.unwrap();
        let backup = Backup::of(&world).await;
        let other = ortomat::Entity::find_by_id(ORTOMAT).one(&world.db).await.unwrap().unwrap();
        let other = ortomat::Model { id: "ortomat-3".to_owned(), ..other };
        other.into_active_model().reset_all().insert(&world.db).await.unwrap();
        execute(&world, "UPDATE devices SET ortomat_id = 'ortomat-3' WHERE id = 'locker-02'").await;
        let restored = backup.restore(&world).await;
        assert_eq!(restored.without_secret, 1);
        // It may call itself by the name of its ortomat.
        for claimed in ["locker-02", ORTOMAT, "ortomat-3"] {
            for guess in [token.expose(), ""] {
                assert_eq!(world.engine.authenticate_device(claimed, guess).await.unwrap(), None, "{claimed}");
            }
        }
    }

    async fn nothing_is_sold_while_a_restore_runs(world: World) {
        let order = world.place().await;
        let backup = Backup::of(&world).await;
        // A restore waits for whoever writes.
        let writer = world.db.begin().await.unwrap();
        writer.execute_unprepared("UPDATE users SET version = version").await.unwrap();
        let (engine, file, safety) = (world.engine.clone(), backup.file.clone(), backup.folder.path().to_owned());
        let restoring = tokio::spawn(async move { engine.restore(None, &file, &safety).await });
        world.eventually("selling is paused", async |world| world.engine.refuse_while_paused().err()).await;
        assert_eq!(refusal(world.engine.place_order(world.wish()).await), Refusal::Paused);
        assert_eq!(refusal(world.engine.start_payment(&order).await), Refusal::Paused);
        let another = world.engine.restore(None, &backup.file, backup.folder.path()).await;
        assert!(matches!(another, Err(RestoreError::Failed(engine::Error::Refused(Refusal::BackupBusy)))));
        writer.rollback().await.unwrap();
        restoring.await.unwrap().unwrap();
        world.place().await;
    }
}

on_both_empty! {
    async fn people_who_swapped_phones_keep_their_own_passwords(empty) {
        let then = [("a", Role::Courier, "a@example.com", SECOND_PHONE), ("b", Role::Courier, "b@example.com", FIRST_PHONE)];
        let now = [("a", Role::Courier, "a@example.com", FIRST_PHONE), ("b", Role::Courier, "b@example.com", SECOND_PHONE)];
        let document = file_with(empty, &then, &now).await;
        empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        assert_eq!(password(empty, "a").await.as_deref(), Some("of a"));
        assert_eq!(password(empty, "b").await.as_deref(), Some("of b"));
    }

    async fn people_whom_the_file_calls_otherwise_are_known_by_their_mail_before_their_phone(empty) {
        let then = [("x", Role::Courier, "a@example.com", SECOND_PHONE), ("y", Role::Courier, "b@example.com", FIRST_PHONE)];
        let now = [("a", Role::Courier, "a@example.com", FIRST_PHONE), ("b", Role::Courier, "b@example.com", SECOND_PHONE)];
        let document = file_with(empty, &then, &now).await;
        empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        assert_eq!(password(empty, "x").await.as_deref(), Some("of a"));
        assert_eq!(password(empty, "y").await.as_deref(), Some("of b"));
    }

    async fn a_phone_that_went_to_somebody_else_gives_nobody_a_strangers_password(empty) {
        let then = [("a", Role::Courier, "a@example.com", SECOND_PHONE), ("c", Role::Courier, "c@example.com", FIRST_PHONE)];
        let now = [("a", Role::Courier, "a@example.com", FIRST_PHONE), ("b", Role::Courier, "b@example.com", SECOND_PHONE)];
        let document = file_with(empty, &then, &now).await;
        let restored = empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        assert_eq!(password(empty, "a").await.as_deref(), Some("of a"));
        assert_eq!(password(empty, "c").await, None);
        let newcomers: Vec<&str> = restored.newcomers.iter().map(|person| person.id.as_str()).collect();
        assert_eq!(newcomers, ["c"]);
    }

    async fn whoever_restores_keeps_all_they_sign_in_with_whatever_the_file_says(empty) {
        let then = [("boss", Role::Courier, "old@example.com", FIRST_PHONE), ("thief", Role::Admin, "boss@example.com", SECOND_PHONE)];
        let now = [("boss", Role::Admin, "boss@example.com", SECOND_PHONE), ("thief", Role::Courier, "thief@example.com", FIRST_PHONE)];
        let document = file_with(empty, &then, &now).await;
        empty.execute("UPDATE users SET totp_secret = 'JBSWY3DPEHPK3PXP', totp_since = 7, totp_last_step = 8 WHERE id = 'boss'").await;
        empty.execute("INSERT INTO recovery_codes (code_hash, user_id) VALUES ('code', 'boss')").await;
        let boss = actor(empty, "boss").await.unwrap();
        let owner = StaffSession {
            user: boss.id.clone(),
            role: boss.role,
            credentials: boss.credentials,
            remember: false,
            agent: "Firefox".to_owned(),
            address: HOME.to_string(),
        };
        empty.engine.create_session("mine", vec![0], Some(&owner)).await.unwrap();
        let before = person(empty, "boss").await;
        empty.restore_by(&boss, Some("mine"), &document).await;
        let after = person(empty, "boss").await;
        assert_eq!((&after.email, &after.phone, &after.role), (&before.email, &before.phone, &before.role));
        assert_eq!((&after.password_hash, &after.totp_secret), (&before.password_hash, &before.totp_secret));
        assert_eq!((after.totp_since, after.totp_last_step), (before.totp_since, before.totp_last_step));
        assert_eq!(empty.engine.recovery_codes_left(&boss.id).await.unwrap(), 1);
        assert!(empty.engine.is_session_open("mine").await.unwrap());
        assert_eq!(actor(empty, "boss").await, Some(boss));
        let thief = person(empty, "thief").await;
        assert_eq!((thief.email, thief.phone, thief.password_hash), (None, None, None));
    }

    async fn a_courier_whom_the_file_makes_an_administrator_comes_in_with_nothing(empty) {
        let then = [("boss", Role::Admin, "boss@example.com", FIRST_PHONE), ("c", Role::Admin, "c@example.com", SECOND_PHONE)];
        let now = [("boss", Role::Admin, "boss@example.com", FIRST_PHONE), ("c", Role::Courier, "c@example.com", SECOND_PHONE)];
        let document = file_with(empty, &then, &now).await;
        let (boss, courier) = (actor(empty, "boss").await.unwrap(), actor(empty, "c").await.unwrap());
        let tokens = empty.engine.issue_tokens(&courier).await.unwrap();
        assert!(empty.engine.actor_of_token(&tokens.access).await.unwrap().is_some());
        empty.restore_by(&boss, None, &document).await;
        let promoted = person(empty, "c").await;
        assert_eq!((promoted.role.as_str(), promoted.password_hash), ("ADMIN", None));
        assert_ne!(promoted.credentials_version, courier.credentials);
        assert_eq!(empty.engine.actor_of_token(&tokens.access).await.unwrap(), None);
        assert_eq!(refusal(empty.engine.refresh_tokens(&tokens.refresh).await.map(|_| ())), Refusal::InvalidToken);
        assert_eq!(actor(empty, "c").await, None);
    }

    async fn a_sign_in_that_was_just_being_made_counts_no_more(empty) {
        add_people(empty, &[("c", Role::Courier, "c@example.com", SECOND_PHONE)]).await;
        let before = actor(empty, "c").await.unwrap();
        let document = export(&empty.engine).await;
        empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        let late = empty.engine.issue_tokens(&before).await.unwrap();
        assert_eq!(empty.engine.actor_of_token(&late.access).await.unwrap(), None);
        let now = actor(empty, "c").await.unwrap();
        let anew = empty.engine.issue_tokens(&now).await.unwrap();
        assert_eq!(empty.engine.actor_of_token(&anew.access).await.unwrap(), Some(now));
    }

    async fn recovery_codes_open_the_same_account_as_before(empty) {
        let olena = NewStaff {
            role: Role::Admin,
            email: "olena@example.com".parse().unwrap(),
            name: PersonName::read("Коваль", "Олена", "").unwrap(),
            password: PASSWORD.to_owned().into(),
        };
        let id = empty.engine.add_staff(olena).await.unwrap();
        empty.engine.begin_second_factor(&id).await.unwrap();
        empty.execute("UPDATE users SET totp_since = 1").await;
        // Kept as every secret of ours is.
        let kept = session_key(&format!("{id} RESCUE2026"));
        empty.execute(&format!("INSERT INTO recovery_codes (code_hash, user_id) VALUES ('{kept}', '{id}')")).await;
        let document = export(&empty.engine).await;
        empty.restore(&empty.write(document.as_bytes())).await.unwrap();
        let attempt = Attempt {
            email: "olena@example.com".to_owned(),
            password: PASSWORD.to_owned().into(),
            address: HOME,
            browser: None,
        };
        let SignIn::CodeNeeded(half) = empty.engine.sign_in(attempt).await.unwrap() else {
            panic!("the second factor is gone");
        };
        assert_eq!(empty.engine.confirm_code(&half, "rescue-2026", HOME).await.unwrap().id, id);
        assert_eq!(refusal(empty.engine.confirm_code(&half, "rescue-2026", HOME).await), Refusal::WrongCode);
    }
}
