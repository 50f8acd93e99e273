//! Sessions: how long they live, what ends them, and that nothing brings them back.

use super::*;
use engine::entity::{access_token, known_browser, login_throttle, one_time_link, session};
use sea_orm::PaginatorTrait;

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

on_both_databases! {
    async fn a_session_holds_what_was_kept_in_it_last(world: World) {
        let olena = admin(&world).await;
        let session = open_session(&world, &olena, "cookie", false).await;
        assert_eq!(world.engine.load_session(&session).await.unwrap().unwrap(), b"cookie");
        world.engine.save_session(&session, b"new\0bytes".to_vec()).await.unwrap();
        assert_eq!(world.engine.load_session(&session).await.unwrap().unwrap(), b"new\0bytes");
        assert!(!lives(&world, "cookie").await, "the cookie itself is no key of the table");
        let row = session::Entity::find().one(&world.db).await.unwrap().unwrap();
        assert!(!row.id.contains("cookie"));
    }

    async fn a_session_ends_when_it_is_not_used_and_at_the_latest_after_a_day(world: World) {
        let olena = admin(&world).await;
        let idle = open_session(&world, &olena, "idle", false).await;
        let used = open_session(&world, &olena, "used", false).await;
        world.pass(11 * HOUR);
        assert!(lives(&world, &used).await);
        world.pass(HOUR);
        assert!(!lives(&world, &idle).await);
        world.pass(10 * HOUR);
        assert!(lives(&world, &used).await, "22 hours of work");
        world.pass(2 * HOUR);
        assert!(!lives(&world, &used).await, "a day is over");
    }

    async fn a_remembered_session_lives_for_weeks_of_use_but_not_for_ever(world: World) {
        let olena = admin(&world).await;
        let idle = open_session(&world, &olena, "idle", true).await;
        let used = open_session(&world, &olena, "used", true).await;
        for _ in 0..4 {
            world.pass(13 * DAY);
            assert!(lives(&world, &used).await);
        }
        assert!(!lives(&world, &idle).await);
        world.pass(8 * DAY);
        assert!(!lives(&world, &used).await);
    }

    async fn nobodys_session_lives_for_half_an_hour(world: World) {
        let id = session_key("anonymous");
        world.engine.create_session(&id, b"draft".to_vec(), None).await.unwrap();
        world.pass(29 * 60);
        assert!(lives(&world, &id).await);
        world.pass(60);
        assert!(!lives(&world, &id).await);
    }

    async fn nothing_brings_an_ended_session_back(world: World) {
        let olena = admin(&world).await;
        let ended = open_session(&world, &olena, "ended", false).await;
        let expired = open_session(&world, &olena, "expired", false).await;
        let other = world.another_process().await;
        other.end_session(&olena.id, &ended).await.unwrap();
        world.pass(13 * HOUR);
        for id in [&ended, &expired] {
            world.engine.save_session(id, b"still here".to_vec()).await.unwrap();
            assert!(!lives(&world, id).await);
        }
        assert!(session::Entity::find_by_id(&ended).one(&world.db).await.unwrap().is_none());
        // Ending twice is no error.
        world.engine.delete_session(&ended).await.unwrap();
    }

    async fn changing_a_password_ends_everything_but_the_session_that_asked(world: World) {
        let olena = admin(&world).await;
        let here = open_session(&world, &olena, "here", false).await;
        let lost_phone = open_session(&world, &olena, "lost phone", true).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        let change = async |old: &str, new: &str| {
            world.engine.change_password(&olena.id, old.to_owned().into(), new.to_owned().into(), &here).await
        };
        assert_eq!(refusal(change("не той", NEW_PASSWORD).await), Refusal::WrongPassword);
        assert_eq!(refusal(change(PASSWORD, "password123").await), Refusal::WeakPassword);
        assert_eq!(refusal(change(PASSWORD, "k3#x").await), Refusal::PasswordLength);
        assert!(lives(&world, &lost_phone).await, "nothing has happened yet");
        change(PASSWORD, NEW_PASSWORD).await.unwrap();
        assert!(lives(&world, &here).await && !lives(&world, &lost_phone).await);
        assert_eq!(world.engine.actor_of_token(&tokens.access).await.unwrap(), None);
        assert_eq!(refusal(sign_in(&world, EMAIL, PASSWORD, HOME).await), Refusal::WrongCredentials);
        enter(&world, EMAIL, NEW_PASSWORD).await;
        assert_eq!(log(&world, &["CREDENTIALS_CHANGED"]).await.len(), 1);
        for _ in 0..4 {
            assert_eq!(refusal(change(PASSWORD, "x").await), Refusal::WrongPassword);
        }
        assert!(is_throttled(change(NEW_PASSWORD, PASSWORD).await), "an open browser is no place to guess");
    }

    async fn deleting_a_person_ends_their_sessions_at_once(world: World) {
        let olena = admin(&world).await;
        let id = add_courier(&world, &olena, person_with_password(1), &[]).await;
        let courier = world.engine.actor(&id).await.unwrap().unwrap();
        let session = open_session(&world, &courier, "his", true).await;
        world.engine.delete_courier(&olena, &id, None).await.unwrap();
        assert!(!lives(&world, &session).await);
        assert_eq!(world.engine.actor(&id).await.unwrap(), None);
    }

    async fn a_new_password_or_e_mail_from_an_administrator_ends_sessions_and_a_new_name_does_not(world: World) {
        let olena = admin(&world).await;
        let id = add_doctor(&world, &olena, person_with_password(1), &[]).await;
        let doctor = world.engine.actor(&id).await.unwrap().unwrap();
        let renamed = PersonForm { name: PersonName::read("Шевчук", "Ірина", "").unwrap(), ..person(1) };
        let new_email = PersonForm { email: Some("new@example.com".parse().unwrap()), ..person(1) };
        let forms = [(renamed, true), (person_with_password(1), false), (new_email, false)];
        for (version, (form, goes_on)) in (0..).zip(forms) {
            let session = open_session(&world, &doctor, &format!("session {version}"), false).await;
            world.engine.edit_doctor(&olena, &id, version, &doctor_form(form, &[])).await.unwrap();
            assert_eq!(lives(&world, &session).await, goes_on, "edit {version}");
        }
        enter(&world, "new@example.com", PASSWORD).await;
    }

    async fn a_role_that_was_taken_away_is_gone_with_the_next_look(world: World) {
        let olena = admin(&world).await;
        execute(&world, "UPDATE users SET role = 'COURIER'").await;
        assert_eq!(world.engine.actor(&olena.id).await.unwrap().unwrap().role, Role::Courier);
        execute(&world, "UPDATE users SET password_hash = NULL").await;
        assert_eq!(world.engine.actor(&olena.id).await.unwrap(), None, "who cannot sign in is nobody");
    }

    async fn people_see_and_end_their_own_sessions_and_nobody_elses(world: World) {
        let olena = admin(&world).await;
        let petro = world.engine.add_staff(new_admin("petro@example.com")).await.unwrap();
        let petro = world.engine.actor(&petro).await.unwrap().unwrap();
        let laptop = open_session(&world, &olena, "laptop", true).await;
        world.pass(2);
        let phone = open_session(&world, &olena, "phone", false).await;
        let tablet = open_session(&world, &olena, "tablet", false).await;
        let his = open_session(&world, &petro, "his", false).await;
        world.pass(61);
        lives(&world, &laptop).await;
        let open = world.engine.sessions_of(&olena.id, &laptop).await.unwrap();
        assert_eq!(open.len(), 3);
        assert_eq!((open[0].id.as_str(), open[0].current), (laptop.as_str(), true), "used last");
        assert_eq!((open[0].agent.as_str(), open[0].address.as_str()), ("Firefox laptop", HOME));
        assert!(open[0].seen_at > open[0].created_at);
        assert!(open.iter().filter(|session| session.current).count() == 1);
        assert_eq!(refusal(world.engine.end_session(&olena.id, &his).await), Refusal::NoSuchSession);
        world.engine.end_session(&olena.id, &tablet).await.unwrap();
        assert!(!lives(&world, &tablet).await && lives(&world, &phone).await);
        world.engine.end_other_sessions(&olena.id, &laptop).await.unwrap();
        assert!(lives(&world, &laptop).await && !lives(&world, &phone).await);
        assert!(lives(&world, &his).await);
        world.pass(13 * HOUR);
        assert!(world.engine.sessions_of(&petro.id, &his).await.unwrap().is_empty(), "an expired one is not listed");
    }

    async fn what_has_expired_is_forgotten(world: World) {
        let olena = admin(&world).await;
        open_session(&world, &olena, "cookie", true).await;
        world.engine.issue_tokens(&olena).await.unwrap();
        world.engine.remember_browser(&olena.id, None).await.unwrap();
        link_for_olena(&world).await.unwrap();
        sign_in(&world, EMAIL, "не той", HOME).await.unwrap_err();
        world.pass(181 * DAY);
        // Its jobs look around at the start.
        world.another_process().await;
        world.eventually("all five tables are empty", async |world| {
            let rows = session::Entity::find().count(&world.db).await.unwrap()
                + access_token::Entity::find().count(&world.db).await.unwrap()
                + known_browser::Entity::find().count(&world.db).await.unwrap()
                + one_time_link::Entity::find().count(&world.db).await.unwrap()
                + login_throttle::Entity::find().count(&world.db).await.unwrap();
            (rows == 0).then_some(())
        }).await;
        enter(&world, EMAIL, PASSWORD).await;
    }
}
