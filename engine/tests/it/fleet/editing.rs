//! Ortomats are added and changed, and never lose what somebody still needs.

use super::*;

on_both_databases! {
    async fn an_ortomat_is_added_with_grey_cells_and_sells_nothing_yet(world: World) {
        let olena = admin(&world).await;
        let id = world.engine.add_ortomat(&olena, &form("  Лікарня  ", 8)).await.unwrap();
        let cells = cells_of(&world, &id).await;
        assert_eq!(cells.iter().map(|cell| cell.number).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
        assert!(cells.iter().all(|cell| cell.product_id.is_none() && !cell.filled && cell.blocked_reason.is_none()));
        let catalog = world.engine.catalog(&id, None).await.unwrap();
        assert_eq!((catalog.ortomat.name.as_str(), catalog.ortomat.city.as_deref(), catalog.offers.len()), ("Лікарня", Some("Вінниця"), 0));
        let entry = told(&world, "FLEET_CHANGED").await.pop().unwrap();
        assert_eq!((entry.user_id.as_deref(), entry.ortomat_id.as_deref()), (Some(olena.id.as_str()), Some(id.as_str())));
        assert_eq!((entry.category.as_str(), entry.message.as_str()), ("system", "Додано ортомат: Лікарня"));
        for wrong in [form("", 8), form("Лікарня", 0), form("Лікарня", 38), form("Лікар\nня", 8), form(&"я".repeat(121), 8)] {
            assert!(wrong.cleaned().is_err());
            assert_eq!(refusal(world.engine.add_ortomat(&olena, &wrong).await), Refusal::InvalidForm);
        }
    }

    async fn a_form_that_is_sent_twice_adds_one_ortomat(world: World) {
        let olena = admin(&world).await;
        let key = world.engine.new_idempotency_key().unwrap();
        let form = form("Лікарня", 3);
        let add = || world.engine.add_ortomat_once(&olena, &key, &form);
        let (first, second) = tokio::join!(add(), add());
        let third = add().await;
        let id = first.unwrap();
        assert_eq!((&second.unwrap(), &third.unwrap()), (&id, &id));
        assert_eq!(cells_of(&world, &id).await.len(), 3);
        let other = super::form("Інша лікарня", 3);
        assert_eq!(refusal(world.engine.add_ortomat_once(&olena, &key, &other).await), Refusal::KeyReused);
        assert_eq!(told(&world, "FLEET_CHANGED").await.len(), 1);
    }

    async fn an_ortomat_grows_and_shrinks_only_by_cells_that_nobody_uses(world: World) {
        let olena = admin(&world).await;
        let id = world.engine.add_ortomat(&olena, &form("Лікарня", 3)).await.unwrap();
        let kept = cells_of(&world, &id).await;
        world.engine.edit_ortomat(&olena, &id, 0, &form("Лікарня", 5)).await.unwrap();
        let grown = cells_of(&world, &id).await;
        assert_eq!((grown.len(), &grown[..3]), (5, &kept[..]));
        execute(&world, &format!("UPDATE cells SET product_id = '{PRODUCT}' WHERE ortomat_id = '{id}' AND number = 4")).await;
        assert_eq!(refusal(world.engine.edit_ortomat(&olena, &id, 1, &form("Лікарня", 3)).await), Refusal::CellsInUse);
        assert_eq!(cells_of(&world, &id).await.len(), 5, "nothing was done by halves");
        world.engine.edit_ortomat(&olena, &id, 1, &form("Лікарня", 4)).await.unwrap();
        execute(&world, &format!("UPDATE cells SET product_id = NULL WHERE ortomat_id = '{id}'")).await;
        world.engine.edit_ortomat(&olena, &id, 2, &form("Лікарня", 1)).await.unwrap();
        assert_eq!(cells_of(&world, &id).await, &kept[..1]);
        let entry = told(&world, "FLEET_CHANGED").await.pop().unwrap();
        assert!(entry.metadata.unwrap().contains(r#""fields":"totalCells""#));
    }

    async fn a_cell_that_somebody_is_buying_from_is_not_cut_off(world: World) {
        let olena = admin(&world).await;
        let order = world.place().await;
        // However the product got out of the cell meanwhile.
        execute(&world, "UPDATE cells SET filled = FALSE, product_id = NULL").await;
        execute(&world, &format!("UPDATE sales SET cell_number = 3 WHERE id = '{order}'")).await;
        assert_eq!(refusal(world.engine.edit_ortomat(&olena, &here(), 0, &form("Лікарня", 2)).await), Refusal::CellsInUse);
        execute(&world, "UPDATE sales SET phase = 'failed', deadline_at = NULL").await;
        world.engine.edit_ortomat(&olena, &here(), 0, &form("Лікарня", 2)).await.unwrap();
        assert_eq!(cells_of(&world, &here()).await.len(), 2);
    }

    async fn cells_that_the_earlier_system_never_made_are_made_by_the_next_edit(world: World) {
        let olena = admin(&world).await;
        let full = cells_of(&world, &here()).await;
        world.engine.edit_ortomat(&olena, &here(), 0, &form("Ортомат №1", 37)).await.unwrap();
        let cells = cells_of(&world, &here()).await;
        assert_eq!((cells.len(), &cells[..3]), (37, &full[..]));
    }

    async fn who_saves_must_have_seen_the_last_edit(world: World) {
        let olena = admin(&world).await;
        world.engine.edit_ortomat(&olena, &here(), 0, &form("Перша назва", 37)).await.unwrap();
        assert_eq!(refusal(world.engine.edit_ortomat(&olena, &here(), 0, &form("Друга назва", 37)).await), Refusal::EditConflict);
        let details = world.engine.ortomat_details(&olena, &here()).await.unwrap();
        assert_eq!((details.row.line.name.as_str(), details.version), ("Перша назва", 1));
        let nowhere = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.edit_ortomat(&olena, &nowhere, 0, &form("Ніде", 1)).await), Refusal::NoSuchOrtomat);
    }

    async fn an_ortomat_that_was_switched_off_takes_no_orders(world: World) {
        let olena = admin(&world).await;
        let off = OrtomatForm { status: OrtomatStatus::Inactive, ..form("Ортомат №1", 37) };
        world.engine.edit_ortomat(&olena, &here(), 0, &off).await.unwrap();
        assert!(matches!(refusal(world.engine.place_order(world.wish()).await), Refusal::NotSelling(_)));
        world.engine.edit_ortomat(&olena, &here(), 1, &form("Ортомат №1", 37)).await.unwrap();
        world.place().await;
    }

    async fn orders_and_edits_at_the_same_moment_do_not_wait_for_each_other_for_ever(world: World, Options { cells: 20, ..Options::default() }) {
        let olena = admin(&world).await;
        let buying = async {
            for _ in 0..15 {
                world.place().await;
            }
        };
        let editing = async {
            for version in 0..15 {
                let outcome = world.engine.edit_ortomat(&olena, &here(), version, &form(&format!("Назва {version}"), 37)).await;
                outcome.unwrap();
            }
        };
        let shrinking = async {
            for _ in 0..15 {
                let outcome = world.engine.edit_ortomat(&olena, &here(), 99, &form("Менший", 1)).await;
                assert_eq!(refusal(outcome), Refusal::EditConflict);
            }
        };
        tokio::join!(buying, editing, shrinking);
    }
}
