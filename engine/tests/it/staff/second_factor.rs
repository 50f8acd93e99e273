//! The second factor: every code counts once, and nobody can try them all.

use super::*;
use engine::{
    entity::recovery_code,
    staff::{Enrolment, HalfSignedIn},
};
use sea_orm::PaginatorTrait;
use std::{collections::BTreeSet, time::Duration};
use totp_rs::{Builder, Secret};

/// The code that an authenticator shows `steps` half-minutes from now.
fn code(world: &World, enrolment: &Enrolment, steps: i64) -> String {
    let secret = Secret::try_from_base32(&enrolment.secret).unwrap();
    let seconds = world.engine.now().millis() / 1_000 + steps * 30;
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(seconds.try_into().unwrap()).to_string()
}

/// Switches it on; then time passes, so that the code of now is a fresh one and stays it for half a minute.
async fn enrol(world: &World, user: &UserId) -> (Enrolment, Vec<String>) {
    let enrolment = world.engine.begin_second_factor(user).await.unwrap();
    let first = code(world, &enrolment, 0);
    let recovery = world.engine.confirm_second_factor(user, &first, "").await.unwrap();
    let into_step = u64::try_from(world.engine.now().millis() % 30_000).unwrap();
    world.clock.advance(Duration::from_millis(120_000 - into_step));
    (enrolment, recovery)
}

async fn confirm(world: &World, user: &UserId, code: &str) -> Result<Actor, Error> {
    confirm_from(world, user, code, HOME).await
}

async fn confirm_from(world: &World, user: &UserId, code: &str, address: &str) -> Result<Actor, Error> {
    let half = half_signed_in(world, user).await;
    world.engine.confirm_code(&half, code, ip(address)).await
}

/// Somebody whose password was right just now.
async fn half_signed_in(world: &World, user: &UserId) -> HalfSignedIn {
    let actor = world.engine.actor(user).await.unwrap();
    HalfSignedIn {
        user: user.clone(),
        credentials: actor.map_or(0, |actor| actor.credentials),
    }
}

/// How many of eight who show the same code at the same moment come in.
async fn enter_at_once(world: &World, user: &UserId, code: &str) -> usize {
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (world, user, code) = (world.clone(), user.clone(), code.to_owned());
            tokio::spawn(async move { confirm(&world, &user, &code).await.is_ok() })
        })
        .collect();
    let mut entered = 0;
    for outcome in tries {
        entered += usize::from(outcome.await.unwrap());
    }
    entered
}

