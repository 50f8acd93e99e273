//! Effects become rows, in the transaction of the decision. Carrying them out is the jobs' business.

use super::{LIVE_PHASES, Rules};
use crate::{
    activity_log::Entry,
    database::WriteTxn,
    entity::{cell, command, doctor_ortomat, payment, refund, reward, sale},
    error::Error,
    payments::{BANK_PATIENCE, Books, may_be_at_the_bank},
};
use domain::{
    Money,
    activity::{ActivityType, Severity},
    command::{CommandKind, CommandStatus},
    order::{
        Reason,
        lifecycle::{Effect, Note},
    },
    payment::{PaymentStatus, PaymentType, RefundStatus},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{CaseStatement, Expr, ExprTrait, OnConflict, Query},
};

pub(super) async fn queue(txn: &mut WriteTxn, rules: &Rules, sale: &sale::Model, effect: Effect) -> Result<(), Error> {
    match effect {
        Effect::OpenCell => open_cell(txn, rules, sale).await,
        Effect::CancelCommand => cancel_command(txn, rules, sale).await,
        Effect::WriteOffCell => write_off_cell(txn, rules, sale).await,
        Effect::WriteOffUnlessRefilled => write_off_unless_refilled(txn, rules, sale).await,
        Effect::BlockCell(reason) => block_cell(txn, rules, sale, reason).await,
        Effect::Capture => capture(txn, rules, sale).await,
        Effect::Refund => request_refund(txn, rules, sale, None).await,
        Effect::RefundPart(amount) => request_refund(txn, rules, sale, Some(amount)).await,
        Effect::DropRefund => drop_refund(txn, sale).await,
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

/// Days may have passed since the goods went out. What a courier put in since, or a customer has reserved, is not this
/// order's.
async fn write_off_unless_refilled(txn: &WriteTxn, rules: &Rules, sale: &sale::Model) -> Result<(), Error> {
    let Some(cell) = CellOf::of(sale) else { return Ok(()) };
    let taken = Query::select()
        .expr(Expr::value(1))
        .from(sale::Entity)
        .and_where(Expr::col((sale::Entity, sale::Column::OrtomatId)).eq(cell.ortomat))
        .and_where(Expr::col((sale::Entity, sale::Column::CellNumber)).eq(cell.number))
        .and_where(Expr::cust(LIVE_PHASES))
        .to_owned();
    let written_off = cell
        .update(rules)
        .col_expr(cell::Column::Filled, Expr::value(false))
        .filter(cell::COLUMN.filled.eq(true))
        .filter(
            cell::COLUMN
                .last_refill_at
                .is_null()
                .or(cell::COLUMN.last_refill_at.lte(sale.created_at)),
        )
        .filter(Expr::exists(taken).not())
        .exec(txn.db())
        .await?;
    if written_off.rows_affected == 0 {
        return Ok(());
    }
    Entry::of_order(
        ActivityType::CellCleared,
        Severity::Info,
        "Товар видано вручну, комірку звільнено",
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

/// Asks for a part, or for all that is not back yet. While a refund runs there is no second one: the bank must not hear
/// one wish under two names, so the one that runs is tried again at once.
async fn request_refund(
    txn: &mut WriteTxn,
    rules: &Rules,
    sale: &sale::Model,
    part: Option<Money>,
) -> Result<(), Error> {
    let corrupt = || Error::CorruptRow {
        column: "payments.paid_amount",
        id: sale.id.clone(),
    };
    let books = Books::of(txn.db(), &sale.id).await?.ok_or_else(corrupt)?;
    let rest = books.rest();
    txn.owed.refund = true;
    if let Some(live) = books.live {
        // Not before an attempt that may be at the bank just now has its answer.
        let soon = if may_be_at_the_bank(&live, rules.now) {
            rules.now.after(BANK_PATIENCE)
        } else {
            rules.now
        };
        let mut row = live.into_active_model();
        row.due_at = Set(Some(soon.millis()));
        row.update(txn.db()).await?;
        return Ok(());
    }
    let amount = part.map_or(rest, Money::kopiykas);
    if amount <= 0 || amount > rest {
        return Err(corrupt());
    }
    refund::Model {
        id: crate::ids::random_uuid(),
        order_id: sale.id.clone(),
        payment_id: books.payment.id,
        amount,
        reason: match part {
            Some(_) => Reason::StaffRefund.to_string(),
            None => sale.reason.clone().unwrap_or_default(),
        },
        status: RefundStatus::Requested.to_string(),
        due_at: Some(rules.now.millis()),
        attempts: 0,
        last_error: None,
        created_at: rules.now.millis(),
        settled_at: None,
        restored: false,
    }
    .into_active_model()
    .reset_all()
    .insert(txn.db())
    .await?;
    Ok(())
}

/// A refund that was asked for in vain is not asked for again. If the bank has made it all the same, its word about that
/// still counts.
async fn drop_refund(txn: &WriteTxn, sale: &sale::Model) -> Result<(), Error> {
    refund::Entity::update_many()
        .col_expr(refund::Column::Status, Expr::value(RefundStatus::Refused.as_str()))
        .col_expr(refund::Column::DueAt, Expr::value(Option::<i64>::None))
        .col_expr(refund::Column::LastError, Expr::value("адміністратор вирішив інакше"))
        .filter(refund::COLUMN.order_id.eq(sale.id.as_str()))
        .filter(refund::COLUMN.due_at.is_not_null())
        .exec(txn.db())
        .await?;
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

/// Totals of old files need not agree with their orders (contract §5.3), so nothing is taken from what is not there.
async fn change_totals(txn: &WriteTxn, sale: &sale::Model, sign: i64) -> Result<(), Error> {
    let Some(link) = sale.doctor_ortomat_id.as_deref() else {
        return Ok(());
    };
    use doctor_ortomat::Column::{TotalPoints, TotalSales};
    let changed = |total: doctor_ortomat::Column, by: i64| {
        CaseStatement::new()
            .case(Expr::col(total).gte(by.saturating_neg()), Expr::col(total).add(by))
            .finally(0_i64)
    };
    doctor_ortomat::Entity::update_many()
        .col_expr(TotalSales, changed(TotalSales, sign).into())
        .col_expr(
            TotalPoints,
            changed(TotalPoints, sign.saturating_mul(sale.points)).into(),
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
        Note::PartRefunded => (
            ActivityType::RefundSettled,
            Severity::Info,
            "Частину грошей повернуто покупцеві",
        ),
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
