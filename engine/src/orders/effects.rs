//! Effects become rows, in the transaction of the decision. Carrying them out is the jobs' business.

use super::{Rules, payment_of};
use crate::{
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, command, doctor_ortomat, payment, refund, reward, sale},
    error::Error,
};
use domain::{
    activity::{ActivityType, Severity},
    command::{CommandKind, CommandStatus},
    order::{
        Reason,
        lifecycle::{Effect, Note},
    },
    payment::{PaymentStatus, PaymentType, RefundStatus},
};
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};

pub(super) async fn queue(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model, effect: Effect) -> Result<(), Error> {
    match effect {
        Effect::OpenCell => open_cell(txn, rules, sale).await,
        Effect::CancelCommand => cancel_command(txn, rules, sale).await,
        Effect::WriteOffCell => write_off_cell(txn, rules, sale).await,
        Effect::BlockCell(reason) => block_cell(txn, rules, sale, reason).await,
        Effect::Capture => capture(txn, rules, sale).await,
        Effect::Refund => request_refund(txn, rules, sale).await,
        Effect::CreditReward => credit_reward(txn, rules, sale).await,
        Effect::ReverseReward => reverse_reward(txn, rules, sale).await,
        Effect::Log(note) => log(txn, rules, sale, note).await,
    }
}

async fn open_cell(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let (Some(ortomat), Some(cell_number)) = (sale.ortomat_id.clone(), sale.cell_number) else {
        // The cabinet was deleted meanwhile. The order's deadline gives the money back.
        return Ok(());
    };
    command::Model {
        id: sale.order_number.clone(),
        kind: CommandKind::Sale.to_string(),
        order_id: Some(sale.id.clone()),
        ortomat_id: ortomat,
        device_id: None,
        connection_id: None,
        cell_number,
        status: CommandStatus::Queued.to_string(),
        sends: 0,
        requested_by: None,
        created_at: rules.now.millis(),
        expires_at: rules.now.after(rules.timings.open_window).millis(),
        sent_at: None,
        acked_at: None,
        settled_at: None,
    }
    .into_active_model()
    .reset_all()
    .insert(txn.db())
    .await?;
    txn.owed.command = true;
    Ok(())
}

async fn cancel_command(txn: &WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    expire(txn, rules, sale, &[CommandStatus::Queued]).await?;
    if expire(txn, rules, sale, &[CommandStatus::Sent, CommandStatus::Acked]).await? {
        block_cell(txn, rules, sale, sale.reason()?.unwrap_or(Reason::DeviceSilent)).await?;
    }
    Ok(())
}

/// Expires the order's command if it is in one of these statuses; whether it was.
async fn expire(txn: &WriteTxn, rules: &Rules, sale: &sale::Model, from: &[CommandStatus]) -> Result<bool, Error> {
    let expired = command::Entity::update_many()
        .col_expr(command::Column::Status, Expr::value(CommandStatus::Expired.as_str()))
        .col_expr(command::Column::SettledAt, Expr::value(rules.now.millis()))
        .filter(command::COLUMN.order_id.eq(sale.id.as_str()))
        .filter(command::COLUMN.status.is_in(from.iter().map(|status| status.as_str())))
        .exec(txn.db())
        .await?;
    Ok(expired.rows_affected > 0)
}

/// Green → blue: the goods are out, the product stays assigned.
async fn write_off_cell(txn: &WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let Some(cell) = CellOf::of(sale) else { return Ok(()) };
    cell.update(rules)
        .col_expr(cell::Column::Filled, Expr::value(false))
        .exec(txn.db())
        .await?;
    Entry::of_order(
        ActivityType::CellOpened,
        Severity::Info,
        "Комірку відкрито, товар видано",
        sale,
    )
    .write(txn, rules.now)
    .await
}

async fn block_cell(txn: &WriteTxn, rules: &Rules, sale: &sale::Model, reason: Reason) -> Result<(), Error> {
    let Some(cell) = CellOf::of(sale) else { return Ok(()) };
    cell.update(rules)
        .col_expr(cell::Column::BlockedReason, Expr::value(reason.as_str()))
        .filter(cell::COLUMN.blocked_reason.is_null())
        .exec(txn.db())
        .await?;
    Entry::of_order(
        ActivityType::CellError,
        Severity::Error,
        "Комірку заблоковано: двері не підтвердили відкриття",
        sale,
    )
    .with("reason", reason.as_str())
    .write(txn, rules.now)
    .await
}

/// The cell that an order is about.
struct CellOf<'a> {
    ortomat: &'a str,
    number: i32,
}

impl<'a> CellOf<'a> {
    fn of(sale: &'a sale::Model) -> Option<Self> {
        Some(Self {
            ortomat: sale.ortomat_id.as_deref()?,
            number: sale.cell_number?,
        })
    }

    fn update(&self, rules: &Rules) -> sea_orm::UpdateMany<cell::Entity> {
        cell::Entity::update_many()
            .col_expr(cell::Column::UpdatedAt, Expr::value(rules.now.millis()))
            .filter(cell::COLUMN.ortomat_id.eq(self.ortomat))
            .filter(cell::COLUMN.number.eq(self.number))
    }
}

