//! Doctors: codes that hang on walls for ever, and people who come and go.

use super::*;
use domain::staff::people::{Doctor, Listing, PeopleSort};
use engine::{
    entity::{doctor_ortomat, reward, sale},
    staff::PeopleQuery,
};
use sea_orm::PaginatorTrait;
use std::collections::BTreeSet;

fn named(last: &str, first: &str, number: u32) -> PersonForm {
    PersonForm {
        name: PersonName::read(last, first, "").unwrap(),
        ..person(number)
    }
}

async fn edit(world: &World, by: &Actor, id: &UserId, version: i64, form: DoctorForm) -> Result<(), Error> {
    world.engine.edit_doctor(by, id, version, &form).await
}

async fn list(world: &World, search: &str, sort: PeopleSort, page: u64) -> Listing<Doctor> {
    let search = search.to_owned();
    let query = PeopleQuery { search, sort, page };
    world.engine.list_doctors(&query).await.unwrap()
}

fn last_names(listing: &Listing<Doctor>) -> Vec<&str> {
    let doctors = listing.items.iter();
    doctors.map(|doctor| doctor.person.name.last.as_str()).collect()
}

async fn place_row(world: &World, code: &str) -> doctor_ortomat::Model {
    let found = doctor_ortomat::Entity::find().filter(doctor_ortomat::COLUMN.referral_code.eq(code));
    found.one(&world.db).await.unwrap().unwrap()
}

/// Where a code leads, and whose it is for the catalog there.
async fn resolves(world: &World, code: &str) -> (Option<String>, Option<String>) {
    let ortomat = world.engine.ortomat_of_referral(code).await.unwrap();
    let at = ORTOMAT.parse().unwrap();
    let catalog = world.engine.catalog(&at, Some(code)).await.unwrap();
    let referrer = catalog.referrer.map(|doctor| doctor.last_name);
    (ortomat.map(String::from), referrer)
}

