//! The words of the grid of cells and of what administrators do with them.

use crate::texts::size_name;
use domain::{
    Money,
    activity::Severity,
    cell::{CellNumber, Colour},
    command::CommandStatus,
    order::{Phase, Reason},
};

pub const TITLE: &str = "Управління комірками";
pub const BACK: &str = "До ортомата";
pub const ONLINE: &str = "На зв'язку";
pub const OFFLINE: &str = "Не на зв'язку";

// The counters.

pub const COUNTERS: &str = "Підсумки";
pub const TOTAL: &str = "Всього комірок";
pub const ASSIGNED: &str = "Призначено товар";
pub const FILLED: &str = "Заповнено";
pub const WITHOUT_PRODUCT: &str = "Без товару";
pub const RESERVED: &str = "Зарезервовано";
pub const BLOCKED: &str = "Заблоковано";

// The grid.

pub const GRID: &str = "Комірки";
pub const LEGEND: &str = "Позначення";
pub const CELL: &str = "Комірка №";
pub const ARROWS: &str = "Між комірками переходьте стрілками, відкривайте клавішею Enter.";
pub const NO_CELLS: &str = "У цього ортомата ще немає комірок";
pub const NO_CELLS_HINT: &str = "Скільки їх, записано в ортоматі. Збережіть його форму, і комірки з'являться.";
pub const EDIT_ORTOMAT: &str = "Змінити ортомат";

/// What a colour says, in a tile.
#[must_use]
pub const fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "без товару",
        Colour::Blue => "порожня",
        Colour::Green => "заповнена",
    }
}

/// What a colour says, in the legend and of one cell.
#[must_use]
pub const fn colour_explained(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "Сіра: без товару",
        Colour::Blue => "Синя: товар призначено, комірка порожня",
        Colour::Green => "Зелена: заповнена товаром",
    }
}

/// What lies on top of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A customer is buying what is inside.
    Reserved,
    /// Somebody has to look first.
    Blocked,
    /// A command to open it is under way.
    Opening,
}

impl Mark {
    pub const ALL: [Self; 3] = [Self::Reserved, Self::Blocked, Self::Opening];

    /// In a tile.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Reserved => "Резерв",
            Self::Blocked => "Блок",
            Self::Opening => "Відкриття",
        }
    }

    /// In the legend.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        match self {
            Self::Reserved => "Резерв: комірку саме купують",
            Self::Blocked => "Блок: не продається, доки не розблокують",
            Self::Opening => "Відкриття: команду надіслано ортомату",
        }
    }
}

// One cell.

pub const CLOSE: &str = "Закрити";
pub const PRODUCT: &str = "Товар";
pub const NO_PRODUCT: &str = "Товар не призначено";
pub const PRICE: &str = "Ціна";
pub const LAST_REFILL: &str = "Останнє поповнення";
pub const SEE_ORDER: &str = "Платежі";
pub const BLOCKED_TITLE: &str = "Комірку заблоковано, вона не продається";

#[must_use]
pub fn cell(number: CellNumber) -> String {
    format!("{CELL}{number}")
}

#[must_use]
pub fn product_with_size(name: &str, size: &str) -> String {
    match size {
        "" => name.to_owned(),
        size => format!("{name}, {}", size_name(size)),
    }
}

#[must_use]
pub fn refilled(at: &str, by: Option<&str>) -> String {
    match by {
        Some(name) => format!("{at}, {name}"),
        None => at.to_owned(),
    }
}

#[must_use]
pub fn reserved_by(order: &str, phase: Phase) -> String {
    let phase = match phase {
        Phase::AwaitingPayment => "чекає на оплату",
        Phase::Opening => "оплачено, надсилаємо команду",
        Phase::Processing => "оплачено, комірка відкривається",
        // No such order has a cell.
        Phase::Completed | Phase::Refunding | Phase::Refunded | Phase::NeedsReview | Phase::Failed => "завершується",
    };
    format!("Замовлення {order}: {phase}. Доки воно не завершиться, комірку не змінюють.")
}

/// Why a cell is blocked: what a person wrote, or what the order that blocked it had met with.
#[must_use]
pub fn blocked_because(reason: &str) -> String {
    match reason.parse() {
        Ok(Reason::DoorFailed) => "Ортомат повідомив покупцеві, що комірка не відкрилася. Перевірте її на місці.",
        Ok(Reason::DeviceSilent) => {
            "Ортомат не підтвердив, що комірка відкрилася для покупця. Перевірте, чи товар ще всередині."
        }
        Ok(Reason::DeviceUnreachable) => "Команда для покупця не дійшла до ортомата. Перевірте комірку на місці.",
        Ok(
            Reason::PaymentFailed
            | Reason::PaymentExpired
            | Reason::Cancelled
            | Reason::BankUnavailable
            | Reason::PaidTooLate
            | Reason::PaymentMismatch
            | Reason::PaymentReversed
            | Reason::RefundRefused
            | Reason::StaffRefund,
        ) => "Замовлення завершилося не так, як мало. Перевірте комірку на місці.",
        Err(_) => return reason.to_owned(),
    }
    .to_owned()
}

// Opening it.

pub const OPEN: &str = "Відкрити комірку";
pub const OPEN_WHY: &str =
    "Дверцята відчиняться одразу, щойно ортомат отримає команду. Переконайтеся, що поруч є хто їх зачинить.";