/// Only what was held still has to be charged. A hold may read `processing` for a moment.
async fn capture(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let owed = payment::Entity::update_many()
        .col_expr(payment::Column::CaptureDueAt, Expr::value(rules.now.millis()))
        .filter(payment::COLUMN.order_id.eq(sale.id.as_str()))
        .filter(payment::COLUMN.payment_type.eq(PaymentType::Hold.as_str()))
        .filter(
            payment::COLUMN
                .status
                .is_in([PaymentStatus::Hold.as_str(), PaymentStatus::Processing.as_str()]),
        )
        .exec(txn.db())
        .await?;
    txn.owed.capture |= owed.rows_affected > 0;
    Ok(())
}

async fn request_refund(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let Some(payment) = payment_of(txn.db(), &sale.id).await? else {
        return Err(Error::CorruptRow {
            column: "payments.order_id",
            id: sale.id.clone(),
        });
    };
    refund::Model {
        id: crate::ids::random_uuid(),
        order_id: sale.id.clone(),
        payment_id: payment.id,
        amount: payment.amount,
        reason: sale.reason.clone().unwrap_or_default(),
        status: RefundStatus::Requested.to_string(),
        due_at: Some(rules.now.millis()),
        attempts: 0,
        last_error: None,
        created_at: rules.now.millis(),
        settled_at: None,
    }
    .into_active_model()
    .reset_all()
    .insert(txn.db())
    .await?;
    txn.owed.refund = true;
    Ok(())
}

/// Once per sale: the ledger's unique key says so, whatever calls this.
async fn credit_reward(txn: &WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    if add_reward(txn, rules, sale, "earned").await? {
        change_totals(txn, sale, 1).await?;
    }
    Ok(())
}

async fn reverse_reward(txn: &WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let was_earned = reward::Entity::find()
        .filter(reward::COLUMN.sale_id.eq(sale.id.as_str()))
        .filter(reward::COLUMN.kind.eq("earned"))
        .one(txn.db())
        .await?
        .is_some();
    if was_earned && add_reward(txn, rules, sale, "reversed").await? {
        change_totals(txn, sale, -1).await?;
    }
    Ok(())
}

async fn add_reward(txn: &WriteTxn, rules: &Rules, sale: &sale::Model, kind: &str) -> Result<bool, Error> {
    let Some(doctor_id) = sale.doctor_id.clone() else {
        return Ok(false);
    };
    let entry = reward::Model {
        id: crate::ids::time_ordered_uuid(rules.now),
        doctor_id,
        doctor_ortomat_id: sale.doctor_ortomat_id.clone(),
        sale_id: sale.id.clone(),
        kind: kind.to_owned(),
        points: sale.points,
        created_at: rules.now.millis(),
    };
    let added = reward::Entity::insert(entry.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([reward::Column::SaleId, reward::Column::Kind])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn.db())
        .await?;
    Ok(added == 1)
}

async fn change_totals(txn: &WriteTxn, sale: &sale::Model, sign: i64) -> Result<(), Error> {
    let Some(link) = sale.doctor_ortomat_id.as_deref() else {
        return Ok(());
    };
    use doctor_ortomat::Column::{TotalPoints, TotalSales};
    doctor_ortomat::Entity::update_many()
        .col_expr(TotalSales, Expr::col(TotalSales).add(sign))
        .col_expr(
            TotalPoints,
            Expr::col(TotalPoints).add(sign.saturating_mul(sale.points)),
        )
        .filter(doctor_ortomat::COLUMN.id.eq(link))
        .exec(txn.db())
        .await?;
    Ok(())
}

async fn log(txn: &WriteTxn, rules: &Rules, sale: &sale::Model, note: Note) -> Result<(), Error> {
    let (kind, severity, message) = match note {
        Note::PaymentSuccess => (ActivityType::PaymentSuccess, Severity::Info, "Оплату отримано"),
        Note::PaymentFailed => (ActivityType::PaymentFailed, Severity::Warning, "Оплата не відбулася"),
        Note::Cancelled => (
            ActivityType::OrderCancelled,
            Severity::Info,
            "Замовлення скасовано, комірку звільнено",
        ),
        Note::CommandAcked => (
            ActivityType::WebsocketCommand,
            Severity::Info,
            "Пристрій прийняв команду",
        ),
        Note::Completed => (ActivityType::OrderCompleted, Severity::Info, "Замовлення виконано"),
        Note::RefundRequested => (
            ActivityType::RefundRequested,
            Severity::Warning,
            "Гроші повертаються покупцеві",
        ),
        Note::Refunded => (ActivityType::RefundSettled, Severity::Info, "Гроші повернуто покупцеві"),
        Note::NeedsReview => (
            ActivityType::NeedsReview,
            Severity::Critical,
            "Замовлення потребує уваги людини",
        ),
        Note::OpenedTooLate => (
            ActivityType::CellError,
            Severity::Critical,
            "Двері відкрилися після скасування замовлення",
        ),
    };
    Entry::of_order(kind, severity, message, sale)
        .write(txn, rules.now)
        .await
}
