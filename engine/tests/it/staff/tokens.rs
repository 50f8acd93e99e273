//! Bearer tokens: a refresh token works once, and one that is shown twice ends the sign-in.

use super::*;
use engine::{entity::access_token, staff::TokenPair};
use sea_orm::PaginatorTrait;

const ACCESS: u64 = 15 * 60;
const REFRESH: u64 = 7 * 24 * 60 * 60;

async fn holder(world: &World, tokens: &TokenPair) -> Option<Actor> {
    world.engine.actor_of_token(&tokens.access).await.unwrap()
}

async fn refresh(world: &World, tokens: &TokenPair) -> Result<TokenPair, Error> {
    world.engine.refresh_tokens(&tokens.refresh).await
}

on_both_databases! {
    async fn a_pair_is_exchanged_for_a_new_one_and_is_worth_nothing_then(world: World) {
        let olena = admin(&world).await;
        let first = world.engine.issue_tokens(&olena).await.unwrap();
        assert_eq!(first.expires_in.as_secs(), ACCESS);
        assert_eq!(holder(&world, &first).await.as_ref(), Some(&olena));
        let second = refresh(&world, &first).await.unwrap();
        assert_ne!((&first.access, &first.refresh), (&second.access, &second.refresh));
        assert_eq!(holder(&world, &second).await, Some(olena));
        assert_eq!(holder(&world, &first).await, None);
        // Each is only what it is.
        assert_eq!(refusal(world.engine.refresh_tokens(&second.access).await), Refusal::InvalidToken);
        assert_eq!(world.engine.actor_of_token(&second.refresh).await.unwrap(), None);
        let row = access_token::Entity::find().one(&world.db).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains(&second.refresh) && !format!("{row:?}").contains(&second.access));
    }

    async fn a_refresh_token_shown_twice_ends_the_sign_in_of_thief_and_robbed(world: World) {
        let olena = admin(&world).await;
        let elsewhere = world.engine.issue_tokens(&olena).await.unwrap();
        let first = world.engine.issue_tokens(&olena).await.unwrap();
        let second = refresh(&world, &first).await.unwrap();
        assert_eq!(refusal(refresh(&world, &first).await), Refusal::InvalidToken);
        assert_eq!(holder(&world, &second).await, None);
        assert_eq!(refusal(refresh(&world, &second).await), Refusal::InvalidToken);
        assert!(refresh(&world, &elsewhere).await.is_ok(), "other sign-ins have nothing to do with it");
    }

    async fn a_thief_who_exchanges_more_often_than_once_does_not_outrun_the_robbed(world: World) {
        let olena = admin(&world).await;
        let robbed = world.engine.issue_tokens(&olena).await.unwrap();
        let mut thief = refresh(&world, &robbed).await.unwrap();
        for _ in 0..3 {
            thief = refresh(&world, &thief).await.unwrap();
        }
        assert_eq!(refusal(refresh(&world, &robbed).await), Refusal::InvalidToken);
        assert_eq!(holder(&world, &thief).await, None);
        assert_eq!(access_token::Entity::find().count(&world.db).await.unwrap(), 0);
    }

    async fn of_many_who_exchange_one_token_at_once_at_most_one_is_answered_and_none_goes_on(world: World) {
        let olena = admin(&world).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        let all: Vec<_> = (0..8)
            .map(|_| {
                let (world, tokens) = (world.clone(), tokens.clone());
                tokio::spawn(async move { refresh(&world, &tokens).await })
            })
            .collect();
        let mut answered = Vec::new();
        for outcome in all {
            match outcome.await.unwrap() {
                Ok(pair) => answered.push(pair),
                refused => assert_eq!(refusal(refused), Refusal::InvalidToken),
            }
        }
        assert_eq!(answered.len(), 1);
        assert_eq!(holder(&world, &answered[0]).await, None);
    }

    async fn tokens_expire(world: World) {
        let olena = admin(&world).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        world.pass(ACCESS + 1);
        assert_eq!(holder(&world, &tokens).await, None);
        world.pass(REFRESH - ACCESS - 60);
        let tokens = refresh(&world, &tokens).await.unwrap();
        assert!(holder(&world, &tokens).await.is_some());
        world.pass(REFRESH + 1);
        assert_eq!(refusal(refresh(&world, &tokens).await), Refusal::InvalidToken);
    }

    async fn a_revoked_token_is_worth_nothing_and_neither_is_its_twin(world: World) {
        let olena = admin(&world).await;
        let tokens = world.engine.issue_tokens(&olena).await.unwrap();
        world.engine.revoke_token(&tokens.access).await.unwrap();
        world.engine.revoke_token(&tokens.access).await.unwrap();
        assert_eq!(holder(&world, &tokens).await, None);
        assert_eq!(refusal(refresh(&world, &tokens).await), Refusal::InvalidToken);
    }

    async fn a_deleted_persons_tokens_are_dead_and_a_demoted_ones_say_so(world: World) {
        let olena = admin(&world).await;
        let id = add_courier(&world, &olena, person_with_password(1), &[]).await;
        let tokens = world.engine.issue_tokens(&world.engine.actor(&id).await.unwrap().unwrap()).await.unwrap();
        assert_eq!(holder(&world, &tokens).await.unwrap().role, Role::Courier);
        execute(&world, &format!("UPDATE users SET role = 'DOCTOR' WHERE id = '{id}'")).await;
        assert_eq!(holder(&world, &tokens).await.unwrap().role, Role::Doctor);
        world.engine.delete_doctor(&olena, &id, None).await.unwrap();
        assert_eq!(holder(&world, &tokens).await, None);
        assert_eq!(refusal(refresh(&world, &tokens).await), Refusal::InvalidToken);
    }

    async fn what_was_never_a_token_is_refused(world: World) {
        for text in ["", "ortomat_rt_", "ortomat_rt__", "ortomat_rt_A_B", "ortomat_rt_\0_\0", &"_".repeat(100_000)] {
            assert_eq!(refusal(world.engine.refresh_tokens(text).await), Refusal::InvalidToken);
            assert_eq!(world.engine.actor_of_token(text).await.unwrap(), None);
            world.engine.revoke_token(text).await.unwrap();
        }
    }
}
