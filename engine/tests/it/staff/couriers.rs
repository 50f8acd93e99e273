//! Couriers: one for each ortomat, also when two administrators are quick.

use super::*;
use domain::staff::people::PeopleSort;
use engine::{entity::courier_ortomat, staff::PeopleQuery};

async fn edit(world: &World, by: &Actor, id: &UserId, version: i64, form: CourierForm) -> Result<(), Error> {
    world.engine.edit_courier(by, id, version, &form).await
}

async fn round(world: &World, courier: &UserId) -> Vec<String> {
    let courier = world.engine.courier(courier).await.unwrap();
    let ortomats = courier.ortomats.into_iter();
    ortomats.map(|ortomat| ortomat.id.into()).collect()
}

/// Which ortomats somebody else has.
async fn taken(world: &World, courier: Option<&UserId>) -> Vec<(String, bool)> {
    let choices = world.engine.ortomat_choices(courier).await.unwrap().into_iter();
    choices.map(|choice| (choice.ortomat.id.into(), choice.taken)).collect()
}

fn marks(first: bool, second: bool) -> Vec<(String, bool)> {
    vec![(ORTOMAT.to_owned(), first), (SECOND_ORTOMAT.to_owned(), second)]
}

on_both_databases! {
    async fn an_ortomat_has_one_courier(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let petro = add_courier(&world, &olena, person(1), &[SECOND_ORTOMAT, ORTOMAT, ORTOMAT]).await;
        assert_eq!(round(&world, &petro).await, [ORTOMAT, SECOND_ORTOMAT], "by name");
        let form = courier_form(person(2), &[ORTOMAT]);
        assert_eq!(refusal(world.engine.add_courier(&olena, &form).await), Refusal::OrtomatTaken);
        assert_eq!(world.engine.count_people().await.unwrap(), (0, 1), "nothing was written");
        let ivan = add_courier(&world, &olena, person(2), &[]).await;
        assert_eq!(refusal(edit(&world, &olena, &ivan, 0, form.clone()).await), Refusal::OrtomatTaken);
        assert_eq!(world.engine.courier(&ivan).await.unwrap().person.version, 0);
        edit(&world, &olena, &petro, 0, courier_form(person(1), &[SECOND_ORTOMAT])).await.unwrap();
        edit(&world, &olena, &ivan, 0, form).await.unwrap();
        assert_eq!((round(&world, &petro).await, round(&world, &ivan).await), (vec![SECOND_ORTOMAT.to_owned()], vec![ORTOMAT.to_owned()]));
    }

    async fn of_many_administrators_who_give_one_ortomat_away_at_once_one_succeeds(world: World) {
        let olena = admin(&world).await;
        let mut couriers = Vec::new();
        for number in 0..4 {
            couriers.push(add_courier(&world, &olena, person(number), &[]).await);
        }
        let all: Vec<_> = (0..8)
            .map(|number| {
                let (world, olena) = (world.clone(), olena.clone());
                let known = couriers.get(usize::try_from(number).unwrap()).cloned();
                let form = courier_form(person(number), &[ORTOMAT]);
                tokio::spawn(async move {
                    match known {
                        Some(id) => edit(&world, &olena, &id, 0, form).await,
                        None => world.engine.add_courier(&olena, &form).await.map(|_| ()),
                    }
                })
            })
            .collect();
        let mut given = 0;
        for outcome in all {
            match outcome.await.unwrap() {
                Ok(()) => given += 1,
                refused => assert_eq!(refusal(refused), Refusal::OrtomatTaken),
            }
        }
        assert_eq!(given, 1);
        assert_eq!(courier_ortomat::Entity::find().all(&world.db).await.unwrap().len(), 1);
    }

    async fn a_list_can_be_emptied(world: World) {
        let olena = admin(&world).await;
        let petro = add_courier(&world, &olena, person(1), &[ORTOMAT]).await;
        edit(&world, &olena, &petro, 0, courier_form(person(1), &[])).await.unwrap();
        assert!(round(&world, &petro).await.is_empty());
        let ivan = add_courier(&world, &olena, person(2), &[ORTOMAT]).await;
        assert_eq!(round(&world, &ivan).await, [ORTOMAT]);
    }

    async fn choices_say_what_somebody_else_has(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        assert_eq!(taken(&world, None).await, marks(false, false));
        let petro = add_courier(&world, &olena, person(1), &[ORTOMAT]).await;
        let ivan = add_courier(&world, &olena, person(2), &[SECOND_ORTOMAT]).await;
        assert_eq!(taken(&world, None).await, marks(true, true));
        assert_eq!(taken(&world, Some(&petro)).await, marks(false, true));
        assert_eq!(taken(&world, Some(&ivan)).await, marks(true, false));
        world.engine.delete_courier(&olena, &petro, Some(0)).await.unwrap();
        assert_eq!(taken(&world, None).await, marks(false, true));
        let lines = world.engine.ortomat_lines().await.unwrap();
        assert_eq!((lines[0].name.as_str(), lines[0].city.as_deref()), ("Ортомат №1", Some("Київ")));
    }

    async fn a_link_of_the_past_holds_no_ortomat(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let petro = add_courier(&world, &olena, person(1), &[ORTOMAT, SECOND_ORTOMAT]).await;
        execute(&world, "UPDATE courier_ortomats SET status = 'inactive'").await;
        assert!(round(&world, &petro).await.is_empty());
        assert_eq!(taken(&world, None).await, marks(false, false));
        let ivan = add_courier(&world, &olena, person(2), &[ORTOMAT]).await;
        edit(&world, &olena, &petro, 0, courier_form(person(1), &[SECOND_ORTOMAT])).await.unwrap();
        assert_eq!((round(&world, &petro).await, round(&world, &ivan).await), (vec![SECOND_ORTOMAT.to_owned()], vec![ORTOMAT.to_owned()]));
    }

    async fn an_unknown_ortomat_is_refused_and_nothing_is_written(world: World) {
        let olena = admin(&world).await;
        let form = courier_form(person(1), &[ORTOMAT, "nowhere"]);
        assert_eq!(refusal(world.engine.add_courier(&olena, &form).await), Refusal::NoSuchOrtomat);
        assert_eq!(world.engine.count_people().await.unwrap(), (0, 0));
        let petro = add_courier(&world, &olena, person(1), &[ORTOMAT]).await;
        let form = courier_form(person(2), &["nowhere"]);
        assert_eq!(refusal(edit(&world, &olena, &petro, 0, form).await), Refusal::NoSuchOrtomat);
        assert_eq!(round(&world, &petro).await, [ORTOMAT]);
        assert_eq!(world.engine.courier(&petro).await.unwrap().person.name, person(1).name);
    }

    async fn whoever_saves_has_seen_the_last_version(world: World) {
        let olena = admin(&world).await;
        let petro = add_courier(&world, &olena, person(1), &[]).await;
        let save = || edit(&world, &olena, &petro, 0, courier_form(person(2), &[ORTOMAT]));
        let (one, two) = tokio::join!(save(), save());
        let (saved, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        saved.unwrap();
        assert_eq!(refusal(refused), Refusal::EditConflict);
        assert_eq!(refusal(world.engine.delete_courier(&olena, &petro, Some(0)).await), Refusal::EditConflict);
    }

    async fn a_deleted_courier_leaves_ortomat_phone_and_e_mail_to_others(world: World) {
        let olena = admin(&world).await;
        let petro = add_courier(&world, &olena, person_with_password(1), &[ORTOMAT]).await;
        execute(&world, &format!("UPDATE cells SET courier_id = '{petro}'")).await;
        world.engine.delete_courier(&olena, &petro, None).await.unwrap();
        let ivan = add_courier(&world, &olena, person_with_password(1), &[ORTOMAT]).await;
        assert_eq!(round(&world, &ivan).await, [ORTOMAT]);
        assert_eq!(world.cell(1).await.courier_id, Some(petro.to_string()), "who filled it is history");
        assert_eq!(user_row(&world, &petro).await.last_name, "Мельник");
        assert_eq!(refusal(world.engine.courier(&petro).await), Refusal::NoSuchPerson);
        assert_eq!(refusal(world.engine.delete_courier(&olena, &petro, None).await), Refusal::NoSuchPerson);
        let told = log(&world, &["STAFF_CHANGED"]).await;
        let deleted = told.iter().find(|entry| entry.message.starts_with("Видалено")).unwrap();
        assert_eq!((deleted.message.as_str(), deleted.user_id.as_deref()), ("Видалено кур'єра: Мельник Ірина 1-а", Some(olena.id.as_str())));
    }

    async fn couriers_are_listed_by_who_refilled_last(world: World) {
        let olena = admin(&world).await;
        let mut all = Vec::new();
        for (number, last) in (1..).zip(["Авраменко", "Бондар", "Вовк"]) {
            let name = PersonName::read(last, "Іван", "").unwrap();
            let ortomats: &[&str] = if number == 2 { &[ORTOMAT] } else { &[] };
            all.push(add_courier(&world, &olena, PersonForm { name, ..person(number) }, ortomats).await);
        }
        execute(&world, &format!("UPDATE cells SET courier_id = '{}', last_refill_at = 10 WHERE number = 1", all[1])).await;
        execute(&world, &format!("UPDATE cells SET courier_id = '{}', last_refill_at = 20 WHERE number = 2", all[2])).await;
        let list = async |search: &str, sort| {
            let query = PeopleQuery { search: search.to_owned(), sort, page: 1 };
            world.engine.list_couriers(&query).await.unwrap().items
        };
        let order: Vec<_> = list("", PeopleSort::Activity).await.into_iter().map(|courier| courier.person.id).collect();
        assert_eq!(order, [all[2].clone(), all[1].clone(), all[0].clone()]);
        let found = list("бонд", PeopleSort::Name).await;
        assert_eq!((found.len(), found[0].ortomats.len()), (1, 1));
        assert_eq!(found[0].ortomats[0].id.as_str(), ORTOMAT);
    }

    async fn the_use_cases_of_couriers_touch_nobody_else(world: World) {
        let olena = admin(&world).await;
        let doctor = add_doctor(&world, &olena, person(1), &[]).await;
        for other in [&doctor, &olena.id, &"nobody".parse().unwrap()] {
            let form = courier_form(person(2), &[ORTOMAT]);
            assert_eq!(refusal(world.engine.courier(other).await), Refusal::NoSuchPerson);
            assert_eq!(refusal(edit(&world, &olena, other, 0, form).await), Refusal::NoSuchPerson);
            assert_eq!(refusal(world.engine.delete_courier(&olena, other, None).await), Refusal::NoSuchPerson);
        }
    }
}
