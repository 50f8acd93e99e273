//! Devices get secrets, new secrets, and lose them; what they tell of themselves is kept for a week.

use super::*;
use domain::{Timestamp, id::DeviceId};
use engine::devices::{DeviceToken, Vitals};
use std::time::Duration;

const HOUR: u64 = 60 * 60;

fn locker() -> DeviceId {
    "locker-01".parse().unwrap()
}

async fn gets_in(world: &World, token: &DeviceToken) -> bool {
    let known = world
        .engine
        .authenticate_device("locker-01", token.expose())
        .await
        .unwrap();
    known.is_some_and(|(device, ortomat)| device == locker() && ortomat == here())
}

async fn add(world: &World, by: &Actor) -> DeviceToken {
    world.engine.add_device_by(by, &here(), &locker(), None).await.unwrap()
}

on_both_databases! {
    async fn a_devices_secret_is_shown_once_and_kept_nowhere(world: World) {
        let olena = admin(&world).await;
        let token = add(&world, &olena).await;
        assert!(gets_in(&world, &token).await && !gets_in(&world, &DeviceToken::random()).await);
        let row = world.engine.devices_of(&olena, &here()).await.unwrap().pop().unwrap();
        assert_eq!((row.id, row.online, row.last_seen, row.revoked_at, row.old_secret_until), (locker(), false, None, None, None));
        assert_eq!(refusal(world.engine.add_device_by(&olena, &here(), &locker(), None).await), Refusal::DeviceExists);
        let nowhere = "nowhere".parse().unwrap();
        assert_eq!(refusal(world.engine.add_device_by(&olena, &nowhere, &locker(), None).await), Refusal::NoSuchOrtomat);
        assert_eq!(refusal(world.engine.devices_of(&olena, &nowhere).await), Refusal::NoSuchOrtomat);
        let entries = format!("{:?}", told(&world, "FLEET_CHANGED").await);
        assert!(entries.contains("Додано пристрій: locker-01") && !entries.contains(token.expose()));
        let chosen = DeviceToken::chosen("its own secret of the field").unwrap();
        let other: DeviceId = "locker-02".parse().unwrap();
        world.engine.add_device_by(&olena, &here(), &other, Some(chosen)).await.unwrap();
        assert!(world.engine.authenticate_device("locker-02", "its own secret of the field").await.unwrap().is_some());
    }

    async fn a_device_in_the_field_may_come_with_its_old_secret_for_a_day(world: World) {
        let olena = admin(&world).await;
        let old = add(&world, &olena).await;
        let new = world.engine.rotate_device_token(&olena, &locker()).await.unwrap();
        assert!(gets_in(&world, &old).await && gets_in(&world, &new).await);
        let row = world.engine.devices_of(&olena, &here()).await.unwrap().pop().unwrap();
        assert!(row.old_secret_until.is_some());
        world.pass(24 * HOUR - 60);
        assert!(gets_in(&world, &old).await, "even after the new one was used");
        world.pass(120);
        assert!(!gets_in(&world, &old).await && gets_in(&world, &new).await);
        let row = world.engine.devices_of(&olena, &here()).await.unwrap().pop().unwrap();
        assert_eq!(row.old_secret_until, None);
    }

    async fn a_secret_that_was_made_in_vain_does_not_lock_the_device_out(world: World) {
        let olena = admin(&world).await;
        let field = add(&world, &olena).await;
        let lost = world.engine.rotate_device_token(&olena, &locker()).await.unwrap();
        let second = world.engine.rotate_device_token(&olena, &locker()).await.unwrap();
        assert!(gets_in(&world, &field).await && !gets_in(&world, &lost).await, "nobody has ever come with the lost one");
        assert!(gets_in(&world, &second).await);
        let third = world.engine.rotate_device_token(&olena, &locker()).await.unwrap();
        assert!(!gets_in(&world, &field).await, "the device has learned the second one, which now is the old one");
        assert!(gets_in(&world, &second).await && gets_in(&world, &third).await);
        let nobody = "locker-99".parse().unwrap();
        assert_eq!(refusal(world.engine.rotate_device_token(&olena, &nobody).await), Refusal::NoSuchDevice);
    }

    async fn a_revoked_device_is_cut_off_at_once_and_can_be_taken_back(world: World) {
        let olena = admin(&world).await;
        let token = add(&world, &olena).await;
        let newer = world.engine.rotate_device_token(&olena, &locker()).await.unwrap();
        let mut connection = world.engine.device_connected(locker(), here());
        world.eventually("it is here", async |world| world.engine.devices_of(&olena, &here()).await.unwrap()[0].last_seen).await;
        world.engine.revoke_device(&olena, &locker()).await.unwrap();
        assert_eq!(connection.outgoing.recv().await, None, "its connection has ended");
        assert!(!gets_in(&world, &token).await && !gets_in(&world, &newer).await);
        let row = world.engine.devices_of(&olena, &here()).await.unwrap().pop().unwrap();
        assert!(!row.online && row.revoked_at.is_some());
        assert!(!world.engine.ortomat_details(&olena, &here()).await.unwrap().row.online);
        assert_eq!(refusal(world.engine.revoke_device(&olena, &locker()).await), Refusal::NoSuchDevice);
        assert_eq!(refusal(world.engine.rotate_device_token(&olena, &locker()).await), Refusal::NoSuchDevice);
        let again = add(&world, &olena).await;
        assert!(gets_in(&world, &again).await && !gets_in(&world, &token).await);
    }

    async fn a_device_that_is_connected_to_another_process_is_cut_off_there(world: World) {
        let olena = admin(&world).await;
        add(&world, &olena).await;
        let other = world.another_process().await;
        let mut connection = other.device_connected(locker(), here());
        world.eventually("it is here", async |world| world.engine.devices_of(&olena, &here()).await.unwrap()[0].online.then_some(())).await;
        world.engine.revoke_device(&olena, &locker()).await.unwrap();
        assert!(!world.engine.ortomat_details(&olena, &here()).await.unwrap().row.online);
        let_jobs_look(&other).await;
        assert_eq!(connection.outgoing.recv().await, None);
    }

    async fn what_a_device_tells_of_itself_is_kept_once_in_five_minutes_for_a_week(world: World) {
        let olena = admin(&world).await;
        add(&world, &olena).await;
        // The first look of the jobs is over; it must not carry an older moment into what follows.
        let_jobs_look(&world.engine).await;
        // Stand at the beginning of a stretch, so that a few seconds more stay in it.
        let stretch = 5 * 60 * 1_000;
        let into = world.engine.now().millis().rem_euclid(stretch);
        world.clock.advance(Duration::from_millis(u64::try_from(stretch - into).unwrap()));
        let start = world.engine.now().millis();
        let start = Timestamp::from_millis(start - start.rem_euclid(stretch));
        let tell = async |uptime: i64, rssi: i32| {
            world.engine.device_told_vitals(&locker(), Vitals { uptime_ms: Some(uptime), wifi_rssi: Some(rssi) });
            let_jobs_look(&world.engine).await;
        };
        tell(1_000, -60).await;
        tell(20_000, -61).await;
        world.pass(5 * 60);
        tell(301_000, -75).await;
        let history = world.engine.device_history(&olena, &locker(), Timestamp::from_millis(0)).await.unwrap();
        let told: Vec<_> = history.iter().map(|report| (report.at.since(start).as_secs(), report.uptime_ms, report.wifi_rssi)).collect();
        assert_eq!(told, [(0, Some(1_000), Some(-60)), (300, Some(301_000), Some(-75))]);
        let row = world.engine.devices_of(&olena, &here()).await.unwrap().pop().unwrap();
        assert_eq!((row.uptime_ms, row.wifi_rssi), (Some(301_000), Some(-75)));
        let later = start.after(Duration::from_secs(60));
        assert_eq!(world.engine.device_history(&olena, &locker(), later).await.unwrap().len(), 1);
        world.pass(7 * 24 * HOUR - 120);
        let_jobs_look(&world.engine).await;
        assert_eq!(world.engine.device_history(&olena, &locker(), Timestamp::from_millis(0)).await.unwrap().len(), 1);
        let nobody = "locker-99".parse().unwrap();
        assert_eq!(refusal(world.engine.device_history(&olena, &nobody, later).await), Refusal::NoSuchDevice);
    }
}