on_both_databases! {
    async fn it_is_on_with_the_first_right_code_and_not_before(world: World) {
        let olena = admin(&world).await;
        let enrolment = world.engine.begin_second_factor(&olena.id).await.unwrap();
        let url = &enrolment.otpauth_url;
        assert!(url.starts_with("otpauth://totp/") && url.contains("olena%40example.com") && url.contains(&enrolment.secret));
        let again = world.engine.begin_second_factor(&olena.id).await.unwrap();
        assert_eq!(again.secret, enrolment.secret, "the picture that was scanned is still right");
        let confirm = async |code: &str| world.engine.confirm_second_factor(&olena.id, code, "").await;
        assert_eq!(refusal(confirm(&code(&world, &enrolment, 9)).await), Refusal::WrongCode);
        assert_eq!(refusal(confirm("").await), Refusal::WrongCode);
        assert!(!enter(&world, EMAIL, PASSWORD).await.second_factor);
        let recovery = confirm(&code(&world, &enrolment, 0)).await.unwrap();
        assert_eq!(recovery.iter().collect::<BTreeSet<_>>().len(), 10);
        assert_eq!(world.engine.recovery_codes_left(&olena.id).await.unwrap(), 10);
        assert!(matches!(sign_in(&world, EMAIL, PASSWORD, HOME).await, Ok(SignIn::CodeNeeded(half)) if half.user == olena.id));
        assert_eq!(refusal(world.engine.begin_second_factor(&olena.id).await), Refusal::SecondFactorOn);
        assert_eq!(refusal(confirm(&code(&world, &enrolment, 1)).await), Refusal::SecondFactorOn);
        let rows = recovery_code::Entity::find().all(&world.db).await.unwrap();
        assert!(rows.iter().all(|row| recovery.iter().all(|code| !row.code_hash.contains(code))), "kept as hashes");
    }

    async fn a_secret_that_waits_for_its_first_code_lets_nobody_in(world: World) {
        let olena = admin(&world).await;
        let enrolment = world.engine.begin_second_factor(&olena.id).await.unwrap();
        assert_eq!(refusal(confirm(&world, &olena.id, &code(&world, &enrolment, 0)).await), Refusal::WrongCode);
        let nobody = "nobody".parse().unwrap();
        assert_eq!(refusal(confirm(&world, &nobody, "123456").await), Refusal::WrongCode);
        assert_eq!(refusal(world.engine.begin_second_factor(&nobody).await), Refusal::NoSuchPerson);
    }

    async fn a_code_counts_once(world: World) {
        let olena = admin(&world).await;
        let enrolment = world.engine.begin_second_factor(&olena.id).await.unwrap();
        let first = code(&world, &enrolment, 0);
        world.engine.confirm_second_factor(&olena.id, &first, "").await.unwrap();
        assert_eq!(refusal(confirm(&world, &olena.id, &first).await), Refusal::WrongCode, "it was used to switch on");
        world.pass(120);
        let fresh = code(&world, &enrolment, 0);
        let spaced = format!(" {} {} ", &fresh[..3], &fresh[3..]);
        let entered = confirm(&world, &olena.id, &spaced).await.unwrap();
        assert!(entered.second_factor && entered.id == olena.id);
        assert_eq!(refusal(confirm(&world, &olena.id, &fresh).await), Refusal::WrongCode);
        world.pass(30);
        confirm(&world, &olena.id, &code(&world, &enrolment, 0)).await.unwrap();
    }

    async fn a_code_counts_once_also_for_those_who_come_at_the_same_moment(world: World) {
        let olena = admin(&world).await;
        let (enrolment, recovery) = enrol(&world, &olena.id).await;
        assert_eq!(enter_at_once(&world, &olena.id, &code(&world, &enrolment, 0)).await, 1);
        world.pass(3_600);
        assert_eq!(enter_at_once(&world, &olena.id, &recovery[0]).await, 1);
        assert_eq!(world.engine.recovery_codes_left(&olena.id).await.unwrap(), 9);
    }

    async fn a_clock_may_be_one_step_off_and_no_more(world: World) {
        let olena = admin(&world).await;
        let (enrolment, _) = enrol(&world, &olena.id).await;
        let codes = [-2, -1, 0, 1, 3].map(|steps| code(&world, &enrolment, steps));
        for far in [&codes[0], &codes[4]] {
            assert_eq!(refusal(confirm(&world, &olena.id, far).await), Refusal::WrongCode);
        }
        for near in &codes[1..4] {
            confirm(&world, &olena.id, near).await.unwrap();
        }
        for used in &codes[1..4] {
            assert_eq!(refusal(confirm(&world, &olena.id, used).await), Refusal::WrongCode);
        }
    }

    async fn a_recovery_code_counts_once_however_it_is_written(world: World) {
        let olena = admin(&world).await;
        let (_, recovery) = enrol(&world, &olena.id).await;
        confirm(&world, &olena.id, &recovery[0]).await.unwrap();
        assert_eq!(refusal(confirm(&world, &olena.id, &recovery[0]).await), Refusal::WrongCode);
        let by_hand = format!("{}-{} ", &recovery[1][..5], &recovery[1][5..]).to_lowercase();
        confirm(&world, &olena.id, &by_hand).await.unwrap();
        assert_eq!(world.engine.recovery_codes_left(&olena.id).await.unwrap(), 8);
        let petro = world.engine.add_staff(new_admin("petro@example.com")).await.unwrap();
        enrol(&world, &petro).await;
        assert_eq!(refusal(confirm(&world, &petro, &recovery[2]).await), Refusal::WrongCode, "it is somebody else's");
        // Right ones are not counted as tries.
        for code in &recovery[2..] {
            confirm(&world, &olena.id, code).await.unwrap();
        }
        assert_eq!(world.engine.recovery_codes_left(&olena.id).await.unwrap(), 0);
    }

    async fn five_wrong_codes_shut_the_door_and_time_opens_it(world: World) {
        let olena = admin(&world).await;
        let (enrolment, recovery) = enrol(&world, &olena.id).await;
        let wrong = code(&world, &enrolment, 99);
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"] {
            let outcome = confirm_from(&world, &olena.id, &wrong, address).await;
            assert_eq!(refusal(outcome), Refusal::WrongCode, "the switching on was no wrong try");
        }
        assert!(is_throttled(confirm(&world, &olena.id, &code(&world, &enrolment, 0)).await));
        assert!(is_throttled(confirm_from(&world, &olena.id, &recovery[0], ELSEWHERE).await));
        let failed = log(&world, &["LOGIN_FAILED"]).await;
        assert_eq!(failed.len(), 5);
        assert!(failed.iter().all(|entry| entry.user_id.as_deref() == Some(olena.id.as_str())));
        assert!(failed.iter().all(|entry| !entry.message.contains(&wrong)
            && !entry.metadata.as_deref().unwrap_or_default().contains(&wrong)));
        world.pass(121);
        confirm(&world, &olena.id, &code(&world, &enrolment, 0)).await.unwrap();
        assert_eq!(log(&world, &["LOGIN_SUCCESS"]).await.len(), 1);
    }

    async fn a_password_that_was_changed_meanwhile_is_worth_no_code(world: World) {
        let olena = admin(&world).await;
        let (enrolment, _) = enrol(&world, &olena.id).await;
        let half = half_signed_in(&world, &olena.id).await;
        world
            .engine
            .change_password(&olena.id, PASSWORD.to_owned().into(), NEW_PASSWORD.to_owned().into(), "")
            .await
            .unwrap();
        let outcome = world.engine.confirm_code(&half, &code(&world, &enrolment, 0), ip(HOME)).await;
        assert_eq!(refusal(outcome), Refusal::WrongCode);
        confirm(&world, &olena.id, &code(&world, &enrolment, 0)).await.unwrap();
    }

    async fn what_was_signed_in_without_it_ends_when_it_is_switched_on(world: World) {
        let olena = admin(&world).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        enrol(&world, &olena.id).await;
        assert_eq!(world.engine.actor_of_token(&tokens.access).await.unwrap(), None);
        let now = world.engine.actor(&olena.id).await.unwrap().unwrap();
        assert_ne!(now.credentials, olena.credentials, "and so does every session of before");
    }

    async fn a_siege_from_everywhere_does_not_keep_out_whoever_has_a_second_factor(world: World) {
        let olena = admin(&world).await;
        enrol(&world, &olena.id).await;
        for number in 0..60 {
            let address = format!("198.51.100.{number}");
            assert_eq!(refusal(sign_in(&world, EMAIL, "не той", &address).await), Refusal::WrongCredentials);
        }
        assert!(matches!(sign_in(&world, EMAIL, PASSWORD, HOME).await, Ok(SignIn::CodeNeeded(_))));
    }

    async fn switching_it_off_asks_for_the_password(world: World) {
        let olena = admin(&world).await;
        let (enrolment, recovery) = enrol(&world, &olena.id).await;
        let remove = async |password: &str| {
            world.engine.remove_second_factor(&olena.id, password.to_owned().into()).await
        };
        assert_eq!(refusal(remove("не той").await), Refusal::WrongPassword);
        assert_eq!(refusal(remove(&code(&world, &enrolment, 0)).await), Refusal::WrongPassword);
        assert!(matches!(sign_in(&world, EMAIL, PASSWORD, HOME).await, Ok(SignIn::CodeNeeded(_))));
        remove(PASSWORD).await.unwrap();
        assert!(!enter(&world, EMAIL, PASSWORD).await.second_factor);
        assert_eq!(recovery_code::Entity::find().count(&world.db).await.unwrap(), 0);
        assert_eq!(refusal(confirm(&world, &olena.id, &recovery[0]).await), Refusal::WrongCode);
        let again = world.engine.begin_second_factor(&olena.id).await.unwrap();
        assert_ne!(again.secret, enrolment.secret);
        let told = log(&world, &["CREDENTIALS_CHANGED"]).await;
        assert_eq!(told.len(), 2, "on and off");
        assert!(told.iter().all(|entry| !format!("{entry:?}").contains(&enrolment.secret)));
    }
}
