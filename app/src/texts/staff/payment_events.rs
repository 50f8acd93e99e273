//! The words for what happened to an order and its payment.

use super::payments::*;
use domain::{
    Money,
    command::CommandStatus,
    order::Reason,
    payment::{NewsSource, PaymentStatus, RefundStatus},
};

pub const BY_ITSELF: &str = "Програма";
pub const BANK: &str = "Банк";
pub const DEVICE: &str = "Пристрій";

#[must_use]
pub fn invoice_made(amount: Money) -> String {
    format!("Створюємо рахунок на {amount}")
}

/// The bank's word; `None` when its bytes could not be read.
#[must_use]
pub fn bank_said(status: Option<&str>) -> String {
    let known = status.and_then(|word| word.parse::<PaymentStatus>().ok());
    match (known, status) {
        (Some(status), _) => format!("Банк повідомив: {}", payment(status)),
        (None, Some(_)) => "Банк повідомив стан, якого ми не знаємо".to_owned(),
        (None, None) => "Банк надіслав те, чого не вдалося прочитати".to_owned(),
    }
}

#[must_use]
pub const fn source(source: NewsSource) -> &'static str {
    match source {
        NewsSource::Webhook => "вебхук",
        NewsSource::Status => "відповідь на наш запит",
    }
}

#[must_use]
pub const fn command(status: CommandStatus) -> &'static str {
    match status {
        CommandStatus::Queued => "Команда відкрити комірку чекає на пристрій",
        CommandStatus::Sent => "Команду надіслано пристрою",
        CommandStatus::Acked => "Пристрій прийняв команду",
        CommandStatus::Opened => "Двері відкрилися",
        CommandStatus::Failed => "Двері не відкрилися",
        CommandStatus::Expired => "Команда більше не діє",
    }
}

#[must_use]
pub fn refund_began(amount: Money) -> String {
    format!("Повернення на {amount}")
}

#[must_use]
pub fn refund_settled(amount: Money) -> String {
    format!("Банк повернув {amount}")
}

#[must_use]
pub const fn refund_status(status: RefundStatus) -> &'static str {
    match status {
        RefundStatus::Requested => "чекає відповіді банку",
        RefundStatus::Accepted => "банк прийняв і працює",
        RefundStatus::Settled => "гроші повернуто",
        RefundStatus::Refused => "не відбулося",
    }
}

/// How a refund stands, and why it was wanted.
#[must_use]
pub fn refund_now(status: RefundStatus, cause: Option<Reason>) -> String {
    match cause {
        Some(cause) => format!("Підстава: {}. Зараз: {}.", reason(cause), refund_status(status)),
        None => format!("Зараз: {}.", refund_status(status)),
    }
}

/// Somebody's own words.
#[must_use]
pub fn quoted(note: &str) -> String {
    format!("«{note}»")
}

pub const SOURCE: &str = "Джерело";
pub const WORD: &str = "Слово банку";
pub const SUM_THERE: &str = "Сума";
pub const FINAL_SUM: &str = "Остаточна сума";
pub const SINCE: &str = "Діє від (за банком)";
pub const OUTCOME: &str = "Що змінило";
pub const COMMAND_ID: &str = "cmd_id";
pub const DEVICE_ID: &str = "Пристрій";
pub const SENDS: &str = "Надіслано разів";
pub const LOG_TYPE: &str = "Тип запису";
pub const REFUND_ID: &str = "extRef";
pub const LAST_ERROR: &str = "Остання відповідь";
pub const TRIES: &str = "Спроб";
pub const NEXT: &str = "Наступна спроба";
pub const LOG_ID: &str = "Запис";

/// What the bank's word changed, in the stored words.
#[must_use]
pub fn outcome(stored: Option<&str>) -> String {
    match stored {
        None => "ще не опрацьовано",
        Some("applied") => "враховано",
        Some("not news") => "не новина",
        Some("unknown invoice") => "рахунок не наш",
        Some("foreign invoice") => "інший рахунок цього замовлення",
        Some("unreadable") => "не прочитано",
        Some(other) => other,
    }
    .to_owned()
}
