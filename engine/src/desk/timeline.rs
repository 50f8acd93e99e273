//! What happened to an order, from the tables that know a part of it each, in one list by time.

use super::orders::full_name;
use crate::{
    Engine,
    bank::wire::InvoiceStatus,
    entity::{activity_log, command, order_decision, payment, payment_event, refund, sale, user},
    error::Error,
    payments::Books,
    rows::word,
};
use domain::{
    Money, Timestamp,
    activity::Severity,
    command::CommandStatus,
    id::{CommandId, DeviceId, RefundId, UserId},
    payment::{NewsSource, PaymentType, RefundStatus},
    staff::Role,
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Far more than any order has; a broken device must not fill a page.
const LONGEST: u64 = 500;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    pub at: Timestamp,
    pub what: What,
}

/// Somebody of the staff, as they are called now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: Option<String>,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The bank was asked for an invoice.
    PaymentBegan { kind: PaymentType, amount: Money },
    /// The bank's word arrived. Nothing of the card is kept here.
    BankSaid {
        source: NewsSource,
        /// The bank's own word; `None` when the bytes could not be read.
        status: Option<String>,
        /// Sums in hundredths of the currency (ISO 4217 number).
        amount: Money,
        final_amount: Option<Money>,
        currency: i32,
        failure: Option<String>,
        /// From when on it holds, as the bank says.
        modified: Option<Timestamp>,
        /// What it changed, in a word; `None` while it waits.
        outcome: Option<String>,
    },
    /// The open command came this far.
    Command {
        id: CommandId,
        status: CommandStatus,
        device: Option<DeviceId>,
        /// How often it was sent until now.
        sends: i32,
    },
    /// An entry of the activity log; the person who did it, or whose it was.
    Logged {
        id: String,
        kind: String,
        severity: Severity,
        message: String,
        /// The person's own words.
        note: Option<String>,
        by: Option<Person>,
    },
    /// Money was to go back, by itself or because `by` wanted it.
    RefundBegan {
        id: RefundId,
        amount: Money,
        /// A [`domain::order::Reason`] in its stored word.
        reason: String,
        status: RefundStatus,
        /// How often the bank was asked, and what was learnt last.
        attempts: i32,
        last_error: Option<String>,
        next_attempt: Option<Timestamp>,
        by: Option<Person>,
    },
    /// The money is back.
    RefundSettled { id: RefundId, amount: Money },
}

impl Engine {
    /// Six statements, whatever happened.
    pub(super) async fn happenings(&self, sale: &sale::Model, books: Option<&Books>) -> Result<Vec<Happening>, Error> {
        let db = self.database.read();
        let order = sale.id.as_str();
        let logged = activity_log::Entity::find()
            .filter(activity_log::COLUMN.order_id.eq(order))
            .order_by_asc(activity_log::COLUMN.created_at)
            .order_by_asc(activity_log::COLUMN.id)
            .limit(LONGEST)
            .all(db)
            .await?;
        let commands = command::Entity::find()
            .filter(command::COLUMN.order_id.eq(order))
            .all(db)
            .await?;
        let refunds = refund::Entity::find()
            .filter(refund::COLUMN.order_id.eq(order))
            .all(db)
            .await?;
        let decisions = order_decision::Entity::find()
            .filter(order_decision::COLUMN.order_id.eq(order))
            .order_by_asc(order_decision::COLUMN.created_at)
            .all(db)
            .await?;
        let said = match books.and_then(|books| books.payment.invoice_id.as_deref()) {
            Some(invoice) => {
                payment_event::Entity::find()
                    .filter(payment_event::COLUMN.invoice_id.eq(invoice))
                    .order_by_asc(payment_event::COLUMN.received_at)
                    .order_by_asc(payment_event::COLUMN.id)
                    .limit(LONGEST)
                    .all(db)
                    .await?
            }
            None => Vec::new(),
        };
        let users = logged
            .iter()
            .filter_map(|entry| entry.user_id.clone())
            .chain(decisions.iter().filter_map(|decision| decision.user_id.clone()));
        let people = self.people_named(users.collect()).await?;

        let mut happenings = Vec::new();
        if let Some(books) = books {
            happenings.push(began(&books.payment)?);
        }
        for entry in logged {
            happenings.push(from_log(entry, &people)?);
        }
        for event in said {
            happenings.push(from_bank(event)?);
        }
        for command in commands {
            steps(&command, &mut happenings)?;
        }
        for refund in refunds {
            // The first one wanted it; a later one may have set it going again.
            let by = decisions
                .iter()
                .find(|decision| decision.refund_id.as_deref() == Some(refund.id.as_str()))
                .and_then(|decision| people.get(decision.user_id.as_deref()?))
                .cloned();
            money_back(&refund, by, &mut happenings)?;
        }
        // Of one moment they stay in the order of above.
        happenings.sort_by_key(|happening| happening.at);
        Ok(happenings)
    }