pub const CANNOT_OPEN_OFFLINE: &str = "Ортомат не на зв'язку, тому комірка зараз не відкриється.";
pub const CANCEL: &str = "Скасувати";

#[must_use]
pub fn open_title(number: CellNumber) -> String {
    format!("Відкрити комірку №{number}?")
}

#[must_use]
pub const fn opening_title(status: CommandStatus) -> &'static str {
    match status {
        CommandStatus::Queued => "Надсилаємо команду ортомату…",
        CommandStatus::Sent => "Команду надіслано, чекаємо на відповідь…",
        CommandStatus::Acked => "Ортомат прийняв команду, відкриває дверцята…",
        CommandStatus::Opened => "Дверцята відкрито",
        CommandStatus::Failed => "Дверцята не відкрилися: так повідомив ортомат",
        CommandStatus::Expired => "Ортомат не відповів вчасно",
    }
}

#[must_use]
pub const fn opening_hint(status: CommandStatus) -> Option<&'static str> {
    match status {
        CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Acked => None,
        CommandStatus::Opened => Some("Коли закінчите, зачиніть їх і позначте, що тепер у комірці."),
        CommandStatus::Failed => Some("Спробуйте ще раз або перевірте замок на місці."),
        CommandStatus::Expired => Some("Невідомо, чи рухалися дверцята. Перевірте комірку на місці."),
    }
}

/// The three steps of an opening.
pub const STEPS: [&str; 3] = ["Команду створено", "Ортомат її прийняв", "Дверцята відчинено"];
pub const STEP_DONE: &str = "зроблено";

#[must_use]
pub fn asked_at(at: &str) -> String {
    format!("Команда від {at}")
}

// What lies inside.

pub const CONTENT: &str = "Що в комірці";
pub const MARK_FILLED: &str = "Позначити заповненою";
pub const MARK_FILLED_HINT: &str = "Коли товар уже лежить у комірці. Її одразу зможуть купити.";
pub const CHANGED_MEANWHILE: &str = "Комірка змінилася, відколи ви відкрили сторінку: товар могли вже купити. Перевірте, що в ній лежить, перш ніж позначати її заповненою.";
pub const MARK_EMPTY: &str = "Позначити порожньою";
pub const MARK_EMPTY_HINT: &str = "Коли товар вийняли. Призначення залишиться.";
pub const MARK_EMPTY_WHY: &str = "Покупці більше не побачать цього товару в комірці, доки її не заповнять знову.";
pub const MARKED_FILLED: &str = "Комірку позначено заповненою.";
pub const MARKED_EMPTY: &str = "Комірку позначено порожньою.";

#[must_use]
pub fn mark_empty_title(number: CellNumber) -> String {
    format!("Позначити комірку №{number} порожньою?")
}

// Its product.

pub const ASSIGN: &str = "Призначити товар";
pub const CHANGE: &str = "Змінити товар";
pub const CHOOSE: &str = "Оберіть товар";
pub const REMOVE_PRODUCT: &str = "Прибрати товар";
pub const SAVE: &str = "Зберегти";
pub const SAVE_CHANGES: &str = "Зберегти зміни";
pub const CHANGE_FILLED: &str = "Щоб змінити товар, спершу позначте комірку порожньою.";
pub const CHANGE_OPENING: &str = "Доки дверцята відкриваються, товар не змінюють.";
pub const NO_PRODUCTS: &str = "Товарів ще немає. Додайте перший, і його можна буде призначити.";
pub const TO_PRODUCTS: &str = "До товарів";
pub const ASSIGNED_DONE: &str = "Товар призначено.";
pub const REMOVED_DONE: &str = "Товар прибрано.";
pub const CHOOSE_FIRST: &str = "Оберіть товар зі списку.";

#[must_use]
pub fn product_choice(name: &str, size: &str, sku: &str, price: Money) -> String {
    format!("{} · {price} · {sku}", product_with_size(name, size))
}

// Out of service.

pub const BLOCK_TITLE: &str = "Продаж";
pub const BLOCK: &str = "Заблокувати";
pub const BLOCK_HINT: &str = "Заблокована комірка не продається. Причину побачать усі, хто відкриє комірку.";
pub const REASON: &str = "Причина";
pub const REWRITE_REASON: &str = "Записати іншу причину";
pub const UNBLOCK: &str = "Розблокувати";
pub const BLOCKED_DONE: &str = "Комірку заблоковано.";
pub const UNBLOCKED_DONE: &str = "Комірку розблоковано.";

// What happened.

pub const HISTORY: &str = "Історія комірки";
pub const NO_HISTORY: &str = "Ще нічого не записано.";
pub const WHOLE_LOG: &str = "Увесь журнал ортомата";
pub const SYSTEM: &str = "Система";

/// Beside an entry that somebody should look at.
#[must_use]
pub const fn severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Info => None,
        Severity::Warning => Some("увага"),
        Severity::Error => Some("помилка"),
        Severity::Critical => Some("критично"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_the_program_is_said_in_words_and_a_persons_stays_theirs() {
        assert_eq!(blocked_because("Зламано замок"), "Зламано замок");
        for reason in Reason::ALL {
            assert_ne!(blocked_because(reason.as_str()), reason.as_str());
        }
    }

    #[test]
    fn a_product_without_a_size_has_no_stray_comma() {
        assert_eq!(product_with_size("Бинт", ""), "Бинт");
        assert_eq!(product_with_size("Бинт", "Uni"), "Бинт, універсальний");
    }
}
