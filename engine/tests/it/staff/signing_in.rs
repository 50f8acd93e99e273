//! Signing in with a password: the same answer to all who may not, and no number of guesses that leads anywhere.

use super::*;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use sea_orm::PaginatorTrait;

/// How we made hashes once.
fn hash_of_the_past() -> String {
    let params = Params::new(4_096, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}

async fn kept_hash(world: &World, user: &UserId) -> String {
    user_row(world, user).await.password_hash.unwrap()
}

on_both_databases! {
    async fn a_right_password_enters_and_nothing_else_does(world: World) {
        let olena = admin(&world).await;
        assert_eq!(olena.role, Role::Admin);
        for email in [EMAIL, "  Olena@EXAMPLE.com "] {
            assert_eq!(enter(&world, email, PASSWORD).await, olena);
        }
        for wrong in ["", "password123", &PASSWORD.to_uppercase(), &format!("{PASSWORD} ")] {
            assert_eq!(refusal(sign_in(&world, EMAIL, wrong, HOME).await), Refusal::WrongCredentials);
        }
        assert_eq!(refusal(sign_in(&world, EMAIL, &"я".repeat(50_000), HOME).await), Refusal::WrongCredentials);
    }

    async fn an_account_that_does_not_exist_answers_like_one_with_another_password(world: World) {
        let olena = admin(&world).await;
        let no_password = person(1);
        let email = no_password.email.as_ref().unwrap().to_string();
        add_doctor(&world, &olena, no_password, &[]).await;
        for email in [email.as_str(), "nobody@example.com", "", "olena", "a\0b@example.com", &"x".repeat(100_000)] {
            assert_eq!(refusal(sign_in(&world, email, PASSWORD, HOME).await), Refusal::WrongCredentials);
        }
    }

    async fn whoever_was_deleted_cannot_sign_in(world: World) {
        let olena = admin(&world).await;
        let doctor = add_doctor(&world, &olena, person_with_password(1), &[]).await;
        assert_eq!(enter(&world, "person1@example.com", PASSWORD).await.id, doctor);
        world.engine.delete_doctor(&olena, &doctor, None).await.unwrap();
        assert_eq!(refusal(sign_in(&world, "person1@example.com", PASSWORD, HOME).await), Refusal::WrongCredentials);
        assert_eq!(world.engine.actor(&doctor).await.unwrap(), None);
    }

    async fn five_wrong_tries_shut_the_door_for_one_address_and_time_opens_it(world: World) {
        admin(&world).await;
        for _ in 0..5 {
            assert_eq!(refusal(sign_in(&world, EMAIL, "не той", HOME).await), Refusal::WrongCredentials);
        }
        assert!(is_throttled(sign_in(&world, EMAIL, PASSWORD, HOME).await), "the right one comes too late");
        assert!(sign_in(&world, EMAIL, PASSWORD, ELSEWHERE).await.is_ok(), "another address is another door");
        world.pass(61);
        assert_eq!(refusal(sign_in(&world, EMAIL, "не той", HOME).await), Refusal::WrongCredentials);
        assert!(is_throttled(sign_in(&world, EMAIL, PASSWORD, HOME).await), "one try has leaked out, not five");
        world.pass(61);
        enter(&world, EMAIL, PASSWORD).await;
    }

    async fn right_tries_are_not_counted(world: World) {
        admin(&world).await;
        for _ in 0..4 {
            assert_eq!(refusal(sign_in(&world, EMAIL, "не той", HOME).await), Refusal::WrongCredentials);
        }
        for _ in 0..7 {
            enter(&world, EMAIL, PASSWORD).await;
        }
        assert_eq!(refusal(sign_in(&world, EMAIL, "не той", HOME).await), Refusal::WrongCredentials);
        assert!(is_throttled(sign_in(&world, EMAIL, "не той", HOME).await), "nor do they wash off the wrong ones");
    }

    async fn accounts_that_do_not_exist_are_throttled_too(world: World) {
        for _ in 0..5 {
            assert_eq!(refusal(sign_in(&world, "nobody@example.com", "не той", HOME).await), Refusal::WrongCredentials);
        }
        assert!(is_throttled(sign_in(&world, "Nobody@example.com", "не той", HOME).await));
    }

    async fn thirty_tries_at_once_get_no_more_than_five_in_a_row(world: World) {
        admin(&world).await;
        let tries: Vec<_> = (0..30)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { sign_in(&world, EMAIL, "не той", HOME).await })
            })
            .collect();
        let mut tried = 0;
        for outcome in tries {
            let outcome = refusal(outcome.await.unwrap());
            if outcome == Refusal::WrongCredentials {
                tried += 1;
            } else {
                assert!(matches!(outcome, Refusal::TooManyAttempts { .. }), "{outcome}");
            }
        }
        assert_eq!(tried, 5);
    }

    async fn a_siege_from_fifty_addresses_does_not_keep_out_a_browser_that_was_here_before(world: World) {
        world.stop_time();
        let olena = admin(&world).await;
        let petro = add_doctor(&world, &olena, person_with_password(1), &[]).await;
        let remember = async |user: &UserId, has: Option<&str>| world.engine.remember_browser(user, has).await.unwrap();
        let browser = remember(&olena.id, None).await.unwrap();
        let somebody_elses = remember(&petro, Some(&browser)).await.unwrap();
        assert_eq!(remember(&olena.id, Some(&browser)).await, None, "it has its token already");
        for host in 1..=50 {
            let outcome = sign_in(&world, EMAIL, "не той", &format!("198.51.100.{host}")).await;
            assert_eq!(refusal(outcome), Refusal::WrongCredentials);
        }
        assert!(is_throttled(sign_in(&world, EMAIL, "не той", "198.51.100.51").await), "the account is besieged");
        assert!(is_throttled(sign_in(&world, EMAIL, PASSWORD, HOME).await), "a stranger has to wait");
        let with = |token: &str| Attempt { browser: Some(token.to_owned()), ..attempt(EMAIL, PASSWORD, HOME) };
        assert!(is_throttled(world.engine.sign_in(with(&somebody_elses)).await));
        assert!(is_throttled(world.engine.sign_in(with("ABC")).await));
        assert!(matches!(world.engine.sign_in(with(&browser)).await, Ok(SignIn::Done(_))));
        assert!(sign_in(&world, "person1@example.com", PASSWORD, HOME).await.is_ok(), "other accounts suffer nothing");
        world.pass(61);
        enter(&world, EMAIL, PASSWORD).await;
    }

    async fn the_log_knows_whose_sign_in_it_was_and_nothing_that_was_typed(world: World) {
        let olena = admin(&world).await;
        sign_in(&world, EMAIL, "не той пароль", HOME).await.unwrap_err();
        sign_in(&world, PASSWORD, "не той пароль", HOME).await.unwrap_err();
        enter(&world, EMAIL, PASSWORD).await;
        world.pass(1);
        world.engine.log_unauthorized(Some(&olena.id), "/admin/{page}", ip(HOME)).await.unwrap();
        let log = log(&world, &["LOGIN_FAILED", "LOGIN_SUCCESS", "UNAUTHORIZED_ACCESS"]).await;
        let told: Vec<_> = log.iter().map(|entry| (entry.kind.as_str(), entry.user_id.as_deref())).collect();
        let id = Some(olena.id.as_str());
        let (failed, entered) = ("LOGIN_FAILED", "LOGIN_SUCCESS");
        assert_eq!(told, [(failed, id), (failed, None), (entered, id), ("UNAUTHORIZED_ACCESS", id)]);
        for entry in log {
            assert_eq!(entry.category, "security");
            assert!(entry.metadata.as_deref().unwrap().contains(HOME));
            let text = format!("{entry:?}").to_lowercase();
            for secret in [EMAIL, PASSWORD, "не той пароль"] {
                assert!(!text.contains(&secret.to_lowercase()), "{text}");
            }
        }
    }

    async fn a_password_that_anybody_would_try_makes_no_account(world: World) {
        let refused = async |password: String| {
            refusal(world.engine.add_staff(NewStaff { password: password.into(), ..new_admin(EMAIL) }).await)
        };
        for weak in ["password123", "12345678", EMAIL, "Коваль Олена Ігорівна", "Ортомат1", "admin123"] {
            assert_eq!(refused(weak.to_owned()).await, Refusal::WeakPassword, "{weak}");
        }
        for length in ["", "k3#xQ7v", &"я".repeat(513), &"x9".repeat(50_000)] {
            assert_eq!(refused(length.to_owned()).await, Refusal::PasswordLength);
        }
        assert_eq!(user::Entity::find().count(&world.db).await.unwrap(), 0);
        let long = format!("{PASSWORD} {}", "довгий ".repeat(70));
        world.engine.add_staff(NewStaff { password: long.clone().into(), ..new_admin(EMAIL) }).await.unwrap();
        enter(&world, EMAIL, &long).await;
    }

    async fn a_weak_hash_of_the_past_is_made_anew_by_its_owner(world: World) {
        let olena = admin(&world).await;
        let old = hash_of_the_past();
        execute(&world, &format!("UPDATE users SET password_hash = '{old}'")).await;
        sign_in(&world, EMAIL, "не той", HOME).await.unwrap_err();
        assert_eq!(kept_hash(&world, &olena.id).await, old);
        enter(&world, EMAIL, PASSWORD).await;
        assert!(kept_hash(&world, &olena.id).await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        enter(&world, EMAIL, PASSWORD).await;
    }

    async fn a_sign_in_that_renews_the_hash_does_not_bring_an_old_password_back(world: World) {
        admin(&world).await;
        execute(&world, &format!("UPDATE users SET password_hash = '{}'", hash_of_the_past())).await;
        let link = link_for_olena(&world).await.unwrap();
        let (_entered, changed) = tokio::join!(
            sign_in(&world, EMAIL, PASSWORD, HOME),
            world.engine.set_password_by_link(&link, NEW_PASSWORD.to_owned().into(), ip(HOME)),
        );
        changed.unwrap();
        enter(&world, EMAIL, NEW_PASSWORD).await;
        assert_eq!(refusal(sign_in(&world, EMAIL, PASSWORD, HOME).await), Refusal::WrongCredentials);
    }
}
