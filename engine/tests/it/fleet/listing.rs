//! The list of ortomats: what stands in it, how it is found, and what it costs.

use super::*;
use domain::{command::DoorResult, staff::people::Listing};
use engine::fleet::{OrtomatQuery, OrtomatRow, OrtomatSort};

fn names(listing: &Listing<OrtomatRow>) -> Vec<&str> {
    listing.items.iter().map(|row| row.line.name.as_str()).collect()
}

async fn list(world: &World, by: &Actor, query: OrtomatQuery) -> Listing<OrtomatRow> {
    world.engine.list_ortomats(by, &query).await.unwrap()
}

fn search(text: &str) -> OrtomatQuery {
    OrtomatQuery {
        search: text.to_owned(),
        ..OrtomatQuery::default()
    }
}

fn sorted(sort: OrtomatSort) -> OrtomatQuery {
    OrtomatQuery {
        sort,
        ..OrtomatQuery::default()
    }
}

async fn sell(world: &World, device: &mut FakeDevice) {
    let order = world.place_and_pay().await;
    let command = device.hears().await;
    device.reports(&command, DoorResult::Opened).await;
    world.until_phase(&order, "completed").await;
}

on_both_databases! {
    async fn the_list_says_of_each_ortomat_what_is_in_it_and_who_looks_after_it(world: World) {
        let olena = admin(&world).await;
        let quiet = list(&world, &olena, OrtomatQuery::default()).await.items.pop().unwrap();
        assert_eq!((quiet.online, quiet.last_seen, quiet.last_sale_at, quiet.courier), (false, None, None, None));
        let mut device = world.device().await;
        sell(&world, &mut device).await;
        let petro = somebody(&world, Role::Courier).await;
        execute(&world, &format!("INSERT INTO courier_ortomats (id, courier_id, ortomat_id, created_at, updated_at) VALUES ('c', '{}', '{ORTOMAT}', 0, 0)", petro.id)).await;
        execute(&world, "UPDATE cells SET blocked_reason = 'замок' WHERE number = 2").await;
        execute(&world, "UPDATE cells SET product_id = NULL, filled = FALSE WHERE number = 3").await;
        let row = list(&world, &olena, OrtomatQuery::default()).await.items.pop().unwrap();
        assert_eq!((row.line.id.as_str(), row.status, row.sells_offline), (ORTOMAT, OrtomatStatus::Active, true));
        assert_eq!((row.total_cells, row.filled, row.to_refill, row.blocked, row.fill_rate()), (37, 1, 1, 1, 2));
        assert!(row.online && row.last_sale_at.is_some_and(|sold| sold <= world.engine.now()));
        assert_eq!(row.courier, Some(petro.name));
        world.eventually("the device was seen", async |world| world.engine.ortomat_details(&olena, &here()).await.unwrap().row.last_seen).await;
        let details = world.engine.ortomat_details(&olena, &here()).await.unwrap();
        assert_eq!((details.version, details.row.line), (0, row.line));
        let nowhere = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.ortomat_details(&olena, &nowhere).await), Refusal::NoSuchOrtomat);
    }

    async fn ortomats_are_searched_filtered_sorted_and_cut_into_pages(world: World) {
        let olena = admin(&world).await;
        for name in ["Ярмарок", "Їдальня", "Ґанок", "Іва"] {
            world.engine.add_ortomat(&olena, &form(name, 2)).await.unwrap();
        }
        let asleep = OrtomatForm { status: OrtomatStatus::Maintenance, ..form("Єднання", 2) };
        let asleep = world.engine.add_ortomat(&olena, &asleep).await.unwrap();
        assert_eq!(names(&list(&world, &olena, OrtomatQuery::default()).await), ["Ґанок", "Єднання", "Іва", "Їдальня", "Ортомат №1", "Ярмарок"]);
        for (text, expected) in [("їдал", "Їдальня"), ("ХРЕЩАТИК київ", "Ортомат №1"), (ORTOMAT, "Ортомат №1"), (asleep.as_str(), "Єднання")] {
            assert_eq!(names(&list(&world, &olena, search(text)).await), [expected], "{text}");
        }
        assert_eq!(list(&world, &olena, search("Одеса")).await.total, 0);
        let status = Some(OrtomatStatus::Maintenance);
        assert_eq!(names(&list(&world, &olena, OrtomatQuery { status, ..search("") }).await), ["Єднання"]);
        assert_eq!(names(&list(&world, &olena, sorted(OrtomatSort::Fill)).await).last(), Some(&"Ортомат №1"));
        let mut device = world.device().await;
        sell(&world, &mut device).await;
        assert_eq!(names(&list(&world, &olena, sorted(OrtomatSort::LastSale)).await)[..2], ["Ортомат №1", "Ґанок"]);
        for number in 10..35 {
            world.engine.add_ortomat(&olena, &form(&format!("Аптека {number}"), 1)).await.unwrap();
        }
        let second = list(&world, &olena, OrtomatQuery { page: 2, ..OrtomatQuery::default() }).await;
        assert_eq!((second.total, second.page, second.pages, second.items.len()), (31, 2, 2, 6));
        assert_eq!(names(&second)[0], "Ґанок");
    }

    async fn only_administrators_see_and_change_the_fleet(world: World) {
        let id = here();
        for role in [Role::Doctor, Role::Courier] {
            let by = somebody(&world, role).await;
            let engine = &world.engine;
            let device = "locker-01".parse().unwrap();
            let now = engine.now();
            let refusals = [
                refusal(engine.list_ortomats(&by, &OrtomatQuery::default()).await),
                refusal(engine.ortomat_details(&by, &id).await),
                refusal(engine.add_ortomat(&by, &form("Чужий", 1)).await),
                refusal(engine.edit_ortomat(&by, &id, 0, &form("Чужий", 1)).await),
                refusal(engine.devices_of(&by, &id).await),
                refusal(engine.device_history(&by, &device, now).await),
                refusal(engine.add_device_by(&by, &id, &device, None).await),
                refusal(engine.rotate_device_token(&by, &device).await),
                refusal(engine.revoke_device(&by, &device).await),
                refusal(engine.edit_purchase_terms(&by, 0, "Мої умови").await),
            ];
            assert_eq!(refusals, [Refusal::Forbidden; 10]);
        }
        assert!(told(&world, "FLEET_CHANGED").await.is_empty());
    }

    async fn the_last_sale_is_one_probe_of_an_index(world: World) {
        let backend = world.db.get_database_backend();
        if backend != sea_orm::DatabaseBackend::Sqlite {
            return;
        }
        let sql = "EXPLAIN QUERY PLAN SELECT id, (SELECT MAX(s.completed_at) FROM sales s WHERE s.ortomat_id = ortomats.id \
                   AND s.completed_at IS NOT NULL) FROM ortomats";
        let plan = world.db.query_all_raw(sea_orm::Statement::from_string(backend, sql)).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains("SEARCH s USING COVERING INDEX sales_completed")), "{plan:?}");
    }
}
