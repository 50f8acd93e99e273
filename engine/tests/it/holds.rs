//! `MONO_PAYMENT_TYPE=hold`: the card is charged only after the door has opened.

use crate::support::*;
use domain::{command::DoorResult, payment::PaymentType};
use sandbox::bank::InvoiceStatus;

const HOLD: Options = Options {
    payment_type: PaymentType::Hold,
    cells: 3,
};

on_both_databases! {
    async fn a_held_payment_is_charged_after_the_door_opened_and_not_before(world: World, HOLD) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let invoice = world.payment(&order).await.invoice_id.unwrap();
        let command = device.hears().await;
        device.acks(&command).await;
        assert_eq!(world.bank.invoice(&invoice).unwrap().status, InvoiceStatus::Hold);
        device.reports(&command, DoorResult::Opened).await;
        world.bank.wait_for_status(&invoice, InvoiceStatus::Success).await.unwrap();
        world.pass(120);
        let payment = world.eventually("the charge is known", async |world| {
            Some(world.payment(&order).await).filter(|payment| payment.status == "success")
        }).await;
        assert_eq!(payment.capture_due_at, None);
        assert_eq!(world.bank.invoice(&invoice).unwrap().final_amount, Some(PRICE));
        assert_eq!(world.sale(&order).await.phase, "completed");
    }

    async fn a_held_payment_is_released_when_the_door_did_not_open(world: World, HOLD) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let invoice = world.payment(&order).await.invoice_id.unwrap();
        let command = device.hears().await;
        device.reports(&command, DoorResult::Failed).await;
        world.until_phase(&order, "refunded").await;
        let at_the_bank = world.bank.invoice(&invoice).unwrap();
        assert_eq!((at_the_bank.status, at_the_bank.final_amount), (InvoiceStatus::Reversed, Some(0)));
    }

    async fn a_charge_that_the_bank_could_not_take_is_tried_again(world: World, HOLD) {
        let mut device = world.device().await;
        let order = world.place_and_pay().await;
        let invoice = world.payment(&order).await.invoice_id.unwrap();
        let command = device.hears().await;
        world.bank.set_available(false);
        device.reports(&command, DoorResult::Opened).await;
        world.eventually("an attempt was made", async |world| {
            Some(world.payment(&order).await).filter(|payment| payment.captures > 0)
        }).await;
        world.bank.set_available(true);
        world.pass(60);
        world.bank.wait_for_status(&invoice, InvoiceStatus::Success).await.unwrap();
    }
}
