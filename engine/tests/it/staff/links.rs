//! One-time links: for a password, and for the first administrator.

use super::*;
use engine::{entity::one_time_link, staff::LinkOwner};
use sea_orm::PaginatorTrait;

const DAY: u64 = 24 * 60 * 60;

async fn set(world: &World, token: &str, password: &str) -> Result<(), Error> {
    let password = password.to_owned().into();
    world.engine.set_password_by_link(token, password, ip(HOME)).await
}

async fn look(world: &World, token: &str) -> Result<LinkOwner, Error> {
    world.engine.password_link(token, ip(HOME)).await
}

async fn create(world: &World, token: &str, email: &str) -> Result<UserId, Error> {
    world.engine.create_first_admin(token, new_admin(email), ip(HOME)).await
}

/// Tries links that do not exist until it is told to wait; answers how often that was.
async fn guesses_before_the_throttle(world: &World, address: &str) -> usize {
    for tries in 0..300 {
        let outcome = refusal(world.engine.password_link(&format!("GUESS{tries}"), ip(address)).await);
        if matches!(outcome, Refusal::TooManyAttempts { .. }) {
            return tries;
        }
        assert_eq!(outcome, Refusal::InvalidLink);
    }
    panic!("guessing is never throttled")
}

on_both_databases! {
    async fn a_link_sets_a_password_once(world: World) {
        let olena = admin(&world).await;
        let doctor = add_doctor(&world, &olena, person(1), &[]).await;
        let token = world.engine.make_password_link(&olena, &doctor).await.unwrap();
        for _ in 0..2 {
            let owner = look(&world, &token).await.unwrap();
            assert_eq!((owner.name, owner.email.as_str()), (person(1).name, "person1@example.com"));
        }
        assert_eq!(refusal(set(&world, &token, "password123").await), Refusal::WeakPassword);
        assert_eq!(refusal(set(&world, &token, "person1@example.com").await), Refusal::WeakPassword);
        assert_eq!(refusal(set(&world, &token, &"x9".repeat(50_000)).await), Refusal::PasswordLength);
        set(&world, &token, PASSWORD).await.unwrap();
        assert_eq!(enter(&world, "person1@example.com", PASSWORD).await.id, doctor);
        assert_eq!(refusal(set(&world, &token, NEW_PASSWORD).await), Refusal::InvalidLink);
        assert_eq!(refusal(look(&world, &token).await), Refusal::InvalidLink);
        for entry in log(&world, &["CREDENTIALS_CHANGED"]).await {
            assert!(!format!("{entry:?}").contains(&token));
        }
    }

    async fn of_many_who_use_a_link_at_once_one_sets_the_password(world: World) {
        admin(&world).await;
        let token = link_for_olena(&world).await.unwrap();
        let all: Vec<_> = (0..6)
            .map(|number| {
                let (world, token) = (world.clone(), token.clone());
                tokio::spawn(async move { set(&world, &token, &format!("{NEW_PASSWORD} {number}")).await })
            })
            .collect();
        let mut winner = None;
        for (number, outcome) in all.into_iter().enumerate() {
            match outcome.await.unwrap() {
                Ok(()) => assert_eq!(winner.replace(number), None),
                refused => assert_eq!(refusal(refused), Refusal::InvalidLink),
            }
        }
        enter(&world, EMAIL, &format!("{NEW_PASSWORD} {}", winner.unwrap())).await;
    }

    async fn a_link_lives_for_a_day_and_a_newer_one_ends_it(world: World) {
        let olena = admin(&world).await;
        let petro = add_doctor(&world, &olena, person(1), &[]).await;
        let his = world.engine.make_password_link(&olena, &petro).await.unwrap();
        let old = link_for_olena(&world).await.unwrap();
        let new = link_for_olena(&world).await.unwrap();
        assert_eq!(refusal(look(&world, &old).await), Refusal::InvalidLink);
        assert_eq!(refusal(set(&world, &old, NEW_PASSWORD).await), Refusal::InvalidLink);
        world.pass(DAY - 60);
        assert!(look(&world, &new).await.is_ok() && look(&world, &his).await.is_ok());
        world.pass(60);
        assert_eq!(refusal(set(&world, &new, NEW_PASSWORD).await), Refusal::InvalidLink);
        let row = one_time_link::Entity::find().one(&world.db).await.unwrap().unwrap();
        assert!(!row.token_hash.contains(&new) && !row.token_hash.contains(&his), "kept as a hash");
    }

    async fn a_link_ends_what_was_signed_in_and_leaves_the_second_factor(world: World) {
        let olena = admin(&world).await;
        let session = open_session(&world, &olena, "stolen", true).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        execute(&world, "UPDATE users SET totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', totp_since = 0").await;
        let token = link_for_olena(&world).await.unwrap();
        assert!(lives(&world, &session).await, "making it ends nothing");
        set(&world, &token, NEW_PASSWORD).await.unwrap();
        assert!(!lives(&world, &session).await);
        assert_eq!(world.engine.actor_of_token(&tokens.access).await.unwrap(), None);
        assert!(matches!(sign_in(&world, EMAIL, NEW_PASSWORD, HOME).await, Ok(SignIn::CodeNeeded(_))));
        assert_eq!(refusal(sign_in(&world, EMAIL, PASSWORD, HOME).await), Refusal::WrongCredentials);
    }

    async fn a_link_is_for_somebody_who_can_sign_in(world: World) {
        let olena = admin(&world).await;
        let silent = add_doctor(&world, &olena, PersonForm { email: None, ..person(1) }, &[]).await;
        let make = async |id: &UserId| world.engine.make_password_link(&olena, id).await;
        assert_eq!(refusal(make(&silent).await), Refusal::NoEmail);
        assert_eq!(refusal(make(&"nobody".parse().unwrap()).await), Refusal::NoSuchPerson);
        let moving = add_doctor(&world, &olena, person(2), &[]).await;
        let leaving = add_doctor(&world, &olena, person(3), &[]).await;
        let links = [make(&moving).await.unwrap(), make(&leaving).await.unwrap()];
        let form = PersonForm { email: Some("new@example.com".parse().unwrap()), ..person(2) };
        world.engine.edit_doctor(&olena, &moving, 0, &doctor_form(form, &[])).await.unwrap();
        world.engine.delete_doctor(&olena, &leaving, None).await.unwrap();
        for link in links {
            assert_eq!(refusal(look(&world, &link).await), Refusal::InvalidLink, "it was sent to another mailbox");
        }
        assert_eq!(refusal(make(&leaving).await), Refusal::NoSuchPerson);
    }

    async fn guessing_links_is_slow_and_does_not_hinder_those_who_have_one(world: World) {
        admin(&world).await;
        let token = link_for_olena(&world).await.unwrap();
        assert!(guesses_before_the_throttle(&world, HOME).await >= 60);
        assert!(look(&world, &token).await.is_ok());
        assert_eq!(refusal(world.engine.password_link("", ip(ELSEWHERE)).await), Refusal::InvalidLink);
        world.pass(301);
        assert_eq!(refusal(look(&world, "GUESS").await), Refusal::InvalidLink);
    }

    async fn the_first_administrator_is_made_with_a_link_once(world: World) {
        let token = world.engine.first_admin_link().await.unwrap().unwrap();
        world.engine.check_first_admin_link(&token, ip(HOME)).await.unwrap();
        let weak = NewStaff { password: "password123".to_owned().into(), ..new_admin(EMAIL) };
        let refused = world.engine.create_first_admin(&token, weak, ip(HOME)).await;
        assert_eq!(refusal(refused), Refusal::WeakPassword);
        let courier = NewStaff { role: Role::Courier, ..new_admin(EMAIL) };
        let olena = world.engine.create_first_admin(&token, courier, ip(HOME)).await.unwrap();
        let entered = enter(&world, EMAIL, PASSWORD).await;
        assert_eq!((entered.id, entered.role), (olena, Role::Admin));
        assert_eq!(refusal(create(&world, &token, "second@example.com").await), Refusal::InvalidLink);
        assert_eq!(world.engine.first_admin_link().await.unwrap(), None);
    }

    async fn of_many_who_want_to_be_the_first_administrator_one_becomes_it(world: World) {
        let token = world.engine.first_admin_link().await.unwrap().unwrap();
        let all: Vec<_> = (0..4)
            .map(|number| {
                let (world, token) = (world.clone(), token.clone());
                tokio::spawn(async move { create(&world, &token, &format!("admin{number}@example.com")).await })
            })
            .collect();
        let mut made = 0;
        for outcome in all {
            match outcome.await.unwrap() {
                Ok(_) => made += 1,
                refused => assert_eq!(refusal(refused), Refusal::InvalidLink),
            }
        }
        assert_eq!((made, user::Entity::find().count(&world.db).await.unwrap()), (1, 1));
    }

    async fn the_link_of_the_first_start_is_worth_nothing_once_somebody_administers(world: World) {
        let old = world.engine.first_admin_link().await.unwrap().unwrap();
        let token = world.engine.first_admin_link().await.unwrap().unwrap();
        assert_eq!(refusal(create(&world, &old, EMAIL).await), Refusal::InvalidLink, "a newer one was made");
        world.engine.add_staff(NewStaff { role: Role::Doctor, ..new_admin("d@example.com") }).await.unwrap();
        world.engine.check_first_admin_link(&token, ip(HOME)).await.unwrap();
        assert_eq!(refusal(look(&world, &token).await), Refusal::InvalidLink, "it sets nobody's password");
        let taken = create(&world, &token, "d@example.com").await;
        assert_eq!(refusal(taken), Refusal::EmailTaken);
        world.pass(DAY);
        assert_eq!(refusal(create(&world, &token, EMAIL).await), Refusal::InvalidLink, "a day has passed");
        let token = world.engine.first_admin_link().await.unwrap().unwrap();
        admin(&world).await;
        assert_eq!(refusal(create(&world, &token, "second@example.com").await), Refusal::InvalidLink);
        let password = link_for_olena(&world).await.unwrap();
        assert_eq!(refusal(create(&world, &password, "second@example.com").await), Refusal::InvalidLink);
    }
}
