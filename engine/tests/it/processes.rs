//! Several processes on one database: a device is wherever it is, and a command finds it once.

use crate::support::*;
use domain::command::DoorResult;
use std::time::Duration;

on_both_databases! {
    async fn a_command_stored_by_one_process_reaches_a_device_that_is_connected_to_another(world: World) {
        let other = world.another_process().await;
        let mut device = FakeDevice::connect(&other, "locker-01").await;
        world.set_ortomat("active", false).await;
        world.eventually("the device is known here too", async |world| world.engine.place_order(world.wish()).await.ok()).await;
        let order = world.place_and_pay().await;
        let command = device.hears().await;
        device.reports(&command, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
    }

    async fn a_process_that_still_holds_a_dead_connection_neither_takes_the_command_back_nor_the_presence(world: World) {
        let other = world.another_process().await;
        let dead = FakeDevice::connect(&other, "locker-01").await;
        world.pass(1);
        let mut alive = world.device().await;
        world.set_ortomat("active", false).await;
        let order = world.place_and_pay().await;
        let command = alive.hears().await;
        // That something does not happen can only be seen by letting some ticks of both processes pass.
        tokio::time::sleep(Duration::from_millis(2500)).await;
        assert!(alive.has_heard_nothing());
        assert_eq!(world.commands().await[0].sends, 1);
        // The other process notices at last; the device is still here.
        dead.disconnect();
        tokio::time::sleep(Duration::from_millis(500)).await;
        other.place_order(world.wish()).await.unwrap();
        alive.reports(&command, DoorResult::Opened).await;
        world.until_phase(&order, "completed").await;
    }

    async fn two_processes_that_start_at_once_build_the_schema_once(world: World) {
        let (one, two) = tokio::join!(world.another_process(), world.another_process());
        for process in [one, two] {
            process.last_scheduled_backup().await.unwrap();
        }
    }
}