on_both_databases! {
    async fn a_doctor_gets_a_code_for_each_ortomat(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let id = add_doctor(&world, &olena, person(1), &[SECOND_ORTOMAT, ORTOMAT, ORTOMAT]).await;
        let doctor = world.engine.doctor(&id).await.unwrap();
        assert_eq!((doctor.person.name, doctor.person.phone), (person(1).name, Some(person(1).phone)));
        assert_eq!((doctor.person.email, doctor.person.can_sign_in, doctor.person.version), (person(1).email, false, 0));
        let codes = codes(&world, &id).await;
        assert_eq!(codes.keys().collect::<Vec<_>>(), [ORTOMAT, SECOND_ORTOMAT]);
        assert_ne!(codes[ORTOMAT], codes[SECOND_ORTOMAT]);
        for (ortomat, code) in &codes {
            let tail = code.strip_prefix("DOC").unwrap();
            assert!(tail.len() == 6 && tail.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()), "{code}");
            assert_eq!(resolves(&world, code).await.0.as_ref(), Some(ortomat));
        }
        let told = log(&world, &["STAFF_CHANGED"]).await;
        assert_eq!(told.last().unwrap().user_id.as_deref(), Some(olena.id.as_str()));
        assert!(!format!("{told:?}").contains("067000") && !format!("{told:?}").contains("person1@"));
    }

    async fn editing_a_doctor_changes_neither_codes_nor_totals(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let mut device = world.device().await;
        let id = add_doctor(&world, &olena, person(1), &[ORTOMAT]).await;
        let before = codes(&world, &id).await;
        sell(&world, &mut device, &before[ORTOMAT]).await;
        edit(&world, &olena, &id, 0, doctor_form(named("Шевчук", "Ганна", 2), &[ORTOMAT, SECOND_ORTOMAT])).await.unwrap();
        let after = world.engine.doctor(&id).await.unwrap();
        assert_eq!((after.person.name.full().as_str(), after.person.version), ("Шевчук Ганна", 1));
        assert_eq!(codes(&world, &id).await[ORTOMAT], before[ORTOMAT]);
        let place = after.places.iter().find(|place| place.ortomat.id.as_str() == ORTOMAT).unwrap();
        assert_eq!((place.total_sales, place.total_points), (1, 25));
        let told = log(&world, &["STAFF_CHANGED"]).await.pop().unwrap().metadata.unwrap();
        assert!(told.contains("lastName, firstName, middleName, phone, email"), "{told}");
    }

    async fn a_form_that_knows_nothing_of_a_new_place_does_not_take_it_away(world: World) {
        let olena = admin(&world).await;
        furnish_second_ortomat(&world).await;
        let id = add_doctor(&world, &olena, person(1), &[ORTOMAT]).await;
        for _ in 0..2 {
            world.engine.add_doctor_to(&olena, &id, &SECOND_ORTOMAT.parse().unwrap()).await.unwrap();
        }
        assert_eq!(codes(&world, &id).await.len(), 2);
        assert_eq!(world.engine.doctor(&id).await.unwrap().person.version, 1);
        let stale = edit(&world, &olena, &id, 0, doctor_form(person(1), &[ORTOMAT])).await;
        assert_eq!(refusal(stale), Refusal::EditConflict);
        assert_eq!(codes(&world, &id).await.len(), 2);
    }

    async fn a_place_that_is_left_keeps_its_code_and_earns_nothing_until_the_doctor_returns(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let id = add_doctor(&world, &olena, person(1), &[ORTOMAT]).await;
        let code = codes(&world, &id).await.remove(ORTOMAT).unwrap();
        edit(&world, &olena, &id, 0, doctor_form(person(1), &[])).await.unwrap();
        assert!(codes(&world, &id).await.is_empty());
        assert_eq!(resolves(&world, &code).await, (Some(ORTOMAT.to_owned()), None));
        let unearned = world.sale(&sell(&world, &mut device, &code).await).await;
        assert_eq!((unearned.doctor_id, unearned.points, unearned.referral_code.as_ref()), (None, 0, Some(&code)));
        edit(&world, &olena, &id, 1, doctor_form(person(1), &[ORTOMAT])).await.unwrap();
        assert_eq!(codes(&world, &id).await[ORTOMAT], code);
        assert_eq!(resolves(&world, &code).await.1.as_deref(), Some("Мельник"));
        sell(&world, &mut device, &code).await;
        let place = place_row(&world, &code).await;
        assert_eq!((place.total_sales, place.total_points), (1, 25));
    }

    async fn a_phone_and_an_e_mail_belong_to_one_person(world: World) {
        let olena = admin(&world).await;
        let doctor = add_doctor(&world, &olena, person(1), &[]).await;
        add_courier(&world, &olena, person(2), &[]).await;
        let same_phone = |number| PersonForm { phone: person(number).phone, ..person(3) };
        let same_email = |email: &str| PersonForm { email: Some(email.parse().unwrap()), ..person(3) };
        let add = async |form| refusal(world.engine.add_doctor(&olena, &doctor_form(form, &[])).await);
        assert_eq!(add(same_phone(1)).await, Refusal::PhoneTaken);
        assert_eq!(add(same_phone(2)).await, Refusal::PhoneTaken, "also a courier's");
        assert_eq!(add(same_email("Person1@Example.com")).await, Refusal::EmailTaken);
        assert_eq!(add(same_email(EMAIL)).await, Refusal::EmailTaken, "also an administrator's");
        assert_eq!(refusal(world.engine.add_staff(new_admin("person2@example.com")).await), Refusal::EmailTaken);
        let change = async |form| refusal(edit(&world, &olena, &doctor, 0, doctor_form(form, &[])).await);
        assert_eq!(change(same_phone(2)).await, Refusal::PhoneTaken);
        assert_eq!(change(same_email(EMAIL)).await, Refusal::EmailTaken);
        edit(&world, &olena, &doctor, 0, doctor_form(person(1), &[])).await.unwrap();
    }

    async fn of_many_who_add_one_phone_at_once_all_but_one_hear_that_it_is_taken(world: World) {
        let olena = admin(&world).await;
        let all: Vec<_> = (0..8)
            .map(|number| {
                let (world, olena) = (world.clone(), olena.clone());
                let form = PersonForm { phone: person(99).phone, ..person(number) };
                tokio::spawn(async move { world.engine.add_doctor(&olena, &doctor_form(form, &[])).await })
            })
            .collect();
        let mut added = 0;
        for outcome in all {
            match outcome.await.unwrap() {
                Ok(_) => added += 1,
                refused => assert_eq!(refusal(refused), Refusal::PhoneTaken),
            }
        }
        assert_eq!((added, world.engine.count_people().await.unwrap()), (1, (1, 0)));
    }

    async fn whoever_saves_has_seen_the_last_version(world: World) {
        let olena = admin(&world).await;
        let id = add_doctor(&world, &olena, person(1), &[]).await;
        let all: Vec<_> = (0..6)
            .map(|number| {
                let (world, olena, id) = (world.clone(), olena.clone(), id.clone());
                let form = doctor_form(named(&format!("Перша{number}"), "Ірина", 1), &[ORTOMAT]);
                tokio::spawn(async move { edit(&world, &olena, &id, 0, form).await })
            })
            .collect();
        let mut saved = Vec::new();
        for (number, outcome) in all.into_iter().enumerate() {
            match outcome.await.unwrap() {
                Ok(()) => saved.push(format!("Перша{number}")),
                refused => assert_eq!(refusal(refused), Refusal::EditConflict),
            }
        }
        let doctor = world.engine.doctor(&id).await.unwrap();
        assert_eq!((saved, doctor.person.version, doctor.places.len()), (vec![doctor.person.name.last], 1, 1));
        let stale = world.engine.delete_doctor(&olena, &id, Some(0)).await;
        assert_eq!(refusal(stale), Refusal::EditConflict);
        world.engine.delete_doctor(&olena, &id, Some(1)).await.unwrap();
        assert_eq!(refusal(edit(&world, &olena, &id, 2, doctor_form(person(1), &[])).await), Refusal::NoSuchPerson);
    }

    async fn an_unknown_ortomat_is_refused_and_nothing_is_written(world: World) {
        let olena = admin(&world).await;
        let form = doctor_form(person(1), &[ORTOMAT, "nowhere"]);
        assert_eq!(refusal(world.engine.add_doctor(&olena, &form).await), Refusal::NoSuchOrtomat);
        assert_eq!(world.engine.count_people().await.unwrap(), (0, 0));
        assert_eq!(log(&world, &["STAFF_CHANGED"]).await.len(), 1, "the administrator's own");
        let id = add_doctor(&world, &olena, person(1), &[ORTOMAT]).await;
        let form = doctor_form(named("Шевчук", "Ганна", 2), &["nowhere"]);
        assert_eq!(refusal(edit(&world, &olena, &id, 0, form).await), Refusal::NoSuchOrtomat);
        let doctor = world.engine.doctor(&id).await.unwrap();
        assert_eq!((doctor.person.name, doctor.person.version, doctor.places.len()), (person(1).name, 0, 1));
    }

    async fn a_password_needs_an_e_mail_and_the_use_cases_of_doctors_touch_nobody_else(world: World) {
        let olena = admin(&world).await;
        let form = PersonForm { email: None, ..person_with_password(1) };
        assert_eq!(refusal(world.engine.add_doctor(&olena, &doctor_form(form.clone(), &[])).await), Refusal::NoEmail);
        let id = add_doctor(&world, &olena, person_with_password(1), &[]).await;
        assert!(world.engine.doctor(&id).await.unwrap().person.can_sign_in);
        edit(&world, &olena, &id, 0, doctor_form(PersonForm { password: None, ..form }, &[])).await.unwrap();
        assert_eq!(user_row(&world, &id).await.password_hash, None, "without an e-mail no password is left");
        let courier = add_courier(&world, &olena, person(2), &[]).await;
        for other in [&courier, &olena.id, &"nobody".parse().unwrap()] {
            let form = doctor_form(person(3), &[]);
            assert_eq!(refusal(world.engine.doctor(other).await), Refusal::NoSuchPerson);
            assert_eq!(refusal(edit(&world, &olena, other, 0, form).await), Refusal::NoSuchPerson);
            assert_eq!(refusal(world.engine.delete_doctor(&olena, other, None).await), Refusal::NoSuchPerson);
        }
    }

    async fn a_deleted_doctor_stays_in_the_history_and_frees_phone_and_e_mail(world: World) {
        let olena = admin(&world).await;
        let mut device = world.device().await;
        let id = add_doctor(&world, &olena, person_with_password(1), &[ORTOMAT]).await;
        enter(&world, "person1@example.com", PASSWORD).await;
        let code = codes(&world, &id).await.remove(ORTOMAT).unwrap();
        let order = sell(&world, &mut device, &code).await;
        world.engine.delete_doctor(&olena, &id, Some(0)).await.unwrap();
        assert_eq!(refusal(world.engine.doctor(&id).await), Refusal::NoSuchPerson);
        assert_eq!(list(&world, "", PeopleSort::Name, 1).await.total, 0);
        let who = Some(id.to_string());
        assert_eq!(world.sale(&order).await.doctor_id, who);
        assert_eq!(reward::Entity::find().all(&world.db).await.unwrap()[0].doctor_id, id.as_str());
        assert_eq!(log(&world, &["LOGIN_SUCCESS"]).await[0].user_id, who);
        let row = user_row(&world, &id).await;
        assert_eq!((row.last_name.as_str(), row.first_name.as_str()), ("Мельник", "Ірина"));
        assert_eq!((row.email, row.phone, row.password_hash), (None, None, None));
        assert_eq!(resolves(&world, &code).await, (Some(ORTOMAT.to_owned()), None), "the paper still leads there");
        let later = world.sale(&sell(&world, &mut device, &code).await).await;
        assert_eq!((later.doctor_id, later.points), (None, 0));
        assert_eq!(place_row(&world, &code).await.total_points, 25);
        let successor = add_doctor(&world, &olena, person(1), &[ORTOMAT]).await;
        assert_ne!(codes(&world, &successor).await[ORTOMAT], code);
        assert_eq!(sale::Entity::find().count(&world.db).await.unwrap(), 2);
    }

    async fn doctors_are_searched_sorted_and_cut_into_pages(world: World) {
        let olena = admin(&world).await;
        for (number, last) in (1..).zip(["Яценко", "Іваненко", "Ґонта", "Гнатюк", "Їжак"]) {
            add_doctor(&world, &olena, named(last, "Ірина", number), &[ORTOMAT]).await;
            world.pass(1);
        }
        add_courier(&world, &olena, named("Гнатюк", "Петро", 50), &[]).await;
        let found = list(&world, "", PeopleSort::Name, 1).await;
        assert_eq!(last_names(&found), ["Гнатюк", "Ґонта", "Іваненко", "Їжак", "Яценко"]);
        assert!(found.items.iter().all(|doctor| doctor.places.len() == 1));
        assert_eq!(last_names(&list(&world, "", PeopleSort::Newest, 1).await)[..2], ["Їжак", "Гнатюк"]);
        execute(&world, "UPDATE doctor_ortomats SET total_sales = 7 WHERE doctor_id = (SELECT id FROM users WHERE last_name = 'Іваненко')").await;
        assert_eq!(last_names(&list(&world, "", PeopleSort::Activity, 1).await)[..2], ["Іваненко", "Гнатюк"]);
        for (search, expected) in [("їЖАК", "Їжак"), ("person3@", "Ґонта"), ("+38 067 000-00-01", "Яценко"), ("ірина ван", "Іваненко")] {
            assert_eq!(last_names(&list(&world, search, PeopleSort::Name, 1).await), [expected], "{search}");
        }
        assert_eq!(list(&world, "Шевчук", PeopleSort::Name, 1).await.total, 0);
        for number in 6..=27 {
            add_doctor(&world, &olena, named("Андрієнко", "Ірина", number), &[ORTOMAT]).await;
        }
        let places = doctor_ortomat::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(places.iter().map(|place| &place.referral_code).collect::<BTreeSet<_>>().len(), 27, "all codes differ");
        assert_eq!(world.engine.count_people().await.unwrap(), (27, 1));
        let second = list(&world, "", PeopleSort::Name, 2).await;
        assert_eq!((second.total, second.pages, last_names(&second)), (27, 2, vec!["Їжак", "Яценко"]));
        assert_eq!(list(&world, "андр", PeopleSort::Name, 9).await.page, 1, "22 fit on one page");
    }
}
