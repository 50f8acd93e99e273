//! An order for the holder of its link.

use crate::{
    Engine,
    entity::{command, ortomat, product, sale, user},
    error::{Error, Refusal},
    rows::word,
};
use domain::{
    Money, Timestamp,
    catalog::Referrer,
    command::CommandStatus,
    id::OrderId,
    order::{
        Phase,
        progress::{OrderDetails, OrderProgress, Stage},
    },
};
use sea_orm::{EntityTrait, QueryFilter};
use std::time::Duration;

/// A command without an acknowledgement may be sent once more by hand after this.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

impl Engine {
    /// # Errors
    /// [`Refusal::NoSuchOrder`].
    pub async fn order_progress(&self, order: &OrderId) -> Result<OrderProgress, Error> {
        let sale = self.sale(order).await?;
        self.progress_of(&sale).await
    }

    /// # Errors
    /// [`Refusal::NoSuchOrder`].
    pub async fn order(&self, order: &OrderId) -> Result<OrderDetails, Error> {
        let db = self.database.read();
        let sale = self.sale(order).await?;
        let product = match sale.product_id.clone() {
            Some(id) => product::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(TryInto::try_into)
                .transpose()?,
            None => None,
        };
        let ortomat = match sale.ortomat_id.clone() {
            Some(id) => ortomat::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(TryInto::try_into)
                .transpose()?,
            None => None,
        };
        let referrer = match sale.doctor_id.clone() {
            Some(id) => user::Entity::find_by_id(id).one(db).await?.map(referrer).transpose()?,
            None => None,
        };
        let pay_by = match sale.phase()? {
            Phase::AwaitingPayment => sale
                .deadline_at
                .map(|deadline| Timestamp::from_millis(deadline).before(self.timings.payment_grace)),
            Phase::Opening
            | Phase::Processing
            | Phase::Completed
            | Phase::Refunding
            | Phase::Refunded
            | Phase::NeedsReview
            | Phase::Failed => None,
        };
        Ok(OrderDetails {
            progress: self.progress_of(&sale).await?,
            product,
            ortomat,
            referrer,
            pay_by,
            referral_code: sale.referral_code,
            created_at: Timestamp::from_millis(sale.created_at),
            completed_at: sale.completed_at.map(Timestamp::from_millis),
        })
    }

    async fn sale(&self, order: &OrderId) -> Result<sale::Model, Error> {
        let found = sale::Entity::find_by_id(order.as_str())
            .one(self.database.read())
            .await?;
        Ok(found.ok_or(Refusal::NoSuchOrder)?)
    }

    async fn progress_of(&self, sale: &sale::Model) -> Result<OrderProgress, Error> {
        let command = command::Entity::find()
            .filter(command::COLUMN.order_id.eq(sale.id.as_str()))
            .one(self.database.read())
            .await?;
        let (phase, reason) = (sale.phase()?, sale.reason()?);
        let delivered = match &command {
            Some(command) => command.status()? != CommandStatus::Queued,
            None => false,
        };
        Ok(OrderProgress {
            id: word(&sale.id, "sales.id", &sale.id)?,
            number: word(&sale.order_number, "sales.order_number", &sale.id)?,
            status: phase.public_status(),
            stage: Stage::of(phase, reason, delivered),
            cell: sale.cell()?,
            total: Money::from_kopiykas(sale.amount),
            product_name: sale.product_name.clone(),
            can_retry: command.is_some_and(|command| self.may_send_again(&command)),
        })
    }

    /// An unacknowledged command, still in its window, whose sending is some seconds old.
    pub(crate) fn may_send_again(&self, command: &command::Model) -> bool {
        let now = self.now();
        command.status == CommandStatus::Sent.as_str()
            && now < Timestamp::from_millis(command.expires_at)
            && command
                .sent_at
                .is_some_and(|sent| now.since(Timestamp::from_millis(sent)) >= RETRY_AFTER)
    }
}

pub(crate) fn referrer(user: user::Model) -> Result<Referrer, Error> {
    Ok(Referrer {
        id: word(&user.id, "users.id", &user.id)?,
        first_name: user.first_name,
        last_name: user.last_name,
        middle_name: user.middle_name,
    })
}