    /// People by their ids, the deleted ones too: the history does not forget who did something.
    async fn people_named(&self, ids: BTreeSet<String>) -> Result<HashMap<String, Person>, Error> {
        user::Entity::find()
            .filter(user::COLUMN.id.is_in(ids))
            .all(self.database.read())
            .await?
            .into_iter()
            .map(|row| {
                let person = Person {
                    id: word(&row.id, "users.id", &row.id)?,
                    role: word(&row.role, "users.role", &row.id)?,
                    name: full_name(Some(row.last_name), Some(row.first_name), row.middle_name),
                };
                Ok((row.id, person))
            })
            .collect()
    }
}

fn began(payment: &payment::Model) -> Result<Happening, Error> {
    Ok(Happening {
        at: Timestamp::from_millis(payment.created_at),
        what: What::PaymentBegan {
            kind: word(&payment.payment_type, "payments.payment_type", &payment.id)?,
            amount: Money::from_kopiykas(payment.amount),
        },
    })
}

fn from_log(entry: activity_log::Model, people: &HashMap<String, Person>) -> Result<Happening, Error> {
    let metadata: Option<serde_json::Value> = entry
        .metadata
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    Ok(Happening {
        at: Timestamp::from_millis(entry.created_at),
        what: What::Logged {
            severity: word(&entry.severity, "activity_logs.severity", &entry.id)?,
            note: metadata
                .as_ref()
                .and_then(|metadata| metadata.get("note")?.as_str())
                .map(ToOwned::to_owned),
            by: entry.user_id.and_then(|user| people.get(&user).cloned()),
            id: entry.id,
            kind: entry.kind,
            message: entry.message,
        },
    })
}

/// Reads only what is shown: the rest of the bytes names a card.
fn from_bank(event: payment_event::Model) -> Result<Happening, Error> {
    let status: Option<InvoiceStatus> = serde_json::from_slice(&event.body).ok();
    let at = Timestamp::from_millis(event.received_at);
    let source = word(&event.source, "payment_events.source", &event.id)?;
    Ok(Happening {
        at,
        what: What::BankSaid {
            source,
            status: status.as_ref().map(|status| {
                status
                    .status
                    .known()
                    .map_or_else(|| "unknown".to_owned(), |known| known.to_string())
            }),
            amount: Money::from_kopiykas(status.as_ref().map_or(0, |status| status.amount)),
            final_amount: status
                .as_ref()
                .and_then(|status| status.final_amount)
                .map(Money::from_kopiykas),
            currency: status.as_ref().map_or(0, InvoiceStatus::currency),
            failure: status.as_ref().and_then(InvoiceStatus::failure),
            modified: status.as_ref().and_then(InvoiceStatus::modified),
            outcome: event.outcome,
        },
    })
}

fn steps(command: &command::Model, happenings: &mut Vec<Happening>) -> Result<(), Error> {
    let id: CommandId = word(&command.id, "commands.id", &command.id)?;
    let device: Option<DeviceId> = command
        .device_id
        .as_deref()
        .map(|device| word(device, "commands.device_id", &command.id))
        .transpose()?;
    let mut step = |at: Option<i64>, status: CommandStatus, device: Option<DeviceId>| {
        if let Some(at) = at {
            happenings.push(Happening {
                at: Timestamp::from_millis(at),
                what: What::Command {
                    id: id.clone(),
                    status,
                    device,
                    sends: command.sends,
                },
            });
        }
    };
    step(Some(command.created_at), CommandStatus::Queued, None);
    step(command.sent_at, CommandStatus::Sent, device.clone());
    step(command.acked_at, CommandStatus::Acked, device.clone());
    step(command.settled_at, command.status()?, device);
    Ok(())
}

fn money_back(refund: &refund::Model, by: Option<Person>, happenings: &mut Vec<Happening>) -> Result<(), Error> {
    let id: RefundId = word(&refund.id, "refunds.id", &refund.id)?;
    let amount = Money::from_kopiykas(refund.amount);
    happenings.push(Happening {
        at: Timestamp::from_millis(refund.created_at),
        what: What::RefundBegan {
            id: id.clone(),
            amount,
            reason: refund.reason.clone(),
            status: word(&refund.status, "refunds.status", &refund.id)?,
            attempts: refund.attempts,
            last_error: refund.last_error.clone(),
            next_attempt: refund.due_at.map(Timestamp::from_millis),
            by,
        },
    });
    if let Some(settled) = refund.settled_at {
        happenings.push(Happening {
            at: Timestamp::from_millis(settled),
            what: What::RefundSettled { id, amount },
        });
    }
    Ok(())
}
